/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads how a contact came where it is. */
#include "zxd-store-why.h"

#include "zx-json.h"

#include <string.h>

static void
add_maker (ZxdStmt *stmt, GString *json)
{
  g_string_append_c (json, '{');
  zx_json_add_string (json, "why", zxd_stmt_text (stmt, 0));
  zx_json_add_id (json, "agent", zxd_stmt_int (stmt, 1));
  zx_json_add_string (json, "agent_name", zxd_stmt_text (stmt, 2));
  g_string_append_c (json, '}');
}

/* The elements of the JSON array @array behind what there is. */
static void
add_elements (const char *array, GString *json)
{
  gsize length = strlen (array);

  if (length <= strlen ("[]"))
    return;
  if (json->str[json->len - 1] == '}')
    g_string_append_c (json, ',');
  g_string_append_len (json, array + 1, (gssize) length - 2);
}

gboolean
zxd_why_add_course (ZxdDb *db, const ZxdContact *contact, GString *json, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      db,
      "SELECT o.kind, o.by_id, a.name, o.why FROM offer o LEFT JOIN agent a ON a.id = o.by_id "
      "WHERE o.contact_id = ? AND o.agent_id = ? AND o.outcome = 'accepted' AND o.kind <> "
      "'consult' "
      "ORDER BY o.id DESC LIMIT 1",
      error);
  ZxdStep step;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, contact->id);
  zxd_stmt_bind_int (stmt, 2, contact->agent_id);
  step = zxd_stmt_step (stmt, error);
  if (step == ZXD_STEP_ROW) {
    if (zxd_stmt_int (stmt, 1) != 0)
      add_maker (stmt, json);
    add_elements (zxd_stmt_text (stmt, 3), json);
    zxd_stmt_reset (stmt);
  }
  return step != ZXD_STEP_FAILED;
}

gboolean
zxd_why_add_place (ZxdDb *db, const ZxdContact *contact, GString *json, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      db,
      "SELECT count (CASE WHEN id <= ? THEN 1 END), count (*) FROM contact WHERE state IN "
      "('queued', 'offered') AND channel_id = ? AND left_message = 0",
      error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, contact->id);
  zxd_stmt_bind_int (stmt, 2, contact->channel_id);
  if (zxd_stmt_step (stmt, error) != ZXD_STEP_ROW)
    return FALSE;
  g_string_append_c (json, '{');
  zx_json_add_string (json, "why", "place");
  zx_json_add_int (json, "n", zxd_stmt_int (stmt, 0));
  zx_json_add_int (json, "of", zxd_stmt_int (stmt, 1));
  g_string_append (json, "},{\"why\":\"pull\"}");
  zxd_stmt_reset (stmt);
  return TRUE;
}

gboolean
zxd_why_agent_name (ZxdDb *db, gint64 agent_id, char **name, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db, "SELECT name FROM agent WHERE id = ?", error);
  ZxdStep step;

  *name = NULL;
  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, agent_id);
  step = zxd_stmt_step (stmt, error);
  if (step == ZXD_STEP_ROW) {
    *name = g_strdup (zxd_stmt_text (stmt, 0));
    zxd_stmt_reset (stmt);
  }
  return step != ZXD_STEP_FAILED;
}
