/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What works once: tickets for visitors' sockets, and identity tokens that a browser has used. */
#include "zxd-store-visitor-private.h"

#include <string.h>

void
zxd_visitor_sum (const char *purpose, const char *secret, guint8 sum[ZXD_SUM_BYTES])
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  gsize length = ZXD_SUM_BYTES;

  g_checksum_update (checksum, (const guint8 *) purpose, (gssize) strlen (purpose) + 1);
  g_checksum_update (checksum, (const guint8 *) secret, (gssize) strlen (secret));
  g_checksum_get_digest (checksum, sum, &length);
}

gboolean
zxd_ticket_visitor (ZxdDb *db,
                    const char *purpose,
                    const char *secret,
                    gint64 now_ms,
                    gint64 *visitor_id,
                    GError **error)
{
  guint8 sum[ZXD_SUM_BYTES];
  ZxdStmt *stmt = zxd_db_prepare (
      db, "SELECT visitor_id FROM ticket WHERE hash = ? AND expires_at_ms >= ?", error);

  if (stmt == NULL)
    return FALSE;
  zxd_visitor_sum (purpose, secret, sum);
  zxd_stmt_bind_bytes (stmt, 1, sum, sizeof sum);
  zxd_stmt_bind_int (stmt, 2, now_ms);
  return zxd_visitor_read_number (stmt, visitor_id, error);
}

gboolean
zxd_ticket_add (ZxdDb *db,
                const char *purpose,
                const char *secret,
                gint64 visitor_id,
                gboolean is_bare,
                gint64 until_ms,
                GError **error)
{
  guint8 sum[ZXD_SUM_BYTES];
  ZxdStmt *stmt = zxd_db_prepare (db,
                                  "INSERT INTO ticket (hash, visitor_id, bare, expires_at_ms) "
                                  "VALUES (?, ?, ?, ?) ON CONFLICT (hash) DO NOTHING",
                                  error);

  if (stmt == NULL)
    return FALSE;
  zxd_visitor_sum (purpose, secret, sum);
  zxd_stmt_bind_bytes (stmt, 1, sum, sizeof sum);
  zxd_stmt_bind_int (stmt, 2, visitor_id);
  zxd_stmt_bind_int (stmt, 3, is_bare);
  zxd_stmt_bind_int (stmt, 4, until_ms);
  return zxd_stmt_run (stmt, error);
}

gboolean
zxd_ticket_void_bare (ZxdDb *db, gint64 visitor_id, GError **error)
{
  ZxdStmt *stmt =
      zxd_db_prepare (db, "DELETE FROM ticket WHERE visitor_id = ? AND bare = 1", error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, visitor_id);
  return zxd_stmt_run (stmt, error);
}

static gboolean
take_ticket (ZxdDb *db,
             const char *ticket,
             gint64 now_ms,
             gint64 *visitor_id,
             gboolean *is_bare,
             GError **error)
{
  guint8 sum[ZXD_SUM_BYTES];
  ZxdStmt *stmt = zxd_db_prepare (
      db, "DELETE FROM ticket WHERE hash = ? RETURNING visitor_id, bare, expires_at_ms", error);
  ZxdStep step;

  if (stmt == NULL)
    return FALSE;
  *visitor_id = 0;
  zxd_visitor_sum ("ticket", ticket, sum);
  zxd_stmt_bind_bytes (stmt, 1, sum, sizeof sum);
  while ((step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW)
    if (zxd_stmt_int (stmt, 2) >= now_ms) {
      *visitor_id = zxd_stmt_int (stmt, 0);
      *is_bare = zxd_stmt_int (stmt, 1) != 0;
    }
  return step == ZXD_STEP_DONE;
}

static gboolean
look_left (ZxdDb *db, gint64 contact_id, gboolean *is_left, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db, "SELECT left_message FROM contact WHERE id = ?", error);
  gint64 number;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, contact_id);
  if (!zxd_visitor_read_number (stmt, &number, error))
    return FALSE;
  *is_left = number != 0;
  return TRUE;
}

gboolean
zxd_visitor_spend_ticket (ZxdTxn *txn,
                          const char *ticket,
                          const char *token,
                          gint64 now_ms,
                          gint64 *visitor_id,
                          gint64 *contact_id,
                          gboolean *is_left,
                          GError **error)
{
  ZxdDb *db = zxd_txn_db (txn);
  g_auto (ZxdVisitor) visitor = {0};
  guint8 sum[ZXD_SUM_BYTES];
  gboolean is_bare = FALSE;
  ZxdStmt *bearer = NULL;
  gint64 owner;

  *visitor_id = *contact_id = 0;
  *is_left = FALSE;
  if (token != NULL && (bearer = zxd_visitor_ask_token (db, token, now_ms, sum, error)) == NULL)
    return FALSE;
  if (!take_ticket (db, ticket, now_ms, &owner, &is_bare, error) ||
      (bearer != NULL && !zxd_visitor_read (bearer, &visitor, error)))
    return FALSE;
  if (owner == 0 || (!is_bare && visitor.id != owner))
    return TRUE;
  *visitor_id = owner;
  return zxd_visitor_newest_contact (db, owner, contact_id, error) &&
         (*contact_id == 0 || look_left (db, *contact_id, is_left, error));
}
