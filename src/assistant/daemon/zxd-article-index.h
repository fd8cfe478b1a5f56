/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-search.h"
#include "zxd-server.h"

/* The published articles, ready to be asked, kept up with the store's events. A thread of its own
 * builds the index, so neither a question nor the main loop ever waits for it. Used on the main
 * thread; it belongs to @server and ends with it. */
typedef struct _ZxdArticleIndex ZxdArticleIndex;

ZxdArticleIndex *zxd_article_index_new (ZxdServer *server);

/* The index as it is now: empty until the first articles are read. The caller owns a reference. */
ZxSearchSnapshot *zxd_article_index_get (ZxdArticleIndex *index);
