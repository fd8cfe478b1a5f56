/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-error.h"

/* One connection to the database, of either kind. Not shared between threads: a closure gets it
 * from the store for as long as it runs. SQL is written once for both, with placeholders `?` (each
 * the next one) or `?1 ?2` (the same one may stand twice); where the dialects differ there are two
 * texts and zxd_db_is_postgres() chooses. A placeholder whose type PostgreSQL cannot see from where
 * it stands is written CAST (? AS BIGINT). */
typedef struct _ZxdDb ZxdDb;

/* One prepared statement, cached in its connection under the address of the SQL text: @sql must be
 * a literal, or interned (g_intern_string) when it is composed. Between prepare and the last step
 * no other use of the same literal. */
typedef struct _ZxdStmt ZxdStmt;

gboolean zxd_db_is_postgres (ZxdDb *db);

/* Lent, reset, with nothing bound; null with @error. */
ZxdStmt *zxd_db_prepare (ZxdDb *db, const char *sql, GError **error);

/* Places count from 1. Texts and bytes must stay until the last step. */
void zxd_stmt_bind_int (ZxdStmt *stmt, int place, gint64 value);
void zxd_stmt_bind_id (ZxdStmt *stmt, int place, gint64 id);          /* 0 is bound as NULL */
void zxd_stmt_bind_text (ZxdStmt *stmt, int place, const char *text); /* null is bound as NULL */
void zxd_stmt_bind_uuid (ZxdStmt *stmt, int place, const guint8 uuid[16]);
void zxd_stmt_bind_bytes (ZxdStmt *stmt, int place, gconstpointer bytes, gsize length);

typedef enum { ZXD_STEP_FAILED, ZXD_STEP_ROW, ZXD_STEP_DONE } ZxdStep;

/* A set of ids for `column IN (SELECT value FROM json_each (?))` in SQLite and `column = ANY
 * (CAST (? AS BIGINT[]))` in PostgreSQL. @ids is copied. */
void zxd_stmt_bind_list (ZxdStmt *stmt, int place, const gint64 *ids, gsize n_ids);

/* The next row. After FAILED or DONE the statement is reset. A unique key that is already there is
 * ZX_ERROR_CONFLICT. In PostgreSQL a statement that failed has spoilt the closure: return the error
 * (what may clash by rights is written with ON CONFLICT DO NOTHING). */
ZxdStep zxd_stmt_step (ZxdStmt *stmt, GError **error);

/* Runs to the end, for statements whose rows do not matter. In PostgreSQL nobody waits for it
 * within a transaction: that it failed is said by the next statement that is waited for, or at the
 * end of the closure. */
gboolean zxd_stmt_run (ZxdStmt *stmt, GError **error);

/* Runs to the end and waits; @n_rows: it wrote so many. */
gboolean zxd_stmt_change (ZxdStmt *stmt, gint64 *n_rows, GError **error);

/* Before the first step, when other statements come before it: in PostgreSQL they all make one
 * trip. Each is then stepped, in any order. */
gboolean zxd_stmt_send_ahead (ZxdStmt *stmt, GError **error);

void zxd_stmt_reset (ZxdStmt *stmt); /* when a reader stops before the end */

/* Columns count from 0; texts live until the next step. NULL reads as 0 and null. */
gint64 zxd_stmt_int (ZxdStmt *stmt, int column);
const char *zxd_stmt_text (ZxdStmt *stmt, int column);
void zxd_stmt_uuid (ZxdStmt *stmt, int column, guint8 uuid[16]);
gconstpointer zxd_stmt_bytes (ZxdStmt *stmt, int column, gsize *length);
