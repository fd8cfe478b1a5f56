/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A contact that is put before an agent. */
#include "zx-offer.h"

#include "zx-fields.h"

struct _ZxOffer {
  GObject parent_instance;

  gint64 id, contact_id, agent_id, made_at, deadline, entered_at;
  char *kind, *by_name, *note;                                           /* owned, nullable */
  char *uuid, *name, *company, *channel, *channel_name, *product, *text; /* likewise */
  int tier;
  gboolean wants_reason;
  GArray *reasons; /* owned, of ZxOfferReason */
};

G_DEFINE_FINAL_TYPE (ZxOffer, zx_offer, G_TYPE_OBJECT)

enum {
  PROP_ID = 1,
  PROP_CONTACT_ID,
  PROP_AGENT_ID,
  PROP_KIND,
  PROP_BY_NAME,
  PROP_NOTE,
  PROP_MADE_AT,
  PROP_DEADLINE,
  PROP_WANTS_REASON,
  PROP_UUID,
  PROP_NAME,
  PROP_COMPANY,
  PROP_TIER,
  PROP_CHANNEL,
  PROP_CHANNEL_NAME,
  PROP_PRODUCT,
  PROP_TEXT,
  PROP_ENTERED_AT,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

/* The contact's members, from uuid on, stand in an object of their own. */
#define AT(field) G_STRUCT_OFFSET (ZxOffer, field)
static const ZxField fields[N_PROPS] = {
    [PROP_ID] = {"id", NULL, ZX_FIELD_ID, AT (id)},
    [PROP_CONTACT_ID] = {"contact-id", "contact_id", ZX_FIELD_ID, AT (contact_id)},
    [PROP_AGENT_ID] = {"agent-id", "agent_id", ZX_FIELD_ID, AT (agent_id)},
    [PROP_KIND] = {"kind", "kind", ZX_FIELD_STRING, AT (kind)},
    [PROP_BY_NAME] = {"by-name", "by_name", ZX_FIELD_STRING, AT (by_name)},
    [PROP_NOTE] = {"note", "note", ZX_FIELD_STRING, AT (note)},
    [PROP_MADE_AT] = {"made-at", "made_at", ZX_FIELD_TIME, AT (made_at)},
    [PROP_DEADLINE] = {"deadline", "deadline", ZX_FIELD_TIME, AT (deadline)},
    [PROP_WANTS_REASON] = {"wants-reason", "wants_reason", ZX_FIELD_BOOL, AT (wants_reason)},
    [PROP_UUID] = {"uuid", "uuid", ZX_FIELD_STRING, AT (uuid)},
    [PROP_NAME] = {"name", "name", ZX_FIELD_STRING, AT (name)},
    [PROP_COMPANY] = {"company", "company", ZX_FIELD_STRING, AT (company)},
    [PROP_TIER] = {"tier", "tier", ZX_FIELD_ENUM, AT (tier), zx_tier_get_type},
    [PROP_CHANNEL] = {"channel", "channel", ZX_FIELD_STRING, AT (channel)},
    [PROP_CHANNEL_NAME] = {"channel-name", "channel_name", ZX_FIELD_STRING, AT (channel_name)},
    [PROP_PRODUCT] = {"product", "product", ZX_FIELD_STRING, AT (product)},
    [PROP_TEXT] = {"text", "text", ZX_FIELD_STRING, AT (text)},
    [PROP_ENTERED_AT] = {"entered-at", "entered_at", ZX_FIELD_TIME, AT (entered_at)},
};
static const ZxFieldTable table = {fields, props, N_PROPS};

static void
zx_offer_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  zx_fields_get (object, &table, prop_id, value);
}

static void
zx_offer_finalize (GObject *object)
{
  g_array_unref (ZX_OFFER (object)->reasons);
  zx_fields_free (object, &table);
  G_OBJECT_CLASS (zx_offer_parent_class)->finalize (object);
}

static void
zx_offer_class_init (ZxOfferClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = zx_offer_get_property;
  object_class->finalize = zx_offer_finalize;
  zx_fields_install (object_class, &table);
}

static void
clear_reason (gpointer data)
{
  g_free (((ZxOfferReason *) data)->why);
}

static void
zx_offer_init (ZxOffer *self)
{
  self->reasons = g_array_new (FALSE, TRUE, sizeof (ZxOfferReason));
  g_array_set_clear_func (self->reasons, clear_reason);
}

ZxOffer *
zx_offer_new (gint64 id)
{
  ZxOffer *self = g_object_new (ZX_TYPE_OFFER, NULL);

  self->id = id;
  return self;
}

static void
read_reasons (ZxOffer *self, JsonArray *items)
{
  g_array_set_size (self->reasons, 0);
  for (guint i = 0; items != NULL && i < json_array_get_length (items); i++) {
    JsonNode *node = json_array_get_element (items, i);
    JsonObject *item = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
    ZxOfferReason reason;

    if (item == NULL || zx_json_string (item, "why") == NULL)
      continue;
    reason.why = g_strdup (zx_json_string (item, "why"));
    reason.n = zx_json_int (item, "n", 0);
    reason.of = zx_json_int (item, "of", 0);
    g_array_append_val (self->reasons, reason);
  }
}

void
zx_offer_apply_json (ZxOffer *self, JsonObject *json)
{
  JsonObject *contact = zx_json_object (json, "contact");

  g_return_if_fail (ZX_IS_OFFER (self));

  g_object_freeze_notify (G_OBJECT (self));
  read_reasons (self, zx_json_array (json, "why"));
  zx_fields_apply (self, &table, json, TRUE);
  if (contact != NULL)
    zx_fields_apply (self, &table, contact, TRUE);
  g_object_thaw_notify (G_OBJECT (self));
}

const ZxOfferReason *
zx_offer_get_reasons (ZxOffer *self, guint *n)
{
  g_return_val_if_fail (ZX_IS_OFFER (self), NULL);

  *n = self->reasons->len;
  return (const ZxOfferReason *) (gpointer) self->reasons->data;
}

#define GETTER(type, name)                                                                         \
  type zx_offer_get_##name (ZxOffer *self)                                                         \
  {                                                                                                \
    g_return_val_if_fail (ZX_IS_OFFER (self), 0);                                                  \
    return self->name;                                                                             \
  }

GETTER (gint64, id)
GETTER (gint64, contact_id)
GETTER (gint64, made_at)
GETTER (gint64, deadline)
GETTER (const char *, kind)
GETTER (const char *, by_name)
GETTER (const char *, note)
GETTER (gboolean, wants_reason)
GETTER (const char *, uuid)
GETTER (const char *, name)
GETTER (const char *, company)
GETTER (ZxTier, tier)
GETTER (const char *, channel)
GETTER (const char *, channel_name)
GETTER (const char *, product)
GETTER (const char *, text)
