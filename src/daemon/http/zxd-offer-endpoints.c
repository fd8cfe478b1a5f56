/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Offers, for the agents before whom they are put: list, accept, decline; and for who made them. */
#include "zxd-routing.h"

#include "zx-error.h"
#include "zxd-store-offer.h"

enum { REASON_CHARACTERS = 200 };

typedef struct {
  ZxdAnswer answer;
  const ZxRights *rights; /* lent by the call, which lives until it is answered … */
  const char *address;    /* … and so is this */
  gint64 offer_id;
  guint8 uuid[ZX_UUID_BYTES];
  char *reason; /* owned, null */
} Wish;

static Wish *
wish_new (ZxdCall *call)
{
  Wish *wish = g_new0 (Wish, 1);

  wish->answer.json = g_string_new (NULL);
  wish->answer.extra = g_string_new (NULL);
  wish->rights = zxd_call_rights (call);
  wish->address = zxd_call_address (call);
  wish->offer_id = zxd_call_part_id (call, "id");
  return wish;
}

static void
wish_free (gpointer data)
{
  Wish *wish = data;

  zxd_answer_clear (&wish->answer);
  g_free (wish->reason);
  g_free (wish);
}

/* The offer went elsewhere meanwhile: who has the contact is not this agent's to know. */
static gboolean
pass_verdict (Wish *wish, const ZxdVerdict *verdict, GError **error)
{
  if (verdict->kind != ZXD_VERDICT_OVER)
    return TRUE;
  wish->answer.problem = "over";
  return zx_throw (error, ZX_ERROR_CONFLICT, "This offer is over.");
}

static gboolean
read_offers (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  Wish *wish = data;

  zxd_answer_wipe (&wish->answer);
  return zxd_offer_list (db, as_of, wish->rights, wish->answer.json, error);
}

static void
get_offers (ZxdCall *call, gpointer data)
{
  zxd_call_read_answer (call, read_offers, wish_new (call), wish_free);
}

static gboolean
read_offer (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  Wish *wish = data;

  zxd_answer_wipe (&wish->answer);
  return zxd_offer_get (db, wish->rights, wish->offer_id, wish->answer.json, error);
}

static void
get_offer (ZxdCall *call, gpointer data)
{
  zxd_call_read_answer (call, read_offer, wish_new (call), wish_free);
}

static gboolean
accept_offer (ZxdTxn *txn, gpointer data, GError **error)
{
  Wish *wish = data;
  g_auto (ZxdVerdict) verdict = {0};
  gint64 contact_id;

  zxd_answer_wipe (&wish->answer);
  return zxd_offer_accept (txn, wish->rights, wish->offer_id, wish->uuid, &contact_id, &verdict,
                           error) &&
         pass_verdict (wish, &verdict, error) &&
         zxd_contact_get (zxd_txn_db (txn), 0, wish->rights, contact_id, wish->answer.json,
                          &wish->answer.rev, error);
}

static gboolean
decline_offer (ZxdTxn *txn, gpointer data, GError **error)
{
  Wish *wish = data;
  g_auto (ZxdVerdict) verdict = {0};
  g_auto (ZxdRefusal) refusal = {0};
  gboolean is_done;

  zxd_answer_wipe (&wish->answer);
  is_done = zxd_offer_decline (txn, wish->rights, wish->offer_id, wish->uuid, wish->reason,
                               &verdict, &refusal, error);
  zxd_answer_refuse (&wish->answer, &refusal);
  return is_done && pass_verdict (wish, &verdict, error) &&
         zxd_offer_get (zxd_txn_db (txn), wish->rights, wish->offer_id, wish->answer.json, error);
}

static gboolean
withdraw_offer (ZxdTxn *txn, gpointer data, GError **error)
{
  Wish *wish = data;
  const ZxdActor actor = {wish->rights, wish->address};
  g_auto (ZxdVerdict) verdict = {0};

  zxd_answer_wipe (&wish->answer);
  return zxd_offer_take_back (txn, &actor, wish->offer_id, wish->uuid, &verdict, error) &&
         pass_verdict (wish, &verdict, error) &&
         zxd_offer_get (zxd_txn_db (txn), wish->rights, wish->offer_id, wish->answer.json, error);
}

static void
answer_offer (ZxdCall *call, ZxdWriteFunc fn, const char *reason)
{
  Wish *wish = wish_new (call);

  wish->reason = g_strdup (reason);
  if (zxd_call_uuid (call, "request", wish->uuid))
    zxd_call_write_answer (call, fn, wish, wish_free);
  else
    wish_free (wish);
}

static void
post_accept (ZxdCall *call, gpointer data)
{
  if (zxd_call_body (call) != NULL)
    answer_offer (call, accept_offer, NULL);
}

static void
post_withdraw (ZxdCall *call, gpointer data)
{
  if (zxd_call_body (call) != NULL)
    answer_offer (call, withdraw_offer, NULL);
}

static void
post_decline (ZxdCall *call, gpointer data)
{
  JsonObject *body = zxd_call_body (call);
  const char *reason = body != NULL ? zx_json_string (body, "reason") : NULL;

  if (body == NULL)
    return;
  if (reason != NULL && g_utf8_strlen (reason, -1) > REASON_CHARACTERS) {
    zxd_call_problem (call, 400, "bad-data", "“reason” has at most %d characters.",
                      REASON_CHARACTERS);
    return;
  }
  answer_offer (call, decline_offer, reason != NULL && *reason != '\0' ? reason : NULL);
}

void
zxd_offers_register (ZxdServer *server)
{
  zxd_server_add_endpoint (server, "GET", "/api/v1/offers", ZXD_SIGNED_IN, get_offers, NULL);
  zxd_server_add_endpoint (server, "GET", "/api/v1/offers/{id}", ZXD_SIGNED_IN, get_offer, NULL);
  zxd_server_add_endpoint (server, "POST", "/api/v1/offers/{id}/accept", ZXD_SIGNED_IN, post_accept,
                           NULL);
  zxd_server_add_endpoint (server, "POST", "/api/v1/offers/{id}/decline", ZXD_SIGNED_IN,
                           post_decline, NULL);
  zxd_server_add_endpoint (server, "POST", "/api/v1/offers/{id}/withdraw", ZXD_SIGNED_IN,
                           post_withdraw, NULL);
}
