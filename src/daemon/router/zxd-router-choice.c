/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chooses the next contact that somebody may be offered, and to whom. */
#include "zxd-router-private.h"

/* Whom of a queue's agents a contact may have. */
typedef enum {
  WILLING, /* who has neither refused it nor passed it on */
  OTHERS,  /* who has not passed it on */
  ANYBODY,
} Whom;

static gboolean
is_among (Whom whom, const ZxdRouterContact *contact, const ZxdRouterAgent *agent)
{
  gint64 id = agent->facts.id;

  return whom == ANYBODY || (id != contact->facts.passed_by_id &&
                             (whom == OTHERS || !zxd_contact_has_refusal (contact, id)));
}

/* The first in the queue's order who has room for a contact of @lane; @contact may be null for
 * ANYBODY. */
static ZxdRouterAgent *
first_free (const ZxdRouterLane *lane, const ZxdRouterContact *contact, Whom whom)
{
  GSequenceIter *iter = g_sequence_get_begin_iter (lane->queue->free);

  for (; !g_sequence_iter_is_end (iter); iter = g_sequence_iter_next (iter)) {
    ZxdRouterAgent *agent = ((ZxdRouterSeat *) g_sequence_get (iter))->agent;

    if (zxd_agent_has_room (agent, lane->needs.channel) &&
        zxd_agent_is_able (agent, &lane->needs) && is_among (whom, contact, agent))
      return agent;
  }
  return NULL;
}

/* Whether somebody is ready, though perhaps full. */
static gboolean
is_anybody_ready (const ZxdRouterContact *contact, Whom whom)
{
  const ZxdRouterLane *lane = contact->lane;

  for (guint i = 0; i < lane->queue->seats->len; i++) {
    const ZxdRouterAgent *agent = ((ZxdRouterSeat *) lane->queue->seats->pdata[i])->agent;

    if (zxd_agent_is_ready (agent) && zxd_agent_is_able (agent, &lane->needs) &&
        is_among (whom, contact, agent))
      return TRUE;
  }
  return FALSE;
}

/* The agent whom its customer had last, if he is ready, able and willing, though perhaps full. */
ZxdRouterAgent *
zxd_contact_regular (const ZxdRouter *router, const ZxdRouterContact *contact)
{
  ZxdRouterAgent *agent = g_hash_table_lookup (router->agents, &contact->facts.last_agent_id);

  return agent != NULL && zxd_agent_is_ready (agent) &&
                 zxd_agent_serves (agent, contact->lane->queue) &&
                 zxd_agent_is_able (agent, &contact->lane->needs) &&
                 is_among (WILLING, contact, agent)
             ? agent
             : NULL;
}

/* Who is to be asked when somebody has refused it or passed it on, and then has not to be full. */
static Whom
whom_to_ask (const ZxdRouterContact *contact)
{
  return is_anybody_ready (contact, WILLING)  ? WILLING
         : is_anybody_ready (contact, OTHERS) ? OTHERS
                                              : ANYBODY;
}

gint64
zxd_contact_rests_until (const ZxdRouterContact *contact)
{
  Whom whom = contact->facts.n_refused > 0 ? whom_to_ask (contact) : WILLING;
  gboolean is_refused =
      whom == OTHERS ||
      (whom == ANYBODY && zxd_contact_has_refusal (contact, contact->facts.passed_by_id));

  return is_refused ? contact->facts.refused_at_ms + ZXD_REST_MS : 0;
}

/* @any has room for every contact of the lane. */
static gboolean
choose_for (ZxdRouter *router, ZxdRouterContact *contact, ZxdRouterAgent *any, ZxdChoice *choice)
{
  const ZxdContactFacts *facts = &contact->facts;
  ZxdRouterAgent *regular = zxd_contact_regular (router, contact);
  gint64 patience_ms = contact->lane->queue->facts.regular_ms;

  *choice = (ZxdChoice){.contact = contact};
  if (regular != NULL && zxd_agent_has_room (regular, facts->channel)) {
    choice->agent = regular;
    choice->is_regular = TRUE;
  } else if (regular != NULL && router->now_ms < facts->entered_at_ms + patience_ms) {
    return FALSE;
  } else if (facts->n_refused == 0 && facts->passed_by_id == 0) {
    choice->agent = any;
  } else {
    choice->agent = router->now_ms < zxd_contact_rests_until (contact)
                        ? NULL
                        : first_free (contact->lane, contact, whom_to_ask (contact));
    choice->is_new_round =
        choice->agent != NULL && zxd_contact_has_refusal (contact, choice->agent->facts.id);
  }
  return choice->agent != NULL;
}

/* The first contact of @lane that somebody may be offered, unless it stands behind that of *@best,
 * which it becomes. Nobody found: the lane is no longer hopeful. */
static void
search_lane (ZxdRouter *router, ZxdRouterLane *lane, ZxdChoice *best)
{
  ZxdRouterAgent *any = first_free (lane, NULL, ANYBODY);
  GSequenceIter *iter = g_sequence_get_begin_iter (lane->waiting);
  ZxdChoice choice;

  for (; any != NULL && !g_sequence_iter_is_end (iter); iter = g_sequence_iter_next (iter)) {
    ZxdRouterContact *contact = g_sequence_get (iter);

    if (best->contact != NULL && zxd_contact_compare (contact, best->contact) > 0)
      return;
    if (choose_for (router, contact, any, &choice)) {
      *best = choice;
      return;
    }
  }
  lane->is_hopeful = FALSE;
}

gboolean
zxd_router_choose (ZxdRouter *router, ZxdChoice *choice)
{
  *choice = (ZxdChoice){NULL};
  for (guint i = 0; i < router->hopeful->len;) {
    ZxdRouterLane *lane = router->hopeful->pdata[i];

    search_lane (router, lane, choice);
    if (lane->is_hopeful)
      i++;
    else
      g_ptr_array_remove_index_fast (router->hopeful, i);
  }
  return choice->contact != NULL;
}
