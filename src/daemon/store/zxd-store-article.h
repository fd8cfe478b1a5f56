/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-store.h"

/* One article of the knowledge base. It is visible in its organisation and below. A plain value;
 * zero it before the first use. */
typedef struct {
  gint64 id, org_id, rev;
  char *ref;   /* owned: its number for people, unique */
  char *title; /* owned */
  char *body;  /* owned: Markdown */
  char *lang;  /* owned: "zh-Hans", "en" … */
  /* For whom it is; owned, each may be null. Lists are separated by commas, days are ISO. */
  char *product, *modules, *versions, *tiers;
  char *valid_from, *valid_until; /* both days belong to it */
  char *updated_on;               /* owned, null: an ISO day */
} ZxdArticle;

void zxd_article_clear (ZxdArticle *article);
void zxd_article_free (ZxdArticle *article);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ZxdArticle, zxd_article_clear)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZxdArticle, zxd_article_free)

typedef enum { ZXD_ARTICLE_SAME, ZXD_ARTICLE_ADDED, ZXD_ARTICLE_CHANGED } ZxdArticleChange;

/* Publishes it, or the new state of the one with that `ref`; `id` and `rev` are set. Nothing is
 * written when nothing differs. */
gboolean
zxd_article_put (ZxdTxn *txn, ZxdArticle *article, ZxdArticleChange *change, GError **error);

/* Null with NOT_FOUND when there is no published article of that id. */
ZxdArticle *zxd_article_load (ZxdDb *db, gint64 id, GError **error);

/* The same, NOT_FOUND also when it is not visible in @org_id. */
ZxdArticle *zxd_article_load_for (ZxdDb *db, gint64 id, gint64 org_id, GError **error);

/* Appends (ZxdArticle, owned) the published ones with ids above @after, at most @limit, by id. */
gboolean zxd_article_list (ZxdDb *db, gint64 after, int limit, GPtrArray *articles, GError **error);
