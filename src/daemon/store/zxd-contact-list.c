/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Contacts as lists show them: with the last message and how many are unread. */
#include "zx-json.h"
#include "zxd-contact-private.h"

/* A preview on one line needs no more. */
enum { PREVIEW_CHARACTERS = 200 };

/* Without its queue: to look for that in each row would take longer than all the rest. */
#define LISTED                                                                                     \
  "SELECT " ZXD_CONTACT_COLUMNS_AND (                                                              \
      "NULL") ", m.author, m.text, m.sent_at_ms, m.id, "                                           \
              "(SELECT count(*) FROM message u WHERE u.contact_id = c.id AND u.id > "              \
              "c.agent_read_seq "                                                                  \
              "AND u.author = 'customer' AND u.recalled_at_ms IS NULL), "                          \
              "(SELECT min(w.sent_at_ms) FROM message w WHERE w.contact_id = c.id AND w.author = " \
              "'customer' "                                                                        \
              "AND w.recalled_at_ms IS NULL "                                                      \
              "AND w.id > coalesce((SELECT max(r.id) FROM message r WHERE r.contact_id = c.id "    \
              "AND r.author = 'agent' AND r.internal = 0), 0)) "                                   \
              "FROM " ZXD_CONTACT_TABLES " LEFT JOIN message m ON m.id = "                         \
              "(SELECT max(l.id) FROM message l WHERE l.contact_id = c.id AND l.internal = 0 "     \
              "AND l.author <> 'system') "

static void
add_last_message (ZxdStmt *stmt, int column, GString *json)
{
  const char *text = zxd_stmt_text (stmt, column + 1);
  g_autofree char *preview = NULL;

  if (text == NULL) {
    zx_json_add_raw (json, "last_message", "null");
    return;
  }
  preview = g_utf8_substring (text, 0, MIN (g_utf8_strlen (text, -1), PREVIEW_CHARACTERS));
  zx_json_add_raw (json, "last_message", "{");
  zx_json_add_string (json, "author", zxd_stmt_text (stmt, column));
  zx_json_add_string (json, "text", preview);
  zx_json_add_time (json, "sent_at", zxd_stmt_int (stmt, column + 2));
  zx_json_add_int (json, "seq", zxd_stmt_int (stmt, column + 3));
  g_string_append_c (json, '}');
}

/* Appends the members of a row of LISTED to an open object; gives its id and rev. */
static gboolean
add_listed (ZxdDb *db,
            ZxdStmt *stmt,
            const ZxdQueueIndex *queues,
            GString *json,
            gint64 *id,
            gint64 *rev,
            GError **error)
{
  g_autoptr (ZxdContact) contact = zxd_contact_from_row (stmt);
  gint64 waiting_since_ms = zxd_stmt_int (stmt, ZXD_CONTACT_N_COLUMNS + 5);

  if (!zxd_contact_read_guests (db, contact, error))
    return FALSE;
  zxd_contact_place_set_queue (
      &contact->place, zxd_queue_index_find (queues, contact->queue_id, contact->channel_id));
  zx_json_add_id (json, "id", contact->id);
  zx_json_add_int (json, "rev", contact->rev);
  zxd_contact_add_json (contact, json);
  add_last_message (stmt, ZXD_CONTACT_N_COLUMNS, json);
  zx_json_add_int (json, "unread", zxd_stmt_int (stmt, ZXD_CONTACT_N_COLUMNS + 4));
  zx_json_add_time (json, "waiting_since",
                    zx_contact_state_is_ended (contact->state) ? 0 : waiting_since_ms);
  *id = contact->id;
  *rev = contact->rev;
  return TRUE;
}

static ZxdStmt *
prepare_list (ZxdDb *db, const ZxRights *rights, gboolean is_open, GError **error)
{
  g_autofree char *sql =
      g_strconcat (LISTED "WHERE ", zxd_rights_contact_predicate (db, rights, "c"), " AND c.state ",
                   is_open ? "NOT IN" : "IN",
                   " ('closed', 'abandoned', 'missed') AND c.id > ? ORDER BY c.id LIMIT ?", NULL);

  return zxd_db_prepare (db, g_intern_string (sql), error);
}

gboolean
zxd_contact_list (ZxdDb *db,
                  gint64 as_of,
                  const ZxRights *rights,
                  gboolean is_open,
                  int limit,
                  gint64 after,
                  GString *json,
                  GError **error)
{
  g_autoptr (ZxdQueueIndex) queues = zxd_queue_index_read (db, error);
  ZxdStmt *stmt = queues != NULL ? prepare_list (db, rights, is_open, error) : NULL;
  gint64 id = 0, rev;
  int place = 1, n_rows;
  ZxdStep step;

  if (stmt == NULL)
    return FALSE;
  zxd_rights_contact_bind (stmt, &place, rights);
  zxd_stmt_bind_int (stmt, place++, after);
  zxd_stmt_bind_int (stmt, place, limit + 1); /* one more shows that there are more */
  g_string_append (json, "{\"items\":[");
  for (n_rows = 0; (step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW; n_rows++) {
    if (n_rows == limit) {
      zxd_stmt_reset (stmt);
      break;
    }
    g_string_append (json, n_rows > 0 ? ",{" : "{");
    if (!add_listed (db, stmt, queues, json, &id, &rev, error))
      return FALSE;
    g_string_append_c (json, '}');
  }
  if (step == ZXD_STEP_FAILED)
    return FALSE;
  g_string_append_c (json, ']');
  zx_json_add_id (json, "next", step == ZXD_STEP_ROW ? id : 0);
  zx_json_add_int (json, "as_of", as_of);
  g_string_append_c (json, '}');
  return TRUE;
}

gboolean
zxd_contact_get (ZxdDb *db,
                 gint64 as_of,
                 const ZxRights *rights,
                 gint64 id,
                 GString *json,
                 gint64 *rev,
                 GError **error)
{
  g_autoptr (ZxdContact) contact = zxd_contact_load_seen (db, rights, id, error);
  g_autoptr (ZxdQueueIndex) queues = NULL;
  gint64 row_id, row_rev;
  ZxdStmt *stmt;

  if (contact == NULL)
    return FALSE;
  queues = zxd_queue_index_read (db, error);
  if (queues == NULL)
    return FALSE;
  stmt = zxd_db_prepare (db, LISTED "WHERE c.id = ?", error);
  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, id);
  if (zxd_stmt_step (stmt, error) != ZXD_STEP_ROW)
    return FALSE;
  g_string_append_c (json, '{');
  if (!add_listed (db, stmt, queues, json, &row_id, &row_rev, error))
    return FALSE;
  if (as_of != 0)
    zx_json_add_int (json, "as_of", as_of);
  g_string_append_c (json, '}');
  zxd_stmt_reset (stmt);
  if (rev != NULL)
    *rev = row_rev;
  return TRUE;
}

gboolean
zxd_contact_for_visitor (ZxdDb *db, gint64 contact_id, ZxdVisitorFact **fact, GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autoptr (ZxdContact) contact = zxd_contact_load (db, contact_id, &reason);
  GString *json;

  *fact = NULL;
  if (g_error_matches (reason, ZX_ERROR, ZX_ERROR_NOT_FOUND))
    return TRUE;
  if (contact == NULL) {
    g_propagate_error (error, g_steal_pointer (&reason));
    return FALSE;
  }
  json = g_string_new ("{");
  zxd_contact_add_visitor_json (contact, json);
  *fact = zxd_visitor_fact_new (contact->rev, contact->uuid, json);
  (*fact)->is_left = contact->is_left;
  return TRUE;
}
