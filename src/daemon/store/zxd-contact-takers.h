/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-store-contact.h"

/* Who may take what waits. What was put before a group is for its members, whoever it is offered to
 * and who put it there, until somebody has it; everything else is for all who see it. Who oversees
 * may take anything. */

/* Of a loaded contact that waits. */
gboolean zxd_contact_may_be_taken (const ZxdContact *contact, const ZxRights *rights);

/* The member `takers`, into an open object: their ids, when not everybody is one. */
void zxd_contact_takers_add_json (const ZxdContact *contact, GString *json);

/* The group's name or members are others now, or (@is_gone) there is none: tells of each contact
 * that waits for it. It goes back to its queue when the group is gone, or nobody is in it any more
 * who could sign in. */
gboolean zxd_contact_group_changed (ZxdTxn *txn, gint64 group_id, gboolean is_gone, GError **error);

/* The agent can no longer sign in: for the groups in which he is it is the same. */
gboolean zxd_contact_member_left (ZxdTxn *txn, gint64 agent_id, GError **error);

/* The queue is changed, or (@is_gone) there is none: whatever was put into it, and goes on, is of
 * the first queue of its channel again. */
gboolean zxd_contact_queue_changed (ZxdTxn *txn, gint64 queue_id, gboolean is_gone, GError **error);
