/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signing in and out, and who I am. */
#include "zxd-server-private.h"

#include "zx-clock.h"
#include "zx-error.h"
#include "zx-id.h"
#include "zxd-passwords.h"
#include "zxd-store-agent.h"
#include "zxd-store-audit.h"
#include "zxd-store-failure.h"

#include <sodium.h>
#include <string.h>

#define DAY_MS ((gint64) 24 * 60 * 60 * 1000)

enum { MOST_PASSWORD_BYTES = 1024, MOST_CLIENT_CHARACTERS = 100 };

static void
add_me (GString *json, const ZxdAgent *agent, const ZxRights *rights, const ZxdConfig *config)
{
  g_autofree char *rights_json = zxd_rights_json (rights);

  g_string_append (json, json->str[json->len - 1] == '{' ? "\"agent\":{" : ",\"agent\":{");
  zx_json_add_id (json, "id", agent->id);
  zx_json_add_int (json, "rev", agent->rev);
  zxd_agent_add_json (json, agent);
  g_string_append_c (json, '}');
  zx_json_add_raw (json, "rights", rights_json);
  g_string_append_printf (json, ",\"settings\":{\"repeat_days\":%d,\"recall_seconds\":%d}",
                          config->repeat_days, config->recall_seconds);
}

/* ---- POST sessions: count the attempt, compare the password, begin the session */

typedef struct {
  ZxdCall *call;  /* owned */
  char *login;    /* owned, folded */
  char *password; /* owned, wiped */
  char *client;   /* owned, null */
  char *address;  /* owned: its block */
  ZxdLockout lockout;
  gint64 lifetime_ms;

  ZxdAgent agent; /* id 0: there is no such login */
  gint64 wait_ms;
  gboolean is_right;
  char *token;   /* owned */
  GString *json; /* owned */
} SignIn;

static void
sign_in_free (SignIn *sign_in)
{
  zxd_call_unref (sign_in->call);
  g_free (sign_in->login);
  sodium_memzero (sign_in->password, strlen (sign_in->password));
  g_free (sign_in->password);
  g_free (sign_in->client);
  g_free (sign_in->address);
  g_free (sign_in->token);
  zxd_agent_clear (&sign_in->agent);
  if (sign_in->json != NULL)
    g_string_free (sign_in->json, TRUE);
  g_free (sign_in);
}

static gboolean
count_attempt (ZxdTxn *txn, gpointer data, GError **error)
{
  SignIn *sign_in = data;
  g_autoptr (GError) problem = NULL;

  if (!zxd_failure_count (txn, sign_in->login, sign_in->address, &sign_in->lockout,
                          zx_clock_now_ms (), &sign_in->wait_ms, error))
    return FALSE;
  zxd_agent_clear (&sign_in->agent);
  sign_in->agent = (ZxdAgent){0};
  if (!zxd_agent_by_login (zxd_txn_db (txn), sign_in->login, &sign_in->agent, &problem) &&
      !g_error_matches (problem, ZX_ERROR, ZX_ERROR_NOT_FOUND)) {
    g_propagate_error (error, g_steal_pointer (&problem));
    return FALSE;
  }
  return TRUE;
}

static gboolean
begin_session (ZxdTxn *txn, SignIn *sign_in, GError **error)
{
  ZxdDb *db = zxd_txn_db (txn);
  gint64 now_ms = zx_clock_now_ms (), expires_at_ms = now_ms + sign_in->lifetime_ms, id;
  guint8 hash[ZXD_TOKEN_HASH];
  g_autoptr (ZxRights) rights = NULL;

  if (!zxd_token_hash (sign_in->token, hash) ||
      !zxd_token_add (txn, sign_in->agent.id, hash, sign_in->client, now_ms, expires_at_ms, &id,
                      error) ||
      !zxd_failure_forget (txn, sign_in->login, sign_in->address, error))
    return FALSE;
  rights = zxd_agent_rights (db, sign_in->agent.id, error);
  if (rights == NULL)
    return FALSE;
  g_string_assign (sign_in->json, "{");
  zx_json_add_string (sign_in->json, "token", sign_in->token);
  zx_json_add_time (sign_in->json, "expires_at", expires_at_ms);
  add_me (sign_in->json, &sign_in->agent, rights, sign_in->call->server->config);
  g_string_append_c (sign_in->json, '}');
  return TRUE;
}

/* The account is read once more: it may have been disabled while the password was compared. */
static gboolean
finish_sign_in (ZxdTxn *txn, gpointer data, GError **error)
{
  SignIn *sign_in = data;
  ZxdAudit audit = {.action = "sign-in.failed",
                    .noun = "agent",
                    .obj_id = sign_in->agent.id,
                    .address = zxd_call_address (sign_in->call)};

  if (sign_in->agent.id != 0 &&
      !zxd_agent_by_id (zxd_txn_db (txn), sign_in->agent.id, &sign_in->agent, error))
    return FALSE;
  sign_in->is_right = sign_in->is_right && !sign_in->agent.disabled;
  if (sign_in->is_right) {
    audit.action = "sign-in";
    audit.actor_id = sign_in->agent.id;
    audit.detail = sign_in->client;
    if (!begin_session (txn, sign_in, error))
      return FALSE;
  }
  return zxd_audit_add (txn, &audit, error);
}

static void
finished_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  SignIn *sign_in = user_data;

  zxd_store_write_finish (result, &error);
  if (error != NULL)
    zxd_call_answer_error (sign_in->call, error);
  else if (!sign_in->is_right)
    zxd_call_problem (sign_in->call, 401, "wrong-password", "Login or password is wrong.");
  else
    zxd_call_answer (sign_in->call, 201, g_string_free (g_steal_pointer (&sign_in->json), FALSE));
  sign_in_free (sign_in);
}

static void
verified_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SignIn *sign_in = user_data;
  g_autoptr (GError) error = NULL;

  sign_in->is_right = zxd_passwords_verify_finish (result, &error);
  if (error != NULL) {
    zxd_call_answer_error (sign_in->call, error);
    sign_in_free (sign_in);
    return;
  }
  zxd_store_write (sign_in->call->server->store, finish_sign_in, sign_in, NULL, finished_cb,
                   sign_in);
}

static void
answer_locked (SignIn *sign_in)
{
  gint64 seconds = (sign_in->wait_ms + 999) / 1000;
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, seconds);

  zxd_call_set_header (sign_in->call, "Retry-After", text);
  zxd_call_problem (sign_in->call, 429, "locked",
                    "Too many wrong passwords; try again in %s seconds.", text);
}

static void
counted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SignIn *sign_in = user_data;
  g_autoptr (GError) error = NULL;

  zxd_store_write_finish (result, &error);
  if (error == NULL && sign_in->wait_ms == 0) {
    zxd_passwords_verify (sign_in->call->server->passwords, sign_in->agent.password_hash,
                          sign_in->password, verified_cb, sign_in);
    return;
  }
  if (error != NULL)
    zxd_call_answer_error (sign_in->call, error);
  else
    answer_locked (sign_in);
  sign_in_free (sign_in);
}

static SignIn *
sign_in_new (ZxdCall *call, char *login, const char *password, const char *client)
{
  const ZxdConfig *config = call->server->config;
  SignIn *sign_in = g_new0 (SignIn, 1);

  sign_in->call = zxd_call_ref (call);
  sign_in->login = login;
  sign_in->password = g_strdup (password);
  sign_in->client = g_strdup (client);
  sign_in->address = zxd_address_block (zxd_call_address (call));
  sign_in->lockout = (ZxdLockout){config->lockout_tries, config->lockout_seconds * (gint64) 1000};
  sign_in->lifetime_ms = config->session_days * DAY_MS;
  sign_in->token = zx_random_hex (32);
  sign_in->json = g_string_new (NULL);
  return sign_in;
}

static void
post_sessions (ZxdCall *call, gpointer data)
{
  JsonObject *body = zxd_call_body (call);
  g_autofree char *block = zxd_address_block (zxd_call_address (call));
  g_autofree char *key = g_strconcat ("sign-in ", block, NULL);
  const char *login, *password, *client;
  g_autoptr (GError) error = NULL;
  char *folded;
  SignIn *sign_in;

  if (body == NULL || !zxd_call_limit (call, key, call->server->config->sign_ins))
    return;
  login = zx_json_string (body, "login");
  password = zx_json_string (body, "password");
  client = zx_json_string (body, "client");
  if (login == NULL || password == NULL || strlen (password) > MOST_PASSWORD_BYTES ||
      (client != NULL && g_utf8_strlen (client, -1) > MOST_CLIENT_CHARACTERS)) {
    zxd_call_problem (call, 400, "bad-data",
                      "Signing in needs “login” and “password” as text, and “client” may name the "
                      "program.");
    return;
  }
  folded = zxd_login_fold (login, &error);
  if (folded == NULL) {
    zxd_call_answer_error (call, error);
    return;
  }
  sign_in = sign_in_new (call, folded, password, client);
  zxd_store_write (call->server->store, count_attempt, sign_in, NULL, counted_cb, sign_in);
}

/* ---- DELETE sessions/current */

typedef struct {
  GString *json; /* null: 204 */
  gint64 session_id, agent_id;
  char *address; /* owned */
} SignOut;

static void
sign_out_free (gpointer data)
{
  SignOut *sign_out = data;

  g_free (sign_out->address);
  g_free (sign_out);
}

static gboolean
end_session (ZxdTxn *txn, gpointer data, GError **error)
{
  SignOut *sign_out = data;
  ZxdAudit audit = {sign_out->agent_id, "sign-out",        "agent",
                    sign_out->agent_id, sign_out->address, NULL};

  return zxd_token_revoke (txn, sign_out->session_id, error) &&
         zxd_agent_sign_off (txn, sign_out->agent_id, "self", error) &&
         zxd_audit_add (txn, &audit, error);
}

static void
delete_session (ZxdCall *call, gpointer data)
{
  SignOut *sign_out = g_new0 (SignOut, 1);

  sign_out->session_id = zxd_call_session_id (call);
  sign_out->agent_id = zxd_call_rights (call)->agent_id;
  sign_out->address = g_strdup (zxd_call_address (call));
  zxd_call_write (call, 204, end_session, sign_out, sign_out_free);
}

/* ---- GET me */

typedef struct {
  ZxdAnswer answer;
  gint64 agent_id;
  const ZxdConfig *config; /* lent */
} Me;

static void
me_free (gpointer data)
{
  Me *me = data;

  if (me->answer.json != NULL)
    g_string_free (me->answer.json, TRUE);
  g_free (me);
}

static gboolean
read_me (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  Me *me = data;
  g_auto (ZxdAgent) agent = {0};
  g_autoptr (ZxRights) rights = NULL;

  if (!zxd_agent_by_id (db, me->agent_id, &agent, error))
    return FALSE;
  rights = zxd_agent_rights (db, me->agent_id, error);
  if (rights == NULL)
    return FALSE;
  g_string_assign (me->answer.json, "{");
  add_me (me->answer.json, &agent, rights, me->config);
  g_string_append_c (me->answer.json, '}');
  return TRUE;
}

static void
get_me (ZxdCall *call, gpointer data)
{
  Me *me = g_new0 (Me, 1);

  me->answer.json = g_string_new (NULL);
  me->agent_id = zxd_call_rights (call)->agent_id;
  me->config = call->server->config;
  zxd_call_read_answer (call, read_me, me, me_free);
}

void
zxd_accounts_register (ZxdServer *server)
{
  zxd_server_add_endpoint (server, "POST", "/api/v1/sessions", ZXD_OPEN, post_sessions, NULL);
  zxd_server_add_endpoint (server, "DELETE", "/api/v1/sessions/current", ZXD_SIGNED_IN,
                           delete_session, NULL);
  zxd_server_add_endpoint (server, "GET", "/api/v1/me", ZXD_SIGNED_IN, get_me, NULL);
}
