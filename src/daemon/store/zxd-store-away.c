/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Agents who vanish, and who come back. */
#include "zxd-store-away.h"

#include "zxd-store-agent.h"

#define DUE                                                                                        \
  "FROM agent a LEFT JOIN lease l ON l.name = 'agent/' || CAST (a.id AS TEXT) "                    \
  "WHERE a.presence <> 'offline' AND (l.name IS NULL OR l.expires_at_ms <= ?)"

static char *
name_of (gint64 agent_id)
{
  return g_strdup_printf ("agent/%" G_GINT64_FORMAT, agent_id);
}

gboolean
zxd_away_hold (ZxdTxn *txn, gint64 agent_id, const char *holder, gint64 until_ms, GError **error)
{
  g_autofree char *name = name_of (agent_id);
  ZxdStmt *stmt = zxd_db_prepare (
      zxd_txn_db (txn),
      "INSERT INTO lease (name, holder, generation, expires_at_ms) VALUES (?, ?, 1, ?) "
      "ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, generation = lease.generation + "
      "1, "
      "expires_at_ms = excluded.expires_at_ms WHERE lease.expires_at_ms < excluded.expires_at_ms",
      error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_text (stmt, 1, name);
  zxd_stmt_bind_text (stmt, 2, holder);
  zxd_stmt_bind_int (stmt, 3, until_ms);
  return zxd_stmt_run (stmt, error);
}

gboolean
zxd_away_let_go (ZxdTxn *txn, gint64 agent_id, gint64 until_ms, GError **error)
{
  g_autofree char *name = name_of (agent_id);
  ZxdStmt *stmt =
      zxd_db_prepare (zxd_txn_db (txn), "UPDATE lease SET expires_at_ms = ? WHERE name = ?", error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, until_ms);
  zxd_stmt_bind_text (stmt, 2, name);
  return zxd_stmt_run (stmt, error);
}

gboolean
zxd_away_return (ZxdTxn *txn, gint64 agent_id, GError **error)
{
  g_auto (ZxdAgent) agent = {0};

  if (!zxd_agent_by_id (zxd_txn_db (txn), agent_id, &agent, error))
    return FALSE;
  return agent.presence != ZX_PRESENCE_OFFLINE ||
         g_strcmp0 (agent.presence_reason, ZXD_AWAY_REASON) != 0 ||
         zxd_agent_set_presence (txn, agent_id, ZX_PRESENCE_ONLINE, NULL, "network", NULL, error);
}

gboolean
zxd_away_is_due (ZxdDb *db, gint64 now_ms, gboolean *is_due, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db, "SELECT count (*) " DUE, error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, now_ms);
  if (zxd_stmt_step (stmt, error) != ZXD_STEP_ROW)
    return FALSE;
  *is_due = zxd_stmt_int (stmt, 0) > 0;
  zxd_stmt_reset (stmt);
  return TRUE;
}

gboolean
zxd_away_sweep (ZxdTxn *txn, gint64 now_ms, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  ZxdStmt *stmt = zxd_db_prepare (zxd_txn_db (txn), "SELECT a.id " DUE " ORDER BY a.id", error);
  ZxdStep step = ZXD_STEP_FAILED;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, now_ms);
  while ((step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW) {
    gint64 id = zxd_stmt_int (stmt, 0);

    g_array_append_val (ids, id);
  }
  if (step == ZXD_STEP_FAILED)
    return FALSE;
  for (guint i = 0; i < ids->len; i++) {
    if (!zxd_agent_set_presence (txn, g_array_index (ids, gint64, i), ZX_PRESENCE_OFFLINE,
                                 ZXD_AWAY_REASON, "network", NULL, error))
      return FALSE;
  }
  return TRUE;
}
