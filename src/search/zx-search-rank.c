/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the articles that answer a question: looks closely at the candidates that the first look
 * gathered. */
#include "zx-search-rank.h"

#include "zx-search-views.h"

#include <math.h>
#include <string.h>

/* Found on public sets of questions (tests/bench/kb) and on pairs of questions that mean the same.
 */
static const float view_weights[ZX_VIEWS] = {3.0F, 3.5F, 1.2F, 0.8F};

/* How sure a score is, found by regression on right first answers and on questions that the base
 * has no answer to, as many of each. A score is a share of the question: of two words one is half,
 * and yet little. So what was found counts as well (ZxSearchCandidate.evidence), up to about two
 * rare words. */
#define FIT_SCORE 4.8 /* of the score's logarithm */
#define FIT_EVIDENCE 0.45
#define FIT_EVIDENCE_MOST 9
#define FIT_EVEN 6.35
#define FIT_SCORE_LEAST 0.005

enum { DENSE_TOKENS_A_WORD = 3 }; /* two characters and their pair */

/* Up to so many postings for each candidate all are read through; looking each candidate up in a
 * longer list is cheaper. */
enum { READ_THROUGH = 12 };

/* The candidates of one part that hold a term, and how often, as each view sees it. */
typedef struct {
  ZxViewed counts[ZX_CANDIDATES]; /* by candidate */
  guint8 holders[ZX_CANDIDATES];  /* candidates */
  gboolean holds[ZX_CANDIDATES];  /* by candidate */
  guint n;
} Holders;

static inline gboolean
is_without (const ZxQuestion *question, const ZxSegment *segment, guint doc)
{
  return question->without != 0 && segment->ids[doc] == question->without;
}

static inline void
hold (Holders *holders, guint c, const ZxViewed *counts)
{
  if (!holders->holds[c]) {
    holders->holds[c] = TRUE;
    holders->holders[holders->n++] = (guint8) c;
    holders->counts[c] = *counts;
    return;
  }
  for (ZxView view = 0; view < ZX_VIEWS; view++)
    holders->counts[c].views[view] += counts->views[view];
}

/* Adds those that hold the key at @at; scratch->slots has the candidates, which are @docs. */
static void
find_holders (const ZxScratch *scratch,
              const ZxSegment *segment,
              guint at,
              const guint16 *docs,
              guint n,
              Holders *holders)
{
  ZxPostings postings;
  ZxCounts counts[ZX_CANDIDATES];
  guint slot;

  zx_postings_start (&postings, segment, at);
  if (postings.dense == NULL && postings.left <= n * READ_THROUGH) {
    while (zx_postings_next (&postings))
      if ((slot = scratch->slots[postings.doc]) != 0)
        hold (holders, slot - 1, scratch->counts + postings.counts);
    return;
  }
  zx_postings_look (&postings, docs, n, counts);
  for (guint c = 0; c < n; c++)
    if (counts[c] != 0)
      hold (holders, c, scratch->counts + counts[c]);
}

/* As if the article had not learnt the question at hand, which has the term @count times. */
static void
take_back (ZxViewed *counts, guint count)
{
  float learnt = counts->views[ZX_VIEW_SHORT] - counts->views[ZX_VIEW_TITLE];

  learnt = MIN (learnt, (float) count);
  counts->views[ZX_VIEW_SHORT] -= learnt;
  counts->views[ZX_VIEW_ALL] -= learnt;
}

/* Those of the candidates, all of part @p, that hold a term. */
static void
find_term (const ZxScratch *scratch,
           const ZxQuestion *question,
           guint p,
           guint t,
           const guint16 *docs,
           guint n,
           Holders *holders)
{
  const ZxSegment *segment = question->snapshot->parts[p].segment;
  const ZxPlace *place = zx_question_place (question, p, t);

  for (guint i = 0; i < holders->n; i++)
    holders->holds[holders->holders[i]] = FALSE;
  holders->n = 0;
  for (guint i = 0; i < place->count; i++)
    find_holders (scratch, segment, place->at + i, docs, n, holders);
  for (guint i = 0; i < holders->n && question->without != 0; i++)
    if (is_without (question, segment, docs[holders->holders[i]]))
      take_back (holders->counts + holders->holders[i], question->terms[t].count);
}

/* How much finding the term says of what was compared. */
static float
evidence_of (const ZxTerm *term)
{
  if (term->kind == ZX_TOKEN_STEM)
    return term->rarity;
  return term->kind == ZX_TOKEN_HAN || term->kind == ZX_TOKEN_HAN2
             ? term->rarity / DENSE_TOKENS_A_WORD
             : 0;
}

static void
add_term (const ZxQuestion *question,
          const ZxTerm *term,
          const Holders *holders,
          const ZxViewed *norms,
          ZxSearchCandidate *candidates)
{
  float weight = term->rarity / MAX (question->sums[term->kind], 1e-6F);
  float evidence = evidence_of (term);

  for (guint i = 0; i < holders->n; i++) {
    guint c = holders->holders[i];
    const float *counts = holders->counts[c].views;
    float *views = candidates[c].views[term->kind];

    for (guint view = 0; view < ZX_VIEWS; view++)
      views[view] += weight * counts[view] / (counts[view] + norms[c].views[view]);
    candidates[c].evidence += counts[ZX_VIEW_ALL] > 0 ? evidence : 0;
  }
}

static void
make_norms (const ZxQuestion *question,
            const ZxSegment *segment,
            guint kind,
            const ZxGathered *found,
            guint n,
            ZxViewed *norms)
{
  for (guint c = 0; c < n; c++)
    for (ZxView view = 0; view < ZX_VIEWS; view++)
      norms[c].views[view] = zx_view_norm (
          question->stats, zx_segment_lengths (segment, found[c].doc), zx_length_kind (kind), view);
}

void
zx_rank_words (const ZxQuestion *question,
               guint p,
               guint first,
               guint end,
               const ZxGathered *found,
               guint n,
               ZxSearchCandidate *candidates)
{
  const ZxSegment *segment = question->snapshot->parts[p].segment;
  ZxScratch *scratch = zx_scratch_get ();
  ZxViewed norms[ZX_CANDIDATES];
  Holders holders = {.n = 0};
  guint16 docs[ZX_CANDIDATES];
  guint kind = ZX_KINDS;

  for (guint c = 0; c < n; c++) {
    docs[c] = (guint16) found[c].doc;
    scratch->slots[docs[c]] = (guint8) (c + 1);
    zx_fetch (zx_segment_lengths (segment, docs[c]), 1);
    zx_fetch (segment->rows + (gsize) docs[c] * segment->row_size, segment->row_size);
  }
  for (guint t = first; t < end; t++) {
    const ZxTerm *term = question->terms + t;

    find_term (scratch, question, p, t, docs, n, &holders);
    if (holders.n > 0 && term->kind != kind) {
      kind = term->kind;
      make_norms (question, segment, kind, found, n, norms);
    }
    add_term (question, term, &holders, norms, candidates);
  }
  for (guint c = 0; c < n; c++)
    scratch->slots[docs[c]] = 0;
}

/* What the question and a unit share, by kind: squares of rarities. FALSE when the unit has words
 * that the question has not. */
static gboolean
share_with_unit (const ZxQuestion *question,
                 const guint32 *tokens,
                 guint n_tokens,
                 float shared[ZX_KINDS])
{
  guint32 last_sound = 0;
  gboolean has_all = TRUE;

  for (guint i = 0; i < n_tokens; i++) {
    const ZxTerm *term = zx_question_find (question, tokens[i]);

    has_all = has_all && term != NULL;
    if (term != NULL)
      shared[term->kind] += term->unit_rarity * term->unit_rarity;
    if (zx_key_has_sound ((guint64) tokens[i] << ZX_UNIT_KEY_SHIFT)) {
      guint32 sound = zx_unit_sound (tokens[i]);

      term = sound != last_sound ? zx_question_find (question, sound) : NULL;
      if (term != NULL)
        shared[ZX_KIND_SOUND] += term->unit_rarity * term->unit_rarity;
      last_sound = sound;
    }
  }
  return has_all;
}

/* The cosine of the question and a unit, each kind by its share of the question. */
static float
unit_likeness (const ZxQuestion *question, const ZxPart *part, guint unit, gboolean *is_same)
{
  const ZxSegment *segment = part->segment;
  const float *norms = part->norms + (gsize) unit * ZX_KINDS;
  float shared[ZX_KINDS] = {0}, likeness = 0;
  guint start = segment->unit_starts[unit];
  gboolean has_all = share_with_unit (question, segment->unit_tokens + start,
                                      segment->unit_starts[unit + 1] - start, shared);

  for (guint kind = 0; kind < ZX_KINDS; kind++)
    if (shared[kind] > 0 && norms[kind] > 0)
      likeness +=
          question->share[kind] * shared[kind] / (norms[kind] * sqrtf (question->squares[kind]));
  *is_same = has_all && likeness > 0.999F;
  return likeness;
}

/* The nearest counts most (the norm of all with exponent 1.5), several near ones more than one. */
float
zx_rank_units (const ZxQuestion *question, const ZxPart *part, guint doc, float *each)
{
  const ZxSegment *segment = part->segment;
  guint first = segment->doc_units[doc], n = segment->doc_units[doc + 1] - first;
  gboolean leaves_out = is_without (question, segment, doc);
  guint counted = 0;
  float sum = 0, pooled;

  for (guint i = 0; i < n; i++) {
    gboolean is_same;
    float likeness = unit_likeness (question, part, first + i, &is_same);

    if (each != NULL)
      each[i] = likeness * sqrtf (likeness);
    if (leaves_out && i > 0 && is_same)
      continue;
    sum += likeness * sqrtf (likeness);
    counted++;
  }
  if (counted < n) /* the others have one more: that is to be no disadvantage */
    sum *= (float) n / (float) counted;
  pooled = cbrtf (sum * sum);
  for (guint i = 0; i < n && each != NULL && sum > 0; i++)
    each[i] *= pooled / sum;
  return pooled;
}

void
zx_part_make_norms (ZxPart *parts, guint n_parts, guint at, guint n_docs)
{
  ZxPart *part = parts + at;
  const ZxSegment *segment = part->segment;

  part->norms = g_atomic_rc_box_alloc0 (sizeof (float) * ZX_KINDS * MAX (segment->n_units, 1));
  part->norms_of = n_docs;
  for (guint unit = 0; unit < segment->n_units; unit++) {
    float *norms = part->norms + (gsize) unit * ZX_KINDS;
    guint64 last_sound = 0;

    for (guint i = segment->unit_starts[unit]; i < segment->unit_starts[unit + 1]; i++) {
      guint64 key = (guint64) segment->unit_tokens[i] << ZX_UNIT_KEY_SHIFT;
      guint64 sound = key >> ZX_KEY_SOUND_SHIFT;
      guint df = 0, sound_df = 0;
      gboolean sounds = zx_key_has_sound (key) && sound != last_sound;

      for (guint p = 0; p < n_parts; p++) {
        df += zx_segment_count (parts[p].segment, key, key + (1 << ZX_UNIT_KEY_SHIFT));
        if (sounds)
          sound_df += zx_segment_count (parts[p].segment, sound << ZX_KEY_SOUND_SHIFT,
                                        (sound + 1) << ZX_KEY_SOUND_SHIFT);
      }
      float rarity = zx_search_unit_rarity (n_docs, df);
      norms[zx_key_kind (key)] += rarity * rarity;
      rarity = sounds ? zx_search_unit_rarity (n_docs, sound_df) : 0;
      norms[ZX_KIND_SOUND] += rarity * rarity;
      last_sound = sound;
    }
    for (guint kind = 0; kind < ZX_KINDS; kind++)
      norms[kind] = sqrtf (norms[kind]);
  }
}

/* ---- the answer */

float
zx_search_weigh (const ZxSearchCandidate *candidate, float likeness)
{
  float score = 0, most = 0;

  for (guint kind = 0; kind < ZX_KINDS; kind++)
    for (guint view = 0; view < ZX_VIEWS; view++) {
      float weight = candidate->share[kind] * view_weights[view];

      score += weight * candidate->views[kind][view];
      most += weight;
    }
  return (score + likeness * candidate->likeness) / MAX (most + likeness, 1e-6F);
}

static int
compare_scores (gconstpointer a, gconstpointer b)
{
  const ZxSearchCandidate *x = a, *y = b;

  if (x->score != y->score)
    return x->score > y->score ? -1 : 1;
  return x->id < y->id ? -1 : x->id > y->id;
}

float
zx_rank_learnt_factor (const ZxSearchSnapshot *snapshot, gint64 id)
{
  const float *factor = g_hash_table_size (snapshot->factors) > 0
                            ? g_hash_table_lookup (snapshot->factors, &id)
                            : NULL;

  return factor != NULL ? *factor : 1;
}

/* An article in another script than the question is seldom what the customer can read. */
#define OTHER_SCRIPT 0.8F

float
zx_rank_script_factor (const ZxQuestion *question, const ZxSegment *segment, guint doc)
{
  return zx_script_holds (question->script, segment, doc) ? 1 : OTHER_SCRIPT;
}

/* Of the candidates of one part, what zx_rank_units() reads. */
static void
fetch_units (const ZxSegment *segment, const ZxGathered *found, guint n)
{
  for (guint c = 0; c < n; c++)
    zx_fetch (segment->doc_units + found[c].doc, 1);
  for (guint c = 0; c < n; c++)
    zx_fetch (segment->unit_starts + segment->doc_units[found[c].doc], 1);
  for (guint c = 0; c < n; c++) {
    guint32 unit = segment->doc_units[found[c].doc];
    guint32 start = segment->unit_starts[unit];

    zx_fetch (segment->unit_tokens + start,
              sizeof (guint32) * (segment->unit_starts[unit + 1] - start));
  }
}

static void
look_closely (const ZxQuestion *question,
              const ZxGathered *found,
              guint n_found,
              ZxSearchCandidate *candidates)
{
  for (guint first = 0, n; first < n_found; first += n) {
    guint p = found[first].part;
    const ZxPart *part = question->snapshot->parts + p;

    for (n = 1; first + n < n_found && found[first + n].part == p;)
      n++;
    zx_rank_words (question, p, 0, question->n_terms, found + first, n, candidates + first);
    fetch_units (part->segment, found + first, n);
    for (guint c = first; c < first + n; c++) {
      candidates[c].id = part->segment->ids[found[c].doc];
      candidates[c].scope = found[c].scope;
      memcpy (candidates[c].share, question->share, sizeof question->share);
      candidates[c].likeness = zx_rank_units (question, part, found[c].doc, NULL);
      candidates[c].score = zx_search_weigh (candidates + c, question->snapshot->likeness) *
                            zx_rank_learnt_factor (question->snapshot, candidates[c].id) *
                            zx_rank_script_factor (question, part->segment, found[c].doc) *
                            found[c].scope;
    }
  }
}

static gsize
consider (ZxSearchSnapshot *snapshot,
          const char *text,
          gint64 without,
          ZxSearchScopeFunc scope,
          gpointer data,
          ZxSearchCandidate *best,
          gsize most)
{
  ZxScratch *scratch = zx_scratch_get ();
  ZxGathered found[ZX_CANDIDATES];
  g_autofree ZxSearchCandidate *candidates = g_new0 (ZxSearchCandidate, ZX_CANDIDATES);
  gsize n;

  zx_question_set (&scratch->question, snapshot, scratch->tokeniser, text);
  scratch->question.without = without;
  n = zx_search_gather (scratch, scope, data, found);
  look_closely (&scratch->question, found, (guint) n, candidates);
  zx_question_clear (&scratch->question);
  qsort (candidates, n, sizeof *candidates, compare_scores);
  n = MIN (n, most);
  memcpy (best, candidates, sizeof *best * n);
  return n;
}

gsize
zx_search_consider (ZxSearchSnapshot *snapshot,
                    const char *question,
                    gint64 without,
                    ZxSearchCandidate *found,
                    gsize most)
{
  return consider (snapshot, question, without, NULL, NULL, found, most);
}

/* What the scope does to the score is no matter of how well it answers, but of for whom. */
static double
fit_of (const ZxSearchCandidate *candidate)
{
  double score = MAX (candidate->score / candidate->scope, FIT_SCORE_LEAST);
  double evidence = MIN (candidate->evidence, FIT_EVIDENCE_MOST);

  return MIN (candidate->scope, 1) /
         (1 + exp (-(FIT_SCORE * log (score) + FIT_EVIDENCE * evidence + FIT_EVEN)));
}

gsize
zx_search_ask_within (ZxSearchSnapshot *snapshot,
                      const char *question,
                      ZxSearchScopeFunc scope,
                      gpointer data,
                      ZxSearchHit *hits,
                      gsize most)
{
  g_autofree ZxSearchCandidate *candidates = g_new (ZxSearchCandidate, MAX (most, 1));
  gsize n = consider (snapshot, question, 0, scope, data, candidates, most);

  for (gsize i = 0; i < n; i++) {
    hits[i].id = candidates[i].id;
    hits[i].score = candidates[i].score;
    hits[i].fit = fit_of (candidates + i);
  }
  return n;
}

gsize
zx_search_ask (ZxSearchSnapshot *snapshot, const char *question, ZxSearchHit *hits, gsize most)
{
  return zx_search_ask_within (snapshot, question, NULL, NULL, hits, most);
}
