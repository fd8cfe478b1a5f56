/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is to be done next, and what the facts are once it is done. */
#include "zxd-router-private.h"

/* An offer from before the clock was set back would stand as much longer: it ends at once. What
 * comes later has been made by the clock that we know, or by one that goes a little differently. */
static void
end_offers_ahead (ZxdRouter *router)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, router->contacts);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    ZxdRouterContact *contact = value;

    if (contact->offer.contact_id != 0 && contact->dues[ZXD_DUE_OFFER].at_ms != G_MININT64 &&
        contact->offer.made_at_ms > router->now_ms + ZXD_AHEAD_MS)
      zxd_due_set (router, contact, ZXD_DUE_OFFER, 0);
  }
}

/* An offer that ends: its agent is gone, or did not answer in time. Nobody was missed where nobody
 * looked at the end of the time: then it was us who were away, and whom he could not answer. */
static void
end_offer (ZxdRouter *router, ZxdRouterContact *contact, ZxdDecision *decision)
{
  gboolean is_gone = contact->dues[ZXD_DUE_OFFER].at_ms == G_MININT64;
  gint64 late_ms = router->now_ms - contact->offer.deadline_ms;
  gboolean is_missed = !is_gone && late_ms >= 0 && late_ms <= ZXD_LATE_MS;

  decision->kind = is_missed ? ZXD_DECISION_TIMEOUT : ZXD_DECISION_WITHDRAW;
  decision->contact_id = contact->facts.id;
  decision->agent_id = contact->offer.agent_id;
  zxd_reasons_add (&decision->reasons, is_gone
                                           ? (ZxdReason){ZXD_WHY_GONE}
                                           : (ZxdReason){ZXD_WHY_NO_ANSWER, .n = MAX (late_ms, 0)});
}

static void
make_offer (ZxdRouter *router, const ZxdChoice *choice, ZxdDecision *decision)
{
  decision->kind = ZXD_DECISION_OFFER;
  decision->contact_id = choice->contact->facts.id;
  decision->agent_id = choice->agent->facts.id;
  decision->deadline_ms = router->now_ms + choice->contact->lane->queue->facts.offer_ms;
  zxd_reasons_of_choice (&decision->reasons, choice, router->now_ms);
}

static void
overflow (ZxdRouterContact *contact, ZxdReason reason, ZxdDecision *decision)
{
  decision->kind = ZXD_DECISION_OVERFLOW;
  decision->contact_id = contact->facts.id;
  zxd_reasons_add (&decision->reasons, reason);
}

/* Of the queues that are too long the one with the lowest id, or null. */
static ZxdRouterQueue *
overlong_queue (ZxdRouter *router)
{
  ZxdRouterQueue *found = NULL;
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, router->queues);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    ZxdRouterQueue *queue = value;

    if (queue->facts.most_waiting > 0 && queue->n_exposed > queue->facts.most_waiting &&
        (found == NULL || queue->facts.id < found->facts.id))
      found = queue;
  }
  return found;
}

/* First what frees agents and contacts, then the offers, and only then is anybody sent away. */
gboolean
zxd_router_decide (ZxdRouter *router, gint64 now_ms, ZxdDecision *decision)
{
  ZxdRouterContact *contact;
  ZxdRouterQueue *queue;
  ZxdChoice choice;
  gboolean is_first = router->now_ms == 0;

  router->now_ms = MAX (router->now_ms, now_ms);
  *decision = (ZxdDecision){.at_ms = router->now_ms};
  zxd_router_settle (router);
  zxd_due_end_waits (router);
  if (is_first)
    end_offers_ahead (router);
  if ((contact = zxd_due_first (router, ZXD_DUE_OFFER, router->now_ms)) != NULL) {
    end_offer (router, contact, decision);
  } else if (zxd_router_choose (router, &choice)) {
    make_offer (router, &choice, decision);
  } else if ((contact = zxd_due_first (router, ZXD_DUE_LIMIT, router->now_ms)) != NULL) {
    overflow (contact,
              (ZxdReason){ZXD_WHY_MOST_WAIT, .n = router->now_ms - contact->facts.entered_at_ms,
                          .of = contact->lane->queue->facts.most_wait_ms},
              decision);
  } else if ((queue = overlong_queue (router)) != NULL) {
    overflow (
        zxd_router_queue_last (queue),
        (ZxdReason){ZXD_WHY_MOST_WAITING, .n = queue->n_exposed, .of = queue->facts.most_waiting},
        decision);
  } else {
    return FALSE;
  }
  return TRUE;
}

/* An offer to one who has refused begins a new round. */
static void
apply_offer (ZxdRouter *router, const ZxdDecision *decision)
{
  ZxdRouterContact *contact = g_hash_table_lookup (router->contacts, &decision->contact_id);
  ZxdRouterAgent *agent = g_hash_table_lookup (router->agents, &decision->agent_id);
  ZxdOfferFacts offer = {decision->contact_id, decision->agent_id, decision->deadline_ms,
                         decision->at_ms};

  if (contact == NULL || agent == NULL)
    return;
  zxd_contact_detach (router, contact);
  if (zxd_contact_has_refusal (contact, agent->facts.id))
    zxd_contact_facts_set_refused (&contact->facts, NULL, 0);
  contact->offer = offer;
  zxd_contact_attach (router, contact);
  agent->facts.offered_at_ms = decision->at_ms;
}

static void
apply_timeout (ZxdRouter *router, const ZxdDecision *decision)
{
  ZxdRouterContact *contact = g_hash_table_lookup (router->contacts, &decision->contact_id);
  ZxdRouterAgent *agent = g_hash_table_lookup (router->agents, &decision->agent_id);

  if (agent != NULL) {
    agent->facts.is_missed = TRUE;
    zxd_agent_touch (router, agent);
  }
  if (contact == NULL)
    return;
  zxd_contact_detach (router, contact);
  if (!zxd_contact_has_refusal (contact, decision->agent_id)) {
    g_autofree gint64 *refused = g_new (gint64, contact->facts.n_refused + 1);

    for (guint i = 0; i < contact->facts.n_refused; i++)
      refused[i] = contact->facts.refused_by[i];
    refused[contact->facts.n_refused] = decision->agent_id;
    contact->facts.refused_at_ms = decision->at_ms;
    zxd_contact_facts_set_refused (&contact->facts, refused, contact->facts.n_refused + 1);
  }
  contact->offer = (ZxdOfferFacts){0};
  zxd_contact_attach (router, contact);
}

void
zxd_router_apply (ZxdRouter *router, const ZxdDecision *decision)
{
  switch (decision->kind) {
  case ZXD_DECISION_OFFER:
    apply_offer (router, decision);
    break;
  case ZXD_DECISION_TIMEOUT:
    apply_timeout (router, decision);
    break;
  case ZXD_DECISION_WITHDRAW:
    zxd_router_remove_offer (router, decision->contact_id);
    break;
  case ZXD_DECISION_OVERFLOW:
    zxd_router_remove_contact (router, decision->contact_id);
    break;
  }
}
