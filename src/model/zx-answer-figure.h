/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-json.h"

#include <gio/gio.h>

/* What is counted of the assistant's answers; the last two are shares. */
typedef enum {
  ZX_FIGURE_ASKED,
  ZX_FIGURE_SHOWN,
  ZX_FIGURE_SILENT,
  ZX_FIGURE_ACCEPTED,
  ZX_FIGURE_EDITED,
  ZX_FIGURE_UP,
  ZX_FIGURE_DOWN,
  ZX_FIGURE_FIRST_PLACE,
  ZX_FIGURE_FIRST_PLACE_SHARE,
  ZX_FIGURE_SILENT_SHARE,
  ZX_N_FIGURES
} ZxFigure;

/* The server's figures of one week, one article, or of all; never changes. Nothing of it is
 * computed here. */
#define ZX_TYPE_ANSWER_FIGURE (zx_answer_figure_get_type ())
G_DECLARE_FINAL_TYPE (ZxAnswerFigure, zx_answer_figure, ZX, ANSWER_FIGURE, GObject)

ZxAnswerFigure *zx_answer_figure_new (JsonObject *json);

/* The week's Monday ("2026-11-16"), or the article's id; null: the figures of all. */
const char *zx_answer_figure_get_key (ZxAnswerFigure *self);
const char *zx_answer_figure_get_title (ZxAnswerFigure *self); /* never null */

/* A number, or a share of 0 … 1; negative: there is none, as nothing was counted. */
double zx_answer_figure_get (ZxAnswerFigure *self, ZxFigure figure);

/* The word of the wire, and whose rows are behind it: those of a share are those that it counts. */
const char *zx_figure_word (ZxFigure figure);
ZxFigure zx_figure_of_rows (ZxFigure figure);
gboolean zx_figure_is_share (ZxFigure figure);
/* FALSE when no figure has this word. */
gboolean zx_figure_parse (const char *word, ZxFigure *figure);
