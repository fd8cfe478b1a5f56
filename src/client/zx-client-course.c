/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ending contacts, wrapping them up, inviting colleagues, taking over. */
#include "zx-client-course.h"

#include "zx-client-private.h"

/* Both are always said: what is left out stays as it is, and could not be taken back. */
GString *
zx_client_new_wrap_up (gint64 category_id, const char *summary, gboolean done)
{
  GString *body = zx_client_new_request ();

  zx_json_add_id (body, "category_id", category_id);
  zx_json_add_string (body, "summary", summary != NULL ? summary : "");
  zx_json_add_bool (body, "done", done);
  return body;
}

void
zx_client_end_contact_async (ZxClient *self,
                             ZxContact *contact,
                             gboolean wrap_up,
                             gint64 category_id,
                             const char *summary,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *path = zx_client_contact_path (contact, "close");
  GString *body = zx_client_new_request ();

  g_task_set_source_tag (task, zx_client_end_contact_async);
  if (category_id != 0)
    zx_json_add_id (body, "category_id", category_id);
  if (summary != NULL && *summary != '\0')
    zx_json_add_string (body, "summary", summary);
  zx_json_add_bool (body, "wrap_up", wrap_up);
  zx_client_act (self, task, "contact", "POST", path, body);
}

gboolean
zx_client_end_contact_finish (ZxClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
zx_client_wrap_up_async (ZxClient *self,
                         ZxContact *contact,
                         gint64 category_id,
                         const char *summary,
                         gboolean done,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *path = zx_client_contact_path (contact, "wrap-up");
  GString *body = zx_client_new_wrap_up (category_id, summary, done);

  g_task_set_source_tag (task, zx_client_wrap_up_async);
  zx_client_act (self, task, "contact", "PUT", path, body);
}

gboolean
zx_client_wrap_up_finish (ZxClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
zx_client_extend_wrap_up_async (ZxClient *self,
                                ZxContact *contact,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *path = zx_client_contact_path (contact, "extend");

  g_task_set_source_tag (task, zx_client_extend_wrap_up_async);
  zx_client_act (self, task, "contact", "POST", path, zx_client_new_request ());
}

gboolean
zx_client_extend_wrap_up_finish (ZxClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
zx_client_invite_async (ZxClient *self,
                        ZxContact *contact,
                        gint64 agent_id,
                        const char *note,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, zx_client_invite_async);
  zx_client_give (task, contact, "guests", "agent_id", agent_id, note);
}

gboolean
zx_client_invite_finish (ZxClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
zx_client_dismiss_async (ZxClient *self,
                         ZxContact *contact,
                         gint64 agent_id,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *rest = g_strdup_printf ("guests/%" G_GINT64_FORMAT, agent_id);
  g_autofree char *path = zx_client_contact_path (contact, rest);

  g_task_set_source_tag (task, zx_client_dismiss_async);
  zx_client_act (self, task, "contact", "DELETE", path, zx_client_new_request ());
}

gboolean
zx_client_dismiss_finish (ZxClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
zx_client_take_async (ZxClient *self,
                      ZxContact *contact,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *path = zx_client_contact_path (contact, "take");

  g_task_set_source_tag (task, zx_client_take_async);
  zx_client_act (self, task, "contact", "POST", path, zx_client_new_request ());
}

gboolean
zx_client_take_finish (ZxClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
fetched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  zx_client_return_bytes (task, source, result);
}

void
zx_client_fetch_transcript_async (ZxClient *self,
                                  ZxContact *contact,
                                  const char *lang,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *rest = g_strconcat ("transcript.txt?lang=", lang, NULL);
  g_autofree char *path = zx_client_contact_path (contact, rest);

  g_task_set_source_tag (task, zx_client_fetch_transcript_async);
  zx_http_fetch_async (self->http, path, cancellable, fetched_cb, task);
}

GBytes *
zx_client_fetch_transcript_finish (ZxClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
