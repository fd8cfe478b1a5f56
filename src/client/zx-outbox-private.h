/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-outbox.h"

#include <sqlite3.h>

/* The inside of the outbox's file, shared by its parts; all of it on the outbox's thread. */

/* zx-outbox.c */
gboolean zx_outbox_run_sql (sqlite3 *db, const char *sql, GError **error);
sqlite3_stmt *zx_outbox_prepare (sqlite3 *db, const char *sql, GError **error);
/* Runs @stmt, which is done then, to its end. */
gboolean zx_outbox_finish (sqlite3 *db, sqlite3_stmt *stmt, GError **error);
/* FALSE, with what SQLite says. */
gboolean zx_outbox_throw (sqlite3 *db, GError **error);
/* @bytes, or when null those of the file @from, to the new file @to: on the disk when it returns.
 */
gboolean zx_outbox_copy_file (const char *from, GBytes *bytes, const char *to, GError **error);

/* zx-outbox-drafts.c; @folder is where the bytes of their files are. */
extern const char zx_drafts_sql[]; /* makes the tables */
/* One file as it was when it was to be kept: ZxFile belongs to the main thread. */
typedef struct {
  char *uuid, *name, *path; /* owned; path null: see bytes */
  GBytes *bytes;            /* owned, nullable */
  gint64 size;
  gboolean is_ours; /* its bytes go into @folder, from where they are now */
} ZxDraftFile;
void zx_draft_file_free (ZxDraftFile *file);
void zx_draft_free (gpointer draft); /* of ZxDraft */

gboolean zx_drafts_read (sqlite3 *db, const char *folder, GPtrArray *drafts, GError **error);
gboolean zx_drafts_write_text (sqlite3 *db, gint64 key, const char *text, GError **error);
/* @summary null: forgets it. */
gboolean zx_drafts_write_wrap_up (sqlite3 *db,
                                  gint64 contact_id,
                                  gint64 category_id,
                                  const char *summary,
                                  GError **error);
/* @files: of ZxDraftFile. */
gboolean zx_drafts_write_files (sqlite3 *db,
                                const char *folder,
                                gint64 key,
                                GPtrArray *files,
                                GError **error);
gboolean zx_drafts_forget (sqlite3 *db, gint64 key, GError **error);
/* Removes the bytes that belong to no draft. */
void zx_drafts_sweep (sqlite3 *db, const char *folder);
