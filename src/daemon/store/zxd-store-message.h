/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-json.h"
#include "zxd-store-contact.h"

/* The messages of all channels. A message's id is the number of the event that brought it. */

/* What an agent wants to send. Texts are lent. */
typedef struct {
  gint64 contact_id;
  guint8 uuid[ZX_UUID_BYTES];
  const char *text;
  gint64 seen_seq;        /* newest message that he had on the screen */
  gboolean is_internal;   /* for colleagues only; never leaves the house */
  gboolean is_verbatim;   /* a suggestion that he has not edited: it answers what was asked then */
  const char *suggestion; /* a JSON object: what it came from; or null */
  gint64 quote_id;        /* what it answers to, or 0 */
  const gint64 *mentions; /* colleagues whom a note calls */
  gsize n_mentions;
  const char *const *files; /* UUIDs of his files, or null */
} ZxdDraft;

enum { ZXD_MENTIONS_MOST = 10 };

/* Writes the message; to a waiting contact it accepts that first. Appends to @json the message with
 * id and rev when it is DONE or was there AGAIN; else the verdict says why not. */
gboolean zxd_message_send (ZxdTxn *txn,
                           const ZxRights *rights,
                           const ZxdDraft *draft,
                           ZxdVerdict *verdict,
                           GString *json,
                           GError **error);

/* What a customer has written. Texts are lent. */
typedef struct {
  gint64 contact_id;
  gint64 visitor_id; /* whose files they are */
  guint8 uuid[ZX_UUID_BYTES];
  const char *text;
  gint64 sent_at_ms;
  const char *quote;        /* UUID of what it answers to, or null; an unknown one is left out */
  const char *const *files; /* UUIDs of his files, or null */
} ZxdIncoming;

/* A customer's message outside of the fast path: the first of a contact, or one with more than
 * words. @seq is its number, 0 when the contact is OVER. BAD_DATA names a file that is not his. */
gboolean zxd_message_receive (ZxdTxn *txn,
                              const ZxdIncoming *incoming,
                              ZxdPostOutcome *outcome,
                              gint64 *seq,
                              GError **error);

/* Who takes which message back. */
typedef struct {
  const ZxRights *rights;     /* an agent; null: the visitor */
  gint64 visitor_id;          /* the visitor, who names it by UUID */
  gint64 contact_id;          /* an agent's: the contact that he names */
  gint64 id;                  /* 0: by uuid */
  guint8 uuid[ZX_UUID_BYTES]; /* … */
  gint64 now_ms, most_ms;     /* one older than most_ms stays */
} ZxdRecall;

/* Overwrites the message and what quotes it, in the rows and in the log, and drops its files. The
 * verdict is DONE, AGAIN (it was recalled before) or TOO_LATE. Appends the message with id and rev
 * to @json (may be null). NOT_FOUND, or NOT_ALLOWED when somebody else wrote it. */
gboolean zxd_message_recall (ZxdTxn *txn,
                             const ZxdRecall *recall,
                             ZxdVerdict *verdict,
                             GString *json,
                             GError **error);

/* Appends to @out, an open object, what a visitor may see of what rides along with a message (its
 * `extra` as agents see it, or null): recalled, quote, files, system. */
void zxd_message_add_visitor_extra (GString *out, gboolean is_recalled, JsonObject *extra);

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
 * since, by rev: {author, name, text, sent_at} and what rides along. */
gboolean zxd_message_list_for_visitor (ZxdDb *db,
                                       gint64 contact_id,
                                       gint64 since,
                                       int limit,
                                       GPtrArray *facts,
                                       GError **error);
