/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-router.h"

/* A desk that lives at random: customers come, go and are served, agents come, go, answer, decline
 * and sleep. It keeps all facts itself, tells them to its router, and does what that decides. */

enum { DESK_GROUPS = 4, DESK_SKILLS = 4, DESK_CHANNELS = 2 };

/* Where a contact is. */
typedef enum { DESK_WAITING, DESK_OFFERED, DESK_IN_HAND, DESK_PLACES } DeskPlace;

typedef struct {
  ZxdQueueFacts facts;
  gint64 groups[DESK_GROUPS];
} DeskQueue;

typedef struct {
  ZxdAgentFacts facts;
  gint64 groups[DESK_GROUPS];
  ZxdSkill skills[DESK_SKILLS];
  ZxdRoom rooms[DESK_CHANNELS];
  gboolean is_known; /* told to the router */
} DeskAgent;

typedef struct {
  ZxdContactFacts facts;
  ZxdOfferFacts offer; /* contact_id is 0 when there is none */
  ZxdSkill wants[DESK_SKILLS];
  GArray *refused; /* owned gint64 */
  DeskPlace place;
  guint index; /* in the list of its place */
} DeskContact;

typedef struct {
  guint n_queues, n_agents, n_waiting; /* about so many wait once it is busy */
  guint step_ms;                       /* between two events, on average */
  gboolean is_restless;                /* set up anew now and then, and not all is routed */
} DeskSize;

typedef struct {
  DeskSize size;
  GRand *rand;                   /* owned */
  ZxdRouter *router;             /* owned */
  GPtrArray *queues, *agents;    /* owned DeskQueue, DeskAgent; ids are 1 + the index */
  GPtrArray *lists[DESK_PLACES]; /* lent contacts by place */
  GHashTable *contacts;          /* owned DeskContact by id */
  gint64 now_ms, last_id;
  guint64 n_offers, n_timeouts, n_withdrawn, n_overflows;
} Desk;

Desk *desk_new (guint32 seed, const DeskSize *size);
void desk_free (Desk *desk);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Desk, desk_free)

/* One random event, told to the router. */
void desk_step (Desk *desk);

/* Makes @decision a fact. @by_facts: the router hears of it fact by fact, as of another's doing;
 * otherwise by zxd_router_apply(). */
void desk_do (Desk *desk, const ZxdDecision *decision, gboolean by_facts);

/* From now on everybody is there, can do everything and serves every queue. */
void desk_all_hands (Desk *desk);

/* One contact is accepted or, when none is offered, ended. */
void desk_serve_one (Desk *desk);

/* A second router that has been told all that is known now. */
ZxdRouter *desk_fill_router (Desk *desk);

DeskQueue *desk_queue (Desk *desk, gint64 id);
DeskAgent *desk_agent (Desk *desk, gint64 id); /* null unless he is known */
