/* SPDX-License-Identifier: GPL-3.0-or-later */
/* People, identities, contracts, products, notes, merges and past contacts of a customer. */
#include "zx-customer-parts.h"

#include "zx-clock.h"
#include "zx-fields.h"

#include <stdio.h>

/* All have the same life: a table of fields, found again by id, told apart by their JSON. */
#define DEFINE_PART(Type, type)                                                                    \
  static void type##_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)    \
  {                                                                                                \
    zx_fields_get (object, &type##_table, id, value);                                              \
  }                                                                                                \
  static void type##_finalize (GObject *object)                                                    \
  {                                                                                                \
    zx_fields_free (object, &type##_table);                                                        \
    G_OBJECT_CLASS (type##_parent_class)->finalize (object);                                       \
  }                                                                                                \
  static void type##_class_init (Type##Class *klass)                                               \
  {                                                                                                \
    G_OBJECT_CLASS (klass)->get_property = type##_get_property;                                    \
    G_OBJECT_CLASS (klass)->finalize = type##_finalize;                                            \
    zx_fields_install (G_OBJECT_CLASS (klass), &type##_table);                                     \
  }                                                                                                \
  static void type##_init (Type *self)                                                             \
  {                                                                                                \
  }

struct _ZxIdentity {
  GObject parent_instance;
  gint64 id, person_id;
  char *kind, *value; /* owned */
  gboolean shared;
};
G_DEFINE_FINAL_TYPE (ZxIdentity, zx_identity, G_TYPE_OBJECT)
static const ZxField zx_identity_fields[] = {
    {NULL},
    {"id", "id", ZX_FIELD_ID, G_STRUCT_OFFSET (ZxIdentity, id)},
    {"person-id", "person_id", ZX_FIELD_ID, G_STRUCT_OFFSET (ZxIdentity, person_id)},
    {"kind", "kind", ZX_FIELD_STRING, G_STRUCT_OFFSET (ZxIdentity, kind)},
    {"value", "value", ZX_FIELD_STRING, G_STRUCT_OFFSET (ZxIdentity, value)},
    {"shared", "shared", ZX_FIELD_BOOL, G_STRUCT_OFFSET (ZxIdentity, shared)},
};
static GParamSpec *zx_identity_props[G_N_ELEMENTS (zx_identity_fields)];
static const ZxFieldTable zx_identity_table = {zx_identity_fields, zx_identity_props,
                                               G_N_ELEMENTS (zx_identity_fields)};
DEFINE_PART (ZxIdentity, zx_identity)

struct _ZxContract {
  GObject parent_instance;
  gint64 id, kind_id;
  char *name, *level, *starts_on, *ends_on, *remaining, *note; /* owned */
  char **modules;                                              /* owned */
};
G_DEFINE_FINAL_TYPE (ZxContract, zx_contract, G_TYPE_OBJECT)
static const ZxField zx_contract_fields[] = {
    {NULL},
    {"id", "id", ZX_FIELD_ID, G_STRUCT_OFFSET (ZxContract, id)},
    {"name", "name", ZX_FIELD_STRING, G_STRUCT_OFFSET (ZxContract, name)},
    {"level", "level", ZX_FIELD_STRING, G_STRUCT_OFFSET (ZxContract, level)},
    {"starts-on", "starts_on", ZX_FIELD_STRING, G_STRUCT_OFFSET (ZxContract, starts_on)},
    {"ends-on", "ends_on", ZX_FIELD_STRING, G_STRUCT_OFFSET (ZxContract, ends_on)},
    {"modules", "modules", ZX_FIELD_WORDS, G_STRUCT_OFFSET (ZxContract, modules)},
    {"kind-id", "kind_id", ZX_FIELD_ID, G_STRUCT_OFFSET (ZxContract, kind_id)},
    {"remaining", "remaining", ZX_FIELD_STRING, G_STRUCT_OFFSET (ZxContract, remaining)},
    {"note", "note", ZX_FIELD_STRING, G_STRUCT_OFFSET (ZxContract, note)},
};
static GParamSpec *zx_contract_props[G_N_ELEMENTS (zx_contract_fields)];
static const ZxFieldTable zx_contract_table = {zx_contract_fields, zx_contract_props,
                                               G_N_ELEMENTS (zx_contract_fields)};
#define PROP_DAYS_LEFT G_N_ELEMENTS (zx_contract_fields)
static GParamSpec *days_left_spec;

static void
zx_contract_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  if (prop_id == PROP_DAYS_LEFT)
    g_value_set_int (value, zx_contract_get_days_left (ZX_CONTRACT (object)));
  else
    zx_fields_get (object, &zx_contract_table, prop_id, value);
}

static void
zx_contract_notify (GObject *object, GParamSpec *pspec)
{
  if (g_str_equal (pspec->name, "ends-on"))
    g_object_notify_by_pspec (object, days_left_spec);
}

static void
zx_contract_finalize (GObject *object)
{
  zx_fields_free (object, &zx_contract_table);
  G_OBJECT_CLASS (zx_contract_parent_class)->finalize (object);
}

static void
zx_contract_class_init (ZxContractClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = zx_contract_get_property;
  object_class->notify = zx_contract_notify;
  object_class->finalize = zx_contract_finalize;
  zx_fields_install (object_class, &zx_contract_table);
  days_left_spec =
      g_param_spec_int ("days-left", NULL, NULL, G_MININT, G_MAXINT, 0,
                        G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_property (object_class, PROP_DAYS_LEFT, days_left_spec);
}

static void
zx_contract_init (ZxContract *self)
{
}

struct _ZxProduct {
  GObject parent_instance;
  gint64 id;
  char *name, *version, *environment, *installed_on, *note; /* owned */
  char **modules;                                           /* owned */
};
G_DEFINE_FINAL_TYPE (ZxProduct, zx_product, G_TYPE_OBJECT)
static const ZxField zx_product_fields[] = {
    {NULL},
    {"id", "id", ZX_FIELD_ID, G_STRUCT_OFFSET (ZxProduct, id)},
    {"name", "name", ZX_FIELD_STRING, G_STRUCT_OFFSET (ZxProduct, name)},
    {"version", "version", ZX_FIELD_STRING, G_STRUCT_OFFSET (ZxProduct, version)},
    {"modules", "modules", ZX_FIELD_WORDS, G_STRUCT_OFFSET (ZxProduct, modules)},
    {"environment", "environment", ZX_FIELD_STRING, G_STRUCT_OFFSET (ZxProduct, environment)},
    {"installed-on", "installed_on", ZX_FIELD_STRING, G_STRUCT_OFFSET (ZxProduct, installed_on)},
    {"note", "note", ZX_FIELD_STRING, G_STRUCT_OFFSET (ZxProduct, note)},
};
static GParamSpec *zx_product_props[G_N_ELEMENTS (zx_product_fields)];
static const ZxFieldTable zx_product_table = {zx_product_fields, zx_product_props,
                                              G_N_ELEMENTS (zx_product_fields)};
DEFINE_PART (ZxProduct, zx_product)

struct _ZxNote {
  GObject parent_instance;
  gint64 id, by_id, at;
  char *by, *text; /* owned */
};
G_DEFINE_FINAL_TYPE (ZxNote, zx_note, G_TYPE_OBJECT)
static const ZxField zx_note_fields[] = {
    {NULL},
    {"id", "id", ZX_FIELD_ID, G_STRUCT_OFFSET (ZxNote, id)},
    {"by-id", "by_id", ZX_FIELD_ID, G_STRUCT_OFFSET (ZxNote, by_id)},
    {"by", "by", ZX_FIELD_STRING, G_STRUCT_OFFSET (ZxNote, by)},
    {"text", "text", ZX_FIELD_STRING, G_STRUCT_OFFSET (ZxNote, text)},
    {"at", "at", ZX_FIELD_TIME, G_STRUCT_OFFSET (ZxNote, at)},
};
static GParamSpec *zx_note_props[G_N_ELEMENTS (zx_note_fields)];
static const ZxFieldTable zx_note_table = {zx_note_fields, zx_note_props,
                                           G_N_ELEMENTS (zx_note_fields)};
DEFINE_PART (ZxNote, zx_note)

struct _ZxMerge {
  GObject parent_instance;
  gint64 id, at;
  char *name, *by; /* owned */
};
G_DEFINE_FINAL_TYPE (ZxMerge, zx_merge, G_TYPE_OBJECT)
static const ZxField zx_merge_fields[] = {
    {NULL},
    {"id", "id", ZX_FIELD_ID, G_STRUCT_OFFSET (ZxMerge, id)},
    {"name", "name", ZX_FIELD_STRING, G_STRUCT_OFFSET (ZxMerge, name)},
    {"by", "by", ZX_FIELD_STRING, G_STRUCT_OFFSET (ZxMerge, by)},
    {"at", "at", ZX_FIELD_TIME, G_STRUCT_OFFSET (ZxMerge, at)},
};
static GParamSpec *zx_merge_props[G_N_ELEMENTS (zx_merge_fields)];
static const ZxFieldTable zx_merge_table = {zx_merge_fields, zx_merge_props,
                                            G_N_ELEMENTS (zx_merge_fields)};
DEFINE_PART (ZxMerge, zx_merge)

struct _ZxPastContact {
  GObject parent_instance;
  gint64 id, rev, at, closed_at, person_id;
  char *channel, *subject, *summary, *agent_name, *person_name, *product, *version; /* owned */
  int state;
};
G_DEFINE_FINAL_TYPE (ZxPastContact, zx_past_contact, G_TYPE_OBJECT)
#define AT(field) G_STRUCT_OFFSET (ZxPastContact, field)
static const ZxField zx_past_contact_fields[] = {
    {NULL},
    {"id", "id", ZX_FIELD_ID, AT (id)},
    {"rev", "rev", ZX_FIELD_INT, AT (rev)},
    {"channel", "channel", ZX_FIELD_STRING, AT (channel)},
    {"at", "created_at", ZX_FIELD_TIME, AT (at)},
    {"closed-at", "closed_at", ZX_FIELD_TIME, AT (closed_at)},
    {"subject", "subject", ZX_FIELD_STRING, AT (subject)},
    {"summary", "summary", ZX_FIELD_STRING, AT (summary)},
    {"agent-name", "agent_name", ZX_FIELD_STRING, AT (agent_name)},
    {"person-id", "person_id", ZX_FIELD_ID, AT (person_id)},
    {"person-name", "person_name", ZX_FIELD_STRING, AT (person_name)},
    {"product", "product", ZX_FIELD_STRING, AT (product)},
    {"version", "version", ZX_FIELD_STRING, AT (version)},
    {"state", "state", ZX_FIELD_ENUM, AT (state), zx_contact_state_get_type},
};
#undef AT
static GParamSpec *zx_past_contact_props[G_N_ELEMENTS (zx_past_contact_fields)];
static const ZxFieldTable zx_past_contact_table = {zx_past_contact_fields, zx_past_contact_props,
                                                   G_N_ELEMENTS (zx_past_contact_fields)};
DEFINE_PART (ZxPastContact, zx_past_contact)

struct _ZxPerson {
  GObject parent_instance;
  gint64 id;
  char *name, *title, *lang; /* owned */
  gboolean erased;
  GListStore *identities; /* owned, of ZxIdentity */
};
G_DEFINE_FINAL_TYPE (ZxPerson, zx_person, G_TYPE_OBJECT)
static const ZxField zx_person_fields[] = {
    {NULL},
    {"id", "id", ZX_FIELD_ID, G_STRUCT_OFFSET (ZxPerson, id)},
    {"name", "name", ZX_FIELD_STRING, G_STRUCT_OFFSET (ZxPerson, name)},
    {"title", "title", ZX_FIELD_STRING, G_STRUCT_OFFSET (ZxPerson, title)},
    {"lang", "lang", ZX_FIELD_STRING, G_STRUCT_OFFSET (ZxPerson, lang)},
    {"erased", "erased", ZX_FIELD_BOOL, G_STRUCT_OFFSET (ZxPerson, erased)},
};
static GParamSpec *zx_person_props[G_N_ELEMENTS (zx_person_fields)];
static const ZxFieldTable zx_person_table = {zx_person_fields, zx_person_props,
                                             G_N_ELEMENTS (zx_person_fields)};
#define PROP_IDENTITIES G_N_ELEMENTS (zx_person_fields)

static void
zx_person_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  if (prop_id == PROP_IDENTITIES)
    g_value_set_object (value, ZX_PERSON (object)->identities);
  else
    zx_fields_get (object, &zx_person_table, prop_id, value);
}

static void
zx_person_finalize (GObject *object)
{
  zx_fields_free (object, &zx_person_table);
  g_object_unref (ZX_PERSON (object)->identities);
  G_OBJECT_CLASS (zx_person_parent_class)->finalize (object);
}

static void
zx_person_class_init (ZxPersonClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = zx_person_get_property;
  object_class->finalize = zx_person_finalize;
  zx_fields_install (object_class, &zx_person_table);
  g_object_class_install_property (object_class, PROP_IDENTITIES,
                                   g_param_spec_object ("identities", NULL, NULL, G_TYPE_LIST_MODEL,
                                                        G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}

static void
zx_person_init (ZxPerson *self)
{
  self->identities = g_list_store_new (ZX_TYPE_IDENTITY);
}

static const ZxFieldTable *
table_of (GType type)
{
  const struct {
    GType type;
    const ZxFieldTable *table;
  } tables[] = {
      {ZX_TYPE_IDENTITY, &zx_identity_table}, {ZX_TYPE_CONTRACT, &zx_contract_table},
      {ZX_TYPE_PRODUCT, &zx_product_table},   {ZX_TYPE_PERSON, &zx_person_table},
      {ZX_TYPE_NOTE, &zx_note_table},         {ZX_TYPE_MERGE, &zx_merge_table},
  };

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    if (tables[i].type == type)
      return tables[i].table;
  return &zx_past_contact_table;
}

static gint64
id_of (gpointer item)
{
  gint64 id = 0;

  if (g_object_class_find_property (G_OBJECT_GET_CLASS (item), "id") != NULL)
    g_object_get (item, "id", &id, NULL);
  return id;
}

/* The item of @list that @json speaks of, or null. Lists of a customer are short. */
static gpointer
find_item (GListStore *list, JsonObject *json)
{
  gint64 id = zx_json_id (json, "id");

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (list)); i++) {
    g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (list), i);

    if (id != 0 && id_of (item) == id)
      return g_steal_pointer (&item);
    if (id == 0 && ZX_IS_IDENTITY (item) &&
        g_strcmp0 (ZX_IDENTITY (item)->kind, zx_json_string (json, "kind")) == 0 &&
        g_strcmp0 (ZX_IDENTITY (item)->value, zx_json_string (json, "value")) == 0)
      return g_steal_pointer (&item);
  }
  return NULL;
}

static GPtrArray *
read_items (GListStore *list, JsonArray *items)
{
  GType type = g_list_model_get_item_type (G_LIST_MODEL (list));
  GPtrArray *read = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; items != NULL && i < json_array_get_length (items); i++) {
    JsonNode *node = json_array_get_element (items, i);
    JsonObject *json = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
    gpointer item;

    if (json == NULL)
      continue;
    item = find_item (list, json);
    if (item == NULL)
      item = g_object_new (type, NULL);
    zx_fields_apply (item, table_of (type), json, FALSE);
    if (type == ZX_TYPE_PERSON)
      zx_parts_sync (ZX_PERSON (item)->identities, zx_json_array (json, "identities"));
    g_ptr_array_add (read, item);
  }
  return read;
}

static gboolean
is_at (GListStore *list, guint position, gpointer item)
{
  g_autoptr (GObject) there = g_list_model_get_item (G_LIST_MODEL (list), position);

  return there == item;
}

void
zx_parts_sync (GListStore *list, JsonArray *items)
{
  g_autoptr (GPtrArray) read = read_items (list, items);
  guint had = g_list_model_get_n_items (G_LIST_MODEL (list)), head = 0, tail = 0;

  while (head < had && head < read->len && is_at (list, head, read->pdata[head]))
    head++;
  while (tail < had - head && tail < read->len - head &&
         is_at (list, had - tail - 1, read->pdata[read->len - tail - 1]))
    tail++;
  if (had != read->len || head + tail < had)
    g_list_store_splice (list, head, had - head - tail, read->pdata + head,
                         read->len - head - tail);
}

const char *
zx_person_get_name (ZxPerson *self)
{
  return self->name;
}

GListModel *
zx_person_get_identities (ZxPerson *self)
{
  return G_LIST_MODEL (self->identities);
}

const char *
zx_product_get_name (ZxProduct *self)
{
  return self->name;
}

const char *
zx_product_get_version (ZxProduct *self)
{
  return self->version;
}

const char *const *
zx_product_get_modules (ZxProduct *self)
{
  return (const char *const *) self->modules;
}

ZxPastContact *
zx_past_contact_new (JsonObject *json)
{
  ZxPastContact *self = g_object_new (ZX_TYPE_PAST_CONTACT, NULL);

  zx_fields_apply (self, &zx_past_contact_table, json, FALSE);
  return self;
}

gint64
zx_past_contact_get_id (ZxPastContact *self)
{
  return self->id;
}

gint64
zx_past_contact_get_at (ZxPastContact *self)
{
  return self->at;
}

const char *
zx_past_contact_get_product (ZxPastContact *self)
{
  return self->product;
}

const char *
zx_past_contact_get_subject (ZxPastContact *self)
{
  return self->subject;
}

const char *
zx_past_contact_get_summary (ZxPastContact *self)
{
  return self->summary;
}

const char *
zx_past_contact_get_agent_name (ZxPastContact *self)
{
  return self->agent_name;
}

int
zx_contract_get_days_left (ZxContract *self)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_local (zx_clock_now_ms () / 1000);
  int year, month, day;
  GDate end, today;

  if (self->ends_on == NULL || sscanf (self->ends_on, "%4d-%2d-%2d", &year, &month, &day) != 3 ||
      !g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year))
    return G_MAXINT;
  g_date_clear (&end, 1);
  g_date_clear (&today, 1);
  g_date_set_dmy (&end, (GDateDay) day, (GDateMonth) month, (GDateYear) year);
  g_date_time_get_ymd (now, &year, &month, &day);
  g_date_set_dmy (&today, (GDateDay) day, (GDateMonth) month, (GDateYear) year);
  return g_date_days_between (&today, &end);
}
