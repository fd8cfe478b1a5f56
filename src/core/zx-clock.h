/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Wall time that tests can set. Milliseconds since 1970, UTC; safe from any thread. */
gint64 zx_clock_now_ms (void);

/* For tests: from now on the clock stands at @ms until set again; a negative @ms frees it. */
void zx_clock_set_ms (gint64 ms);

/* RFC 3339 with milliseconds and Z, the form of every time on the wire. */
char *zx_clock_format (gint64 ms);

/* Reads RFC 3339; FALSE when @text is none. */
gboolean zx_clock_parse (const char *text, gint64 *ms);
