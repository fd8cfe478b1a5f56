/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happened to a contact, as a line of its transcript. */
#include "zxd-system-line.h"

#include "zx-clock.h"
#include "zx-json.h"
#include "zxd-message-private.h"

#include <sys/random.h>

static char *
line_extra (const ZxdSystemLine *line)
{
  GString *json = g_string_new ("{\"system\":{");

  zx_json_add_string (json, "code", line->code);
  zx_json_add_string (json, "who", line->who);
  zx_json_add_string (json, "by", line->by);
  zx_json_add_string (json, "note", line->note);
  if (line->stars != 0)
    zx_json_add_int (json, "stars", line->stars);
  g_string_append (json, "}}");
  return g_string_free (json, FALSE);
}

static gboolean
insert (ZxdTxn *txn, gint64 id, gint64 contact_id, const ZxdSystemLine *line, GError **error)
{
  g_autofree char *extra = line_extra (line);
  guint8 uuid[ZX_UUID_BYTES];
  ZxdStmt *stmt = zxd_db_prepare (
      zxd_txn_db (txn),
      "INSERT INTO message (id, uuid, contact_id, author, agent_id, internal, text, sent_at_ms, "
      "extra, rev) VALUES (?1, ?2, ?3, 'system', ?4, ?5, '', ?6, ?7, ?1)",
      error);

  if (stmt == NULL)
    return FALSE;
  if (getrandom (uuid, sizeof uuid, 0) != (gssize) sizeof uuid)
    return zx_throw (error, ZX_ERROR_UNAVAILABLE, "the kernel gives no random bytes");
  zxd_stmt_bind_int (stmt, 1, id);
  zxd_stmt_bind_uuid (stmt, 2, uuid);
  zxd_stmt_bind_int (stmt, 3, contact_id);
  zxd_stmt_bind_id (stmt, 4, line->agent_id);
  zxd_stmt_bind_int (stmt, 5, line->is_internal ? 1 : 0);
  zxd_stmt_bind_int (stmt, 6, zx_clock_now_ms ());
  zxd_stmt_bind_text (stmt, 7, extra);
  return zxd_stmt_run (stmt, error);
}

/* The message as its event carries it; null with @error. */
static char *
read_json (ZxdDb *db, gint64 id, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      db, "SELECT " ZXD_MESSAGE_COLUMNS " FROM " ZXD_MESSAGE_TABLES " WHERE m.id = ?", error);
  GString *json;

  if (stmt == NULL)
    return NULL;
  zxd_stmt_bind_int (stmt, 1, id);
  if (zxd_stmt_step (stmt, error) != ZXD_STEP_ROW)
    return NULL;
  json = g_string_new ("{");
  zxd_message_add_row (stmt, FALSE, json);
  zxd_stmt_reset (stmt);
  return g_string_free (g_string_append_c (json, '}'), FALSE);
}

gboolean
zxd_system_line_add (ZxdTxn *txn,
                     const ZxdContact *contact,
                     const ZxdSystemLine *line,
                     GError **error)
{
  ZxAudience audience = zxd_contact_audience (contact);
  gint64 seq = zxd_txn_next_seq (txn);
  g_autofree char *json = NULL;

  if (!insert (txn, seq, contact->id, line, error))
    return FALSE;
  json = read_json (zxd_txn_db (txn), seq, error);
  return json != NULL &&
         zxd_txn_event (txn, seq, "message", seq, contact->id, &audience, NULL, json, error);
}
