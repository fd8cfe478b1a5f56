/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The installation's own words that a table of customers may use: its fields, tiers, organisations,
 * agents and kinds of contract. */
#include "zxd-store-import.h"

static void
free_field (gpointer data)
{
  ZxdImportField *field = data;

  g_free (field->key);
  g_free (field->label);
  g_free (field->kind);
  g_free (field->choices);
  g_free (field);
}

void
zxd_import_words_clear (ZxdImportWords *words)
{
  g_clear_pointer (&words->fields, g_ptr_array_unref);
  g_clear_pointer (&words->tier_names, g_hash_table_unref);
  g_clear_pointer (&words->orgs, g_hash_table_unref);
  g_clear_pointer (&words->agents, g_hash_table_unref);
  g_clear_pointer (&words->contract_kinds, g_hash_table_unref);
}

static gboolean
read_fields (ZxdDb *db, GPtrArray *fields, GError **error)
{
  ZxdStmt *stmt =
      zxd_db_prepare (db, "SELECT key, label, kind, choices FROM field ORDER BY id", error);
  ZxdStep step = ZXD_STEP_FAILED;

  while (stmt != NULL && (step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW) {
    ZxdImportField *field = g_new (ZxdImportField, 1);

    *field =
        (ZxdImportField){g_strdup (zxd_stmt_text (stmt, 0)), g_strdup (zxd_stmt_text (stmt, 1)),
                         g_strdup (zxd_stmt_text (stmt, 2)), g_strdup (zxd_stmt_text (stmt, 3))};
    g_ptr_array_add (fields, field);
  }
  return step == ZXD_STEP_DONE;
}

static gboolean
read_tiers (ZxdDb *db, GHashTable *names, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db, "SELECT name, word FROM tier WHERE name IS NOT NULL", error);
  ZxdStep step = ZXD_STEP_FAILED;

  while (stmt != NULL && (step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW)
    g_hash_table_replace (names, g_strdup (zxd_stmt_text (stmt, 0)),
                          g_strdup (zxd_stmt_text (stmt, 1)));
  return step == ZXD_STEP_DONE;
}

/* A name that two have leads nowhere. */
static void
add_name (GHashTable *ids, const char *name, gint64 id)
{
  gint64 *known;

  if (name == NULL)
    return;
  known = g_hash_table_lookup (ids, name);
  if (known != NULL)
    *known = *known == id ? id : 0;
  else
    g_hash_table_insert (ids, g_strdup (name), g_memdup2 (&id, sizeof id));
}

/* @sql gives id, name and a second name. */
static gboolean
read_names (ZxdDb *db, const char *sql, GHashTable *ids, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db, sql, error);
  ZxdStep step = ZXD_STEP_FAILED;

  while (stmt != NULL && (step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW) {
    add_name (ids, zxd_stmt_text (stmt, 1), zxd_stmt_int (stmt, 0));
    add_name (ids, zxd_stmt_text (stmt, 2), zxd_stmt_int (stmt, 0));
  }
  return step == ZXD_STEP_DONE;
}

gboolean
zxd_import_words_read (ZxdDb *db, ZxdImportWords *words, GError **error)
{
  words->fields = g_ptr_array_new_with_free_func (free_field);
  words->tier_names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  words->orgs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  words->agents = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  words->contract_kinds = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return read_fields (db, words->fields, error) && read_tiers (db, words->tier_names, error) &&
         read_names (db, "SELECT id, name, CAST (id AS TEXT) FROM org", words->orgs, error) &&
         read_names (db, "SELECT id, login, name FROM agent", words->agents, error) &&
         read_names (db, "SELECT id, name, CAST (id AS TEXT) FROM contract_kind",
                     words->contract_kinds, error);
}
