/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Saving and deleting what an administrator sets up, and the secrets that go with it. */
#include "zx-client-records.h"

#include "zx-client-private.h"
#include "zx-records-private.h"

/* --- saving --- */

typedef struct {
  ZxRecordDraft *draft; /* owned */
  char *sent;           /* owned: what is on its way, null before */
  gulong handler;       /* waits for the list to be loaded again; 0: it does not */
  GError *conflict;     /* owned, null */
  gboolean is_again;    /* it was sent again over somebody else's change */
} Save;

static void
free_save (gpointer data)
{
  Save *save = data;

  g_object_unref (save->draft);
  g_free (save->sent);
  g_clear_error (&save->conflict);
  g_free (save);
}

static char *
record_path (const char *noun, ZxRecord *record, const char *rest)
{
  if (record == NULL)
    return g_strdup (zx_records_path (noun));
  return g_strdup_printf ("%s/%" G_GINT64_FORMAT "%s", zx_records_path (noun),
                          zx_record_get_id (record), rest);
}

static void save_send (ZxClient *self, GTask *task);

/* The list is as the server has it now, or could not be loaded. */
static void
save_reloaded_cb (ZxRecords *records, GParamSpec *pspec, GTask *task)
{
  ZxClient *self = g_task_get_source_object (task);
  Save *save = g_task_get_task_data (task);

  if (zx_records_get_state (records) == ZX_LOAD_LOADING)
    return;
  g_signal_handler_disconnect (records, save->handler);
  save->handler = 0;
  if (g_task_return_error_if_cancelled (task)) {
    g_object_unref (task);
  } else if (!save->is_again && zx_record_draft_rebase (save->draft)) {
    save->is_again = TRUE;
    g_clear_error (&save->conflict);
    save_send (self, task);
  } else {
    g_task_return_error (task, g_steal_pointer (&save->conflict));
    g_object_unref (task);
  }
}

/* Somebody was faster: look at what there is now. Takes @task and @error. */
static void
save_look_again (ZxClient *self, GTask *task, GError *error)
{
  Save *save = g_task_get_task_data (task);
  const char *noun = zx_record_draft_get_noun (save->draft);
  GListModel *records = zx_client_get_records (self, noun);

  save->conflict = error;
  save->handler = g_signal_connect (records, "notify::state", G_CALLBACK (save_reloaded_cb), task);
  zx_client_reload_records (self, noun);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  ZxClient *self = g_task_get_source_object (task);
  Save *save = g_task_get_task_data (task);
  const char *noun = zx_record_draft_get_noun (save->draft);
  GError *error = NULL;
  g_autoptr (JsonObject) json = zx_http_call_finish (ZX_HTTP (source), result, NULL, &error);
  ZxRecord *record;

  if (json == NULL) {
    zx_client_heed_error (self, error);
    if (g_strcmp0 (zx_error_get_problem (error), "changed") == 0 && self->session != NULL) {
      save_look_again (self, task, error);
      return;
    }
    g_task_return_error (task, error);
  } else if (self->session == NULL) {
    g_task_return_new_error (task, ZX_ERROR, ZX_ERROR_NOT_SIGNED_IN, "signed out meanwhile");
  } else {
    zx_client_apply_item (self, noun, json, zx_json_int (json, "rev", 0));
    record =
        zx_records_find (ZX_RECORDS (zx_client_get_records (self, noun)), zx_json_id (json, "id"));
    zx_record_draft_saved (save->draft, save->sent);
    if (record != NULL)
      g_task_return_pointer (task, g_object_ref (record), g_object_unref);
    else
      g_task_return_new_error (task, ZX_ERROR, ZX_ERROR_NOT_FOUND, "gone meanwhile");
  }
  g_object_unref (task);
}

/* Takes @task. */
static void
save_send (ZxClient *self, GTask *task)
{
  Save *save = g_task_get_task_data (task);
  ZxRecord *record = zx_record_draft_get_record (save->draft);
  g_autofree char *path = record_path (zx_record_draft_get_noun (save->draft), record, "");

  g_free (save->sent);
  save->sent = zx_record_draft_to_json (save->draft);
  zx_http_change_async (self->http, record != NULL ? "PATCH" : "POST", path,
                        zx_record_draft_get_rev (save->draft), g_strdup (save->sent),
                        g_task_get_cancellable (task), saved_cb, task);
}

void
zx_client_save_record_async (ZxClient *self,
                             ZxRecordDraft *draft,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Save *save = g_new0 (Save, 1);

  g_task_set_source_tag (task, zx_client_save_record_async);
  save->draft = g_object_ref (draft);
  g_task_set_task_data (task, save, free_save);
  zx_client_get_records (self,
                         zx_record_draft_get_noun (draft)); /* what is answered belongs there */
  save_send (self, task);
}

ZxRecord *
zx_client_save_record_finish (ZxClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- deleting --- */

static void
deleted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ZxClient *self = g_task_get_source_object (task);
  ZxRecord *record = g_task_get_task_data (task);
  const char *noun = zx_record_get_noun (record);
  GError *error = NULL;
  g_autoptr (JsonObject) json = zx_http_call_finish (ZX_HTTP (source), result, NULL, &error);

  if (json == NULL && !g_error_matches (error, ZX_ERROR, ZX_ERROR_NOT_FOUND)) {
    zx_client_heed_error (self, error);
    if (g_strcmp0 (zx_error_get_problem (error), "changed") == 0 && self->session != NULL)
      zx_client_reload_records (self, noun);
    g_task_return_error (task, error);
    return;
  }
  g_clear_error (&error); /* somebody else has deleted it already */
  if (self->session != NULL)
    zx_client_apply_event (self, noun, zx_record_get_id (record), zx_record_get_rev (record),
                           "gone", NULL);
  g_task_return_boolean (task, TRUE);
}

void
zx_client_delete_record_async (ZxClient *self,
                               ZxRecord *record,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *path = record_path (zx_record_get_noun (record), record, "");

  g_task_set_source_tag (task, zx_client_delete_record_async);
  g_task_set_task_data (task, g_object_ref (record), g_object_unref);
  zx_http_change_async (self->http, "DELETE", path, zx_record_get_rev (record), NULL, cancellable,
                        deleted_cb, task);
}

gboolean
zx_client_delete_record_finish (ZxClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- keys and passwords --- */

/* The answer as the task's pointer, or its error. */
static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  JsonObject *json = zx_client_take_answer (task, source, result);

  if (json != NULL)
    g_task_return_pointer (task, json, (GDestroyNotify) json_object_unref);
}

static char *
keys_path (gint64 channel_id, const char *kid)
{
  g_autofree char *escaped = kid != NULL ? g_uri_escape_string (kid, NULL, FALSE) : NULL;

  return g_strdup_printf ("channels/%" G_GINT64_FORMAT "/keys%s%s", channel_id,
                          kid != NULL ? "/" : "", kid != NULL ? escaped : "");
}

void
zx_client_list_keys_async (ZxClient *self,
                           gint64 channel_id,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *path = keys_path (channel_id, NULL);

  g_task_set_source_tag (task, zx_client_list_keys_async);
  zx_http_call_async (self->http, "GET", path, NULL, cancellable, answered_cb, task);
}

GListModel *
zx_client_list_keys_finish (ZxClient *self, GAsyncResult *result, GError **error)
{
  g_autoptr (JsonObject) json = g_task_propagate_pointer (G_TASK (result), error);
  JsonArray *items = zx_json_array (json, "items");
  GListStore *list;

  if (json == NULL)
    return NULL;
  list = g_list_store_new (ZX_TYPE_RECORD);
  for (guint i = 0; items != NULL && i < json_array_get_length (items); i++) {
    JsonNode *node = json_array_get_element (items, i);
    g_autoptr (ZxRecord) record = zx_record_new ("channel-key", i + 1);

    if (JSON_NODE_HOLDS_OBJECT (node)) {
      zx_record_apply_json (record, json_node_get_object (node), 1, FALSE);
      g_list_store_append (list, record);
    }
  }
  return G_LIST_MODEL (list);
}

void
zx_client_make_key_async (ZxClient *self,
                          gint64 channel_id,
                          const char *kid,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *path = keys_path (channel_id, NULL), *request = g_uuid_string_random ();
  GString *body = g_string_new ("{");

  g_task_set_source_tag (task, zx_client_make_key_async);
  zx_json_add_string (body, "request", request);
  zx_json_add_string (body, "kid", kid);
  g_string_append_c (body, '}');
  zx_http_call_async (self->http, "POST", path, g_string_free (body, FALSE), cancellable,
                      answered_cb, task);
}

char *
zx_client_make_key_finish (ZxClient *self, GAsyncResult *result, GError **error)
{
  g_autoptr (JsonObject) json = g_task_propagate_pointer (G_TASK (result), error);
  const char *key = zx_json_string (json, "key");

  if (json != NULL && key == NULL)
    zx_throw (error, ZX_ERROR_UNAVAILABLE, "no key in the answer");
  return g_strdup (key);
}

void
zx_client_remove_key_async (ZxClient *self,
                            gint64 channel_id,
                            const char *kid,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *path = keys_path (channel_id, kid);

  g_task_set_source_tag (task, zx_client_remove_key_async);
  zx_http_call_async (self->http, "DELETE", path, NULL, cancellable, answered_cb, task);
}

static gboolean
finish_plainly (GAsyncResult *result, GError **error)
{
  g_autoptr (JsonObject) json = g_task_propagate_pointer (G_TASK (result), error);

  return json != NULL;
}

gboolean
zx_client_remove_key_finish (ZxClient *self, GAsyncResult *result, GError **error)
{
  return finish_plainly (result, error);
}

void
zx_client_set_password_async (ZxClient *self,
                              gint64 agent_id,
                              const char *password,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *path = g_strdup_printf ("agents/%" G_GINT64_FORMAT "/password", agent_id);
  GString *body = g_string_new ("{");

  g_task_set_source_tag (task, zx_client_set_password_async);
  zx_json_add_string (body, "password", password);
  g_string_append_c (body, '}');
  zx_http_call_async (self->http, "PUT", path, g_string_free (body, FALSE), cancellable,
                      answered_cb, task);
}

gboolean
zx_client_set_password_finish (ZxClient *self, GAsyncResult *result, GError **error)
{
  return finish_plainly (result, error);
}

/* --- what is set for all --- */

guint
zx_client_get_repeat_days (ZxClient *self)
{
  g_return_val_if_fail (ZX_IS_CLIENT (self), 0);
  return self->repeat_days;
}

guint
zx_client_get_recall_seconds (ZxClient *self)
{
  g_return_val_if_fail (ZX_IS_CLIENT (self), 0);
  return self->recall_seconds;
}
