/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client.h"

#include <adwaita.h>

/* Finds words in a conversation, from the newest match to older ones; what is not loaded yet is
 * loaded while it looks. Enter goes to the older match, Shift+Enter to the newer one, Escape ends.
 *
 * Property `text` (what is looked for; "" when nothing is). Signals: `match` (ZxMessage): show it;
 * `closed`: the agent has ended the search. Main thread only. */
#define ZX_TYPE_FIND_BAR (zx_find_bar_get_type ())
G_DECLARE_FINAL_TYPE (ZxFindBar, zx_find_bar, ZX, FIND_BAR, AdwBin)

/* Where to look (nullable). Ends the search in another one. */
void zx_find_bar_set_transcript (ZxFindBar *self, ZxTranscript *transcript);

/* Shows the bar and takes the keyboard. */
void zx_find_bar_open (ZxFindBar *self);
