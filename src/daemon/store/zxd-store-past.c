/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads closed contacts for who meets the same question again. */
#include "zxd-store-past.h"

#include "zx-json.h"

enum { MOST_TEXTS = 10 };

void
zxd_past_free (ZxdPast *past)
{
  g_clear_pointer (&past->texts, g_ptr_array_unref);
  g_free (past->summary);
  g_free (past);
}

static GPtrArray *
list_texts (ZxdDb *db, const char *sql, gint64 id, int most, GError **error)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  ZxdStmt *stmt = zxd_db_prepare (db, sql, error);
  ZxdStep step;

  if (stmt == NULL)
    return NULL;
  zxd_stmt_bind_int (stmt, 1, id);
  zxd_stmt_bind_int (stmt, 2, most);
  while ((step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW)
    g_ptr_array_add (texts, g_strdup (zxd_stmt_text (stmt, 0)));
  return step == ZXD_STEP_DONE ? g_steal_pointer (&texts) : NULL;
}

GPtrArray *
zxd_past_last_texts (ZxdDb *db, gint64 id, int most, GError **error)
{
  return list_texts (db,
                     "SELECT text FROM (SELECT id, text FROM message WHERE contact_id = ? AND "
                     "author = 'customer' AND text <> '' ORDER BY id DESC LIMIT ?) t ORDER BY id",
                     id, most, error);
}

/* The rows of @stmt (id, rev, summary) with their texts. */
static gboolean
read_all (ZxdDb *db, ZxdStmt *stmt, GPtrArray *all, GError **error)
{
  guint first = all->len;
  ZxdStep step;

  while ((step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW) {
    ZxdPast *past = g_new0 (ZxdPast, 1);

    past->id = zxd_stmt_int (stmt, 0);
    past->rev = zxd_stmt_int (stmt, 1);
    past->summary = g_strdup (zxd_stmt_text (stmt, 2));
    g_ptr_array_add (all, past);
  }
  for (guint i = first; step == ZXD_STEP_DONE && i < all->len; i++) {
    ZxdPast *past = all->pdata[i];

    past->texts = list_texts (db,
                              "SELECT text FROM message WHERE contact_id = ? AND author = "
                              "'customer' AND text <> '' ORDER BY id LIMIT ?",
                              past->id, MOST_TEXTS, error);
    if (past->texts == NULL)
      return FALSE;
  }
  return step == ZXD_STEP_DONE;
}

ZxdPast *
zxd_past_load (ZxdDb *db, gint64 id, GError **error)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) zxd_past_free);
  ZxdStmt *stmt = zxd_db_prepare (
      db, "SELECT id, rev, summary FROM contact WHERE id = ? AND state = 'closed'", error);

  if (stmt == NULL)
    return NULL;
  zxd_stmt_bind_int (stmt, 1, id);
  if (!read_all (db, stmt, all, error))
    return NULL;
  if (all->len == 0) {
    zx_throw (error, ZX_ERROR_NOT_FOUND, "There is no such contact.");
    return NULL;
  }
  return g_ptr_array_steal_index (all, 0);
}

gboolean
zxd_past_list (ZxdDb *db, gint64 before, int limit, GPtrArray *all, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db,
                                  "SELECT id, rev, summary FROM contact WHERE state = 'closed' AND "
                                  "id < ? ORDER BY id DESC LIMIT ?",
                                  error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, before != 0 ? before : G_MAXINT64);
  zxd_stmt_bind_int (stmt, 2, limit);
  return read_all (db, stmt, all, error);
}

gboolean
zxd_past_add_answer (ZxdDb *db, gint64 id, GString *json, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db,
                                  "SELECT a.ref, a.title FROM verdict v JOIN article a ON a.id = "
                                  "v.article_id WHERE v.contact_id = ? AND v.kind <> 'down' ORDER "
                                  "BY v.id DESC LIMIT 1",
                                  error);
  ZxdStep step;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, id);
  step = zxd_stmt_step (stmt, error);
  if (step == ZXD_STEP_ROW) {
    zx_json_add_string (json, "article_ref", zxd_stmt_text (stmt, 0));
    zx_json_add_string (json, "article_title", zxd_stmt_text (stmt, 1));
    zxd_stmt_reset (stmt);
  }
  return step != ZXD_STEP_FAILED;
}
