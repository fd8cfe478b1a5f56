/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page of the assistant's figures, and of what each of them counts. */
#include "zx-answer-figures-panel.h"

#include "zx-answer-figures.h"
#include "zx-answer-rows-page.h"
#include "zx-answers-frame.h"
#include "zx-stack.h"

#include <glib/gi18n.h>

struct _ZxAnswerFiguresPanel {
  ZxPanel parent_instance;

  GtkStack *stack; /* these of the template */
  ZxAnswersFrame *frame;
  ZxAnswerFigures *figures;
  ZxAnswerRowsPage *rows;
  GtkToggleButton *by_article;

  GListModel *lines;     /* owned, null at first */
  ZxAnswerFigure *total; /* owned, null at first */
  ZxFigure figure;       /* whose rows are shown … */
  char *key;             /* owned: … of this line; null: of all */
};

G_DEFINE_FINAL_TYPE (ZxAnswerFiguresPanel, zx_answer_figures_panel, ZX_TYPE_PANEL)

static gboolean
is_for (const ZxRights *rights)
{
  return zx_rights_can (rights, ZX_RIGHT_OVERSEE);
}

/* --- asking --- */

static void
came_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZxAnswerFiguresPanel) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ZxAnswerFigure) total = NULL;
  gint64 until_ms;
  g_autoptr (GListModel) lines =
      zx_client_figures_finish (ZX_CLIENT (source), result, &total, &until_ms, &error);
  guint n = lines != NULL ? g_list_model_get_n_items (lines) : 0;

  if (self->frame == NULL || !zx_answers_frame_came (self->frame, n, until_ms, error))
    return;
  g_set_object (&self->lines, lines);
  g_set_object (&self->total, total);
  zx_answer_figures_show (self->figures, lines, total,
                          zx_answers_frame_get_span (self->frame)->by_article);
}

static void
asked_cb (ZxAnswerFiguresPanel *self)
{
  ZxAnswersSpan span;
  GCancellable *cancellable =
      zx_answers_frame_begin (self->frame, gtk_toggle_button_get_active (self->by_article), &span);

  zx_client_figures_async (zx_panel_get_client (ZX_PANEL (self)), &span, cancellable, came_cb,
                           g_object_ref (self));
}

/* --- actions --- */

static ZxAnswerFigure *
find_line (ZxAnswerFiguresPanel *self, const char *key)
{
  for (guint i = 0; i < g_list_model_get_n_items (self->lines); i++) {
    g_autoptr (ZxAnswerFigure) line = g_list_model_get_item (self->lines, i);

    if (g_str_equal (zx_answer_figure_get_key (line), key))
      return line; /* the list keeps it */
  }
  return self->total;
}

static void
rows_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ZxAnswerFiguresPanel *self = ZX_ANSWER_FIGURES_PANEL (widget);
  const char *word, *key;

  g_variant_get (parameter, "(&s&s)", &word, &key);
  if (self->lines == NULL || !zx_figure_parse (word, &self->figure))
    return;
  g_free (self->key);
  self->key = *key != '\0' ? g_strdup (key) : NULL;
  zx_stack_show (self->stack, "rows");
  zx_answer_rows_page_show (self->rows, zx_panel_get_client (ZX_PANEL (self)),
                            zx_answers_frame_get_span (self->frame), self->figure,
                            find_line (self, key));
}

static void
back_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ZxAnswerFiguresPanel *self = ZX_ANSWER_FIGURES_PANEL (widget);

  zx_stack_show (self->stack, "figures");
  zx_answer_figures_take_focus (self->figures, self->figure, self->key);
}

static void
load_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  zx_answers_frame_ask (ZX_ANSWER_FIGURES_PANEL (widget)->frame);
}

/* --- class --- */

static void
client_changed_cb (ZxAnswerFiguresPanel *self)
{
  zx_answers_frame_set_client (self->frame, zx_panel_get_client (ZX_PANEL (self)));
}

static void
zx_answer_figures_panel_dispose (GObject *object)
{
  ZxAnswerFiguresPanel *self = ZX_ANSWER_FIGURES_PANEL (object);

  g_clear_pointer (&self->key, g_free);
  g_clear_object (&self->lines);
  g_clear_object (&self->total);
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), ZX_TYPE_ANSWER_FIGURES_PANEL);
  G_OBJECT_CLASS (zx_answer_figures_panel_parent_class)->dispose (object);
}

static void
zx_answer_figures_panel_class_init (ZxAnswerFiguresPanelClass *klass)
{
  static const ZxShortcut shortcuts[] = {
      {"figures.load", "F5", N_ ("Answers: look again")},
      {NULL, "Escape", N_ ("Answers: back to the figures")},
      {NULL, NULL, NULL},
  };
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = zx_answer_figures_panel_dispose;
  ZX_PANEL_CLASS (klass)->shortcuts = shortcuts;
  ZX_PANEL_CLASS (klass)->is_for = is_for;
  ZX_PANEL_CLASS (klass)->is_wide = TRUE;
  gtk_widget_class_install_action (widget_class, "figures.rows", "(ss)", rows_cb);
  gtk_widget_class_install_action (widget_class, "figures.back", NULL, back_cb);
  gtk_widget_class_install_action (widget_class, "figures.load", NULL, load_cb);
  g_type_ensure (ZX_TYPE_ANSWERS_FRAME);
  g_type_ensure (ZX_TYPE_ANSWER_FIGURES);
  g_type_ensure (ZX_TYPE_ANSWER_ROWS_PAGE);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/zuoxi/Zuoxi/assistant/zx-answer-figures-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxAnswerFiguresPanel, stack);
  gtk_widget_class_bind_template_child (widget_class, ZxAnswerFiguresPanel, frame);
  gtk_widget_class_bind_template_child (widget_class, ZxAnswerFiguresPanel, figures);
  gtk_widget_class_bind_template_child (widget_class, ZxAnswerFiguresPanel, rows);
  gtk_widget_class_bind_template_child (widget_class, ZxAnswerFiguresPanel, by_article);
  gtk_widget_class_bind_template_callback (widget_class, asked_cb);
}

static void
zx_answer_figures_panel_init (ZxAnswerFiguresPanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  zx_stack_show (self->stack, "figures");
  g_signal_connect_object (self->by_article, "toggled", G_CALLBACK (zx_answers_frame_ask),
                           self->frame, G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::client", G_CALLBACK (client_changed_cb), NULL);
}
