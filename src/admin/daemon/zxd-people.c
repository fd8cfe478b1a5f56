/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Accounts: adding them, changing them, giving them a password. */
#include "zxd-admin-private.h"

#include "zxd-store-agent.h"
#include "zxd-store-setup.h"

#include <string.h>

typedef struct {
  ZxdAnswer answer;
  ZxdCall *call;      /* lent: it lives until it is answered */
  ZxdActor actor;     /* lent by the call */
  JsonObject *values; /* lent by the call */
  char *hash;         /* owned, null: no password */
  guint8 request[ZX_UUID_BYTES];
  gint64 id, seen;
} Wish;

static Wish *
wish_new (ZxdCall *call)
{
  Wish *wish = g_new0 (Wish, 1);

  zxd_answer_wipe (&wish->answer);
  wish->call = call;
  wish->actor = zxd_call_actor (call);
  wish->id = zxd_call_part_id (call, "id");
  wish->values = zxd_call_body (call);
  return wish;
}

static void
wish_free (gpointer data)
{
  Wish *wish = data;

  zxd_answer_clear (&wish->answer);
  g_free (wish->hash);
  g_free (wish);
}

static gboolean
answer_agent (ZxdDb *db, Wish *wish, gint64 id, GError **error)
{
  g_auto (ZxdAgent) agent = {0};
  GString *json = wish->answer.json;

  if (!zxd_agent_by_id (db, id, &agent, error))
    return FALSE;
  g_string_append_c (json, '{');
  zx_json_add_id (json, "id", agent.id);
  zx_json_add_int (json, "rev", agent.rev);
  zxd_agent_add_json (json, &agent);
  g_string_append_c (json, '}');
  wish->answer.rev = agent.rev;
  return TRUE;
}

/* ---- a password is hashed on its threads first */

typedef void (*HashedFunc) (Wish *wish);

typedef struct {
  Wish *wish; /* owned until `then` */
  HashedFunc then;
} Hashing;

static void
hashed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Hashing *hashing = user_data;
  g_autoptr (GError) error = NULL;
  Wish *wish = hashing->wish;

  wish->hash = zxd_passwords_hash_finish (result, &error);
  if (error == NULL) {
    hashing->then (wish);
    return;
  }
  zxd_call_answer_error (wish->call, error);
  wish_free (wish);
}

/* Takes @wish. */
static void
hash_password (Wish *wish, const char *password, HashedFunc then)
{
  Hashing *hashing = g_new0 (Hashing, 1);

  *hashing = (Hashing){wish, then};
  zxd_passwords_hash_async (zxd_server_get_passwords (zxd_call_server (wish->call)), password,
                            hashed_cb, hashing);
}

/* FALSE after having answered 400. */
static gboolean
password_is_good (ZxdCall *call, const char *password)
{
  g_autoptr (GError) error = NULL;
  const char *why = NULL;
  g_auto (ZxdRefusal) refusal = {0};

  if (zxd_password_check (password, &why, &error))
    return TRUE;
  zxd_refuse_field (&refusal, "password", *password == '\0' ? "missing" : why, NULL, "%s",
                    error->message);
  zxd_call_problem_with (call, 400, refusal.code, refusal.members->str, "%s", error->message);
  return FALSE;
}

/* ---- POST agents */

static gboolean
add (ZxdTxn *txn, gpointer data, GError **error)
{
  Wish *wish = data;
  g_auto (ZxdRefusal) refusal = {0};
  gboolean again;
  gint64 id;

  zxd_answer_wipe (&wish->answer);
  if (!zxd_agent_create (txn, &wish->actor, wish->request, wish->values, wish->hash, &id, &again,
                         &refusal, error)) {
    zxd_answer_refuse (&wish->answer, &refusal);
    return FALSE;
  }
  wish->answer.status = again ? 200 : 201;
  return answer_agent (zxd_txn_db (txn), wish, id, error);
}

static void
write_new (Wish *wish)
{
  zxd_call_write_answer (wish->call, add, wish, wish_free);
}

static void
post_agent (ZxdCall *call, gpointer data)
{
  guint8 request[ZX_UUID_BYTES];
  const char *password;
  Wish *wish;

  if (!zxd_call_uuid (call, "request", request))
    return;
  password = zx_json_string (zxd_call_body (call), "password");
  if (password != NULL && !password_is_good (call, password))
    return;
  wish = wish_new (call);
  memcpy (wish->request, request, sizeof request);
  if (password != NULL)
    hash_password (wish, password, write_new);
  else
    write_new (wish);
}

/* ---- PATCH agents/{id} */

static gboolean
change (ZxdTxn *txn, gpointer data, GError **error)
{
  Wish *wish = data;
  g_auto (ZxdRefusal) refusal = {0};

  zxd_answer_wipe (&wish->answer);
  if (!zxd_agent_change (txn, &wish->actor, wish->id, wish->seen, wish->values, &refusal, error)) {
    zxd_answer_refuse (&wish->answer, &refusal);
    return FALSE;
  }
  return answer_agent (zxd_txn_db (txn), wish, wish->id, error);
}

static void
patch_agent (ZxdCall *call, gpointer data)
{
  gint64 seen;
  Wish *wish;

  if (zxd_call_body (call) == NULL || !zxd_call_if_match (call, &seen))
    return;
  wish = wish_new (call);
  wish->seen = seen;
  zxd_call_write_answer (call, change, wish, wish_free);
}

/* ---- PUT agents/{id}/password */

static gboolean
change_password (ZxdTxn *txn, gpointer data, GError **error)
{
  Wish *wish = data;

  zxd_answer_wipe (&wish->answer);
  wish->answer.status = 204;
  return zxd_agent_change_password (txn, &wish->actor, wish->id, wish->hash, error);
}

static void
write_password (Wish *wish)
{
  zxd_call_write_answer (wish->call, change_password, wish, wish_free);
}

static void
put_password (ZxdCall *call, gpointer data)
{
  JsonObject *body = zxd_call_body (call);
  const char *password = body != NULL ? zx_json_string (body, "password") : NULL;

  if (body == NULL || !password_is_good (call, password != NULL ? password : ""))
    return;
  hash_password (wish_new (call), password, write_password);
}

void
zxd_people_register (ZxdServer *server)
{
  zxd_server_add_endpoint (server, "POST", "/api/v1/agents", ZXD_ADMIN, post_agent, NULL);
  zxd_server_add_endpoint (server, "PATCH", "/api/v1/agents/{id}", ZXD_ADMIN, patch_agent, NULL);
  zxd_server_add_endpoint (server, "PUT", "/api/v1/agents/{id}/password", ZXD_ADMIN, put_password,
                           NULL);
}
