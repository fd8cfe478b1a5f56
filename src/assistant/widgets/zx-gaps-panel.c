/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page of questions without an answer: groups of them, and those of the chosen one. */
#include "zx-gaps-panel.h"

#include "zx-answers-frame.h"
#include "zx-closures.h"
#include "zx-gap-question-row.h"
#include "zx-gap-row.h"
#include "zx-gap.h"
#include "zx-gaps-export.h"
#include "zx-list-width.h"
#include "zx-report.h"
#include "zx-tab-stop.h"

#include <glib/gi18n.h>

#define PIECE 50 /* groups that are made at a time, so that nobody waits for those far below */

struct _ZxGapsPanel {
  ZxPanel parent_instance;

  ZxAnswersFrame *frame; /* these of the template */
  GtkPaned *paned;
  GtkScrolledWindow *list;
  GtkListBox *groups;
  GtkScrolledWindow *scrolled;
  GtkLabel *words;
  GtkLabel *facts;
  GtkListBox *questions;
  GtkLabel *rest;

  ZxGap *gap;               /* owned, null when there is none: the chosen one */
  GtkSliceListModel *first; /* owned: the groups that are shown, and more as they are scrolled to */
  gboolean awaits_focus;    /* the list takes the keyboard as soon as it is there */
};

G_DEFINE_FINAL_TYPE (ZxGapsPanel, zx_gaps_panel, ZX_TYPE_PANEL)

static gboolean
is_for (const ZxRights *rights)
{
  return zx_rights_can (rights, ZX_RIGHT_OVERSEE);
}

/* --- the chosen group --- */

static void
show_gap (ZxGapsPanel *self)
{
  guint count = self->gap != NULL ? zx_gap_get_count (self->gap) : 0;
  GListModel *questions = self->gap != NULL ? zx_gap_get_questions (self->gap) : NULL;
  guint n = questions != NULL ? g_list_model_get_n_items (questions) : 0;
  g_autofree char *last = zx_words_exact (self->gap != NULL ? zx_gap_get_last_at (self->gap) : 0);
  /* translators: %1$u: how often a question was asked, %2$s: when it was last */
  g_autofree char *facts = g_strdup_printf (
      ngettext ("Asked %1$u time, on %2$s", "Asked %1$u times, last on %2$s", count), count, last);
  g_autofree char *rest =
      g_strdup_printf (ngettext ("This is the newest one.", "These are the newest %u.", n), n);

  gtk_label_set_label (self->words, self->gap != NULL ? zx_gap_get_text (self->gap) : NULL);
  gtk_label_set_label (self->facts, facts);
  gtk_label_set_label (self->rest, rest);
  gtk_widget_set_visible (GTK_WIDGET (self->rest), n < count);
  zx_item_row_fill_links (self->questions, questions, ZX_TYPE_GAP_QUESTION_ROW);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scrolled), 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "gaps.copy", self->gap != NULL);
}

static void
group_selected_cb (ZxGapsPanel *self, GtkListBoxRow *row)
{
  if (g_set_object (&self->gap, row != NULL ? zx_item_row_of (row) : NULL))
    show_gap (self);
}

/* Enter: on to its questions. */
static void
group_activated_cb (ZxGapsPanel *self)
{
  GtkListBoxRow *first = gtk_list_box_get_row_at_index (self->questions, 0);

  if (first != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (first));
}

static void
question_activated_cb (ZxGapsPanel *self, GtkListBoxRow *row)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "panel.open", "(sx)", "contact",
                              zx_gap_question_get_contact_id (zx_item_row_of (row)));
}

/* --- asking --- */

/* Whose words are @chosen, or null; makes all of them such that can be chosen. */
static GtkListBoxRow *
find_group (ZxGapsPanel *self, const char *chosen)
{
  GtkListBoxRow *row, *found = NULL;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->groups, i)) != NULL; i++) {
    gtk_list_box_row_set_selectable (row, TRUE);
    if (found == NULL && g_strcmp0 (zx_gap_get_text (zx_item_row_of (row)), chosen) == 0)
      found = row;
  }
  return found;
}

/* By wheel or by key: an edge that is reached is told of the wheel alone. */
static void
scrolled_cb (ZxGapsPanel *self, GtkAdjustment *place)
{
  guint n = gtk_slice_list_model_get_size (self->first);
  double left = gtk_adjustment_get_upper (place) - gtk_adjustment_get_value (place) -
                2 * gtk_adjustment_get_page_size (place);

  if (left > 0 || g_list_model_get_n_items (G_LIST_MODEL (self->first)) < n)
    return;
  gtk_slice_list_model_set_size (self->first, n + PIECE);
  find_group (self, NULL);
}

/* The group that was chosen stays so, if it is still there. */
static void
show_gaps (ZxGapsPanel *self, GListModel *gaps)
{
  g_autofree char *chosen = self->gap != NULL ? g_strdup (zx_gap_get_text (self->gap)) : NULL;
  GtkWidget *focus = gtk_widget_get_focus_child (GTK_WIDGET (self->groups));
  GtkListBoxRow *again;

  gtk_slice_list_model_set_model (self->first, gaps);
  again = find_group (self, chosen);
  if (again == NULL)
    again = gtk_list_box_get_row_at_index (self->groups, 0);
  gtk_list_box_select_row (self->groups, again);
  if (again == NULL)
    group_selected_cb (self, NULL);
  else if (focus != NULL || self->awaits_focus)
    gtk_widget_grab_focus (GTK_WIDGET (again));
  self->awaits_focus = FALSE;
}

static void
came_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZxGapsPanel) self = user_data;
  g_autoptr (GError) error = NULL;
  gint64 until_ms;
  g_autoptr (GListModel) gaps =
      zx_client_gaps_finish (ZX_CLIENT (source), result, &until_ms, &error);
  guint n = gaps != NULL ? g_list_model_get_n_items (gaps) : 0;

  if (self->frame != NULL && zx_answers_frame_came (self->frame, n, until_ms, error))
    show_gaps (self, gaps);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "gaps.export", self->gap != NULL);
}

static void
asked_cb (ZxGapsPanel *self)
{
  ZxAnswersSpan span;
  GCancellable *cancellable = zx_answers_frame_begin (self->frame, FALSE, &span);

  zx_client_gaps_async (zx_panel_get_client (ZX_PANEL (self)), &span, cancellable, came_cb,
                        g_object_ref (self));
}

/* --- actions --- */

static void
load_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  zx_answers_frame_ask (ZX_GAPS_PANEL (widget)->frame);
}

static void
export_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  zx_gaps_export (widget, zx_panel_get_client (ZX_PANEL (widget)),
                  zx_answers_frame_get_span (ZX_GAPS_PANEL (widget)->frame));
}

static void
copy_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ZxGapsPanel *self = ZX_GAPS_PANEL (widget);
  g_autofree char *wordings = zx_gap_dup_wordings (self->gap);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), wordings);
  zx_report_text (widget, _ ("The questions are copied, each wording once: an article can begin "
                             "with them."));
}

/* --- class --- */

static void
client_changed_cb (ZxGapsPanel *self)
{
  zx_answers_frame_set_client (self->frame, zx_panel_get_client (ZX_PANEL (self)));
}

static void
zx_gaps_panel_shown (ZxPanel *panel)
{
  ZxGapsPanel *self = ZX_GAPS_PANEL (panel);
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->groups);

  self->awaits_focus = row == NULL || !gtk_widget_grab_focus (GTK_WIDGET (row));
  if (self->awaits_focus)
    gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}

static void
zx_gaps_panel_dispose (GObject *object)
{
  ZxGapsPanel *self = ZX_GAPS_PANEL (object);

  g_clear_object (&self->gap);
  g_clear_object (&self->first);
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), ZX_TYPE_GAPS_PANEL);
  G_OBJECT_CLASS (zx_gaps_panel_parent_class)->dispose (object);
}

static void
zx_gaps_panel_class_init (ZxGapsPanelClass *klass)
{
  static const ZxShortcut shortcuts[] = {
      {"gaps.load", "F5", N_ ("Gaps: look again")},
      {"gaps.copy", "<Control><Shift>c", N_ ("Gaps: copy the questions")},
      {"gaps.export", "<Control>e", N_ ("Gaps: save as a table")},
      {NULL, NULL, NULL},
  };
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = zx_gaps_panel_dispose;
  ZX_PANEL_CLASS (klass)->shortcuts = shortcuts;
  ZX_PANEL_CLASS (klass)->is_for = is_for;
  ZX_PANEL_CLASS (klass)->is_wide = TRUE;
  ZX_PANEL_CLASS (klass)->shown = zx_gaps_panel_shown;
  gtk_widget_class_install_action (widget_class, "gaps.load", NULL, load_cb);
  gtk_widget_class_install_action (widget_class, "gaps.copy", NULL, copy_cb);
  gtk_widget_class_install_action (widget_class, "gaps.export", NULL, export_cb);
  g_type_ensure (ZX_TYPE_ANSWERS_FRAME);
  g_type_ensure (ZX_TYPE_TAB_STOP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/assistant/zx-gaps-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxGapsPanel, frame);
  gtk_widget_class_bind_template_child (widget_class, ZxGapsPanel, paned);
  gtk_widget_class_bind_template_child (widget_class, ZxGapsPanel, list);
  gtk_widget_class_bind_template_child (widget_class, ZxGapsPanel, groups);
  gtk_widget_class_bind_template_child (widget_class, ZxGapsPanel, scrolled);
  gtk_widget_class_bind_template_child (widget_class, ZxGapsPanel, words);
  gtk_widget_class_bind_template_child (widget_class, ZxGapsPanel, facts);
  gtk_widget_class_bind_template_child (widget_class, ZxGapsPanel, questions);
  gtk_widget_class_bind_template_child (widget_class, ZxGapsPanel, rest);
  gtk_widget_class_bind_template_callback (widget_class, asked_cb);
  gtk_widget_class_bind_template_callback (widget_class, group_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, group_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, question_activated_cb);
}

static void
zx_gaps_panel_init (ZxGapsPanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  zx_list_width_keep (self->paned);
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (self->list), "value-changed",
                           G_CALLBACK (scrolled_cb), self, G_CONNECT_SWAPPED);
  self->first = gtk_slice_list_model_new (NULL, 0, PIECE);
  zx_item_row_fill_links (self->groups, G_LIST_MODEL (self->first), ZX_TYPE_GAP_ROW);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "gaps.copy", FALSE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "gaps.export", FALSE);
  g_signal_connect (self, "notify::client", G_CALLBACK (client_changed_cb), NULL);
}
