/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-answer-figure.h"

#include <adwaita.h>

/* The sum of all figures, and a table of them by week or by article, sorted by the column that the
 * agent chose (action figures.sort) and begun with its first lines. */
#define ZX_TYPE_ANSWER_FIGURES (zx_answer_figures_get_type ())
G_DECLARE_FINAL_TYPE (ZxAnswerFigures, zx_answer_figures, ZX, ANSWER_FIGURES, AdwBin)

/* @lines: of ZxAnswerFigure; the table begins sorted as the server sorts. */
void zx_answer_figures_show (ZxAnswerFigures *self,
                             GListModel *lines,
                             ZxAnswerFigure *total,
                             gboolean by_article);

/* The keyboard to that number; @key null: to the sum's. */
void zx_answer_figures_take_focus (ZxAnswerFigures *self, ZxFigure figure, const char *key);
