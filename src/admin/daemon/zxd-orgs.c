/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tree of organisations: listing it, adding to it, renaming. */
#include "zxd-admin-private.h"

#include "zxd-store-org.h"
#include "zxd-wish.h"

static gboolean
read_orgs (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  ZxdWish *wish = data;

  zxd_answer_wipe (&wish->answer);
  return zxd_org_page (db, as_of, wish->actor.rights, wish->limit, wish->after, wish->answer.json,
                       error);
}

static void
get_orgs (ZxdCall *call, gpointer data)
{
  ZxdWish *wish = zxd_wish_for_list (call, NULL);

  if (wish != NULL)
    zxd_call_read_answer (call, read_orgs, wish, zxd_wish_free);
}

/* The rights of whoever added it were read before it was there: it is shown to him all the same. */
static gboolean
answer_org (ZxdDb *db, ZxdWish *wish, gint64 id, GError **error)
{
  return zxd_org_get (db, NULL, id, wish->answer.json, &wish->answer.rev, error);
}

static gboolean
add (ZxdTxn *txn, gpointer data, GError **error)
{
  ZxdWish *wish = data;
  g_auto (ZxdRefusal) refusal = {0};
  gboolean again;
  gint64 id;

  zxd_answer_wipe (&wish->answer);
  if (!zxd_org_create (txn, &wish->actor, wish->request, wish->values, &id, &again, &refusal,
                       error)) {
    zxd_answer_refuse (&wish->answer, &refusal);
    return FALSE;
  }
  wish->answer.status = again ? 200 : 201;
  return answer_org (zxd_txn_db (txn), wish, id, error);
}

static void
post_org (ZxdCall *call, gpointer data)
{
  ZxdWish *wish = zxd_wish_for_new (call, NULL);

  if (wish != NULL)
    zxd_call_write_answer (call, add, wish, zxd_wish_free);
}

static gboolean
change (ZxdTxn *txn, gpointer data, GError **error)
{
  ZxdWish *wish = data;
  g_auto (ZxdRefusal) refusal = {0};

  zxd_answer_wipe (&wish->answer);
  if (!zxd_org_change (txn, &wish->actor, wish->id, wish->seen, wish->values, &refusal, error)) {
    zxd_answer_refuse (&wish->answer, &refusal);
    return FALSE;
  }
  return answer_org (zxd_txn_db (txn), wish, wish->id, error);
}

static void
patch_org (ZxdCall *call, gpointer data)
{
  ZxdWish *wish = zxd_wish_for_change (call, NULL);

  if (wish != NULL)
    zxd_call_write_answer (call, change, wish, zxd_wish_free);
}

void
zxd_orgs_register (ZxdServer *server)
{
  zxd_server_add_endpoint (server, "GET", "/api/v1/orgs", ZXD_SIGNED_IN, get_orgs, NULL);
  zxd_server_add_endpoint (server, "POST", "/api/v1/orgs", ZXD_ADMIN, post_org, NULL);
  zxd_server_add_endpoint (server, "PATCH", "/api/v1/orgs/{id}", ZXD_ADMIN, patch_org, NULL);
}
