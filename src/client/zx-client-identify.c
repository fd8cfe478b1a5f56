/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who a contact is from: finding, saying and taking back. */
#include "zx-client-identify.h"

#include "zx-client-private.h"

static gpointer
make_candidate (JsonObject *item)
{
  g_autoptr (ZxCandidate) candidate = zx_candidate_new (item);

  return zx_candidate_get_customer_id (candidate) > 0 ? g_steal_pointer (&candidate) : NULL;
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (JsonObject) json = zx_client_take_answer (task, source, result);

  if (json == NULL)
    return;
  g_task_return_pointer (task, zx_client_list_items (json, ZX_TYPE_CANDIDATE, make_candidate),
                         g_object_unref);
}

void
zx_client_find_candidates_async (ZxClient *self,
                                 ZxContact *contact,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *path = zx_client_contact_path (contact, "candidates");

  g_task_set_source_tag (task, zx_client_find_candidates_async);
  zx_http_call_async (self->http, "GET", path, NULL, cancellable, found_cb, task);
}

GListModel *
zx_client_find_candidates_finish (ZxClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
zx_client_bind_async (ZxClient *self,
                      ZxContact *contact,
                      gint64 customer_id,
                      gint64 person_id,
                      gboolean remember,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *path = zx_client_contact_path (contact, "customer");
  GString *body = zx_client_new_request ();

  g_task_set_source_tag (task, zx_client_bind_async);
  zx_json_add_id (body, "customer_id", customer_id);
  zx_json_add_id (body, "person_id", person_id);
  zx_json_add_bool (body, "remember", remember);
  zx_client_act (self, task, "contact", "PUT", path, body);
}

gboolean
zx_client_bind_finish (ZxClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
zx_client_bind_new_async (ZxClient *self,
                          ZxContact *contact,
                          const char *name,
                          const char *company,
                          gboolean remember,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *path = zx_client_contact_path (contact, "customer");
  GString *body = zx_client_new_request ();

  g_task_set_source_tag (task, zx_client_bind_new_async);
  if (name == NULL || *name == '\0')
    name = zx_contact_get_name (contact);
  if (company == NULL || *company == '\0')
    company = zx_contact_get_company (contact);
  zx_json_add_string (body, "name", name);
  zx_json_add_string (body, "company", company);
  zx_json_add_bool (body, "remember", remember);
  zx_client_act (self, task, "contact", "POST", path, body);
}

gboolean
zx_client_bind_new_finish (ZxClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
zx_client_unbind_async (ZxClient *self,
                        ZxContact *contact,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *path = zx_client_contact_path (contact, "customer");

  g_task_set_source_tag (task, zx_client_unbind_async);
  zx_client_act (self, task, "contact", "DELETE", path, zx_client_new_request ());
}

gboolean
zx_client_unbind_finish (ZxClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
zx_client_undo_bind_async (ZxClient *self,
                           ZxContact *contact,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *path = zx_client_contact_path (contact, "customer/undo");

  g_task_set_source_tag (task, zx_client_undo_bind_async);
  zx_client_act (self, task, "contact", "POST", path, zx_client_new_request ());
}

gboolean
zx_client_undo_bind_finish (ZxClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
