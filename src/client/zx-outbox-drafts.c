/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Drafts in the outbox's file: their words, the files that are to go with them, and what chats were
 * about. */
#include "zx-outbox-private.h"

#include "zx-clock.h"
#include "zx-error.h"

#include <errno.h>
#include <glib/gstdio.h>

/* A file of the agent's own is remembered by its path. What was pasted is in no file, so its bytes
 * are kept in the folder, and have no path here. */
const char zx_drafts_sql[] =
    "CREATE TABLE IF NOT EXISTS draft ("
    " contact_id INTEGER PRIMARY KEY, text TEXT NOT NULL, at_ms INTEGER NOT NULL);"
    "CREATE TABLE IF NOT EXISTS draft_file ("
    " uuid TEXT PRIMARY KEY, key INTEGER NOT NULL, n INTEGER NOT NULL, name TEXT NOT NULL,"
    " path TEXT, size INTEGER NOT NULL);"
    "CREATE TABLE IF NOT EXISTS wrap_up ("
    " contact_id INTEGER PRIMARY KEY, category_id INTEGER NOT NULL, summary TEXT NOT NULL);";

void
zx_draft_file_free (ZxDraftFile *file)
{
  g_free (file->uuid);
  g_free (file->name);
  g_free (file->path);
  g_clear_pointer (&file->bytes, g_bytes_unref);
  g_free (file);
}

void
zx_draft_free (gpointer data)
{
  ZxDraft *draft = data;

  g_free (draft->text);
  g_free (draft->summary);
  g_clear_pointer (&draft->files, g_ptr_array_unref);
  g_free (draft);
}

static ZxDraft *
get_draft (GPtrArray *drafts, gint64 key)
{
  ZxDraft *draft;

  for (guint i = 0; i < drafts->len; i++)
    if (((ZxDraft *) drafts->pdata[i])->key == key)
      return drafts->pdata[i];
  draft = g_new0 (ZxDraft, 1);
  draft->key = key;
  g_ptr_array_add (drafts, draft);
  return draft;
}

static gboolean
read_texts (sqlite3 *db, GPtrArray *drafts, GError **error)
{
  sqlite3_stmt *stmt = zx_outbox_prepare (db, "SELECT contact_id, text FROM draft", error);
  int result;

  if (stmt == NULL)
    return FALSE;
  while ((result = sqlite3_step (stmt)) == SQLITE_ROW)
    get_draft (drafts, sqlite3_column_int64 (stmt, 0))->text =
        g_strdup ((const char *) sqlite3_column_text (stmt, 1));
  if (result != SQLITE_DONE)
    zx_outbox_throw (db, error);
  sqlite3_finalize (stmt);
  return result == SQLITE_DONE;
}

static ZxFile *
read_file (sqlite3_stmt *stmt, const char *folder)
{
  const char *uuid = (const char *) sqlite3_column_text (stmt, 1);
  const char *there = (const char *) sqlite3_column_text (stmt, 3);
  g_autofree char *path = there != NULL ? g_strdup (there) : g_build_filename (folder, uuid, NULL);
  ZxFile *file = zx_file_new_here (uuid, (const char *) sqlite3_column_text (stmt, 2), path, NULL,
                                   sqlite3_column_int64 (stmt, 4));

  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
    zx_file_set_state (file, ZX_FILE_FAILED, "gone");
  return file;
}

static gboolean
read_files (sqlite3 *db, const char *folder, GPtrArray *drafts, GError **error)
{
  sqlite3_stmt *stmt = zx_outbox_prepare (
      db, "SELECT key, uuid, name, path, size FROM draft_file ORDER BY key, n", error);
  int result;

  if (stmt == NULL)
    return FALSE;
  while ((result = sqlite3_step (stmt)) == SQLITE_ROW) {
    ZxDraft *draft = get_draft (drafts, sqlite3_column_int64 (stmt, 0));

    if (draft->files == NULL)
      draft->files = g_ptr_array_new_with_free_func (g_object_unref);
    g_ptr_array_add (draft->files, read_file (stmt, folder));
  }
  if (result != SQLITE_DONE)
    zx_outbox_throw (db, error);
  sqlite3_finalize (stmt);
  return result == SQLITE_DONE;
}

static gboolean
read_wrap_ups (sqlite3 *db, GPtrArray *drafts, GError **error)
{
  sqlite3_stmt *stmt =
      zx_outbox_prepare (db, "SELECT contact_id, category_id, summary FROM wrap_up", error);
  int result;

  if (stmt == NULL)
    return FALSE;
  while ((result = sqlite3_step (stmt)) == SQLITE_ROW) {
    ZxDraft *draft = get_draft (drafts, sqlite3_column_int64 (stmt, 0));

    draft->category_id = sqlite3_column_int64 (stmt, 1);
    draft->summary = g_strdup ((const char *) sqlite3_column_text (stmt, 2));
  }
  if (result != SQLITE_DONE)
    zx_outbox_throw (db, error);
  sqlite3_finalize (stmt);
  return result == SQLITE_DONE;
}

gboolean
zx_drafts_read (sqlite3 *db, const char *folder, GPtrArray *drafts, GError **error)
{
  return read_texts (db, drafts, error) && read_files (db, folder, drafts, error) &&
         read_wrap_ups (db, drafts, error);
}

gboolean
zx_drafts_write_text (sqlite3 *db, gint64 key, const char *text, GError **error)
{
  sqlite3_stmt *stmt = zx_outbox_prepare (
      db,
      text != NULL && *text != '\0'
          ? "INSERT OR REPLACE INTO draft (contact_id, text, at_ms) VALUES (?,?,?)"
          : "DELETE FROM draft WHERE contact_id = ?",
      error);

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, key);
  if (sqlite3_bind_parameter_count (stmt) > 1) {
    sqlite3_bind_text (stmt, 2, text, -1, SQLITE_STATIC);
    sqlite3_bind_int64 (stmt, 3, zx_clock_now_ms ());
  }
  return zx_outbox_finish (db, stmt, error);
}

gboolean
zx_drafts_write_wrap_up (sqlite3 *db,
                         gint64 contact_id,
                         gint64 category_id,
                         const char *summary,
                         GError **error)
{
  sqlite3_stmt *stmt = zx_outbox_prepare (
      db,
      summary != NULL
          ? "INSERT OR REPLACE INTO wrap_up (contact_id, category_id, summary) VALUES (?,?,?)"
          : "DELETE FROM wrap_up WHERE contact_id = ?",
      error);

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, contact_id);
  if (summary != NULL) {
    sqlite3_bind_int64 (stmt, 2, category_id);
    sqlite3_bind_text (stmt, 3, summary, -1, SQLITE_STATIC);
  }
  return zx_outbox_finish (db, stmt, error);
}

static gboolean
forget_files (sqlite3 *db, gint64 key, GError **error)
{
  sqlite3_stmt *stmt = zx_outbox_prepare (db, "DELETE FROM draft_file WHERE key = ?", error);

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, key);
  return zx_outbox_finish (db, stmt, error);
}

gboolean
zx_drafts_forget (sqlite3 *db, gint64 key, GError **error)
{
  return zx_drafts_write_text (db, key, NULL, error) && forget_files (db, key, error);
}

static gboolean
keep_bytes (const char *folder, const ZxDraftFile *file, GError **error)
{
  g_autofree char *to = g_build_filename (folder, file->uuid, NULL);

  if (!file->is_ours || g_file_test (to, G_FILE_TEST_EXISTS))
    return TRUE;
  if (g_mkdir_with_parents (folder, 0700) != 0)
    return zx_throw (error, ZX_ERROR_UNAVAILABLE, "outbox: %s: %s", folder, g_strerror (errno));
  return zx_outbox_copy_file (file->path, file->bytes, to, error);
}

static gboolean
insert_file (sqlite3 *db, gint64 key, guint n, const ZxDraftFile *file, GError **error)
{
  sqlite3_stmt *stmt = zx_outbox_prepare (
      db, "INSERT INTO draft_file (uuid, key, n, name, path, size) VALUES (?,?,?,?,?,?)", error);

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_text (stmt, 1, file->uuid, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (stmt, 2, key);
  sqlite3_bind_int64 (stmt, 3, n);
  sqlite3_bind_text (stmt, 4, file->name, -1, SQLITE_STATIC);
  sqlite3_bind_text (stmt, 5, file->is_ours ? NULL : file->path, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (stmt, 6, file->size);
  return zx_outbox_finish (db, stmt, error);
}

gboolean
zx_drafts_write_files (sqlite3 *db,
                       const char *folder,
                       gint64 key,
                       GPtrArray *files,
                       GError **error)
{
  gboolean is_written = TRUE;

  for (guint i = 0; i < files->len; i++)
    if (!keep_bytes (folder, files->pdata[i], error))
      return FALSE;
  if (!zx_outbox_run_sql (db, "BEGIN IMMEDIATE", error))
    return FALSE;
  is_written = forget_files (db, key, error);
  for (guint i = 0; is_written && i < files->len; i++)
    is_written = insert_file (db, key, i, files->pdata[i], error);
  is_written = is_written && zx_outbox_run_sql (db, "COMMIT", error);
  if (!is_written)
    zx_outbox_run_sql (db, "ROLLBACK", NULL); /* the first error is the one to tell */
  return is_written;
}

static gboolean
is_known (sqlite3 *db, const char *uuid)
{
  sqlite3_stmt *stmt =
      zx_outbox_prepare (db, "SELECT 1 FROM draft_file WHERE uuid = ? AND path IS NULL", NULL);
  gboolean is_there = TRUE; /* while nobody can tell */

  if (stmt == NULL)
    return is_there;
  sqlite3_bind_text (stmt, 1, uuid, -1, SQLITE_STATIC);
  is_there = sqlite3_step (stmt) != SQLITE_DONE;
  sqlite3_finalize (stmt);
  return is_there;
}

void
zx_drafts_sweep (sqlite3 *db, const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    if (!is_known (db, name))
      g_unlink (path);
  }
}
