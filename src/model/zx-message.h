/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-enums.h"
#include "zx-file.h"
#include "zx-json.h"

/* One message of a contact. While it waits in the outbox it is pending (or failed, with a refusal)
 * and has no id; when the server has it, the same object gets its id and is sent. Written only by
 * the client's gate; main thread.
 *
 * Properties, all read-only and notifying: id (int64, 0 while pending), rev (int64), uuid,
 * contact-id (int64), author (ZxAuthor), agent-id (int64), agent-name, text, internal (boolean),
 * sent-at (int64 ms; while pending: when it was written), state (ZxMessageState), refusal (problem
 * code such as "answered-meanwhile", or null), refusal-detail (who answered, or null), refusal-seq
 * (int64: the message that the refusal names, or 0).
 *
 * recalled (boolean: its author took it back; text is empty), recalled-text (what I had written
 * before I took it back, for "edit again"; in memory only, else null). What it answers to: quote-id
 * (int64, 0: nothing), quote-author (ZxAuthor), quote-name (null: the visitor told none),
 * quote-text (may be empty), quote-recalled (boolean). mentions-me (boolean: a note that calls the
 * reader). system-code (string: what a line of the system says, else null). */
#define ZX_TYPE_MESSAGE (zx_message_get_type ())
G_DECLARE_FINAL_TYPE (ZxMessage, zx_message, ZX, MESSAGE, GObject)

ZxMessage *zx_message_new (gint64 id);

/* A message that the agent has just written and no server has seen. */
ZxMessage *zx_message_new_pending (const char *uuid,
                                   gint64 contact_id,
                                   const char *text,
                                   gboolean internal,
                                   gint64 written_at_ms);

/* The gate: takes over what the server says; a pending one becomes sent and gets @id. FALSE, and
 * nothing changes, when @rev is not newer than what is known. */
gboolean zx_message_apply_json (ZxMessage *self, gint64 id, JsonObject *json, gint64 rev);

/* For the outbox and the transcript. @refusal and @detail are null unless @state is failed. */
void zx_message_set_state (ZxMessage *self, ZxMessageState state);
void zx_message_set_refused (ZxMessage *self, const char *refusal, const char *detail, gint64 seq);
/* What rides along, in the form of the JSON member `extra`: quote, mentions, system. Null: nothing.
 * For the outbox; zx_message_apply_json() does it by itself. */
void zx_message_apply_extra (ZxMessage *self, JsonObject *extra);
/* Whose workstation this is: decides mentions-me and keeps recalled-text of his own messages. */
void zx_message_set_reader (ZxMessage *self, gint64 agent_id);
/* The agent took it back before the server had it: like a recall, it is empty and its text is kept
 * for "edit again". */
void zx_message_set_withdrawn (ZxMessage *self);
void zx_message_set_sender (ZxMessage *self, gint64 agent_id, const char *agent_name);

/* What it carries: of ZxFile, null when it carries none. A property too ("files"). Lent. */
GListModel *zx_message_get_files (ZxMessage *self);
void zx_message_set_files (ZxMessage *self, GListModel *files); /* of a pending one */

gint64 zx_message_get_id (ZxMessage *self);
gint64 zx_message_get_rev (ZxMessage *self);
gint64 zx_message_get_contact_id (ZxMessage *self);
gint64 zx_message_get_agent_id (ZxMessage *self);
gint64 zx_message_get_sent_at (ZxMessage *self);
ZxAuthor zx_message_get_author (ZxMessage *self);
ZxMessageState zx_message_get_state (ZxMessage *self);
gboolean zx_message_get_internal (ZxMessage *self);
const char *zx_message_get_uuid (ZxMessage *self);
const char *zx_message_get_text (ZxMessage *self);
const char *zx_message_get_agent_name (ZxMessage *self);
const char *zx_message_get_refusal (ZxMessage *self);
const char *zx_message_get_refusal_detail (ZxMessage *self);
gboolean zx_message_get_recalled (ZxMessage *self);
const char *zx_message_get_recalled_text (ZxMessage *self);
gint64 zx_message_get_quote_id (ZxMessage *self);
ZxAuthor zx_message_get_quote_author (ZxMessage *self);
const char *zx_message_get_quote_name (ZxMessage *self);
const char *zx_message_get_quote_text (ZxMessage *self);
gboolean zx_message_get_quote_recalled (ZxMessage *self);
gboolean zx_message_get_mentions_me (ZxMessage *self);
const char *zx_message_get_system_code (ZxMessage *self);
/* A member of the system line besides its code ("who", "by", "note"), null when absent. Lent. */
const char *zx_message_get_system (ZxMessage *self, const char *member);
