/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows what was said, or why it cannot be shown. */
#include "zx-transcript-pane.h"

#include "zx-closures.h"
#include "zx-find-bar.h"
#include "zx-report.h"
#include "zx-still.h"
#include "zx-transcript-view.h"

#include <glib/gi18n.h>

struct _ZxTranscriptPane {
  AdwBin parent_instance;

  ZxTranscriptView *view; /* these of the template */
  GtkScrolledWindow *scroller;
  ZxFindBar *find_bar;
  GtkWidget *unread;
  AdwButtonContent *unread_content;
  AdwButtonContent *newest_content;
  GtkWidget *skeleton;
  GtkWidget *trouble;
  GtkLabel *trouble_text;
  GtkWidget *older;
  GtkLabel *older_text;
  GtkWidget *older_retry;

  ZxClient *client;              /* owned, nullable */
  ZxTranscript *transcript;      /* owned, nullable */
  GSignalGroup *signals;         /* owned; of the transcript */
  GSignalGroup *contact_signals; /* owned; of its contact */
  GCancellable *cancellable;     /* owned */

  gint64 wanted_id;     /* a message that is shown as soon as its page is there, or 0 */
  gint64 new_after;     /* what the agent had read when he was not looking; 0: all of it */
  guint n_new;          /* so many came after that */
  guint n_below;        /* and so many came while he read further up */
  gboolean was_reached; /* the first new one was in sight */
  guint look_id;
};

G_DEFINE_FINAL_TYPE (ZxTranscriptPane, zx_transcript_pane, ADW_TYPE_BIN)

enum { PROP_CLIENT = 1, PROP_TRANSCRIPT, PROP_AT_NEWEST, N_PROPS };
static GParamSpec *props[N_PROPS];

static void
show_state (ZxTranscriptPane *self)
{
  ZxTranscript *transcript = self->transcript;
  gboolean is_loading = transcript != NULL && zx_transcript_get_loading (transcript);
  gboolean is_complete = transcript != NULL && zx_transcript_get_complete (transcript);
  gboolean has_items =
      transcript != NULL && g_list_model_get_n_items (G_LIST_MODEL (transcript)) > 0;
  const GError *error = transcript != NULL ? zx_transcript_get_error (transcript) : NULL;
  g_autofree char *trouble = error != NULL ? zx_error_describe (error) : g_strdup ("");

  gtk_widget_set_visible (self->skeleton, is_loading && !has_items);
  gtk_widget_set_visible (self->trouble, error != NULL && !is_loading && !has_items);
  gtk_label_set_label (self->trouble_text, trouble);

  gtk_widget_set_visible (self->older, has_items && (is_loading || error != NULL || is_complete));
  gtk_widget_set_visible (self->older_retry, error != NULL && !is_loading);
  gtk_label_set_label (self->older_text, is_loading      ? _ ("Loading older messages…")
                                         : error != NULL ? trouble
                                                         : _ ("The conversation began here"));
}

/* Finding a place */

static ZxMessage *
find_message (ZxTranscriptPane *self, gint64 id, gboolean or_later)
{
  GListModel *list = G_LIST_MODEL (self->transcript);

  for (guint i = 0; list != NULL && i < g_list_model_get_n_items (list); i++) {
    g_autoptr (ZxMessage) message = g_list_model_get_item (list, i);
    gint64 there = zx_message_get_id (message);

    if (there == id || (or_later && there > id))
      return g_steal_pointer (&message);
  }
  return NULL;
}

/* The oldest of those that are loaded is older than @id, or nothing older exists. */
static gboolean
is_loaded_to (ZxTranscriptPane *self, gint64 id)
{
  g_autoptr (ZxMessage) first = g_list_model_get_item (G_LIST_MODEL (self->transcript), 0);

  return zx_transcript_get_complete (self->transcript) ||
         (first != NULL && zx_message_get_id (first) > 0 && zx_message_get_id (first) <= id);
}

static void load_older (ZxTranscriptPane *self);

static void
show_wanted (ZxTranscriptPane *self)
{
  gboolean is_new = self->wanted_id == self->new_after;
  g_autoptr (ZxMessage) message = NULL;

  if (self->wanted_id == 0 || self->transcript == NULL)
    return;
  if (!is_loaded_to (self, self->wanted_id)) {
    load_older (self);
    return;
  }
  message = find_message (self, is_new ? self->wanted_id + 1 : self->wanted_id, is_new);
  self->wanted_id = 0;
  if (message == NULL || !zx_transcript_view_show_message (self->view, message, TRUE))
    zx_report_text (GTK_WIDGET (self), _ ("That message is not there any more."));
}

/* What is new */

static gboolean
is_looked_at (ZxTranscriptPane *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  return gtk_widget_get_mapped (GTK_WIDGET (self)) && GTK_IS_WINDOW (root) &&
         gtk_window_is_active (GTK_WINDOW (root));
}

static gboolean
is_seen (ZxTranscriptPane *self)
{
  return is_looked_at (self) && zx_transcript_view_get_at_newest (self->view);
}

static void
show_new (ZxTranscriptPane *self)
{
  g_autofree char *above = NULL;
  g_autofree char *below = NULL;

  above =
      g_strdup_printf (ngettext ("%u new message", "%u new messages", self->n_new), self->n_new);
  below = g_strdup_printf (ngettext ("%u new message", "%u new messages", self->n_below),
                           self->n_below);
  gtk_widget_set_visible (self->unread, self->n_new > 0 && !self->was_reached);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "transcript.next-unread", self->new_after > 0);
  adw_button_content_set_label (self->unread_content, above);
  adw_button_content_set_label (self->newest_content,
                                /* translators: button that leads to the newest message */
                                self->n_below > 0 ? below : _ ("Newest"));
}

static gboolean
look_cb (gpointer user_data)
{
  ZxTranscriptPane *self = user_data;
  g_autoptr (ZxMessage) first = NULL;

  self->look_id = 0;
  if (self->transcript != NULL && self->new_after > 0 && !self->was_reached &&
      is_looked_at (self) && is_loaded_to (self, self->new_after)) {
    first = find_message (self, self->new_after + 1, TRUE);
    self->was_reached = first != NULL && zx_transcript_view_is_in_sight (self->view, first);
    show_new (self);
  }
  return G_SOURCE_REMOVE;
}

/* The layout is under way: nothing may change within it. */
static void
place_changed_cb (ZxTranscriptPane *self)
{
  if (self->look_id == 0)
    self->look_id = g_idle_add (look_cb, self);
}

/* Whoever has written has read what stood above: nothing up to his own newest message is new. */
static void
skip_own (ZxTranscriptPane *self)
{
  GListModel *list = G_LIST_MODEL (self->transcript);
  ZxAgent *me = self->client != NULL ? zx_client_get_me (self->client) : NULL;
  gboolean is_last = TRUE;

  if (self->new_after == 0 || me == NULL || list == NULL)
    return;
  for (guint i = g_list_model_get_n_items (list); i > 0; i--) {
    g_autoptr (ZxMessage) message = g_list_model_get_item (list, i - 1);
    gint64 id = zx_message_get_id (message);

    if (id > 0 && id <= self->new_after)
      return;
    if (id > 0 && zx_message_get_agent_id (message) == zx_agent_get_id (me)) {
      self->new_after = is_last ? 0 : id;
      self->n_new = is_last ? 0 : self->n_new;
      zx_transcript_view_set_new_after (self->view, self->new_after);
      return;
    }
    is_last = is_last && id <= 0;
  }
}

static void
mark_new (ZxTranscriptPane *self, gint64 after, guint n)
{
  self->new_after = n > 0 ? after : 0;
  self->n_new = self->new_after > 0 ? n : 0;
  self->was_reached = FALSE;
  zx_transcript_view_set_new_after (self->view, self->new_after);
  skip_own (self);
  show_new (self);
  place_changed_cb (self);
}

/* Messages come to an open chat while the agent is elsewhere. */
static void
unread_changed_cb (ZxTranscriptPane *self)
{
  ZxContact *contact = zx_transcript_get_contact (self->transcript);
  guint unread = zx_contact_get_unread (contact);

  if (unread == 0 || is_seen (self))
    return;
  if (zx_contact_get_agent_read_seq (contact) > self->new_after)
    mark_new (self, zx_contact_get_agent_read_seq (contact), unread);
  else if (self->new_after > 0) {
    self->n_new = MAX (self->n_new, unread);
    show_new (self);
  }
}

static void
items_changed_cb (ZxTranscriptPane *self, guint position, guint removed, guint added)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->transcript));

  if (position + added == n && added > removed && position > 0 &&
      !zx_transcript_view_get_at_newest (self->view)) {
    self->n_below += added - removed;
  }
  skip_own (self);
  show_new (self);
  show_state (self);
}

static void
older_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZxTranscriptPane) self = user_data;

  /* What went wrong is the transcript's property `error`, which is shown. */
  if (!zx_transcript_load_older_finish (ZX_TRANSCRIPT (source), result, NULL))
    self->wanted_id = 0;
  else if (ZX_TRANSCRIPT (source) == self->transcript)
    show_wanted (self);
}

static void
load_older (ZxTranscriptPane *self)
{
  if (self->transcript == NULL || zx_transcript_get_complete (self->transcript))
    return;
  zx_transcript_load_older_async (self->transcript, self->cancellable, older_loaded_cb,
                                  g_object_ref (self));
}

static void
older_wanted_cb (ZxTranscriptPane *self)
{
  /* After a failure only the agent's own press tries again. */
  if (self->transcript != NULL && zx_transcript_get_error (self->transcript) == NULL &&
      !zx_transcript_get_loading (self->transcript))
    load_older (self);
}

static void
at_newest_cb (ZxTranscriptPane *self)
{
  if (zx_transcript_view_get_at_newest (self->view) && self->n_below > 0) {
    self->n_below = 0;
    show_new (self);
  }
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_AT_NEWEST]);
}

static void
retry (GtkWidget *widget, const char *action, GVariant *parameter)
{
  load_older (ZX_TRANSCRIPT_PANE (widget));
}

static void
go_to_newest (GtkWidget *widget, const char *action, GVariant *parameter)
{
  zx_transcript_view_go_to_newest (ZX_TRANSCRIPT_PANE (widget)->view);
}

static void
go_to_unread (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ZxTranscriptPane *self = ZX_TRANSCRIPT_PANE (widget);

  self->wanted_id = self->new_after;
  show_wanted (self);
}

static void
show_by_id (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ZxTranscriptPane *self = ZX_TRANSCRIPT_PANE (widget);

  self->wanted_id = g_variant_get_int64 (parameter);
  show_wanted (self);
}

static void
find (GtkWidget *widget, const char *action, GVariant *parameter)
{
  zx_find_bar_open (ZX_TRANSCRIPT_PANE (widget)->find_bar);
}

static void
find_text_cb (ZxTranscriptPane *self)
{
  g_autofree char *text = NULL;

  g_object_get (self->find_bar, "text", &text, NULL);
  zx_transcript_view_set_find (self->view, *text != '\0' ? text : NULL);
}

static void
match_cb (ZxTranscriptPane *self, ZxMessage *message)
{
  zx_transcript_view_show_message (self->view, message, FALSE);
}

/* The keyboard goes back to where one writes. */
static void
find_closed_cb (ZxTranscriptPane *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "chat.write", NULL);
}

/* What stands in sight is reached when the agent comes back to the window. */
static void
zx_transcript_pane_root (GtkWidget *widget)
{
  GtkRoot *root;

  GTK_WIDGET_CLASS (zx_transcript_pane_parent_class)->root (widget);
  root = gtk_widget_get_root (widget);
  if (GTK_IS_WINDOW (root))
    g_signal_connect_object (root, "notify::is-active", G_CALLBACK (place_changed_cb), widget,
                             G_CONNECT_SWAPPED);
}

static void
zx_transcript_pane_unroot (GtkWidget *widget)
{
  g_signal_handlers_disconnect_by_func (gtk_widget_get_root (widget), place_changed_cb, widget);
  GTK_WIDGET_CLASS (zx_transcript_pane_parent_class)->unroot (widget);
}

static void
zx_transcript_pane_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ZxTranscriptPane *self = ZX_TRANSCRIPT_PANE (object);

  switch (id) {
  case PROP_CLIENT:
    g_value_set_object (value, self->client);
    break;
  case PROP_TRANSCRIPT:
    g_value_set_object (value, self->transcript);
    break;
  case PROP_AT_NEWEST:
    g_value_set_boolean (value, zx_transcript_pane_get_at_newest (self));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
zx_transcript_pane_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ZxTranscriptPane *self = ZX_TRANSCRIPT_PANE (object);

  switch (id) {
  case PROP_CLIENT:
    if (g_set_object (&self->client, g_value_get_object (value)))
      g_object_notify_by_pspec (object, pspec);
    break;
  case PROP_TRANSCRIPT:
    zx_transcript_pane_set_transcript (self, g_value_get_object (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
zx_transcript_pane_dispose (GObject *object)
{
  ZxTranscriptPane *self = ZX_TRANSCRIPT_PANE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->look_id, g_source_remove);
  g_signal_group_set_target (self->signals, NULL);
  g_signal_group_set_target (self->contact_signals, NULL);
  if (self->view != NULL)
    g_object_set (self->view, "model", NULL, NULL);
  g_clear_object (&self->transcript);
  g_clear_object (&self->client);
  gtk_widget_dispose_template (GTK_WIDGET (self), ZX_TYPE_TRANSCRIPT_PANE);

  G_OBJECT_CLASS (zx_transcript_pane_parent_class)->dispose (object);
}

static void
zx_transcript_pane_finalize (GObject *object)
{
  ZxTranscriptPane *self = ZX_TRANSCRIPT_PANE (object);

  g_clear_object (&self->signals);
  g_clear_object (&self->contact_signals);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (zx_transcript_pane_parent_class)->finalize (object);
}

static void
zx_transcript_pane_class_init (ZxTranscriptPaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = zx_transcript_pane_get_property;
  object_class->set_property = zx_transcript_pane_set_property;
  object_class->dispose = zx_transcript_pane_dispose;
  object_class->finalize = zx_transcript_pane_finalize;
  widget_class->root = zx_transcript_pane_root;
  widget_class->unroot = zx_transcript_pane_unroot;

  props[PROP_CLIENT] = g_param_spec_object ("client", NULL, NULL, ZX_TYPE_CLIENT, flags);
  props[PROP_TRANSCRIPT] =
      g_param_spec_object ("transcript", NULL, NULL, ZX_TYPE_TRANSCRIPT, flags);
  props[PROP_AT_NEWEST] = g_param_spec_boolean ("at-newest", NULL, NULL, TRUE,
                                                G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  gtk_widget_class_install_action (widget_class, "transcript.newest", NULL, go_to_newest);
  gtk_widget_class_install_action (widget_class, "transcript.next-unread", NULL, go_to_unread);
  gtk_widget_class_install_action (widget_class, "transcript.retry", NULL, retry);
  gtk_widget_class_install_action (widget_class, "transcript.show", "x", show_by_id);
  gtk_widget_class_install_action (widget_class, "chat.find", NULL, find);

  g_type_ensure (ZX_TYPE_FIND_BAR);
  g_type_ensure (ZX_TYPE_STILL);
  g_type_ensure (ZX_TYPE_TRANSCRIPT_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/chat/zx-transcript-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxTranscriptPane, view);
  gtk_widget_class_bind_template_child (widget_class, ZxTranscriptPane, scroller);
  gtk_widget_class_bind_template_child (widget_class, ZxTranscriptPane, find_bar);
  gtk_widget_class_bind_template_child (widget_class, ZxTranscriptPane, unread);
  gtk_widget_class_bind_template_child (widget_class, ZxTranscriptPane, unread_content);
  gtk_widget_class_bind_template_child (widget_class, ZxTranscriptPane, newest_content);
  gtk_widget_class_bind_template_child (widget_class, ZxTranscriptPane, skeleton);
  gtk_widget_class_bind_template_child (widget_class, ZxTranscriptPane, trouble);
  gtk_widget_class_bind_template_child (widget_class, ZxTranscriptPane, trouble_text);
  gtk_widget_class_bind_template_child (widget_class, ZxTranscriptPane, older);
  gtk_widget_class_bind_template_child (widget_class, ZxTranscriptPane, older_text);
  gtk_widget_class_bind_template_child (widget_class, ZxTranscriptPane, older_retry);
  gtk_widget_class_bind_template_callback (widget_class, older_wanted_cb);
  gtk_widget_class_bind_template_callback (widget_class, at_newest_cb);
  gtk_widget_class_bind_template_callback (widget_class, find_text_cb);
  gtk_widget_class_bind_template_callback (widget_class, match_cb);
  gtk_widget_class_bind_template_callback (widget_class, find_closed_cb);
  zx_closures_bind (widget_class);
}

static void
zx_transcript_pane_init (ZxTranscriptPane *self)
{
  static const char *const changes[] = {"notify::loading", "notify::complete", "notify::error"};
  GtkAdjustment *place;

  self->cancellable = g_cancellable_new ();
  self->signals = g_signal_group_new (ZX_TYPE_TRANSCRIPT);
  self->contact_signals = g_signal_group_new (ZX_TYPE_CONTACT);
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    g_signal_group_connect_swapped (self->signals, changes[i], G_CALLBACK (show_state), self);
  g_signal_group_connect_swapped (self->signals, "items-changed", G_CALLBACK (items_changed_cb),
                                  self);
  g_signal_group_connect_swapped (self->contact_signals, "notify::unread",
                                  G_CALLBACK (unread_changed_cb), self);
  gtk_widget_init_template (GTK_WIDGET (self));
  place = gtk_scrolled_window_get_vadjustment (self->scroller);
  g_signal_connect_object (place, "value-changed", G_CALLBACK (place_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (place, "changed", G_CALLBACK (place_changed_cb), self,
                           G_CONNECT_SWAPPED);
  show_state (self);
  show_new (self);
}

void
zx_transcript_pane_set_transcript (ZxTranscriptPane *self, ZxTranscript *transcript)
{
  g_return_if_fail (ZX_IS_TRANSCRIPT_PANE (self));

  if (!g_set_object (&self->transcript, transcript))
    return;
  self->wanted_id = 0;
  self->n_below = 0;
  g_signal_group_set_target (self->signals, transcript);
  g_signal_group_set_target (self->contact_signals,
                             transcript != NULL ? zx_transcript_get_contact (transcript) : NULL);
  zx_find_bar_set_transcript (self->find_bar, transcript);
  g_object_set (self->view, "client", self->client, "model", transcript, NULL);
  if (transcript != NULL)
    mark_new (self, zx_contact_get_agent_read_seq (zx_transcript_get_contact (transcript)),
              zx_contact_get_unread (zx_transcript_get_contact (transcript)));
  else
    mark_new (self, 0, 0);
  show_state (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TRANSCRIPT]);
}

gboolean
zx_transcript_pane_get_at_newest (ZxTranscriptPane *self)
{
  g_return_val_if_fail (ZX_IS_TRANSCRIPT_PANE (self), TRUE);

  return self->view == NULL || zx_transcript_view_get_at_newest (self->view);
}

void
zx_transcript_pane_go_to_newest (ZxTranscriptPane *self)
{
  g_return_if_fail (ZX_IS_TRANSCRIPT_PANE (self));

  zx_transcript_view_go_to_newest (self->view);
}
