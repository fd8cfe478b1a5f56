/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-store-tables.h"

/* Looks whether the data hangs together: every reference leads somewhere, and the log of events is
 * as long as the counter says. Counts rows (is_problem FALSE) and finds (is_problem TRUE, only when
 * there are any). */
typedef void (*ZxdCheckFunc) (const char *what, gint64 count, gboolean is_problem, gpointer data);
gboolean zxd_store_check (ZxdDb *db, ZxdCheckFunc found, gpointer data, GError **error);

/* Rows and content of each table that a backup holds: the same figures mean the same data, on
 * either store. */
typedef void (*ZxdCheckTableFunc) (const char *table,
                                   const ZxdTableFigures *figures,
                                   gpointer data);
gboolean zxd_store_check_tables (ZxdDb *db, ZxdCheckTableFunc found, gpointer data, GError **error);
