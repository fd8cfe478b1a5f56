/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "router-desk.h"

/* The rules once more, written down without any index: what @desk's router ought to decide. FALSE:
 * nothing. Kind, contact, agent and deadline are set. */
gboolean naive_decide (Desk *desk, ZxdDecision *decision);

/* How many contacts of its queue stand before @contact, which waits. */
guint naive_ahead (Desk *desk, const DeskContact *contact);

/* Whether @agent has room for one more on @channel. */
gboolean naive_has_room (Desk *desk, const DeskAgent *agent, const char *channel);
