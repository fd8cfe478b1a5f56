/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-answer-figure.h"

/* Words for the figures of the assistant's answers. Pure functions; strings are translated. */

const char *zx_figure_name (ZxFigure figure); /* short: the head of a column */

/* What it counts, or of what it is the share. */
const char *zx_figure_meaning (ZxFigure figure, gboolean by_article);

/* "12", "67 %", or "–" when there is none; caller frees. */
char *zx_figure_text (ZxAnswerFigure *line, ZxFigure figure);

/* The article's title, the days of the week, or “In total” for what has no key; caller frees. */
char *zx_figure_title (ZxAnswerFigure *line, gboolean by_article);
