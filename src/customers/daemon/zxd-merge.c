/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Endpoints that merge customers and take a merge back. */
#include "zxd-merge.h"

#include "zx-error.h"
#include "zxd-customers-private.h"
#include "zxd-store-merge.h"

/* One merge under way, or its undoing. */
typedef struct {
  ZxdAnswer answer;
  ZxdMerge merge;
  ZxdActor actor; /* lent by the call, which lives until it is answered */
} Wish;

static void
wish_free (gpointer data)
{
  Wish *wish = data;

  zxd_answer_clear (&wish->answer);
  zxd_refusal_clear (&wish->merge.refusal);
  g_free (wish);
}

/* Null when 400 was answered. */
static Wish *
take_wish (ZxdCall *call)
{
  guint8 request[ZX_UUID_BYTES];
  Wish *wish;

  if (!zxd_call_uuid (call, "request", request))
    return NULL;
  wish = g_new0 (Wish, 1);
  wish->actor = zxd_call_actor (call);
  wish->merge.actor = &wish->actor;
  wish->merge.survivor_id = zxd_call_part_id (call, "id");
  memcpy (wish->merge.request, request, sizeof request);
  return wish;
}

/* Is it still there to be shown? It may have been merged on since the request came first. */
static gboolean
check_shown (ZxdDb *db, Wish *wish, gint64 id, GError **error)
{
  return zxd_customer_check (db, id, wish->actor.rights, FALSE, NULL, NULL, &wish->merge.refusal,
                             error);
}

static gboolean
refuse (Wish *wish)
{
  zxd_answer_refuse (&wish->answer, &wish->merge.refusal);
  return FALSE;
}

/* ---- POST customers/{id}/merge */

static gboolean
write_merge (ZxdTxn *txn, gpointer data, GError **error)
{
  Wish *wish = data;
  ZxdDb *db = zxd_txn_db (txn);

  zxd_answer_wipe (&wish->answer);
  if (!zxd_merge (txn, &wish->merge, error) ||
      !check_shown (db, wish, wish->merge.survivor_id, error))
    return refuse (wish);
  return zxd_customers_answer (db, wish->merge.survivor_id, 0, &wish->answer, error);
}

static void
post_merge (ZxdCall *call, gpointer data)
{
  gint64 rev;
  Wish *wish;

  if (!zxd_call_if_match (call, &rev))
    return;
  wish = take_wish (call);
  if (wish == NULL)
    return;
  wish->merge.seen_rev = rev;
  wish->merge.from_id = zx_json_id (zxd_call_body (call), "from_id");
  if (wish->merge.from_id != 0) {
    zxd_call_write_answer (call, write_merge, wish, wish_free);
    return;
  }
  zxd_call_problem (call, 400, "bad-data", "“from_id” is the customer who becomes one with this.");
  wish_free (wish);
}

/* ---- POST customers/{id}/merges/{merge}/undo */

static gboolean
add_customer (ZxdDb *db, Wish *wish, const char *name, gint64 id, GString *json, GError **error)
{
  ZxdAnswer one = {.json = g_string_new (NULL)};
  gboolean is_good =
      check_shown (db, wish, id, error) && zxd_customers_answer (db, id, 0, &one, error);

  if (is_good)
    zx_json_add_raw (json, name, one.json->str);
  zxd_answer_clear (&one);
  return is_good;
}

static gboolean
write_undo (ZxdTxn *txn, gpointer data, GError **error)
{
  Wish *wish = data;
  ZxdDb *db = zxd_txn_db (txn);

  zxd_answer_wipe (&wish->answer);
  g_string_append_c (wish->answer.json, '{');
  if (!zxd_merge_undo (txn, &wish->merge, error) ||
      !add_customer (db, wish, "survivor", wish->merge.survivor_id, wish->answer.json, error) ||
      !add_customer (db, wish, "restored", wish->merge.restored_id, wish->answer.json, error))
    return refuse (wish);
  g_string_append_c (wish->answer.json, '}');
  return TRUE;
}

static void
post_undo (ZxdCall *call, gpointer data)
{
  Wish *wish = take_wish (call);

  if (wish == NULL)
    return;
  wish->merge.merge_id = zxd_call_part_id (call, "merge");
  zxd_call_write_answer (call, write_undo, wish, wish_free);
}

void
zxd_merge_register (ZxdServer *server)
{
  zxd_server_add_endpoint (server, "POST", "/api/v1/customers/{id}/merge", ZXD_SIGNED_IN,
                           post_merge, NULL);
  zxd_server_add_endpoint (server, "POST", "/api/v1/customers/{id}/merges/{merge}/undo",
                           ZXD_SIGNED_IN, post_undo, NULL);
}
