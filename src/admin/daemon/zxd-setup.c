/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Groups, queues, replies, products …: four endpoints for each entry of the store's table. */
#include "zxd-admin-private.h"

#include "zxd-store-setup.h"
#include "zxd-wish.h"

/* ---- GET */

static gboolean
read_list (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  ZxdWish *wish = data;

  zxd_answer_wipe (&wish->answer);
  return zxd_setup_list (db, as_of, wish->noun, wish->actor.rights, wish->limit, wish->after,
                         wish->answer.json, error);
}

static void
get_list (ZxdCall *call, gpointer data)
{
  ZxdWish *wish = zxd_wish_for_list (call, data);

  if (wish != NULL)
    zxd_call_read_answer (call, read_list, wish, zxd_wish_free);
}

/* ---- POST */

static gboolean
answer_item (ZxdDb *db, ZxdWish *wish, gint64 id, GError **error)
{
  return zxd_setup_get (db, wish->noun, wish->actor.rights, id, wish->answer.json,
                        &wish->answer.rev, error);
}

static gboolean
add (ZxdTxn *txn, gpointer data, GError **error)
{
  ZxdWish *wish = data;
  g_auto (ZxdRefusal) refusal = {0};
  gboolean again;
  gint64 id;

  zxd_answer_wipe (&wish->answer);
  if (!zxd_setup_add (txn, wish->noun, &wish->actor, wish->request, wish->values, &id, &again,
                      &refusal, error)) {
    zxd_answer_refuse (&wish->answer, &refusal);
    return FALSE;
  }
  wish->answer.status = again ? 200 : 201;
  return answer_item (zxd_txn_db (txn), wish, id, error);
}

static void
post_item (ZxdCall *call, gpointer data)
{
  ZxdWish *wish = zxd_wish_for_new (call, data);

  if (wish != NULL)
    zxd_call_write_answer (call, add, wish, zxd_wish_free);
}

/* ---- PATCH */

static gboolean
change (ZxdTxn *txn, gpointer data, GError **error)
{
  ZxdWish *wish = data;
  g_auto (ZxdRefusal) refusal = {0};

  zxd_answer_wipe (&wish->answer);
  if (!zxd_setup_change (txn, wish->noun, &wish->actor, wish->id, wish->seen, wish->values,
                         &refusal, error)) {
    zxd_answer_refuse (&wish->answer, &refusal);
    return FALSE;
  }
  return answer_item (zxd_txn_db (txn), wish, wish->id, error);
}

static void
patch_item (ZxdCall *call, gpointer data)
{
  ZxdWish *wish = zxd_wish_for_change (call, data);

  if (wish != NULL)
    zxd_call_write_answer (call, change, wish, zxd_wish_free);
}

/* ---- DELETE */

static gboolean
remove_item (ZxdTxn *txn, gpointer data, GError **error)
{
  ZxdWish *wish = data;
  g_auto (ZxdRefusal) refusal = {0};

  zxd_answer_wipe (&wish->answer);
  if (!zxd_setup_remove (txn, wish->noun, &wish->actor, wish->id, wish->seen, &refusal, error)) {
    zxd_answer_refuse (&wish->answer, &refusal);
    return FALSE;
  }
  wish->answer.status = 204;
  return TRUE;
}

static void
delete_item (ZxdCall *call, gpointer data)
{
  ZxdWish *wish = zxd_wish_for_removal (call, data);

  if (wish != NULL)
    zxd_call_write_answer (call, remove_item, wish, zxd_wish_free);
}

void
zxd_setup_register (ZxdServer *server)
{
  gsize n;
  const ZxdSetupNoun *nouns = zxd_setup_nouns (&n);

  for (gsize i = 0; i < n; i++) {
    g_autofree char *all = g_strconcat ("/api/v1/", nouns[i].path, NULL);
    g_autofree char *one = g_strconcat (all, "/{id}", NULL);
    gpointer noun = (gpointer) &nouns[i];

    zxd_server_add_endpoint (server, "GET", all,
                             nouns[i].flags & ZXD_SETUP_ADMINS ? ZXD_ADMIN : ZXD_SIGNED_IN,
                             get_list, noun);
    zxd_server_add_endpoint (server, "PATCH", one, ZXD_ADMIN, patch_item, noun);
    if (nouns[i].flags & ZXD_SETUP_ADDS)
      zxd_server_add_endpoint (server, "POST", all, ZXD_ADMIN, post_item, noun);
    if (nouns[i].flags & ZXD_SETUP_REMOVES)
      zxd_server_add_endpoint (server, "DELETE", one, ZXD_ADMIN, delete_item, noun);
  }
}
