/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first look: finds candidates among all articles by the rare tokens of a question. */
#include "zx-search-gather.h"

#include "zx-search-views.h"

#include <string.h>

enum {
  GATHER_POSTINGS = 40000, /* read at most to find candidates, rarest tokens first */
  ROUNDS = 4,              /* of gathering more in place of hidden ones … */
  ENOUGH = 50,             /* … while there are fewer candidates than that */
  LOOKED = 32,             /* sums looked at together */
};

#define TITLE_GAIN 0.5F /* extra for a token in a title or a past question */

static void
free_scratch (gpointer data)
{
  ZxScratch *scratch = data;

  zx_tokeniser_free (scratch->tokeniser);
  g_free (scratch);
}

ZxScratch *
zx_scratch_get (void)
{
  static GPrivate key = G_PRIVATE_INIT (free_scratch);
  ZxScratch *scratch = g_private_get (&key);

  if (scratch == NULL) {
    scratch = g_new0 (ZxScratch, 1);
    scratch->tokeniser = zx_tokeniser_new ();
    for (guint i = 0; i < 256; i++)
      for (ZxView view = 0; view < ZX_VIEWS; view++)
        scratch->counts[i].views[view] =
            zx_view_count (view, zx_counts_get ((ZxCounts) i, ZX_FIELD_TITLE),
                           zx_counts_get ((ZxCounts) i, ZX_FIELD_BODY),
                           zx_counts_get ((ZxCounts) i, ZX_FIELD_LEARNT));
    g_private_set (&key, scratch);
  }
  return scratch;
}

static int
compare_df (gconstpointer a, gconstpointer b, gpointer data)
{
  const ZxQuestion *question = data;
  guint x = question->terms[*(const guint *) a].df, y = question->terms[*(const guint *) b].df;

  return x < y ? -1 : x > y;
}

/* The terms to gather by: rarest first, while the postings to be read stay within bounds. */
static guint
choose_terms (const ZxQuestion *question, guint *chosen)
{
  guint n = 0, postings = 0, kept;

  for (guint i = 0; i < question->n_terms; i++)
    if (question->terms[i].df > 0 && !question->terms[i].is_spare)
      chosen[n++] = i;
  g_qsort_with_data (chosen, (int) n, sizeof *chosen, compare_df, (gpointer) question);
  for (kept = 0; kept < n; kept++) {
    postings += question->terms[chosen[kept]].df;
    if (postings > GATHER_POSTINGS && kept > 0)
      break;
  }
  return kept;
}

/* What one posting adds, by its counts and its article's size, for the tokens of one kind. */
typedef struct {
  float norms[ZX_TOKEN_KINDS][ZX_SIZES];
  float once[ZX_TOKEN_KINDS][ZX_SIZES]; /* of a single token in the body, the most usual */
} Gains;

static void
make_gains (Gains *gains, const ZxQuestion *question)
{
  for (guint kind = 0; kind < ZX_TOKEN_KINDS; kind++) {
    const double *mean = question->stats->mean[kind];
    gboolean is_asked =
        question->sums[kind] > 0 || (kind == ZX_TOKEN_HAN2 && question->sums[ZX_KIND_SOUND] > 0);
    float usual = zx_view_count (ZX_VIEW_ALL, (float) mean[0], (float) mean[1], (float) mean[2]);

    for (guint size = 0; size < ZX_SIZES && is_asked; size++) {
      float norm = zx_norm_of (ZX_VIEW_ALL, (float) question->snapshot->size_lengths[size], usual);

      gains->norms[kind][size] = norm;
      gains->once[kind][size] = 1 / (1 + norm);
    }
  }
}

/* What a term is gathered by in one part. */
typedef struct {
  const ZxViewed *counts; /* of each ZxCounts */
  const guint8 *sizes;    /* of each article */
  const float *norms, *once;
  float weight;
  float *sums;
} Gatherer;

static inline void
gather_posting (const Gatherer *self, guint doc, ZxCounts counts)
{
  guint size = self->sizes[doc];
  float count;

  if (G_LIKELY (counts == ZX_COUNTS_BODY_ONCE)) {
    self->sums[doc] += self->weight * self->once[size];
    return;
  }
  count = self->counts[counts].views[ZX_VIEW_ALL];
  self->sums[doc] += self->weight * (count / (count + self->norms[size]) +
                                     (zx_counts_are_short (counts) ? TITLE_GAIN : 0));
}

static void
gather_key (const Gatherer *self, const ZxSegment *segment, guint at)
{
  ZxPostings postings;
  ZxCounts counts;

  zx_postings_start (&postings, segment, at);
  if (postings.dense == NULL) {
    while (zx_postings_next (&postings))
      gather_posting (self, (guint) postings.doc, postings.counts);
    return;
  }
  for (guint doc = 0; doc < segment->n_docs; doc++)
    if ((counts = zx_segment_dense (segment, doc, postings.column)) != 0)
      gather_posting (self, doc, counts);
}

static void
gather_term (ZxScratch *scratch, const Gains *gains, guint p, guint t)
{
  const ZxQuestion *question = &scratch->question;
  const ZxSegment *segment = question->snapshot->parts[p].segment;
  const ZxTerm *term = question->terms + t;
  const ZxPlace *place = zx_question_place (question, p, t);
  guint kind = zx_length_kind (term->kind);
  Gatherer gatherer = {
      .counts = scratch->counts,
      .sizes = segment->sizes + (gsize) kind * segment->n_docs,
      .norms = gains->norms[kind],
      .once = gains->once[kind],
      .weight =
          question->share[term->kind] * term->rarity / MAX (question->sums[term->kind], 1e-6F),
      .sums = scratch->sums,
  };

  for (guint i = 0; i < place->count; i++)
    gather_key (&gatherer, segment, place->at + i);
}

/* A heap with the smallest on top. */
static void
sift (ZxGathered *heap, guint n, guint at)
{
  for (;;) {
    guint least = at;

    for (guint child = 2 * at + 1; child <= 2 * at + 2 && child < n; child++)
      if (heap[child].score < heap[least].score)
        least = child;
    if (least == at)
      return;
    ZxGathered swap = heap[at];
    heap[at] = heap[least];
    heap[least] = swap;
    at = least;
  }
}

/* Whether any of LOOKED sums is more than @least. */
static gboolean
has_more (const float sums[LOOKED], float least)
{
  int more = 0;

  for (guint i = 0; i < LOOKED; i++)
    more |= sums[i] > least;
  return more != 0;
}

/* Adds the best of part @p to the @n of @heap, which holds @most. */
static guint
keep_best (const ZxQuestion *question,
           guint p,
           const float *sums,
           ZxGathered *heap,
           guint n,
           guint most)
{
  const ZxPart *part = question->snapshot->parts + p;
  float least = n == most ? heap[0].score : 0;

  for (guint doc = 0; doc < part->segment->n_docs; doc++) {
    if (doc % LOOKED == 0 && !has_more (sums + doc, least)) {
      doc += LOOKED - 1;
      continue;
    }
    if (sums[doc] <= least || zx_bitmap_has (part->dead, doc))
      continue;
    ZxGathered found = {sums[doc], 1, p, doc};
    if (n < most) {
      heap[n++] = found;
      if (n == most)
        for (guint i = most / 2 + 1; i-- > 0;)
          sift (heap, n, i);
    } else {
      heap[0] = found;
      sift (heap, n, 0);
    }
    least = n == most ? heap[0].score : 0;
  }
  return n;
}

static int
compare_places (gconstpointer a, gconstpointer b)
{
  const ZxGathered *x = a, *y = b;

  if (x->part != y->part)
    return x->part < y->part ? -1 : 1;
  return x->doc < y->doc ? -1 : x->doc > y->doc;
}

/* The best that are not @known already. */
static guint
gather_best (ZxScratch *scratch, const GArray *known, ZxGathered *found, guint most)
{
  const ZxQuestion *question = &scratch->question;
  guint n_chosen = choose_terms (question, scratch->chosen), n = 0;
  Gains gains;

  make_gains (&gains, question);
  for (guint p = 0; p < question->snapshot->n_parts; p++) {
    memset (scratch->sums, 0,
            sizeof *scratch->sums * (question->snapshot->parts[p].segment->n_docs + LOOKED));
    for (guint i = 0; i < n_chosen; i++)
      gather_term (scratch, &gains, p, scratch->chosen[i]);
    for (guint i = 0; i < known->len; i++)
      if (g_array_index (known, ZxGathered, i).part == p)
        scratch->sums[g_array_index (known, ZxGathered, i).doc] = 0;
    n = keep_best (question, p, scratch->sums, found, n, most);
  }
  return n;
}

/* Sets the factors and drops the hidden ones; returns how many are left. */
static guint
weed_out (const ZxSearchSnapshot *snapshot,
          ZxSearchScopeFunc scope,
          gpointer data,
          ZxGathered *found,
          guint n)
{
  guint kept = 0;

  for (guint i = 0; i < n && scope != NULL; i++) {
    gint64 id = snapshot->parts[found[i].part].segment->ids[found[i].doc];

    double factor = scope (id, data);

    found[i].scope = (float) CLAMP (factor, 0, ZX_SCOPE_MOST);
    if (found[i].scope > 0)
      found[kept++] = found[i];
  }
  return scope != NULL ? kept : n;
}

guint
zx_search_gather (ZxScratch *scratch,
                  ZxSearchScopeFunc scope,
                  gpointer data,
                  ZxGathered found[ZX_CANDIDATES])
{
  g_autoptr (GArray) known = g_array_new (FALSE, FALSE, sizeof (ZxGathered));
  gboolean is_all = FALSE;
  guint n = 0;

  for (guint round = 0; round < ROUNDS && n < ENOUGH && !is_all; round++) {
    guint room = ZX_CANDIDATES - n;
    guint more = gather_best (scratch, known, found + n, room);

    g_array_append_vals (known, found + n, more);
    is_all = more < room;
    n += weed_out (scratch->question.snapshot, scope, data, found + n, more);
  }
  qsort (found, n, sizeof *found, compare_places);
  return n;
}
