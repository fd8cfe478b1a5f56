/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "zx-enums.h"

/* Words for times and enums. Pure functions: @now_ms is given, so a test can set it. */
char *zx_words_ago (gint64 at_ms, gint64 now_ms);   /* "now", "3 min", "2 h", "3 d", a date */
char *zx_words_exact (gint64 at_ms);                /* full local date and time */
char *zx_words_clock (gint64 at_ms, gint64 now_ms); /* "14:02"; another day: "Nov 18 14:02" */
char *zx_words_elapsed (gint64 elapsed_ms);         /* "0:48", "1:02:10", "3 d" */
const char *zx_words_tier (ZxTier tier);            /* never null, translated */
const char *zx_words_trust (ZxIdentityTrust trust); /* never null, translated */
const char *zx_words_channel (const char *channel); /* an unknown channel is its own word */
char *zx_words_sure (ZxIdentityTrust trust, const char *by); /* "Confirmed by Li Qian" */
char *zx_words_name (const char *name, const char *uuid);    /* "Visitor 7F2C" for who gave none */
const char *zx_icon_of_channel (const char *channel);

/* Call in class_init of a template: makes these closures usable in its .ui file:
 *   zx_has_text (s) → b      zx_not (b) → b       zx_is_positive (u) → b   zx_has_object (o) → b
 *   zx_exact (x) → s         zx_tier (tier) → s   zx_channel (s) → s       zx_channel_icon (s) → s
 *   zx_name (name, uuid) → s, see zx_words_name()
 *   zx_one_line (s) → s: see zx-line.h; what is null is ""
 *   zx_joined (s, s) → s: both with " · " between, or the one that is there
 * and the signal handler zx_own_words, see zx_tip_own_words_cb() */
void zx_closures_bind (GtkWidgetClass *klass);
