/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-palette-item.h"

/* A ZxPaletteItem in the palette's list: icon, title, a word more, and its key. */
#define ZX_TYPE_PALETTE_ROW (zx_palette_row_get_type ())
G_DECLARE_FINAL_TYPE (ZxPaletteRow, zx_palette_row, ZX, PALETTE_ROW, GtkListBoxRow)

GtkWidget *zx_palette_row_new (ZxPaletteItem *item);
ZxPaletteItem *zx_palette_row_get_item (ZxPaletteRow *self);
