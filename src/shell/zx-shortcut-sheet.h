/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-keymap.h"

/* Lists the keys of @keymap as they are now, so that it cannot be wrong. */
GtkWindow *zx_shortcut_sheet_new (GtkWindow *parent, ZxKeymap *keymap);
