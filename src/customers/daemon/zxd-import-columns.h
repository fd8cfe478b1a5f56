/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-csv.h"
#include "zxd-store-import.h"

/* Which column of a table means what, and what its cells say. */
typedef struct _ZxdColumns ZxdColumns;

/* From the row that @csv gave last, the header. Each of @maps (null-terminated, may be null) is
 * "column=meaning", "column=-" leaves one out. A column that is not known is BAD_DATA, or left out
 * with @may_skip. @words must live as long. */
ZxdColumns *zxd_columns_new (ZxdCsv *csv,
                             const char *const *maps,
                             gboolean may_skip,
                             const ZxdImportWords *words,
                             GError **error);
void zxd_columns_free (ZxdColumns *columns); /* null is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZxdColumns, zxd_columns_free)

/* The columns that are left out, separated by commas; null when there are none. Lent. */
const char *zxd_columns_get_skipped (ZxdColumns *columns);

/* One row of the table, with all of its text. */
typedef struct {
  ZxdImportRow row;       /* lends from below */
  guint64 line;           /* where it begins in the file */
  gsize size;             /* bytes of text */
  GStringChunk *text;     /* owned */
  GArray *identities;     /* owned ZxdImportIdentity */
  GHashTable *fields;     /* owned, null when there are none */
  const char **cells;     /* owned array, one a column; lends from `text` */
  GError *problem;        /* owned: why it is refused, null when it is not */
  const char *bad_column; /* the header of the column that is to blame, null; lent by the columns */
  const char *bad_cell;   /* what stands there, null */
} ZxdTableRow;

/* The row that @csv gave last, with `problem` set when its cells do not say what they should.
 * Never null. */
ZxdTableRow *zxd_columns_read (ZxdColumns *columns, ZxdCsv *csv);

/* A row that could not even be taken apart. Takes @problem. */
ZxdTableRow *zxd_columns_read_bad (ZxdColumns *columns, ZxdCsv *csv, GError *problem);

/* Sets the blamed column from the member that the store named. */
void zxd_columns_blame (ZxdColumns *columns, ZxdTableRow *row);

void zxd_table_row_free (ZxdTableRow *row);

/* A day as people and spreadsheets write it (2026-11-21, 2026/1/5, 20261121, 2026年11月21日, with
 * or without a time behind) as "2026-11-21". Null when it is none. Caller frees. */
char *zxd_day_parse (const char *text);

/* All meanings that a column may have, one a line with its headers, for --help. Caller frees. */
char *zxd_columns_describe (void);
