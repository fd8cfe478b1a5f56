/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fills a list box with answers, in the rows that it has. */
#include "zx-answer-rows.h"

#include "zx-inside.h"

/* What an answer needs without scrolling, in pixels at the usual size of type. */
#define ROW_HEIGHT 132
#define NARROW_ROW_HEIGHT 84

#define SPARES "zx-spare-answer-rows"
#define SPARE_ROWS 3 /* what the side column shows at a time */

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

typedef struct {
  GtkWidget *rows[SPARE_ROWS]; /* owned, nullable */
} Spares;

static void
spares_free (gpointer data)
{
  Spares *self = data;

  for (guint i = 0; i < SPARE_ROWS; i++)
    g_clear_object (&self->rows[i]);
  g_free (self);
}

/* Where the numbered row of this place is kept while it is not shown, as to make one costs more
 * than to show it again; null: it is not kept. */
static GtkWidget **
find_spare (GtkListBox *list, guint place, gboolean is_numbered)
{
  Spares *spares = g_object_get_data (G_OBJECT (list), SPARES);

  if (!is_numbered || place >= SPARE_ROWS)
    return NULL;
  if (spares == NULL) {
    spares = g_new0 (Spares, 1);
    g_object_set_data_full (G_OBJECT (list), SPARES, spares, spares_free);
  }
  return &spares->rows[place];
}

static GtkWidget *
make (ZxSuggestion *suggestion, guint place, gboolean is_numbered, gpointer side)
{
  GtkWidget *row = zx_suggestion_row_new (suggestion, is_numbered ? place + 1 : 0);

  g_object_bind_property (side, place == 0 ? "narrow" : "terse", row, "narrow",
                          G_BINDING_SYNC_CREATE);
  return row;
}

static void
add (GtkListBox *list, ZxSuggestion *suggestion, guint place, gboolean is_numbered, gpointer side)
{
  GtkWidget **spare = find_spare (list, place, is_numbered);
  g_autoptr (GtkWidget) row = spare != NULL ? g_steal_pointer (spare) : NULL;

  if (row == NULL)
    row = g_object_ref_sink (make (suggestion, place, is_numbered, side));
  else
    zx_suggestion_row_set_suggestion (ZX_SUGGESTION_ROW (row), suggestion);
  gtk_list_box_append (list, row);
}

static void
take_away (GtkListBox *list, ZxSuggestionRow *row, guint place, gboolean is_numbered)
{
  GtkWidget **spare = find_spare (list, place, is_numbered);

  zx_suggestion_row_forget (row);
  if (spare != NULL)
    g_set_object (spare, GTK_WIDGET (row));
  gtk_list_box_remove (list, GTK_WIDGET (row));
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

static guint
count_rows (GtkListBox *list)
{
  guint n = 0;

  while (zx_answer_rows_get (list, n) != NULL)
    n++;
  return n;
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

  for (guint i = count_rows (list); i > n; i--)
    take_away (list, zx_answer_rows_get (list, i - 1), i - 1, is_numbered);
  for (guint i = 0; i < n; i++) {
    g_autoptr (ZxSuggestion) suggestion = g_list_model_get_item (answers, i);

    row = zx_answer_rows_get (list, i);
    if (row == NULL) {
      add (list, suggestion, i, is_numbered, side);
      continue;
    }
    is_other = is_other || (row == focused && !zx_suggestion_row_shows (row, suggestion));
    zx_suggestion_row_set_suggestion (row, suggestion);
  }
  return is_other;
}

void
zx_answer_rows_forget (GtkListBox *list)
{
  ZxSuggestionRow *row;

  for (guint i = 0; (row = zx_answer_rows_get (list, i)) != NULL; i++)
    zx_suggestion_row_forget (row);
}

gboolean
zx_answer_rows_show_others (GtkListBox *list, GtkListBox *const *above, guint n_above)
{
  ZxSuggestionRow *row;
  gboolean is_any = FALSE;

  for (guint i = 0; (row = zx_answer_rows_get (list, i)) != NULL; i++) {
    gint64 article_id = zx_suggestion_get_article_id (zx_suggestion_row_get_suggestion (row));
    gboolean is_above = FALSE;

    for (guint n = 0; n < n_above; n++)
      is_above = is_above || zx_answer_rows_find (above[n], article_id) != NULL;
    gtk_widget_set_visible (GTK_WIDGET (row), !is_above);
    is_any = is_any || !is_above;
  }
  return is_any;
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
