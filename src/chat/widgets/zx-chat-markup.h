/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* What people wrote, made safe to show. Pure functions. */

/* Plain text as Pango markup, with http and https addresses as links and, when @find is neither
 * null nor empty, every place of it marked. Free it. */
char *zx_chat_markup (const char *text, const char *find);

/* Where @find first stands in @text, whatever the case; null when nowhere. @length: of the place in
 * bytes, which may differ from that of @find. */
const char *zx_chat_find (const char *text, const char *find, gsize *length);
