/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one figure of the assistant's answers counts. */
#include "zx-answer-rows-page.h"

#include "zx-answer-figure-words.h"
#include "zx-answer-line.h"
#include "zx-answer-row.h"
#include "zx-error.h"
#include "zx-report.h"
#include "zx-stack.h"
#include "zx-tab-stop.h"

#include <glib/gi18n.h>

struct _ZxAnswerRowsPage {
  AdwBin parent_instance;

  GtkWidget *back; /* these of the template */
  GtkLabel *heading;
  GtkLabel *count;
  GtkStack *states;
  AdwStatusPage *failure;
  GtkListBox *list;
  GtkWidget *more;

  ZxClient *client; /* owned, null at first */
  ZxAnswersSpan span;
  ZxFigure figure;
  ZxAnswerFigure *line; /* owned, null at first */
  GListStore *rows;     /* owned, of ZxAnswerRow */
  char *next;           /* owned: where it goes on, null at the end */
  GCancellable *asking; /* owned, null: nothing is asked */
};

G_DEFINE_FINAL_TYPE (ZxAnswerRowsPage, zx_answer_rows_page, ADW_TYPE_BIN)

static void
show_heading (ZxAnswerRowsPage *self)
{
  g_autofree char *title = zx_figure_title (self->line, self->span.by_article);
  g_autofree char *heading =
      g_strjoin (" · ", zx_figure_name (zx_figure_of_rows (self->figure)), title, NULL);

  gtk_label_set_label (self->heading, heading);
}

/* How many there are is the server's number; how many of them are here is counted. */
static void
show_count (ZxAnswerRowsPage *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->rows));
  double whole = zx_answer_figure_get (self->line, zx_figure_of_rows (self->figure));
  g_autofree char *words = NULL;

  if (self->next == NULL)
    words = g_strdup_printf (ngettext ("%u row", "%u rows", n), n);
  else
    /* translators: %1$u rows of a list are shown; it has %2$u */
    words = g_strdup_printf (_ ("the newest %1$u of %2$u rows"), n, (guint) MAX (whole, n));
  gtk_label_set_label (self->count, words);
  gtk_widget_set_visible (self->more, self->next != NULL);
}

static void
show_failure (ZxAnswerRowsPage *self, const GError *error)
{
  g_autofree char *words = zx_error_describe (error);

  if (g_list_model_get_n_items (G_LIST_MODEL (self->rows)) > 0) {
    zx_report_error (GTK_WIDGET (self), error); /* “more” can be pressed again */
    return;
  }
  adw_status_page_set_description (self->failure, words);
  zx_stack_show (self->states, "error");
}

static void
came_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZxAnswerRowsPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *next = NULL;
  g_autoptr (GListModel) came =
      zx_client_figure_rows_finish (ZX_CLIENT (source), result, &next, &error);
  guint n = self->rows != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->rows)) : 0;
  GtkListBoxRow *first;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->rows == NULL)
    return;
  g_clear_object (&self->asking);
  if (came == NULL) {
    show_failure (self, error);
    return;
  }
  g_free (self->next);
  self->next = g_steal_pointer (&next);
  for (guint i = 0; i < g_list_model_get_n_items (came); i++) {
    g_autoptr (ZxAnswerRow) row = g_list_model_get_item (came, i);

    g_list_store_append (self->rows, row);
  }
  show_count (self);
  first = gtk_list_box_get_row_at_index (self->list, (int) n);
  zx_stack_show (self->states, n > 0 || first != NULL ? "list" : "empty");
  if (first != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)))
    gtk_widget_grab_focus (GTK_WIDGET (first));
}

static void
ask (ZxAnswerRowsPage *self)
{
  if (self->asking != NULL || self->client == NULL)
    return;
  self->asking = g_cancellable_new ();
  if (g_list_model_get_n_items (G_LIST_MODEL (self->rows)) == 0)
    zx_stack_show (self->states, "loading"); /* its bars appear after 150 ms */
  zx_client_figure_rows_async (self->client, &self->span, self->figure,
                               zx_answer_figure_get_key (self->line), self->next, self->asking,
                               came_cb, g_object_ref (self));
}

static void
row_activated_cb (ZxAnswerRowsPage *self, GtkListBoxRow *row)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "panel.open", "(sx)", "contact",
                              zx_answer_row_get_contact_id (zx_item_row_of (row)));
}

void
zx_answer_rows_page_show (ZxAnswerRowsPage *self,
                          ZxClient *client,
                          const ZxAnswersSpan *span,
                          ZxFigure figure,
                          ZxAnswerFigure *line)
{
  g_return_if_fail (ZX_IS_ANSWER_ROWS_PAGE (self));

  g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  g_set_object (&self->client, client);
  g_set_object (&self->line, line);
  self->span = *span;
  self->figure = figure;
  g_clear_pointer (&self->next, g_free);
  g_list_store_remove_all (self->rows);
  gtk_label_set_label (self->count, NULL);
  show_heading (self);
  ask (self);
  gtk_widget_grab_focus (self->back);
}

/* --- class --- */

static void
zx_answer_rows_page_dispose (GObject *object)
{
  ZxAnswerRowsPage *self = ZX_ANSWER_ROWS_PAGE (object);

  g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  g_clear_object (&self->client);
  g_clear_object (&self->line);
  g_clear_object (&self->rows);
  g_clear_pointer (&self->next, g_free);
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), ZX_TYPE_ANSWER_ROWS_PAGE);
  G_OBJECT_CLASS (zx_answer_rows_page_parent_class)->dispose (object);
}

static void
zx_answer_rows_page_class_init (ZxAnswerRowsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = zx_answer_rows_page_dispose;
  g_type_ensure (ZX_TYPE_TAB_STOP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/assistant/zx-answer-rows-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxAnswerRowsPage, back);
  gtk_widget_class_bind_template_child (widget_class, ZxAnswerRowsPage, heading);
  gtk_widget_class_bind_template_child (widget_class, ZxAnswerRowsPage, count);
  gtk_widget_class_bind_template_child (widget_class, ZxAnswerRowsPage, states);
  gtk_widget_class_bind_template_child (widget_class, ZxAnswerRowsPage, failure);
  gtk_widget_class_bind_template_child (widget_class, ZxAnswerRowsPage, list);
  gtk_widget_class_bind_template_child (widget_class, ZxAnswerRowsPage, more);
  gtk_widget_class_bind_template_callback (widget_class, ask);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
zx_answer_rows_page_init (ZxAnswerRowsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  zx_stack_show (self->states, "loading");
  self->rows = g_list_store_new (ZX_TYPE_ANSWER_ROW);
  zx_item_row_fill_links (self->list, G_LIST_MODEL (self->rows), ZX_TYPE_ANSWER_LINE);
}
