/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-enums.h"

/* What the router is told: each of these is a row of the store, or what follows from rows. Strings
 * and arrays are lent to the call that takes them. Times are milliseconds since 1970, UTC. */

/* Something that an agent can, or that a contact needs, from level 1 to 5. A language is a skill.
 * Names that have the same zx_skill_key() are one. */
typedef struct {
  const char *name;
  int level;
} ZxdSkill;

enum { ZXD_ROOMS = 32 }; /* of an agent count */

/* So long nobody is asked once all who are ready have refused: else it would go round and round. */
enum { ZXD_REST_MS = 15000 };

/* An offer whose end is seen later than this ran out while the daemon was away, its machine slept
 * or the clock was set forward; another daemon takes over within 1.45 s. */
enum { ZXD_LATE_MS = 5000 };

/* An offer that was made later than so long after now was made before the clock was set back; the
 * clocks of two machines differ by less. */
enum { ZXD_AHEAD_MS = 2000 };

/* A message that was left stands as many ageing steps behind who waits. */
enum { ZXD_LEFT_STEPS = 12 };

/* How many contacts of a channel an agent may have at the same time, and how much of his capacity
 * each of them takes. He is offered nothing of a channel that he has no room for. */
typedef struct {
  const char *channel;
  int most, weight;
} ZxdRoom;

typedef struct {
  gint64 id;
  ZxMethod method;      /* of ZX_METHOD_PULL nothing is offered */
  const gint64 *groups; /* whose agents serve it */
  guint n_groups;
  gint64 offer_ms;     /* how long an offer stands */
  gint64 regular_ms;   /* how long a contact waits for the agent it had last, who is full */
  gint64 age_step_ms;  /* so long a wait outweighs one tier; 0: none does */
  gint64 most_wait_ms; /* a longer wait overflows, of ZX_METHOD_PULL too; 0: none does */
  guint most_waiting;  /* so does who stands behind so many; 0: nobody does */
} ZxdQueueFacts;

typedef struct {
  gint64 id;
  ZxPresence presence;
  gboolean is_missed; /* let an offer run out, and has not yet said that he is back */
  int capacity;       /* what the weights of all his contacts may come to */
  gint64 idle_since_ms;
  gint64 offered_at_ms; /* his last offer */
  const gint64 *groups;
  guint n_groups;
  const ZxdSkill *skills;
  guint n_skills;
  const ZxdRoom *rooms;
  guint n_rooms;
} ZxdAgentFacts;

/* An open contact. While QUEUED or OFFERED it is in its queue; from then on it is in the hand of
 * its agent until its wrap-up ends. */
typedef struct {
  gint64 id, queue_id;
  gint64 agent_id;      /* who has it; 0 in the queue */
  gint64 last_agent_id; /* who had this customer last; 0: nobody */
  gint64 passed_by_id;  /* who had it and put it here; 0: nobody */
  ZxContactState state;
  ZxTier tier;
  const char *channel;
  gint64 entered_at_ms;     /* into the queue; a failed offer does not change it */
  const ZxdSkill *wants;    /* all of them */
  const gint64 *refused_by; /* who declined or missed it in this round */
  guint n_wants, n_refused;
  gint64 refused_at_ms; /* the last of them */
  gboolean is_left;     /* a message: nobody waits at the other end */
  gboolean has_begun;   /* somebody had it already: it never overflows */
} ZxdContactFacts;

/* An open offer. A contact has at most one. */
typedef struct {
  gint64 contact_id, agent_id, deadline_ms, made_at_ms;
} ZxdOfferFacts;
