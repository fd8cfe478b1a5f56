/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client-pass.h"

/* Words for giving contacts to others: whole translated sentences, new strings unless said. */

/* Of a colleague: "Online"; never null. */
const char *zx_pass_presence (ZxPresence presence);

/* Whether somebody could take it: "Online: 2 chats, room for 3", "On a break", "4 agents
 * there, 7 waiting". */
char *zx_pass_state (ZxPassTarget *target);
const char *zx_pass_icon (ZxPassKind kind);

/* Of the contact's open offer, @left_ms before its deadline: "Offered to Ed: 14 s". @is_me: it is
 * open before who reads this. */
char *zx_pass_offer (ZxContact *contact, gboolean is_me, gint64 left_ms);

/* What became of an offer; the arguments are those of ZxClient::pass-ended and the customer's
 * name. Null: nothing that must be told. */
char *zx_pass_result (const char *kind,
                      const char *agent,
                      const char *outcome,
                      const char *reason,
                      const char *customer);

/* Why nothing can be done any more with a contact that @agent_id (0: nobody) had when one began;
 * null while he has it and it goes on. */
char *zx_pass_lost (ZxContact *contact, gint64 agent_id);

/* One reason of zx_client_ask_why_finish(); null for one that this version does not know. */
char *zx_pass_why (const ZxWaitReason *reason, gint64 now_ms);
