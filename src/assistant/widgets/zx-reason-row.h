/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-item-row.h"

/* One ZxReason: what is alike and how much of the whole that is, or what raised or lowered it. */
#define ZX_TYPE_REASON_ROW (zx_reason_row_get_type ())
G_DECLARE_FINAL_TYPE (ZxReasonRow, zx_reason_row, ZX, REASON_ROW, ZxItemRow)
