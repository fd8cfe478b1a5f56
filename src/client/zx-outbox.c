/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The durable outbox and the journal of drafts, on a thread of their own. */
#include "zx-outbox-private.h"

#include "zx-error.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixoutputstream.h>
#include <glib/gstdio.h>

/* Only one workstation uses a file; the wait is for a second one that is just closing it. */
#define BUSY_MS 2000

/* Rollback journal instead of WAL, secure_delete: nothing that was sent stays readable in the file
 * or beside it. synchronous=FULL: what the agent sees as kept is kept through a power cut. */
static const char start_sql[] =
    "PRAGMA journal_mode=TRUNCATE;"
    "PRAGMA synchronous=FULL;"
    "PRAGMA secure_delete=ON;"
    "CREATE TABLE IF NOT EXISTS message ("
    " n INTEGER PRIMARY KEY AUTOINCREMENT, uuid TEXT NOT NULL UNIQUE, contact_id INTEGER NOT NULL,"
    " text TEXT NOT NULL, seen_seq INTEGER NOT NULL, internal INTEGER NOT NULL,"
    " article_id INTEGER NOT NULL, question_id INTEGER NOT NULL, edited INTEGER NOT NULL,"
    " written_at_ms INTEGER NOT NULL, refusal TEXT, refusal_detail TEXT, refusal_seq INTEGER);";

/* Columns that an older file does not have. */
static const struct {
  const char *name, *sql;
} added[] = {
    {"extra", "ALTER TABLE message ADD COLUMN extra TEXT"},
    {"withdrawn", "ALTER TABLE message ADD COLUMN withdrawn INTEGER NOT NULL DEFAULT 0"},
};

struct _ZxOutbox {
  GThreadPool *pool; /* owned; one thread: order is kept */
  sqlite3 *db;       /* owned; used by the pool's thread only */
  char *folder;      /* owned: a folder of files for each row that has some */
  char *drafts;      /* owned: a folder of files of drafts */
};

/* One piece of work for the thread. It answers through its task. */
typedef struct _Job Job;
struct _Job {
  gboolean (*run) (ZxOutbox *outbox, Job *job, GError **error);
  char *path;               /* open */
  ZxOutboxRow *row;         /* put */
  char *text;               /* remove: the uuid; draft: the text; wrap-up: the summary */
  gboolean is_new;          /* put */
  gint64 key, category_id;  /* draft, wrap-up */
  GPtrArray *files;         /* draft's files, of ZxDraftFile */
  ZxOutbox *opened;         /* open */
  GPtrArray *rows, *drafts; /* open */
};

static void
free_outbox (ZxOutbox *self)
{
  sqlite3_close (self->db);
  if (self->pool != NULL)
    g_thread_pool_free (self->pool, FALSE, FALSE);
  g_free (self->folder);
  g_free (self->drafts);
  g_free (self);
}

static void
free_job (gpointer data)
{
  Job *job = data;

  g_free (job->path);
  g_free (job->text);
  g_clear_pointer (&job->row, zx_outbox_row_free);
  g_clear_pointer (&job->files, g_ptr_array_unref);
  g_clear_pointer (&job->rows, g_ptr_array_unref);
  g_clear_pointer (&job->drafts, g_ptr_array_unref);
  g_clear_pointer (&job->opened, free_outbox);
  g_free (job);
}

gboolean
zx_outbox_throw (sqlite3 *db, GError **error)
{
  return zx_throw (error, ZX_ERROR_UNAVAILABLE, "outbox: %s", sqlite3_errmsg (db));
}

gboolean
zx_outbox_run_sql (sqlite3 *db, const char *sql, GError **error)
{
  return sqlite3_exec (db, sql, NULL, NULL, NULL) == SQLITE_OK || zx_outbox_throw (db, error);
}

sqlite3_stmt *
zx_outbox_prepare (sqlite3 *db, const char *sql, GError **error)
{
  sqlite3_stmt *stmt = NULL;

  if (sqlite3_prepare_v2 (db, sql, -1, &stmt, NULL) != SQLITE_OK)
    zx_outbox_throw (db, error);
  return stmt;
}

gboolean
zx_outbox_finish (sqlite3 *db, sqlite3_stmt *stmt, GError **error)
{
  gboolean is_done = sqlite3_step (stmt) == SQLITE_DONE;

  if (!is_done)
    zx_outbox_throw (db, error);
  sqlite3_finalize (stmt);
  return is_done;
}

static char *
dup_text (sqlite3_stmt *stmt, int column)
{
  return g_strdup ((const char *) sqlite3_column_text (stmt, column));
}

static gboolean
read_rows (sqlite3 *db, GPtrArray *rows, GError **error)
{
  sqlite3_stmt *stmt = zx_outbox_prepare (
      db,
      "SELECT uuid, contact_id, text, seen_seq, internal, article_id, question_id, edited,"
      " written_at_ms, refusal, refusal_detail, refusal_seq, extra, withdrawn"
      " FROM message ORDER BY n",
      error);
  int result;

  if (stmt == NULL)
    return FALSE;
  while ((result = sqlite3_step (stmt)) == SQLITE_ROW) {
    ZxOutboxRow *row = g_new0 (ZxOutboxRow, 1);

    row->uuid = dup_text (stmt, 0);
    row->contact_id = sqlite3_column_int64 (stmt, 1);
    row->text = dup_text (stmt, 2);
    row->seen_seq = sqlite3_column_int64 (stmt, 3);
    row->internal = sqlite3_column_int (stmt, 4);
    row->article_id = sqlite3_column_int64 (stmt, 5);
    row->question_id = sqlite3_column_int64 (stmt, 6);
    row->edited = sqlite3_column_int (stmt, 7);
    row->written_at_ms = sqlite3_column_int64 (stmt, 8);
    row->refusal = dup_text (stmt, 9);
    row->refusal_detail = dup_text (stmt, 10);
    row->refusal_seq = sqlite3_column_int64 (stmt, 11);
    row->extra = dup_text (stmt, 12);
    row->withdrawn = sqlite3_column_int (stmt, 13);
    row->is_kept = TRUE;
    g_ptr_array_add (rows, row);
  }
  if (result != SQLITE_DONE)
    zx_outbox_throw (db, error);
  sqlite3_finalize (stmt);
  return result == SQLITE_DONE;
}

static gboolean
has_column (sqlite3 *db, const char *name)
{
  return sqlite3_table_column_metadata (db, NULL, "message", name, NULL, NULL, NULL, NULL, NULL) ==
         SQLITE_OK;
}

static gboolean
add_columns (sqlite3 *db, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (added); i++) {
    if (!has_column (db, added[i].name) && !zx_outbox_run_sql (db, added[i].sql, error))
      return FALSE;
  }
  return TRUE;
}

/* --- the bytes of files: they are on the disk before their row is --- */

static gboolean
throw_file (GError **error, const char *path)
{
  return zx_throw (error, ZX_ERROR_UNAVAILABLE, "outbox: %s: %s", path, g_strerror (errno));
}

static void
remove_files (ZxOutbox *self, const char *uuid)
{
  g_autofree char *folder = g_build_filename (self->folder, uuid, NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    g_unlink (path);
  }
  g_rmdir (folder);
}

/* What a program that ended in the middle has copied for a row that it never wrote. */
static void
remove_strays (ZxOutbox *self, GPtrArray *rows)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    gboolean is_known = FALSE;

    for (guint i = 0; i < rows->len && !is_known; i++)
      is_known = g_str_equal (((ZxOutboxRow *) rows->pdata[i])->uuid, name);
    if (!is_known)
      remove_files (self, name);
  }
}

gboolean
zx_outbox_copy_file (const char *from, GBytes *bytes, const char *to, GError **error)
{
  g_autoptr (GFile) source = from != NULL ? g_file_new_for_path (from) : NULL;
  g_autoptr (GInputStream) in = bytes != NULL ? g_memory_input_stream_new_from_bytes (bytes)
                                              : G_INPUT_STREAM (g_file_read (source, NULL, error));
  g_autoptr (GOutputStream) out = NULL;
  int fd;
  gboolean is_done;

  if (in == NULL)
    return FALSE;
  fd = g_open (to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0)
    return throw_file (error, to);
  out = g_unix_output_stream_new (fd, FALSE);
  is_done =
      g_output_stream_splice (out, in, G_OUTPUT_STREAM_SPLICE_CLOSE_SOURCE, NULL, error) >= 0 &&
      (g_fsync (fd) == 0 || throw_file (error, to));
  g_close (fd, NULL);
  return is_done;
}

static gboolean
copy_sources (ZxOutbox *self, const ZxOutboxRow *row, GError **error)
{
  g_autofree char *folder = g_build_filename (self->folder, row->uuid, NULL);

  if (row->sources == NULL)
    return TRUE;
  if (g_mkdir_with_parents (folder, 0700) != 0)
    return throw_file (error, folder);
  for (guint i = 0; i < row->sources->len; i++) {
    ZxFile *file = row->sources->pdata[i];
    g_autofree char *to = zx_outbox_file_path (self, row->uuid, i);

    if (!zx_outbox_copy_file (zx_file_get_path (file), zx_file_get_bytes (file), to, error)) {
      remove_files (self, row->uuid);
      return FALSE;
    }
  }
  return TRUE;
}

char *
zx_outbox_file_path (ZxOutbox *self, const char *uuid, guint n)
{
  g_autofree char *name = g_strdup_printf ("%u", n);

  return g_build_filename (self->folder, uuid, name, NULL);
}

static gboolean
run_open (ZxOutbox *unused, Job *job, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (job->path);

  if (g_mkdir_with_parents (folder, 0700) != 0)
    return zx_throw (error, ZX_ERROR_UNAVAILABLE, "outbox: %s: %s", folder, g_strerror (errno));
  if (sqlite3_open_v2 (job->path, &job->opened->db,
                       SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX,
                       NULL) != SQLITE_OK)
    return zx_outbox_throw (job->opened->db, error);
  if (g_chmod (job->path, 0600) != 0)
    return zx_throw (error, ZX_ERROR_UNAVAILABLE, "outbox: %s: %s", job->path, g_strerror (errno));
  sqlite3_busy_timeout (job->opened->db, BUSY_MS);
  job->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) zx_outbox_row_free);
  job->drafts = g_ptr_array_new_with_free_func (zx_draft_free);
  if (!zx_outbox_run_sql (job->opened->db, start_sql, error) ||
      !zx_outbox_run_sql (job->opened->db, zx_drafts_sql, error) ||
      !add_columns (job->opened->db, error) || !read_rows (job->opened->db, job->rows, error) ||
      !zx_drafts_read (job->opened->db, job->opened->drafts, job->drafts, error))
    return FALSE;
  remove_strays (job->opened, job->rows);
  zx_drafts_sweep (job->opened->db, job->opened->drafts);
  return TRUE;
}

static gboolean
write_row (sqlite3 *db, const ZxOutboxRow *row, GError **error)
{
  sqlite3_stmt *stmt = zx_outbox_prepare (
      db,
      "INSERT INTO message (uuid, contact_id, text, seen_seq, internal, article_id,"
      " question_id, edited, written_at_ms, refusal, refusal_detail, refusal_seq,"
      " extra, withdrawn) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (uuid) DO UPDATE SET"
      " seen_seq = excluded.seen_seq, refusal = excluded.refusal,"
      " refusal_detail = excluded.refusal_detail, refusal_seq = excluded.refusal_seq,"
      " article_id = excluded.article_id, edited = excluded.edited, text = excluded.text,"
      " extra = excluded.extra, withdrawn = excluded.withdrawn",
      error);

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_text (stmt, 1, row->uuid, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (stmt, 2, row->contact_id);
  sqlite3_bind_text (stmt, 3, row->text, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (stmt, 4, row->seen_seq);
  sqlite3_bind_int (stmt, 5, row->internal);
  sqlite3_bind_int64 (stmt, 6, row->article_id);
  sqlite3_bind_int64 (stmt, 7, row->question_id);
  sqlite3_bind_int (stmt, 8, row->edited);
  sqlite3_bind_int64 (stmt, 9, row->written_at_ms);
  sqlite3_bind_text (stmt, 10, row->refusal, -1, SQLITE_STATIC);
  sqlite3_bind_text (stmt, 11, row->refusal_detail, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (stmt, 12, row->refusal_seq);
  sqlite3_bind_text (stmt, 13, row->extra, -1, SQLITE_STATIC);
  sqlite3_bind_int (stmt, 14, row->withdrawn);
  return zx_outbox_finish (db, stmt, error);
}

static gboolean
run_put (ZxOutbox *self, Job *job, GError **error)
{
  gboolean is_written;

  if (!copy_sources (self, job->row, error))
    return FALSE;
  if (!zx_outbox_run_sql (self->db, "BEGIN IMMEDIATE", error))
    return FALSE;
  is_written = (!job->is_new ||
                zx_drafts_forget (self->db, zx_draft_key (job->row->contact_id, job->row->internal),
                                  error)) &&
               write_row (self->db, job->row, error) &&
               zx_outbox_run_sql (self->db, "COMMIT", error);
  if (!is_written)
    zx_outbox_run_sql (self->db, "ROLLBACK", NULL); /* the first error is the one to tell */
  else if (job->is_new)
    zx_drafts_sweep (self->db, self->drafts);
  return is_written;
}

static gboolean
run_remove (ZxOutbox *self, Job *job, GError **error)
{
  sqlite3_stmt *stmt = zx_outbox_prepare (self->db, "DELETE FROM message WHERE uuid = ?", error);

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_text (stmt, 1, job->text, -1, SQLITE_STATIC);
  if (!zx_outbox_finish (self->db, stmt, error))
    return FALSE;
  remove_files (self, job->text);
  return TRUE;
}

static gboolean
run_draft (ZxOutbox *self, Job *job, GError **error)
{
  return zx_drafts_write_text (self->db, job->key, job->text, error);
}

static gboolean
run_wrap_up (ZxOutbox *self, Job *job, GError **error)
{
  return zx_drafts_write_wrap_up (self->db, job->key, job->category_id, job->text, error);
}

static gboolean
run_draft_files (ZxOutbox *self, Job *job, GError **error)
{
  if (!zx_drafts_write_files (self->db, self->drafts, job->key, job->files, error))
    return FALSE;
  zx_drafts_sweep (self->db, self->drafts);
  return TRUE;
}

static gboolean
run_close (ZxOutbox *self, Job *job, GError **error)
{
  sqlite3_close (self->db);
  self->db = NULL;
  return TRUE;
}

/* On the pool's thread. */
static void
run_job (gpointer data, gpointer user_data)
{
  g_autoptr (GTask) task = data;
  Job *job = g_task_get_task_data (task);
  GError *error = NULL;

  if (job->run (user_data, job, &error)) {
    g_task_return_boolean (task, TRUE);
  } else {
    g_info ("%s", error->message);
    g_task_return_error (task, error);
  }
}

static void
start_job (ZxOutbox *self, Job *job, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);

  g_task_set_source_tag (task, start_job);
  g_task_set_task_data (task, job, free_job);
  g_thread_pool_push (self->pool, task, NULL);
}

static Job *
new_job (gboolean (*run) (ZxOutbox *, Job *, GError **))
{
  Job *job = g_new0 (Job, 1);

  job->run = run;
  return job;
}

ZxOutboxRow *
zx_outbox_row_copy (const ZxOutboxRow *row)
{
  ZxOutboxRow *copy = g_memdup2 (row, sizeof *row);

  copy->uuid = g_strdup (row->uuid);
  copy->text = g_strdup (row->text);
  copy->extra = g_strdup (row->extra);
  copy->refusal = g_strdup (row->refusal);
  copy->refusal_detail = g_strdup (row->refusal_detail);
  copy->sources = row->sources != NULL ? g_ptr_array_ref (row->sources) : NULL;
  return copy;
}

void
zx_outbox_row_free (ZxOutboxRow *row)
{
  g_free (row->uuid);
  g_free (row->text);
  g_free (row->extra);
  g_free (row->refusal);
  g_free (row->refusal_detail);
  g_clear_pointer (&row->sources, g_ptr_array_unref);
  g_free (row);
}

void
zx_outbox_open_async (const char *path, GAsyncReadyCallback callback, gpointer user_data)
{
  ZxOutbox *self = g_new0 (ZxOutbox, 1);
  Job *job = new_job (run_open);

  self->pool = g_thread_pool_new (run_job, self, 1, FALSE, NULL);
  job->path = g_strdup (path);
  job->opened = self;
  self->folder = g_strconcat (path, ".files", NULL);
  self->drafts = g_strconcat (path, ".drafts", NULL);
  start_job (self, job, callback, user_data);
}

ZxOutbox *
zx_outbox_open_finish (GAsyncResult *result, GPtrArray **rows, GPtrArray **drafts, GError **error)
{
  Job *job = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  *rows = g_steal_pointer (&job->rows);
  *drafts = g_steal_pointer (&job->drafts);
  return g_steal_pointer (&job->opened);
}

void
zx_outbox_put_async (ZxOutbox *self,
                     const ZxOutboxRow *row,
                     gboolean is_new,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  Job *job = new_job (run_put);

  job->row = zx_outbox_row_copy (row);
  job->is_new = is_new;
  start_job (self, job, callback, user_data);
}

gboolean
zx_outbox_put_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
zx_outbox_remove (ZxOutbox *self, const char *uuid)
{
  Job *job = new_job (run_remove);

  job->text = g_strdup (uuid);
  start_job (self, job, NULL, NULL);
}

void
zx_outbox_save_draft (ZxOutbox *self, gint64 key, const char *text)
{
  Job *job = new_job (run_draft);

  job->key = key;
  job->text = g_strdup (text);
  start_job (self, job, NULL, NULL);
}

void
zx_outbox_save_wrap_up (ZxOutbox *self, gint64 contact_id, gint64 category_id, const char *summary)
{
  Job *job = new_job (run_wrap_up);

  job->key = contact_id;
  job->category_id = category_id;
  job->text = g_strdup (summary);
  start_job (self, job, NULL, NULL);
}

/* Its bytes must be kept by us when they are in no file, or in one of a row that may go. */
static ZxDraftFile *
draft_file_of (ZxOutbox *self, ZxFile *file)
{
  ZxDraftFile *draft = g_new0 (ZxDraftFile, 1);
  const char *path = zx_file_get_path (file);
  GBytes *bytes = zx_file_get_bytes (file);

  draft->uuid = g_strdup (zx_file_get_uuid (file));
  draft->name = g_strdup (zx_file_get_name (file));
  draft->path = g_strdup (path);
  draft->bytes = bytes != NULL ? g_bytes_ref (bytes) : NULL;
  draft->size = zx_file_get_size (file);
  draft->is_ours = path == NULL || g_str_has_prefix (path, self->folder) ||
                   g_str_has_prefix (path, self->drafts);
  return draft;
}

void
zx_outbox_save_draft_files (ZxOutbox *self, gint64 key, GPtrArray *files)
{
  Job *job = new_job (run_draft_files);

  job->key = key;
  job->files = g_ptr_array_new_with_free_func ((GDestroyNotify) zx_draft_file_free);
  for (guint i = 0; files != NULL && i < files->len; i++) {
    ZxDraftFile *draft = draft_file_of (self, files->pdata[i]);

    g_ptr_array_add (job->files, draft);
    if (draft->path != NULL && draft->is_ours) {
      g_autofree char *path = g_build_filename (self->drafts, draft->uuid, NULL);

      zx_file_set_path (files->pdata[i], path);
    }
  }
  start_job (self, job, NULL, NULL);
}

void
zx_outbox_close_async (ZxOutbox *self, GAsyncReadyCallback callback, gpointer user_data)
{
  Job *job = new_job (run_close);

  job->opened = self; /* freed with the job, on the main thread or after its callback */
  start_job (self, job, callback, user_data);
}
