/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts a contact where the facts say that it belongs: into its queue, or into the hands of agents.
 */
#include "zxd-router-private.h"

ZxdRouterContact *
zxd_router_contact_new (const ZxdContactFacts *facts)
{
  ZxdRouterContact *contact = g_new0 (ZxdRouterContact, 1);

  zxd_contact_facts_copy (&contact->facts, facts);
  return contact;
}

void
zxd_router_contact_free (ZxdRouterContact *contact)
{
  zxd_contact_facts_clear (&contact->facts);
  g_free (contact);
}

/* Takes it out of everything, so that its facts or others' may change. Can run twice. */
void
zxd_contact_detach (ZxdRouter *router, ZxdRouterContact *contact)
{
  for (guint kind = 0; kind < ZXD_DUES; kind++)
    zxd_due_clear (contact, kind);
  if (contact->lane != NULL)
    zxd_lane_leave (router, contact);
  if (contact->holder != NULL)
    zxd_agent_drop (router, g_steal_pointer (&contact->holder), contact);
  if (contact->asked != NULL)
    zxd_agent_drop (router, g_steal_pointer (&contact->asked), contact);
}

static void
attach_offer (ZxdRouter *router, ZxdRouterContact *contact)
{
  ZxdRouterAgent *asked = g_hash_table_lookup (router->agents, &contact->offer.agent_id);
  gboolean is_there = asked != NULL && asked->facts.presence == ZX_PRESENCE_ONLINE;

  if (asked != NULL)
    zxd_agent_take (router, asked, contact);
  contact->asked = asked;
  zxd_due_set (router, contact, ZXD_DUE_OFFER, is_there ? contact->offer.deadline_ms : G_MININT64);
}

static void
attach_to_queue (ZxdRouter *router, ZxdRouterContact *contact)
{
  const ZxdContactFacts *facts = &contact->facts;
  ZxdRouterQueue *queue = g_hash_table_lookup (router->queues, &facts->queue_id);

  if (queue == NULL)
    return;
  zxd_lane_enter (router, queue, contact);
  if (queue->facts.most_wait_ms > 0 && zxd_contact_may_overflow (contact))
    zxd_due_set (router, contact, ZXD_DUE_LIMIT, facts->entered_at_ms + queue->facts.most_wait_ms);
  if (queue->facts.method == ZX_METHOD_PULL)
    return;
  if (facts->last_agent_id != 0 && queue->facts.regular_ms > 0)
    zxd_due_set (router, contact, ZXD_DUE_PATIENCE, facts->entered_at_ms + queue->facts.regular_ms);
  if (facts->n_refused > 0)
    zxd_due_set (router, contact, ZXD_DUE_REST, facts->refused_at_ms + ZXD_REST_MS);
}

void
zxd_contact_attach (ZxdRouter *router, ZxdRouterContact *contact)
{
  if (contact->offer.contact_id != 0)
    attach_offer (router, contact);
  if (!zxd_contact_is_in_queue (contact)) {
    contact->holder = g_hash_table_lookup (router->agents, &contact->facts.agent_id);
    if (contact->holder != NULL)
      zxd_agent_take (router, contact->holder, contact);
  } else if (contact->offer.contact_id == 0) {
    attach_to_queue (router, contact);
  }
}
