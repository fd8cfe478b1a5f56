/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keys that sign the identities of a channel's visitors: two live at a time, shown once. */
#include "zxd-admin-private.h"

#include "zxd-store-audit.h"
#include "zxd-store-channel.h"
#include "zxd-store-secret.h"
#include "zxd-store-setup.h"

typedef struct {
  ZxdAnswer answer;
  ZxdActor actor; /* lent by the call */
  gint64 channel_id;
  char *kid;            /* owned, null */
  const char *key_file; /* lent by the configuration */
  ZxdMasterKey master;
} Wish;

static Wish *
wish_new (ZxdCall *call, const char *kid)
{
  Wish *wish = g_new0 (Wish, 1);

  zxd_answer_wipe (&wish->answer);
  wish->actor = zxd_call_actor (call);
  wish->channel_id = zxd_call_part_id (call, "id");
  wish->kid = g_strdup (kid);
  return wish;
}

static void
wish_free (gpointer data)
{
  Wish *wish = data;

  zxd_answer_clear (&wish->answer);
  g_free (wish->kid);
  g_free (wish);
}

/* A channel out of sight is told apart from none by nobody. */
static gboolean
check_seen (ZxdDb *db, const Wish *wish, GError **error)
{
  g_auto (ZxdChannel) channel = {0};

  return zxd_channel_by_id (db, wish->channel_id, &channel, error) &&
         (zx_rights_sees_org (wish->actor.rights, channel.org_id) ||
          zx_throw (error, ZX_ERROR_NOT_FOUND, "There is no such channel."));
}

static gboolean
note (ZxdTxn *txn, const Wish *wish, const char *action, GError **error)
{
  g_autoptr (GString) detail = g_string_new ("{");
  ZxdAudit audit = {.actor_id = wish->actor.rights->agent_id,
                    .action = action,
                    .noun = "channel",
                    .obj_id = wish->channel_id,
                    .address = wish->actor.address};

  zx_json_add_string (detail, "kid", wish->kid);
  g_string_append_c (detail, '}');
  audit.detail = detail->str;
  return zxd_audit_add (txn, &audit, error);
}

/* ---- GET channels/{id}/keys */

static void
add_key (const char *kid, gint64 created_at_ms, gpointer data)
{
  GString *json = data;

  g_string_append (json, json->str[json->len - 1] == '[' ? "{" : ",{");
  zx_json_add_string (json, "kid", kid);
  zx_json_add_time (json, "created_at", created_at_ms);
  g_string_append_c (json, '}');
}

static gboolean
read_keys (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  Wish *wish = data;

  zxd_answer_wipe (&wish->answer);
  g_string_append (wish->answer.json, "{\"items\":[");
  if (!check_seen (db, wish, error) ||
      !zxd_channel_list_keys (db, wish->channel_id, add_key, wish->answer.json, error))
    return FALSE;
  g_string_append_c (wish->answer.json, ']');
  zx_json_add_id (wish->answer.json, "next", 0);
  zx_json_add_int (wish->answer.json, "as_of", as_of);
  g_string_append_c (wish->answer.json, '}');
  return TRUE;
}

static void
get_keys (ZxdCall *call, gpointer data)
{
  zxd_call_read_answer (call, read_keys, wish_new (call, NULL), wish_free);
}

/* ---- POST channels/{id}/keys */

static gboolean
load_master (ZxdDb *db, Wish *wish, GError **error)
{
  g_autoptr (GError) problem = NULL;

  if (zxd_master_key_load (db, wish->key_file, &wish->master, &problem))
    return TRUE;
  g_warning ("%s", problem->message);
  wish->answer.problem = "unavailable";
  return zx_throw (error, ZX_ERROR_UNAVAILABLE,
                   "The master key of the secrets cannot be read; the daemon's log says why.");
}

static gboolean
make_key (ZxdTxn *txn, gpointer data, GError **error)
{
  Wish *wish = data;
  ZxdDb *db = zxd_txn_db (txn);
  g_auto (ZxdRefusal) refusal = {0};
  g_autoptr (GError) problem = NULL;
  g_autofree char *key = NULL;
  gboolean exists = FALSE;

  zxd_answer_wipe (&wish->answer);
  if (!check_seen (db, wish, error) || !load_master (db, wish, error) ||
      !zxd_channel_has_key (db, wish->channel_id, wish->kid, &exists, error))
    return FALSE;
  if (exists)
    zxd_refuse_taken (&refusal, "kid", error, "There is a key “%s” already: choose another name.",
                      wish->kid);
  else
    key = zxd_channel_new_key (txn, &wish->master, wish->channel_id, wish->kid, &problem);
  if (problem != NULL && g_error_matches (problem, ZX_ERROR, ZX_ERROR_BAD_DATA))
    zxd_refuse_field (&refusal, "kid", "malformed", error, "%s", problem->message);
  else if (problem != NULL)
    g_propagate_error (error, g_steal_pointer (&problem));
  zxd_answer_refuse (&wish->answer, &refusal);
  if (key == NULL || !note (txn, wish, "channel.key", error))
    return FALSE;
  g_string_append_c (wish->answer.json, '{');
  zx_json_add_string (wish->answer.json, "kid", wish->kid);
  zx_json_add_string (wish->answer.json, "key", key);
  g_string_append_c (wish->answer.json, '}');
  wish->answer.status = 201;
  return TRUE;
}

static void
post_key (ZxdCall *call, gpointer data)
{
  JsonObject *body = zxd_call_body (call);
  const char *kid = body != NULL ? zx_json_string (body, "kid") : NULL;
  Wish *wish;

  if (body == NULL)
    return;
  wish = wish_new (call, kid != NULL ? kid : "");
  wish->key_file = zxd_server_get_config (zxd_call_server (call))->key_file;
  zxd_call_write_answer (call, make_key, wish, wish_free);
}

/* ---- DELETE channels/{id}/keys/{kid} */

static gboolean
remove_key (ZxdTxn *txn, gpointer data, GError **error)
{
  Wish *wish = data;

  zxd_answer_wipe (&wish->answer);
  wish->answer.status = 204;
  return check_seen (zxd_txn_db (txn), wish, error) &&
         zxd_channel_remove_key (txn, wish->channel_id, wish->kid, error) &&
         note (txn, wish, "channel.key-remove", error);
}

static void
delete_key (ZxdCall *call, gpointer data)
{
  zxd_call_write_answer (call, remove_key, wish_new (call, zxd_call_part (call, "kid")), wish_free);
}

void
zxd_channel_keys_register (ZxdServer *server)
{
  zxd_server_add_endpoint (server, "GET", "/api/v1/channels/{id}/keys", ZXD_ADMIN, get_keys, NULL);
  zxd_server_add_endpoint (server, "POST", "/api/v1/channels/{id}/keys", ZXD_ADMIN, post_key, NULL);
  zxd_server_add_endpoint (server, "DELETE", "/api/v1/channels/{id}/keys/{kid}", ZXD_ADMIN,
                           delete_key, NULL);
}
