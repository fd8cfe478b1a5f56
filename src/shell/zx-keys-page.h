/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-keymap.h"

/* The preferences' page of keys: each with what it does, to be changed by pressing another. */
#define ZX_TYPE_KEYS_PAGE (zx_keys_page_get_type ())
G_DECLARE_FINAL_TYPE (ZxKeysPage, zx_keys_page, ZX, KEYS_PAGE, AdwPreferencesPage)

void zx_keys_page_set_keymap (ZxKeysPage *self, ZxKeymap *keymap);
