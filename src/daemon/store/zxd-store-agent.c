/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Agents' accounts: reading and changing them. */
#include "zxd-store-agent.h"

#include "zx-clock.h"
#include "zx-fold.h"
#include "zx-json.h"
#include "zxd-contact-takers.h"
#include "zxd-field-work.h"
#include "zxd-store-token.h"

enum { MOST_LOGIN = 64, MOST_NAME = 100 };

static const ZxAudience everyone = {.kind = ZX_AUDIENCE_EVERYONE}, nobody = {0};

void
zxd_agent_clear (ZxdAgent *agent)
{
  g_clear_pointer (&agent->login, g_free);
  g_clear_pointer (&agent->name, g_free);
  g_clear_pointer (&agent->org_name, g_free);
  g_clear_pointer (&agent->password_hash, g_free);
  g_clear_pointer (&agent->presence_reason, g_free);
  g_clear_pointer (&agent->capacity, g_free);
  g_clear_pointer (&agent->skills, g_free);
}

char *
zxd_login_fold (const char *login, GError **error)
{
  g_autofree char *plain = g_utf8_normalize (login, -1, G_NORMALIZE_NFC);
  g_autofree char *folded = plain != NULL ? zx_fold (g_strstrip (plain)) : NULL;
  glong length = folded != NULL ? g_utf8_strlen (folded, -1) : 0;
  gboolean is_good = length > 0 && length <= MOST_LOGIN;

  for (const char *at = folded; is_good && *at != '\0'; at = g_utf8_next_char (at)) {
    gunichar c = g_utf8_get_char (at);

    is_good = g_unichar_isprint (c) && !g_unichar_isspace (c) && c != '|';
  }
  if (!is_good) {
    zx_throw (error, ZX_ERROR_BAD_DATA, "A login has 1 to %d visible characters, without spaces.",
              MOST_LOGIN);
    return NULL;
  }
  return g_steal_pointer (&folded);
}

/* ---- reading */

#define COLUMNS                                                                                    \
  "a.id, a.org_id, a.login, a.name, o.name, a.role, a.scope, a.password_hash, a.presence, "        \
  "a.presence_reason, a.presence_since_ms, a.disabled, a.rev, a.missed_at_ms, "                    \
  "a.capacity, a.skills FROM agent a JOIN org o ON o.id = a.org_id "

static void
read_row (ZxdStmt *stmt, ZxdAgent *agent)
{
  int role = ZX_ROLE_AGENT, scope = ZX_SCOPE_OWN, presence = ZX_PRESENCE_OFFLINE;

  zxd_agent_clear (agent);
  zx_enum_from_word (ZX_TYPE_ROLE, zxd_stmt_text (stmt, 5), &role);
  zx_enum_from_word (ZX_TYPE_SCOPE, zxd_stmt_text (stmt, 6), &scope);
  zx_enum_from_word (ZX_TYPE_PRESENCE, zxd_stmt_text (stmt, 8), &presence);
  *agent = (ZxdAgent){
      .id = zxd_stmt_int (stmt, 0),
      .org_id = zxd_stmt_int (stmt, 1),
      .login = g_strdup (zxd_stmt_text (stmt, 2)),
      .name = g_strdup (zxd_stmt_text (stmt, 3)),
      .org_name = g_strdup (zxd_stmt_text (stmt, 4)),
      .role = role,
      .scope = scope,
      .password_hash = g_strdup (zxd_stmt_text (stmt, 7)),
      .presence = presence,
      .presence_reason = g_strdup (zxd_stmt_text (stmt, 9)),
      .presence_since_ms = zxd_stmt_int (stmt, 10),
      .disabled = zxd_stmt_int (stmt, 11) != 0,
      .rev = zxd_stmt_int (stmt, 12),
      .missed_at_ms = zxd_stmt_int (stmt, 13),
      .capacity = g_strdup (zxd_stmt_text (stmt, 14)),
      .skills = g_strdup (zxd_stmt_text (stmt, 15)),
  };
}

static gboolean
read_one (ZxdStmt *stmt, ZxdAgent *agent, GError **error)
{
  switch (zxd_stmt_step (stmt, error)) {
  case ZXD_STEP_ROW:
    read_row (stmt, agent);
    zxd_stmt_reset (stmt);
    return TRUE;
  case ZXD_STEP_DONE:
    return zx_throw (error, ZX_ERROR_NOT_FOUND, "There is no such account.");
  case ZXD_STEP_FAILED:
  default:
    return FALSE;
  }
}

gboolean
zxd_agent_by_login (ZxdDb *db, const char *login, ZxdAgent *agent, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db, "SELECT " COLUMNS "WHERE a.login = ?", error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_text (stmt, 1, login);
  return read_one (stmt, agent, error);
}

gboolean
zxd_agent_by_id (ZxdDb *db, gint64 id, ZxdAgent *agent, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db, "SELECT " COLUMNS "WHERE a.id = ?", error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, id);
  return read_one (stmt, agent, error);
}

gboolean
zxd_agent_exists (ZxdDb *db, const char *login, gboolean *exists, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db, "SELECT count (*) FROM agent WHERE login = ?", error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_text (stmt, 1, login);
  if (zxd_stmt_step (stmt, error) != ZXD_STEP_ROW)
    return FALSE;
  *exists = zxd_stmt_int (stmt, 0) > 0;
  zxd_stmt_reset (stmt);
  return TRUE;
}

gboolean
zxd_agent_list (ZxdDb *db, gint64 after, int most, ZxdAgentRow row, gpointer data, GError **error)
{
  ZxdStmt *stmt =
      zxd_db_prepare (db, "SELECT " COLUMNS "WHERE a.id > ? ORDER BY a.id LIMIT ?", error);
  g_auto (ZxdAgent) agent = {0};
  ZxdStep step = ZXD_STEP_FAILED;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, after);
  zxd_stmt_bind_int (stmt, 2, most);
  while ((step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW) {
    read_row (stmt, &agent);
    row (&agent, data);
  }
  return step == ZXD_STEP_DONE;
}

void
zxd_agent_add_json (GString *json, const ZxdAgent *agent)
{
  zx_json_add_string (json, "name", agent->name);
  zx_json_add_string (json, "login", agent->login);
  zx_json_add_string (json, "role", zx_enum_word (ZX_TYPE_ROLE, agent->role));
  zx_json_add_string (json, "scope", zx_enum_word (ZX_TYPE_SCOPE, agent->scope));
  zx_json_add_id (json, "org_id", agent->org_id);
  zx_json_add_string (json, "org_name", agent->org_name);
  zx_json_add_string (json, "presence", zx_enum_word (ZX_TYPE_PRESENCE, agent->presence));
  zx_json_add_string (json, "presence_reason", agent->presence_reason);
  zx_json_add_time (json, "presence_since", agent->presence_since_ms);
  if (agent->missed_at_ms != 0)
    zx_json_add_time (json, "missed_at", agent->missed_at_ms);
  zx_json_add_bool (json, "disabled", agent->disabled);
  zx_json_add_raw (json, "capacity",
                   agent->capacity != NULL ? agent->capacity : ZXD_USUAL_CAPACITY);
  zx_json_add_raw (json, "skills", agent->skills);
}

/* ---- changing */

/* Logs the account as it is now under @seq, which is its rev. */
static gboolean
tell (ZxdTxn *txn, gint64 seq, gint64 id, gboolean is_new, ZxdAgent *agent, GError **error)
{
  g_autoptr (GString) json = g_string_new ("{");
  g_auto (ZxdAgent) own = {0};

  if (agent == NULL)
    agent = &own;
  if (!zxd_agent_by_id (zxd_txn_db (txn), id, agent, error))
    return FALSE;
  zxd_agent_add_json (json, agent);
  g_string_append_c (json, '}');
  return zxd_txn_event (txn, seq, "agent", id, 0, &everyone, is_new ? &nobody : &everyone,
                        json->str, error);
}

/* Runs a change whose last two places are rev and id, then tells it. */
static gboolean
run_change (ZxdTxn *txn, ZxdStmt *stmt, int place, gint64 id, ZxdAgent *agent, GError **error)
{
  gint64 seq = zxd_txn_next_seq (txn);

  zxd_stmt_bind_int (stmt, place, seq);
  zxd_stmt_bind_int (stmt, place + 1, id);
  return zxd_stmt_run (stmt, error) && tell (txn, seq, id, FALSE, agent, error);
}

gboolean
zxd_agent_add (ZxdTxn *txn, ZxdAgent *agent, GError **error)
{
  ZxdDb *db = zxd_txn_db (txn);
  ZxdStmt *stmt = zxd_db_prepare (
      db,
      "INSERT INTO agent (id, org_id, login, name, role, scope, password_hash, presence, "
      "presence_since_ms, disabled, rev, capacity, skills) VALUES (?, ?, ?, ?, ?, ?, ?, 'offline', "
      "?, 0, ?, ?, ?) "
      "ON CONFLICT (login) DO NOTHING",
      error);
  gint64 n_rows;

  if (stmt == NULL)
    return FALSE;
  if (*agent->name == '\0' || g_utf8_strlen (agent->name, -1) > MOST_NAME)
    return zx_throw (error, ZX_ERROR_BAD_DATA, "A name has 1 to %d characters.", MOST_NAME);
  agent->id = agent->rev = zxd_txn_next_seq (txn);
  zxd_stmt_bind_int (stmt, 1, agent->id);
  zxd_stmt_bind_int (stmt, 2, agent->org_id);
  zxd_stmt_bind_text (stmt, 3, agent->login);
  zxd_stmt_bind_text (stmt, 4, agent->name);
  zxd_stmt_bind_text (stmt, 5, zx_enum_word (ZX_TYPE_ROLE, agent->role));
  zxd_stmt_bind_text (stmt, 6, zx_enum_word (ZX_TYPE_SCOPE, agent->scope));
  zxd_stmt_bind_text (stmt, 7, agent->password_hash);
  zxd_stmt_bind_int (stmt, 8, zx_clock_now_ms ());
  zxd_stmt_bind_int (stmt, 9, agent->rev);
  zxd_stmt_bind_text (stmt, 10, agent->capacity);
  zxd_stmt_bind_text (stmt, 11, agent->skills != NULL ? agent->skills : "[]");
  if (!zxd_stmt_change (stmt, &n_rows, error))
    return FALSE;
  if (n_rows == 0)
    return zx_throw (error, ZX_ERROR_CONFLICT, "The login “%s” is taken.", agent->login);
  return tell (txn, agent->rev, agent->id, TRUE, NULL, error);
}

/* The change as a row, for what is asked later: how long, and why. */
static gboolean
note_presence (ZxdTxn *txn,
               gint64 id,
               ZxPresence presence,
               const char *reason,
               const char *cause,
               gint64 now_ms,
               GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      zxd_txn_db (txn),
      "INSERT INTO presence_change (agent_id, presence, reason, cause, at_ms) VALUES (?, ?, ?, ?, "
      "?)",
      error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, id);
  zxd_stmt_bind_text (stmt, 2, zx_enum_word (ZX_TYPE_PRESENCE, presence));
  zxd_stmt_bind_text (stmt, 3, reason);
  zxd_stmt_bind_text (stmt, 4, cause);
  zxd_stmt_bind_int (stmt, 5, now_ms);
  return zxd_stmt_run (stmt, error);
}

gboolean
zxd_agent_set_presence (ZxdTxn *txn,
                        gint64 id,
                        ZxPresence presence,
                        const char *reason,
                        const char *cause,
                        ZxdAgent *agent,
                        GError **error)
{
  gboolean is_back = presence == ZX_PRESENCE_ONLINE && g_str_equal (cause, "self");
  gint64 now_ms = zx_clock_now_ms ();
  ZxdStmt *stmt;

  if (!note_presence (txn, id, presence, reason, cause, now_ms, error))
    return FALSE;
  stmt = zxd_db_prepare (zxd_txn_db (txn),
                         "UPDATE agent SET presence = ?, presence_reason = ?, "
                         "presence_since_ms = ?, missed_at_ms = CASE WHEN CAST (? AS BIGINT) = 1 "
                         "THEN NULL ELSE missed_at_ms END, rev = ? WHERE id = ?",
                         error);
  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_text (stmt, 1, zx_enum_word (ZX_TYPE_PRESENCE, presence));
  zxd_stmt_bind_text (stmt, 2, reason);
  zxd_stmt_bind_int (stmt, 3, now_ms);
  zxd_stmt_bind_int (stmt, 4, is_back);
  return run_change (txn, stmt, 5, id, agent, error);
}

gboolean
zxd_agent_sign_off (ZxdTxn *txn, gint64 id, const char *cause, GError **error)
{
  ZxdDb *db = zxd_txn_db (txn);
  g_auto (ZxdAgent) agent = {0};
  gboolean is_held;

  if (!zxd_token_is_held (db, id, zx_clock_now_ms (), &is_held, error) ||
      !zxd_agent_by_id (db, id, &agent, error))
    return FALSE;
  return is_held || agent.presence == ZX_PRESENCE_OFFLINE ||
         zxd_agent_set_presence (txn, id, ZX_PRESENCE_OFFLINE, NULL, cause, NULL, error);
}

gboolean
zxd_agent_set_missed (ZxdTxn *txn, gint64 id, gint64 at_ms, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (zxd_txn_db (txn),
                                  "UPDATE agent SET missed_at_ms = ?, rev = ? WHERE id = ?", error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, at_ms);
  return run_change (txn, stmt, 2, id, NULL, error);
}

gboolean
zxd_agent_note_work (ZxdTxn *txn, gint64 id, gint64 at_ms, GError **error)
{
  ZxdStmt *stmt =
      zxd_db_prepare (zxd_txn_db (txn), "UPDATE agent SET idle_since_ms = ? WHERE id = ?", error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, at_ms);
  zxd_stmt_bind_int (stmt, 2, id);
  return zxd_stmt_run (stmt, error);
}

gboolean
zxd_agent_set_work (ZxdTxn *txn,
                    gint64 id,
                    const char *capacity,
                    const char *skills,
                    GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      zxd_txn_db (txn), "UPDATE agent SET capacity = ?, skills = ?, rev = ? WHERE id = ?", error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_text (stmt, 1, capacity);
  zxd_stmt_bind_text (stmt, 2, skills);
  return run_change (txn, stmt, 3, id, NULL, error);
}

gboolean
zxd_agent_set_name (ZxdTxn *txn, gint64 id, const char *name, GError **error)
{
  ZxdStmt *stmt =
      zxd_db_prepare (zxd_txn_db (txn), "UPDATE agent SET name = ?, rev = ? WHERE id = ?", error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_text (stmt, 1, name);
  return run_change (txn, stmt, 2, id, NULL, error);
}

/* It is not he who goes. */
static gboolean
end_sessions (ZxdTxn *txn, gint64 id, GError **error)
{
  return zxd_token_revoke_all (txn, id, error) && zxd_agent_sign_off (txn, id, "system", error);
}

gboolean
zxd_agent_set_disabled (ZxdTxn *txn, gint64 id, gboolean disabled, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (zxd_txn_db (txn),
                                  "UPDATE agent SET disabled = ?, rev = ? WHERE id = ?", error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, disabled);
  if (!run_change (txn, stmt, 2, id, NULL, error))
    return FALSE;
  return !disabled || (end_sessions (txn, id, error) && zxd_contact_member_left (txn, id, error));
}

gboolean
zxd_agent_set_password (ZxdTxn *txn, gint64 id, const char *password_hash, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      zxd_txn_db (txn), "UPDATE agent SET password_hash = ?, rev = ? WHERE id = ?", error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_text (stmt, 1, password_hash);
  return run_change (txn, stmt, 2, id, NULL, error) && end_sessions (txn, id, error);
}

gboolean
zxd_agent_set_rights (ZxdTxn *txn,
                      gint64 id,
                      ZxRole role,
                      ZxScope scope,
                      gint64 org_id,
                      GError **error)
{
  g_autoptr (ZxRights) before = zxd_agent_rights (zxd_txn_db (txn), id, error);
  g_autoptr (ZxRights) after = NULL;
  ZxdStmt *stmt;

  if (before == NULL)
    return FALSE;
  stmt = zxd_db_prepare (zxd_txn_db (txn),
                         "UPDATE agent SET role = ?, scope = ?, org_id = ?, rev = ? WHERE id = ?",
                         error);
  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_text (stmt, 1, zx_enum_word (ZX_TYPE_ROLE, role));
  zxd_stmt_bind_text (stmt, 2, zx_enum_word (ZX_TYPE_SCOPE, scope));
  zxd_stmt_bind_int (stmt, 3, org_id);
  if (!run_change (txn, stmt, 4, id, NULL, error))
    return FALSE;
  after = zxd_agent_rights (zxd_txn_db (txn), id, error);
  return after != NULL && zxd_store_rights_changed (txn, before, after, error);
}
