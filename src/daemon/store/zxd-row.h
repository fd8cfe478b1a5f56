/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "zxd-change.h"

/* One row that agents edit, described by a table of columns: read from the database and from the
 * request's JSON, checked, written, and compared for the audit trail. On the writer thread. */

typedef enum {
  ZXD_COLUMN_TEXT,   /* one line of at most 200 characters */
  ZXD_COLUMN_LONG,   /* at most 4,000 characters; not repeated in the audit trail */
  ZXD_COLUMN_LANG,   /* a language tag: "zh-Hans" */
  ZXD_COLUMN_DAY,    /* "2026-11-21" */
  ZXD_COLUMN_WORDS,  /* a list of short texts, kept with commas between */
  ZXD_COLUMN_CHOICE, /* one of `of`, separated by spaces */
  ZXD_COLUMN_BOOL,   /* 1 or 0 */
  ZXD_COLUMN_REF,    /* the id of a row in table `of`, which has a name */
  ZXD_COLUMN_JSON,   /* an object that its noun reads and sets */
  ZXD_COLUMN_OURS,   /* not from the request: set by its noun */
} ZxdColumnKind;

typedef struct {
  const char *name; /* of the column and of the JSON member */
  ZxdColumnKind kind;
  gboolean is_needed;
  const char *of;
} ZxdColumn;

enum { ZXD_MOST_COLUMNS = 12 };

/* Values as text in the columns' order, null for NULL. */
typedef struct {
  const char *table;
  const ZxdColumn *columns;
  guint n_columns;
  char *was[ZXD_MOST_COLUMNS], *now[ZXD_MOST_COLUMNS]; /* owned */
} ZxdRow;

void zxd_row_clear (ZxdRow *row);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ZxdRow, zxd_row_clear)

/* Lent; null when it is NULL. @name must be one of its columns. */
const char *zxd_row_get (const ZxdRow *row, const char *name);
void zxd_row_set (ZxdRow *row, const char *name, const char *value);
gboolean zxd_row_is_changed (const ZxdRow *row);

/* Reads row @id, which belongs to customer @customer_id (0: it is no part). NOT_FOUND when there is
 * none. */
gboolean zxd_row_load (ZxdRow *row, ZxdDb *db, gint64 id, gint64 customer_id, GError **error);

/* Takes over the members that @body has; null empties. References must be there. BAD_DATA says what
 * is right, @refusal (`bad-field`) which field and why: missing, too-long, malformed, unknown. */
gboolean
zxd_row_read (ZxdRow *row, ZxdDb *db, JsonObject *body, ZxdRefusal *refusal, GError **error);

/* That refusal alone; always FALSE. */
gboolean zxd_row_refuse (ZxdRefusal *refusal, const char *field, const char *why);

/* Inserts it as a part of @customer_id, with @rev unless it is 0. */
gboolean zxd_row_insert (const ZxdRow *row,
                         ZxdDb *db,
                         gint64 customer_id,
                         gint64 rev,
                         gint64 *id,
                         GError **error);

/* Writes all columns of row @id, with @rev unless it is 0. */
gboolean zxd_row_update (const ZxdRow *row, ZxdDb *db, gint64 id, gint64 rev, GError **error);

/* Adds the members was and now with what differs: references by name, long texts as true. Without
 * `was` when @is_new, without `now` when @is_gone. */
gboolean zxd_row_add_difference (const ZxdRow *row,
                                 ZxdDb *db,
                                 gboolean is_new,
                                 gboolean is_gone,
                                 GString *json,
                                 GError **error);
