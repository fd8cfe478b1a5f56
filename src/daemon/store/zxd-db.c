/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One connection to a database: the half that both kinds share. */
#include "zxd-db-private.h"

#include <string.h>
#include <unistd.h>

static void
free_statement (gpointer data)
{
  ZxdStmt *stmt = data;

  g_slist_free_full (stmt->lists, g_free);
  stmt->db->class->free (stmt);
}

void
zxd_db_init (ZxdDb *db, const ZxdDbClass *class)
{
  db->class = class;
  db->statements = g_hash_table_new_full (NULL, NULL, NULL, free_statement);
}

void
zxd_db_close (ZxdDb *db)
{
  if (db == NULL)
    return;
  g_clear_pointer (&db->statements, g_hash_table_unref);
  db->class->close (db);
}

void
zxd_db_die (const char *what, const char *message)
{
  g_printerr ("zuoxid: the database failed (%s: %s). The process ends; what was not acknowledged "
              "is sent again.\n",
              what, g_strchomp (g_strdup (message)));
  _exit (1);
}

gboolean
zxd_db_execute (ZxdDb *db, const char *sql, GError **error)
{
  return db->class->execute (db, sql, error);
}

void
zxd_db_reset_all (ZxdDb *db)
{
  GHashTableIter iter;
  gpointer stmt;

  g_hash_table_iter_init (&iter, db->statements);
  while (g_hash_table_iter_next (&iter, NULL, &stmt))
    db->class->reset (stmt);
}

gboolean
zxd_db_post (ZxdDb *db, const char *sql, GError **error)
{
  return db->class->post (db, sql, error);
}

gboolean
zxd_db_settle (ZxdDb *db, GError **error)
{
  return db->class->settle (db, error);
}

gboolean
zxd_db_number (ZxdDb *db, const char *sql, gint64 *number, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db, sql, error);
  ZxdStep step = stmt != NULL ? zxd_stmt_step (stmt, error) : ZXD_STEP_FAILED;

  *number = step == ZXD_STEP_ROW ? zxd_stmt_int (stmt, 0) : 0;
  if (step == ZXD_STEP_ROW)
    zxd_stmt_reset (stmt);
  return step != ZXD_STEP_FAILED;
}

gboolean
zxd_db_is_postgres (ZxdDb *db)
{
  return db->class->is_postgres;
}

ZxdStmt *
zxd_db_prepare (ZxdDb *db, const char *sql, GError **error)
{
  ZxdStmt *stmt = g_hash_table_lookup (db->statements, sql);

  if (stmt != NULL) {
    db->class->clear (stmt);
    g_slist_free_full (g_steal_pointer (&stmt->lists), g_free);
    return stmt;
  }
  stmt = db->class->prepare (db, sql, error);
  if (stmt == NULL)
    return NULL;
  stmt->db = db;
  g_hash_table_insert (db->statements, (gpointer) sql, stmt);
  return stmt;
}

void
zxd_stmt_bind_int (ZxdStmt *stmt, int place, gint64 value)
{
  stmt->db->class->bind_int (stmt, place, value);
}

void
zxd_stmt_bind_id (ZxdStmt *stmt, int place, gint64 id)
{
  if (id != 0)
    stmt->db->class->bind_int (stmt, place, id);
  else
    stmt->db->class->bind_null (stmt, place);
}

void
zxd_stmt_bind_text (ZxdStmt *stmt, int place, const char *text)
{
  if (text != NULL)
    stmt->db->class->bind_text (stmt, place, text);
  else
    stmt->db->class->bind_null (stmt, place);
}

void
zxd_stmt_bind_uuid (ZxdStmt *stmt, int place, const guint8 uuid[16])
{
  stmt->db->class->bind_bytes (stmt, place, uuid, 16);
}

void
zxd_stmt_bind_bytes (ZxdStmt *stmt, int place, gconstpointer bytes, gsize length)
{
  if (bytes != NULL)
    stmt->db->class->bind_bytes (stmt, place, bytes, length);
  else
    stmt->db->class->bind_null (stmt, place);
}

void
zxd_stmt_bind_list (ZxdStmt *stmt, int place, const gint64 *ids, gsize n_ids)
{
  gboolean is_postgres = stmt->db->class->is_postgres;
  GString *list = g_string_new (is_postgres ? "{" : "[");

  for (gsize i = 0; i < n_ids; i++)
    g_string_append_printf (list, i == 0 ? "%" G_GINT64_FORMAT : ",%" G_GINT64_FORMAT, ids[i]);
  g_string_append_c (list, is_postgres ? '}' : ']');
  stmt->lists = g_slist_prepend (stmt->lists, g_string_free (list, FALSE));
  stmt->db->class->bind_text (stmt, place, stmt->lists->data);
}

ZxdStep
zxd_stmt_step (ZxdStmt *stmt, GError **error)
{
  return stmt->db->class->step (stmt, error);
}

gboolean
zxd_stmt_run (ZxdStmt *stmt, GError **error)
{
  return stmt->db->class->run (stmt, error);
}

gboolean
zxd_stmt_change (ZxdStmt *stmt, gint64 *n_rows, GError **error)
{
  if (!zxd_stmt_run (stmt, error) || !zxd_db_settle (stmt->db, error))
    return FALSE;
  *n_rows = stmt->changes;
  return TRUE;
}

gboolean
zxd_stmt_send_ahead (ZxdStmt *stmt, GError **error)
{
  return stmt->db->class->send_ahead (stmt, error);
}

void
zxd_stmt_reset (ZxdStmt *stmt)
{
  stmt->db->class->reset (stmt);
}

gint64
zxd_stmt_int (ZxdStmt *stmt, int column)
{
  return stmt->db->class->get_int (stmt, column);
}

const char *
zxd_stmt_text (ZxdStmt *stmt, int column)
{
  return stmt->db->class->get_text (stmt, column);
}

void
zxd_stmt_uuid (ZxdStmt *stmt, int column, guint8 uuid[16])
{
  gsize length;
  gconstpointer bytes = stmt->db->class->get_bytes (stmt, column, &length);

  if (bytes != NULL && length == 16)
    memcpy (uuid, bytes, 16);
  else
    memset (uuid, 0, 16);
}

gconstpointer
zxd_stmt_bytes (ZxdStmt *stmt, int column, gsize *length)
{
  return stmt->db->class->get_bytes (stmt, column, length);
}
