/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages as agents page through them and as visitors resume. */
#include "zx-json.h"
#include "zxd-contact-private.h"
#include "zxd-message-private.h"

void
zxd_message_add_row (ZxdStmt *stmt, gboolean with_id, GString *out)
{
  const char *extra = zxd_stmt_text (stmt, 10);
  char text[ZX_UUID_TEXT];
  guint8 uuid[ZX_UUID_BYTES];

  if (with_id) {
    zx_json_add_id (out, "id", zxd_stmt_int (stmt, 0));
    zx_json_add_int (out, "rev", zxd_stmt_int (stmt, 1));
  }
  zxd_stmt_uuid (stmt, 2, uuid);
  zx_uuid_format (uuid, text);
  zx_json_add_id (out, "contact_id", zxd_stmt_int (stmt, 3));
  zx_json_add_string (out, "uuid", text);
  zx_json_add_string (out, "author", zxd_stmt_text (stmt, 4));
  zx_json_add_id (out, "agent_id", zxd_stmt_int (stmt, 5));
  zx_json_add_string (out, "agent_name", zxd_stmt_text (stmt, 6));
  zx_json_add_bool (out, "internal", zxd_stmt_int (stmt, 7) != 0);
  zx_json_add_string (out, "text", zxd_stmt_text (stmt, 8));
  zx_json_add_time (out, "sent_at", zxd_stmt_int (stmt, 9));
  if (zxd_stmt_int (stmt, 11) != 0)
    zx_json_add_time (out, "recalled_at", zxd_stmt_int (stmt, 11));
  if (extra != NULL)
    zx_json_add_raw (out, "extra", extra);
}

/* From the few contacts of the chain to their messages: never through the whole table by number. */
static const char page_sql[] =
    "WITH RECURSIVE chain (contact_id) AS (SELECT CAST (?1 AS BIGINT) UNION "
    "SELECT c.continues_id FROM contact c JOIN chain ON c.id = chain.contact_id "
    "WHERE c.continues_id IS NOT NULL) "
    "SELECT " ZXD_MESSAGE_COLUMNS " FROM chain CROSS JOIN message m "
    "LEFT JOIN agent a ON a.id = m.agent_id "
    "WHERE m.contact_id = chain.contact_id AND m.id < ?2 ORDER BY m.id DESC LIMIT ?3";

gboolean
zxd_message_page (ZxdDb *db,
                  gint64 as_of,
                  const ZxRights *rights,
                  gint64 contact_id,
                  int limit,
                  gint64 after,
                  GString *json,
                  GError **error)
{
  g_autoptr (ZxdContact) contact = zxd_contact_load_seen (db, rights, contact_id, error);
  ZxdStmt *stmt = contact != NULL ? zxd_db_prepare (db, page_sql, error) : NULL;
  gint64 id = 0;
  int n_rows;
  ZxdStep step;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, contact_id);
  zxd_stmt_bind_int (stmt, 2, after > 0 ? after : G_MAXINT64);
  zxd_stmt_bind_int (stmt, 3, limit + 1); /* one more shows that there are more */
  g_string_append (json, "{\"items\":[");
  for (n_rows = 0; (step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW; n_rows++) {
    if (n_rows == limit) {
      zxd_stmt_reset (stmt);
      break;
    }
    g_string_append (json, n_rows > 0 ? ",{" : "{");
    zxd_message_add_row (stmt, TRUE, json);
    g_string_append_c (json, '}');
    id = zxd_stmt_int (stmt, 0);
  }
  if (step == ZXD_STEP_FAILED)
    return FALSE;
  g_string_append_c (json, ']');
  zx_json_add_id (json, "next", step == ZXD_STEP_ROW ? id : 0);
  zx_json_add_int (json, "as_of", as_of);
  g_string_append_c (json, '}');
  return TRUE;
}

/* New ones by their number, changed ones by their rev: both through an index. */
static const char visitor_sql[] =
    "SELECT m.rev, m.uuid, m.author, a.name, m.text, m.sent_at_ms, m.recalled_at_ms, m.extra "
    "FROM " ZXD_MESSAGE_TABLES " "
    "WHERE m.contact_id = ?1 AND m.id > ?2 AND m.internal = 0 UNION ALL "
    "SELECT m.rev, m.uuid, m.author, a.name, m.text, m.sent_at_ms, m.recalled_at_ms, m.extra "
    "FROM " ZXD_MESSAGE_TABLES " "
    "WHERE m.contact_id = ?1 AND m.rev <> m.id AND m.rev > ?2 AND m.id <= ?2 AND m.internal = 0 "
    "ORDER BY 1 LIMIT ?3";

gboolean
zxd_message_list_for_visitor (ZxdDb *db,
                              gint64 contact_id,
                              gint64 since,
                              int limit,
                              GPtrArray *facts,
                              GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db, visitor_sql, error);
  ZxdStep step;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, contact_id);
  zxd_stmt_bind_int (stmt, 2, since);
  zxd_stmt_bind_int (stmt, 3, limit);
  while ((step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW) {
    GString *json = g_string_new ("{");
    guint8 uuid[ZX_UUID_BYTES];

    zxd_stmt_uuid (stmt, 1, uuid);
    zx_json_add_string (json, "author", zxd_stmt_text (stmt, 2));
    zx_json_add_string (json, "name", zxd_stmt_text (stmt, 3));
    zx_json_add_string (json, "text", zxd_stmt_text (stmt, 4));
    zx_json_add_time (json, "sent_at", zxd_stmt_int (stmt, 5));
    zxd_message_add_visitor_row (stmt, 6, json);
    g_ptr_array_add (facts, zxd_visitor_fact_new (zxd_stmt_int (stmt, 0), uuid, json));
  }
  return step == ZXD_STEP_DONE;
}
