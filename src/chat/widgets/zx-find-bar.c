/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds words in a conversation and walks from match to match. */
#include "zx-find-bar.h"

#include "zx-chat-markup.h"

#include <glib/gi18n.h>

struct _ZxFindBar {
  AdwBin parent_instance;

  GtkSearchEntry *entry; /* these of the template */
  GtkLabel *count;
  GtkWidget *older;
  GtkWidget *newer;

  ZxTranscript *transcript; /* owned, nullable */
  GSignalGroup *signals;    /* owned; of the transcript */
  GPtrArray *matches;       /* owned, of ZxMessage, oldest first */
  char *searched;           /* owned, nullable: what matches are of */
  ZxMessage *current;       /* owned, nullable; one of matches */
  GCancellable *loading;    /* owned, null unless older messages are being searched */
  guint look_id;
};

G_DEFINE_FINAL_TYPE (ZxFindBar, zx_find_bar, ADW_TYPE_BIN)

enum { PROP_TEXT = 1, N_PROPS };
static GParamSpec *props[N_PROPS];
static guint match_signal, closed_signal;

static void look_further (ZxFindBar *self);

static const char *
get_text (ZxFindBar *self)
{
  return self->entry != NULL && gtk_widget_get_visible (GTK_WIDGET (self))
             ? gtk_editable_get_text (GTK_EDITABLE (self->entry))
             : "";
}

static gboolean
is_complete (ZxFindBar *self)
{
  return self->transcript == NULL || zx_transcript_get_complete (self->transcript);
}

static void
collect_matches (ZxFindBar *self)
{
  GListModel *list = G_LIST_MODEL (self->transcript);
  const char *text = get_text (self);

  g_ptr_array_set_size (self->matches, 0);
  for (guint i = 0; list != NULL && i < g_list_model_get_n_items (list); i++) {
    g_autoptr (ZxMessage) message = g_list_model_get_item (list, i);

    if (zx_chat_find (zx_message_get_text (message), text, NULL) != NULL)
      g_ptr_array_add (self->matches, g_steal_pointer (&message));
  }
}

/* G_MAXUINT when there is none. */
static guint
find_current (ZxFindBar *self)
{
  guint index = G_MAXUINT;

  if (self->current != NULL)
    g_ptr_array_find (self->matches, self->current, &index);
  return index;
}

static char *
describe (ZxFindBar *self)
{
  guint n = self->matches->len, index = find_current (self);

  if (*get_text (self) == '\0')
    return g_strdup ("");
  if (self->loading != NULL)
    return g_strdup (_ ("Searching older messages…"));
  if (n == 0)
    return g_strdup (_ ("Nothing found"));
  if (is_complete (self))
    /* translators: the first number is the place of what is shown, the second how many there are */
    return g_strdup_printf (_ ("%1$u of %2$u"), n - index, n);
  /* translators: the same, and there may be more in what is not loaded yet */
  return g_strdup_printf (_ ("%1$u of %2$u+"), n - index, n);
}

static void
show_state (ZxFindBar *self)
{
  g_autofree char *text = describe (self);
  guint index = find_current (self);

  gtk_label_set_label (self->count, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  text, -1);
  gtk_widget_set_sensitive (self->older, index != G_MAXUINT && self->loading == NULL &&
                                             (index > 0 || !is_complete (self)));
  gtk_widget_set_sensitive (self->newer, index != G_MAXUINT && index + 1 < self->matches->len);
}

static void
go_to (ZxFindBar *self, guint index)
{
  ZxMessage *match = index < self->matches->len ? g_ptr_array_index (self->matches, index) : NULL;

  g_set_object (&self->current, match);
  show_state (self);
  if (self->current != NULL)
    g_signal_emit (self, match_signal, 0, self->current);
}

static void
stop_loading (ZxFindBar *self)
{
  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZxFindBar) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean is_good = zx_transcript_load_older_finish (ZX_TRANSCRIPT (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->entry == NULL)
    return;
  g_clear_object (&self->loading);
  collect_matches (self);
  if (is_good)
    look_further (self);
  else
    show_state (self); /* the pane tells what went wrong */
}

/* To the match before the current one; page by page until there is one or nothing is left. */
static void
look_further (ZxFindBar *self)
{
  guint index = find_current (self);
  guint before = index == G_MAXUINT ? self->matches->len : index;

  if (before > 0) {
    go_to (self, before - 1);
  } else if (!is_complete (self) && *get_text (self) != '\0' && self->loading == NULL) {
    self->loading = g_cancellable_new ();
    zx_transcript_load_older_async (self->transcript, self->loading, loaded_cb,
                                    g_object_ref (self));
    show_state (self);
  } else {
    show_state (self);
  }
}

static void
search_cb (ZxFindBar *self)
{
  stop_loading (self);
  g_clear_object (&self->current);
  g_free (self->searched);
  self->searched = g_strdup (get_text (self));
  collect_matches (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TEXT]);
  look_further (self);
}

static void
older_cb (ZxFindBar *self)
{
  /* The entry tells a moment late what was typed. */
  if (g_strcmp0 (self->searched, get_text (self)) != 0)
    search_cb (self);
  else if (self->loading == NULL)
    look_further (self);
}

static void
newer_cb (ZxFindBar *self)
{
  guint index = find_current (self);

  if (index != G_MAXUINT && index + 1 < self->matches->len)
    go_to (self, index + 1);
}

static void
put_away (ZxFindBar *self)
{
  stop_loading (self);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  g_clear_object (&self->current);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TEXT]);
}

static void
close_cb (ZxFindBar *self)
{
  put_away (self);
  g_signal_emit (self, closed_signal, 0);
}

static gboolean
key_cb (ZxFindBar *self, guint keyval, guint keycode, GdkModifierType modifiers)
{
  if ((keyval != GDK_KEY_Return && keyval != GDK_KEY_KP_Enter) || (modifiers & GDK_SHIFT_MASK) == 0)
    return GDK_EVENT_PROPAGATE;
  newer_cb (self);
  return GDK_EVENT_STOP;
}

static gboolean
look_cb (gpointer user_data)
{
  ZxFindBar *self = user_data;

  self->look_id = 0;
  collect_matches (self);
  show_state (self);
  return G_SOURCE_REMOVE;
}

/* What comes in while it is open is counted too, once for all that comes together. */
static void
items_changed_cb (ZxFindBar *self)
{
  if (self->look_id == 0 && *get_text (self) != '\0')
    self->look_id = g_idle_add (look_cb, self);
}

static void
zx_find_bar_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_string (value, get_text (ZX_FIND_BAR (object)));
}

static void
zx_find_bar_dispose (GObject *object)
{
  ZxFindBar *self = ZX_FIND_BAR (object);

  stop_loading (self);
  g_clear_handle_id (&self->look_id, g_source_remove);
  g_signal_group_set_target (self->signals, NULL);
  g_clear_object (&self->current);
  g_clear_object (&self->transcript);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), ZX_TYPE_FIND_BAR);

  G_OBJECT_CLASS (zx_find_bar_parent_class)->dispose (object);
}

static void
zx_find_bar_finalize (GObject *object)
{
  ZxFindBar *self = ZX_FIND_BAR (object);

  g_clear_object (&self->signals);
  g_ptr_array_unref (self->matches);
  g_free (self->searched);

  G_OBJECT_CLASS (zx_find_bar_parent_class)->finalize (object);
}

static void
zx_find_bar_class_init (ZxFindBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = zx_find_bar_get_property;
  object_class->dispose = zx_find_bar_dispose;
  object_class->finalize = zx_find_bar_finalize;

  props[PROP_TEXT] =
      g_param_spec_string ("text", NULL, NULL, "", G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  match_signal = g_signal_new ("match", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                               NULL, G_TYPE_NONE, 1, ZX_TYPE_MESSAGE);
  closed_signal = g_signal_new ("closed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/chat/zx-find-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxFindBar, entry);
  gtk_widget_class_bind_template_child (widget_class, ZxFindBar, count);
  gtk_widget_class_bind_template_child (widget_class, ZxFindBar, older);
  gtk_widget_class_bind_template_child (widget_class, ZxFindBar, newer);
  gtk_widget_class_bind_template_callback (widget_class, search_cb);
  gtk_widget_class_bind_template_callback (widget_class, older_cb);
  gtk_widget_class_bind_template_callback (widget_class, newer_cb);
  gtk_widget_class_bind_template_callback (widget_class, close_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_cb);
}

static void
zx_find_bar_init (ZxFindBar *self)
{
  self->matches = g_ptr_array_new_with_free_func (g_object_unref);
  self->signals = g_signal_group_new (ZX_TYPE_TRANSCRIPT);
  g_signal_group_connect_swapped (self->signals, "items-changed", G_CALLBACK (items_changed_cb),
                                  self);
  gtk_widget_init_template (GTK_WIDGET (self));
  show_state (self);
}

void
zx_find_bar_set_transcript (ZxFindBar *self, ZxTranscript *transcript)
{
  g_return_if_fail (ZX_IS_FIND_BAR (self));

  if (!g_set_object (&self->transcript, transcript))
    return;
  if (gtk_widget_get_visible (GTK_WIDGET (self)))
    put_away (self);
  g_signal_group_set_target (self->signals, transcript);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
}

void
zx_find_bar_open (ZxFindBar *self)
{
  g_return_if_fail (ZX_IS_FIND_BAR (self));

  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  gtk_editable_select_region (GTK_EDITABLE (self->entry), 0, -1);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  search_cb (self);
}
