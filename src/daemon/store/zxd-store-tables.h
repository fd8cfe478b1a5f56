/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-store.h"

/* All tables of the schema as rows of text, the same on both stores: what a backup holds, and what
 * two databases are compared by. A row is a JSON array of its columns in alphabetical order:
 * numbers, texts, bytes as hex digits, null. */
typedef enum {
  ZXD_TABLE_KEPT,    /* in a backup */
  ZXD_TABLE_PASSING, /* sign-ins, leases and the like: of no use tomorrow, or of harm */
} ZxdTableKind;

typedef struct {
  const char *name, *key; /* the columns of the primary key, separated by commas */
  ZxdTableKind kind;
} ZxdTable;

/* In the order in which they are written; @n_tables of them. */
const ZxdTable *zxd_tables_get (gsize *n_tables);
const ZxdTable *zxd_table_find (const char *name); /* null when there is none */

typedef enum { ZXD_COLUMN_INT, ZXD_COLUMN_TEXT, ZXD_COLUMN_BYTES } ZxdColumnKind;
typedef struct {
  char *name; /* owned */
  ZxdColumnKind kind;
} ZxdColumn;

/* Owned ZxdColumn, by name; empty when there is no such table, null with @error. */
GPtrArray *zxd_table_read_columns (ZxdDb *db, const char *table, GError **error);

typedef struct {
  gint64 rows;
  char sha256[65]; /* of all lines, each with its line end */
} ZxdTableFigures;

/* Calls @line (may be null) for each row in the order of the key; lines have no end. */
typedef gboolean (*ZxdTableLine) (const char *line, gsize length, gpointer data, GError **error);
gboolean zxd_table_read (ZxdDb *db,
                         const ZxdTable *table,
                         ZxdTableLine line,
                         gpointer data,
                         ZxdTableFigures *figures,
                         GError **error);

/* The newest id that the table has ever given out by itself; 0 when its ids come from elsewhere. */
gboolean zxd_table_read_last_id (ZxdDb *db, const char *table, gint64 *id, GError **error);
