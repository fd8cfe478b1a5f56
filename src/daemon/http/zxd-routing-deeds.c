/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes what the router has decided. */
#include "zxd-routing-deeds.h"

#include "zxd-store-offer.h"
#include "zxd-store-overflow.h"

static gboolean
make_offer (ZxdTxn *txn, const ZxdRoutingDeed *deed, GError **error)
{
  g_autofree char *why = zxd_reasons_to_json (&deed->decision.reasons);
  ZxdOffer offer = {.contact_id = deed->decision.contact_id,
                    .agent_id = deed->decision.agent_id,
                    .queue_id = deed->queue_id,
                    .why = why,
                    .made_at_ms = deed->decision.at_ms,
                    .deadline_ms = deed->decision.deadline_ms};

  return zxd_offer_make (txn, &offer, deed->in_hand, error);
}

gboolean
zxd_routing_do_deed (ZxdTxn *txn, gpointer data, GError **error)
{
  const ZxdRoutingDeed *deed = data;
  const ZxdDecision *decision = &deed->decision;

  switch (decision->kind) {
  case ZXD_DECISION_OFFER:
    return make_offer (txn, deed, error);
  case ZXD_DECISION_TIMEOUT:
    return zxd_offer_run_out (txn, decision->contact_id, decision->agent_id, decision->at_ms,
                              error);
  case ZXD_DECISION_WITHDRAW:
    return zxd_offer_withdraw (txn, decision->contact_id, decision->agent_id, error);
  case ZXD_DECISION_OVERFLOW:
  default:
    return zxd_contact_overflow (txn, decision->contact_id, error);
  }
}
