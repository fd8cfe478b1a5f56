/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-router.h"
#include "zxd-store.h"

/* A decision with what has to be so for it to be written. */
typedef struct {
  ZxdDecision decision;
  gint64 queue_id; /* of the contact: a row, though it be served by one group alone; 0: none */
  gint64 in_hand;  /* of an offer: contacts and offers that its agent had when it was decided */
} ZxdRoutingDeed;

/* For zxd_txn_try(): writes the ZxdRoutingDeed @deed. CONFLICT or NOT_FOUND when it was decided by
 * what is no longer so. */
gboolean zxd_routing_do_deed (ZxdTxn *txn, gpointer deed, GError **error);
