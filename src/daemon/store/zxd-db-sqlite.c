/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A connection to a SQLite file: WAL, every commit on disk before it counts. */
#include "zxd-db-private.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

/* A command-line verb beside a running daemon holds the file for moments only. */
#define BUSY_MS 10000

/* Pages of 4 KB in the log before a commit moves them into the file itself. A ZxdLogMover does so
 * long before; this is for when it cannot keep up. */
#define CHECKPOINT_PAGES 32000

#define CACHE_KB "-65536"

typedef struct {
  ZxdDb base;
  sqlite3 *raw; /* owned */
} Sqlite;

typedef struct {
  ZxdStmt base;
  sqlite3_stmt *raw; /* owned */
  gboolean is_select;
} SqliteStmt;

static ZxErrorCode
error_code (sqlite3 *raw)
{
  switch (sqlite3_extended_errcode (raw)) {
  case SQLITE_CONSTRAINT_UNIQUE:
  case SQLITE_CONSTRAINT_PRIMARYKEY:
    return ZX_ERROR_CONFLICT;
  default:
    return ZX_ERROR_UNAVAILABLE;
  }
}

static gboolean throw (Sqlite * self, GError **error)
{
  return zx_throw (error, error_code (self->raw), "SQLite: %s", sqlite3_errmsg (self->raw));
}

static ZxdStmt *
prepare (ZxdDb *db, const char *sql, GError **error)
{
  Sqlite *self = (Sqlite *) db;
  SqliteStmt *stmt;
  sqlite3_stmt *raw = NULL;

  if (sqlite3_prepare_v3 (self->raw, sql, -1, SQLITE_PREPARE_PERSISTENT, &raw, NULL) != SQLITE_OK) {
    throw (self, error);
    return NULL;
  }
  stmt = g_new0 (SqliteStmt, 1);
  stmt->raw = raw;
  stmt->is_select = sqlite3_stmt_readonly (raw) != 0;
  return &stmt->base;
}

static gboolean
execute (ZxdDb *db, const char *sql, GError **error)
{
  Sqlite *self = (Sqlite *) db;

  return sqlite3_exec (self->raw, sql, NULL, NULL, NULL) == SQLITE_OK || throw (self, error);
}

/* Whatever is posted is done at once. */
static gboolean
settle (ZxdDb *db, GError **error)
{
  return TRUE;
}

static gboolean
send_ahead (ZxdStmt *stmt, GError **error)
{
  return TRUE;
}

static void
close_connection (ZxdDb *db)
{
  Sqlite *self = (Sqlite *) db;

  sqlite3_close_v2 (self->raw);
  g_free (self);
}

static void
clear (ZxdStmt *stmt)
{
  sqlite3_stmt *raw = ((SqliteStmt *) stmt)->raw;

  sqlite3_reset (raw);
  sqlite3_clear_bindings (raw);
}

static void
bind_null (ZxdStmt *stmt, int place)
{
  sqlite3_bind_null (((SqliteStmt *) stmt)->raw, place);
}

static void
bind_int (ZxdStmt *stmt, int place, gint64 value)
{
  sqlite3_bind_int64 (((SqliteStmt *) stmt)->raw, place, value);
}

static void
bind_text (ZxdStmt *stmt, int place, const char *text)
{
  sqlite3_bind_text (((SqliteStmt *) stmt)->raw, place, text, -1, SQLITE_STATIC);
}

static void
bind_bytes (ZxdStmt *stmt, int place, gconstpointer bytes, gsize length)
{
  sqlite3_bind_blob64 (((SqliteStmt *) stmt)->raw, place, bytes, length, SQLITE_STATIC);
}

static ZxdStep
step (ZxdStmt *stmt, GError **error)
{
  SqliteStmt *self = (SqliteStmt *) stmt;
  Sqlite *db = (Sqlite *) stmt->db;

  switch (sqlite3_step (self->raw)) {
  case SQLITE_ROW:
    return ZXD_STEP_ROW;
  case SQLITE_DONE:
    stmt->changes = self->is_select ? 0 : sqlite3_changes64 (db->raw);
    sqlite3_reset (self->raw);
    return ZXD_STEP_DONE;
  default:
    throw (db, error);
    sqlite3_reset (self->raw);
    return ZXD_STEP_FAILED;
  }
}

static gboolean
run (ZxdStmt *stmt, GError **error)
{
  ZxdStep state;

  do
    state = step (stmt, error);
  while (state == ZXD_STEP_ROW);
  return state == ZXD_STEP_DONE;
}

static void
reset (ZxdStmt *stmt)
{
  sqlite3_reset (((SqliteStmt *) stmt)->raw);
}

static gint64
get_int (ZxdStmt *stmt, int column)
{
  return sqlite3_column_int64 (((SqliteStmt *) stmt)->raw, column);
}

static const char *
get_text (ZxdStmt *stmt, int column)
{
  return (const char *) sqlite3_column_text (((SqliteStmt *) stmt)->raw, column);
}

static gconstpointer
get_bytes (ZxdStmt *stmt, int column, gsize *length)
{
  sqlite3_stmt *raw = ((SqliteStmt *) stmt)->raw;
  gconstpointer bytes = sqlite3_column_blob (raw, column);

  *length = (gsize) sqlite3_column_bytes (raw, column);
  return bytes;
}

static void
free_statement (ZxdStmt *stmt)
{
  sqlite3_finalize (((SqliteStmt *) stmt)->raw);
  g_free (stmt);
}

static const ZxdDbClass sqlite_class = {
    .is_postgres = FALSE,
    .prepare = prepare,
    .execute = execute,
    .post = execute,
    .settle = settle,
    .close = close_connection,
    .clear = clear,
    .bind_null = bind_null,
    .bind_int = bind_int,
    .bind_text = bind_text,
    .bind_bytes = bind_bytes,
    .send_ahead = send_ahead,
    .run = run,
    .step = step,
    .reset = reset,
    .get_int = get_int,
    .get_text = get_text,
    .get_bytes = get_bytes,
    .free = free_statement,
};

/* The file holds customers' words: only its owner reads it. SQLite gives its log and index files
 * the same mode. A file that is there is not opened: when any descriptor of it is closed, POSIX
 * lets go of all locks that this process has on it, and with them of the database that it has open.
 */
static gboolean
create_file (const char *path, GError **error)
{
  int fd = open (path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

  if (fd < 0 && errno == EEXIST)
    return TRUE;
  if (fd < 0)
    return zx_throw (error, ZX_ERROR_UNAVAILABLE, "cannot open the database %s: %s", path,
                     g_strerror (errno));
  close (fd);
  return TRUE;
}

/* What cannot be moved now, because somebody reads, is moved later. */
static int
log_grew_cb (void *data, sqlite3 *raw, const char *name, int n_pages)
{
  Sqlite *self = data;

  self->base.log_pages = n_pages;
  if (n_pages >= CHECKPOINT_PAGES)
    sqlite3_wal_checkpoint_v2 (raw, name, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
  return SQLITE_OK;
}

ZxdDb *
zxd_db_open_sqlite (const char *path, gboolean is_reader, GError **error)
{
  g_autoptr (ZxdDb) db = NULL;
  Sqlite *self;

  if (!is_reader && !create_file (path, error))
    return NULL;
  self = g_new0 (Sqlite, 1);
  db = &self->base;
  zxd_db_init (db, &sqlite_class);
  if (sqlite3_open_v2 (path, &self->raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) !=
      SQLITE_OK) {
    throw (self, error);
    g_prefix_error (error, "cannot open the database %s: ", path);
    return NULL;
  }
  if (!is_reader && sqlite3_db_readonly (self->raw, NULL) != 0) {
    zx_throw (error, ZX_ERROR_UNAVAILABLE, "cannot write to the database %s", path);
    return NULL;
  }
  sqlite3_busy_timeout (self->raw, BUSY_MS);
  if (!execute (db,
                is_reader ? "PRAGMA query_only = 1"
                          : "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                            "PRAGMA secure_delete = ON;" /* who is erased is not on the disk */
                            "PRAGMA cache_size = " CACHE_KB ";",
                error)) {
    g_prefix_error (error, "cannot open the database %s: ", path);
    return NULL;
  }
  if (!is_reader)
    sqlite3_wal_hook (self->raw, log_grew_cb, self);
  return g_steal_pointer (&db);
}
