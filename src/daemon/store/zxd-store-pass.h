/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-store-course.h"
#include "zxd-store-offer.h"

/* Contacts go from hand to hand: passed on, consulted about, given to somebody. Asking an agent is
 * an offer, and until he accepts nothing changes for the customer, to whom it is one conversation
 * throughout. Refusals are `over`, `taken`, `not-allowed`; of the agent: `unknown` (a field),
 * `same` (he has it), `unseen` (of another organisation), `away`; and `offered` while another offer
 * of this contact is open. */

/* By its owner or who oversees, to the agent, group or queue that @course names, with its note. A
 * colleague who came to be consulted has it at once. A group or queue gets it with the age it has,
 * and its owner is out of it. */
gboolean zxd_pass_transfer (ZxdTxn *txn, ZxdCourse *course, GError **error);

/* By the same: who accepts is a guest. `guest` and `full` as of zxd_course_invite(). */
gboolean zxd_pass_consult (ZxdTxn *txn, ZxdCourse *course, GError **error);

/* By who oversees: what waits, or what a colleague has. */
gboolean zxd_pass_assign (ZxdTxn *txn, ZxdCourse *course, GError **error);

/* ---- what the accepting of an offer does */

/* @agent_id has the loaded contact now; its former owner is out of it. */
gboolean zxd_pass_change_hands (ZxdTxn *txn, ZxdContact *contact, gint64 agent_id, GError **error);

/* The agent of @offer is its guest now. */
gboolean zxd_pass_join (ZxdTxn *txn, ZxdContact *contact, const ZxdOffer *offer, GError **error);

/* ---- to whom */

/* {"agents":[…],"groups":[…],"queues":[…]}: who may have @contact_id, each with how busy he is.
 * NOT_FOUND when @rights do not see it. */
gboolean zxd_pass_targets (ZxdDb *db,
                           const ZxRights *rights,
                           gint64 contact_id,
                           GString *json,
                           GError **error);
