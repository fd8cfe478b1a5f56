/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-learning.h"
#include "zx-search.h"
#include "zxd-scope-table.h"
#include "zxd-server.h"
#include "zxd-store-article.h"

/* What the assistant searches. It follows the articles and the verdicts on answers as they are
 * committed, by this daemon or another one. Made on the main thread, lives as long as the server.
 */
typedef struct _ZxdArticleIndex ZxdArticleIndex;

ZxdArticleIndex *zxd_article_index_new (ZxdServer *server);

/* The caller owns a reference, also to *@scopes: for whom those articles are. Any thread. */
ZxSearchSnapshot *zxd_article_index_get (ZxdArticleIndex *self, ZxdScopeTable **scopes);

/* For whom @article is; the caller owns a reference. */
ZxScopeArticle *zxd_article_scope (const ZxdArticle *article);

/* Whether all that there was at the start has been taken in: before that silence means nothing. Any
 * thread. */
gboolean zxd_article_index_is_ready (ZxdArticleIndex *self);

/* Past questions that article @id has learnt to answer (ZxLearntQuestion); the caller owns a
 * reference, null when there are none. Any thread. */
GArray *zxd_article_index_get_questions (ZxdArticleIndex *self, gint64 id);

/* How well the best answer must fit before anything is shown, by organisation; the caller owns a
 * reference. Main thread. */
GHashTable *zxd_article_index_get_thresholds (ZxdArticleIndex *self);

/* Of organisation @org_id, by such a table. Any thread. */
double zxd_threshold_of (GHashTable *thresholds, gint64 org_id);
