/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-keymap.h"

/* Each control within @root that does the action of a key says so behind its tooltip, and follows
 * when the agent chooses another key. Controls without an action of their own say by
 * zx_keys_mark() which one it is. May be called again when there are more controls. */
void zx_key_tips_show (ZxKeymap *keymap, GtkWidget *root);
