/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Brings a database up to the newest numbered schema file. */
#include "zxd-schema.h"

#include "zx-clock.h"

#include <stdlib.h>

/* Any number that no other program uses for pg_advisory_xact_lock: "zuoxi" in ASCII. */
#define LOCK_NUMBER "525886912617"

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

/* The .sql files in the order of their numbers. */
static GPtrArray *
list_files (const char *dir, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) reason = NULL;
  g_autoptr (GDir) folder = g_dir_open (dir, 0, &reason);
  const char *name;

  if (folder == NULL) {
    zx_throw (error, ZX_ERROR_UNAVAILABLE, "no schema: %s", reason->message);
    return NULL;
  }
  while ((name = g_dir_read_name (folder)) != NULL)
    if (g_str_has_suffix (name, ".sql") && atoi (name) > 0)
      g_ptr_array_add (names, g_strdup (name));
  if (names->len == 0) {
    zx_throw (error, ZX_ERROR_UNAVAILABLE, "no schema files in %s", dir);
    return NULL;
  }
  g_ptr_array_sort (names, compare_names);
  return g_steal_pointer (&names);
}

static gboolean
apply_file (ZxdDb *db, const char *dir, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  g_autofree char *sql = NULL;
  ZxdStmt *stmt;

  if (!g_file_get_contents (path, &sql, NULL, error))
    return FALSE;
  if (!zxd_db_execute (db, sql, error)) {
    g_prefix_error (error, "%s: ", name);
    return FALSE;
  }
  stmt = zxd_db_prepare (db, "INSERT INTO migration (number, name, at_ms) VALUES (?, ?, ?)", error);
  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, atoi (name));
  zxd_stmt_bind_text (stmt, 2, name);
  zxd_stmt_bind_int (stmt, 3, zx_clock_now_ms ());
  return zxd_stmt_run (stmt, error);
}

gboolean
zxd_schema_apply (ZxdDb *db, const char *dir, int most, GError **error)
{
  g_autofree char *folder =
      g_build_filename (dir, zxd_db_is_postgres (db) ? "postgres" : "sqlite", NULL);
  g_autoptr (GPtrArray) names = list_files (folder, error);
  gint64 applied;
  int newest;

  if (names == NULL ||
      !zxd_db_execute (db,
                       "CREATE TABLE IF NOT EXISTS migration (number BIGINT PRIMARY KEY, "
                       "name TEXT NOT NULL, at_ms BIGINT NOT NULL)",
                       error) ||
      !zxd_db_number (db, "SELECT coalesce(max(number), 0) FROM migration", &applied, error))
    return FALSE;

  newest = atoi (names->pdata[names->len - 1]);
  if (MAX (applied, most) > newest)
    return zx_throw (error, ZX_ERROR_TOO_OLD,
                     "the database has schema %d, this zuoxid knows only up to %d: upgrade it",
                     MAX ((int) applied, most), newest);
  for (guint i = 0; i < names->len; i++) {
    int number = atoi (names->pdata[i]);

    if (number > applied && (most == 0 || number <= most) &&
        !apply_file (db, folder, names->pdata[i], error))
      return FALSE;
  }
  return TRUE;
}

gboolean
zxd_schema_update (ZxdDb *db, const char *dir, GError **error)
{
  gboolean is_postgres = zxd_db_is_postgres (db);

  if (!zxd_db_execute (db,
                       is_postgres ? "BEGIN; SELECT pg_advisory_xact_lock(" LOCK_NUMBER ")"
                                   : "BEGIN IMMEDIATE",
                       error))
    return FALSE;
  if (zxd_schema_apply (db, dir, 0, error))
    return zxd_db_execute (db, "COMMIT", error);
  zxd_db_execute (db, "ROLLBACK", NULL);
  return FALSE;
}
