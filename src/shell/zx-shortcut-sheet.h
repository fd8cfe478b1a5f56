/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-keymap.h"

#include <adwaita.h>

/* Lists the keys of a keymap as they are when it opens. */
#define ZX_TYPE_SHORTCUT_SHEET (zx_shortcut_sheet_get_type ())
G_DECLARE_FINAL_TYPE (ZxShortcutSheet, zx_shortcut_sheet, ZX, SHORTCUT_SHEET, AdwWindow)

GtkWindow *zx_shortcut_sheet_new (GtkWindow *parent, ZxKeymap *keymap);
