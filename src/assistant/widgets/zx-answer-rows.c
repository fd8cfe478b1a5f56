/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fills a list box with answers, in the rows that it has. */
#include "zx-answer-rows.h"

#include "zx-inside.h"

/* What an answer needs without scrolling, in pixels at the usual size of type. */
#define ROW_HEIGHT 132
#define NARROW_ROW_HEIGHT 84

ZxSuggestionRow *
zx_answer_rows_get (GtkListBox *list, guint place)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (list, (int) place);

  return row != NULL ? ZX_SUGGESTION_ROW (row) : NULL;
}

ZxSuggestionRow *
zx_answer_rows_find (GtkListBox *list, gint64 article_id)
{
  ZxSuggestionRow *row;

  for (guint i = 0; (row = zx_answer_rows_get (list, i)) != NULL; i++)
    if (zx_suggestion_get_article_id (zx_suggestion_row_get_suggestion (row)) == article_id)
      return row;
  return NULL;
}

static void
add (GtkListBox *list, ZxSuggestion *suggestion, guint number, gpointer side)
{
  GtkWidget *row = zx_suggestion_row_new (suggestion, number);
  const char *is_short = zx_answer_rows_get (list, 0) == NULL ? "narrow" : "terse";

  g_object_bind_property (side, is_short, row, "narrow", G_BINDING_SYNC_CREATE);
  gtk_list_box_append (list, row);
}

/* The row of @list that has the keyboard, or null. */
static ZxSuggestionRow *
find_focused (GtkListBox *list)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (list));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *row = focus != NULL ? gtk_widget_get_ancestor (focus, ZX_TYPE_SUGGESTION_ROW) : NULL;

  return row != NULL && gtk_widget_get_parent (row) == GTK_WIDGET (list) ? ZX_SUGGESTION_ROW (row)
                                                                         : NULL;
}

gboolean
zx_answer_rows_fill (GtkListBox *list,
                     GListModel *answers,
                     guint most,
                     gboolean is_numbered,
                     gpointer side)
{
  guint n = answers != NULL ? MIN (g_list_model_get_n_items (answers), most) : 0;
  ZxSuggestionRow *focused = find_focused (list), *row;
  gboolean is_other = FALSE;

  while ((row = zx_answer_rows_get (list, n)) != NULL)
    gtk_list_box_remove (list, GTK_WIDGET (row));
  for (guint i = 0; i < n; i++) {
    g_autoptr (ZxSuggestion) suggestion = g_list_model_get_item (answers, i);

    row = zx_answer_rows_get (list, i);
    if (row == NULL) {
      add (list, suggestion, is_numbered ? i + 1 : 0, side);
      continue;
    }
    is_other = is_other || (row == focused && !zx_suggestion_row_shows (row, suggestion));
    zx_suggestion_row_set_suggestion (row, suggestion);
  }
  return is_other;
}

void
zx_answer_rows_keep_in_sight (GtkListBox *list, GtkScrolledWindow *scroller, guint most)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (list));
  int highest = root != NULL ? gtk_widget_get_height (GTK_WIDGET (root)) / 2 : 0;
  int least = -1, height = 0;
  ZxSuggestionRow *row;
  gboolean narrow;

  for (guint i = 0; i < most && (row = zx_answer_rows_get (list, i)) != NULL; i++) {
    g_object_get (row, "narrow", &narrow, NULL);
    height += zx_in_type (GTK_WIDGET (list), narrow ? NARROW_ROW_HEIGHT : ROW_HEIGHT);
  }
  if (height > 0 && highest > 0)
    least = MIN (height, highest);
  highest = highest > 0 ? highest : -1;
  if (least == gtk_scrolled_window_get_min_content_height (scroller) &&
      highest == gtk_scrolled_window_get_max_content_height (scroller))
    return;
  gtk_scrolled_window_set_min_content_height (scroller, -1);
  gtk_scrolled_window_set_max_content_height (scroller, highest);
  gtk_scrolled_window_set_min_content_height (scroller, least);
}
