/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-suggestion-row.h"

/* Answers as rows of a list box. Main thread. */

/* Shows the first @most answers of @answers (ZxSuggestion; null: none) in @list, numbered or not.
 * Rows that are there already show other answers rather than making room for new ones: nothing
 * flickers, and nothing has to be built in the frame that shows them. Their `narrow` follows
 * @side. TRUE: the row with the keyboard shows another answer now, so the keyboard should leave it:
 * nobody may find another answer under his hand. */
gboolean zx_answer_rows_fill (GtkListBox *list,
                              GListModel *answers,
                              guint most,
                              gboolean is_numbered,
                              gpointer side);

/* The rows are about to show what has nothing to do with what they show now. */
void zx_answer_rows_forget (GtkListBox *list);

/* The row at this place, or null. */
ZxSuggestionRow *zx_answer_rows_get (GtkListBox *list, guint place);

/* The row of the answer from this article, or null. */
ZxSuggestionRow *zx_answer_rows_find (GtkListBox *list, gint64 article_id);

/* Shows of @list what is not among the answers of the first @n_above lists of @above. TRUE: there
 * is such a row. */
gboolean zx_answer_rows_show_others (GtkListBox *list, GtkListBox *const *above, guint n_above);

/* The first @most answers of @list are in sight in @scroller, whatever else wants room, but they
 * take no more than half of the window; the rest is scrolled to. */
void zx_answer_rows_keep_in_sight (GtkListBox *list, GtkScrolledWindow *scroller, guint most);
