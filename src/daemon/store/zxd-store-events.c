/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far back the log of events goes. */
#include "zxd-store-events.h"

gboolean
zxd_event_oldest (ZxdDb *db, gint64 *seq, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db, "SELECT coalesce (min (seq), 1) FROM event", error);

  if (stmt == NULL || zxd_stmt_step (stmt, error) != ZXD_STEP_ROW)
    return FALSE;
  *seq = zxd_stmt_int (stmt, 0);
  zxd_stmt_reset (stmt);
  return TRUE;
}
