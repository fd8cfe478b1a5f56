/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-db.h"

/* What the two back ends fill in, and what only the store itself may do with a connection. */

typedef struct {
  gboolean is_postgres;
  ZxdStmt *(*prepare) (ZxdDb *db, const char *sql, GError **error);
  gboolean (*execute) (ZxdDb *db, const char *sql, GError **error);
  gboolean (*post) (ZxdDb *db, const char *sql, GError **error);
  gboolean (*settle) (ZxdDb *db, GError **error);
  void (*close) (ZxdDb *db);

  void (*clear) (ZxdStmt *stmt); /* resets and forgets what was bound */
  void (*bind_null) (ZxdStmt *stmt, int place);
  void (*bind_int) (ZxdStmt *stmt, int place, gint64 value);
  void (*bind_text) (ZxdStmt *stmt, int place, const char *text);
  void (*bind_bytes) (ZxdStmt *stmt, int place, gconstpointer bytes, gsize length);
  gboolean (*send_ahead) (ZxdStmt *stmt, GError **error);
  gboolean (*run) (ZxdStmt *stmt, GError **error);
  ZxdStep (*step) (ZxdStmt *stmt, GError **error);
  void (*reset) (ZxdStmt *stmt);
  gint64 (*get_int) (ZxdStmt *stmt, int column);
  const char *(*get_text) (ZxdStmt *stmt, int column);
  gconstpointer (*get_bytes) (ZxdStmt *stmt, int column, gsize *length);
  void (*free) (ZxdStmt *stmt);
} ZxdDbClass;

struct _ZxdDb {
  const ZxdDbClass *class;
  GHashTable *statements; /* address of the SQL → owned ZxdStmt */
  gboolean must_retry;    /* the last failure was a deadlock or serialisation failure */
  gboolean is_serving;    /* from now on a lost connection ends the process */
  int log_pages;          /* SQLite: in the log after the last commit */
};

struct _ZxdStmt {
  ZxdDb *db;
  gint64 changes;
  GSList *lists; /* owned texts, what zxd_stmt_bind_list() made since it was prepared */
};

void zxd_db_init (ZxdDb *db, const ZxdDbClass *class);
void zxd_db_close (ZxdDb *db); /* null is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZxdDb, zxd_db_close)

/* Opens one connection; a reader can only read. */
ZxdDb *zxd_db_open_sqlite (const char *path, gboolean is_reader, GError **error);
ZxdDb *zxd_db_open_postgres (const char *conninfo, gboolean is_reader, GError **error);

/* Runs statements without parameters, separated by semicolons. */
gboolean zxd_db_execute (ZxdDb *db, const char *sql, GError **error);

/* Resets every statement: one that was left in the middle would hold the snapshot open. */
void zxd_db_reset_all (ZxdDb *db);

/* One statement without parameters that begins a transaction, or stands in one; as
 * zxd_stmt_run() nothing waits for it. */
gboolean zxd_db_post (ZxdDb *db, const char *sql, GError **error);

/* Waits for all that was not waited for; @error: of the first that failed. */
gboolean zxd_db_settle (ZxdDb *db, GError **error);

/* The first column of the first row as a number, 0 when there is no row. */
gboolean zxd_db_number (ZxdDb *db, const char *sql, gint64 *number, GError **error);

/* The database has failed and nobody knows what it has kept: ends the process at once. Clients send
 * again what was not acknowledged. */
void zxd_db_die (const char *what, const char *message) G_GNUC_NORETURN;
