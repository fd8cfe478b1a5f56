/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-store-contact.h"

/* The messages of all channels. A message's id is the number of the event that brought it. */

/* What an agent wants to send. Texts are lent. */
typedef struct {
  gint64 contact_id;
  guint8 uuid[ZX_UUID_BYTES];
  const char *text;
  gint64 seen_seq;      /* newest message that he had on the screen */
  gboolean is_internal; /* for colleagues only; never leaves the house */
  gboolean is_verbatim; /* a suggestion that he has not edited: it answers what was asked then */
  const char *extra;    /* a JSON object, or null */
} ZxdDraft;

/* Writes the message; to a waiting contact it accepts that first. Appends to @json the message with
 * id and rev when it is DONE or was there AGAIN; else the verdict says why not. */
gboolean zxd_message_send (ZxdTxn *txn,
                           const ZxRights *rights,
                           const ZxdDraft *draft,
                           ZxdVerdict *verdict,
                           GString *json,
                           GError **error);

/* A customer's message outside of the fast path (the first of a contact). @seq is its number, 0
 * when the contact is OVER. */
gboolean zxd_message_receive (ZxdTxn *txn,
                              gint64 contact_id,
                              const guint8 uuid[ZX_UUID_BYTES],
                              const char *text,
                              gint64 sent_at_ms,
                              ZxdPostOutcome *outcome,
                              gint64 *seq,
                              GError **error);

/* Appends {"items":[…],"next":…,"as_of":…}: the messages of a contact and of those that it
 * continues, newest first, older than @after (0: from the newest on). NOT_FOUND when @rights do not
 * see the contact. */
gboolean zxd_message_page (ZxdDb *db,
                           gint64 as_of,
                           const ZxRights *rights,
                           gint64 contact_id,
                           int limit,
                           gint64 after,
                           GString *json,
                           GError **error);

/* Adds to @facts (of ZxdVisitorFact) the public messages of this contact that are new or changed
 * since, by rev: {author, name, text, sent_at}. */
gboolean zxd_message_list_for_visitor (ZxdDb *db,
                                       gint64 contact_id,
                                       gint64 since,
                                       int limit,
                                       GPtrArray *facts,
                                       GError **error);

/* The text of the customer's newest message and its id; null text and 0 when he wrote none. */
gboolean
zxd_message_last_question (ZxdDb *db, gint64 contact_id, char **text, gint64 *id, GError **error);
