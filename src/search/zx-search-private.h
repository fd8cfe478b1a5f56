/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-search.h"
#include "zx-search-segment.h"

/* The kinds that are compared: those of tokens, and pairs that sound alike. */
enum { ZX_KIND_SOUND = ZX_TOKEN_KINDS, ZX_KINDS };

/* What most of a question is written in, and which articles can be read by who asks so. */
typedef enum {
  ZX_SCRIPT_ANY, /* a code, a word or two; every article */
  ZX_SCRIPT_SPACED,
  ZX_SCRIPT_DENSE,
  ZX_SCRIPTS
} ZxScript;

/* Whether the article is written in @script; those that mix both are in either. */
gboolean zx_script_holds (ZxScript script, const ZxSegment *segment, guint doc);

/* A segment, which of its articles are gone, and what depends on the base as a whole. */
typedef struct {
  ZxSegment *segment; /* owned reference */
  guint8 *dead;       /* owned rc box, null while all live; never changed once a snapshot has it */
  guint n_dead;
  gint64 n_living[ZX_SCRIPTS];                           /* articles in each script … */
  gint64 totals[ZX_SCRIPTS][ZX_TOKEN_KINDS * ZX_FIELDS]; /* … and their tokens */
  float *norms;    /* owned rc box: [unit][kind], lengths of units as vectors */
  double norms_of; /* how many articles there were when the norms were made */
} ZxPart;

/* What is usual in the articles of one script. The words of a question are rare or not, and an
 * article long or not, among those that it could have meant: in a base of several languages the
 * articles in the others hold none of its words and would make all of them rare. */
typedef struct {
  double n_docs;
  double mean[ZX_TOKEN_KINDS][ZX_FIELDS]; /* tokens in an article */
} ZxBaseStats;

struct _ZxSearchSnapshot {
  gatomicrefcount refs;
  ZxPart *parts; /* owned */
  guint n_parts;
  guint n_docs;                  /* living */
  ZxBaseStats stats[ZX_SCRIPTS]; /* of them */
  double size_lengths[ZX_SIZES]; /* zx_size_length() of each */
  float likeness;                /* the weight of ZxSearchCandidate.likeness */
  GHashTable *factors;           /* owned reference, never changed: float by id */
};

/* How rare a token is that @df of the base's articles hold: among all of an article's words, and
 * between two questions, where what is common still says something. */
float zx_search_rarity (double n_docs, double df);
float zx_search_unit_rarity (double n_docs, double df);

/* Makes the norms of the units of parts[@at] by the statistics of all @parts. */
void zx_part_make_norms (ZxPart *parts, guint n_parts, guint at, guint n_docs);

/* What a hit's score is made of, before weights; for choosing the weights. */
typedef enum { ZX_VIEW_TITLE, ZX_VIEW_ALL, ZX_VIEW_SHORT, ZX_VIEW_BODY, ZX_VIEWS } ZxView;
typedef struct {
  gint64 id;
  float views[ZX_KINDS][ZX_VIEWS];
  float share[ZX_KINDS]; /* of the question that this kind stands for: 1 in all */
  float likeness;        /* to the title and the past questions, as sentences */
  float evidence;        /* rarities of the question's words that it has: how much was compared */
  float scope;           /* factor of the scope */
  float score;           /* with all factors */
} ZxSearchCandidate;

/* As zx_search_ask(), with the makings. Unless @without is 0, the article of that id is looked at
 * as if it had not learnt this very question. */
gsize zx_search_consider (ZxSearchSnapshot *snapshot,
                          const char *question,
                          gint64 without,
                          ZxSearchCandidate *found,
                          gsize most);

/* The score of a candidate when likeness counts @likeness. */
float zx_search_weigh (const ZxSearchCandidate *candidate, float likeness);

/* A question that article @id has answered. */
typedef struct {
  gint64 id;
  const char *question; /* lent */
} ZxSearchPast;

/* The weight of likeness with which each of @past would have found its article best had it not been
 * learnt (leave one out); ZX_LIKENESS_UNTRIED when there are too few. */
#define ZX_LIKENESS_UNTRIED 0.6F
float zx_search_judge_likeness (ZxSearchSnapshot *snapshot, const ZxSearchPast *past, gsize n_past);

/* Puts @marks (of ZxSearchMark) in order, and makes one of those that touch or overlap. */
void zx_search_join_marks (GArray *marks);
