/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is offered to me: kept as a list, accepted, declined. */
#include "zx-client-offers.h"

#include "zx-client-private.h"

/* What is over is remembered only against late answers; by then many offers have come and gone. */
#define MOST_KNOWN 1024

/* --- the list --- */

GListModel *
zx_client_get_offers (ZxClient *self)
{
  g_return_val_if_fail (ZX_IS_CLIENT (self), NULL);

  return G_LIST_MODEL (self->offers);
}

static gint64
known_rev (ZxClient *self, gint64 id)
{
  gint64 *rev = g_hash_table_lookup (self->offer_revs, &id);

  return rev != NULL ? *rev : 0;
}

static void
remember_rev (ZxClient *self, gint64 id, gint64 rev)
{
  if (g_hash_table_size (self->offer_revs) >= MOST_KNOWN)
    g_hash_table_remove_all (self->offer_revs);
  g_hash_table_replace (self->offer_revs, g_memdup2 (&id, sizeof id), g_memdup2 (&rev, sizeof rev));
}

/* The list keeps what it gives. */
static ZxOffer *
find (ZxClient *self, gint64 id, guint *place)
{
  GListModel *list = G_LIST_MODEL (self->offers);

  for (*place = 0; *place < g_list_model_get_n_items (list); ++*place) {
    g_autoptr (ZxOffer) offer = g_list_model_get_item (list, *place);

    if (zx_offer_get_id (offer) == id)
      return offer;
  }
  return NULL;
}

void
zx_client_drop_offer (ZxClient *self, gint64 id, gint64 rev)
{
  guint place;

  remember_rev (self, id, MAX (rev, known_rev (self, id)));
  if (find (self, id, &place) != NULL)
    g_list_store_remove (self->offers, place);
}

static void
offer_received_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZxClient) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) json = zx_http_call_finish (ZX_HTTP (source), result, NULL, &error);

  /* Without an answer it is asked for again, with all others, when the stream is back. */
  if (json != NULL)
    zx_client_apply_item (self, "offer", json, 0);
  else
    zx_client_heed_error (self, error);
}

static void
load_offer (ZxClient *self, gint64 id)
{
  g_autofree char *path = g_strdup_printf ("offers/%" G_GINT64_FORMAT, id);

  if (self->session != NULL)
    zx_http_call_async (self->http, "GET", path, NULL, self->session, offer_received_cb,
                        g_object_ref (self));
}

void
zx_client_put_offer (ZxClient *self, gint64 id, gint64 rev, JsonObject *json)
{
  gboolean is_whole = zx_json_object (json, "contact") != NULL;
  gint64 known = known_rev (self, id);
  g_autoptr (ZxOffer) made = NULL;
  ZxOffer *offer;
  guint place;

  if (rev < known || (rev == known && !is_whole) || self->me == NULL ||
      zx_json_id (json, "agent_id") != zx_agent_get_id (self->me))
    return;
  if (zx_json_time (json, "ended_at") != 0) {
    zx_client_drop_offer (self, id, rev);
    return;
  }
  remember_rev (self, id, rev);
  offer = find (self, id, &place);
  if (offer != NULL)
    zx_offer_apply_json (offer, json);
  else if (!is_whole)
    load_offer (self, id);
  else {
    made = zx_offer_new (id);
    zx_offer_apply_json (made, json);
    g_list_store_append (self->offers, made);
  }
}

/* What the list does not name is over, unless it was made afterwards. */
static void
keep_only (ZxClient *self, JsonArray *items, gint64 as_of)
{
  g_autoptr (GHashTable) named = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  for (guint i = 0; items != NULL && i < json_array_get_length (items); i++) {
    JsonNode *node = json_array_get_element (items, i);
    gint64 id = JSON_NODE_HOLDS_OBJECT (node) ? zx_json_id (json_node_get_object (node), "id") : 0;

    g_hash_table_add (named, g_memdup2 (&id, sizeof id));
  }
  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (self->offers)); i > 0; i--) {
    g_autoptr (ZxOffer) offer = g_list_model_get_item (G_LIST_MODEL (self->offers), i - 1);
    gint64 id = zx_offer_get_id (offer);

    if (!g_hash_table_contains (named, &id) && known_rev (self, id) <= as_of)
      g_list_store_remove (self->offers, i - 1);
  }
}

static void
offers_received_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZxClient) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) page = zx_http_call_finish (ZX_HTTP (source), result, NULL, &error);
  JsonArray *items = page != NULL ? zx_json_array (page, "items") : NULL;

  if (page == NULL) {
    zx_client_heed_error (self, error);
    return;
  }
  keep_only (self, items, zx_json_int (page, "as_of", 0));
  for (guint i = 0; items != NULL && i < json_array_get_length (items); i++) {
    JsonNode *node = json_array_get_element (items, i);

    if (JSON_NODE_HOLDS_OBJECT (node))
      zx_client_apply_item (self, "offer", json_node_get_object (node), 0);
  }
}

void
zx_client_load_offers (ZxClient *self)
{
  if (self->session != NULL)
    zx_http_call_async (self->http, "GET", "offers", NULL, self->session, offers_received_cb,
                        g_object_ref (self));
}

/* --- answering --- */

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ZxClient *self = g_task_get_source_object (task);
  ZxOffer *offer = g_task_get_task_data (task);
  gboolean is_accept = g_task_get_source_tag (task) == (gpointer) zx_client_accept_offer_async;
  GError *error = NULL;
  g_autoptr (JsonObject) json = zx_http_call_finish (ZX_HTTP (source), result, NULL, &error);

  /* Its event may be long in coming; the answer is as good. */
  if (json != NULL || g_error_matches (error, ZX_ERROR, ZX_ERROR_CONFLICT))
    zx_client_drop_offer (self, zx_offer_get_id (offer),
                          known_rev (self, zx_offer_get_id (offer)) + 1);
  if (json == NULL) {
    zx_client_heed_error (self, error);
    g_task_return_error (task, error);
    return;
  }
  if (self->session != NULL)
    zx_client_apply_item (self, is_accept ? "contact" : "offer", json,
                          zx_json_int (json, "rev", 0));
  g_task_return_boolean (task, TRUE);
}

static void
answer (ZxClient *self, GTask *task, ZxOffer *offer, const char *verb, GString *body)
{
  g_autofree char *path =
      g_strdup_printf ("offers/%" G_GINT64_FORMAT "/%s", zx_offer_get_id (offer), verb);

  g_string_append_c (body, '}');
  g_task_set_task_data (task, g_object_ref (offer), g_object_unref);
  zx_http_call_async (self->http, "POST", path, g_string_free (body, FALSE),
                      g_task_get_cancellable (task), answered_cb, task);
}

void
zx_client_accept_offer_async (ZxClient *self,
                              ZxOffer *offer,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, zx_client_accept_offer_async);
  answer (self, task, offer, "accept", zx_client_new_request ());
}

gboolean
zx_client_accept_offer_finish (ZxClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
zx_client_decline_offer_async (ZxClient *self,
                               ZxOffer *offer,
                               const char *reason,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  GString *body = zx_client_new_request ();

  g_task_set_source_tag (task, zx_client_decline_offer_async);
  if (reason != NULL && *reason != '\0')
    zx_json_add_string (body, "reason", reason);
  answer (self, task, offer, "decline", body);
}

gboolean
zx_client_decline_offer_finish (ZxClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
