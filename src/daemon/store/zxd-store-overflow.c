/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sends away who waited too long or behind too many, with a promise instead of a person. */
#include "zxd-store-overflow.h"

#include "zx-clock.h"
#include "zxd-system-line.h"

static gboolean
has_words (ZxdDb *db, gint64 contact_id, gboolean *has, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db,
                                  "SELECT count(*) FROM message WHERE contact_id = ? AND author = "
                                  "'customer' AND recalled_at_ms IS NULL",
                                  error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, contact_id);
  if (zxd_stmt_step (stmt, error) != ZXD_STEP_ROW)
    return FALSE;
  *has = zxd_stmt_int (stmt, 0) > 0;
  zxd_stmt_reset (stmt);
  return TRUE;
}

/* Who comes back after this is not sent away a second time. */
static gboolean
note (ZxdTxn *txn, gint64 contact_id, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (zxd_txn_db (txn),
                                  "UPDATE contact SET overflow_at_ms = ? WHERE id = ?", error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, zx_clock_now_ms ());
  zxd_stmt_bind_int (stmt, 2, contact_id);
  return zxd_stmt_run (stmt, error);
}

gboolean
zxd_contact_overflow (ZxdTxn *txn, gint64 contact_id, GError **error)
{
  g_autoptr (ZxdContact) contact = zxd_contact_load (zxd_txn_db (txn), contact_id, error);
  ZxdSystemLine line = {.code = "overflow"};
  gboolean has;

  if (contact == NULL || !has_words (zxd_txn_db (txn), contact_id, &has, error))
    return FALSE;
  if (contact->state != ZX_CONTACT_QUEUED || contact->is_left || contact->accepted_at_ms != 0)
    return zx_throw (error, ZX_ERROR_CONFLICT, "contact %" G_GINT64_FORMAT " no longer waits",
                     contact_id);
  contact->is_left = has;
  if (!has) {
    contact->state = ZX_CONTACT_ABANDONED;
    contact->closed_at_ms = contact->ended_at_ms = zx_clock_now_ms ();
    line.code = "ended";
  }
  return note (txn, contact_id, error) && zxd_contact_save (txn, contact, NULL, error) &&
         zxd_system_line_add (txn, contact, &line, error);
}
