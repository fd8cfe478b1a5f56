/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-search-question.h"

enum { ZX_CANDIDATES = 150 }; /* looked at closely */
#define ZX_SCOPE_MOST 1.5     /* factor of a scope */

typedef struct {
  float score; /* of the first look */
  float scope; /* factor, above 0 */
  guint part, doc;
} ZxGathered;

/* A number for each view. */
typedef struct {
  float views[ZX_VIEWS];
} ZxViewed;

/* What a thread keeps between questions. */
typedef struct {
  ZxTokeniser *tokeniser;
  ZxQuestion question;
  ZxViewed counts[256];                 /* zx_view_count() of each ZxCounts */
  guint chosen[ZX_QUESTION_TOKENS * 2]; /* terms to gather by */
  float sums[ZX_SEGMENT_DOCS + 64];     /* of the articles of a part, and room to read on */
  guint8 slots[ZX_SEGMENT_DOCS + 1]; /* 1 + the candidate that an article is; 0 when not in use */
} ZxScratch;

/* That of the calling thread; lent. */
ZxScratch *zx_scratch_get (void);

/* The candidates for the scratch's question, by place; returns how many. Those that @scope (may be
 * null) hides make room for the next best. */
guint zx_search_gather (ZxScratch *scratch,
                        ZxSearchScopeFunc scope,
                        gpointer data,
                        ZxGathered found[ZX_CANDIDATES]);
