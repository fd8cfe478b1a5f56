/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Accounts as an administrator manages them: within what he sees, and nobody is given more. */
#include "zxd-store-agent.h"

#include "zx-json.h"
#include "zxd-field-work.h"
#include "zxd-row.h"
#include "zxd-store-audit.h"
#include "zxd-store-setup.h"

enum { MOST_NAME = 100 };

/* Everything of @rights is in the actor's sight. */
static gboolean
covers (const ZxRights *actor, const ZxRights *rights)
{
  if (actor == NULL)
    return TRUE;
  if (rights->scope == ZX_SCOPE_ALL && actor->scope != ZX_SCOPE_ALL)
    return FALSE;
  for (gsize i = 0; i < rights->n_orgs; i++)
    if (!zx_rights_sees_org (actor, rights->orgs[i]))
      return FALSE;
  return TRUE;
}

static gboolean
note (ZxdTxn *txn,
      const ZxdActor *actor,
      const char *action,
      gint64 id,
      const char *detail,
      GError **error)
{
  ZxdAudit audit = {.actor_id = actor->rights != NULL ? actor->rights->agent_id : 0,
                    .action = action,
                    .noun = "agent",
                    .obj_id = id,
                    .address = actor->address,
                    .detail = detail};

  return zxd_audit_add (txn, &audit, error);
}

/* ---- what is wished, member by member */

static gboolean
take_name (JsonObject *values, ZxdAgent *agent, ZxdRefusal *refusal, GError **error)
{
  const char *given = zx_json_string (values, "name");
  g_autofree char *name = g_strstrip (g_strdup (given != NULL ? given : ""));

  if (!json_object_has_member (values, "name"))
    return TRUE;
  if (*name == '\0')
    return zxd_refuse_field (refusal, "name", "missing", error, "Say the “name” of the agent.");
  if (g_utf8_strlen (name, -1) > MOST_NAME)
    return zxd_refuse_field (refusal, "name", "too-long", error,
                             "“name” has at most %d characters.", MOST_NAME);
  for (const char *at = name; *at != '\0'; at++)
    if ((unsigned char) *at < 0x20)
      return zxd_refuse_field (refusal, "name", "malformed", error, "“name” must be one line.");
  g_free (agent->name);
  agent->name = g_steal_pointer (&name);
  return TRUE;
}

static gboolean
take_word (JsonObject *values,
           const char *member,
           GType type,
           const char *words,
           int *value,
           ZxdRefusal *refusal,
           GError **error)
{
  return !json_object_has_member (values, member) ||
         zx_enum_from_word (type, zx_json_string (values, member), value) ||
         zxd_refuse_field (refusal, member, "malformed", error, "“%s” must be one of: %s.", member,
                           words);
}

/* Out of sight is as good as not there. */
static gboolean
take_org (ZxdDb *db,
          const ZxdActor *actor,
          JsonObject *values,
          ZxdAgent *agent,
          ZxdRefusal *refusal,
          GError **error)
{
  gint64 id = zx_json_id (values, "org_id");
  gboolean is_there = id != 0;
  ZxdStmt *stmt;
  ZxdStep step;

  if (!json_object_has_member (values, "org_id") || id == agent->org_id)
    return TRUE;
  if (is_there && actor->rights != NULL) {
    is_there = zx_rights_sees_org (actor->rights, id);
  } else if (is_there) {
    stmt = zxd_db_prepare (db, "SELECT id FROM org WHERE id = ?", error);
    if (stmt == NULL)
      return FALSE;
    zxd_stmt_bind_int (stmt, 1, id);
    step = zxd_stmt_step (stmt, error);
    if (step == ZXD_STEP_FAILED)
      return FALSE;
    is_there = step == ZXD_STEP_ROW;
    zxd_stmt_reset (stmt);
  }
  agent->org_id = id;
  return is_there || zxd_refuse_field (refusal, "org_id", "unknown", error,
                                       "“org_id” is none of your organisations: choose another.");
}

/* What he can do at once, and what he knows. */
static gboolean
take_work (JsonObject *values, ZxdAgent *agent, ZxdRefusal *refusal, GError **error)
{
  static const struct {
    const char *member;
    gboolean (
        *check) (const char *name, JsonNode *node, char **value, const char **why, GError **error);
  } kinds[] = {{"capacity", zxd_field_capacity}, {"skills", zxd_field_skills}};
  char **kept[] = {&agent->capacity, &agent->skills};

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++) {
    JsonNode *node = json_object_get_member (values, kinds[i].member);
    g_autofree char *value = NULL;
    const char *why;

    if (node == NULL)
      continue;
    if (!kinds[i].check (kinds[i].member, node, &value, &why, error))
      return zxd_row_refuse (refusal, kinds[i].member, why);
    g_free (*kept[i]);
    *kept[i] = g_steal_pointer (&value);
  }
  return TRUE;
}

/* What the account would see is at most what the actor sees. */
static gboolean
check_given (ZxdDb *db,
             const ZxdActor *actor,
             const ZxdAgent *agent,
             ZxdRefusal *refusal,
             GError **error)
{
  g_autoptr (ZxRights) rights =
      zxd_rights_resolve (db, agent->id, agent->org_id, agent->role, agent->scope, error);

  if (rights == NULL)
    return FALSE;
  if (covers (actor->rights, rights))
    return TRUE;
  zx_json_add_string (zxd_refusal_set (refusal, "not-allowed"), "field", "scope");
  return zx_throw (error, ZX_ERROR_NOT_ALLOWED,
                   "Nobody gives more than he has: choose a “scope” within your own.");
}

static gboolean
take (ZxdDb *db,
      const ZxdActor *actor,
      JsonObject *values,
      ZxdAgent *agent,
      ZxdRefusal *refusal,
      GError **error)
{
  int role = agent->role, scope = agent->scope;

  if (!take_name (values, agent, refusal, error) ||
      !take_word (values, "role", ZX_TYPE_ROLE, "agent, engineer, lead, admin", &role, refusal,
                  error) ||
      !take_word (values, "scope", ZX_TYPE_SCOPE, "own, subtree, all", &scope, refusal, error) ||
      !take_org (db, actor, values, agent, refusal, error) ||
      !take_work (values, agent, refusal, error))
    return FALSE;
  agent->role = role;
  agent->scope = scope;
  agent->disabled = zx_json_bool (values, "disabled", agent->disabled);
  return check_given (db, actor, agent, refusal, error);
}

/* ---- adding */

static gboolean
take_login (ZxdDb *db, JsonObject *values, ZxdAgent *agent, ZxdRefusal *refusal, GError **error)
{
  const char *login = zx_json_string (values, "login");
  g_autoptr (GError) problem = NULL;
  gboolean exists = FALSE;

  if (login == NULL || *login == '\0')
    return zxd_refuse_field (refusal, "login", "missing", error, "Say the “login” of the account.");
  agent->login = zxd_login_fold (login, &problem);
  if (agent->login == NULL)
    return zxd_refuse_field (refusal, "login", "malformed", error, "%s", problem->message);
  if (!zxd_agent_exists (db, agent->login, &exists, error))
    return FALSE;
  return !exists || zxd_refuse_taken (refusal, "login", error,
                                      "The login “%s” is taken: choose another.", agent->login);
}

/* Not more than he has who adds it. */
static ZxScope
usual_scope (const ZxdActor *actor)
{
  return actor->rights != NULL && actor->rights->scope == ZX_SCOPE_OWN ? ZX_SCOPE_OWN
                                                                       : ZX_SCOPE_SUBTREE;
}

static gboolean
add (ZxdTxn *txn,
     const ZxdActor *actor,
     JsonObject *values,
     const char *password_hash,
     gint64 *id,
     ZxdRefusal *refusal,
     GError **error)
{
  ZxdDb *db = zxd_txn_db (txn);
  g_auto (ZxdAgent) agent = {.role = ZX_ROLE_AGENT,
                             .scope = usual_scope (actor),
                             .org_id = actor->rights != NULL ? actor->rights->org_id : 0,
                             .password_hash = g_strdup (password_hash)};
  g_autoptr (GString) detail = g_string_new ("{");

  if (!take_login (db, values, &agent, refusal, error))
    return FALSE;
  agent.name = g_strdup (agent.login);
  if (!take (db, actor, values, &agent, refusal, error) || !zxd_agent_add (txn, &agent, error))
    return FALSE;
  *id = agent.id;
  zx_json_add_string (detail, "login", agent.login);
  zx_json_add_string (detail, "role", zx_enum_word (ZX_TYPE_ROLE, agent.role));
  zx_json_add_string (detail, "scope", zx_enum_word (ZX_TYPE_SCOPE, agent.scope));
  g_string_append_c (detail, '}');
  return note (txn, actor, "agent.add", agent.id, detail->str, error);
}

gboolean
zxd_agent_create (ZxdTxn *txn,
                  const ZxdActor *actor,
                  const guint8 request[ZX_UUID_BYTES],
                  JsonObject *values,
                  const char *password_hash,
                  gint64 *id,
                  gboolean *again,
                  ZxdRefusal *refusal,
                  GError **error)
{
  gint64 actor_id = actor->rights != NULL ? actor->rights->agent_id : 0;

  *again = FALSE;
  if (request != NULL && !zxd_txn_request_result (txn, request, actor_id, again, id, error))
    return FALSE;
  if (*again)
    return TRUE;
  return add (txn, actor, values, password_hash, id, refusal, error) &&
         (request == NULL || zxd_txn_request_made (txn, request, *id, error));
}

/* ---- changing */

/* An account that the actor may manage: in his sight, and seeing no more than he does. */
static gboolean
load (ZxdDb *db, const ZxdActor *actor, gint64 id, ZxdAgent *agent, GError **error)
{
  g_autoptr (ZxRights) rights = NULL;

  if (!zxd_agent_by_id (db, id, agent, error))
    return FALSE;
  if (actor->rights == NULL)
    return TRUE;
  if (!zx_rights_sees_org (actor->rights, agent->org_id))
    return zx_throw (error, ZX_ERROR_NOT_FOUND, "There is no such account.");
  rights = zxd_agent_rights (db, id, error);
  if (rights == NULL)
    return FALSE;
  return covers (actor->rights, rights) ||
         zx_throw (error, ZX_ERROR_NOT_ALLOWED,
                   "This account sees more than yours: ask an administrator who sees as much.");
}

/* Who administers everything: sees all, or all below a topmost organisation. */
#define SEES_ALL "(a.scope = 'all' OR (a.scope = 'subtree' AND o.parent_id IS NULL))"

/* Administrators beside @id who can sign in, and those of them who administer everything. */
static gboolean
count_others (ZxdDb *db, gint64 id, gint64 *admins, gint64 *all, GError **error)
{
  ZxdStmt *stmt =
      zxd_db_prepare (db,
                      "SELECT count (*), count (CASE WHEN " SEES_ALL " THEN 1 END) FROM agent a "
                      "JOIN org o ON o.id = a.org_id WHERE a.role = 'admin' AND a.disabled = 0 AND "
                      "a.password_hash IS NOT NULL AND a.id <> ?",
                      error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, id);
  if (zxd_stmt_step (stmt, error) != ZXD_STEP_ROW)
    return FALSE;
  *admins = zxd_stmt_int (stmt, 0);
  *all = zxd_stmt_int (stmt, 1);
  zxd_stmt_reset (stmt);
  return TRUE;
}

static gboolean
sees_all (ZxdDb *db, const ZxdAgent *agent, gboolean *does, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db, "SELECT parent_id FROM org WHERE id = ?", error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, agent->org_id);
  if (zxd_stmt_step (stmt, error) == ZXD_STEP_FAILED)
    return FALSE;
  *does = agent->scope == ZX_SCOPE_ALL ||
          (agent->scope == ZX_SCOPE_SUBTREE && zxd_stmt_int (stmt, 0) == 0);
  zxd_stmt_reset (stmt);
  return TRUE;
}

/* Somebody must be left who can set things up. */
static gboolean
check_last (ZxdDb *db,
            const ZxdAgent *was,
            const ZxdAgent *now,
            ZxdRefusal *refusal,
            GError **error)
{
  gboolean was_all, is_all, is_admin = now->role == ZX_ROLE_ADMIN && !now->disabled;
  gint64 admins, all;

  if (was->role != ZX_ROLE_ADMIN || was->disabled || was->password_hash == NULL)
    return TRUE;
  if (!sees_all (db, was, &was_all, error) || !sees_all (db, now, &is_all, error) ||
      !count_others (db, was->id, &admins, &all, error))
    return FALSE;
  if ((is_admin || admins > 0) && (!was_all || (is_admin && is_all) || all > 0))
    return TRUE;
  zxd_refusal_set (refusal, "last-admin");
  return zx_throw (error, ZX_ERROR_CONFLICT,
                   "This is the last administrator: make another one first.");
}

static void
add_pair (GString *detail, const char *member, const char *was, const char *now)
{
  g_autoptr (GString) pair = g_string_new ("[");

  if (g_strcmp0 (was, now) == 0)
    return;
  zx_json_quote (pair, was, -1);
  g_string_append_c (pair, ',');
  zx_json_quote (pair, now, -1);
  g_string_append_c (pair, ']');
  zx_json_add_raw (detail, member, pair->str);
}

static char *
describe (const ZxdAgent *was, const ZxdAgent *now)
{
  g_autofree char *capacity_was = zxd_field_capacity_words (was->capacity);
  g_autofree char *capacity_now = zxd_field_capacity_words (now->capacity);
  g_autofree char *skills_was = zxd_field_skills_words (was->skills);
  g_autofree char *skills_now = zxd_field_skills_words (now->skills);
  GString *detail = g_string_new ("{");
  g_autofree char *org_was = g_strdup_printf ("%" G_GINT64_FORMAT, was->org_id);
  g_autofree char *org_now = g_strdup_printf ("%" G_GINT64_FORMAT, now->org_id);

  add_pair (detail, "name", was->name, now->name);
  add_pair (detail, "role", zx_enum_word (ZX_TYPE_ROLE, was->role),
            zx_enum_word (ZX_TYPE_ROLE, now->role));
  add_pair (detail, "scope", zx_enum_word (ZX_TYPE_SCOPE, was->scope),
            zx_enum_word (ZX_TYPE_SCOPE, now->scope));
  add_pair (detail, "org_id", org_was, org_now);
  add_pair (detail, "capacity", capacity_was, capacity_now);
  add_pair (detail, "skills", skills_was, skills_now);
  if (was->disabled != now->disabled)
    zx_json_add_raw (detail, "disabled", now->disabled ? "[false,true]" : "[true,false]");
  g_string_append_c (detail, '}');
  return g_string_free (detail, FALSE);
}

static gboolean
write_change (ZxdTxn *txn, const ZxdAgent *was, const ZxdAgent *now, GError **error)
{
  if (g_strcmp0 (was->name, now->name) != 0 && !zxd_agent_set_name (txn, was->id, now->name, error))
    return FALSE;
  if ((was->role != now->role || was->scope != now->scope || was->org_id != now->org_id) &&
      !zxd_agent_set_rights (txn, was->id, now->role, now->scope, now->org_id, error))
    return FALSE;
  if ((g_strcmp0 (was->capacity, now->capacity) != 0 ||
       g_strcmp0 (was->skills, now->skills) != 0) &&
      !zxd_agent_set_work (txn, was->id, now->capacity, now->skills, error))
    return FALSE;
  return was->disabled == now->disabled ||
         zxd_agent_set_disabled (txn, was->id, now->disabled, error);
}

gboolean
zxd_agent_change (ZxdTxn *txn,
                  const ZxdActor *actor,
                  gint64 id,
                  gint64 seen,
                  JsonObject *values,
                  ZxdRefusal *refusal,
                  GError **error)
{
  ZxdDb *db = zxd_txn_db (txn);
  g_auto (ZxdAgent) was = {0}, now = {0};
  g_autofree char *detail = NULL;

  if (!load (db, actor, id, &was, error) || !zxd_agent_by_id (db, id, &now, error) ||
      (seen != 0 && !zxd_change_check_rev (db, "agent", id, seen, was.rev, refusal, error)) ||
      !take (db, actor, values, &now, refusal, error) ||
      !check_last (db, &was, &now, refusal, error))
    return FALSE;
  detail = describe (&was, &now);
  return g_str_equal (detail, "{}") || (write_change (txn, &was, &now, error) &&
                                        note (txn, actor, "agent.change", id, detail, error));
}

gboolean
zxd_agent_change_password (ZxdTxn *txn,
                           const ZxdActor *actor,
                           gint64 id,
                           const char *password_hash,
                           GError **error)
{
  g_auto (ZxdAgent) agent = {0};

  return load (zxd_txn_db (txn), actor, id, &agent, error) &&
         zxd_agent_set_password (txn, id, password_hash, error) &&
         note (txn, actor, "agent.password", id, NULL, error);
}

gboolean
zxd_agent_needs_first (ZxdDb *db, gboolean *is_needed, GError **error)
{
  gint64 admins, all;

  if (!count_others (db, 0, &admins, &all, error))
    return FALSE;
  *is_needed = admins == 0;
  return TRUE;
}
