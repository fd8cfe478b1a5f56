/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-article-index.h"
#include "zxd-store-article.h"

/* One answer as it is proposed: the article's best stretch, what became of it so far, and the past
 * question that it answered and that is likest. */
typedef struct {
  ZxdArticleIndex *index; /* lent */
  const ZxRights *rights; /* who reads it; lent */
  const char *question;   /* lent: what is marked */
  gint64 question_id;     /* the customer's message, 0: none */
} ZxdSuggestionFor;

/* Appends the object. On a reader thread. */
gboolean zxd_suggestion_add (ZxdDb *db,
                             const ZxdSuggestionFor *self,
                             const ZxdArticle *article,
                             double fit,
                             GString *json,
                             GError **error);
