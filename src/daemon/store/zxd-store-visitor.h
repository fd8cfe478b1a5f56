/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-enums.h"
#include "zx-id.h"
#include "zxd-store-channel.h"
#include "zxd-store.h"

/* Visitors = browsers of customers, each known by a secret in its cookie. We keep SHA-256 sums of
 * secrets only. */
enum {
  ZXD_SUM_BYTES = 32,
  ZXD_VISITOR_TEXT = 200,
  ZXD_VISITOR_URL = 1000,
  ZXD_VISITOR_DAYS = 180, /* a secret that was not shown for so long is nobody's any more */
};

/* The sum of a secret under a purpose ("visitor", "ticket", "identity"), so that what is one of
 * these can never be used as another. */
void zxd_visitor_sum (const char *purpose, const char *secret, guint8 sum[ZXD_SUM_BYTES]);

/* What the page says about who is signed in. */
typedef enum {
  ZXD_SAID_NOTHING, /* the browser goes on as whom we know it */
  ZXD_SAID_NOBODY,  /* nobody is signed in: an account's conversation is not shown */
  ZXD_SAID_ACCOUNT, /* a verified identity */
} ZxdSaid;

/* Starts or resumes a visitor's session. Texts are lent by the caller for the call. */
typedef struct {
  /* asked */
  gint64 now_ms;
  const ZxdChannel *channel;
  const char *token;     /* from the cookie, null when there is none */
  const char *new_token; /* for a visitor that has to be made, or who has just been verified */
  const char *ticket;    /* opens one socket within ticket_until_ms */
  gint64 ticket_until_ms;
  gboolean is_bare; /* the browser keeps no cookie: the ticket alone opens the socket */
  ZxdSaid said;
  const char *account;      /* ACCOUNT: the verified sub */
  const char *identity;     /* ACCOUNT: the token that said so, good for one browser … */
  gint64 identity_until_ms; /* … and remembered until then */
  const char *name, *company, *product, *version; /* verified or only stated; null unknown */
  const char *stated; /* only stated: a JSON object of account, phone, mail; null */
  const char *lang, *page_title, *page_url;
  gint64 since; /* ≥ 0: the browser has everything up to here */

  /* answered */
  gint64 visitor_id;
  gboolean is_fresh;   /* he was made: new_token is his */
  gboolean is_renewed; /* he was verified: new_token is his from now on, and the old one nobody's */
  gboolean is_replayed; /* with FALSE: the identity was used by another browser */
  GString *json;        /* members for the answer; owned by the caller, who clears it */
} ZxdVisitorSession;

gboolean zxd_visitor_start_session (ZxdTxn *txn, ZxdVisitorSession *session, GError **error);

/* Whose secret @token is at @now_ms, on the channel of @key; 0: nobody's. */
gboolean zxd_visitor_id_of (ZxdDb *db,
                            const char *token,
                            const char *key,
                            gint64 now_ms,
                            gint64 *visitor_id,
                            GError **error);

/* Whose contact this is; 0: nobody's that we know. */
gboolean zxd_visitor_of_contact (ZxdDb *db, gint64 contact_id, gint64 *visitor_id, GError **error);

/* Uses up a ticket. *@visitor_id is 0 when it was unknown, too old or somebody else's (the closure
 * must not fail for that, or the ticket would live on); *@contact_id is the visitor's newest
 * contact, 0 when there is none, *@is_left whether that is a left message. */
gboolean zxd_visitor_spend_ticket (ZxdTxn *txn,
                                   const char *ticket,
                                   const char *token,
                                   gint64 now_ms,
                                   gint64 *visitor_id,
                                   gint64 *contact_id,
                                   gboolean *is_left,
                                   GError **error);

/* Stores a message of a visitor who has no open contact that we know of: in the open one if another
 * tab has made it meanwhile, else in a new one that continues the last. A contact that was left
 * waits again, when somebody is there (and the post is not left, too). Sets the post's outcome,
 * contact and seq. */
gboolean zxd_visitor_first_post (ZxdTxn *txn, gint64 visitor_id, ZxdPost *post, GError **error);

/* Takes back the message that @post names, if it is this visitor's and not older than @most_ms. The
 * outcome is STORED, or REFUSED with "too-late". NOT_FOUND when he wrote no such message. */
gboolean
zxd_visitor_recall (ZxdTxn *txn, gint64 visitor_id, gint64 most_ms, ZxdPost *post, GError **error);

/* Forgets spent tickets and visitors who never wrote and were last seen before @before_ms. */
gboolean zxd_visitor_prune (ZxdTxn *txn, gint64 now_ms, gint64 before_ms, GError **error);
