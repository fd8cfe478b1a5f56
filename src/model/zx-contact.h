/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-guest.h"
#include "zx-message.h"
#include "zx-rights.h"

/* One contact: a chat now; later also a call, mail thread or remote session. There is one object an
 * id; it is written only by the client's gate; main thread.
 *
 * Properties, all notifying and (but draft and note-draft) read-only: id, rev, customer-id,
 * person-id, agent-id, org-id, continues-id, created-at, accepted-at, closed-at (ms),
 * agent-read-seq, visitor-read-seq (all int64), uuid, channel, channel-name, name, company,
 * agent-name, lang, page-title, page-url, product, version, summary, team (the channel's, as
 * visitors read it), bound-by (the agent who said who it is; null unless trust is bound) (strings),
 * tier (ZxTier), trust (ZxIdentityTrust), state (ZxContactState). Its course: category-id (int64),
 * category (string, its name), ended-by (string: "customer" or "agent"; null until it is over for
 * the customer), ended-at (int64 ms), rating (int64: 0, or 1 to 5), rating-reasons (strv of words:
 * "quick", …), rating-comment, rated-at (int64 ms), left (bool: a left message, nobody waits at the
 * other end), left-name, left-reach (a mail address or phone number), guests (GListModel of
 * ZxGuest, never null, the same one for ever). Where it waits, and since when: queue-id, entered-at
 * (ms) (int64), queue-name, group-name (null: every group of the queue), takers (strv of ids: who
 * may take it while it waits for a group), passed-by (the agent who put it there; null: nobody).
 * What of it is open before an agent: offer-id (int64, 0: nothing; the others are 0 or null then),
 * offer-agent-id, offer-by-id (0: the router), offer-deadline (int64 ms), offer-agent-name,
 * offer-kind (strings: "new", "transfer", "consult" or "assign").
 *
 * Derived from its messages: last-text, last-author (ZxAuthor), last-at (int64 ms), last-seq
 * (int64) tell the newest public message of a person or robot; unread (uint) counts the customer's
 * messages behind agent-read-seq; waiting-since (int64 ms) is when the oldest of the customer's
 * messages came that no agent has publicly answered, or 0, also when it is over for him.
 * typing-text (string) is what the customer is writing right now, or null: it goes when his message
 * comes, and by itself after 8 s without news. visitor-got-seq (int64): an agent's messages up to
 * it have reached his page. They do not depend on the order in which pages, events and replies
 * arrive. */
#define ZX_TYPE_CONTACT (zx_contact_get_type ())
G_DECLARE_FINAL_TYPE (ZxContact, zx_contact, ZX, CONTACT, GObject)

ZxContact *zx_contact_new (gint64 id);

/* The gate. FALSE, and nothing changes, when @rev is not newer than what is known. */
gboolean zx_contact_apply_json (ZxContact *self, JsonObject *json, gint64 rev);

/* Takes `last_message`, `unread` and `waiting_since` of a list item that was true at seq @as_of. */
void zx_contact_apply_summary (ZxContact *self, JsonObject *item, gint64 as_of);

/* Counts one message in; knowing it already changes nothing. */
void zx_contact_note_message (ZxContact *self, ZxMessage *message);

/* What the customer is writing at this moment; "" or null: he has stopped. */
void zx_contact_set_typing_text (ZxContact *self, const char *text);

/* TRUE when agent-read-seq has moved to a place where only the server can count what is unread:
 * fetch the contact again and apply its summary. */
gboolean zx_contact_needs_summary (ZxContact *self);
/* Makes it so: its messages of a while were not told to us. */
void zx_contact_want_summary (ZxContact *self);

/* What the agent has typed and not sent: an answer, and an internal note. The journal behind them
 * is zx_client_save_draft() and zx_client_save_note_draft(). */
const char *zx_contact_get_draft (ZxContact *self);
void zx_contact_set_draft (ZxContact *self, const char *draft);
const char *zx_contact_get_note_draft (ZxContact *self);
void zx_contact_set_note_draft (ZxContact *self, const char *draft);

gint64 zx_contact_get_id (ZxContact *self);
gint64 zx_contact_get_rev (ZxContact *self);
gint64 zx_contact_get_customer_id (ZxContact *self);
gint64 zx_contact_get_person_id (ZxContact *self);
gint64 zx_contact_get_agent_id (ZxContact *self);
gint64 zx_contact_get_created_at (ZxContact *self);
gint64 zx_contact_get_accepted_at (ZxContact *self);
gint64 zx_contact_get_agent_read_seq (ZxContact *self);
gint64 zx_contact_get_visitor_read_seq (ZxContact *self);
gint64 zx_contact_get_visitor_got_seq (ZxContact *self);
const char *zx_contact_get_typing_text (ZxContact *self);
ZxTier zx_contact_get_tier (ZxContact *self);
ZxIdentityTrust zx_contact_get_trust (ZxContact *self);
ZxContactState zx_contact_get_state (ZxContact *self);
const char *zx_contact_get_uuid (ZxContact *self);
const char *zx_contact_get_channel (ZxContact *self);
const char *zx_contact_get_name (ZxContact *self);
const char *zx_contact_get_company (ZxContact *self);
const char *zx_contact_get_agent_name (ZxContact *self);
const char *zx_contact_get_lang (ZxContact *self);
const char *zx_contact_get_page_title (ZxContact *self);
const char *zx_contact_get_product (ZxContact *self);
const char *zx_contact_get_version (ZxContact *self);
const char *zx_contact_get_summary (ZxContact *self);
const char *zx_contact_get_team (ZxContact *self);
gint64 zx_contact_get_category_id (ZxContact *self);
gint64 zx_contact_get_ended_at (ZxContact *self);
gint64 zx_contact_get_closed_at (ZxContact *self);
gint64 zx_contact_get_wrap_until (ZxContact *self); /* 0: wrap-up takes as long as it takes */
gboolean zx_contact_get_wrap_extended (ZxContact *self);
gboolean zx_contact_get_left (ZxContact *self);
GListModel *zx_contact_get_guests (ZxContact *self);
gboolean zx_contact_is_guest (ZxContact *self, gint64 agent_id);
gint64 zx_contact_get_queue_id (ZxContact *self);
gint64 zx_contact_get_offer_id (ZxContact *self);
gint64 zx_contact_get_offer_agent_id (ZxContact *self);
gint64 zx_contact_get_offer_by_id (ZxContact *self);
gint64 zx_contact_get_offer_deadline (ZxContact *self);
const char *zx_contact_get_queue_name (ZxContact *self);
const char *zx_contact_get_group_name (ZxContact *self);
const char *zx_contact_get_offer_agent_name (ZxContact *self);
const char *zx_contact_get_offer_kind (ZxContact *self);
/* Whether who has @rights (lent; null: nobody) may take it from the queue. It is another when
 * state, group-name or takers are. */
gboolean zx_contact_may_be_taken (ZxContact *self, const ZxRights *rights);
const char *zx_contact_get_last_text (ZxContact *self);
ZxAuthor zx_contact_get_last_author (ZxContact *self);
gint64 zx_contact_get_last_seq (ZxContact *self);
guint zx_contact_get_unread (ZxContact *self);
gint64 zx_contact_get_waiting_since (ZxContact *self);
