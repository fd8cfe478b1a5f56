/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The audit trail, newest first, page by page. */
#include "zx-audit.h"

#include "zx-clock.h"

#include "zx-client-private.h"

#define PAGE 50

struct _ZxAudit {
  GObject parent_instance;

  ZxClient *client;     /* owned */
  GCancellable *ending; /* owned: nobody wants the page any more */
  GListStore *items;    /* owned, of ZxRecord */
  char *query;          /* owned: the filter as a part of the path */
  char *next;           /* owned, null before the first and after the last page */
  ZxLoad state;
  gboolean complete, is_loading;
  GError *error; /* owned, null */
};

static void zx_audit_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ZxAudit,
                               zx_audit,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, zx_audit_list_model_init))

enum { PROP_STATE = 1, PROP_COMPLETE, PROP_ERROR, N_PROPS };
static GParamSpec *props[N_PROPS];

static GType
zx_audit_get_item_type (GListModel *model)
{
  return ZX_TYPE_RECORD;
}

static guint
zx_audit_get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (ZX_AUDIT (model)->items));
}

static gpointer
zx_audit_get_item (GListModel *model, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (ZX_AUDIT (model)->items), position);
}

static void
zx_audit_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = zx_audit_get_item_type;
  iface->get_n_items = zx_audit_get_n_items;
  iface->get_item = zx_audit_get_item;
}

static void
items_changed_cb (ZxAudit *self, guint position, guint removed, guint added)
{
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
}

static void
zx_audit_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  ZxAudit *self = ZX_AUDIT (object);

  if (prop_id == PROP_STATE)
    g_value_set_enum (value, self->state);
  else if (prop_id == PROP_COMPLETE)
    g_value_set_boolean (value, self->complete);
  else
    g_value_set_boxed (value, self->error);
}

static void
zx_audit_dispose (GObject *object)
{
  ZxAudit *self = ZX_AUDIT (object);

  g_cancellable_cancel (self->ending);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (zx_audit_parent_class)->dispose (object);
}

static void
zx_audit_finalize (GObject *object)
{
  ZxAudit *self = ZX_AUDIT (object);

  g_object_unref (self->ending);
  g_object_unref (self->items);
  g_free (self->query);
  g_free (self->next);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (zx_audit_parent_class)->finalize (object);
}

static void
zx_audit_class_init (ZxAuditClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = zx_audit_get_property;
  object_class->dispose = zx_audit_dispose;
  object_class->finalize = zx_audit_finalize;
  props[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, ZX_TYPE_LOAD, 0, flags);
  props[PROP_COMPLETE] = g_param_spec_boolean ("complete", NULL, NULL, FALSE, flags);
  props[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
zx_audit_init (ZxAudit *self)
{
  self->ending = g_cancellable_new ();
  self->items = g_list_store_new (ZX_TYPE_RECORD);
  g_signal_connect_object (self->items, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
set_state (ZxAudit *self, ZxLoad state, GError *error)
{
  g_clear_error (&self->error);
  self->error = error;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ERROR]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

static void
append_page (ZxAudit *self, JsonObject *page)
{
  JsonArray *items = zx_json_array (page, "items");

  for (guint i = 0; items != NULL && i < json_array_get_length (items); i++) {
    JsonNode *node = json_array_get_element (items, i);
    g_autoptr (ZxRecord) record = NULL;

    if (!JSON_NODE_HOLDS_OBJECT (node))
      continue;
    record = zx_record_new ("audit", zx_audit_get_n_items (G_LIST_MODEL (self)) + 1);
    zx_record_apply_json (record, json_node_get_object (node), 1, FALSE);
    g_list_store_append (self->items, record);
  }
  g_free (self->next);
  self->next = g_strdup (zx_json_string (page, "next"));
  self->complete = self->next == NULL;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_COMPLETE]);
}

static void
page_received_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZxAudit) self = user_data;
  GError *error = NULL;
  g_autoptr (JsonObject) page = zx_http_call_finish (ZX_HTTP (source), result, NULL, &error);

  self->is_loading = FALSE;
  if (page == NULL) {
    if (self->client != NULL)
      zx_client_heed_error (self->client, error);
    set_state (self, ZX_LOAD_ERROR, error);
    return;
  }
  append_page (self, page);
  set_state (self, ZX_LOAD_READY, NULL);
}

void
zx_audit_load_more (ZxAudit *self)
{
  g_autofree char *after = NULL, *path = NULL;

  g_return_if_fail (ZX_IS_AUDIT (self));

  if (self->is_loading || self->complete || self->client == NULL || self->client->session == NULL)
    return;
  self->is_loading = TRUE;
  set_state (self, ZX_LOAD_LOADING, NULL);
  after = self->next != NULL ? g_uri_escape_string (self->next, NULL, FALSE) : NULL;
  path = g_strdup_printf ("audit?limit=%d%s%s%s", PAGE, self->query, after != NULL ? "&after=" : "",
                          after != NULL ? after : "");
  zx_http_call_async (self->client->http, "GET", path, NULL, self->ending, page_received_cb,
                      g_object_ref (self));
}

static void
add_filter (GString *query, const char *name, const char *value)
{
  g_autofree char *escaped = NULL;

  if (value == NULL || *value == '\0')
    return;
  escaped = g_uri_escape_string (value, NULL, FALSE);
  g_string_append_printf (query, "&%s=%s", name, escaped);
}

ZxAudit *
zx_audit_new (ZxClient *client, const ZxAuditFilter *filter)
{
  ZxAudit *self = g_object_new (ZX_TYPE_AUDIT, NULL);
  GString *query = g_string_new (NULL);
  g_autofree char *actor = NULL, *since = NULL;

  if (filter->actor_id != 0)
    actor = g_strdup_printf ("%" G_GINT64_FORMAT, filter->actor_id);
  if (filter->since_ms != 0)
    since = zx_clock_format (filter->since_ms);
  add_filter (query, "actor", actor);
  add_filter (query, "noun", filter->noun);
  add_filter (query, "action", filter->action);
  add_filter (query, "since", since);
  self->client = g_object_ref (client);
  self->query = g_string_free (query, FALSE);
  zx_audit_load_more (self);
  return self;
}

ZxLoad
zx_audit_get_state (ZxAudit *self)
{
  g_return_val_if_fail (ZX_IS_AUDIT (self), ZX_LOAD_ERROR);
  return self->state;
}

gboolean
zx_audit_get_complete (ZxAudit *self)
{
  g_return_val_if_fail (ZX_IS_AUDIT (self), TRUE);
  return self->complete;
}

const GError *
zx_audit_get_error (ZxAudit *self)
{
  g_return_val_if_fail (ZX_IS_AUDIT (self), NULL);
  return self->error;
}
