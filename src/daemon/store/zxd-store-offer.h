/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-change.h"
#include "zxd-store-contact.h"

/* Offers: a contact is put before one agent, who takes it, declines it, or lets it run out. One
 * that waits by the router or by who oversees; one in somebody's hand by that one, with whom it
 * stays until it is accepted. A contact has at most one open offer. Its agent, who made it and who
 * oversees are told of it (noun `offer`). */
typedef struct {
  gint64 id, contact_id, agent_id, queue_id, org_id;
  gint64 by_id;     /* who made it; 0: the router */
  const char *kind; /* interned: "new", "transfer", "consult", "assign" */
  char *note;       /* owned, null: from who made it, or put the contact into the queue */
  char *why;        /* owned: a JSON array of reasons */
  char *reason;     /* owned, null: why it was declined */
  char *agent_name; /* owned; read with the row … */
  char *by_name;    /* … owned, null */
  gint64 made_at_ms, deadline_ms, ended_at_ms;
  char *outcome; /* owned; null: it is open */
} ZxdOffer;

void zxd_offer_clear (ZxdOffer *offer);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ZxdOffer, zxd_offer_clear)

/* ---- what the router does. CONFLICT when it decided by what is no longer so. */

/* @offer: contact_id, agent_id, queue_id, why, made_at_ms and deadline_ms. The contact must wait,
 * and its agent be online, ready, and have no more than @in_hand contacts and offers. What somebody
 * put into the queue is a `transfer` by him, with his note. */
gboolean zxd_offer_make (ZxdTxn *txn, const ZxdOffer *offer, gint64 in_hand, GError **error);

/* The open offer of @contact_id to @agent_id ran out: he is missed until he says that he is back.
 */
gboolean
zxd_offer_run_out (ZxdTxn *txn, gint64 contact_id, gint64 agent_id, gint64 now_ms, GError **error);

/* Its agent is no longer there. The contact has its old place again, or stays in its hand. */
gboolean zxd_offer_withdraw (ZxdTxn *txn, gint64 contact_id, gint64 agent_id, GError **error);

/* ---- what agents do. NOT_FOUND when @rights do not see the offer. */

/* By its agent alone; he has the contact then. @verdict as of zxd_contact_accept(); OVER too when
 * the offer is. *@contact_id is set. */
gboolean zxd_offer_accept (ZxdTxn *txn,
                           const ZxRights *rights,
                           gint64 id,
                           const guint8 request[ZX_UUID_BYTES],
                           gint64 *contact_id,
                           ZxdVerdict *verdict,
                           GError **error);

/* The same for a refusal. @reason may be null, unless its queue wants one: then @refusal is
 * `bad-field`. */
gboolean zxd_offer_decline (ZxdTxn *txn,
                            const ZxRights *rights,
                            gint64 id,
                            const guint8 request[ZX_UUID_BYTES],
                            const char *reason,
                            ZxdVerdict *verdict,
                            ZxdRefusal *refusal,
                            GError **error);

/* Whether who declines an offer of this queue must say why. */
gboolean zxd_offer_wants_reason (ZxdDb *db, gint64 queue_id, gboolean *wants, GError **error);

/* Of one that is open, into an open object: `contact`, as it is now, and `wants_reason`. They are
 * in no event, so that nothing of the customer is kept with an offer. */
gboolean zxd_offer_add_seen (ZxdDb *db, const ZxdOffer *offer, GString *json, GError **error);

/* An offer as in its events, with id and rev, and what zxd_offer_add_seen() adds. */
gboolean
zxd_offer_get (ZxdDb *db, const ZxRights *rights, gint64 id, GString *json, GError **error);

/* {"items":[…],"as_of":…}: the open ones that @rights see. */
gboolean
zxd_offer_list (ZxdDb *db, gint64 as_of, const ZxRights *rights, GString *json, GError **error);

/* Before @contact, whose owner or state changed, is saved: its open offer ends, accepted by whoever
 * has it now or withdrawn, unless it was made for the new state. Sets `came_by`. */
gboolean zxd_offer_follow (ZxdTxn *txn, ZxdContact *contact, GError **error);

/* ---- what people do; zxd-store-pass.h says when */

/* Puts @contact, which is saved, before the agent of @offer: agent_id, by_id, kind and note. It
 * stands as long as those of its queue. */
gboolean
zxd_offer_make_by_hand (ZxdTxn *txn, ZxdContact *contact, const ZxdOffer *offer, GError **error);

/* Ends the open offer of a contact that is saved afterwards. @outcome is a literal. */
gboolean zxd_offer_end_open (ZxdTxn *txn, gint64 contact_id, const char *outcome, GError **error);

/* By who made it, or who oversees its contact. The same answers as for declining. */
gboolean zxd_offer_take_back (ZxdTxn *txn,
                              const ZxdActor *actor,
                              gint64 id,
                              const guint8 request[ZX_UUID_BYTES],
                              ZxdVerdict *verdict,
                              GError **error);

/* What was written in the offers of a contact whose customer is erased goes, from their events
 * too. */
gboolean zxd_offer_erase (ZxdTxn *txn, gint64 contact_id, GError **error);
