/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Somebody whom a contact may be from, and why. */
#include "zx-candidate.h"

#include "zx-fields.h"

struct _ZxCandidate {
  GObject parent_instance;

  gint64 customer_id, person_id;
  char *name, *company, *value; /* owned, nullable */
  int tier, why;
};

G_DEFINE_ENUM_TYPE (ZxCandidateWhy,
                    zx_candidate_why,
                    G_DEFINE_ENUM_VALUE (ZX_CANDIDATE_ACCOUNT, "account"),
                    G_DEFINE_ENUM_VALUE (ZX_CANDIDATE_PHONE, "phone"),
                    G_DEFINE_ENUM_VALUE (ZX_CANDIDATE_MAIL, "mail"),
                    G_DEFINE_ENUM_VALUE (ZX_CANDIDATE_SHARED, "shared"),
                    G_DEFINE_ENUM_VALUE (ZX_CANDIDATE_NAME, "name"),
                    G_DEFINE_ENUM_VALUE (ZX_CANDIDATE_COMPANY, "company"))

G_DEFINE_FINAL_TYPE (ZxCandidate, zx_candidate, G_TYPE_OBJECT)

enum {
  PROP_CUSTOMER_ID = 1,
  PROP_PERSON_ID,
  PROP_NAME,
  PROP_COMPANY,
  PROP_TIER,
  PROP_WHY,
  PROP_VALUE,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

#define AT(field) G_STRUCT_OFFSET (ZxCandidate, field)
static const ZxField fields[N_PROPS] = {
    [PROP_CUSTOMER_ID] = {"customer-id", "customer_id", ZX_FIELD_ID, AT (customer_id)},
    [PROP_PERSON_ID] = {"person-id", "person_id", ZX_FIELD_ID, AT (person_id)},
    [PROP_NAME] = {"name", "name", ZX_FIELD_STRING, AT (name)},
    [PROP_COMPANY] = {"company", "company", ZX_FIELD_STRING, AT (company)},
    [PROP_TIER] = {"tier", "tier", ZX_FIELD_ENUM, AT (tier), zx_tier_get_type},
    [PROP_WHY] = {"why", "why", ZX_FIELD_ENUM, AT (why), zx_candidate_why_get_type},
    [PROP_VALUE] = {"value", "value", ZX_FIELD_STRING, AT (value)},
};
static const ZxFieldTable table = {fields, props, N_PROPS};

static void
zx_candidate_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  zx_fields_get (object, &table, prop_id, value);
}

static void
zx_candidate_finalize (GObject *object)
{
  zx_fields_free (object, &table);
  G_OBJECT_CLASS (zx_candidate_parent_class)->finalize (object);
}

static void
zx_candidate_class_init (ZxCandidateClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = zx_candidate_get_property;
  object_class->finalize = zx_candidate_finalize;
  zx_fields_install (object_class, &table);
}

static void
zx_candidate_init (ZxCandidate *self)
{
}

ZxCandidate *
zx_candidate_new (JsonObject *item)
{
  ZxCandidate *self = g_object_new (ZX_TYPE_CANDIDATE, NULL);

  zx_fields_apply (self, &table, item, FALSE);
  return self;
}

#define GETTER(type, name)                                                                         \
  type zx_candidate_get_##name (ZxCandidate *self)                                                 \
  {                                                                                                \
    g_return_val_if_fail (ZX_IS_CANDIDATE (self), 0);                                              \
    return self->name;                                                                             \
  }

GETTER (gint64, customer_id)
GETTER (gint64, person_id)
GETTER (const char *, name)
GETTER (const char *, company)
GETTER (ZxTier, tier)
GETTER (ZxCandidateWhy, why)
GETTER (const char *, value)
