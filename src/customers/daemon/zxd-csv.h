/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* Reads a table of comma-separated values row by row, in memory that does not grow with the file:
 * RFC 4180 and what spreadsheets make of it (semicolons or tabs, line ends of any kind, an UTF-8 or
 * UTF-16 mark in front, a first line `sep=;`). Without a word about the encoding it is UTF-8 or
 * UTF-16 where the bytes say so, else GB18030 (which includes GBK and GB 2312). Cells come as valid
 * UTF-8, just as they were written. */
typedef struct _ZxdCsv ZxdCsv;

enum {
  ZXD_CSV_MOST_CELL = 64 * 1024,  /* bytes */
  ZXD_CSV_MOST_ROW = 1024 * 1024, /* bytes of all cells */
  ZXD_CSV_MOST_COLUMNS = 1024,
};

/* @stream is read from the caller's thread and kept. @encoding null: found out. @delimiter 0: the
 * most frequent of , ; and tab in the first line. Null with BAD_DATA for an encoding that is not
 * known or does not fit. */
ZxdCsv *zxd_csv_new (GInputStream *stream, const char *encoding, char delimiter, GError **error);
void zxd_csv_free (ZxdCsv *csv); /* null is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZxdCsv, zxd_csv_free)

typedef enum {
  ZXD_CSV_ROW,
  ZXD_CSV_BAD_ROW, /* this row cannot be read, @error (BAD_DATA) says why; the next one may be */
  ZXD_CSV_END,
  ZXD_CSV_FAILED, /* the stream failed */
} ZxdCsvStep;

/* The next row that is not empty. */
ZxdCsvStep zxd_csv_next (ZxdCsv *csv, GError **error);

/* Of the row that came last: the line it begins in (from 1), its cells (lent until the next row),
 * and after BAD_ROW the column (from 0) that is wrong. */
guint64 zxd_csv_get_line (ZxdCsv *csv);
guint zxd_csv_get_length (ZxdCsv *csv);
const char *zxd_csv_get_cell (ZxdCsv *csv, guint column);
guint zxd_csv_get_bad_column (ZxdCsv *csv);

/* What was found out (or told): "UTF-8", "GB18030" …; ASCII so far counts as UTF-8. */
const char *zxd_csv_get_encoding (ZxdCsv *csv);
char zxd_csv_get_delimiter (ZxdCsv *csv);
guint64 zxd_csv_get_bytes (ZxdCsv *csv); /* read so far */

/* Appends @text as one cell. What a spreadsheet would run as a formula (= + - @ in front) gets a '
 * before it: text of strangers must not act on the reader's machine. */
void zxd_csv_add_cell (GString *out, const char *text);
