/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-store.h"

/* Which agents are there: a lease `agent/ID` a head, renewed by every daemon that has a socket of
 * him. When nobody renews it any more, the agent has vanished and goes offline. All instants are by
 * zxd_lease_now(). */

/* The presence's reason when the network took it away, not a person. */
#define ZXD_AWAY_REASON "network"

/* Holds the agent's lease until @until_ms, unless it is held for longer already. */
gboolean
zxd_away_hold (ZxdTxn *txn, gint64 agent_id, const char *holder, gint64 until_ms, GError **error);

/* Lets it run out at @until_ms. */
gboolean zxd_away_let_go (ZxdTxn *txn, gint64 agent_id, gint64 until_ms, GError **error);

/* He is back: what the network took, also a break with its reason, is given back. */
gboolean zxd_away_return (ZxdTxn *txn, gint64 agent_id, GError **error);

/* Is anybody present without a lease, or has chats though it ended before @lost_ms, whatever he
 * said before he went? */
gboolean
zxd_away_is_due (ZxdDb *db, gint64 now_ms, gint64 lost_ms, gboolean *is_due, GError **error);

/* Puts the first offline. The chats of the second go back to where they waited, with the place they
 * had, and their customers are told; what they wrap up, and what is offered to a colleague just
 * now, stays. */
gboolean zxd_away_sweep (ZxdTxn *txn, gint64 now_ms, gint64 lost_ms, GError **error);
