/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Leases: one daemon at a time does a thing, and one who has lost it writes nothing. */
#include "zxd-store-lease.h"

#include "zx-clock.h"

#define TAKE(now)                                                                                  \
  "INSERT INTO lease (name, holder, generation, expires_at_ms) VALUES (?1, ?2, 1, " now " + "      \
  "CAST (?3 AS BIGINT)) ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, "               \
  "generation = lease.generation + CASE WHEN lease.holder = excluded.holder "                      \
  "AND lease.expires_at_ms > " now " THEN 0 ELSE 1 END, expires_at_ms = excluded.expires_at_ms "   \
  "WHERE lease.holder = excluded.holder OR lease.expires_at_ms <= " now " RETURNING generation"

#define POSTGRES_NOW "CAST (extract (epoch FROM clock_timestamp ()) * 1000 AS BIGINT)"

static const char take_sqlite[] = TAKE ("?4");
static const char take_postgres[] = TAKE (POSTGRES_NOW);

gboolean
zxd_lease_now (ZxdDb *db, gint64 *now_ms, GError **error)
{
  ZxdStmt *stmt;

  *now_ms = zx_clock_now_ms ();
  if (!zxd_db_is_postgres (db))
    return TRUE;
  stmt = zxd_db_prepare (db, "SELECT " POSTGRES_NOW, error);
  if (stmt == NULL || zxd_stmt_step (stmt, error) != ZXD_STEP_ROW)
    return FALSE;
  *now_ms = zxd_stmt_int (stmt, 0);
  zxd_stmt_reset (stmt);
  return TRUE;
}

gboolean
zxd_lease_take (ZxdTxn *txn,
                const char *name,
                const char *holder,
                gint64 for_ms,
                gint64 *generation,
                GError **error)
{
  ZxdDb *db = zxd_txn_db (txn);
  gboolean is_postgres = zxd_db_is_postgres (db);
  ZxdStmt *stmt = zxd_db_prepare (db, is_postgres ? take_postgres : take_sqlite, error);
  ZxdStep step;

  *generation = 0;
  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_text (stmt, 1, name);
  zxd_stmt_bind_text (stmt, 2, holder);
  zxd_stmt_bind_int (stmt, 3, for_ms);
  if (!is_postgres)
    zxd_stmt_bind_int (stmt, 4, zx_clock_now_ms ());
  step = zxd_stmt_step (stmt, error);
  if (step == ZXD_STEP_ROW) {
    *generation = zxd_stmt_int (stmt, 0);
    zxd_stmt_reset (stmt);
  }
  return step != ZXD_STEP_FAILED;
}

gboolean
zxd_lease_fence (ZxdTxn *txn, const char *name, gint64 generation, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (zxd_txn_db (txn),
                                  "SELECT 1 FROM lease WHERE name = ? AND generation = ?", error);
  ZxdStep step;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_text (stmt, 1, name);
  zxd_stmt_bind_int (stmt, 2, generation);
  step = zxd_stmt_step (stmt, error);
  zxd_stmt_reset (stmt);
  if (step == ZXD_STEP_DONE)
    return zx_throw (error, ZX_ERROR_CONFLICT, "the lease '%s' has gone to another daemon", name);
  return step == ZXD_STEP_ROW;
}

gboolean
zxd_lease_release (ZxdTxn *txn, const char *name, gint64 generation, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      zxd_txn_db (txn), "UPDATE lease SET expires_at_ms = 0 WHERE name = ? AND generation = ?",
      error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_text (stmt, 1, name);
  zxd_stmt_bind_int (stmt, 2, generation);
  return zxd_stmt_run (stmt, error);
}
