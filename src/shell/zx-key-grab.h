/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-keymap.h"

/* Asks for the keys of one action by letting them be pressed. Escape keeps what there is, Backspace
 * leaves the action without a key. */
#define ZX_TYPE_KEY_GRAB (zx_key_grab_get_type ())
G_DECLARE_FINAL_TYPE (ZxKeyGrab, zx_key_grab, ZX, KEY_GRAB, AdwWindow)

GtkWindow *zx_key_grab_new (GtkWindow *parent, ZxKeymap *keymap, ZxKey *key);
