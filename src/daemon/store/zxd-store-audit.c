/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The audit trail. */
#include "zxd-store-audit.h"

#include "zx-clock.h"

gboolean
zxd_audit_add (ZxdTxn *txn, const ZxdAudit *audit, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (zxd_txn_db (txn),
                                  "INSERT INTO audit (at_ms, actor_id, action, noun, obj_id, "
                                  "address, detail) VALUES (?, ?, ?, ?, ?, ?, ?)",
                                  error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, zx_clock_now_ms ());
  zxd_stmt_bind_id (stmt, 2, audit->actor_id);
  zxd_stmt_bind_text (stmt, 3, audit->action);
  zxd_stmt_bind_text (stmt, 4, audit->noun);
  zxd_stmt_bind_id (stmt, 5, audit->obj_id);
  zxd_stmt_bind_text (stmt, 6, audit->address);
  zxd_stmt_bind_text (stmt, 7, audit->detail);
  return zxd_stmt_run (stmt, error);
}
