/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Offers quick replies while the agent types, and puts the chosen one in. */
#include "zx-quick-replies.h"

#include "zx-completion.h"
#include "zx-record.h"
#include "zx-reply-row.h"

#include <glib/gi18n.h>

#define MOST_SHOWN 8 /* more are found by typing on */

struct _ZxQuickReplies {
  GtkBox parent_instance;

  GtkListBox *list; /* these of the template */
  GtkLabel *nothing;

  ZxCompletion completion;
  GtkTextMark *start;          /* of the buffer: where what is replaced begins */
  gboolean has_slash;          /* the first character of it opened the list */
  guint user_actions;          /* the agent himself changes the text just now */
  char *query;                 /* owned, case-folded */
  char *language;              /* owned, nullable: the customer's */
  GListModel *records;         /* owned, nullable */
  GtkFilterListModel *fitting; /* owned */
  GtkSliceListModel *shown;    /* owned: the first of the sorted fitting ones */
  ZxReplyExpand expand;
  gpointer expand_data;
};

G_DEFINE_FINAL_TYPE (ZxQuickReplies, zx_quick_replies, GTK_TYPE_BOX)

/* 0: does not fit; the higher the better. */
static int
rank (ZxQuickReplies *self, ZxRecord *record)
{
  g_autofree char *shortcut = g_utf8_casefold (zx_record_get_text (record, "shortcut"), -1);
  g_autofree char *title = g_utf8_casefold (zx_record_get_text (record, "title"), -1);
  g_autofree char *text = g_utf8_casefold (zx_record_get_text (record, "text"), -1);

  if (self->query == NULL || *self->query == '\0' || g_str_has_prefix (shortcut, self->query))
    return 4;
  if (g_str_has_prefix (title, self->query))
    return 3;
  if (strstr (title, self->query) != NULL)
    return 2;
  return strstr (text, self->query) != NULL ? 1 : 0;
}

static gboolean
fits (gpointer item, gpointer user_data)
{
  ZxRecord *record = item;

  return zx_record_get_text (record, "shortcut") != NULL &&
         zx_record_get_text (record, "title") != NULL &&
         zx_record_get_text (record, "text") != NULL && rank (user_data, record) > 0;
}

/* Replies in the customer's language come first; "zh-CN" and "zh-Hans" are one. */
static gboolean
is_spoken (ZxQuickReplies *self, ZxRecord *record)
{
  const char *lang = zx_record_get_text (record, "lang");

  return lang == NULL || self->language == NULL ||
         g_ascii_strncasecmp (lang, self->language, 2) == 0;
}

static int
compare (gconstpointer a, gconstpointer b, gpointer user_data)
{
  ZxRecord *one = (ZxRecord *) a, *other = (ZxRecord *) b;
  int ranks = rank (user_data, other) - rank (user_data, one);

  if (ranks == 0)
    ranks = is_spoken (user_data, other) - is_spoken (user_data, one);
  return ranks != 0 ? ranks
                    : g_utf8_collate (zx_record_get_text (one, "shortcut"),
                                      zx_record_get_text (other, "shortcut"));
}

static gboolean
has_replies (ZxQuickReplies *self)
{
  return self->records != NULL && g_list_model_get_n_items (self->records) > 0;
}

static void
show_fitting (ZxQuickReplies *self)
{
  gboolean has_any;

  gtk_filter_changed (gtk_filter_list_model_get_filter (self->fitting),
                      GTK_FILTER_CHANGE_DIFFERENT);
  gtk_sorter_changed (gtk_sort_list_model_get_sorter (
                          GTK_SORT_LIST_MODEL (gtk_slice_list_model_get_model (self->shown))),
                      GTK_SORTER_CHANGE_DIFFERENT);
  has_any = g_list_model_get_n_items (G_LIST_MODEL (self->shown)) > 0;
  gtk_widget_set_visible (GTK_WIDGET (self->list), has_any);
  gtk_widget_set_visible (GTK_WIDGET (self->nothing), !has_any);
  gtk_label_set_label (self->nothing,
                       has_replies (self)
                           ? _ ("No quick reply fits. Esc closes this.")
                           : _ ("There are no quick replies yet. An administrator adds them."));
  zx_completion_select_first (&self->completion);
}

static GtkTextBuffer *
get_buffer (ZxQuickReplies *self)
{
  return gtk_text_view_get_buffer (self->completion.view);
}

/* What would be replaced: from the mark to the cursor. FALSE when they do not belong together any
 * more. */
static gboolean
get_range (ZxQuickReplies *self, GtkTextIter *start, GtkTextIter *end)
{
  GtkTextBuffer *buffer = get_buffer (self);

  gtk_text_buffer_get_iter_at_mark (buffer, start, self->start);
  gtk_text_buffer_get_iter_at_mark (buffer, end, gtk_text_buffer_get_insert (buffer));
  if (gtk_text_iter_get_line (start) != gtk_text_iter_get_line (end) ||
      gtk_text_iter_compare (start, end) > 0)
    return FALSE;
  if (self->has_slash) {
    gunichar first = gtk_text_iter_get_char (start);

    return !gtk_text_iter_equal (start, end) && (first == '/' || first == 0x3001);
  }
  return TRUE;
}

static void
follow_cb (ZxQuickReplies *self)
{
  GtkTextIter start, end;
  g_autofree char *typed = NULL;

  if (!zx_completion_is_open (&self->completion))
    return;
  if (!get_range (self, &start, &end)) {
    zx_quick_replies_close (self);
    return;
  }
  if (self->has_slash)
    gtk_text_iter_forward_char (&start);
  typed = gtk_text_iter_get_text (&start, &end);
  g_free (self->query);
  self->query = g_utf8_casefold (typed, -1);
  show_fitting (self);
}

/* Rows are made anew each time the list opens or narrows: they show what would be put in. */
static GtkWidget *
make_row (gpointer item, gpointer user_data)
{
  ZxQuickReplies *self = user_data;
  const char *raw = zx_record_get_text (item, "text");
  g_autofree char *text =
      raw != NULL && self->expand != NULL ? self->expand (raw, self->expand_data) : g_strdup (raw);

  return zx_reply_row_new (item, text);
}

static void
open_at (ZxQuickReplies *self, const GtkTextIter *at, gboolean has_slash)
{
  GtkTextBuffer *buffer = get_buffer (self);

  if (self->start == NULL)
    self->start = gtk_text_buffer_create_mark (buffer, NULL, at, TRUE);
  else
    gtk_text_buffer_move_mark (buffer, self->start, at);
  self->has_slash = has_slash;
  g_clear_pointer (&self->query, g_free);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (self->shown), make_row, self, NULL);
  show_fitting (self);
  zx_completion_open (&self->completion, at);
}

/* @at is behind what has just been put in. */
static void
inserted_cb (ZxQuickReplies *self, GtkTextIter *at, const char *text, int length)
{
  GtkTextIter start = *at;

  if (self->user_actions == 0 || zx_completion_is_open (&self->completion) || !has_replies (self) ||
      !gtk_widget_has_focus (GTK_WIDGET (self->completion.view)))
    return;
  if (!(length == 1 && *text == '/') && !(length == 3 && strncmp (text, "、", 3) == 0))
    return;
  gtk_text_iter_backward_char (&start);
  if (gtk_text_iter_starts_line (&start))
    open_at (self, &start, TRUE);
}

static void
action_begun_cb (ZxQuickReplies *self)
{
  self->user_actions++;
}

static void
action_ended_cb (ZxQuickReplies *self)
{
  self->user_actions--;
}

static void
focus_cb (ZxQuickReplies *self)
{
  if (!gtk_widget_has_focus (GTK_WIDGET (self->completion.view)))
    zx_quick_replies_close (self);
}

static void
choose (gpointer owner, guint position)
{
  ZxQuickReplies *self = owner;
  g_autoptr (ZxRecord) record = g_list_model_get_item (G_LIST_MODEL (self->shown), position);
  GtkTextBuffer *buffer = get_buffer (self);
  GtkTextIter start, end;
  g_autofree char *text = NULL;

  if (record == NULL || !get_range (self, &start, &end))
    return;
  text = self->expand (zx_record_get_text (record, "text"), self->expand_data);
  zx_quick_replies_close (self);
  gtk_text_buffer_begin_user_action (buffer);
  gtk_text_buffer_delete (buffer, &start, &end);
  gtk_text_buffer_insert (buffer, &start, text, -1);
  gtk_text_buffer_place_cursor (buffer, &start);
  gtk_text_buffer_end_user_action (buffer);
  gtk_text_view_scroll_mark_onscreen (self->completion.view, gtk_text_buffer_get_insert (buffer));
}

static void
zx_quick_replies_dispose (GObject *object)
{
  ZxQuickReplies *self = ZX_QUICK_REPLIES (object);

  if (self->list != NULL)
    gtk_list_box_bind_model (self->list, NULL, NULL, NULL, NULL);
  g_clear_object (&self->records);
  g_clear_object (&self->shown);
  g_clear_object (&self->fitting);
  gtk_widget_dispose_template (GTK_WIDGET (self), ZX_TYPE_QUICK_REPLIES);

  G_OBJECT_CLASS (zx_quick_replies_parent_class)->dispose (object);
}

static void
zx_quick_replies_finalize (GObject *object)
{
  g_free (ZX_QUICK_REPLIES (object)->query);
  g_free (ZX_QUICK_REPLIES (object)->language);

  G_OBJECT_CLASS (zx_quick_replies_parent_class)->finalize (object);
}

static void
zx_quick_replies_class_init (ZxQuickRepliesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = zx_quick_replies_dispose;
  object_class->finalize = zx_quick_replies_finalize;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/chat/zx-quick-replies.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxQuickReplies, list);
  gtk_widget_class_bind_template_child (widget_class, ZxQuickReplies, nothing);
}

static void
zx_quick_replies_init (ZxQuickReplies *self)
{
  GtkFilter *filter = GTK_FILTER (gtk_custom_filter_new (fits, self, NULL));
  GtkSorter *sorter = GTK_SORTER (gtk_custom_sorter_new (compare, self, NULL));
  GtkSortListModel *sorted;

  gtk_widget_init_template (GTK_WIDGET (self));
  self->fitting = gtk_filter_list_model_new (NULL, filter);
  sorted = gtk_sort_list_model_new (g_object_ref (G_LIST_MODEL (self->fitting)), sorter);
  self->shown = gtk_slice_list_model_new (G_LIST_MODEL (sorted), 0, MOST_SHOWN);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (self->shown), make_row, self, NULL);
}

ZxQuickReplies *
zx_quick_replies_attach (GtkWidget *parent, GtkTextView *view)
{
  ZxQuickReplies *self = g_object_new (ZX_TYPE_QUICK_REPLIES, NULL);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (view);

  zx_completion_attach (&self->completion, parent, view, GTK_WIDGET (self), self->list, choose);
  g_signal_connect_object (buffer, "begin-user-action", G_CALLBACK (action_begun_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (buffer, "end-user-action", G_CALLBACK (action_ended_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (buffer, "insert-text", G_CALLBACK (inserted_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (buffer, "notify::cursor-position", G_CALLBACK (follow_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (buffer, "changed", G_CALLBACK (follow_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "notify::has-focus", G_CALLBACK (focus_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}

void
zx_quick_replies_detach (ZxQuickReplies *self)
{
  g_return_if_fail (ZX_IS_QUICK_REPLIES (self));

  zx_completion_detach (&self->completion);
}

void
zx_quick_replies_set_records (ZxQuickReplies *self,
                              GListModel *records,
                              ZxReplyExpand expand,
                              gpointer user_data)
{
  g_return_if_fail (ZX_IS_QUICK_REPLIES (self));
  g_return_if_fail (records == NULL || expand != NULL);

  g_set_object (&self->records, records);
  self->expand = expand;
  self->expand_data = user_data;
  gtk_filter_list_model_set_model (self->fitting, records);
}

void
zx_quick_replies_open (ZxQuickReplies *self)
{
  GtkTextIter at;

  g_return_if_fail (ZX_IS_QUICK_REPLIES (self));

  gtk_text_buffer_get_iter_at_mark (get_buffer (self), &at,
                                    gtk_text_buffer_get_insert (get_buffer (self)));
  open_at (self, &at, FALSE);
}

void
zx_quick_replies_close (ZxQuickReplies *self)
{
  g_return_if_fail (ZX_IS_QUICK_REPLIES (self));

  zx_completion_close (&self->completion);
}

gboolean
zx_quick_replies_press (ZxQuickReplies *self, guint keyval, GdkModifierType modifiers)
{
  g_return_val_if_fail (ZX_IS_QUICK_REPLIES (self), FALSE);

  return zx_completion_press (&self->completion, keyval, modifiers);
}

void
zx_quick_replies_set_language (ZxQuickReplies *self, const char *language)
{
  g_return_if_fail (ZX_IS_QUICK_REPLIES (self));

  g_free (self->language);
  self->language = g_strdup (language);
}
