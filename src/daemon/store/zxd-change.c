/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every change by an agent has in common: refusals, and the check of what its editor saw. */
#include "zxd-change.h"

#include "zx-json.h"

void
zxd_refusal_clear (ZxdRefusal *refusal)
{
  if (refusal->members != NULL)
    g_string_free (refusal->members, TRUE);
  *refusal = (ZxdRefusal){0};
}

GString *
zxd_refusal_set (ZxdRefusal *refusal, const char *code)
{
  zxd_refusal_clear (refusal);
  refusal->code = code;
  refusal->members = g_string_new (NULL);
  return refusal->members;
}

/* Adds who touched it last and when, as far as it is known. */
static gboolean
add_last_change (ZxdDb *db, const char *noun, gint64 id, GString *members, GError **error)
{
  ZxdStmt *stmt =
      zxd_db_prepare (db,
                      "SELECT a.name, u.at_ms FROM audit u LEFT JOIN agent a ON a.id = u.actor_id "
                      "WHERE u.noun = ? AND u.obj_id = ? ORDER BY u.id DESC LIMIT 1",
                      error);
  ZxdStep step;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_text (stmt, 1, noun);
  zxd_stmt_bind_int (stmt, 2, id);
  step = zxd_stmt_step (stmt, error);
  if (step == ZXD_STEP_ROW) {
    zx_json_add_string (members, "by", zxd_stmt_text (stmt, 0));
    zx_json_add_time (members, "at", zxd_stmt_int (stmt, 1));
    zxd_stmt_reset (stmt);
  }
  return step != ZXD_STEP_FAILED;
}

gboolean
zxd_change_check_rev (ZxdDb *db,
                      const char *noun,
                      gint64 id,
                      gint64 seen,
                      gint64 rev,
                      ZxdRefusal *refusal,
                      GError **error)
{
  GString *members;

  if (seen == rev)
    return TRUE;
  members = zxd_refusal_set (refusal, "changed");
  refusal->status = 412;
  if (!add_last_change (db, noun, id, members, error))
    return FALSE;
  zx_json_add_int (members, "rev", rev);
  return zx_throw (error, ZX_ERROR_CONFLICT,
                   "It was changed meanwhile. Read it again, look at what is new, then save.");
}
