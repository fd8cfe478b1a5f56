/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A customer as a list or a search shows it. */
#include "zx-customer-hit.h"

#include "zx-enums.h"
#include "zx-fields.h"
#include "zx-suggestion.h"

struct _ZxCustomerHit {
  GObject parent_instance;

  gint64 id, rev, org_id;
  char *name, *kind, *external_id, *owner_name, *match_what, *match_text, *match_markup; /* owned */
  int tier;
  guint people_count;
};

G_DEFINE_FINAL_TYPE (ZxCustomerHit, zx_customer_hit, G_TYPE_OBJECT)

enum {
  PROP_ID = 1,
  PROP_REV,
  PROP_ORG_ID,
  PROP_NAME,
  PROP_KIND,
  PROP_EXTERNAL_ID,
  PROP_OWNER_NAME,
  PROP_MATCH_WHAT,
  PROP_MATCH_TEXT,
  PROP_MATCH_MARKUP,
  PROP_TIER,
  PROP_PEOPLE_COUNT,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

#define AT(field) G_STRUCT_OFFSET (ZxCustomerHit, field)
static const ZxField fields[N_PROPS] = {
    [PROP_ID] = {"id", "id", ZX_FIELD_ID, AT (id)},
    [PROP_REV] = {"rev", "rev", ZX_FIELD_INT, AT (rev)},
    [PROP_ORG_ID] = {"org-id", "org_id", ZX_FIELD_ID, AT (org_id)},
    [PROP_NAME] = {"name", "name", ZX_FIELD_STRING, AT (name)},
    [PROP_KIND] = {"kind", "kind", ZX_FIELD_STRING, AT (kind)},
    [PROP_EXTERNAL_ID] = {"external-id", "external_id", ZX_FIELD_STRING, AT (external_id)},
    [PROP_OWNER_NAME] = {"owner-name", "owner_name", ZX_FIELD_STRING, AT (owner_name)},
    [PROP_MATCH_WHAT] = {"match-what", NULL, ZX_FIELD_STRING, AT (match_what)},
    [PROP_MATCH_TEXT] = {"match-text", NULL, ZX_FIELD_STRING, AT (match_text)},
    [PROP_MATCH_MARKUP] = {"match-markup", NULL, ZX_FIELD_STRING, AT (match_markup)},
    [PROP_TIER] = {"tier", "tier", ZX_FIELD_ENUM, AT (tier), zx_tier_get_type},
    [PROP_PEOPLE_COUNT] = {"people-count", "people_count", ZX_FIELD_COUNT, AT (people_count)},
};
static const ZxFieldTable table = {fields, props, N_PROPS};

static void
zx_customer_hit_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  zx_fields_get (object, &table, prop_id, value);
}

static void
zx_customer_hit_finalize (GObject *object)
{
  zx_fields_free (object, &table);
  G_OBJECT_CLASS (zx_customer_hit_parent_class)->finalize (object);
}

static void
zx_customer_hit_class_init (ZxCustomerHitClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = zx_customer_hit_get_property;
  object_class->finalize = zx_customer_hit_finalize;
  zx_fields_install (object_class, &table);
}

static void
zx_customer_hit_init (ZxCustomerHit *self)
{
}

ZxCustomerHit *
zx_customer_hit_new (JsonObject *json)
{
  ZxCustomerHit *self = g_object_new (ZX_TYPE_CUSTOMER_HIT, NULL);
  JsonObject *match = zx_json_object (json, "match");

  zx_fields_apply (self, &table, json, FALSE);
  self->match_what = g_strdup (zx_json_string (match, "what"));
  self->match_text = g_strdup (zx_json_string (match, "text"));
  if (self->match_text != NULL)
    self->match_markup = zx_suggestion_mark_up (self->match_text, zx_json_array (match, "marks"));
  return self;
}

gint64
zx_customer_hit_get_id (ZxCustomerHit *self)
{
  g_return_val_if_fail (ZX_IS_CUSTOMER_HIT (self), 0);
  return self->id;
}

const char *
zx_customer_hit_get_name (ZxCustomerHit *self)
{
  g_return_val_if_fail (ZX_IS_CUSTOMER_HIT (self), NULL);
  return self->name;
}

gboolean
zx_customer_hit_is_of_name (const char *what)
{
  return g_strcmp0 (what, "name") == 0 || g_strcmp0 (what, "pinyin") == 0 ||
         g_strcmp0 (what, "initials") == 0;
}
