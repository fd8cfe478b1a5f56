/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-answer-figure.h"

#include <adwaita.h>

/* A line of figures, each of which is a button that opens its rows (action figures.rows, (ss): the
 * figure's word, the line's key or ""). The line of all figures is larger and names each. The head
 * of the table is such a line, too: its buttons sort (action figures.sort, s: the figure's word, or
 * "title"). */
#define ZX_TYPE_ANSWER_FIGURE_ROW (zx_answer_figure_row_get_type ())
G_DECLARE_FINAL_TYPE (ZxAnswerFigureRow, zx_answer_figure_row, ZX, ANSWER_FIGURE_ROW, AdwBin)

/* @line null: the head. @slim: there is no room for columns; the figures stand below the title, and
 * each says what it is. */
GtkWidget *zx_answer_figure_row_new (ZxAnswerFigure *line, gboolean by_article, gboolean slim);

/* The head: by what the table is sorted; @figure ZX_N_FIGURES: by the title. */
void
zx_answer_figure_row_mark_sorted (ZxAnswerFigureRow *self, ZxFigure figure, gboolean descending);

/* Where its title stands, for a common width; lent. */
GtkWidget *zx_answer_figure_row_get_title (ZxAnswerFigureRow *self);
ZxAnswerFigure *zx_answer_figure_row_get_line (ZxAnswerFigureRow *self); /* null: the head */

/* The keyboard to the button of this figure. */
void zx_answer_figure_row_take_focus (ZxAnswerFigureRow *self, ZxFigure figure);
