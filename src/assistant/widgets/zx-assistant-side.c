/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows the best answers to what the customer wrote last, and drops them when he writes again. */
#include "zx-assistant-side.h"

#include "zx-closures.h"
#include "zx-report.h"
#include "zx-stack.h"
#include "zx-suggestion-row.h"

#include <glib/gi18n.h>

#define SKELETON_MS 150 /* shorter waits show nothing */
#define MOST_ANSWERS 3
#define QUESTION_CHARS 60 /* of the question, in the heading */

struct _ZxAssistantSide {
  ZxSidePanel parent_instance;

  GtkStack *stack; /* of the template */
  GtkListBox *list;
  GtkLabel *error_label;

  ZxContact *contact;          /* owned, null when none is selected */
  GSignalGroup *contact_watch; /* owned */
  GSignalGroup *client_watch;  /* owned */
  GCancellable *cancellable;   /* owned; of the question under way, else null */
  gint64 last_seq;             /* the customer's newest message that we know of; 0 = none yet */
  gint64 question_id;          /* the message that the shown answers answer */
  guint timer;                 /* until the skeleton is shown */
};

G_DEFINE_FINAL_TYPE (ZxAssistantSide, zx_assistant_side, ZX_TYPE_SIDE_PANEL)

static void ask (ZxAssistantSide *self); /* an answer that comes too late asks again */

/* --- showing --- */

static void
show_page (ZxAssistantSide *self, const char *page)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  zx_stack_show (self->stack, page);
}

static gboolean
skeleton_due_cb (gpointer user_data)
{
  ZxAssistantSide *self = user_data;

  self->timer = 0;
  zx_stack_show (self->stack, "loading");
  return G_SOURCE_REMOVE;
}

static void
drop_answers (ZxAssistantSide *self)
{
  GtkListBoxRow *row;

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->question_id = 0;
  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  zx_side_panel_set_subtitle (ZX_SIDE_PANEL (self), NULL);
}

static void
show_question (ZxAssistantSide *self, const char *question)
{
  g_autofree char *line = question != NULL ? g_strdup (question) : NULL;
  g_autofree char *start = NULL;
  g_autofree char *text = NULL;

  if (line == NULL || *line == '\0')
    return;
  g_strdelimit (line, "\r\n\t", ' ');
  start = g_utf8_substring (line, 0, MIN (g_utf8_strlen (line, -1), QUESTION_CHARS));
  /* translators: behind the heading "Assistant"; %s is what the customer wrote */
  text = g_strdup_printf (_ ("for “%s”"), start);
  zx_side_panel_set_subtitle (ZX_SIDE_PANEL (self), text);
}

static void
show_answers (ZxAssistantSide *self, GListModel *answers)
{
  guint n = answers != NULL ? MIN (g_list_model_get_n_items (answers), MOST_ANSWERS) : 0;

  for (guint i = 0; i < n; i++) {
    g_autoptr (ZxSuggestion) suggestion = g_list_model_get_item (answers, i);
    GtkWidget *row = zx_suggestion_row_new (suggestion, i + 1);

    g_object_bind_property (self, "narrow", row, "narrow", G_BINDING_SYNC_CREATE);
    gtk_list_box_append (self->list, row);
  }
  show_page (self, n > 0 ? "answers" : "nothing");
}

/* --- asking --- */

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZxAssistantSide) self = user_data;
  g_autoptr (GListModel) answers = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *question = NULL;
  g_autofree char *text = NULL;
  gint64 question_id = 0;

  answers = zx_client_suggest_finish (ZX_CLIENT (source), result, &question_id, &question, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* another question is under way, or we are gone */
  g_clear_object (&self->cancellable);
  if (answers == NULL) {
    text = zx_error_describe (error);
    gtk_label_set_label (self->error_label, text);
    show_page (self, "error");
    return;
  }
  if (question_id != 0 && question_id < self->last_seq) {
    ask (self); /* he wrote while the answer was on its way */
    return;
  }
  self->question_id = question_id;
  self->last_seq = MAX (self->last_seq, question_id);
  show_question (self, question);
  if (question_id == 0)
    show_page (self, "none");
  else
    show_answers (self, answers);
}

static void
ask (ZxAssistantSide *self)
{
  ZxClient *client = zx_side_panel_get_client (ZX_SIDE_PANEL (self));

  drop_answers (self);
  if (self->contact == NULL || client == NULL ||
      zx_contact_state_is_over (zx_contact_get_state (self->contact))) {
    show_page (self, "none");
    return;
  }
  show_page (self, "wait");
  self->timer = g_timeout_add (SKELETON_MS, skeleton_due_cb, self);
  self->cancellable = g_cancellable_new ();
  zx_client_suggest_async (client, self->contact, NULL, self->cancellable, answered_cb,
                           g_object_ref (self));
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
    ask (self);
}

/* Taking a contact changes nothing of what the customer asked; its end does. */
static void
state_changed_cb (ZxAssistantSide *self)
{
  if (!zx_contact_state_is_over (zx_contact_get_state (self->contact)))
    return;
  drop_answers (self);
  show_page (self, "none");
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
  if (contact != NULL)
    note_last_message (self);
  ask (self);
}

/* What failed while the server was away is asked again when it is back. */
static void
light_changed_cb (ZxAssistantSide *self)
{
  if (zx_client_get_light (zx_side_panel_get_client (ZX_SIDE_PANEL (self))) == ZX_LIGHT_LIVE &&
      g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "error") == 0)
    ask (self);
}

static void
client_changed_cb (ZxAssistantSide *self)
{
  g_signal_group_set_target (self->client_watch, zx_side_panel_get_client (ZX_SIDE_PANEL (self)));
}

/* --- using --- */

static gboolean
zx_assistant_side_use_suggestion (ZxSidePanel *side, guint index, gboolean edit)
{
  ZxAssistantSide *self = ZX_ASSISTANT_SIDE (side);
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, index);
  ZxSuggestion *suggestion;

  if (row == NULL || self->question_id == 0 || self->last_seq > self->question_id)
    return FALSE;
  if (!edit && zx_suggestion_row_get_used (ZX_SUGGESTION_ROW (row))) {
    zx_report_text (GTK_WIDGET (self), _ ("This answer has been sent already."));
    return TRUE;
  }
  g_object_get (row, "suggestion", &suggestion, NULL);
  if (zx_side_panel_emit_suggestion (side, suggestion, self->question_id, edit) && !edit)
    zx_suggestion_row_set_used (ZX_SUGGESTION_ROW (row), TRUE);
  g_object_unref (suggestion);
  return TRUE;
}

/* --- class --- */

static void
zx_assistant_side_dispose (GObject *object)
{
  ZxAssistantSide *self = ZX_ASSISTANT_SIDE (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->contact_watch);
  g_clear_object (&self->client_watch);
  g_clear_object (&self->contact);

  G_OBJECT_CLASS (zx_assistant_side_parent_class)->dispose (object);
}

static void
zx_assistant_side_class_init (ZxAssistantSideClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = zx_assistant_side_dispose;
  ZX_SIDE_PANEL_CLASS (klass)->use_suggestion = zx_assistant_side_use_suggestion;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/assistant/zx-assistant-side.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxAssistantSide, stack);
  gtk_widget_class_bind_template_child (widget_class, ZxAssistantSide, list);
  gtk_widget_class_bind_template_child (widget_class, ZxAssistantSide, error_label);
  gtk_widget_class_bind_template_callback (widget_class, ask);
}

static void
zx_assistant_side_init (ZxAssistantSide *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  zx_stack_show (self->stack, "none");

  self->contact_watch = g_signal_group_new (ZX_TYPE_CONTACT);
  g_signal_group_connect_swapped (self->contact_watch, "notify::last-seq",
                                  G_CALLBACK (message_came_cb), self);
  g_signal_group_connect_swapped (self->contact_watch, "notify::state",
                                  G_CALLBACK (state_changed_cb), self);
  self->client_watch = g_signal_group_new (ZX_TYPE_CLIENT);
  g_signal_group_connect_swapped (self->client_watch, "notify::light",
                                  G_CALLBACK (light_changed_cb), self);
  g_signal_connect (self, "notify::subject", G_CALLBACK (subject_changed_cb), NULL);
  g_signal_connect (self, "notify::client", G_CALLBACK (client_changed_cb), NULL);
}
