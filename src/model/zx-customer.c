/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A customer: company or person, with all that the panel shows. */
#include "zx-customer.h"

#include "zx-fields.h"

G_DEFINE_ENUM_TYPE (ZxLoad,
                    zx_load,
                    G_DEFINE_ENUM_VALUE (ZX_LOAD_LOADING, "loading"),
                    G_DEFINE_ENUM_VALUE (ZX_LOAD_READY, "ready"),
                    G_DEFINE_ENUM_VALUE (ZX_LOAD_ERROR, "error"))

struct _ZxCustomer {
  GObject parent_instance;

  gint64 id, rev, org_id, owner_id, created_at;
  char *name, *kind, *external_id, *note, *lang, *owner_name; /* owned */
  int tier, state;
  guint n_fields;
  JsonObject *json; /* owned */
  GListStore *people, *identities, *contracts, *products, *notes, *merges,
      *recent_contacts; /* owned */
};

G_DEFINE_FINAL_TYPE (ZxCustomer, zx_customer, G_TYPE_OBJECT)

enum {
  PROP_ID = 1,
  PROP_REV,
  PROP_ORG_ID,
  PROP_NAME,
  PROP_KIND,
  PROP_EXTERNAL_ID,
  PROP_NOTE,
  PROP_LANG,
  PROP_OWNER_ID,
  PROP_OWNER_NAME,
  PROP_CREATED_AT,
  PROP_FIELDS,
  PROP_TIER,
  PROP_STATE,
  N_FIELDS,
  PROP_PEOPLE = N_FIELDS,
  PROP_IDENTITIES,
  PROP_CONTRACTS,
  PROP_PRODUCTS,
  PROP_NOTES,
  PROP_MERGES,
  PROP_RECENT_CONTACTS,
  N_PROPS
};

static GParamSpec *props[N_FIELDS];

#define AT(field) G_STRUCT_OFFSET (ZxCustomer, field)
static const ZxField fields[N_FIELDS] = {
    [PROP_ID] = {"id", NULL, ZX_FIELD_ID, AT (id)},
    [PROP_REV] = {"rev", NULL, ZX_FIELD_INT, AT (rev)},
    [PROP_ORG_ID] = {"org-id", "org_id", ZX_FIELD_ID, AT (org_id)},
    [PROP_NAME] = {"name", "name", ZX_FIELD_STRING, AT (name)},
    [PROP_KIND] = {"kind", "kind", ZX_FIELD_STRING, AT (kind)},
    [PROP_EXTERNAL_ID] = {"external-id", "external_id", ZX_FIELD_STRING, AT (external_id)},
    [PROP_NOTE] = {"note", "note", ZX_FIELD_STRING, AT (note)},
    [PROP_LANG] = {"lang", "lang", ZX_FIELD_STRING, AT (lang)},
    [PROP_OWNER_ID] = {"owner-id", NULL, ZX_FIELD_ID, AT (owner_id)},
    [PROP_CREATED_AT] = {"created-at", "created_at", ZX_FIELD_TIME, AT (created_at)},
    [PROP_FIELDS] = {"fields", NULL, ZX_FIELD_COUNT, AT (n_fields)},
    [PROP_OWNER_NAME] = {"owner-name", NULL, ZX_FIELD_STRING, AT (owner_name)},
    [PROP_TIER] = {"tier", "tier", ZX_FIELD_ENUM, AT (tier), zx_tier_get_type},
    [PROP_STATE] = {"state", NULL, ZX_FIELD_ENUM, AT (state), zx_load_get_type},
};
static const ZxFieldTable table = {fields, props, N_FIELDS};

static GListStore *
list_of (ZxCustomer *self, guint prop_id)
{
  switch (prop_id) {
  case PROP_PEOPLE:
    return self->people;
  case PROP_IDENTITIES:
    return self->identities;
  case PROP_CONTRACTS:
    return self->contracts;
  case PROP_PRODUCTS:
    return self->products;
  case PROP_NOTES:
    return self->notes;
  case PROP_MERGES:
    return self->merges;
  default:
    return self->recent_contacts;
  }
}

static void
zx_customer_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  if (prop_id >= N_FIELDS)
    g_value_set_object (value, list_of (ZX_CUSTOMER (object), prop_id));
  else
    zx_fields_get (object, &table, prop_id, value);
}

static void
zx_customer_finalize (GObject *object)
{
  zx_fields_free (object, &table);
  g_clear_pointer (&ZX_CUSTOMER (object)->json, json_object_unref);
  for (guint i = N_FIELDS; i < N_PROPS; i++)
    g_object_unref (list_of (ZX_CUSTOMER (object), i));
  G_OBJECT_CLASS (zx_customer_parent_class)->finalize (object);
}

static void
zx_customer_class_init (ZxCustomerClass *klass)
{
  static const char *const lists[] = {"people", "identities", "contracts",      "products",
                                      "notes",  "merges",     "recent-contacts"};
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = zx_customer_get_property;
  object_class->finalize = zx_customer_finalize;
  zx_fields_install (object_class, &table);
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    g_object_class_install_property (
        object_class, PROP_PEOPLE + i,
        g_param_spec_object (lists[i], NULL, NULL, G_TYPE_LIST_MODEL,
                             G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}

static void
zx_customer_init (ZxCustomer *self)
{
  self->people = g_list_store_new (ZX_TYPE_PERSON);
  self->identities = g_list_store_new (ZX_TYPE_IDENTITY);
  self->contracts = g_list_store_new (ZX_TYPE_CONTRACT);
  self->products = g_list_store_new (ZX_TYPE_PRODUCT);
  self->notes = g_list_store_new (ZX_TYPE_NOTE);
  self->merges = g_list_store_new (ZX_TYPE_MERGE);
  self->recent_contacts = g_list_store_new (ZX_TYPE_PAST_CONTACT);
}

ZxCustomer *
zx_customer_new (gint64 id)
{
  ZxCustomer *self = g_object_new (ZX_TYPE_CUSTOMER, NULL);

  self->id = id;
  return self;
}

/* Own fields have no property each: whoever shows them looks them up by key. */
static void
note_fields (ZxCustomer *self, JsonObject *before)
{
  JsonObject *own = zx_json_object (self->json, "fields");
  JsonNode *is = json_object_get_member (self->json, "fields");
  JsonNode *was = before != NULL ? json_object_get_member (before, "fields") : NULL;
  guint n = own != NULL ? json_object_get_size (own) : 0;

  if (self->n_fields != n)
    zx_field_set_int (self, &table, PROP_FIELDS, n);
  else if (n > 0 && !json_node_equal (is, was))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FIELDS]);
}

gboolean
zx_customer_apply_json (ZxCustomer *self, JsonObject *json, gint64 rev)
{
  g_autoptr (JsonObject) before = NULL;
  JsonObject *owner = zx_json_object (json, "owner");

  g_return_val_if_fail (ZX_IS_CUSTOMER (self), FALSE);

  if (rev <= self->rev)
    return FALSE;
  before = g_steal_pointer (&self->json);
  self->json = json_object_ref (json);
  g_object_freeze_notify (G_OBJECT (self));
  zx_fields_apply (self, &table, json, FALSE);
  zx_field_set_int (self, &table, PROP_OWNER_ID, zx_json_id (owner, "id"));
  zx_field_set_string (self, &table, PROP_OWNER_NAME, zx_json_string (owner, "name"));
  note_fields (self, before);
  zx_field_set_int (self, &table, PROP_REV, rev);
  zx_parts_sync (self->people, zx_json_array (json, "people"));
  zx_parts_sync (self->identities, zx_json_array (json, "identities"));
  zx_parts_sync (self->contracts, zx_json_array (json, "contracts"));
  zx_parts_sync (self->products, zx_json_array (json, "products"));
  zx_parts_sync (self->notes, zx_json_array (json, "notes"));
  zx_parts_sync (self->merges, zx_json_array (json, "merges"));
  zx_customer_set_state (self, ZX_LOAD_READY);
  g_object_thaw_notify (G_OBJECT (self));
  return TRUE;
}

void
zx_customer_apply_contacts (ZxCustomer *self, JsonArray *items)
{
  zx_parts_sync (self->recent_contacts, items);
}

void
zx_customer_set_state (ZxCustomer *self, ZxLoad state)
{
  zx_field_set_int (self, &table, PROP_STATE, state);
}

#define GETTER(type, name)                                                                         \
  type zx_customer_get_##name (ZxCustomer *self)                                                   \
  {                                                                                                \
    g_return_val_if_fail (ZX_IS_CUSTOMER (self), 0);                                               \
    return self->name;                                                                             \
  }
#define LIST_GETTER(name)                                                                          \
  GListModel *zx_customer_get_##name (ZxCustomer *self)                                            \
  {                                                                                                \
    g_return_val_if_fail (ZX_IS_CUSTOMER (self), NULL);                                            \
    return G_LIST_MODEL (self->name);                                                              \
  }

GETTER (gint64, id)
GETTER (gint64, rev)
GETTER (gint64, org_id)
GETTER (JsonObject *, json)
GETTER (ZxTier, tier)
GETTER (ZxLoad, state)
GETTER (const char *, name)
GETTER (const char *, note)
GETTER (const char *, owner_name)
GETTER (const char *, external_id)
LIST_GETTER (people)
LIST_GETTER (identities)
LIST_GETTER (contracts)
LIST_GETTER (products)
LIST_GETTER (notes)
LIST_GETTER (merges)
LIST_GETTER (recent_contacts)

const char *
zx_customer_get_field (ZxCustomer *self, const char *key)
{
  g_return_val_if_fail (ZX_IS_CUSTOMER (self), NULL);

  return zx_json_string (zx_json_object (self->json, "fields"), key);
}
