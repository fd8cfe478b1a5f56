/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* The numbers of a list as it stands in a row, "[1,2]"; none for null. An array of gint64 that the
 * caller owns. Any thread. */
GArray *zxd_ids_parse (const char *text);
