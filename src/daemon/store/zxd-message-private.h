/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-store-message.h"

/* What a query for whole messages selects, and how its row becomes JSON. */
#define ZXD_MESSAGE_COLUMNS                                                                        \
  "m.id, m.rev, m.uuid, m.contact_id, m.author, m.agent_id, a.name, m.internal, m.text, "          \
  "m.sent_at_ms, m.extra, m.recalled_at_ms"

#define ZXD_MESSAGE_TABLES "message m LEFT JOIN agent a ON a.id = m.agent_id"

/* Appends the members as agents see them, into an open object. */
void zxd_message_add_row (ZxdStmt *stmt, gboolean with_id, GString *out);

/* The whole message @id in braces, with id and rev when @with_id. */
gboolean
zxd_message_add_json (ZxdDb *db, gint64 id, gboolean with_id, GString *out, GError **error);

/* What a message answers to: by number or by UUID. */
typedef struct {
  gint64 contact_id; /* whose conversation it must belong to */
  gint64 id;         /* 0: by uuid */
  guint8 uuid[ZX_UUID_BYTES];
  gboolean may_be_internal;
} ZxdQuote;

/* Appends the member `quote` to @extra, an open object; *@quote_id is 0, and nothing is appended,
 * when nobody said such a thing here. */
gboolean zxd_message_add_quote (ZxdDb *db,
                                const ZxdQuote *quote,
                                GString *extra,
                                gint64 *quote_id,
                                GError **error);

/* @extra (may be null) with the words of its quote gone; null when it quotes nothing. */
char *zxd_message_without_quoted_words (const char *extra);

/* The words of message @id leave all messages that quote it, and the log. */
gboolean zxd_message_blank_quotes (ZxdTxn *txn, gint64 id, GError **error);

/* For a visitor's list: columns recalled_at_ms and extra, from @column on. */
void zxd_message_add_visitor_row (ZxdStmt *stmt, int column, GString *out);
