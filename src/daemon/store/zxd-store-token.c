/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sign-ins: begun, looked up, ended. */
#include "zxd-store-token.h"

#include "zx-clock.h"
#include "zx-json.h"
#include "zxd-store-agent.h"

static const ZxAudience nobody = {0};

gboolean
zxd_token_add (ZxdTxn *txn,
               gint64 agent_id,
               const guint8 hash[ZXD_TOKEN_HASH],
               const char *client,
               gint64 now_ms,
               gint64 expires_at_ms,
               gint64 *id,
               GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (zxd_txn_db (txn),
                                  "INSERT INTO token (id, hash, agent_id, created_at_ms, "
                                  "expires_at_ms, client) VALUES (?, ?, ?, ?, ?, ?)",
                                  error);
  g_autoptr (GString) json = g_string_new ("{");

  if (stmt == NULL)
    return FALSE;
  *id = zxd_txn_next_seq (txn);
  zxd_stmt_bind_int (stmt, 1, *id);
  zxd_stmt_bind_bytes (stmt, 2, hash, ZXD_TOKEN_HASH);
  zxd_stmt_bind_int (stmt, 3, agent_id);
  zxd_stmt_bind_int (stmt, 4, now_ms);
  zxd_stmt_bind_int (stmt, 5, expires_at_ms);
  zxd_stmt_bind_text (stmt, 6, client);
  zx_json_add_id (json, "agent_id", agent_id);
  g_string_append_c (json, '}');
  return zxd_stmt_run (stmt, error) &&
         zxd_txn_event (txn, *id, "token", *id, 0, &nobody, &nobody, json->str, error);
}

ZxRights *
zxd_token_find (ZxdDb *db,
                const guint8 hash[ZXD_TOKEN_HASH],
                gint64 now_ms,
                gint64 *id,
                GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      db,
      "SELECT t.id, t.agent_id FROM token t JOIN agent a ON a.id = t.agent_id WHERE t.hash = ? "
      "AND t.revoked_at_ms IS NULL AND t.expires_at_ms > ? AND a.disabled = 0",
      error);
  gint64 agent_id;

  if (stmt == NULL)
    return NULL;
  zxd_stmt_bind_bytes (stmt, 1, hash, ZXD_TOKEN_HASH);
  zxd_stmt_bind_int (stmt, 2, now_ms);
  switch (zxd_stmt_step (stmt, error)) {
  case ZXD_STEP_FAILED:
    return NULL;
  case ZXD_STEP_DONE:
    zx_throw (error, ZX_ERROR_NOT_SIGNED_IN, "The sign-in is over; sign in again.");
    return NULL;
  case ZXD_STEP_ROW:
    break;
  }
  *id = zxd_stmt_int (stmt, 0);
  agent_id = zxd_stmt_int (stmt, 1);
  zxd_stmt_reset (stmt);
  return zxd_agent_rights (db, agent_id, error);
}

gboolean
zxd_token_revoke (ZxdTxn *txn, gint64 id, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      zxd_txn_db (txn), "UPDATE token SET revoked_at_ms = ? WHERE id = ? AND revoked_at_ms IS NULL",
      error);
  gint64 n_rows;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, zx_clock_now_ms ());
  zxd_stmt_bind_int (stmt, 2, id);
  if (!zxd_stmt_change (stmt, &n_rows, error))
    return FALSE;
  return n_rows == 0 ||
         zxd_txn_event (txn, zxd_txn_next_seq (txn), "token", id, 0, &nobody, &nobody, NULL, error);
}

gboolean
zxd_token_is_held (ZxdDb *db, gint64 agent_id, gint64 now_ms, gboolean *is_held, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db,
                                  "SELECT count (*) FROM token WHERE agent_id = ? AND "
                                  "revoked_at_ms IS NULL AND expires_at_ms > ?",
                                  error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, agent_id);
  zxd_stmt_bind_int (stmt, 2, now_ms);
  if (zxd_stmt_step (stmt, error) != ZXD_STEP_ROW)
    return FALSE;
  *is_held = zxd_stmt_int (stmt, 0) > 0;
  zxd_stmt_reset (stmt);
  return TRUE;
}

/* Ends all that @stmt names, whose ids are its only column. */
static gboolean
revoke_each (ZxdTxn *txn, ZxdStmt *stmt, guint *ended, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  ZxdStep step;

  while ((step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW) {
    gint64 id = zxd_stmt_int (stmt, 0);

    g_array_append_val (ids, id);
  }
  if (step == ZXD_STEP_FAILED)
    return FALSE;
  for (guint i = 0; i < ids->len; i++) {
    if (!zxd_token_revoke (txn, g_array_index (ids, gint64, i), error))
      return FALSE;
  }
  if (ended != NULL)
    *ended = ids->len;
  return TRUE;
}

gboolean
zxd_token_revoke_all (ZxdTxn *txn, gint64 agent_id, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      zxd_txn_db (txn),
      "SELECT id FROM token WHERE agent_id = ? AND revoked_at_ms IS NULL ORDER BY id", error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, agent_id);
  return revoke_each (txn, stmt, NULL, error);
}

gboolean
zxd_token_expire (ZxdTxn *txn, gint64 now_ms, guint *ended, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      zxd_txn_db (txn),
      "SELECT id FROM token WHERE expires_at_ms <= ? AND revoked_at_ms IS NULL ORDER BY id", error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, now_ms);
  return revoke_each (txn, stmt, ended, error);
}
