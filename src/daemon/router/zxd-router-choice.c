/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chooses the next contact that somebody may be offered, and to whom. */
#include "zxd-router-private.h"

/* The first in the queue's order who has room for a contact of @lane, and has not refused @contact;
 * a null one is nobody in particular. */
static ZxdRouterAgent *
first_free (const ZxdRouterLane *lane, const ZxdRouterContact *contact)
{
  GSequenceIter *iter = g_sequence_get_begin_iter (lane->queue->free);

  for (; !g_sequence_iter_is_end (iter); iter = g_sequence_iter_next (iter)) {
    ZxdRouterAgent *agent = ((ZxdRouterSeat *) g_sequence_get (iter))->agent;

    if (zxd_agent_has_room (agent, lane->needs.channel) &&
        zxd_agent_is_able (agent, &lane->needs) &&
        (contact == NULL || !zxd_contact_has_refusal (contact, agent->facts.id)))
      return agent;
  }
  return NULL;
}

/* Whether all who are ready, even those who are full, have refused it. */
static gboolean
is_round_over (const ZxdRouterContact *contact)
{
  const ZxdRouterLane *lane = contact->lane;

  for (guint i = 0; i < lane->queue->seats->len; i++) {
    const ZxdRouterAgent *agent = ((ZxdRouterSeat *) lane->queue->seats->pdata[i])->agent;

    if (zxd_agent_is_ready (agent) && zxd_agent_is_able (agent, &lane->needs) &&
        !zxd_contact_has_refusal (contact, agent->facts.id))
      return FALSE;
  }
  return TRUE;
}

/* The agent whom its customer had last, if he is ready, able and willing, though perhaps full. */
ZxdRouterAgent *
zxd_contact_regular (const ZxdRouter *router, const ZxdRouterContact *contact)
{
  ZxdRouterAgent *agent = g_hash_table_lookup (router->agents, &contact->facts.last_agent_id);

  return agent != NULL && zxd_agent_is_ready (agent) &&
                 zxd_agent_serves (agent, contact->lane->queue) &&
                 zxd_agent_is_able (agent, &contact->lane->needs) &&
                 !zxd_contact_has_refusal (contact, agent->facts.id)
             ? agent
             : NULL;
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
  } else if (facts->n_refused == 0) {
    choice->agent = any;
  } else {
    choice->agent = first_free (contact->lane, contact);
    choice->is_new_round = choice->agent == NULL && is_round_over (contact);
    if (choice->is_new_round)
      choice->agent = any;
  }
  return choice->agent != NULL;
}

/* The first contact of @lane that somebody may be offered, unless it stands behind that of *@best,
 * which it becomes. Nobody found: the lane is no longer hopeful. */
static void
search_lane (ZxdRouter *router, ZxdRouterLane *lane, ZxdChoice *best)
{
  ZxdRouterAgent *any = first_free (lane, NULL);
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
