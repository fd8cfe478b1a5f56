/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The SQL twin of zx_rights_sees(), and what happens when rights change. */
#include "zxd-store.h"

#include "zx-json.h"

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

char *
zxd_rights_json (const ZxRights *rights)
{
  GString *json = g_string_new ("{");

  zx_json_add_string (json, "role", zx_enum_word (ZX_TYPE_ROLE, rights->role));
  zx_json_add_string (json, "scope", zx_enum_word (ZX_TYPE_SCOPE, rights->scope));
  zx_json_add_id (json, "org_id", rights->org_id);
  g_string_append (json, ",\"orgs\":[");
  for (gsize i = 0; i < rights->n_orgs; i++)
    g_string_append_printf (json, i == 0 ? "\"%" G_GINT64_FORMAT "\"" : ",\"%" G_GINT64_FORMAT "\"",
                            rights->orgs[i]);
  g_string_append (json, "]}");
  return g_string_free (json, FALSE);
}
