/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-item-row.h"

/* A ZxAnswerRow: what was asked, by whom, which article, what was done with it, by whom, when. */
#define ZX_TYPE_ANSWER_LINE (zx_answer_line_get_type ())
G_DECLARE_FINAL_TYPE (ZxAnswerLine, zx_answer_line, ZX, ANSWER_LINE, ZxItemRow)
