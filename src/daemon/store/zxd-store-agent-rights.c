/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an agent may see: from role, scope and the tree of organisations to a list. */
#include "zxd-store-agent.h"

#include "zx-id.h"
#include "zx-json.h"

/* The scope `own` is one organisation, `subtree` it and all below, `all` every one. */
static const char all_orgs[] = "SELECT id FROM org ORDER BY id";
static const char orgs_below[] =
    "SELECT below.id FROM org own JOIN org below "
    "ON substr (below.path, 1, length (own.path)) = own.path WHERE own.id = ? ORDER BY below.id";

static gboolean
read_orgs (ZxdDb *db, ZxRights *rights, GError **error)
{
  g_autoptr (GArray) orgs = g_array_new (FALSE, FALSE, sizeof (gint64));
  ZxdStmt *stmt;
  ZxdStep step;

  if (rights->scope == ZX_SCOPE_OWN) {
    rights->orgs = g_memdup2 (&rights->org_id, sizeof rights->org_id);
    rights->n_orgs = 1;
    return TRUE;
  }
  stmt = zxd_db_prepare (db, rights->scope == ZX_SCOPE_ALL ? all_orgs : orgs_below, error);
  if (stmt == NULL)
    return FALSE;
  if (rights->scope != ZX_SCOPE_ALL)
    zxd_stmt_bind_int (stmt, 1, rights->org_id);
  while ((step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW) {
    gint64 id = zxd_stmt_int (stmt, 0);

    g_array_append_val (orgs, id);
  }
  if (step == ZXD_STEP_FAILED)
    return FALSE;
  rights->n_orgs = orgs->len;
  rights->orgs = (gint64 *) g_array_free (g_steal_pointer (&orgs), FALSE);
  return TRUE;
}

/* The organisations over the own one, as its path names them. */
static gboolean
read_above (ZxdDb *db, ZxRights *rights, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db, "SELECT path FROM org WHERE id = ?", error);
  g_auto (GStrv) ids = NULL;
  ZxdStep step;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, rights->org_id);
  step = zxd_stmt_step (stmt, error);
  if (step != ZXD_STEP_ROW)
    return step == ZXD_STEP_DONE;
  ids = g_strsplit (zxd_stmt_text (stmt, 0), "/", -1);
  zxd_stmt_reset (stmt);
  rights->above = g_new (gint64, g_strv_length (ids) + 1);
  for (char **id = ids; *id != NULL; id++)
    if (zx_id_parse (*id, &rights->above[rights->n_above]) &&
        rights->above[rights->n_above] != rights->org_id)
      rights->n_above++;
  return TRUE;
}

ZxRights *
zxd_rights_resolve (ZxdDb *db,
                    gint64 agent_id,
                    gint64 org_id,
                    ZxRole role,
                    ZxScope scope,
                    GError **error)
{
  g_autoptr (ZxRights) rights = g_new0 (ZxRights, 1);

  rights->agent_id = agent_id;
  rights->org_id = org_id;
  rights->role = role;
  rights->scope = scope;
  if (!read_orgs (db, rights, error) || !read_above (db, rights, error))
    return NULL;
  return g_steal_pointer (&rights);
}

ZxRights *
zxd_agent_rights (ZxdDb *db, gint64 agent_id, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db, "SELECT org_id, role, scope FROM agent WHERE id = ?", error);
  int role = ZX_ROLE_AGENT, scope = ZX_SCOPE_OWN;
  gint64 org_id;

  if (stmt == NULL)
    return NULL;
  zxd_stmt_bind_int (stmt, 1, agent_id);
  switch (zxd_stmt_step (stmt, error)) {
  case ZXD_STEP_FAILED:
    return NULL;
  case ZXD_STEP_DONE:
    zx_throw (error, ZX_ERROR_NOT_FOUND, "There is no such account.");
    return NULL;
  case ZXD_STEP_ROW:
    break;
  }
  zx_enum_from_word (ZX_TYPE_ROLE, zxd_stmt_text (stmt, 1), &role);
  zx_enum_from_word (ZX_TYPE_SCOPE, zxd_stmt_text (stmt, 2), &scope);
  org_id = zxd_stmt_int (stmt, 0);
  zxd_stmt_reset (stmt);
  return zxd_rights_resolve (db, agent_id, org_id, role, scope, error);
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  gint64 left = *(const gint64 *) a, right = *(const gint64 *) b;

  return left < right ? -1 : left > right;
}

static gint64 *
ids_from_json (JsonObject *object, const char *name, gsize *n)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  JsonArray *array = zx_json_array (object, name);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
    gint64 id;

    if (zx_id_parse (zx_json_element_string (array, i), &id))
      g_array_append_val (ids, id);
  }
  g_array_sort (ids, compare_ids);
  *n = ids->len;
  return (gint64 *) g_array_free (g_steal_pointer (&ids), FALSE);
}

ZxRights *
zxd_rights_from_json (gint64 agent_id, const char *json)
{
  g_autoptr (JsonObject) object = json != NULL ? zx_json_parse (json, -1, NULL) : NULL;
  ZxRights *rights;

  if (object == NULL || zx_json_array (object, "orgs") == NULL)
    return NULL;
  rights = g_new0 (ZxRights, 1);
  rights->agent_id = agent_id;
  rights->org_id = zx_json_id (object, "org_id");
  rights->role = zx_json_enum (object, "role", ZX_TYPE_ROLE, ZX_ROLE_AGENT);
  rights->scope = zx_json_enum (object, "scope", ZX_TYPE_SCOPE, ZX_SCOPE_OWN);
  rights->orgs = ids_from_json (object, "orgs", &rights->n_orgs);
  rights->above = ids_from_json (object, "above", &rights->n_above);
  return rights;
}

/* The ids that @sql gives for @argument. */
static GArray *
read_ids (ZxdDb *db, const char *sql, gint64 argument, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  ZxdStmt *stmt = zxd_db_prepare (db, sql, error);
  ZxdStep step = ZXD_STEP_FAILED;

  if (stmt != NULL)
    zxd_stmt_bind_int (stmt, 1, argument);
  while (stmt != NULL && (step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW) {
    gint64 id = zxd_stmt_int (stmt, 0);

    g_array_append_val (ids, id);
  }
  return step == ZXD_STEP_DONE ? g_steal_pointer (&ids) : NULL;
}

static GArray *
agents_above (ZxdDb *db, gint64 org_id, GError **error)
{
  return read_ids (
      db,
      "SELECT a.id FROM agent a JOIN org own ON own.id = a.org_id JOIN org added ON added.id = ? "
      "WHERE a.scope = 'all' OR (a.scope = 'subtree' AND "
      "substr (added.path, 1, length (own.path)) = own.path) ORDER BY a.id",
      org_id, error);
}

gboolean
zxd_agent_add_readers (ZxdDb *db, const ZxAudience *audience, GString *json, GError **error)
{
  g_autoptr (GArray) ids =
      read_ids (db, "SELECT id FROM agent WHERE disabled = ? ORDER BY id", 0, error);
  const char *comma = "";

  g_string_append_c (json, '[');
  for (guint i = 0; ids != NULL && i < ids->len; i++) {
    g_autoptr (ZxRights) rights = zxd_agent_rights (db, g_array_index (ids, gint64, i), error);

    if (rights == NULL)
      return FALSE;
    if (!zx_rights_sees (rights, audience))
      continue;
    g_string_append_printf (json, "%s\"%" G_GINT64_FORMAT "\"", comma, rights->agent_id);
    comma = ",";
  }
  g_string_append_c (json, ']');
  return ids != NULL;
}

/* The rights as they were before @org_id was there. */
static ZxRights *
without (const ZxRights *rights, gint64 org_id)
{
  ZxRights *before = zx_rights_copy (rights);

  before->n_orgs = 0;
  for (gsize i = 0; i < rights->n_orgs; i++) {
    if (rights->orgs[i] != org_id)
      before->orgs[before->n_orgs++] = rights->orgs[i];
  }
  return before;
}

gboolean
zxd_agent_renew_rights_of_org (ZxdTxn *txn, gint64 org_id, GError **error)
{
  ZxdDb *db = zxd_txn_db (txn);
  g_autoptr (GArray) ids = agents_above (db, org_id, error);

  for (guint i = 0; ids != NULL && i < ids->len; i++) {
    g_autoptr (ZxRights) after = zxd_agent_rights (db, g_array_index (ids, gint64, i), error);
    g_autoptr (ZxRights) before = after != NULL ? without (after, org_id) : NULL;

    if (before == NULL || !zxd_store_rights_changed (txn, before, after, error))
      return FALSE;
  }
  return ids != NULL;
}
