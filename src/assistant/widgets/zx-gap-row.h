/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-item-row.h"

/* A ZxGap in a list: its words, how often they were asked, and when last. */
#define ZX_TYPE_GAP_ROW (zx_gap_row_get_type ())
G_DECLARE_FINAL_TYPE (ZxGapRow, zx_gap_row, ZX, GAP_ROW, ZxItemRow)
