/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sum and the table of what became of the assistant's answers. */
#include "zx-answer-figures.h"

#include "zx-answer-figure-row.h"
#include "zx-inside.h"
#include "zx-tab-stop.h"

#define TITLE ZX_N_FIGURES /* in a column's place: the title */

enum {
  WIDE = 900, /* from here on there is room for columns */
  FIRST = 30, /* lines, and so many more at a time: each is a dozen of widgets */
};

struct _ZxAnswerFigures {
  AdwBin parent_instance;

  GtkScrolledWindow *scrolled; /* these of the template */
  AdwBin *total_place;
  AdwBin *head_place;
  GtkBox *rows;
  GtkWidget *more;

  GListModel *lines;        /* owned, null at first: as the server sorts them */
  ZxAnswerFigure *total;    /* owned, null at first */
  GtkSortListModel *sorted; /* owned */
  GtkSizeGroup *titles;     /* owned */
  gboolean by_article, is_wide;
  ZxFigure column; /* TITLE: by the title */
  gboolean descending;
  guint n_shown; /* at most so many lines */
  guint look_id;
};

G_DEFINE_FINAL_TYPE (ZxAnswerFigures, zx_answer_figures, ADW_TYPE_BIN)

/* --- order --- */

static int
compare_titles (ZxAnswerFigures *self, ZxAnswerFigure *a, ZxAnswerFigure *b)
{
  if (!self->by_article)
    return g_strcmp0 (zx_answer_figure_get_key (a), zx_answer_figure_get_key (b));
  return g_utf8_collate (zx_answer_figure_get_title (a), zx_answer_figure_get_title (b));
}

static int
compare (gconstpointer left, gconstpointer right, gpointer user_data)
{
  ZxAnswerFigures *self = user_data;
  ZxAnswerFigure *a = (ZxAnswerFigure *) left, *b = (ZxAnswerFigure *) right;
  double x, y;

  if (self->column == TITLE)
    return self->descending ? compare_titles (self, b, a) : compare_titles (self, a, b);
  x = zx_answer_figure_get (a, self->column);
  y = zx_answer_figure_get (b, self->column);
  if (x == y)
    return self->by_article ? compare_titles (self, a, b) : compare_titles (self, b, a);
  return (x > y) == self->descending ? -1 : 1;
}

/* --- showing --- */

static void
clear_rows (ZxAnswerFigures *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->rows))) != NULL)
    gtk_box_remove (self->rows, child);
}

/* Those that are not there yet. */
static void
add_rows (ZxAnswerFigures *self, guint from)
{
  GListModel *sorted = G_LIST_MODEL (self->sorted);
  guint n = g_list_model_get_n_items (sorted);

  for (guint i = from; i < MIN (n, self->n_shown); i++) {
    g_autoptr (ZxAnswerFigure) line = g_list_model_get_item (sorted, i);
    GtkWidget *row = zx_answer_figure_row_new (line, self->by_article, !self->is_wide);

    if (self->is_wide)
      gtk_size_group_add_widget (self->titles,
                                 zx_answer_figure_row_get_title (ZX_ANSWER_FIGURE_ROW (row)));
    gtk_widget_add_css_class (row, "figure-row");
    gtk_box_append (self->rows, row);
  }
  gtk_widget_set_visible (self->more, n > self->n_shown);
}

static ZxAnswerFigureRow *
get_head (ZxAnswerFigures *self)
{
  return ZX_ANSWER_FIGURE_ROW (adw_bin_get_child (self->head_place));
}

static void
show_sorted (ZxAnswerFigures *self)
{
  gtk_sorter_changed (gtk_sort_list_model_get_sorter (self->sorted), GTK_SORTER_CHANGE_DIFFERENT);
  zx_answer_figure_row_mark_sorted (get_head (self), self->column, self->descending);
  self->n_shown = FIRST;
  clear_rows (self);
  add_rows (self, 0);
}

static void
show_all (ZxAnswerFigures *self)
{
  GtkWidget *head = zx_answer_figure_row_new (NULL, self->by_article, !self->is_wide);

  adw_bin_set_child (self->total_place,
                     zx_answer_figure_row_new (self->total, self->by_article, !self->is_wide));
  adw_bin_set_child (self->head_place, head);
  if (self->is_wide)
    gtk_size_group_add_widget (self->titles,
                               zx_answer_figure_row_get_title (ZX_ANSWER_FIGURE_ROW (head)));
  show_sorted (self);
}

void
zx_answer_figures_show (ZxAnswerFigures *self,
                        GListModel *lines,
                        ZxAnswerFigure *total,
                        gboolean by_article)
{
  g_return_if_fail (ZX_IS_ANSWER_FIGURES (self));

  if (self->lines == NULL || self->by_article != by_article) {
    self->column = by_article ? ZX_FIGURE_SHOWN : TITLE;
    self->descending = TRUE;
  }
  self->by_article = by_article;
  g_set_object (&self->lines, lines);
  g_set_object (&self->total, total);
  gtk_sort_list_model_set_model (self->sorted, lines);
  show_all (self);
}

/* --- acts --- */

static void
sort_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ZxAnswerFigures *self = ZX_ANSWER_FIGURES (widget);
  ZxFigure column = TITLE;

  zx_figure_parse (g_variant_get_string (parameter, NULL), &column);
  self->descending =
      column == self->column ? !self->descending : column != TITLE || !self->by_article;
  self->column = column;
  show_sorted (self);
}

static void
more_cb (ZxAnswerFigures *self)
{
  guint from = self->n_shown;
  GtkWidget *last = gtk_widget_get_last_child (GTK_WIDGET (self->rows));

  self->n_shown += FIRST;
  add_rows (self, from);
  gtk_widget_child_focus (gtk_widget_get_next_sibling (last), GTK_DIR_TAB_FORWARD);
}

/* --- room --- */

static gboolean
look_at_width (gpointer user_data)
{
  ZxAnswerFigures *self = user_data;
  gboolean is_wide =
      gtk_widget_get_width (GTK_WIDGET (self)) >= zx_in_type (GTK_WIDGET (self), WIDE);

  self->look_id = 0;
  if (self->is_wide != is_wide) {
    self->is_wide = is_wide;
    if (self->lines != NULL)
      show_all (self);
  }
  return G_SOURCE_REMOVE;
}

/* The lines are not changed within the layout that found out that there is another width. */
static void
room_changed_cb (ZxAnswerFigures *self)
{
  if (self->look_id == 0)
    self->look_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, look_at_width, self, NULL);
}

/* --- class --- */

static void
zx_answer_figures_dispose (GObject *object)
{
  ZxAnswerFigures *self = ZX_ANSWER_FIGURES (object);

  g_clear_handle_id (&self->look_id, g_source_remove);
  g_clear_object (&self->sorted);
  g_clear_object (&self->lines);
  g_clear_object (&self->total);
  g_clear_object (&self->titles);
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), ZX_TYPE_ANSWER_FIGURES);
  G_OBJECT_CLASS (zx_answer_figures_parent_class)->dispose (object);
}

static void
zx_answer_figures_class_init (ZxAnswerFiguresClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = zx_answer_figures_dispose;
  g_type_ensure (ZX_TYPE_TAB_STOP);
  gtk_widget_class_install_action (widget_class, "figures.sort", "s", sort_cb);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/assistant/zx-answer-figures.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxAnswerFigures, scrolled);
  gtk_widget_class_bind_template_child (widget_class, ZxAnswerFigures, total_place);
  gtk_widget_class_bind_template_child (widget_class, ZxAnswerFigures, head_place);
  gtk_widget_class_bind_template_child (widget_class, ZxAnswerFigures, rows);
  gtk_widget_class_bind_template_child (widget_class, ZxAnswerFigures, more);
  gtk_widget_class_bind_template_callback (widget_class, more_cb);
}

static void
zx_answer_figures_init (ZxAnswerFigures *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (gtk_scrolled_window_get_hadjustment (self->scrolled),
                           "notify::page-size", G_CALLBACK (room_changed_cb), self,
                           G_CONNECT_SWAPPED);
  self->titles = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);
  self->sorted =
      gtk_sort_list_model_new (NULL, GTK_SORTER (gtk_custom_sorter_new (compare, self, NULL)));
}

void
zx_answer_figures_take_focus (ZxAnswerFigures *self, ZxFigure figure, const char *key)
{
  GtkWidget *row;

  g_return_if_fail (ZX_IS_ANSWER_FIGURES (self));

  row = key == NULL ? adw_bin_get_child (self->total_place)
                    : gtk_widget_get_first_child (GTK_WIDGET (self->rows));
  for (; row != NULL; row = gtk_widget_get_next_sibling (row)) {
    ZxAnswerFigureRow *line = ZX_ANSWER_FIGURE_ROW (row);

    if (g_strcmp0 (zx_answer_figure_get_key (zx_answer_figure_row_get_line (line)), key) == 0) {
      zx_answer_figure_row_take_focus (line, figure);
      return;
    }
  }
}
