/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-store-contact.h"

/* What a query for whole contacts selects, and how its row is read. More columns may follow from
 * ZXD_CONTACT_N_COLUMNS on. */
#define ZXD_CONTACT_COLUMNS ZXD_CONTACT_COLUMNS_AND (ZXD_PLACE_QUEUE)

/* The same with @queue in place of its queue. */
#define ZXD_CONTACT_COLUMNS_AND(queue)                                                             \
  "c.id, c.rev, c.uuid, c.channel, c.channel_id, ch.name, c.visitor_id, c.customer_id, "           \
  "c.person_id, c.org_id, c.agent_id, a.name, c.state, c.trust, c.name, c.company, c.tier, "       \
  "c.lang, c.page_title, c.page_url, c.product, c.version, c.created_at_ms, c.accepted_at_ms, "    \
  "c.closed_at_ms, c.agent_read_seq, c.visitor_read_seq, c.continues_id, c.summary, "              \
  "c.bound_by_id, b.name, ch.team, c.visitor_got_seq, c.guests, c.category_id, k.name, "           \
  "c.ended_by, c.ended_at_ms, c.rating, c.rating_reasons, c.rating_comment, c.rated_at_ms, "       \
  "c.left_message, c.left_name, c.left_reach, p.uuid, c.wrap_until_ms, c.wrap_extended, "          \
  "c.queue_id, c.group_id, c.entered_at_ms, c.passed_by_id, c.passed_note, " queue                 \
  ", " ZXD_PLACE_REST

#define ZXD_CONTACT_TABLES                                                                         \
  "contact c LEFT JOIN channel ch ON ch.id = c.channel_id "                                        \
  "LEFT JOIN agent a ON a.id = c.agent_id LEFT JOIN agent b ON b.id = c.bound_by_id "              \
  "LEFT JOIN category k ON k.id = c.category_id "                                                  \
  "LEFT JOIN contact p ON p.id = c.continues_id " ZXD_PLACE_TABLES

enum { ZXD_CONTACT_PLACE = 53, ZXD_CONTACT_N_COLUMNS = ZXD_CONTACT_PLACE + ZXD_PLACE_N_COLUMNS };

ZxdContact *zxd_contact_from_row (ZxdStmt *stmt);

/* The names of its guests, which do not come with the row. */
gboolean zxd_contact_read_guests (ZxdDb *db, ZxdContact *contact, GError **error);

ZxdVisitorFact *zxd_visitor_fact_new (gint64 seq, const guint8 uuid[ZX_UUID_BYTES], GString *json);

/* Saves it unchanged under a new rev; the agent @also_id, who did not see it before, is told too.
 */
gboolean zxd_contact_save_also (ZxdTxn *txn, ZxdContact *contact, gint64 also_id, GError **error);
