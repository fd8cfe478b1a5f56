/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-db.h"

/* How many contacts the agent `a` has in hand, in wrap-up too, or is offered: SQL. */
#define ZXD_AGENT_TAKEN                                                                            \
  "(SELECT count(*) FROM contact c WHERE c.agent_id = a.id AND c.state NOT IN ('closed', "         \
  "'abandoned', 'missed')) + (SELECT count(*) FROM offer o WHERE o.agent_id = a.id AND "           \
  "o.ended_at_ms IS NULL)"

/* How many contacts more of this kind of channel an agent has room for who has @taken, by the
 * @capacity that is kept (null: what is usual). */
gint64 zxd_agent_room_left (const char *capacity, const char *channel, gint64 taken);

/* The same, of one agent now; 0 where there is none. */
gboolean
zxd_agent_read_room (ZxdDb *db, gint64 agent_id, const char *channel, gint64 *room, GError **error);
