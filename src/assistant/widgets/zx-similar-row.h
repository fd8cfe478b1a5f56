/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-item-row.h"

/* A ZxSimilar: what was asked, when, by whom, and how it ended. */
#define ZX_TYPE_SIMILAR_ROW (zx_similar_row_get_type ())
G_DECLARE_FINAL_TYPE (ZxSimilarRow, zx_similar_row, ZX, SIMILAR_ROW, ZxItemRow)
