/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads where a contact stands, and tells it. */
#include "zxd-contact-place.h"

#include "zx-json.h"

void
zxd_contact_place_clear (ZxdContactPlace *place)
{
  g_free (place->queue_name);
  g_free (place->group_name);
  g_free (place->group_members);
  g_free (place->passed_by);
  g_free (place->offer.agent_name);
  g_free (place->offer.kind);
  *place = (ZxdContactPlace){0};
}

void
zxd_contact_place_from_row (ZxdStmt *stmt, int column, ZxdContactPlace *place)
{
  const char *queue = zxd_stmt_text (stmt, column);
  char *name = NULL;

  zxd_contact_place_clear (place);
  if (queue != NULL) {
    place->queue_id = g_ascii_strtoll (queue, &name, 10);
    place->queue_name = g_strdup (name + 1);
  }
  place->group_name = g_strdup (zxd_stmt_text (stmt, column + 1));
  place->group_members = g_strdup (zxd_stmt_text (stmt, column + 2));
  place->passed_by = g_strdup (zxd_stmt_text (stmt, column + 3));
  place->offer.id = zxd_stmt_int (stmt, column + 4);
  place->offer.agent_id = zxd_stmt_int (stmt, column + 5);
  place->offer.by_id = zxd_stmt_int (stmt, column + 6);
  place->offer.deadline_ms = zxd_stmt_int (stmt, column + 7);
  place->offer.agent_name = g_strdup (zxd_stmt_text (stmt, column + 8));
  place->offer.kind = g_strdup (zxd_stmt_text (stmt, column + 9));
}

void
zxd_contact_place_set_queue (ZxdContactPlace *place, const ZxdQueueEntry *queue)
{
  g_free (place->queue_name);
  place->queue_id = queue != NULL ? queue->id : 0;
  place->queue_name = queue != NULL ? g_strdup (queue->name) : NULL;
}

gboolean
zxd_contact_place_read (ZxdDb *db, gint64 contact_id, ZxdContactPlace *place, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      db, "SELECT " ZXD_PLACE_COLUMNS " FROM contact c " ZXD_PLACE_TABLES " WHERE c.id = ?", error);

  zxd_contact_place_clear (place);
  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, contact_id);
  if (zxd_stmt_step (stmt, error) != ZXD_STEP_ROW)
    return FALSE;
  zxd_contact_place_from_row (stmt, 0, place);
  zxd_stmt_reset (stmt);
  return TRUE;
}

void
zxd_contact_place_add_json (const ZxdContactPlace *place, GString *json)
{
  if (place->queue_id != 0) {
    zx_json_add_id (json, "queue_id", place->queue_id);
    zx_json_add_string (json, "queue_name", place->queue_name);
  }
  zx_json_add_string (json, "group_name", place->group_name);
  zx_json_add_string (json, "passed_by", place->passed_by);
  if (place->offer.id == 0)
    return;
  zx_json_add_raw (json, "offer", "{");
  zx_json_add_id (json, "id", place->offer.id);
  zx_json_add_id (json, "agent_id", place->offer.agent_id);
  zx_json_add_string (json, "agent_name", place->offer.agent_name);
  zx_json_add_string (json, "kind", place->offer.kind);
  zx_json_add_id (json, "by_id", place->offer.by_id);
  zx_json_add_time (json, "deadline", place->offer.deadline_ms);
  g_string_append_c (json, '}');
}
