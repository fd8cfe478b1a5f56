/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changing customers and finding them. A change that only met somebody else's other change is sent
 * again by itself; one that met the same member is a conflict for the agent to decide. */
#include "zx-change.h"
#include "zx-client-private.h"

#define MOST_TRIES 5 /* so often others may come first in a row */

/* One request that changes a customer. */
typedef struct {
  ZxCustomer *customer; /* owned, null when a new one is made */
  ZxChange *change;     /* lent by the caller, null when it is no edit */
  const char *method;
  char *path, *body; /* owned; body may be null */
  gint64 rev;        /* for If-Match; 0: none */
  ZxPart part;       /* that is removed, with … */
  gint64 part_id;    /* … its id, 0 when nothing is removed */
  JsonObject *was;   /* owned: the part that is removed as it was shown */
  GError *refusal;   /* owned: of the last try */
  guint tries;
  gint64 made; /* what the answer says was made */
} Write;

static void
free_write (gpointer data)
{
  Write *write = data;

  g_clear_object (&write->customer);
  g_free (write->path);
  g_free (write->body);
  g_clear_pointer (&write->was, json_object_unref);
  g_clear_error (&write->refusal);
  g_free (write);
}

static void send_write (GTask *task); /* a refused one is sent again */

/* All answers are the customer as it is now; a new one is shown by nobody yet. */
static void
take_answer (ZxClient *self, Write *write, JsonObject *json)
{
  write->made = zx_json_id (json, "made");
  if (write->made == 0 && write->customer == NULL)
    write->made = zx_json_id (json, "id");
  if (self->session != NULL && json_object_has_member (json, "id"))
    zx_client_apply_item (self, "customer", json, 0);
}

static gboolean
is_same_object (JsonObject *one, JsonObject *other)
{
  g_autoptr (JsonNode) a = json_node_init_object (json_node_alloc (), one);
  g_autoptr (JsonNode) b = json_node_init_object (json_node_alloc (), other);

  return json_node_equal (a, b);
}

/* The customer as it is now has been taken over. Whether the write can be sent on it unasked. */
static gboolean
may_go_on (Write *write, gboolean *is_done)
{
  gboolean is_gone = FALSE;

  *is_done = FALSE;
  if (write->part_id != 0) {
    JsonObject *now = zx_part_find (write->customer, write->part, write->part_id);

    *is_done = now == NULL;
    return now == NULL || (write->was != NULL && is_same_object (now, write->was));
  }
  if (write->change == NULL)
    return TRUE;
  return zx_change_is_untouched (write->change, &is_gone);
}

static void
refetched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ZxClient *self = g_task_get_source_object (task);
  Write *write = g_task_get_task_data (task);
  g_autoptr (JsonObject) json = zx_client_take_answer (task, source, result);
  gboolean is_done;

  if (json == NULL)
    return;
  if (self->session != NULL)
    zx_client_apply_item (self, "customer", json, 0);
  if (!may_go_on (write, &is_done) || write->tries >= MOST_TRIES) {
    g_task_return_error (task, g_steal_pointer (&write->refusal));
  } else if (is_done) {
    g_task_return_boolean (task, TRUE);
  } else {
    g_clear_error (&write->refusal);
    write->rev = MAX (zx_customer_get_rev (write->customer), zx_json_int (json, "rev", 0));
    send_write (g_steal_pointer (&task));
  }
}

static void
refetch (GTask *task)
{
  ZxClient *self = g_task_get_source_object (task);
  Write *write = g_task_get_task_data (task);
  g_autofree char *path = zx_part_path (write->customer, ZX_PART_CUSTOMER, 0);

  zx_http_call_async (self->http, "GET", path, NULL, g_task_get_cancellable (task), refetched_cb,
                      task);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ZxClient *self = g_task_get_source_object (task);
  Write *write = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (JsonObject) json = zx_http_call_finish (ZX_HTTP (source), result, NULL, &error);

  if (json != NULL) {
    take_answer (self, write, json);
    g_task_return_boolean (task, TRUE);
    return;
  }
  zx_client_heed_error (self, error);
  if (write->customer != NULL && write->rev != 0 &&
      g_strcmp0 (zx_error_get_problem (error), "changed") == 0) {
    write->refusal = error;
    refetch (g_steal_pointer (&task));
  } else if (write->part_id != 0 && g_error_matches (error, ZX_ERROR, ZX_ERROR_NOT_FOUND)) {
    /* The part, or the whole customer: what we know of it is not true any more. */
    write->refusal = error;
    refetch (g_steal_pointer (&task));
  } else {
    g_task_return_error (task, error);
  }
}

/* Takes @task. */
static void
send_write (GTask *task)
{
  ZxClient *self = g_task_get_source_object (task);
  Write *write = g_task_get_task_data (task);

  write->tries++;
  zx_http_change_async (self->http, write->method, write->path, write->rev, g_strdup (write->body),
                        g_task_get_cancellable (task), written_cb, task);
}

static Write *
start_write (GTask *task, ZxCustomer *customer, const char *method, char *path, char *body)
{
  Write *write = g_new0 (Write, 1);

  write->customer = customer != NULL ? g_object_ref (customer) : NULL;
  write->method = method;
  write->path = path;
  write->body = body;
  g_task_set_task_data (task, write, free_write);
  return write;
}

void
zx_client_save_async (ZxClient *self,
                      ZxChange *change,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  gboolean is_new = zx_change_is_new (change);
  Write *write;

  g_task_set_source_tag (task, zx_client_save_async);
  write = start_write (task, zx_change_get_customer (change), is_new ? "POST" : "PATCH",
                       zx_change_make_path (change), zx_change_make_body (change));
  write->change = change;
  write->rev = is_new ? 0 : zx_change_get_rev (change);
  if (zx_change_is_any (change))
    send_write (g_steal_pointer (&task));
  else
    g_task_return_boolean (task, TRUE);
}

gboolean
zx_client_save_finish (ZxClient *self, GAsyncResult *result, gint64 *made, GError **error)
{
  Write *write = g_task_get_task_data (G_TASK (result));

  if (made != NULL)
    *made = write->made;
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
zx_client_remove_part_async (ZxClient *self,
                             ZxCustomer *customer,
                             ZxPart part,
                             gint64 part_id,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  JsonObject *was = zx_part_find (customer, part, part_id);
  Write *write;

  g_return_if_fail (part != ZX_PART_CUSTOMER && part_id != 0);

  g_task_set_source_tag (task, zx_client_remove_part_async);
  write = start_write (task, customer, "DELETE", zx_part_path (customer, part, part_id), NULL);
  write->part = part;
  write->part_id = part_id;
  write->was = was != NULL ? json_object_ref (was) : NULL;
  write->rev = zx_customer_get_rev (customer);
  send_write (task);
}

gboolean
zx_client_remove_part_finish (ZxClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- merging --- */

void
zx_client_merge_async (ZxClient *self,
                       ZxCustomer *survivor,
                       gint64 from_id,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *path = zx_part_path (survivor, ZX_PART_CUSTOMER, 0);
  GString *body = zx_client_new_request ();
  Write *write;

  g_task_set_source_tag (task, zx_client_merge_async);
  zx_json_add_id (body, "from_id", from_id);
  g_string_append_c (body, '}');
  write = start_write (task, survivor, "POST", g_strconcat (path, "/merge", NULL),
                       g_string_free (body, FALSE));
  write->rev = zx_customer_get_rev (survivor);
  send_write (task);
}

gboolean
zx_client_merge_finish (ZxClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
unmerged_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ZxClient *self = g_task_get_source_object (task);
  g_autoptr (JsonObject) json = zx_client_take_answer (task, source, result);
  JsonObject *survivor = zx_json_object (json, "survivor");
  JsonObject *restored = zx_json_object (json, "restored");

  if (json == NULL)
    return;
  if (self->session != NULL && survivor != NULL)
    zx_client_apply_item (self, "customer", survivor, 0);
  if (self->session != NULL && restored != NULL)
    zx_client_apply_item (self, "customer", restored, 0);
  g_task_set_task_data (task, g_strdup_printf ("%" G_GINT64_FORMAT, zx_json_id (restored, "id")),
                        g_free);
  g_task_return_boolean (task, TRUE);
}

void
zx_client_undo_merge_async (ZxClient *self,
                            ZxCustomer *survivor,
                            gint64 merge_id,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *path =
      g_strdup_printf ("customers/%" G_GINT64_FORMAT "/merges/%" G_GINT64_FORMAT "/undo",
                       zx_customer_get_id (survivor), merge_id);
  GString *body = zx_client_new_request ();

  g_task_set_source_tag (task, zx_client_undo_merge_async);
  g_string_append_c (body, '}');
  zx_http_call_async (self->http, "POST", path, g_string_free (body, FALSE), cancellable,
                      unmerged_cb, task);
}

gboolean
zx_client_undo_merge_finish (ZxClient *self, GAsyncResult *result, gint64 *restored, GError **error)
{
  const char *id = g_task_get_task_data (G_TASK (result));

  if (restored != NULL)
    *restored = id != NULL ? g_ascii_strtoll (id, NULL, 10) : 0;
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- finding --- */

static gpointer
make_hit (JsonObject *item)
{
  return zx_customer_hit_new (item);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (JsonObject) page = zx_client_take_answer (task, source, result);

  if (page == NULL)
    return;
  g_task_set_task_data (task, g_strdup (zx_json_string (page, "next")), g_free);
  g_task_return_pointer (task, zx_client_list_items (page, ZX_TYPE_CUSTOMER_HIT, make_hit),
                         g_object_unref);
}

void
zx_client_search_customers_async (ZxClient *self,
                                  const char *text,
                                  guint limit,
                                  const char *after,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GString) path = g_string_new (NULL);

  g_task_set_source_tag (task, zx_client_search_customers_async);
  g_string_printf (path, "customers?limit=%u", CLAMP (limit, 1, 200));
  if (text != NULL && *text != '\0') {
    g_string_append (path, "&q=");
    g_string_append_uri_escaped (path, text, NULL, FALSE);
  }
  if (after != NULL) {
    g_string_append (path, "&after=");
    g_string_append_uri_escaped (path, after, NULL, FALSE);
  }
  zx_http_call_async (self->http, "GET", path->str, NULL, cancellable, found_cb, task);
}

GListModel *
zx_client_search_customers_finish (ZxClient *self,
                                   GAsyncResult *result,
                                   char **next,
                                   GError **error)
{
  if (next != NULL)
    *next = g_strdup (g_task_get_task_data (G_TASK (result)));
  return g_task_propagate_pointer (G_TASK (result), error);
}
