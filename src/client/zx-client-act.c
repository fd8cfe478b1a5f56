/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an agent does besides writing: accept, close, read, presence. */
#include "zx-client-private.h"

JsonObject *
zx_client_take_answer (GTask *task, GObject *http, GAsyncResult *result)
{
  GError *error = NULL;
  JsonObject *json = zx_http_call_finish (ZX_HTTP (http), result, NULL, &error);

  if (json != NULL)
    return json;
  zx_client_heed_error (g_task_get_source_object (task), error);
  g_task_return_error (task, error);
  return NULL;
}

void
zx_client_return_bytes (GTask *task, GObject *http, GAsyncResult *result)
{
  GError *error = NULL;
  GBytes *bytes = zx_http_fetch_finish (ZX_HTTP (http), result, &error);

  if (bytes != NULL) {
    g_task_return_pointer (task, bytes, (GDestroyNotify) g_bytes_unref);
    return;
  }
  zx_client_heed_error (g_task_get_source_object (task), error);
  g_task_return_error (task, error);
}

/* An action whose answer is one object of @noun, which goes through the gate. */
static void
acted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ZxClient *self = g_task_get_source_object (task);
  const char *noun = g_task_get_task_data (task);
  g_autoptr (JsonObject) json = zx_client_take_answer (task, source, result);

  if (json == NULL)
    return;
  if (self->session != NULL)
    zx_client_apply_item (self, noun, json, zx_json_int (json, "rev", 0));
  g_task_return_boolean (task, TRUE);
}

void
zx_client_act (ZxClient *self,
               GTask *task,
               const char *noun,
               const char *method,
               const char *path,
               GString *body)
{
  g_string_append_c (body, '}');
  g_task_set_task_data (task, (gpointer) g_intern_string (noun), NULL);
  zx_http_call_async (self->http, method, path, g_string_free (body, FALSE),
                      g_task_get_cancellable (task), acted_cb, task);
}

GString *
zx_client_new_request (void)
{
  GString *body = g_string_new ("{");
  g_autofree char *uuid = g_uuid_string_random ();

  zx_json_add_string (body, "request", uuid);
  return body;
}

GListStore *
zx_client_list_items (JsonObject *json, GType type, ZxMakeItem make)
{
  GListStore *list = g_list_store_new (type);
  JsonArray *items = zx_json_array (json, "items");

  for (guint i = 0; items != NULL && i < json_array_get_length (items); i++) {
    JsonNode *node = json_array_get_element (items, i);
    g_autoptr (GObject) item =
        JSON_NODE_HOLDS_OBJECT (node) ? make (json_node_get_object (node)) : NULL;

    if (item != NULL)
      g_list_store_append (list, item);
  }
  return list;
}

char *
zx_client_contact_path (ZxContact *contact, const char *rest)
{
  return g_strdup_printf ("contacts/%" G_GINT64_FORMAT "/%s", zx_contact_get_id (contact), rest);
}

void
zx_client_accept_async (ZxClient *self,
                        ZxContact *contact,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *path = zx_client_contact_path (contact, "accept");

  g_task_set_source_tag (task, zx_client_accept_async);
  zx_client_act (self, task, "contact", "POST", path, zx_client_new_request ());
}

gboolean
zx_client_accept_finish (ZxClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
zx_client_close_contact_async (ZxClient *self,
                               ZxContact *contact,
                               const char *summary,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *path = zx_client_contact_path (contact, "close");
  GString *body = zx_client_new_request ();

  g_task_set_source_tag (task, zx_client_close_contact_async);
  zx_json_add_string (body, "summary", summary);
  zx_client_act (self, task, "contact", "POST", path, body);
}

gboolean
zx_client_close_contact_finish (ZxClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
zx_client_set_presence_async (ZxClient *self,
                              ZxPresence presence,
                              const char *reason,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  GString *body = g_string_new ("{");

  g_task_set_source_tag (task, zx_client_set_presence_async);
  zx_json_add_string (body, "presence", zx_enum_word (ZX_TYPE_PRESENCE, presence));
  zx_json_add_string (body, "reason", reason);
  zx_client_act (self, task, "agent", "PUT", "me/presence", body);
}

gboolean
zx_client_set_presence_finish (ZxClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- read --- */

typedef struct {
  ZxClient *client; /* owned */
  gint64 contact_id, seq;
} Read;

static void
read_told_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Read *read = user_data;
  g_autoptr (ZxClient) self = read->client;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) json = zx_http_call_finish (ZX_HTTP (source), result, NULL, &error);
  gint64 *told = g_hash_table_lookup (self->read_told, &read->contact_id);

  if (json != NULL)
    return;
  /* Not told after all: the next call of mark_read does it. */
  if (told != NULL && *told == read->seq)
    g_hash_table_remove (self->read_told, &read->contact_id);
  zx_client_heed_error (self, error);
}

void
zx_client_mark_read (ZxClient *self, ZxContact *contact)
{
  gint64 id = zx_contact_get_id (contact), seq = zx_contact_get_last_seq (contact);
  ZxTranscript *transcript = zx_id_map_find (self->transcripts, id);
  gint64 *told = g_hash_table_lookup (self->read_told, &id);
  g_autofree char *path = NULL;
  Read *read;

  if (transcript != NULL)
    seq = MAX (seq, zx_transcript_get_last_seq (transcript));
  /* A glance at somebody else's contact, or at the queue, is not the answering agent's reading. */
  if (self->session == NULL || self->me == NULL ||
      zx_contact_get_agent_id (contact) != zx_agent_get_id (self->me) ||
      seq <= zx_contact_get_agent_read_seq (contact) || (told != NULL && seq <= *told))
    return;
  read = g_new (Read, 1);
  *read = (Read){g_object_ref (self), id, seq};
  g_hash_table_replace (self->read_told, g_memdup2 (&id, sizeof id), g_memdup2 (&seq, sizeof seq));
  path = g_strdup_printf ("contacts/%" G_GINT64_FORMAT "/read", id);
  zx_http_call_async (self->http, "PUT", path,
                      g_strdup_printf ("{\"seq\":%" G_GINT64_FORMAT "}", seq), self->session,
                      read_told_cb, read);
}
