/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#define ZX_LINE_CHARACTERS 200 /* more than any list or window shows of one */

/* @text (UTF-8, nullable) in one line, new: white space of any kind and length is one space, there
 * is none at the ends, and what has more than @most (≥ 1) characters is cut to as many, the last
 * of them being "…". Pure. */
char *zx_one_line (const char *text, guint most);
