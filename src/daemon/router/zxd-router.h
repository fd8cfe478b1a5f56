/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-router-facts.h"
#include "zxd-router-why.h"

/* Decides which agent gets the next contact. It is told facts, and gives decisions; it has no
 * clock, no store and no memory beyond those facts, so the same facts and the same instant give the
 * same decision, on whatever daemon. For one thread at a time.
 *
 * Order: a contact goes before another who came later, and each tier counts as having come one
 * `age_step_ms` earlier; a left message, as having come ZXD_LEFT_STEPS of them later. Where agents
 * take contacts themselves, tiers do not count. That place never changes while the contact waits,
 * so nobody is overtaken by the clock, and nobody waits for ever. Queues that share agents share
 * this order.
 *
 * Choice: an agent who is online, not missed, in a group of the queue, with the skills and with
 * room, and who has not refused the contact in this round. The agent whom the customer had last
 * goes first; if he is ready but full, the contact waits for him for `regular_ms`. Among the others
 * the queue's method chooses. When all who are ready have refused, a new round begins after
 * ZXD_REST_MS. Who passed it on himself is asked only when nobody else is ready, and has no right
 * as the last agent. */
typedef struct _ZxdRouter ZxdRouter;

ZxdRouter *zxd_router_new (void);
void zxd_router_free (ZxdRouter *router);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZxdRouter, zxd_router_free)

/* Tell a fact, new or changed, in any order; copies it. */
void zxd_router_put_queue (ZxdRouter *router, const ZxdQueueFacts *facts);
void zxd_router_put_agent (ZxdRouter *router, const ZxdAgentFacts *facts);
void zxd_router_put_contact (ZxdRouter *router, const ZxdContactFacts *facts);

/* Replaces the open offer of that contact; without effect while the contact is unknown. */
void zxd_router_put_offer (ZxdRouter *router, const ZxdOfferFacts *facts);

/* What is unknown is ignored. A contact that goes takes its offer along. */
void zxd_router_remove_queue (ZxdRouter *router, gint64 id);
void zxd_router_remove_agent (ZxdRouter *router, gint64 id);
void zxd_router_remove_contact (ZxdRouter *router, gint64 id);
void zxd_router_remove_offer (ZxdRouter *router, gint64 contact_id);

typedef enum {
  ZXD_DECISION_OFFER,   /* the contact to the agent, until the deadline */
  ZXD_DECISION_TIMEOUT, /* nobody answered the offer: its agent is missed, he refused the contact */
  ZXD_DECISION_WITHDRAW, /* the offer's agent is no longer there, it is over for ZXD_LATE_MS and
                            more, or was made after now: the contact has its place again */
  ZXD_DECISION_OVERFLOW, /* the contact waited too long or behind too many: a message is left */
} ZxdDecisionKind;

typedef struct {
  ZxdDecisionKind kind;
  gint64 contact_id;
  gint64 agent_id;    /* 0 of an overflow */
  gint64 at_ms;       /* when it was decided */
  gint64 deadline_ms; /* of an offer */
  ZxdReasons reasons;
} ZxdDecision;

/* The next thing to be done at @now_ms; FALSE when there is none. Changes nothing that was told:
 * ask again only after zxd_router_apply() or new facts. Time does not run backwards here: an
 * earlier
 * @now_ms counts as the latest one that was given. */
gboolean zxd_router_decide (ZxdRouter *router, gint64 now_ms, ZxdDecision *decision);

/* Makes the facts what they are once @decision is written, so that several can be written at once.
 * After a write that failed the router has to be filled anew. */
void zxd_router_apply (ZxdRouter *router, const ZxdDecision *decision);

/* When zxd_router_decide(), having nothing more to say now, has to be asked again though no fact
 * changed; G_MAXINT64: never. */
gint64 zxd_router_next_due (ZxdRouter *router);

/* Why a contact still waits, its place first; none when it does not wait here. */
void zxd_router_why_waiting (ZxdRouter *router, gint64 contact_id, ZxdReasons *reasons);

/* How many contacts an agent has or is offered. */
guint zxd_router_in_hand (const ZxdRouter *router, gint64 agent_id);

/* Tells @fn of each queue, agent and contact (with its offer) of which the two were not told the
 * same. */
typedef enum { ZXD_FACT_QUEUE, ZXD_FACT_AGENT, ZXD_FACT_CONTACT } ZxdFactKind;
typedef void (*ZxdFactFunc) (ZxdFactKind kind, gint64 id, gpointer data);
void
zxd_router_compare (const ZxdRouter *one, const ZxdRouter *other, ZxdFactFunc fn, gpointer data);
