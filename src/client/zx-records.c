/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All records of one noun: loading, and what the stream says of them. */
#include "zx-records-private.h"

#include "zx-client-private.h"
#include "zx-client-records.h"

#define PAGE 200

struct _ZxRecords {
  GObject parent_instance;

  const char *noun;  /* interned */
  const char *path;  /* static: its list */
  GListStore *items; /* owned, of ZxRecord, by id */
  GHashTable *by_id; /* owned: id → lent ZxRecord */
  GHashTable *left;  /* owned: id → rev at which it went */
  ZxLoad state;
  GError *error; /* owned, null */
  gboolean is_loading;
  gboolean is_stale; /* asked for again while it was loading */
};

static void zx_records_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ZxRecords,
                               zx_records,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      zx_records_list_model_init))

enum { PROP_STATE = 1, PROP_ERROR, N_PROPS };
static GParamSpec *props[N_PROPS];
enum { RECORD_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static const struct {
  const char *noun, *path;
} nouns[] = {
    {"agent", "agents"},
    {"calendar", "calendars"},
    {"catalog-product", "catalog-products"},
    {"catalog-version", "catalog-versions"},
    {"category", "categories"},
    {"channel", "channels"},
    {"contract-kind", "contract-kinds"},
    {"field", "fields"},
    {"group", "groups"},
    {"org", "orgs"},
    {"queue", "queues"},
    {"reply", "replies"},
    {"tier", "tiers"},
};

const char *
zx_records_path (const char *noun)
{
  for (guint i = 0; i < G_N_ELEMENTS (nouns); i++)
    if (g_str_equal (nouns[i].noun, noun))
      return nouns[i].path;
  return NULL;
}

/* --- the list --- */

static GType
zx_records_get_item_type (GListModel *model)
{
  return ZX_TYPE_RECORD;
}

static guint
zx_records_get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (ZX_RECORDS (model)->items));
}

static gpointer
zx_records_get_item (GListModel *model, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (ZX_RECORDS (model)->items), position);
}

static void
zx_records_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = zx_records_get_item_type;
  iface->get_n_items = zx_records_get_n_items;
  iface->get_item = zx_records_get_item;
}

static void
items_changed_cb (ZxRecords *self, guint position, guint removed, guint added)
{
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
}

static void
zx_records_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  ZxRecords *self = ZX_RECORDS (object);

  if (prop_id == PROP_STATE)
    g_value_set_enum (value, self->state);
  else
    g_value_set_boxed (value, self->error);
}

static void
zx_records_finalize (GObject *object)
{
  ZxRecords *self = ZX_RECORDS (object);

  g_object_unref (self->items);
  g_hash_table_unref (self->by_id);
  g_hash_table_unref (self->left);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (zx_records_parent_class)->finalize (object);
}

static void
zx_records_class_init (ZxRecordsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = zx_records_get_property;
  object_class->finalize = zx_records_finalize;
  props[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, ZX_TYPE_LOAD, 0, flags);
  props[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[RECORD_CHANGED] = g_signal_new ("record-changed", ZX_TYPE_RECORDS, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 1, ZX_TYPE_RECORD);
}

static void
zx_records_init (ZxRecords *self)
{
  self->items = g_list_store_new (ZX_TYPE_RECORD);
  self->by_id = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->left = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  g_signal_connect_object (self->items, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

ZxLoad
zx_records_get_state (ZxRecords *self)
{
  g_return_val_if_fail (ZX_IS_RECORDS (self), ZX_LOAD_ERROR);
  return self->state;
}

const GError *
zx_records_get_error (ZxRecords *self)
{
  g_return_val_if_fail (ZX_IS_RECORDS (self), NULL);
  return self->error;
}

ZxRecord *
zx_records_find (ZxRecords *self, gint64 id)
{
  g_return_val_if_fail (ZX_IS_RECORDS (self), NULL);
  return g_hash_table_lookup (self->by_id, &id);
}

ZxRecord *
zx_records_find_by (ZxRecords *self, const char *member, const char *text)
{
  guint n;

  g_return_val_if_fail (ZX_IS_RECORDS (self), NULL);

  n = zx_records_get_n_items (G_LIST_MODEL (self));
  for (guint i = 0; i < n; i++) {
    g_autoptr (ZxRecord) record = zx_records_get_item (G_LIST_MODEL (self), i);

    if (g_strcmp0 (zx_record_get_text (record, member), text) == 0)
      return record; /* the list holds it */
  }
  return NULL;
}

/* --- the gate's side --- */

static int
compare_ids (gconstpointer a, gconstpointer b, gpointer user_data)
{
  gint64 one = zx_record_get_id ((ZxRecord *) a), other = zx_record_get_id ((ZxRecord *) b);

  return one < other ? -1 : one > other;
}

/* A list that is sorted by names looks again when one changes, but only then: rows follow their
 * record by themselves, and a row that is made anew would lose the keyboard. */
static void
change (ZxRecords *self, ZxRecord *known, gint64 rev, JsonObject *json)
{
  g_autofree char *title = g_strdup (zx_record_get_title (known));
  guint position;

  /* What everybody is told of a colleague is less than what an administrator's list says. */
  if (!zx_record_apply_json (known, json, rev, g_str_equal (self->noun, "agent")))
    return;
  g_signal_emit (self, signals[RECORD_CHANGED], 0, known);
  if (!g_str_equal (title, zx_record_get_title (known)) &&
      g_list_store_find (self->items, known, &position))
    g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 1);
}

void
zx_records_put (ZxRecords *self, gint64 id, gint64 rev, JsonObject *json)
{
  gint64 *left = g_hash_table_lookup (self->left, &id);
  ZxRecord *known = zx_records_find (self, id);
  g_autoptr (ZxRecord) made = NULL;

  if (left != NULL && rev <= *left)
    return;
  if (known != NULL) {
    change (self, known, rev, json);
    return;
  }
  made = zx_record_new (self->noun, id);
  zx_record_apply_json (made, json, rev, FALSE);
  g_hash_table_insert (self->by_id, g_memdup2 (&id, sizeof id), made);
  g_list_store_insert_sorted (self->items, made, compare_ids, NULL);
}

void
zx_records_lose (ZxRecords *self, gint64 id, gint64 rev)
{
  ZxRecord *known = zx_records_find (self, id);
  guint position;

  if (known != NULL && rev < zx_record_get_rev (known))
    return;
  g_hash_table_replace (self->left, g_memdup2 (&id, sizeof id), g_memdup2 (&rev, sizeof rev));
  if (known == NULL)
    return;
  g_hash_table_remove (self->by_id, &id);
  if (g_list_store_find (self->items, known, &position))
    g_list_store_remove (self->items, position);
}

static void
keep_only (ZxRecords *self, GHashTable *seen, gint64 as_of)
{
  for (guint i = zx_records_get_n_items (G_LIST_MODEL (self)); i > 0; i--) {
    g_autoptr (ZxRecord) record = zx_records_get_item (G_LIST_MODEL (self), i - 1);
    gint64 id = zx_record_get_id (record);

    if (!g_hash_table_contains (seen, &id) && zx_record_get_rev (record) <= as_of)
      zx_records_lose (self, id, as_of);
  }
}

static void
set_state (ZxRecords *self, ZxLoad state, const GError *error)
{
  g_clear_error (&self->error);
  self->error = error != NULL ? g_error_copy (error) : NULL;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ERROR]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

/* --- loading --- */

typedef struct {
  ZxClient *client;      /* owned */
  ZxRecords *records;    /* owned */
  GCancellable *session; /* owned: of the sign-in that it belongs to */
  GHashTable *seen;      /* owned: ids that the pages named */
  gint64 as_of;          /* of the first page; 0 before it */
} Load;

static void
free_load (Load *load)
{
  g_object_unref (load->client);
  g_object_unref (load->records);
  g_object_unref (load->session);
  g_hash_table_unref (load->seen);
  g_free (load);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Load, free_load)

static void start_page (Load *load, const char *after);

/* What came too late to be part of this load is asked for again. */
static void
loaded (Load *load, ZxLoad state, const GError *error)
{
  ZxRecords *self = load->records;

  self->is_loading = FALSE;
  set_state (self, state, error);
  if (self->is_stale)
    zx_records_load (self, load->client);
}

static void
page_received_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Load) load = user_data;
  ZxRecords *self = load->records;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) page = zx_http_call_finish (ZX_HTTP (source), result, NULL, &error);
  JsonArray *items = zx_json_array (page, "items");
  const char *next;

  if (g_cancellable_is_cancelled (load->session))
    return;
  if (page == NULL) {
    zx_client_heed_error (load->client, error);
    loaded (load, ZX_LOAD_ERROR, error);
    return;
  }
  if (load->as_of == 0)
    load->as_of = zx_json_int (page, "as_of", 0);
  for (guint i = 0; items != NULL && i < json_array_get_length (items); i++) {
    JsonNode *node = json_array_get_element (items, i);
    JsonObject *item = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
    gint64 id = zx_json_id (item, "id");

    if (id == 0)
      continue;
    zx_client_apply_item (load->client, self->noun, item, load->as_of);
    g_hash_table_add (load->seen, g_memdup2 (&id, sizeof id));
  }
  next = zx_json_string (page, "next");
  if (next != NULL) {
    start_page (g_steal_pointer (&load), next);
    return;
  }
  keep_only (self, load->seen, load->as_of);
  loaded (load, ZX_LOAD_READY, NULL);
}

/* Takes @load. */
static void
start_page (Load *load, const char *after)
{
  g_autofree char *escaped = after != NULL ? g_uri_escape_string (after, NULL, FALSE) : NULL;
  g_autofree char *path =
      g_strdup_printf ("%s?limit=%d%s%s", load->records->path, PAGE, after != NULL ? "&after=" : "",
                       after != NULL ? escaped : "");

  zx_http_call_async (load->client->http, "GET", path, NULL, load->session, page_received_cb, load);
}

void
zx_records_load (ZxRecords *self, ZxClient *client)
{
  Load *load;

  if (client->session == NULL)
    return;
  if (self->is_loading) {
    self->is_stale = TRUE;
    return;
  }
  self->is_loading = TRUE;
  self->is_stale = FALSE;
  if (self->state == ZX_LOAD_ERROR)
    set_state (self, ZX_LOAD_LOADING, NULL);
  load = g_new0 (Load, 1);
  load->client = g_object_ref (client);
  load->records = g_object_ref (self);
  load->session = g_object_ref (client->session);
  load->seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  start_page (load, NULL);
}

GListModel *
zx_client_get_records (ZxClient *self, const char *noun)
{
  ZxRecords *records;

  g_return_val_if_fail (ZX_IS_CLIENT (self), NULL);
  g_return_val_if_fail (zx_records_path (noun) != NULL, NULL);

  records = g_hash_table_lookup (self->records, noun);
  if (records == NULL) {
    records = g_object_new (ZX_TYPE_RECORDS, NULL);
    records->noun = g_intern_string (noun);
    records->path = zx_records_path (noun);
    g_hash_table_insert (self->records, (char *) records->noun, records);
    zx_records_load (records, self);
  }
  return G_LIST_MODEL (records);
}

void
zx_client_reload_records (ZxClient *self, const char *noun)
{
  zx_records_load (ZX_RECORDS (zx_client_get_records (self, noun)), self);
}

void
zx_client_load_all_records (ZxClient *self, gboolean only_failed)
{
  GHashTableIter iter;
  gpointer records;

  g_hash_table_iter_init (&iter, self->records);
  while (g_hash_table_iter_next (&iter, NULL, &records))
    if (!only_failed || zx_records_get_state (records) == ZX_LOAD_ERROR)
      zx_records_load (records, self);
}
