/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows the best answers to what the customer wrote last, and drops them when he writes again;
 * looks up others; keeps the pinned ones. */
#include "zx-assistant-side.h"

#include "zx-answer-rows.h"
#include "zx-client-answers.h"
#include "zx-closures.h"
#include "zx-draft-answers.h"
#include "zx-foresight.h"
#include "zx-keys.h"
#include "zx-line.h"
#include "zx-pins.h"
#include "zx-report.h"
#include "zx-similar-list.h"
#include "zx-stack.h"
#include "zx-why-popover.h"

#include <glib/gi18n.h>

#define SKELETON_MS 150 /* shorter waits show nothing */
#define MOST_ANSWERS 3
#define MOST_FOUND 6
#define QUESTION_CHARS 60 /* of the question, in the heading */

static const ZxShortcut shortcuts[] = {
    {"assistant.search", "<Control><Shift>l", N_ ("Search for answers")},
    {"assistant.fits", "<Control><Shift>y", N_ ("The answer fits the question")},
    {"assistant.fits-not", "<Control><Shift>x", N_ ("The answer does not fit the question")},
    {"assistant.keep", "<Control><Shift>p", N_ ("Pin the answer, or let it go")},
    {"assistant.why", "<Control><Shift>h", N_ ("Why this answer?")},
    {0},
};

struct _ZxAssistantSide {
  ZxSidePanel parent_instance;

  GtkEditable *search; /* of the template */
  GtkScrolledWindow *scroller;
  GtkStack *stack;
  GtkListBox *list;
  GtkLabel *error_label;
  GtkWidget *pins, *drafts;
  GtkListBox *pin_list, *draft_list;
  ZxSimilarList *past;

  ZxWhyPopover *why; /* owned as a child; null until it is first asked for */

  ZxContact *contact;          /* owned, null when none is selected */
  GSignalGroup *contact_watch; /* owned */
  GSignalGroup *client_watch;  /* owned */
  GSignalGroup *pin_watch;     /* owned; its target is the contact's list */
  ZxDraftAnswers *for_draft;   /* owned */
  GCancellable *cancellable;   /* owned; of the question under way, else null */
  gint64 last_seq;             /* the customer's newest message that we know of; 0 = none yet */
  gint64 question_id;          /* the message that the shown answers answer */
  gboolean is_anothers;        /* they are still those to another customer */
  gboolean is_foreseen;        /* they were asked ahead, and are asked for in earnest now */
  guint timer;                 /* until the skeleton is shown */
};

G_DEFINE_FINAL_TYPE (ZxAssistantSide, zx_assistant_side, ZX_TYPE_SIDE_PANEL)

static void refresh (ZxAssistantSide *self); /* an answer that comes too late asks again */

/* --- showing --- */

static void
room_changed_cb (ZxAssistantSide *self)
{
  zx_answer_rows_keep_in_sight (self->list, self->scroller, MOST_ANSWERS);
}

static void
show_page (ZxAssistantSide *self, const char *page)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  if (!g_str_equal (page, "wait"))
    room_changed_cb (self);
  zx_stack_show (self->stack, page);
}

/* Which answers there are, or which are pinned, has changed. */
static void
arrange (ZxAssistantSide *self)
{
  GtkListBox *lists[] = {self->list, self->pin_list, self->draft_list};
  GtkListBoxRow *row;

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    for (int n = 0; (row = gtk_list_box_get_row_at_index (lists[i], n)) != NULL; n++) {
      ZxSuggestion *suggestion = zx_suggestion_row_get_suggestion (ZX_SUGGESTION_ROW (row));

      g_object_set (row, "pinned",
                    self->contact != NULL &&
                        zx_pins_have (self->contact, zx_suggestion_get_article_id (suggestion)),
                    NULL);
    }
  /* What stands among the answers above is not repeated. */
  gtk_widget_set_visible (self->pins, zx_answer_rows_show_others (lists[1], lists, 1));
  gtk_widget_set_visible (self->drafts, zx_answer_rows_show_others (lists[2], lists, 2));
}

static void
fill (ZxAssistantSide *self, GtkListBox *list, GListModel *answers)
{
  if (zx_answer_rows_fill (list, answers, G_MAXUINT, FALSE, self))
    gtk_widget_grab_focus (GTK_WIDGET (self->search));
  arrange (self);
}

static void
pins_changed_cb (ZxAssistantSide *self)
{
  fill (self, self->pin_list, self->contact != NULL ? zx_pins_get (self->contact) : NULL);
}

static void
draft_answers_changed_cb (ZxAssistantSide *self)
{
  fill (self, self->draft_list, zx_draft_answers_get_list (self->for_draft));
}

static gboolean
is_searching (ZxAssistantSide *self)
{
  return *gtk_editable_get_text (self->search) != '\0';
}

static void
stop_asking (ZxAssistantSide *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
drop_answers (ZxAssistantSide *self)
{
  self->question_id = 0;
  self->is_anothers = self->is_foreseen = FALSE;
  zx_answer_rows_fill (self->list, NULL, 0, TRUE, self);
  arrange (self);
  zx_side_panel_set_subtitle (ZX_SIDE_PANEL (self), NULL);
}

static void
show_question (ZxAssistantSide *self, const char *question)
{
  g_autofree char *line = zx_one_line (question, QUESTION_CHARS);
  g_autofree char *text = NULL;

  if (*line == '\0')
    return;
  /* translators: behind the heading "Assistant"; %s is what the customer wrote */
  text = g_strdup_printf (_ ("for “%s”"), line);
  zx_side_panel_set_subtitle (ZX_SIDE_PANEL (self), text);
}

/* The rows of another customer's answers show these now, which are read from the first. */
static void
begin_anew (ZxAssistantSide *self)
{
  self->is_anothers = FALSE;
  zx_answer_rows_forget (self->list);
  zx_side_panel_set_subtitle (ZX_SIDE_PANEL (self), NULL);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
}

static void
show_answers (ZxAssistantSide *self, gint64 question_id, const char *question, GListModel *answers)
{
  guint most = is_searching (self) ? MOST_FOUND : MOST_ANSWERS;

  self->question_id = question_id;
  self->last_seq = MAX (self->last_seq, question_id);
  if (self->is_anothers)
    begin_anew (self);
  show_question (self, question);
  if (zx_answer_rows_fill (self->list, answers, most, TRUE, self))
    gtk_widget_grab_focus (GTK_WIDGET (self->search));
  show_page (self, question_id == 0                          ? "none"
                   : g_list_model_get_n_items (answers) == 0 ? "nothing"
                                                             : "answers");
  arrange (self);
}

/* --- asking --- */

/* What was asked ahead stands there at once, when it is known. */
static gboolean
show_foreseen (ZxAssistantSide *self, ZxClient *client)
{
  const char *question;
  gint64 question_id;
  GListModel *answers =
      zx_foresight_find (zx_foresight_get (client), self->contact, &question_id, &question);

  if (answers == NULL || is_searching (self))
    return FALSE;
  show_answers (self, question_id, question, answers);
  self->is_foreseen = TRUE;
  zx_similar_list_seek (self->past, client, self->contact);
  return TRUE;
}

/* What stood there answered something else. */
static gboolean
skeleton_due_cb (gpointer user_data)
{
  ZxAssistantSide *self = user_data;

  self->timer = 0;
  drop_answers (self);
  zx_stack_show (self->stack, "loading");
  return G_SOURCE_REMOVE;
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZxAssistantSide) self = user_data;
  g_autoptr (GListModel) answers = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *question = NULL;
  g_autofree char *text = NULL;
  gint64 question_id = 0;
  gboolean is_sought;

  answers = zx_client_suggest_finish (ZX_CLIENT (source), result, &question_id, &question, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* another question is under way, or we are gone */
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->timer, g_source_remove);
  if (answers == NULL && (self->is_foreseen || show_foreseen (self, ZX_CLIENT (source))))
    return; /* it is asked again when the server is back */
  if (answers == NULL) {
    text = zx_error_describe (error);
    gtk_label_set_label (self->error_label, text);
    drop_answers (self);
    show_page (self, "error");
    return;
  }
  if (question_id != 0 && question_id < self->last_seq) {
    refresh (self); /* he wrote while the answer was on its way */
    return;
  }
  is_sought = self->is_foreseen && question_id == self->question_id;
  self->is_foreseen = FALSE;
  show_answers (self, question_id, question, answers);
  if (is_searching (self))
    return;
  zx_foresight_keep (zx_foresight_get (ZX_CLIENT (source)), self->contact, question_id, question,
                     answers);
  if (!is_sought)
    zx_similar_list_seek (self->past, ZX_CLIENT (source), self->contact);
}

/* What was shown before may stand for a moment: it says what it answers. */
static void
bridge_wait (ZxAssistantSide *self)
{
  if (self->is_anothers)
    drop_answers (self);
  if (zx_answer_rows_get (self->list, 0) == NULL)
    show_page (self, "wait");
  self->timer = g_timeout_add (SKELETON_MS, skeleton_due_cb, self);
}

/* What the customer asks, or what the agent looks up instead. */
static void
refresh (ZxAssistantSide *self)
{
  ZxClient *client = zx_side_panel_get_client (ZX_SIDE_PANEL (self));
  gboolean is_open = self->contact != NULL && client != NULL &&
                     !zx_contact_state_is_over (zx_contact_get_state (self->contact));

  stop_asking (self);
  gtk_widget_set_visible (GTK_WIDGET (self->search), is_open);
  if (!is_open) {
    drop_answers (self);
    zx_similar_list_seek (self->past, NULL, NULL);
    show_page (self, "none");
    return;
  }
  if (!show_foreseen (self, client)) /* and asked for in earnest, so that it counts as shown */
    bridge_wait (self);
  self->cancellable = g_cancellable_new ();
  if (is_searching (self)) {
    zx_client_look_up_async (client, self->contact, gtk_editable_get_text (self->search),
                             self->cancellable, answered_cb, g_object_ref (self));
    return;
  }
  zx_foresight_expect (zx_foresight_get (client), self->contact);
  zx_client_suggest_async (client, self->contact, NULL, self->cancellable, answered_cb,
                           g_object_ref (self));
}

/* Back to what the customer asks; and then to what is being written. */
static void
search_left_cb (ZxAssistantSide *self)
{
  if (is_searching (self))
    gtk_editable_set_text (self->search, "");
  gtk_widget_activate_action (GTK_WIDGET (self), "panel.insert-text", "s", "");
}

static gboolean
escape_pressed_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  if (!is_searching (ZX_ASSISTANT_SIDE (widget)))
    return GDK_EVENT_PROPAGATE;
  search_left_cb (ZX_ASSISTANT_SIDE (widget));
  return GDK_EVENT_STOP;
}

static void
to_first_answer (ZxAssistantSide *self)
{
  ZxSuggestionRow *row = zx_answer_rows_get (self->list, 0);

  if (row != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (row));
}

static void
note_last_message (ZxAssistantSide *self)
{
  if (zx_contact_get_last_author (self->contact) == ZX_AUTHOR_CUSTOMER)
    self->last_seq = MAX (self->last_seq, zx_contact_get_last_seq (self->contact));
}

static void
message_came_cb (ZxAssistantSide *self)
{
  gint64 known = self->last_seq;

  note_last_message (self);
  if (self->last_seq > known && self->last_seq > self->question_id)
    refresh (self);
}

/* Taking a contact changes nothing of what the customer asked; its end does. */
static void
state_changed_cb (ZxAssistantSide *self)
{
  if (zx_contact_state_is_ended (zx_contact_get_state (self->contact)))
    zx_pins_clear (self->contact);
  if (zx_contact_state_is_over (zx_contact_get_state (self->contact)))
    refresh (self);
}

static void
subject_changed_cb (ZxAssistantSide *self)
{
  GObject *subject = zx_side_panel_get_subject (ZX_SIDE_PANEL (self));
  ZxContact *contact = ZX_IS_CONTACT (subject) ? ZX_CONTACT (subject) : NULL;

  if (!g_set_object (&self->contact, contact))
    return;
  self->last_seq = 0;
  g_signal_group_set_target (self->contact_watch, contact);
  g_signal_group_set_target (self->pin_watch, contact != NULL ? zx_pins_get (contact) : NULL);
  zx_draft_answers_follow (self->for_draft, zx_side_panel_get_client (ZX_SIDE_PANEL (self)),
                           contact);
  if (contact != NULL)
    note_last_message (self);
  if (contact != NULL && zx_contact_state_is_ended (zx_contact_get_state (contact)))
    zx_pins_clear (contact);
  self->is_anothers = TRUE; /* until there are others, at once for the most part, or none */
  self->question_id = 0;
  self->is_foreseen = FALSE;
  gtk_editable_set_text (self->search, "");
  zx_similar_list_seek (self->past, NULL, NULL);
  pins_changed_cb (self);
  refresh (self);
}

/* What failed while the server was away is asked again when it is back. */
static void
light_changed_cb (ZxAssistantSide *self)
{
  if (zx_client_get_light (zx_side_panel_get_client (ZX_SIDE_PANEL (self))) == ZX_LIGHT_LIVE &&
      self->cancellable == NULL &&
      (self->is_foreseen ||
       g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "error") == 0))
    refresh (self);
}

static void
client_changed_cb (ZxAssistantSide *self)
{
  ZxClient *client = zx_side_panel_get_client (ZX_SIDE_PANEL (self));

  g_signal_group_set_target (self->client_watch, client);
  if (client != NULL)
    zx_foresight_get (client); /* begins with the first window that shows answers */
}

/* --- using --- */

/* The first of all rows of the answer from this article. */
static ZxSuggestionRow *
find_row (ZxAssistantSide *self, gint64 article_id)
{
  ZxSuggestionRow *row = zx_answer_rows_find (self->list, article_id);

  if (row == NULL)
    row = zx_answer_rows_find (self->pin_list, article_id);
  return row != NULL ? row : zx_answer_rows_find (self->draft_list, article_id);
}

static void
mark_used (ZxAssistantSide *self, gint64 article_id)
{
  GtkListBox *lists[] = {self->list, self->pin_list, self->draft_list};

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++) {
    ZxSuggestionRow *row = zx_answer_rows_find (lists[i], article_id);

    if (row != NULL)
      zx_suggestion_row_set_used (row, TRUE);
  }
}

/* An answer to what the customer asked is not sent once he has written again; what the agent pinned
 * or began to write is his to judge. */
static gboolean
use_row (ZxAssistantSide *self, ZxSuggestionRow *row, gboolean edit)
{
  ZxSuggestion *suggestion = zx_suggestion_row_get_suggestion (row);
  gint64 question_id = zx_suggestion_get_question_id (suggestion);

  if (gtk_widget_get_parent (GTK_WIDGET (row)) == GTK_WIDGET (self->list) &&
      (self->question_id == 0 || self->last_seq > self->question_id))
    return FALSE;
  if (!edit && zx_suggestion_row_get_used (row)) {
    zx_report_text (GTK_WIDGET (self), _ ("This answer has been sent already."));
    return TRUE;
  }
  if (zx_side_panel_emit_suggestion (ZX_SIDE_PANEL (self), suggestion, question_id, edit) && !edit)
    mark_used (self, zx_suggestion_get_article_id (suggestion));
  return TRUE;
}

static gboolean
zx_assistant_side_use_suggestion (ZxSidePanel *side, guint index, gboolean edit)
{
  ZxAssistantSide *self = ZX_ASSISTANT_SIDE (side);
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, (int) index);

  return row != NULL && use_row (self, ZX_SUGGESTION_ROW (row), edit);
}

/* By a button, or by a key on the row. Who looks something up changes the rows himself. */
static void
use (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ZxAssistantSide *self = ZX_ASSISTANT_SIDE (widget);
  gint64 article_id;
  gboolean edit;
  ZxSuggestionRow *row;

  g_variant_get (parameter, "(xb)", &article_id, &edit);
  row = find_row (self, article_id);
  if (row == NULL)
    return;
  if (!is_searching (self) && zx_suggestion_row_hold_back (row))
    zx_report_text (widget, _ ("This answer has just changed. Look again before you use it."));
  else
    use_row (self, row, edit);
}

/* --- judging and pinning --- */

static void
judged_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZxAssistantSide) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!zx_client_give_verdict_finish (ZX_CLIENT (source), result, &error))
    zx_side_panel_report (ZX_SIDE_PANEL (self), error);
}

/* The same verdict again takes it back. */
static void
judge (ZxAssistantSide *self, ZxSuggestionRow *row, const char *verdict)
{
  ZxSuggestion *suggestion = row != NULL ? zx_suggestion_row_get_suggestion (row) : NULL;

  if (suggestion == NULL || zx_suggestion_get_question_id (suggestion) == 0) {
    gtk_widget_error_bell (GTK_WIDGET (self));
    return;
  }
  if (g_strcmp0 (zx_suggestion_get_verdict (suggestion), verdict) == 0)
    verdict = NULL;
  zx_client_give_verdict_async (zx_side_panel_get_client (ZX_SIDE_PANEL (self)), suggestion,
                                verdict, NULL, judged_cb, g_object_ref (self));
}

static void
keep (ZxAssistantSide *self, ZxSuggestionRow *row)
{
  g_autofree char *text = NULL;

  if (row == NULL || self->contact == NULL) {
    gtk_widget_error_bell (GTK_WIDGET (self));
    return;
  }
  if (zx_pins_toggle (self->contact, zx_suggestion_row_get_suggestion (row))) {
    if (gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self))) == NULL)
      gtk_widget_grab_focus (GTK_WIDGET (self->search)); /* it was on the row that is gone */
    return;
  }
  text = g_strdup_printf (
      ngettext ("There is %u pinned answer already. Let it go first.",
                "There are %u pinned answers already. Let one of them go first.", ZX_PINS_MOST),
      ZX_PINS_MOST);
  zx_report_text (GTK_WIDGET (self), text);
}

static void
judge_this (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ZxAssistantSide *self = ZX_ASSISTANT_SIDE (widget);
  gint64 article_id;
  const char *verdict;

  g_variant_get (parameter, "(x&s)", &article_id, &verdict);
  judge (self, find_row (self, article_id), verdict);
}

static void
keep_this (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ZxAssistantSide *self = ZX_ASSISTANT_SIDE (widget);

  keep (self, find_row (self, g_variant_get_int64 (parameter)));
}

/* --- why --- */

static void
tell_why (ZxAssistantSide *self, ZxSuggestionRow *row)
{
  GtkWidget *list = row != NULL ? gtk_widget_get_parent (GTK_WIDGET (row)) : NULL;
  gboolean is_found = list == GTK_WIDGET (self->list) && is_searching (self);
  gboolean is_for_draft = list == GTK_WIDGET (self->draft_list);

  if (row == NULL || self->contact == NULL) {
    gtk_widget_error_bell (GTK_WIDGET (self));
    return;
  }
  if (self->why == NULL) {
    self->why = zx_why_popover_new ();
    gtk_widget_set_parent (GTK_WIDGET (self->why), GTK_WIDGET (self));
  }
  zx_why_popover_open (self->why, zx_side_panel_get_client (ZX_SIDE_PANEL (self)), self->contact,
                       zx_suggestion_row_get_suggestion (row),
                       is_found ? gtk_editable_get_text (self->search) : NULL,
                       is_for_draft ? zx_contact_get_draft (self->contact) : NULL,
                       zx_suggestion_row_get_why (row));
}

static void
tell_why_this (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ZxAssistantSide *self = ZX_ASSISTANT_SIDE (widget);

  tell_why (self, find_row (self, g_variant_get_int64 (parameter)));
}

/* --- keys --- */

/* The answer that has the keyboard, else the first one; null: there is none. */
static ZxSuggestionRow *
get_meant (ZxAssistantSide *self)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));
  GtkWidget *row = focus != NULL ? gtk_widget_get_ancestor (focus, ZX_TYPE_SUGGESTION_ROW) : NULL;

  if (row != NULL && gtk_widget_is_ancestor (row, GTK_WIDGET (self)))
    return ZX_SUGGESTION_ROW (row);
  return zx_answer_rows_get (self->list, 0);
}

static void
judge_by_key (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ZxAssistantSide *self = ZX_ASSISTANT_SIDE (widget);

  judge (self, get_meant (self), g_str_equal (action, "assistant.fits") ? "up" : "down");
}

static void
keep_by_key (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ZxAssistantSide *self = ZX_ASSISTANT_SIDE (widget);

  keep (self, get_meant (self));
}

static void
tell_why_by_key (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ZxAssistantSide *self = ZX_ASSISTANT_SIDE (widget);

  tell_why (self, get_meant (self));
}

static void
to_search (GtkWidget *widget, const char *action, GVariant *parameter)
{
  gtk_widget_grab_focus (GTK_WIDGET (ZX_ASSISTANT_SIDE (widget)->search));
}

/* --- class --- */

static void
zx_assistant_side_dispose (GObject *object)
{
  ZxAssistantSide *self = ZX_ASSISTANT_SIDE (object);

  stop_asking (self);
  if (self->why != NULL)
    gtk_widget_unparent (GTK_WIDGET (g_steal_pointer (&self->why)));
  g_clear_object (&self->contact_watch);
  g_clear_object (&self->client_watch);
  g_clear_object (&self->pin_watch);
  g_clear_object (&self->for_draft);
  g_clear_object (&self->contact);

  G_OBJECT_CLASS (zx_assistant_side_parent_class)->dispose (object);
}

static void
zx_assistant_side_class_init (ZxAssistantSideClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = zx_assistant_side_dispose;
  ZX_SIDE_PANEL_CLASS (klass)->use_suggestion = zx_assistant_side_use_suggestion;
  ZX_SIDE_PANEL_CLASS (klass)->shortcuts = shortcuts;

  gtk_widget_class_install_action (widget_class, "assistant.use", "(xb)", use);
  gtk_widget_class_install_action (widget_class, "assistant.judge", "(xs)", judge_this);
  gtk_widget_class_install_action (widget_class, "assistant.pin", "x", keep_this);
  gtk_widget_class_install_action (widget_class, "assistant.why-this", "x", tell_why_this);
  gtk_widget_class_install_action (widget_class, "assistant.why", NULL, tell_why_by_key);
  gtk_widget_class_install_action (widget_class, "assistant.search", NULL, to_search);
  gtk_widget_class_install_action (widget_class, "assistant.fits", NULL, judge_by_key);
  gtk_widget_class_install_action (widget_class, "assistant.fits-not", NULL, judge_by_key);
  gtk_widget_class_install_action (widget_class, "assistant.keep", NULL, keep_by_key);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, escape_pressed_cb, NULL);

  g_type_ensure (ZX_TYPE_SIMILAR_LIST);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/assistant/zx-assistant-side.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxAssistantSide, stack);
  gtk_widget_class_bind_template_child (widget_class, ZxAssistantSide, list);
  gtk_widget_class_bind_template_child (widget_class, ZxAssistantSide, error_label);
  gtk_widget_class_bind_template_child (widget_class, ZxAssistantSide, search);
  gtk_widget_class_bind_template_child (widget_class, ZxAssistantSide, scroller);
  gtk_widget_class_bind_template_child (widget_class, ZxAssistantSide, pins);
  gtk_widget_class_bind_template_child (widget_class, ZxAssistantSide, pin_list);
  gtk_widget_class_bind_template_child (widget_class, ZxAssistantSide, drafts);
  gtk_widget_class_bind_template_child (widget_class, ZxAssistantSide, past);
  gtk_widget_class_bind_template_child (widget_class, ZxAssistantSide, draft_list);
  gtk_widget_class_bind_template_callback (widget_class, refresh);
  gtk_widget_class_bind_template_callback (widget_class, search_left_cb);
  gtk_widget_class_bind_template_callback (widget_class, to_first_answer);
}

static void
zx_assistant_side_init (ZxAssistantSide *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  zx_stack_show (self->stack, "none");
  zx_keys_mark (GTK_WIDGET (self->search), "assistant.search");

  self->for_draft = zx_draft_answers_new ();
  g_signal_connect_object (zx_draft_answers_get_list (self->for_draft), "items-changed",
                           G_CALLBACK (draft_answers_changed_cb), self, G_CONNECT_SWAPPED);
  self->pin_watch = g_signal_group_new (G_TYPE_LIST_MODEL);
  g_signal_group_connect_swapped (self->pin_watch, "items-changed", G_CALLBACK (pins_changed_cb),
                                  self);
  self->contact_watch = g_signal_group_new (ZX_TYPE_CONTACT);
  g_signal_group_connect_swapped (self->contact_watch, "notify::last-seq",
                                  G_CALLBACK (message_came_cb), self);
  g_signal_group_connect_swapped (self->contact_watch, "notify::state",
                                  G_CALLBACK (state_changed_cb), self);
  self->client_watch = g_signal_group_new (ZX_TYPE_CLIENT);
  g_signal_group_connect_swapped (self->client_watch, "notify::light",
                                  G_CALLBACK (light_changed_cb), self);
  g_signal_connect_after (self, "notify::terse", G_CALLBACK (room_changed_cb), NULL);
  g_signal_connect (self, "notify::subject", G_CALLBACK (subject_changed_cb), NULL);
  g_signal_connect (self, "notify::client", G_CALLBACK (client_changed_cb), NULL);
}
