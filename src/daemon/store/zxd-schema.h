/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-db-private.h"

/* Applies the numbered files of @dir/sqlite or @dir/postgres that @db has not seen yet, all or
 * none, while other programs that open the same database wait. Refuses a database that is newer
 * than the files. */
gboolean zxd_schema_update (ZxdDb *db, const char *dir, GError **error);

/* The same within a transaction of the caller's, up to the file with the number @most; 0: all. */
gboolean zxd_schema_apply (ZxdDb *db, const char *dir, int most, GError **error);
