/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The SQL twin of zx_rights_sees(), and what happens when rights change. */
#include "zxd-store.h"

#include "zx-json.h"
#include "zxd-contact-private.h"

const char *
zxd_rights_predicate (ZxdDb *db,
                      const ZxRights *rights,
                      const char *org_column,
                      const char *owner_column)
{
  g_autofree char *org =
      g_strdup_printf (zxd_db_is_postgres (db) ? "%s = ANY (CAST (? AS BIGINT[]))"
                                               : "%s IN (SELECT value FROM json_each (?))",
                       org_column);
  g_autofree char *text = NULL;

  if (zx_rights_can (rights, ZX_RIGHT_OVERSEE))
    text = g_strdup_printf ("(%s)", org);
  else
    text = g_strdup_printf ("(%s AND (%s IS NULL OR %s = ?))", org, owner_column, owner_column);
  return g_intern_string (text);
}

void
zxd_rights_bind (ZxdStmt *stmt, int *place, const ZxRights *rights)
{
  zxd_stmt_bind_list (stmt, (*place)++, rights->orgs, rights->n_orgs);
  if (!zx_rights_can (rights, ZX_RIGHT_OVERSEE))
    zxd_stmt_bind_int (stmt, (*place)++, rights->agent_id);
}

const char *
zxd_rights_contact_predicate (ZxdDb *db, const ZxRights *rights, const char *alias)
{
  g_autofree char *org = g_strconcat (alias, ".org_id", NULL);
  g_autofree char *owner = g_strconcat (alias, ".agent_id", NULL);
  g_autofree char *text = g_strdup_printf (
      "(%s OR (%s.guests IS NOT NULL AND %s.guests LIKE '%%/' || CAST (CAST (? AS BIGINT) AS TEXT) "
      "|| '/%%'))",
      zxd_rights_predicate (db, rights, org, owner), alias, alias);

  return g_intern_string (text);
}

void
zxd_rights_contact_bind (ZxdStmt *stmt, int *place, const ZxRights *rights)
{
  zxd_rights_bind (stmt, place, rights);
  zxd_stmt_bind_int (stmt, (*place)++, rights->agent_id);
}

static void
add_ids (GString *json, const char *name, const gint64 *ids, gsize n)
{
  g_string_append_printf (json, ",\"%s\":[", name);
  for (gsize i = 0; i < n; i++)
    g_string_append_printf (json, i == 0 ? "\"%" G_GINT64_FORMAT "\"" : ",\"%" G_GINT64_FORMAT "\"",
                            ids[i]);
  g_string_append_c (json, ']');
}

char *
zxd_rights_json (const ZxRights *rights)
{
  GString *json = g_string_new ("{");

  zx_json_add_string (json, "role", zx_enum_word (ZX_TYPE_ROLE, rights->role));
  zx_json_add_string (json, "scope", zx_enum_word (ZX_TYPE_SCOPE, rights->scope));
  zx_json_add_id (json, "org_id", rights->org_id);
  add_ids (json, "orgs", rights->orgs, rights->n_orgs);
  add_ids (json, "above", rights->above, rights->n_above);
  g_string_append_c (json, '}');
  return g_string_free (json, FALSE);
}

/* ---- when rights change */

/* The open contacts that only one of the two sees. */
static GArray *
list_changed (ZxdDb *db, const ZxRights *before, const ZxRights *after, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  ZxdStmt *stmt =
      zxd_db_prepare (db,
                      "SELECT id, org_id, agent_id, guests FROM contact "
                      "WHERE state NOT IN ('closed', 'abandoned', 'missed') ORDER BY id",
                      error);
  ZxdStep step;

  if (stmt == NULL)
    return NULL;
  while ((step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW) {
    ZxAudience audience = {ZX_AUDIENCE_DESK, zxd_stmt_int (stmt, 1), zxd_stmt_int (stmt, 2)};
    gint64 id = zxd_stmt_int (stmt, 0);

    zx_guests_parse (zxd_stmt_text (stmt, 3), audience.guests);
    if (zx_rights_sees (before, &audience) != zx_rights_sees (after, &audience))
      g_array_append_val (ids, id);
  }
  return step == ZXD_STEP_DONE ? g_steal_pointer (&ids) : NULL;
}

/* What is gained gets a new rev that everybody hears of: all who see it know the same one. What is
 * lost has not changed; only this agent is told. */
static gboolean
tell_contact (ZxdTxn *txn, gint64 id, const ZxRights *after, GError **error)
{
  g_autoptr (ZxdContact) contact = zxd_contact_load (zxd_txn_db (txn), id, error);
  const ZxAudience nobody = {ZX_AUDIENCE_NOBODY, 0, 0},
                   alone = {ZX_AUDIENCE_AGENT, 0, after->agent_id};
  ZxAudience audience;

  if (contact == NULL)
    return FALSE;
  audience = zxd_contact_audience (contact);
  if (zx_rights_sees (after, &audience))
    return zxd_contact_save_also (txn, contact, after->agent_id, error);
  return zxd_txn_event (txn, zxd_txn_next_seq (txn), "contact", id, 0, &nobody, &alone, NULL,
                        error);
}

gboolean
zxd_store_rights_changed (ZxdTxn *txn,
                          const ZxRights *before,
                          const ZxRights *after,
                          GError **error)
{
  g_autoptr (GArray) ids = list_changed (zxd_txn_db (txn), before, after, error);
  const ZxAudience alone = {ZX_AUDIENCE_AGENT, 0, after->agent_id};
  g_autofree char *json = zxd_rights_json (after);

  if (ids == NULL)
    return FALSE;
  for (guint i = 0; i < ids->len; i++)
    if (!tell_contact (txn, g_array_index (ids, gint64, i), after, error))
      return FALSE;
  return zxd_txn_event (txn, zxd_txn_next_seq (txn), "rights", after->agent_id, 0, &alone, &alone,
                        json, error);
}
