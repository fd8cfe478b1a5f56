/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-panel.h"

/* A tab of the rail: a panel's icon, word and badge. In a `narrow` window the word is its tooltip.
 */
#define ZX_TYPE_RAIL_ROW (zx_rail_row_get_type ())
G_DECLARE_FINAL_TYPE (ZxRailRow, zx_rail_row, ZX, RAIL_ROW, GtkListBoxRow)

/* @number: the key Alt+number shows this panel; told in the tooltip. */
GtkWidget *zx_rail_row_new (ZxPanel *panel, guint number);
void zx_rail_row_set_number (ZxRailRow *self, guint number);
ZxPanel *zx_rail_row_get_panel (ZxRailRow *self);
