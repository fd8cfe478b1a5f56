/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-scope.h"
#include "zxd-article-index.h"
#include "zxd-server.h"

/* What is asked of the assistant, and who asks: a customer in a contact, or an agent for himself.
 * Zero it before the first use. */
typedef struct {
  /* as the call says */
  const ZxRights *rights; /* lent */
  gint64 contact_id;      /* 0: nobody waits for the answer */
  gint64 message_id;      /* the customer's message that is meant; 0 (as taken): the newest one */
  char *typed;            /* owned; null: what the customer wrote */
  gboolean is_search;     /* the agent looks something up */

  /* as the store says */
  gint64 org_id;       /* whose knowledge it is */
  gint64 question_id;  /* the customer's message; 0: none */
  char *question;      /* owned: shown; null: there is none */
  char *recent;        /* owned: all that waits for an answer; null when it is the question alone */
  ZxScopeAsker *asker; /* owned */

  /* as the index is */
  ZxSearchSnapshot *snapshot; /* owned */
  ZxdScopeTable *scopes;      /* owned: of its articles */
} ZxdQuestion;

void zxd_question_clear (ZxdQuestion *self);

/* Takes what the call's @body says: contact_id, and search, text or draft. FALSE after 400 was
 * answered. Lives no longer than the call. */
gboolean
zxd_question_take (ZxdQuestion *self, ZxdCall *call, JsonObject *body, ZxdArticleIndex *index);

/* Reads the rest, on a reader thread; may be called again. NOT_FOUND when the contact is not in
 * sight, or the message is not in it. */
gboolean zxd_question_read (ZxdQuestion *self, ZxdDb *db, GError **error);

/* From now on @text (the question, or all that is recent) is what is asked. */
void zxd_question_ask (ZxdQuestion *self, const char *text);

/* How far an article of the index is for who asks. */
void zxd_question_judge (const ZxdQuestion *self, gint64 article_id, ZxScopeVerdict *verdict);

/* The same as ZxSearchScopeFunc; @data: the ZxdQuestion. */
double zxd_question_scope (gint64 article_id, gpointer data);

/* The article as it is now, if who asks may see it. Null with NOT_FOUND when it is of another
 * organisation, not published, or hidden from him. */
ZxdArticle *
zxd_question_load_article (const ZxdQuestion *self, ZxdDb *db, gint64 id, GError **error);
