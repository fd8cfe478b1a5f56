/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-customer-parts.h"

#include <adwaita.h>

/* A customer that was merged into the one shown: name, when and by whom, and a button that undoes
 * it. Property `item` (ZxMerge), set once. Signal: `undo` (int64 id of the merge). */
#define ZX_TYPE_MERGE_ROW (zx_merge_row_get_type ())
G_DECLARE_FINAL_TYPE (ZxMergeRow, zx_merge_row, ZX, MERGE_ROW, GtkListBoxRow)
