/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* @text, valid UTF-8, in the form in which words are compared whatever their case; folding it again
 * changes nothing (Unicode, 3.13, but for Cherokee: see the file). To be freed with g_free(). Any
 * thread. */
char *zx_fold (const char *text);
