/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A customer's history, page by page, kept in step with what happens. */
#include "zx-client-customers.h"
#include "zx-client-private.h"

#define PAGE 50
#define MOST 200 /* in one request */

struct _ZxTimeline {
  GObject parent_instance;

  ZxClient *client;     /* owned */
  ZxCustomer *customer; /* owned */
  GListStore *items;    /* owned, of ZxTimelineItem */
  GCancellable *cancel; /* owned: of the page under way, null when none is */
  char *after;          /* owned: where the next page begins, null before the first */
  char *error;          /* owned, nullable */
  gboolean loading, complete;
  gboolean is_stale; /* something happened while a page was under way */
};

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ZxTimeline,
                               zx_timeline,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

enum { PROP_LOADING = 1, PROP_COMPLETE, PROP_ERROR, N_PROPS };
static GParamSpec *props[N_PROPS];

static GType
get_item_type (GListModel *model)
{
  return ZX_TYPE_TIMELINE_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (ZX_TIMELINE (model)->items));
}

static gpointer
get_item (GListModel *model, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (ZX_TIMELINE (model)->items), position);
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
set_flag (ZxTimeline *self, gboolean *flag, gboolean value, guint prop)
{
  if (*flag == value)
    return;
  *flag = value;
  g_object_notify_by_pspec (G_OBJECT (self), props[prop]);
}

static void
set_error (ZxTimeline *self, char *error)
{
  g_autofree char *old = self->error;

  self->error = error;
  if (g_strcmp0 (old, error) != 0)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ERROR]);
}

/* --- pages --- */

static GPtrArray *
read_items (JsonObject *page)
{
  GPtrArray *read = g_ptr_array_new_with_free_func (g_object_unref);
  JsonArray *items = zx_json_array (page, "items");

  for (guint i = 0; items != NULL && i < json_array_get_length (items); i++) {
    JsonNode *node = json_array_get_element (items, i);

    if (JSON_NODE_HOLDS_OBJECT (node))
      g_ptr_array_add (read, zx_timeline_item_new (json_node_get_object (node)));
  }
  return read;
}

static gboolean
is_at (ZxTimeline *self, guint position, ZxTimelineItem *item)
{
  g_autoptr (ZxTimelineItem) there = get_item (G_LIST_MODEL (self), position);

  return there != NULL && zx_timeline_item_is_same (there, item);
}

/* The newest ones anew: only rows that differ change. */
static void
replace (ZxTimeline *self, GPtrArray *read)
{
  guint had = get_n_items (G_LIST_MODEL (self)), head = 0, tail = 0;

  while (head < had && head < read->len && is_at (self, head, read->pdata[head]))
    head++;
  while (tail < had - head && tail < read->len - head &&
         is_at (self, had - tail - 1, read->pdata[read->len - tail - 1]))
    tail++;
  if (had != read->len || head + tail < had)
    g_list_store_splice (self->items, head, had - head - tail, read->pdata + head,
                         read->len - head - tail);
}

static void load (ZxTimeline *self, gboolean afresh); /* a page that came too late is followed */

typedef struct {
  ZxTimeline *timeline; /* owned */
  GCancellable *cancel; /* owned */
  gboolean afresh;
} Page;

static void
page_received_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Page *page = user_data;
  g_autoptr (ZxTimeline) self = page->timeline;
  g_autoptr (GCancellable) cancel = page->cancel;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) json = zx_http_call_finish (ZX_HTTP (source), result, NULL, &error);

  if (cancel != self->cancel)
    return;
  g_clear_object (&self->cancel);
  if (json == NULL) {
    zx_client_heed_error (self->client, error);
    set_error (self, zx_error_describe (error));
  } else {
    g_autoptr (GPtrArray) read = read_items (json);

    set_error (self, NULL);
    g_free (self->after);
    self->after = g_strdup (zx_json_string (json, "next"));
    if (page->afresh)
      replace (self, read);
    else
      g_list_store_splice (self->items, get_n_items (G_LIST_MODEL (self)), 0, read->pdata,
                           read->len);
    set_flag (self, &self->complete, self->after == NULL, PROP_COMPLETE);
  }
  set_flag (self, &self->loading, FALSE, PROP_LOADING);
  if (self->is_stale && json != NULL)
    load (self, TRUE);
}

static void
load (ZxTimeline *self, gboolean afresh)
{
  g_autoptr (GString) path = g_string_new (NULL);
  guint limit = PAGE;
  Page *page;

  if (afresh)
    limit = CLAMP (get_n_items (G_LIST_MODEL (self)), PAGE, MOST);
  g_string_printf (path, "customers/%" G_GINT64_FORMAT "/timeline?limit=%u",
                   zx_customer_get_id (self->customer), limit);
  if (!afresh && self->after != NULL) {
    g_string_append (path, "&after=");
    g_string_append_uri_escaped (path, self->after, NULL, FALSE);
  }
  self->is_stale = FALSE;
  self->cancel = g_cancellable_new ();
  set_flag (self, &self->loading, TRUE, PROP_LOADING);
  page = g_new (Page, 1);
  *page = (Page){g_object_ref (self), g_object_ref (self->cancel), afresh};
  zx_http_call_async (self->client->http, "GET", path->str, NULL, self->cancel, page_received_cb,
                      page);
}

void
zx_timeline_load_more (ZxTimeline *self)
{
  g_return_if_fail (ZX_IS_TIMELINE (self));

  if (!self->loading && !self->complete)
    load (self, get_n_items (G_LIST_MODEL (self)) == 0);
}

/* His data or his contacts have changed: so has the head of his history. */
static void
changed_cb (ZxTimeline *self)
{
  if (self->loading)
    self->is_stale = TRUE;
  else
    load (self, TRUE);
}

/* --- class --- */

static void
zx_timeline_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ZxTimeline *self = ZX_TIMELINE (object);

  switch (id) {
  case PROP_LOADING:
    g_value_set_boolean (value, self->loading);
    break;
  case PROP_COMPLETE:
    g_value_set_boolean (value, self->complete);
    break;
  case PROP_ERROR:
    g_value_set_string (value, self->error);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
zx_timeline_dispose (GObject *object)
{
  ZxTimeline *self = ZX_TIMELINE (object);

  g_clear_object (&self->cancel);
  g_clear_object (&self->customer);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (zx_timeline_parent_class)->dispose (object);
}

static void
zx_timeline_finalize (GObject *object)
{
  ZxTimeline *self = ZX_TIMELINE (object);

  g_object_unref (self->items);
  g_free (self->after);
  g_free (self->error);
  G_OBJECT_CLASS (zx_timeline_parent_class)->finalize (object);
}

static void
zx_timeline_class_init (ZxTimelineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = zx_timeline_get_property;
  object_class->dispose = zx_timeline_dispose;
  object_class->finalize = zx_timeline_finalize;
  props[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE, flags);
  props[PROP_COMPLETE] = g_param_spec_boolean ("complete", NULL, NULL, FALSE, flags);
  props[PROP_ERROR] = g_param_spec_string ("error", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
zx_timeline_init (ZxTimeline *self)
{
  self->items = g_list_store_new (ZX_TYPE_TIMELINE_ITEM);
  g_signal_connect_object (self->items, "items-changed", G_CALLBACK (g_list_model_items_changed),
                           self, G_CONNECT_SWAPPED);
}

ZxTimeline *
zx_timeline_new (ZxClient *client, ZxCustomer *customer)
{
  ZxTimeline *self = g_object_new (ZX_TYPE_TIMELINE, NULL);

  self->client = g_object_ref (client);
  self->customer = g_object_ref (customer);
  g_signal_connect_object (customer, "notify::rev", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (zx_customer_get_recent_contacts (customer), "items-changed",
                           G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  load (self, TRUE);
  return self;
}

gboolean
zx_timeline_get_loading (ZxTimeline *self)
{
  g_return_val_if_fail (ZX_IS_TIMELINE (self), FALSE);
  return self->loading;
}

gboolean
zx_timeline_get_complete (ZxTimeline *self)
{
  g_return_val_if_fail (ZX_IS_TIMELINE (self), FALSE);
  return self->complete;
}

const char *
zx_timeline_get_error (ZxTimeline *self)
{
  g_return_val_if_fail (ZX_IS_TIMELINE (self), NULL);
  return self->error;
}
