/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Giving contacts to colleagues, groups and queues, and hearing what became of it. */
#include "zx-client-pass.h"

#include "zx-client-private.h"

/* Who may have it */

static void
add_targets (GListStore *list, JsonObject *json, const char *member, ZxPassKind kind)
{
  JsonArray *items = zx_json_array (json, member);

  for (guint i = 0; items != NULL && i < json_array_get_length (items); i++) {
    JsonNode *node = json_array_get_element (items, i);
    g_autoptr (ZxPassTarget) target = JSON_NODE_HOLDS_OBJECT (node)
                                          ? zx_pass_target_new (kind, json_node_get_object (node))
                                          : NULL;

    if (target != NULL && zx_pass_target_get_id (target) != 0)
      g_list_store_append (list, target);
  }
}

static void
targets_found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (JsonObject) json = zx_client_take_answer (task, source, result);
  GListStore *list;

  if (json == NULL)
    return;
  list = g_list_store_new (ZX_TYPE_PASS_TARGET);
  add_targets (list, json, "agents", ZX_PASS_AGENT);
  add_targets (list, json, "groups", ZX_PASS_GROUP);
  add_targets (list, json, "queues", ZX_PASS_QUEUE);
  g_task_return_pointer (task, list, g_object_unref);
}

void
zx_client_find_targets_async (ZxClient *self,
                              ZxContact *contact,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *path = zx_client_contact_path (contact, "targets");

  g_task_set_source_tag (task, zx_client_find_targets_async);
  zx_http_call_async (self->http, "GET", path, NULL, cancellable, targets_found_cb, task);
}

GListModel *
zx_client_find_targets_finish (ZxClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Giving it */

void
zx_client_give (GTask *task,
                ZxContact *contact,
                const char *deed,
                const char *to,
                gint64 id,
                const char *note)
{
  g_autofree char *path = zx_client_contact_path (contact, deed);
  GString *body = zx_client_new_request ();

  zx_json_add_id (body, to, id);
  if (note != NULL && *note != '\0')
    zx_json_add_string (body, "note", note);
  zx_client_act (g_task_get_source_object (task), task, "contact", "POST", path, body);
}

void
zx_client_transfer_async (ZxClient *self,
                          ZxContact *contact,
                          ZxPassKind kind,
                          gint64 target_id,
                          const char *note,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  static const char *const members[] = {
      [ZX_PASS_AGENT] = "agent_id", [ZX_PASS_GROUP] = "group_id", [ZX_PASS_QUEUE] = "queue_id"};
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, zx_client_transfer_async);
  zx_client_give (task, contact, "transfer", members[kind], target_id, note);
}

gboolean
zx_client_transfer_finish (ZxClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
zx_client_consult_async (ZxClient *self,
                         ZxContact *contact,
                         gint64 agent_id,
                         const char *note,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, zx_client_consult_async);
  zx_client_give (task, contact, "consult", "agent_id", agent_id, note);
}

gboolean
zx_client_consult_finish (ZxClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
zx_client_assign_async (ZxClient *self,
                        ZxContact *contact,
                        gint64 agent_id,
                        const char *note,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, zx_client_assign_async);
  zx_client_give (task, contact, "assign", "agent_id", agent_id, note);
}

gboolean
zx_client_assign_finish (ZxClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
zx_client_withdraw_offer_async (ZxClient *self,
                                ZxContact *contact,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *path =
      g_strdup_printf ("offers/%" G_GINT64_FORMAT "/withdraw", zx_contact_get_offer_id (contact));

  g_task_set_source_tag (task, zx_client_withdraw_offer_async);
  zx_client_act (self, task, "offer", "POST", path, zx_client_new_request ());
}

gboolean
zx_client_withdraw_offer_finish (ZxClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* What became of it */

void
zx_client_note_pass (ZxClient *self, ZxContact *contact)
{
  gint64 id = zx_contact_get_offer_id (contact);

  if (id != 0 && self->me != NULL &&
      zx_contact_get_offer_by_id (contact) == zx_agent_get_id (self->me))
    g_hash_table_replace (self->passes, g_memdup2 (&id, sizeof id), g_object_ref (contact));
}

void
zx_client_hear_pass (ZxClient *self, gint64 id, JsonObject *json)
{
  const char *outcome = zx_json_string (json, "outcome");
  g_autoptr (ZxContact) contact = NULL;
  ZxContact *known;

  if (outcome == NULL || self->me == NULL ||
      zx_json_id (json, "by_id") != zx_agent_get_id (self->me))
    return;
  known = g_hash_table_lookup (self->passes, &id);
  /* What a guest is given was never open. All else is told once, though answer and event say it. */
  if (known == NULL && g_str_equal (outcome, "accepted"))
    known = zx_id_map_find (self->contacts, zx_json_id (json, "contact_id"));
  if (known == NULL)
    return;
  contact = g_object_ref (known);
  g_hash_table_remove (self->passes, &id);
  zx_client_tell_pass (self, contact, zx_json_string (json, "kind"),
                       zx_json_string (json, "agent_name"), outcome,
                       zx_json_string (json, "reason"));
}

/* Why it waits */

typedef struct {
  GPtrArray *reasons; /* owned */
  char *queue;        /* owned, null */
} Why;

static void
why_free (gpointer data)
{
  Why *why = data;

  g_clear_pointer (&why->reasons, g_ptr_array_unref);
  g_free (why->queue);
  g_free (why);
}

static void
wait_reason_free (gpointer data)
{
  ZxWaitReason *reason = data;

  g_free (reason->why);
  g_free (reason->agent_name);
  g_free (reason);
}

static ZxWaitReason *
wait_reason_new (JsonObject *item)
{
  ZxWaitReason *reason = g_new0 (ZxWaitReason, 1);

  reason->why = g_strdup (zx_json_string (item, "why"));
  reason->agent_name = g_strdup (zx_json_string (item, "agent_name"));
  reason->n = zx_json_int (item, "n", 0);
  reason->of = zx_json_int (item, "of", 0);
  reason->until_ms = zx_json_time (item, "until");
  return reason;
}

static void
why_told_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (JsonObject) json = zx_client_take_answer (task, source, result);
  JsonArray *items;
  Why *why;

  if (json == NULL)
    return;
  items = zx_json_array (json, "items");
  why = g_new0 (Why, 1);
  why->queue = g_strdup (zx_json_string (zx_json_object (json, "queue"), "name"));
  why->reasons = g_ptr_array_new_with_free_func (wait_reason_free);
  for (guint i = 0; items != NULL && i < json_array_get_length (items); i++) {
    JsonNode *node = json_array_get_element (items, i);

    if (JSON_NODE_HOLDS_OBJECT (node))
      g_ptr_array_add (why->reasons, wait_reason_new (json_node_get_object (node)));
  }
  g_task_return_pointer (task, why, why_free);
}

void
zx_client_ask_why_async (ZxClient *self,
                         ZxContact *contact,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *path = zx_client_contact_path (contact, "why");

  g_task_set_source_tag (task, zx_client_ask_why_async);
  zx_http_call_async (self->http, "GET", path, NULL, cancellable, why_told_cb, task);
}

GPtrArray *
zx_client_ask_why_finish (ZxClient *self, GAsyncResult *result, char **queue, GError **error)
{
  Why *why = g_task_propagate_pointer (G_TASK (result), error);
  GPtrArray *reasons;

  if (why == NULL)
    return NULL;
  reasons = g_steal_pointer (&why->reasons);
  if (queue != NULL)
    *queue = g_steal_pointer (&why->queue);
  why_free (why);
  return reasons;
}
