/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Locks an account against guessing. */
#include "zxd-store-failure.h"

/* Guessing from many addresses is slower to lock, or anybody could lock anybody out. */
#define ANYWHERE_FACTOR 10

static char *
key_of (const char *login, const char *address)
{
  return address != NULL ? g_strdup_printf ("%s|%s", login, address) : g_strdup (login);
}

/* Attempts of @key that still count; *@until_ms is when they lapse. */
static gboolean
read_count (ZxdDb *db,
            const char *key,
            gint64 now_ms,
            gint64 *count,
            gint64 *until_ms,
            GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      db, "SELECT count, until_ms FROM failure WHERE key = ? AND until_ms > ?", error);
  ZxdStep step;

  *count = *until_ms = 0;
  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_text (stmt, 1, key);
  zxd_stmt_bind_int (stmt, 2, now_ms);
  step = zxd_stmt_step (stmt, error);
  if (step == ZXD_STEP_ROW) {
    *count = zxd_stmt_int (stmt, 0);
    *until_ms = zxd_stmt_int (stmt, 1);
    zxd_stmt_reset (stmt);
  }
  return step != ZXD_STEP_FAILED;
}

static gboolean
write_count (ZxdDb *db, const char *key, gint64 count, gint64 until_ms, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      db,
      "INSERT INTO failure (key, count, until_ms) VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE "
      "SET count = excluded.count, until_ms = excluded.until_ms",
      error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_text (stmt, 1, key);
  zxd_stmt_bind_int (stmt, 2, count);
  zxd_stmt_bind_int (stmt, 3, until_ms);
  return zxd_stmt_run (stmt, error);
}

gboolean
zxd_failure_count (ZxdTxn *txn,
                   const char *login,
                   const char *address,
                   const ZxdLockout *lockout,
                   gint64 now_ms,
                   gint64 *wait_ms,
                   GError **error)
{
  const char *addresses[] = {address, NULL};
  gint64 most[] = {lockout->tries, (gint64) lockout->tries * ANYWHERE_FACTOR};
  gint64 counts[2];
  ZxdDb *db = zxd_txn_db (txn);

  *wait_ms = 0;
  for (gsize i = 0; i < 2; i++) {
    g_autofree char *key = key_of (login, addresses[i]);
    gint64 until_ms;

    if (!read_count (db, key, now_ms, &counts[i], &until_ms, error))
      return FALSE;
    if (counts[i] >= most[i])
      *wait_ms = MAX (*wait_ms, until_ms - now_ms);
  }
  for (gsize i = 0; i < 2 && *wait_ms == 0; i++) {
    g_autofree char *key = key_of (login, addresses[i]);

    if (!write_count (db, key, counts[i] + 1, now_ms + lockout->lock_ms, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
zxd_failure_forget (ZxdTxn *txn, const char *login, const char *address, GError **error)
{
  g_autofree char *here = key_of (login, address);
  ZxdStmt *stmt =
      zxd_db_prepare (zxd_txn_db (txn), "DELETE FROM failure WHERE key = ? OR key = ?", error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_text (stmt, 1, here);
  zxd_stmt_bind_text (stmt, 2, login);
  return zxd_stmt_run (stmt, error);
}

gboolean
zxd_failure_prune (ZxdTxn *txn, gint64 now_ms, GError **error)
{
  ZxdStmt *stmt =
      zxd_db_prepare (zxd_txn_db (txn), "DELETE FROM failure WHERE until_ms <= ?", error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, now_ms);
  return zxd_stmt_run (stmt, error);
}
