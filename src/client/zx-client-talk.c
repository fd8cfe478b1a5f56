/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Taking a message back, and telling who is writing. */
#include "zx-client-private.h"

#include "zx-id.h"

/* The visitor's page shows "is writing" somewhat longer than this after each news. */
#define TYPING_PAUSE_MS 3000

void
zx_client_recall_async (ZxClient *self,
                        ZxMessage *message,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *path = NULL;

  g_return_if_fail (ZX_IS_CLIENT (self));
  g_return_if_fail (ZX_IS_MESSAGE (message));

  g_task_set_source_tag (task, zx_client_recall_async);
  if (zx_client_find_waiting (self, zx_message_get_uuid (message)) == message) {
    zx_client_withdraw (self, message, task);
    return;
  }
  path = g_strdup_printf ("contacts/%" G_GINT64_FORMAT "/messages/%" G_GINT64_FORMAT "/recall",
                          zx_message_get_contact_id (message), zx_message_get_id (message));
  zx_client_act (self, task, "message", "POST", path, zx_client_new_request ());
}

gboolean
zx_client_recall_finish (ZxClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
readers_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (JsonObject) json = zx_client_take_answer (task, source, result);
  JsonArray *agents = zx_json_array (json, "agents");
  GArray *ids;

  if (json == NULL)
    return;
  ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; agents != NULL && i < json_array_get_length (agents); i++) {
    gint64 id;

    if (zx_id_parse (zx_json_element_string (agents, i), &id))
      g_array_append_val (ids, id);
  }
  g_task_return_pointer (task, ids, (GDestroyNotify) g_array_unref);
}

void
zx_client_fetch_readers_async (ZxClient *self,
                               ZxContact *contact,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *path = zx_client_contact_path (contact, "readers");

  g_return_if_fail (ZX_IS_CLIENT (self));

  g_task_set_source_tag (task, zx_client_fetch_readers_async);
  zx_http_call_async (self->http, "GET", path, NULL, cancellable, readers_cb, task);
}

GArray *
zx_client_fetch_readers_finish (ZxClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* No fact: when it gets lost, the next key tells it again. */
static void
typing_told_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZxClient) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) json = zx_http_call_finish (ZX_HTTP (source), result, NULL, &error);

  if (json == NULL)
    zx_client_heed_error (self, error);
}

void
zx_client_note_typing (ZxClient *self, ZxContact *contact)
{
  gint64 id = zx_contact_get_id (contact), now = g_get_monotonic_time () / 1000;
  gint64 *told = g_hash_table_lookup (self->typing_told, &id);
  g_autofree char *path = NULL;

  g_return_if_fail (ZX_IS_CLIENT (self));

  if (self->state != ZX_CLIENT_SIGNED_IN || self->light == ZX_LIGHT_OFFLINE ||
      (told != NULL && now - *told < TYPING_PAUSE_MS))
    return;
  g_hash_table_replace (self->typing_told, g_memdup2 (&id, sizeof id),
                        g_memdup2 (&now, sizeof now));
  path = g_strdup_printf ("contacts/%" G_GINT64_FORMAT "/typing", id);
  zx_http_call_async (self->http, "POST", path, g_strdup ("{}"), self->session, typing_told_cb,
                      g_object_ref (self));
}

void
zx_client_apply_frame (ZxClient *self, JsonObject *frame)
{
  const char *word = zx_json_string (frame, "frame");
  ZxContact *contact;

  if (g_strcmp0 (word, "typing") != 0)
    return;
  contact = zx_id_map_find (self->contacts, zx_json_id (frame, "contact_id"));
  if (contact != NULL)
    zx_contact_set_typing_text (contact, zx_json_string (frame, "text"));
}
