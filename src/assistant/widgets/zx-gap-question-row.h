/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-item-row.h"

/* A ZxGapQuestion: its words and when it was asked. */
#define ZX_TYPE_GAP_QUESTION_ROW (zx_gap_question_row_get_type ())
G_DECLARE_FINAL_TYPE (ZxGapQuestionRow, zx_gap_question_row, ZX, GAP_QUESTION_ROW, ZxItemRow)
