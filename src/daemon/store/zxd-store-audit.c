/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The audit trail. */
#include "zxd-store-audit.h"

#include "zx-clock.h"
#include "zx-json.h"

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

/* The organisation of what it was done to. */
#define ORG_OF_OBJECT                                                                              \
  "CASE u.noun WHEN 'org' THEN u.obj_id "                                                          \
  "WHEN 'agent' THEN (SELECT org_id FROM agent WHERE id = u.obj_id) "                              \
  "WHEN 'customer' THEN (SELECT org_id FROM customer WHERE id = u.obj_id) "                        \
  "WHEN 'contact' THEN (SELECT org_id FROM contact WHERE id = u.obj_id) "                          \
  "WHEN 'channel' THEN (SELECT org_id FROM channel WHERE id = u.obj_id) "                          \
  "WHEN 'group' THEN (SELECT org_id FROM agent_group WHERE id = u.obj_id) "                        \
  "WHEN 'queue' THEN (SELECT org_id FROM queue WHERE id = u.obj_id) "                              \
  "WHEN 'reply' THEN (SELECT org_id FROM reply WHERE id = u.obj_id) END"

static const char *
page_sql (ZxdDb *db, const ZxRights *rights, const ZxdAuditQuestion *question)
{
  const char *in = zxd_db_is_postgres (db) ? "= ANY (CAST (? AS BIGINT[]))"
                                           : "IN (SELECT value FROM json_each (?))";
  g_autoptr (GString) sql = g_string_new (
      "SELECT u.id, u.at_ms, u.actor_id, a.name, u.action, u.noun, u.obj_id, u.address, u.detail "
      "FROM audit u LEFT JOIN agent a ON a.id = u.actor_id WHERE u.id < ?");

  if (question->actor_id != 0)
    g_string_append (sql, " AND u.actor_id = ?");
  if (question->since_ms != 0)
    g_string_append (sql, " AND u.at_ms >= ?");
  if (question->noun != NULL)
    g_string_append (sql, " AND u.noun = ?");
  if (question->action != NULL)
    g_string_append (sql, *question->action == '.' ? " AND u.action LIKE ?" : " AND u.action = ?");
  if (rights->scope != ZX_SCOPE_ALL)
    g_string_append_printf (sql, " AND (a.org_id %s OR " ORG_OF_OBJECT " %s)", in, in);
  g_string_append (sql, " ORDER BY u.id DESC LIMIT ?");
  return g_intern_string (sql->str);
}

/* @ending is "%" and the action; both are lent until the last row was read. */
static ZxdStmt *
ask (ZxdDb *db,
     const ZxRights *rights,
     const ZxdAuditQuestion *question,
     const char *ending,
     GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db, page_sql (db, rights, question), error);
  int place = 1;

  if (stmt == NULL)
    return NULL;
  zxd_stmt_bind_int (stmt, place++, question->after != 0 ? question->after : G_MAXINT64);
  if (question->actor_id != 0)
    zxd_stmt_bind_int (stmt, place++, question->actor_id);
  if (question->since_ms != 0)
    zxd_stmt_bind_int (stmt, place++, question->since_ms);
  if (question->noun != NULL)
    zxd_stmt_bind_text (stmt, place++, question->noun);
  if (question->action != NULL)
    zxd_stmt_bind_text (stmt, place++, *question->action == '.' ? ending : question->action);
  if (rights->scope != ZX_SCOPE_ALL) {
    zxd_stmt_bind_list (stmt, place++, rights->orgs, rights->n_orgs);
    zxd_stmt_bind_list (stmt, place++, rights->orgs, rights->n_orgs);
  }
  zxd_stmt_bind_int (stmt, place, question->limit + 1); /* one more shows that there are more */
  return stmt;
}

static void
add_text (GString *json, const char *name, const char *text)
{
  if (text != NULL)
    zx_json_add_string (json, name, text);
  else
    zx_json_add_raw (json, name, "null");
}

static void
add_line (ZxdStmt *stmt, GString *json)
{
  g_string_append_c (json, '{');
  zx_json_add_id (json, "id", zxd_stmt_int (stmt, 0));
  zx_json_add_time (json, "at", zxd_stmt_int (stmt, 1));
  zx_json_add_id (json, "actor_id", zxd_stmt_int (stmt, 2));
  add_text (json, "actor_name", zxd_stmt_text (stmt, 3));
  add_text (json, "action", zxd_stmt_text (stmt, 4));
  add_text (json, "noun", zxd_stmt_text (stmt, 5));
  zx_json_add_id (json, "obj_id", zxd_stmt_int (stmt, 6));
  add_text (json, "address", zxd_stmt_text (stmt, 7));
  add_text (json, "detail", zxd_stmt_text (stmt, 8));
  g_string_append_c (json, '}');
}

gboolean
zxd_audit_page (ZxdDb *db,
                gint64 as_of,
                const ZxRights *rights,
                const ZxdAuditQuestion *question,
                GString *json,
                GError **error)
{
  g_autofree char *ending = g_strconcat ("%", question->action, NULL);
  ZxdStmt *stmt = ask (db, rights, question, ending, error);
  gint64 id = 0;
  int n_rows;
  ZxdStep step;

  if (stmt == NULL)
    return FALSE;
  g_string_append (json, "{\"items\":[");
  for (n_rows = 0; (step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW; n_rows++) {
    if (n_rows == question->limit) {
      zxd_stmt_reset (stmt);
      break;
    }
    id = zxd_stmt_int (stmt, 0);
    g_string_append (json, n_rows > 0 ? "," : "");
    add_line (stmt, json);
  }
  if (step == ZXD_STEP_FAILED)
    return FALSE;
  g_string_append_c (json, ']');
  zx_json_add_id (json, "next", step == ZXD_STEP_ROW ? id : 0);
  zx_json_add_int (json, "as_of", as_of);
  g_string_append_c (json, '}');
  return TRUE;
}
