/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-store.h"

/* A backup is one file for both stores: gzip over lines of JSON. The first line tells what it is,
 * then each table comes with its columns, its rows, and their number and SHA-256; the last line
 * says that nothing is missing. So what was SQLite can be restored into PostgreSQL, and an older
 * schema into a newer program. */
typedef struct {
  gint64 tables, rows;
  gint64 seq; /* newest event in it */
} ZxdBackupFigures;

/* Inside a read closure: all of one moment, while others write on. */
gboolean
zxd_backup_write (ZxdDb *db, GOutputStream *stream, ZxdBackupFigures *figures, GError **error);

/* Fills the database @where from a backup, all or nothing, on a connection of its own: nobody else
 * may have it open (CONFLICT). What is there already is CONFLICT too, or goes with @replace. */
gboolean zxd_backup_restore (const char *where,
                             GInputStream *stream,
                             gboolean replace,
                             ZxdBackupFigures *figures,
                             GError **error);
