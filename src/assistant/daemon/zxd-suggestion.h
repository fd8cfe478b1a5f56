/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-article-index.h"
#include "zxd-store-article.h"

/* One answer as it is proposed: the article's best stretch, what became of it so far, the past
 * question that it answered and that is likest, and how far it is for who asks. */
typedef struct {
  ZxdArticleIndex *index; /* lent */
  const ZxRights *rights; /* who reads it; lent */
  const char *question;   /* lent: what is marked */
  gint64 question_id;     /* the customer's message, 0: none */
  double fit;
  ZxScopeVerdict scope;
} ZxdSuggestion;

/* Appends the object. On a reader thread. */
gboolean zxd_suggestion_add (ZxdDb *db,
                             const ZxdSuggestion *self,
                             const ZxdArticle *article,
                             GString *json,
                             GError **error);
