/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the time zone of an organisation. */
#include "zxd-org-zone.h"

GTimeZone *
zxd_org_zone (ZxdDb *db, gint64 org_id, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      db,
      "SELECT c.timezone FROM org o JOIN org a ON substr (o.path, 1, length (a.path)) = a.path "
      "JOIN calendar c ON c.org_id = a.id WHERE o.id = ? ORDER BY length (a.path) DESC, c.id "
      "LIMIT 1",
      error);
  GTimeZone *zone = NULL;
  ZxdStep step;

  if (stmt == NULL)
    return NULL;
  zxd_stmt_bind_int (stmt, 1, org_id);
  step = zxd_stmt_step (stmt, error);
  if (step == ZXD_STEP_ROW) {
    zone = g_time_zone_new_identifier (zxd_stmt_text (stmt, 0));
    zxd_stmt_reset (stmt);
  }
  if (step == ZXD_STEP_FAILED)
    return NULL;
  return zone != NULL ? zone : g_time_zone_new_local ();
}
