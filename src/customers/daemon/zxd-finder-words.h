/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-finder-needle.h"

enum { ZXD_WORD_NEEDLES = 3 };
typedef struct {
  ZxdNeedle needles[ZXD_WORD_NEEDLES];
  guint n_needles;
} ZxdWord;

/* A query: all its words must be found, in whatever parts of the customer. */
enum { ZXD_QUERY_WORDS = 6 };
typedef struct {
  ZxdWord words[ZXD_QUERY_WORDS]; /* the longest first */
  guint n_words;
} ZxdQuery;

/* Null when there is nothing in it to look for. Any thread. */
ZxdQuery *zxd_query_new (const char *text);
void zxd_query_free (ZxdQuery *query);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZxdQuery, zxd_query_free)

/* How well a customer's lines fit, whom the first word fits as well as @first: as well as the worst
 * word does. What does not fit better than @bound may be told as NOT. */
ZxdFit
zxd_query_fit (const ZxdQuery *query, const char *lines, gsize length, ZxdFit first, ZxdFit bound);

/* Appends where in a customer's parts the query was found, an object {what, text, marks}, or null
 * when it is not there. Marks count characters of the text as it is written. */
void zxd_query_explain (const ZxdQuery *query, const ZxdFindTexts *texts, GString *json);
