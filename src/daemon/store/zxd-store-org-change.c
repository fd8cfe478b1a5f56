/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Organisations as an administrator manages them. */
#include "zxd-store-org.h"

#include "zx-json.h"
#include "zxd-store-audit.h"
#include "zxd-store-setup.h"

enum { MOST_NAME = 100 };

/* A row as it was read; a plain value. */
typedef struct {
  gint64 id, parent_id, rev;
  char *name; /* owned */
} Org;

static void
org_clear (Org *org)
{
  g_clear_pointer (&org->name, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Org, org_clear)

static void
add_item (GString *json, gint64 id, gint64 rev, gint64 parent_id, const char *name)
{
  g_string_append_c (json, '{');
  zx_json_add_id (json, "id", id);
  zx_json_add_int (json, "rev", rev);
  zx_json_add_id (json, "parent_id", parent_id);
  zx_json_add_string (json, "name", name);
  g_string_append_c (json, '}');
}

gboolean
zxd_org_page (ZxdDb *db,
              gint64 as_of,
              const ZxRights *rights,
              int limit,
              gint64 after,
              GString *json,
              GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      db,
      zxd_db_is_postgres (db)
          ? "SELECT id, rev, parent_id, name FROM org WHERE id > ? AND (id = ANY (CAST (? AS "
            "BIGINT[])) OR id = ANY (CAST (? AS BIGINT[]))) ORDER BY id LIMIT ?"
          : "SELECT id, rev, parent_id, name FROM org WHERE id > ? AND (id IN (SELECT value FROM "
            "json_each (?)) OR id IN (SELECT value FROM json_each (?))) ORDER BY id LIMIT ?",
      error);
  gint64 id = 0;
  int n_rows;
  ZxdStep step;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, after);
  zxd_stmt_bind_list (stmt, 2, rights->orgs, rights->n_orgs);
  zxd_stmt_bind_list (stmt, 3, rights->above, rights->n_above);
  zxd_stmt_bind_int (stmt, 4, limit + 1); /* one more shows that there are more */
  g_string_append (json, "{\"items\":[");
  for (n_rows = 0; (step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW; n_rows++) {
    if (n_rows == limit) {
      zxd_stmt_reset (stmt);
      break;
    }
    id = zxd_stmt_int (stmt, 0);
    g_string_append (json, n_rows > 0 ? "," : "");
    add_item (json, id, zxd_stmt_int (stmt, 1), zxd_stmt_int (stmt, 2), zxd_stmt_text (stmt, 3));
  }
  if (step == ZXD_STEP_FAILED)
    return FALSE;
  g_string_append_c (json, ']');
  zx_json_add_id (json, "next", step == ZXD_STEP_ROW ? id : 0);
  zx_json_add_int (json, "as_of", as_of);
  g_string_append_c (json, '}');
  return TRUE;
}

static gboolean
load (ZxdDb *db, const ZxRights *rights, gint64 id, Org *org, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db, "SELECT rev, parent_id, name FROM org WHERE id = ?", error);
  ZxdStep step;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, id);
  step = zxd_stmt_step (stmt, error);
  if (step == ZXD_STEP_FAILED)
    return FALSE;
  if (step == ZXD_STEP_ROW && (rights == NULL || zx_rights_sees_org (rights, id))) {
    *org = (Org){id, zxd_stmt_int (stmt, 1), zxd_stmt_int (stmt, 0),
                 g_strdup (zxd_stmt_text (stmt, 2))};
    zxd_stmt_reset (stmt);
    return TRUE;
  }
  zxd_stmt_reset (stmt);
  return zx_throw (error, ZX_ERROR_NOT_FOUND, "There is no such organisation.");
}

gboolean
zxd_org_get (ZxdDb *db,
             const ZxRights *rights,
             gint64 id,
             GString *json,
             gint64 *rev,
             GError **error)
{
  g_auto (Org) org = {0};

  if (!load (db, rights, id, &org, error))
    return FALSE;
  add_item (json, org.id, org.rev, org.parent_id, org.name);
  *rev = org.rev;
  return TRUE;
}

/* Null when it is no name; caller frees. */
static char *
take_name (JsonObject *values, ZxdRefusal *refusal, GError **error)
{
  const char *given = zx_json_string (values, "name");
  g_autofree char *name = g_strstrip (g_strdup (given != NULL ? given : ""));

  if (*name == '\0') {
    zxd_refuse_field (refusal, "name", "missing", error,
                      "Say the “name” of the organisation: 1 to %d characters.", MOST_NAME);
    return NULL;
  }
  if (g_utf8_strlen (name, -1) > MOST_NAME) {
    zxd_refuse_field (refusal, "name", "too-long", error,
                      "An organisation's “name” has 1 to %d characters.", MOST_NAME);
    return NULL;
  }
  return g_steal_pointer (&name);
}

/* No two of the same name below the same one. */
static gboolean
check_unique (ZxdDb *db,
              const char *name,
              gint64 parent_id,
              gint64 id,
              ZxdRefusal *refusal,
              GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      db, "SELECT count (*) FROM org WHERE name = ? AND coalesce (parent_id, 0) = ? AND id <> ?",
      error);
  gboolean is_taken;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_text (stmt, 1, name);
  zxd_stmt_bind_int (stmt, 2, parent_id);
  zxd_stmt_bind_int (stmt, 3, id);
  if (zxd_stmt_step (stmt, error) != ZXD_STEP_ROW)
    return FALSE;
  is_taken = zxd_stmt_int (stmt, 0) > 0;
  zxd_stmt_reset (stmt);
  return !is_taken || zxd_refuse_taken (refusal, "name", error,
                                        "There is an organisation “%s” there already: choose "
                                        "another name.",
                                        name);
}

static gboolean
note (ZxdTxn *txn,
      const ZxdActor *actor,
      const char *action,
      gint64 id,
      const char *was,
      const char *name,
      GError **error)
{
  g_autoptr (GString) detail = g_string_new (was != NULL ? "{\"name\":[" : "{\"name\":");
  ZxdAudit audit = {.actor_id = actor->rights != NULL ? actor->rights->agent_id : 0,
                    .action = action,
                    .noun = "org",
                    .obj_id = id,
                    .address = actor->address};

  if (was != NULL) {
    zx_json_quote (detail, was, -1);
    g_string_append_c (detail, ',');
  }
  zx_json_quote (detail, name, -1);
  g_string_append (detail, was != NULL ? "]}" : "}");
  audit.detail = detail->str;
  return zxd_audit_add (txn, &audit, error);
}

/* Whoever adds one must see it afterwards. */
static gboolean
check_parent (ZxdDb *db,
              const ZxdActor *actor,
              gint64 parent_id,
              ZxdRefusal *refusal,
              GError **error)
{
  const ZxRights *rights = actor->rights;
  g_auto (Org) parent = {0};

  if (parent_id != 0 && !load (db, rights, parent_id, &parent, NULL))
    return zxd_refuse_field (refusal, "parent_id", "unknown", error,
                             "“parent_id” is none of your organisations: choose another.");
  if (rights == NULL || rights->scope == ZX_SCOPE_ALL ||
      (rights->scope == ZX_SCOPE_SUBTREE && parent_id != 0))
    return TRUE;
  return zx_throw (error, ZX_ERROR_NOT_ALLOWED,
                   "You would not see it: ask an administrator who sees more to add it.");
}

gboolean
zxd_org_create (ZxdTxn *txn,
                const ZxdActor *actor,
                const guint8 request[ZX_UUID_BYTES],
                JsonObject *values,
                gint64 *id,
                gboolean *again,
                ZxdRefusal *refusal,
                GError **error)
{
  ZxdDb *db = zxd_txn_db (txn);
  gint64 actor_id = actor->rights != NULL ? actor->rights->agent_id : 0,
         parent_id = zx_json_id (values, "parent_id");
  g_autofree char *name = NULL;

  *again = FALSE;
  if (request != NULL && !zxd_txn_request_result (txn, request, actor_id, again, id, error))
    return FALSE;
  if (*again)
    return TRUE;
  name = take_name (values, refusal, error);
  return name != NULL && check_parent (db, actor, parent_id, refusal, error) &&
         check_unique (db, name, parent_id, 0, refusal, error) &&
         zxd_org_add (txn, name, parent_id, id, error) &&
         note (txn, actor, "org.add", *id, NULL, name, error) &&
         (request == NULL || zxd_txn_request_made (txn, request, *id, error));
}

static gboolean
write_name (ZxdTxn *txn, const Org *org, const char *name, GError **error)
{
  const ZxAudience seers = {.kind = ZX_AUDIENCE_BELOW, .org_id = org->id};
  ZxdStmt *stmt =
      zxd_db_prepare (zxd_txn_db (txn), "UPDATE org SET name = ?, rev = ? WHERE id = ?", error);
  g_autoptr (GString) json = g_string_new ("{");
  gint64 seq = zxd_txn_next_seq (txn);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_text (stmt, 1, name);
  zxd_stmt_bind_int (stmt, 2, seq);
  zxd_stmt_bind_int (stmt, 3, org->id);
  zx_json_add_id (json, "parent_id", org->parent_id);
  zx_json_add_string (json, "name", name);
  g_string_append_c (json, '}');
  return zxd_stmt_run (stmt, error) &&
         zxd_txn_event (txn, seq, "org", org->id, 0, &seers, &seers, json->str, error);
}

gboolean
zxd_org_change (ZxdTxn *txn,
                const ZxdActor *actor,
                gint64 id,
                gint64 seen,
                JsonObject *values,
                ZxdRefusal *refusal,
                GError **error)
{
  ZxdDb *db = zxd_txn_db (txn);
  g_auto (Org) org = {0};
  g_autofree char *name = NULL;

  if (!load (db, actor->rights, id, &org, error) ||
      (seen != 0 && !zxd_change_check_rev (db, "org", id, seen, org.rev, refusal, error)))
    return FALSE;
  if (!json_object_has_member (values, "name"))
    return TRUE;
  name = take_name (values, refusal, error);
  if (name == NULL || !check_unique (db, name, org.parent_id, id, refusal, error))
    return FALSE;
  return g_str_equal (name, org.name) ||
         (write_name (txn, &org, name, error) &&
          note (txn, actor, "org.change", id, org.name, name, error));
}
