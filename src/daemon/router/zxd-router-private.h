/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-router.h"

/* How the facts hang together. Contacts wait in lanes, agents sit in the queues that they serve:
 *
 *   queue ─┬─ lanes: contacts that need the same, by place; whoever can take one can take any
 *          └─ seats: its agents; those with room stand in `free`, the queue's choice first
 *
 * A lane is *hopeful* until it has been searched without finding anybody; what could change that
 * answer makes it hopeful again. A decision looks at hopeful lanes alone, so on a full desk with
 * thousands waiting it looks at nothing. */
typedef struct _ZxdRouterQueue ZxdRouterQueue;
typedef struct _ZxdRouterLane ZxdRouterLane;
typedef struct _ZxdRouterAgent ZxdRouterAgent;
typedef struct _ZxdRouterSeat ZxdRouterSeat;
typedef struct _ZxdRouterContact ZxdRouterContact;

/* What happens to a contact by time alone. */
typedef enum {
  ZXD_DUE_OFFER,    /* its offer ends; at once when the agent is gone */
  ZXD_DUE_PATIENCE, /* it no longer waits for the agent it had last */
  ZXD_DUE_REST,     /* who refused it may be asked anew */
  ZXD_DUE_LIMIT,    /* it has waited long enough */
  ZXD_DUES,
} ZxdDueKind;

typedef struct {
  gint64 at_ms;
  ZxdRouterContact *contact; /* whose it is */
  GSequenceIter *place;      /* null when it is not to come */
} ZxdDue;

/* What an agent must have for a contact. */
typedef struct {
  const char *channel; /* interned, like all names here: equal ones are the same pointer */
  const ZxdSkill *wants;
  guint n_wants;
} ZxdNeeds;

struct _ZxdRouterContact {
  ZxdContactFacts facts;          /* owned copy */
  ZxdOfferFacts offer;            /* contact_id is 0 when there is none */
  gint64 standing_ms;             /* when it would have come were it of the lowest tier */
  ZxdRouterLane *lane;            /* lent, null unless it waits */
  GSequenceIter *place;           /* in its lane */
  ZxdRouterAgent *holder, *asked; /* lent: who has it, to whom it is offered; null: nobody known */
  ZxdDue dues[ZXD_DUES];
};

struct _ZxdRouterLane {
  ZxdNeeds needs;        /* owned copy */
  ZxdRouterQueue *queue; /* lent */
  GSequence *waiting;    /* owned: lent contacts by place */
  guint n_particular;    /* of them that not just anybody may have */
  gboolean is_hopeful;   /* stands in the router's list */
};

struct _ZxdRouterQueue {
  ZxdQueueFacts facts; /* owned copy */
  GHashTable *lanes;   /* owned: by needs; none is empty */
  GPtrArray *seats;    /* owned */
  GSequence *free;     /* owned: lent seats of ready agents with room, the best choice first */
  guint n_waiting;
  guint n_exposed; /* of them that may overflow */
};

struct _ZxdRouterSeat {
  ZxdRouterQueue *queue; /* lent */
  ZxdRouterAgent *agent; /* lent */
  gint64 merits[3];      /* the less the better, the first difference counts */
  GSequenceIter *place;  /* in `free`, or null */
  guint index;           /* in the queue's seats */
};

struct _ZxdRouterAgent {
  ZxdAgentFacts facts; /* owned copy */
  GPtrArray *hand;     /* owned: lent contacts that he has or is offered */
  GPtrArray *seats;    /* owned: lent seats */
  gboolean is_touched; /* stands in the router's list; what follows is old until it is settled */
  gboolean is_changed; /* in what he can or which queues he serves */
  gboolean was_ready;
  int load;           /* of `capacity` */
  guint32 open_rooms; /* a bit for each of his rooms that could take one more */
};

struct _ZxdRouter {
  GHashTable *queues, *agents, *contacts; /* owned, by id */
  GSequence *dues[ZXD_DUES];              /* owned: lent dues by instant */
  GPtrArray *hopeful;                     /* owned: lent lanes */
  GPtrArray *touched;                     /* owned: lent agents whose seats are not up to date */
  gint64 now_ms;                          /* the latest instant that was given */
};

static inline int
zxd_compare (gint64 a, gint64 b)
{
  return (a > b) - (a < b);
}

/* zxd-router-facts.c: copies that own what they point at, with interned names. */
void zxd_queue_facts_copy (ZxdQueueFacts *copy, const ZxdQueueFacts *facts);
void zxd_queue_facts_clear (ZxdQueueFacts *facts);
void zxd_agent_facts_copy (ZxdAgentFacts *copy, const ZxdAgentFacts *facts);
void zxd_agent_facts_clear (ZxdAgentFacts *facts);
void zxd_contact_facts_copy (ZxdContactFacts *copy, const ZxdContactFacts *facts);
void zxd_contact_facts_clear (ZxdContactFacts *facts);
void zxd_contact_facts_set_refused (ZxdContactFacts *facts, const gint64 *agents, guint n);
void zxd_needs_copy (ZxdNeeds *copy, const ZxdNeeds *needs);
void zxd_needs_clear (ZxdNeeds *needs);

/* zxd-router-order.c: who waits, in which order. */
ZxdRouterQueue *zxd_router_queue_new (const ZxdQueueFacts *facts);
void zxd_router_queue_free (ZxdRouterQueue *queue);
int zxd_contact_compare (const ZxdRouterContact *a, const ZxdRouterContact *b);
gboolean zxd_contact_is_in_queue (const ZxdRouterContact *contact);
gboolean zxd_contact_has_refusal (const ZxdRouterContact *contact, gint64 agent_id);
void zxd_lane_enter (ZxdRouter *router, ZxdRouterQueue *queue, ZxdRouterContact *contact);
void zxd_lane_leave (ZxdRouter *router, ZxdRouterContact *contact);
void zxd_lane_hope (ZxdRouter *router, ZxdRouterLane *lane);
guint zxd_contact_place (const ZxdRouterContact *contact); /* from 1; it must wait */
gboolean zxd_contact_may_overflow (const ZxdRouterContact *contact);
ZxdRouterContact *
zxd_router_queue_last (const ZxdRouterQueue *queue); /* who may overflow, or null */

/* zxd-router-seat.c: who could take something, in which order. */
ZxdRouterAgent *zxd_router_agent_new (const ZxdAgentFacts *facts);
void zxd_router_agent_free (ZxdRouterAgent *agent);
gboolean zxd_agent_is_ready (const ZxdRouterAgent *agent);
gboolean zxd_agent_is_able (const ZxdRouterAgent *agent, const ZxdNeeds *needs);
gboolean zxd_agent_has_room (const ZxdRouterAgent *agent, const char *channel);
gboolean zxd_agent_serves (const ZxdRouterAgent *agent, const ZxdRouterQueue *queue);
void zxd_agent_sit (ZxdRouter *router, ZxdRouterAgent *agent, ZxdRouterQueue *queue);
void zxd_agent_stand_up (ZxdRouter *router, ZxdRouterSeat *seat);
void zxd_agent_touch (ZxdRouter *router, ZxdRouterAgent *agent);
void zxd_agent_take (ZxdRouter *router, ZxdRouterAgent *agent, ZxdRouterContact *contact);
void zxd_agent_drop (ZxdRouter *router, ZxdRouterAgent *agent, ZxdRouterContact *contact);
void zxd_router_settle (ZxdRouter *router); /* brings the seats of touched agents up to date */

/* zxd-router-contact.c: where a contact belongs by the facts. */
ZxdRouterContact *zxd_router_contact_new (const ZxdContactFacts *facts);
void zxd_router_contact_free (ZxdRouterContact *contact);
void zxd_contact_detach (ZxdRouter *router, ZxdRouterContact *contact);
void zxd_contact_attach (ZxdRouter *router, ZxdRouterContact *contact);

/* zxd-router-due.c: instants to come. */
void zxd_due_set (ZxdRouter *router, ZxdRouterContact *contact, ZxdDueKind kind, gint64 at_ms);
void zxd_due_clear (ZxdRouterContact *contact, ZxdDueKind kind);
ZxdRouterContact *zxd_due_first (ZxdRouter *router, ZxdDueKind kind, gint64 upto_ms);
void zxd_due_end_waits (ZxdRouter *router); /* of those who have waited long enough for somebody */

/* zxd-router-choice.c: the next contact that somebody may be offered, and to whom. */
typedef struct {
  ZxdRouterContact *contact;
  ZxdRouterAgent *agent;
  gboolean is_regular, is_new_round;
} ZxdChoice;

gboolean zxd_router_choose (ZxdRouter *router, ZxdChoice *choice);
ZxdRouterAgent *zxd_contact_regular (const ZxdRouter *router, const ZxdRouterContact *contact);

/* When who refused it may be asked anew, if that is what it waits for; else 0. */
gint64 zxd_contact_rests_until (const ZxdRouterContact *contact);

/* zxd-router-why.c */
void zxd_reasons_add (ZxdReasons *reasons, ZxdReason reason);
void zxd_reasons_of_choice (ZxdReasons *reasons, const ZxdChoice *choice, gint64 now_ms);
