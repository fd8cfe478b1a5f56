/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was said in one contact: pages from the server, events, and what waits in the outbox. */
#include "zx-client-private.h"

#define PAGE 50

struct _ZxTranscript {
  GObject parent_instance;

  ZxClient *client;   /* weak */
  ZxContact *contact; /* owned */
  GPtrArray *sent;    /* owned, of ZxMessage, by id */
  GPtrArray *waiting; /* owned, of ZxMessage, in the order of writing */
  char *after;        /* owned, escaped; where the next older page begins, null before the first */
  gboolean loading, complete;
  GError *error;   /* owned, of the last failed load */
  GSList *askers;  /* owned GTasks that wait for the page under way */
  guint load_turn; /* a reply of an earlier turn is of no use any more */
};

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ZxTranscript,
                               zx_transcript,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

enum { PROP_CONTACT = 1, PROP_LOADING, PROP_COMPLETE, PROP_ERROR, N_PROPS };
static GParamSpec *props[N_PROPS];

static void
set_loading (ZxTranscript *self, gboolean loading)
{
  if (self->loading == loading)
    return;
  self->loading = loading;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LOADING]);
}

static void
set_complete (ZxTranscript *self, gboolean complete)
{
  if (self->complete == complete)
    return;
  self->complete = complete;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_COMPLETE]);
}

static void
set_error (ZxTranscript *self, const GError *error)
{
  if (self->error == NULL && error == NULL)
    return;
  g_clear_error (&self->error);
  self->error = error != NULL ? g_error_copy (error) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ERROR]);
}

/* Where @id is, or belongs, among the sent ones. */
static guint
place_of (ZxTranscript *self, gint64 id)
{
  guint low = 0, high = self->sent->len;

  while (low < high) {
    guint middle = low + (high - low) / 2;

    if (zx_message_get_id (self->sent->pdata[middle]) < id)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static ZxMessage *
find_sent (ZxTranscript *self, gint64 id)
{
  guint place = place_of (self, id);

  if (place < self->sent->len && zx_message_get_id (self->sent->pdata[place]) == id)
    return self->sent->pdata[place];
  return NULL;
}

/* How far an agent's message has come: sent, delivered to the visitor's page, read by him. */
static ZxMessageState
state_of (ZxTranscript *self, ZxMessage *message)
{
  gint64 id = zx_message_get_id (message);

  if (id <= zx_contact_get_visitor_read_seq (self->contact))
    return ZX_MESSAGE_READ;
  if (id <= zx_contact_get_visitor_got_seq (self->contact))
    return ZX_MESSAGE_DELIVERED;
  return ZX_MESSAGE_SENT;
}

static void
show_read (ZxTranscript *self, ZxMessage *message)
{
  ZxMessageState state;

  if (zx_message_get_author (message) != ZX_AUTHOR_AGENT || zx_message_get_internal (message))
    return;
  state = state_of (self, message);
  if (state > zx_message_get_state (message) && zx_message_get_state (message) != ZX_MESSAGE_FAILED)
    zx_message_set_state (message, state);
}

/* The newest ones are at the end; behind the first that was read before, all were. */
static void
visitor_seen_cb (ZxContact *contact, GParamSpec *pspec, ZxTranscript *self)
{
  for (guint i = self->sent->len; i > 0; i--) {
    ZxMessage *message = self->sent->pdata[i - 1];

    if (zx_message_get_state (message) == ZX_MESSAGE_READ)
      break;
    show_read (self, message);
  }
}

/* A message that has its id now: to its place among the sent ones. A waiting one whose row stays
 * where it is only changes its properties; otherwise, seen from outside, one row goes and the same
 * one comes elsewhere. */
static void
settle (ZxTranscript *self, ZxMessage *message)
{
  guint from = G_MAXUINT, to = place_of (self, zx_message_get_id (message));

  if (find_sent (self, zx_message_get_id (message)) != NULL)
    return;
  g_object_ref (message);
  if (g_ptr_array_find (self->waiting, message, &from)) {
    g_ptr_array_remove_index (self->waiting, from);
    from += self->sent->len;
    if (from != to)
      g_list_model_items_changed (G_LIST_MODEL (self), from, 1, 0);
  }
  g_ptr_array_insert (self->sent, (int) to, message);
  if (from != to)
    g_list_model_items_changed (G_LIST_MODEL (self), to, 0, 1);
}

ZxMessage *
zx_transcript_apply (ZxTranscript *self,
                     gint64 id,
                     gint64 rev,
                     JsonObject *json,
                     ZxMessage *waiting)
{
  ZxMessage *message = find_sent (self, id);
  g_autoptr (ZxMessage) made = NULL;

  if (message == NULL && waiting == NULL)
    message = made = zx_client_new_message (self->client, id);
  else if (message == NULL)
    message = waiting;
  if (!zx_message_apply_json (message, id, json, rev))
    return NULL;
  show_read (self, message);
  settle (self, message);
  return message;
}

void
zx_transcript_remove (ZxTranscript *self, gint64 id)
{
  guint place = place_of (self, id);

  if (find_sent (self, id) == NULL)
    return;
  g_ptr_array_remove_index (self->sent, place);
  g_list_model_items_changed (G_LIST_MODEL (self), place, 1, 0);
}

void
zx_transcript_add_waiting (ZxTranscript *self, ZxMessage *message)
{
  g_ptr_array_add (self->waiting, g_object_ref (message));
  g_list_model_items_changed (G_LIST_MODEL (self), self->sent->len + self->waiting->len - 1, 0, 1);
}

void
zx_transcript_drop_waiting (ZxTranscript *self, ZxMessage *message)
{
  guint place;

  if (!g_ptr_array_find (self->waiting, message, &place))
    return;
  g_ptr_array_remove_index (self->waiting, place);
  g_list_model_items_changed (G_LIST_MODEL (self), self->sent->len + place, 1, 0);
}

static JsonObject *
item_at (JsonArray *items, guint place)
{
  JsonNode *node = json_array_get_element (items, place);

  return JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static void
apply_item (ZxTranscript *self, JsonObject *item)
{
  zx_client_apply_event (self->client, "message", zx_json_id (item, "id"),
                         zx_json_int (item, "rev", 0), "put", item);
}

/* What the outbox still holds finds its place first, so that the rest can be told apart by id. */
static void
apply_waiting (ZxTranscript *self, JsonArray *items)
{
  for (guint i = 0; i < json_array_get_length (items); i++) {
    JsonObject *item = item_at (items, i);

    if (zx_client_find_waiting (self->client, zx_json_string (item, "uuid")) != NULL)
      apply_item (self, item);
  }
}

/* Items of a page, newest first. What lies before all that is known is shown in one step. */
static void
apply_page (ZxTranscript *self, JsonArray *items)
{
  g_autoptr (GPtrArray) older = g_ptr_array_new_with_free_func (g_object_unref);
  gint64 first;

  apply_waiting (self, items);
  first = self->sent->len > 0 ? zx_message_get_id (self->sent->pdata[0]) : G_MAXINT64;
  for (guint i = 0; i < json_array_get_length (items); i++) {
    JsonObject *item = item_at (items, i);
    gint64 id = zx_json_id (item, "id");
    ZxMessage *message;

    if (id >= first) {
      apply_item (self, item);
    } else if (id > 0) {
      message = zx_client_new_message (self->client, id);
      zx_message_apply_json (message, id, item, zx_json_int (item, "rev", 0));
      show_read (self, message);
      g_ptr_array_insert (older, 0, message);
      first = id;
    }
  }
  for (guint i = 0; i < older->len; i++)
    g_ptr_array_insert (self->sent, (int) i, g_object_ref (older->pdata[i]));
  if (older->len > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, older->len);
  for (guint i = older->len; i > 0; i--)
    zx_contact_note_message (self->contact, older->pdata[i - 1]);
}

static void
answer_askers (ZxTranscript *self, const GError *error)
{
  GSList *askers = g_steal_pointer (&self->askers);

  for (GSList *link = askers; link != NULL; link = link->next) {
    if (error != NULL)
      g_task_return_error (link->data, g_error_copy (error));
    else
      g_task_return_boolean (link->data, TRUE);
  }
  g_slist_free_full (askers, g_object_unref);
}

typedef struct {
  ZxTranscript *transcript; /* owned */
  guint turn;
} Load;

static void
page_received_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Load *load = user_data;
  g_autoptr (ZxTranscript) self = load->transcript;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) page = zx_http_call_finish (ZX_HTTP (source), result, NULL, &error);

  if (load->turn != self->load_turn)
    return;
  if (page != NULL && self->client != NULL) {
    const char *next = zx_json_string (page, "next");

    g_free (self->after);
    self->after = next != NULL ? g_uri_escape_string (next, NULL, FALSE) : NULL;
    if (zx_json_array (page, "items") != NULL)
      apply_page (self, zx_json_array (page, "items"));
    set_complete (self, self->after == NULL);
  } else if (self->client != NULL) {
    zx_client_heed_error (self->client, error);
  }
  set_error (self, error);
  set_loading (self, FALSE);
  answer_askers (self, error);
}

static void
load_page (ZxTranscript *self)
{
  Load *load;
  g_autofree char *path = NULL;

  if (self->loading || self->client == NULL || self->client->session == NULL)
    return;
  load = g_new (Load, 1);
  load->transcript = g_object_ref (self);
  load->turn = self->load_turn;
  path = g_strdup_printf (
      "contacts/%" G_GINT64_FORMAT "/messages?limit=%d%s%s", zx_contact_get_id (self->contact),
      PAGE, self->after != NULL ? "&after=" : "", self->after != NULL ? self->after : "");
  set_loading (self, TRUE);
  zx_http_call_async (self->client->http, "GET", path, NULL, self->client->session,
                      page_received_cb, load);
}

void
zx_transcript_start (ZxTranscript *self)
{
  if (!self->complete)
    load_page (self);
}

void
zx_transcript_afresh (ZxTranscript *self)
{
  guint had = self->sent->len;

  self->load_turn++;
  g_ptr_array_set_size (self->sent, 0);
  if (had > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, had, 0);
  g_clear_pointer (&self->after, g_free);
  set_complete (self, FALSE);
  set_loading (self, FALSE);
  load_page (self);
}

void
zx_transcript_retry (ZxTranscript *self)
{
  if (self->error != NULL && self->after == NULL && !self->complete)
    load_page (self);
}

static GType
get_item_type (GListModel *list)
{
  return ZX_TYPE_MESSAGE;
}

static guint
get_n_items (GListModel *list)
{
  ZxTranscript *self = ZX_TRANSCRIPT (list);

  return self->sent->len + self->waiting->len;
}

static gpointer
get_item (GListModel *list, guint position)
{
  ZxTranscript *self = ZX_TRANSCRIPT (list);

  if (position < self->sent->len)
    return g_object_ref (self->sent->pdata[position]);
  position -= self->sent->len;
  return position < self->waiting->len ? g_object_ref (self->waiting->pdata[position]) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
zx_transcript_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  ZxTranscript *self = ZX_TRANSCRIPT (object);

  switch (prop_id) {
  case PROP_CONTACT:
    g_value_set_object (value, self->contact);
    break;
  case PROP_LOADING:
    g_value_set_boolean (value, self->loading);
    break;
  case PROP_COMPLETE:
    g_value_set_boolean (value, self->complete);
    break;
  case PROP_ERROR:
    g_value_set_boxed (value, self->error);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
zx_transcript_dispose (GObject *object)
{
  ZxTranscript *self = ZX_TRANSCRIPT (object);

  g_clear_weak_pointer (&self->client);
  g_clear_object (&self->contact);
  G_OBJECT_CLASS (zx_transcript_parent_class)->dispose (object);
}

static void
zx_transcript_finalize (GObject *object)
{
  ZxTranscript *self = ZX_TRANSCRIPT (object);

  g_ptr_array_unref (self->sent);
  g_ptr_array_unref (self->waiting);
  g_free (self->after);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (zx_transcript_parent_class)->finalize (object);
}

static void
zx_transcript_class_init (ZxTranscriptClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = zx_transcript_get_property;
  object_class->dispose = zx_transcript_dispose;
  object_class->finalize = zx_transcript_finalize;
  props[PROP_CONTACT] = g_param_spec_object ("contact", NULL, NULL, ZX_TYPE_CONTACT, flags);
  props[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE, flags);
  props[PROP_COMPLETE] = g_param_spec_boolean ("complete", NULL, NULL, FALSE, flags);
  props[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
zx_transcript_init (ZxTranscript *self)
{
  self->sent = g_ptr_array_new_with_free_func (g_object_unref);
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
}

ZxTranscript *
zx_transcript_new (ZxClient *client, ZxContact *contact)
{
  ZxTranscript *self = g_object_new (ZX_TYPE_TRANSCRIPT, NULL);

  g_set_weak_pointer (&self->client, client);
  self->contact = g_object_ref (contact);
  g_signal_connect_object (contact, "notify::visitor-read-seq", G_CALLBACK (visitor_seen_cb), self,
                           0);
  g_signal_connect_object (contact, "notify::visitor-got-seq", G_CALLBACK (visitor_seen_cb), self,
                           0);
  return self;
}

ZxContact *
zx_transcript_get_contact (ZxTranscript *self)
{
  return self->contact;
}

gboolean
zx_transcript_get_loading (ZxTranscript *self)
{
  return self->loading;
}

gboolean
zx_transcript_get_complete (ZxTranscript *self)
{
  return self->complete;
}

const GError *
zx_transcript_get_error (ZxTranscript *self)
{
  return self->error;
}

gint64
zx_transcript_get_last_seq (ZxTranscript *self)
{
  return self->sent->len > 0 ? zx_message_get_id (self->sent->pdata[self->sent->len - 1]) : 0;
}

void
zx_transcript_load_older_async (ZxTranscript *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, zx_transcript_load_older_async);
  if (self->complete) {
    g_task_return_boolean (task, TRUE);
    g_object_unref (task);
    return;
  }
  load_page (self);
  if (self->loading) {
    self->askers = g_slist_prepend (self->askers, task);
    return;
  }
  g_task_return_new_error (task, ZX_ERROR, ZX_ERROR_NOT_SIGNED_IN, "signed out");
  g_object_unref (task);
}

gboolean
zx_transcript_load_older_finish (ZxTranscript *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
