/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-keymap.h"

/* The command palette: one field that finds chats, pages, actions, customers and articles. Chats,
 * pages and actions are there with the letter that was typed; what the server knows follows below
 * them, so that nothing moves under the hand. The keyboard stays in the field. */
#define ZX_TYPE_PALETTE (zx_palette_get_type ())
G_DECLARE_FINAL_TYPE (ZxPalette, zx_palette, ZX, PALETTE, GtkPopover)

/* @panels: of ZxPanel. */
void zx_palette_set_up (ZxPalette *self, ZxClient *client, GListModel *panels, ZxKeymap *keymap);

/* Besides the window's, the actions of @visible (null: none) are offered. */
void zx_palette_set_visible (ZxPalette *self, ZxPanel *visible);
