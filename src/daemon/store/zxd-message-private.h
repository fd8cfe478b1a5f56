/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-store-message.h"

/* What a query for whole messages selects, and how its row becomes JSON. */
#define ZXD_MESSAGE_COLUMNS                                                                        \
  "m.id, m.rev, m.uuid, m.contact_id, m.author, m.agent_id, a.name, m.internal, m.text, "          \
  "m.sent_at_ms, m.extra"

#define ZXD_MESSAGE_TABLES "message m LEFT JOIN agent a ON a.id = m.agent_id"

/* Appends the members as agents see them, into an open object. */
void zxd_message_add_row (ZxdStmt *stmt, gboolean with_id, GString *out);
