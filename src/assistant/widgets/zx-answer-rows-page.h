/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client-figures.h"

#include <adwaita.h>

/* What one figure counts, page by page, newest first; a row opens its contact. Its button back is
 * the action figures.back. */
#define ZX_TYPE_ANSWER_ROWS_PAGE (zx_answer_rows_page_get_type ())
G_DECLARE_FINAL_TYPE (ZxAnswerRowsPage, zx_answer_rows_page, ZX, ANSWER_ROWS_PAGE, AdwBin)

/* Loads what @figure counts in @line during @span, and takes the keyboard. */
void zx_answer_rows_page_show (ZxAnswerRowsPage *self,
                               ZxClient *client,
                               const ZxAnswersSpan *span,
                               ZxFigure figure,
                               ZxAnswerFigure *line);
