/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tree of organisations. */
#include "zxd-store-org.h"

#include "zx-id.h"
#include "zx-json.h"
#include "zxd-store-agent.h"

enum { MOST_CHARACTERS = 100 };

static char *
read_path (ZxdDb *db, gint64 id, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db, "SELECT path FROM org WHERE id = ?", error);
  char *path = NULL;

  if (stmt == NULL)
    return NULL;
  zxd_stmt_bind_int (stmt, 1, id);
  switch (zxd_stmt_step (stmt, error)) {
  case ZXD_STEP_ROW:
    path = g_strdup (zxd_stmt_text (stmt, 0));
    zxd_stmt_reset (stmt);
    break;
  case ZXD_STEP_DONE:
    zx_throw (error, ZX_ERROR_NOT_FOUND, "There is no such organisation.");
    break;
  case ZXD_STEP_FAILED:
    break;
  }
  return path;
}

static gboolean
insert (ZxdDb *db, gint64 id, gint64 parent_id, const char *path, const char *name, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      db, "INSERT INTO org (id, parent_id, path, name, rev) VALUES (?, ?, ?, ?, ?)", error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, id);
  zxd_stmt_bind_id (stmt, 2, parent_id);
  zxd_stmt_bind_text (stmt, 3, path);
  zxd_stmt_bind_text (stmt, 4, name);
  zxd_stmt_bind_int (stmt, 5, id);
  return zxd_stmt_run (stmt, error);
}

gboolean
zxd_org_add (ZxdTxn *txn, const char *name, gint64 parent_id, gint64 *id, GError **error)
{
  /* Those who see the one above; nobody has the rights to the new one before they are renewed. */
  const ZxAudience seers = {.kind = parent_id != 0 ? ZX_AUDIENCE_DESK : ZX_AUDIENCE_EVERYONE,
                            .org_id = parent_id},
                   nobody = {0};
  ZxdDb *db = zxd_txn_db (txn);
  g_autoptr (GString) json = g_string_new ("{");
  g_autofree char *above = NULL, *path = NULL;

  if (*name == '\0' || g_utf8_strlen (name, -1) > MOST_CHARACTERS)
    return zx_throw (error, ZX_ERROR_BAD_DATA, "An organisation's name has 1 to %d characters.",
                     MOST_CHARACTERS);
  above = parent_id != 0 ? read_path (db, parent_id, error) : g_strdup ("/");
  if (above == NULL)
    return FALSE;
  *id = zxd_txn_next_seq (txn);
  path = g_strdup_printf ("%s%" G_GINT64_FORMAT "/", above, *id);
  zx_json_add_id (json, "parent_id", parent_id);
  zx_json_add_string (json, "name", name);
  g_string_append_c (json, '}');
  return insert (db, *id, parent_id, path, name, error) &&
         zxd_txn_event (txn, *id, "org", *id, 0, &seers, &nobody, json->str, error) &&
         zxd_agent_renew_rights_of_org (txn, *id, error);
}

static gint64
find_first (ZxdDb *db, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db, "SELECT min (id) FROM org WHERE parent_id IS NULL", error);
  gint64 id;

  if (stmt == NULL || zxd_stmt_step (stmt, error) != ZXD_STEP_ROW)
    return 0;
  id = zxd_stmt_int (stmt, 0);
  zxd_stmt_reset (stmt);
  if (id == 0)
    zx_throw (error, ZX_ERROR_NOT_FOUND,
              "There is no organisation yet; make one with “zuoxid setup”.");
  return id;
}

gint64
zxd_org_find (ZxdDb *db, const char *name_or_id, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db, "SELECT id FROM org WHERE id = ? OR name = ?", error);
  gint64 wanted = 0, found = 0;
  ZxdStep step;

  if (name_or_id == NULL)
    return find_first (db, error);
  if (stmt == NULL)
    return 0;
  zx_id_parse (name_or_id, &wanted);
  zxd_stmt_bind_int (stmt, 1, wanted);
  zxd_stmt_bind_text (stmt, 2, name_or_id);
  while ((step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW) {
    if (found != 0) {
      zxd_stmt_reset (stmt);
      zx_throw (error, ZX_ERROR_BAD_DATA, "Several organisations are called “%s”: use the id.",
                name_or_id);
      return 0;
    }
    found = zxd_stmt_int (stmt, 0);
  }
  if (step == ZXD_STEP_DONE && found == 0)
    zx_throw (error, ZX_ERROR_NOT_FOUND, "There is no organisation “%s”.", name_or_id);
  return step == ZXD_STEP_DONE ? found : 0;
}

static int
depth_of (const char *path)
{
  int depth = -2;

  for (; *path != '\0'; path++)
    depth += *path == '/';
  return depth;
}

gboolean
zxd_org_list (ZxdDb *db, ZxdOrgRow row, gpointer data, GError **error)
{
  ZxdStmt *stmt =
      zxd_db_prepare (db, "SELECT id, parent_id, name, path FROM org ORDER BY path, id", error);
  ZxdStep step = ZXD_STEP_FAILED;

  while (stmt != NULL && (step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW)
    row (zxd_stmt_int (stmt, 0), zxd_stmt_int (stmt, 1), zxd_stmt_text (stmt, 2),
         depth_of (zxd_stmt_text (stmt, 3)), data);
  return step == ZXD_STEP_DONE;
}
