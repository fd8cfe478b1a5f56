/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says how many contacts more an agent has room for. */
#include "zxd-agent-room.h"

#include "zx-json.h"
#include "zxd-field-work.h"

gint64
zxd_agent_room_left (const char *capacity, const char *channel, gint64 taken)
{
  g_autoptr (JsonObject) rooms =
      zx_json_parse (capacity != NULL ? capacity : ZXD_USUAL_CAPACITY, -1, NULL);
  gint64 most = rooms != NULL ? zx_json_int (rooms, channel, 0) : 0;

  return MAX (most - taken, 0);
}

gboolean
zxd_agent_read_room (ZxdDb *db, gint64 agent_id, const char *channel, gint64 *room, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      db, "SELECT a.capacity, " ZXD_AGENT_TAKEN " FROM agent a WHERE a.id = ?", error);
  ZxdStep step;

  *room = 0;
  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, agent_id);
  step = zxd_stmt_step (stmt, error);
  if (step == ZXD_STEP_ROW) {
    *room = zxd_agent_room_left (zxd_stmt_text (stmt, 0), channel, zxd_stmt_int (stmt, 1));
    zxd_stmt_reset (stmt);
  }
  return step != ZXD_STEP_FAILED;
}
