/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-id.h"
#include "zxd-change.h"

/* What the seat assistant showed for customers' questions, and what agents made of it. The words of
 * a question are its message's; no copy of them is kept. Every change of verdicts is an event of
 * the noun `verdict`, whose id is the article's, in nobody's sight: from it all daemons learn. When
 * something is recalled in a closed contact there is one of the noun `past`, with that contact's
 * id.
 */

enum { ZXD_SHOWN_MOST = 3 };

/* One answer that was shown. */
typedef struct {
  gint64 article_id;
  double fit; /* 0 … 1 */
} ZxdShown;

/* What was shown for one customer's message. */
typedef struct {
  gint64 question_id, contact_id, org_id, agent_id; /* the agent who looked */
  gint64 at_ms;
  ZxdShown shown[ZXD_SHOWN_MOST]; /* best first */
  gsize n_shown;                  /* 0: silence */
} ZxdAsked;

/* Whether it was written down before. */
gboolean zxd_asked_is_known (ZxdDb *db, gint64 question_id, gboolean *is_known, GError **error);

/* Writes it down, unless the message has been asked for before or is no customer's. */
gboolean zxd_asked_add (ZxdTxn *txn, const ZxdAsked *asked, GError **error);

typedef enum {
  ZXD_JUDGED_SENT,
  ZXD_JUDGED_EDITED,
  ZXD_JUDGED_UP,
  ZXD_JUDGED_DOWN,
  ZXD_JUDGED_KINDS
} ZxdJudged;

const char *zxd_judged_word (ZxdJudged kind); /* "sent" … */

/* The agent's thumb for the answer that @article_id is to @question_id. */
typedef struct {
  guint8 request[ZX_UUID_BYTES];
  gint64 question_id, article_id;
  ZxdJudged kind; /* up, down; ZXD_JUDGED_KINDS: none, takes it back */
} ZxdThumb;

/* NOT_FOUND when he does not see the question, or the article is not for its contact. */
gboolean zxd_thumb_set (ZxdTxn *txn, const ZxRights *rights, const ZxdThumb *thumb, GError **error);

/* Message @message_id of agent @agent_id carries @suggestion ({article_id, question_id, edited}).
 * Nothing is written when it names no question of this contact or no article. */
gboolean zxd_verdict_sent (ZxdTxn *txn,
                           gint64 contact_id,
                           gint64 agent_id,
                           gint64 message_id,
                           gint64 at_ms,
                           const char *suggestion,
                           GError **error);

/* Message @id was taken back: an answer that it carried was not accepted, and as a question, or as
 * what came before one, it has no words any more. */
gboolean zxd_verdict_recalled (ZxdTxn *txn, gint64 id, GError **error);

/* All that was noted of this contact goes. */
gboolean zxd_asked_erase (ZxdTxn *txn, gint64 contact_id, GError **error);

/* ---- for learning */

typedef struct {
  gint64 id, question_id, agent_id, at_ms;
  ZxdJudged kind;
  char *question; /* owned; "" when its message was recalled or erased */
} ZxdVerdictRow;

void zxd_verdict_row_free (ZxdVerdictRow *row);

/* Ids above @after of articles that have verdicts (gint64), at most @limit, in order. */
gboolean zxd_verdict_articles (ZxdDb *db, gint64 after, int limit, GArray *ids, GError **error);

/* The newest verdicts of one article since @since_ms, at most @limit, newest first (ZxdVerdictRow,
 * owned). */
gboolean zxd_verdict_list (ZxdDb *db,
                           gint64 article_id,
                           gint64 since_ms,
                           int limit,
                           GPtrArray *rows,
                           GError **error);

/* Makes @row's question the customer's message with words before it, in the same contact;
 * *@is_there FALSE, and @row as it was, when there is none. */
gboolean
zxd_verdict_row_step_back (ZxdDb *db, ZxdVerdictRow *row, gboolean *is_there, GError **error);

/* How often the article was shown from @since_ms up to @until_ms; beyond 5,000 it is not counted
 * on. */
gboolean zxd_shown_count (ZxdDb *db,
                          gint64 article_id,
                          gint64 since_ms,
                          gint64 until_ms,
                          gint64 *count,
                          GError **error);

/* How well the best answer fitted, whether any that was shown was accepted, and by whom. */
typedef struct {
  double first_fit;
  gint64 agent_id; /* who accepted, or looked and did not; 0: several accepted */
  gboolean is_accepted;
} ZxdAskedPair;

/* Of the newest @limit questions of organisation @org_id for which something was shown before the
 * newest verdict (ZxdAskedPair). */
gboolean zxd_asked_pairs (ZxdDb *db, gint64 org_id, int limit, GArray *pairs, GError **error);

/* The organisation with the least id above *@org_id for whose customers the assistant looked; 0:
 * none. */
gboolean zxd_asked_next_org (ZxdDb *db, gint64 *org_id, GError **error);

/* ---- for showing */

typedef struct {
  gint64 used;   /* times sent, up to 10,000 */
  int shown;     /* of the last 200 times that it was shown … */
  int sent;      /* … in so many it was sent */
  ZxdJudged own; /* the agent's thumb for this question; ZXD_JUDGED_KINDS: none */
} ZxdUse;

gboolean zxd_use_read (ZxdDb *db,
                       gint64 article_id,
                       gint64 question_id,
                       gint64 agent_id,
                       ZxdUse *use,
                       GError **error);
