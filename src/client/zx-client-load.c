/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fetching: open contacts and colleagues in pages, customers, and beginning afresh. */
#include "zx-client-private.h"

#define PAGE 200
#define PAST_CONTACTS 20

/* --- contacts and colleagues, then the stream from there --- */

typedef struct {
  GHashTable *seen;      /* owned: contact ids that the pages named */
  gint64 contacts_as_of; /* of the first page; 0 before it */
  gint64 agents_as_of;
} Fetch;

static void
free_fetch (gpointer data)
{
  Fetch *fetch = data;

  g_hash_table_unref (fetch->seen);
  g_free (fetch);
}

static void
apply_items (ZxClient *self, const char *noun, JsonObject *page, GHashTable *seen)
{
  JsonArray *items = zx_json_array (page, "items");
  gint64 as_of = zx_json_int (page, "as_of", 0);

  for (guint i = 0; items != NULL && i < json_array_get_length (items); i++) {
    JsonNode *node = json_array_get_element (items, i);
    gint64 id;

    if (!JSON_NODE_HOLDS_OBJECT (node))
      continue;
    zx_client_apply_item (self, noun, json_node_get_object (node), as_of);
    id = zx_json_id (json_node_get_object (node), "id");
    if (seen != NULL)
      g_hash_table_add (seen, g_memdup2 (&id, sizeof id));
  }
}

static char *
page_path (const char *what, const char *after)
{
  g_autofree char *escaped = after != NULL ? g_uri_escape_string (after, NULL, FALSE) : NULL;

  return g_strdup_printf ("%slimit=%d%s%s", what, PAGE, after != NULL ? "&after=" : "",
                          after != NULL ? escaped : "");
}

static void
fetch_failed (ZxClient *self, GTask *task, GError *error)
{
  zx_client_heed_error (self, error);
  g_task_return_error (task, error);
}

/* Last, so that rights are never older than the place where the stream begins. */
static void
fetch_me_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ZxClient *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (JsonObject) json = zx_http_call_finish (ZX_HTTP (source), result, NULL, &error);

  if (json == NULL) {
    fetch_failed (self, task, error);
    return;
  }
  if (g_task_return_error_if_cancelled (task))
    return;
  zx_client_apply_me (self, json);
  zx_stream_start (self->stream, MIN (fetch->contacts_as_of, fetch->agents_as_of));
  g_task_return_boolean (task, TRUE);
}

static void
fetch_contacts_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ZxClient *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (JsonObject) page = zx_http_call_finish (ZX_HTTP (source), result, NULL, &error);
  const char *next;

  if (page == NULL) {
    fetch_failed (self, task, error);
    return;
  }
  if (g_task_return_error_if_cancelled (task))
    return;
  if (fetch->contacts_as_of == 0)
    fetch->contacts_as_of = zx_json_int (page, "as_of", 0);
  apply_items (self, "contact", page, fetch->seen);
  next = zx_json_string (page, "next");
  if (next != NULL) {
    g_autofree char *path = page_path ("contacts?state=open&", next);

    zx_http_call_async (self->http, "GET", path, NULL, self->session, fetch_contacts_cb,
                        g_steal_pointer (&task));
    return;
  }
  zx_client_keep_only (self, fetch->seen, fetch->contacts_as_of);
  zx_http_call_async (self->http, "GET", "me", NULL, self->session, fetch_me_cb,
                      g_steal_pointer (&task));
}

static void
fetch_agents_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ZxClient *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (JsonObject) page = zx_http_call_finish (ZX_HTTP (source), result, NULL, &error);
  g_autofree char *path = NULL;
  const char *next;

  if (page == NULL) {
    fetch_failed (self, task, error);
    return;
  }
  if (g_task_return_error_if_cancelled (task))
    return;
  if (fetch->agents_as_of == 0)
    fetch->agents_as_of = zx_json_int (page, "as_of", 0);
  apply_items (self, "agent", page, NULL);
  next = zx_json_string (page, "next");
  path = page_path (next != NULL ? "agents?" : "contacts?state=open&", next);
  zx_http_call_async (self->http, "GET", path, NULL, self->session,
                      next != NULL ? fetch_agents_cb : fetch_contacts_cb, g_steal_pointer (&task));
}

void
zx_client_fetch_async (ZxClient *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, self->session, callback, user_data);
  Fetch *fetch = g_new0 (Fetch, 1);
  g_autofree char *path = page_path ("agents?", NULL);

  g_task_set_source_tag (task, zx_client_fetch_async);
  fetch->seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_task_set_task_data (task, fetch, free_fetch);
  zx_http_call_async (self->http, "GET", path, NULL, self->session, fetch_agents_cb, task);
}

gboolean
zx_client_fetch_finish (ZxClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- beginning afresh, because the log does not reach back to our cursor --- */

static gboolean
fetch_retry_cb (gpointer user_data)
{
  ZxClient *self = user_data;

  self->fetch_retry_id = 0;
  zx_client_fetch_again (self);
  return G_SOURCE_REMOVE;
}

static void
fetched_again_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ZxClient *self = ZX_CLIENT (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) transcripts = NULL;
  g_autoptr (GPtrArray) customers = NULL;

  if (!zx_client_fetch_finish (self, result, &error)) {
    if (self->session != NULL && !g_cancellable_is_cancelled (self->session) &&
        self->fetch_retry_id == 0)
      self->fetch_retry_id =
          g_timeout_add (zx_backoff_next_ms (&self->fetch_backoff), fetch_retry_cb, self);
    return;
  }
  zx_backoff_reset (&self->fetch_backoff);
  transcripts = zx_client_all_transcripts (self);
  for (guint i = 0; i < transcripts->len; i++)
    zx_transcript_afresh (transcripts->pdata[i]);
  customers = zx_id_map_all (self->customers);
  for (guint i = 0; i < customers->len; i++)
    zx_client_load_customer (self, customers->pdata[i]);
  zx_client_load_all_records (self, FALSE);
}

void
zx_client_fetch_again (ZxClient *self)
{
  zx_client_fetch_async (self, fetched_again_cb, NULL);
}

/* --- one contact's counts --- */

static void
summary_received_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZxClient) self = user_data;
  g_autoptr (GError) error = NULL;
  guint status;
  g_autoptr (JsonObject) item = zx_http_call_finish (ZX_HTTP (source), result, &status, &error);

  /* Without an answer it still needs one: asked for again when the stream is back. */
  if (item != NULL)
    zx_client_apply_item (self, "contact", item,
                          zx_json_int (item, "as_of", zx_json_int (item, "rev", 0)));
  else
    zx_client_heed_error (self, error);
}

void
zx_client_load_summary (ZxClient *self, ZxContact *contact)
{
  g_autofree char *path =
      g_strdup_printf ("contacts/%" G_GINT64_FORMAT, zx_contact_get_id (contact));

  if (self->session != NULL)
    zx_http_call_async (self->http, "GET", path, NULL, self->session, summary_received_cb,
                        g_object_ref (self));
}

/* --- one contact, also one that is over --- */

static void
contact_received_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ZxClient *self = g_task_get_source_object (task);
  g_autoptr (JsonObject) item = zx_client_take_answer (task, source, result);
  ZxContact *contact;

  if (item == NULL)
    return;
  contact = zx_client_adopt_contact (self, item);
  if (contact != NULL)
    g_task_return_pointer (task, contact, g_object_unref);
  else
    g_task_return_new_error (task, ZX_ERROR, ZX_ERROR_BAD_DATA, "the answer is no contact");
}

void
zx_client_open_contact_async (ZxClient *self,
                              gint64 id,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  ZxContact *known = zx_id_map_find (self->contacts, id);
  g_autofree char *path = g_strdup_printf ("contacts/%" G_GINT64_FORMAT, id);

  g_task_set_source_tag (task, zx_client_open_contact_async);
  if (known != NULL) {
    g_task_return_pointer (task, g_object_ref (known), g_object_unref);
    g_object_unref (task);
    return;
  }
  zx_http_call_async (self->http, "GET", path, NULL, cancellable, contact_received_cb, task);
}

ZxContact *
zx_client_open_contact_finish (ZxClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- customers --- */

typedef struct {
  ZxClient *client;     /* owned */
  ZxCustomer *customer; /* owned */
} CustomerLoad;

static void
free_customer_load (CustomerLoad *load)
{
  g_object_unref (load->client);
  g_object_unref (load->customer);
  g_free (load);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CustomerLoad, free_customer_load)

static CustomerLoad *
new_customer_load (ZxClient *self, ZxCustomer *customer)
{
  CustomerLoad *load = g_new (CustomerLoad, 1);

  load->client = g_object_ref (self);
  load->customer = g_object_ref (customer);
  return load;
}

static void
past_contacts_received_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CustomerLoad) load = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) page = zx_http_call_finish (ZX_HTTP (source), result, NULL, &error);

  if (page != NULL) {
    zx_customer_apply_contacts (load->customer, zx_json_array (page, "items"));
  } else {
    zx_client_heed_error (load->client, error);
    zx_customer_set_state (load->customer, ZX_LOAD_ERROR);
  }
}

static void
start_past_contacts (ZxClient *self, ZxCustomer *customer)
{
  g_autofree char *path = g_strdup_printf ("customers/%" G_GINT64_FORMAT "/contacts?limit=%d",
                                           zx_customer_get_id (customer), PAST_CONTACTS);

  zx_http_call_async (self->http, "GET", path, NULL, self->session, past_contacts_received_cb,
                      new_customer_load (self, customer));
}

static void
customer_received_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CustomerLoad) load = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) json = zx_http_call_finish (ZX_HTTP (source), result, NULL, &error);

  if (json == NULL) {
    zx_client_heed_error (load->client, error);
    zx_customer_set_state (load->customer, ZX_LOAD_ERROR);
    return;
  }
  zx_client_apply_item (load->client, "customer", json, 0);
  zx_customer_set_state (load->customer, ZX_LOAD_READY);
}

void
zx_client_load_customer (ZxClient *self, ZxCustomer *customer)
{
  g_autofree char *path =
      g_strdup_printf ("customers/%" G_GINT64_FORMAT, zx_customer_get_id (customer));

  if (self->session == NULL)
    return;
  if (zx_customer_get_rev (customer) == 0)
    zx_customer_set_state (customer, ZX_LOAD_LOADING);
  zx_http_call_async (self->http, "GET", path, NULL, self->session, customer_received_cb,
                      new_customer_load (self, customer));
  start_past_contacts (self, customer);
}

void
zx_client_load_past_contacts (ZxClient *self, gint64 customer_id)
{
  ZxCustomer *customer = zx_id_map_find (self->customers, customer_id);

  if (customer != NULL && self->session != NULL)
    start_past_contacts (self, customer);
}

void
zx_client_load_missed (ZxClient *self)
{
  g_autoptr (GPtrArray) customers = zx_id_map_all (self->customers);
  g_autoptr (GPtrArray) transcripts = zx_client_all_transcripts (self);
  GListModel *contacts = zx_client_get_contacts (self);

  for (guint i = 0; i < g_list_model_get_n_items (contacts); i++) {
    g_autoptr (ZxContact) contact = g_list_model_get_item (contacts, i);

    if (zx_contact_needs_summary (contact))
      zx_client_load_summary (self, contact);
  }
  zx_client_load_offers (self);
  for (guint i = 0; i < customers->len; i++)
    if (zx_customer_get_state (customers->pdata[i]) == ZX_LOAD_ERROR)
      zx_client_load_customer (self, customers->pdata[i]);
  for (guint i = 0; i < transcripts->len; i++)
    zx_transcript_retry (transcripts->pdata[i]);
  zx_client_load_all_records (self, TRUE);
}
