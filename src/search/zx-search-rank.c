/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the articles that answer a question: gathers candidates by the rare tokens, then looks at
 * those closely. */
#include "zx-search-question.h"

#include <math.h>
#include <string.h>

enum {
  CANDIDATES = 150,        /* looked at closely */
  GATHER_POSTINGS = 40000, /* read at most to find them, rarest tokens first */
};

/* How tokens of one view saturate (k1) and how much a long text is held against it (b). */
static const struct {
  float k1, b;
} views[ZX_VIEWS] = {
    [ZX_VIEW_TITLE] = {1.0F, 0.4F},
    [ZX_VIEW_ALL] = {1.5F, 0.75F},
    [ZX_VIEW_SHORT] = {1.2F, 0.5F},
    [ZX_VIEW_BODY] = {1.5F, 0.75F},
};

/* Found on public sets of questions (tests/bench/kb) and on pairs of questions that mean the same.
 */
static const float view_weights[ZX_VIEWS] = {3.0F, 3.5F, 1.2F, 0.8F};

/* Scores of right and of wrong first answers on the public sets, and of questions that the base has
 * no answer to, part here: at FIT_EVEN half are right. */
#define FIT_EVEN 0.14
#define FIT_SLOPE 0.035

typedef struct {
  float score;
  guint part;
  guint doc;
} Gathered;

/* What a thread keeps between questions. */
typedef struct {
  ZxTokeniser *tokeniser;
  ZxQuestion question;
  float sums[ZX_SEGMENT_DOCS + 1];
} Scratch;

static void
free_scratch (gpointer data)
{
  Scratch *scratch = data;

  zx_tokeniser_free (scratch->tokeniser);
  g_free (scratch);
}

static Scratch *
get_scratch (void)
{
  static GPrivate key = G_PRIVATE_INIT (free_scratch);
  Scratch *scratch = g_private_get (&key);

  if (scratch == NULL) {
    scratch = g_new0 (Scratch, 1);
    scratch->tokeniser = zx_tokeniser_new ();
    g_private_set (&key, scratch);
  }
  return scratch;
}

/* ---- norms of views */

/* The tokens that a view sees, from counts by field. */
static inline float
view_count (ZxView view, float title, float body, float learnt)
{
  switch (view) {
  case ZX_VIEW_TITLE:
    return title;
  case ZX_VIEW_ALL:
    return ZX_TITLE_TIMES * title + body + learnt;
  case ZX_VIEW_SHORT:
    return title + learnt;
  default:
    return body;
  }
}

static inline float
norm_of (ZxView view, float length, float usual)
{
  return views[view].k1 * (1 - views[view].b + views[view].b * length / MAX (usual, 1e-6F));
}

static inline float
view_norm (const ZxSearchSnapshot *snapshot, const guint16 *lengths, guint kind, ZxView view)
{
  const double *mean = snapshot->mean[kind];
  const guint16 *length = lengths + kind * ZX_FIELDS;

  return norm_of (view, view_count (view, length[0], length[1], length[2]),
                  view_count (view, (float) mean[0], (float) mean[1], (float) mean[2]));
}

/* The kind whose lengths count for @kind. */
static inline guint
length_kind (guint kind)
{
  return kind == ZX_KIND_SOUND ? ZX_TOKEN_HAN2 : kind;
}

/* ---- first look: many articles, few tokens */

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
  float counts[256]; /* in ZX_VIEW_ALL */
  float shorts[256]; /* extra for standing in a title or question */
  float norms[ZX_TOKEN_KINDS][ZX_SIZES];
  float once[ZX_TOKEN_KINDS][ZX_SIZES]; /* of a single token in the body, the most usual */
} Gains;

static void
make_gains (Gains *gains, const ZxSearchSnapshot *snapshot)
{
  for (guint i = 0; i < 256; i++) {
    ZxCounts counts = (ZxCounts) i;
    float title = zx_counts_get (counts, ZX_FIELD_TITLE);
    float learnt = zx_counts_get (counts, ZX_FIELD_LEARNT);

    gains->counts[i] =
        view_count (ZX_VIEW_ALL, title, zx_counts_get (counts, ZX_FIELD_BODY), learnt);
    gains->shorts[i] = title + learnt > 0 ? 0.5F : 0;
  }
  for (guint kind = 0; kind < ZX_TOKEN_KINDS; kind++) {
    const double *mean = snapshot->mean[kind];
    float usual = view_count (ZX_VIEW_ALL, (float) mean[0], (float) mean[1], (float) mean[2]);

    for (guint size = 0; size < ZX_SIZES; size++) {
      float norm = norm_of (ZX_VIEW_ALL, (float) snapshot->size_lengths[size], usual);

      gains->norms[kind][size] = norm;
      gains->once[kind][size] = 1 / (1 + norm);
    }
  }
}

static void
gather_term (const ZxQuestion *question, const Gains *gains, guint p, guint t, float *sums)
{
  const ZxSegment *segment = question->snapshot->parts[p].segment;
  const ZxTerm *term = question->terms + t;
  const ZxPlace *place = zx_question_place (question, p, t);
  float weight =
      question->share[term->kind] * term->rarity / MAX (question->sums[term->kind], 1e-6F);
  guint kind = length_kind (term->kind);
  const guint8 *sizes = segment->sizes + (gsize) kind * segment->n_docs;

  for (guint i = 0; i < place->count; i++) {
    ZxPostings postings;

    zx_postings_start (&postings, segment, place->at + i);
    while (zx_postings_next (&postings)) {
      guint size = sizes[postings.doc];
      float count = gains->counts[postings.counts];

      if (G_LIKELY (postings.counts == ZX_COUNTS_BODY_ONCE))
        sums[postings.doc] += weight * gains->once[kind][size];
      else
        sums[postings.doc] +=
            weight * (count / (count + gains->norms[kind][size]) + gains->shorts[postings.counts]);
    }
  }
}

/* A heap with the smallest on top. */
static void
sift (Gathered *heap, guint n, guint at)
{
  for (;;) {
    guint least = at;

    for (guint child = 2 * at + 1; child <= 2 * at + 2 && child < n; child++)
      if (heap[child].score < heap[least].score)
        least = child;
    if (least == at)
      return;
    Gathered swap = heap[at];
    heap[at] = heap[least];
    heap[least] = swap;
    at = least;
  }
}

static guint
keep_best (const ZxQuestion *question, guint p, const float *sums, Gathered *heap, guint n)
{
  const ZxPart *part = question->snapshot->parts + p;
  float least = n == CANDIDATES ? heap[0].score : 0;

  for (guint doc = 0; doc < part->segment->n_docs; doc++) {
    if (sums[doc] <= least || zx_bitmap_has (part->dead, doc))
      continue;
    Gathered found = {sums[doc], p, doc};
    if (n < CANDIDATES) {
      heap[n++] = found;
      if (n == CANDIDATES)
        for (guint i = CANDIDATES / 2 + 1; i-- > 0;)
          sift (heap, n, i);
    } else {
      heap[0] = found;
      sift (heap, n, 0);
    }
    least = n == CANDIDATES ? heap[0].score : 0;
  }
  return n;
}

static int
compare_places (gconstpointer a, gconstpointer b)
{
  const Gathered *x = a, *y = b;

  if (x->part != y->part)
    return x->part < y->part ? -1 : 1;
  return x->doc < y->doc ? -1 : x->doc > y->doc;
}

/* The candidates, by place. */
static guint
gather (const ZxQuestion *question, float *sums, Gathered *found)
{
  guint chosen[G_N_ELEMENTS (question->terms)];
  guint n_chosen = choose_terms (question, chosen), n = 0;
  Gains gains;

  make_gains (&gains, question->snapshot);
  for (guint p = 0; p < question->snapshot->n_parts; p++) {
    memset (sums, 0, sizeof *sums * question->snapshot->parts[p].segment->n_docs);
    for (guint i = 0; i < n_chosen; i++)
      gather_term (question, &gains, p, chosen[i], sums);
    n = keep_best (question, p, sums, found, n);
  }
  qsort (found, n, sizeof *found, compare_places);
  return n;
}

/* ---- second look: few articles, all tokens */

typedef float Counts[CANDIDATES][ZX_FIELDS];

static inline gboolean
is_without (const ZxQuestion *question, const ZxSegment *segment, guint doc)
{
  return question->without != 0 && segment->ids[doc] == question->without;
}

/* How often a term stands in each of the candidates, which are all of part @p. */
static gboolean
count_term (const ZxQuestion *question,
            guint p,
            guint t,
            const Gathered *found,
            guint n,
            Counts counts)
{
  const ZxSegment *segment = question->snapshot->parts[p].segment;
  const ZxPlace *place = zx_question_place (question, p, t);
  gboolean any = FALSE;

  for (guint i = 0; i < place->count; i++) {
    ZxPostings postings;

    zx_postings_start (&postings, segment, place->at + i);
    for (guint c = 0; c < n; c++) {
      ZxCounts here = zx_postings_look (&postings, (int) found[c].doc);

      if (here == 0)
        continue;
      if (!any)
        memset (counts, 0, sizeof (float) * ZX_FIELDS * n);
      any = TRUE;
      for (guint field = 0; field < ZX_FIELDS; field++)
        counts[c][field] += zx_counts_get (here, field);
    }
  }
  for (guint c = 0; c < n && any && question->without != 0; c++)
    if (is_without (question, segment, found[c].doc))
      counts[c][ZX_FIELD_LEARNT] = MAX (counts[c][ZX_FIELD_LEARNT] - question->terms[t].count, 0);
  return any;
}

/* The views of BM25 for the candidates of part @p. */
static void
compare_words (const ZxQuestion *question,
               guint p,
               const Gathered *found,
               guint n,
               ZxSearchCandidate *candidates)
{
  const ZxSegment *segment = question->snapshot->parts[p].segment;
  float norms[ZX_KINDS][CANDIDATES][ZX_VIEWS];
  Counts counts;

  for (guint kind = 0; kind < ZX_KINDS; kind++)
    for (guint c = 0; c < n && question->sums[kind] > 0; c++)
      for (guint view = 0; view < ZX_VIEWS; view++)
        norms[kind][c][view] =
            view_norm (question->snapshot, zx_segment_lengths (segment, found[c].doc),
                       length_kind (kind), view);
  for (guint t = 0; t < question->n_terms; t++) {
    const ZxTerm *term = question->terms + t;
    float weight = term->rarity / MAX (question->sums[term->kind], 1e-6F);

    if (!count_term (question, p, t, found, n, counts))
      continue;
    for (guint c = 0; c < n; c++)
      for (guint view = 0; view < ZX_VIEWS; view++) {
        float count = view_count (view, counts[c][0], counts[c][1], counts[c][2]);

        candidates[c].views[term->kind][view] +=
            weight * count / (count + norms[term->kind][c][view]);
      }
  }
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

/* How like the question the article's title and past questions are, taken together: the nearest
 * counts most (the norm of all with exponent 1.5), several near ones more than one. */
static float
compare_units (const ZxQuestion *question, const ZxPart *part, guint doc)
{
  const ZxSegment *segment = part->segment;
  guint first = segment->doc_units[doc], n = segment->doc_units[doc + 1] - first;
  gboolean leaves_out = is_without (question, segment, doc);
  guint counted = 0;
  float sum = 0;

  for (guint i = 0; i < n; i++) {
    gboolean is_same;
    float likeness = unit_likeness (question, part, first + i, &is_same);

    if (leaves_out && i > 0 && is_same)
      continue;
    sum += likeness * sqrtf (likeness);
    counted++;
  }
  if (counted < n) /* the others have one more: that is to be no disadvantage */
    sum *= (float) n / (float) counted;
  return cbrtf (sum * sum);
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

static float
factor_of (const ZxSearchSnapshot *snapshot, gint64 id)
{
  const float *factor = g_hash_table_size (snapshot->factors) > 0
                            ? g_hash_table_lookup (snapshot->factors, &id)
                            : NULL;

  return factor != NULL ? *factor : 1;
}

/* An article in another script than the question is seldom what the customer can read. */
#define OTHER_SCRIPT 0.8F

static float
script_factor (const ZxQuestion *question, const ZxSegment *segment, guint doc)
{
  const guint16 *lengths = zx_segment_lengths (segment, doc);
  const guint16 *dense = lengths + ZX_TOKEN_HAN * ZX_FIELDS;
  const guint16 *spaced = lengths + ZX_TOKEN_STEM * ZX_FIELDS;
  guint n_dense = dense[ZX_FIELD_TITLE] + dense[ZX_FIELD_BODY];
  guint n_spaced = spaced[ZX_FIELD_TITLE] + spaced[ZX_FIELD_BODY];

  if (question->script == ZX_SCRIPT_DENSE)
    return n_dense == 0 ? OTHER_SCRIPT : 1;
  if (question->script == ZX_SCRIPT_SPACED)
    return n_dense > 2 * n_spaced ? OTHER_SCRIPT : 1;
  return 1;
}

static guint
look_closely (const ZxQuestion *question,
              const Gathered *found,
              guint n_found,
              ZxSearchCandidate *candidates)
{
  for (guint first = 0, n; first < n_found; first += n) {
    guint p = found[first].part;
    const ZxPart *part = question->snapshot->parts + p;

    for (n = 1; first + n < n_found && found[first + n].part == p;)
      n++;
    compare_words (question, p, found + first, n, candidates + first);
    for (guint c = first; c < first + n; c++) {
      candidates[c].id = part->segment->ids[found[c].doc];
      memcpy (candidates[c].share, question->share, sizeof question->share);
      candidates[c].likeness = compare_units (question, part, found[c].doc);
      candidates[c].score = zx_search_weigh (candidates + c, question->snapshot->likeness) *
                            factor_of (question->snapshot, candidates[c].id) *
                            script_factor (question, part->segment, found[c].doc);
    }
  }
  return n_found;
}

gsize
zx_search_consider (ZxSearchSnapshot *snapshot,
                    const char *text,
                    gint64 without,
                    ZxSearchCandidate *best,
                    gsize most)
{
  Scratch *scratch = get_scratch ();
  ZxQuestion *question = &scratch->question;
  Gathered found[CANDIDATES];
  g_autofree ZxSearchCandidate *candidates = g_new0 (ZxSearchCandidate, CANDIDATES);
  guint n;

  zx_question_set (question, snapshot, scratch->tokeniser, text);
  question->without = without;
  n = gather (question, scratch->sums, found);
  n = look_closely (question, found, n, candidates);
  zx_question_clear (question);
  qsort (candidates, n, sizeof *candidates, compare_scores);
  n = MIN (n, most);
  memcpy (best, candidates, sizeof *best * n);
  return n;
}

gsize
zx_search_ask (ZxSearchSnapshot *snapshot, const char *question, ZxSearchHit *hits, gsize most)
{
  g_autofree ZxSearchCandidate *candidates = g_new (ZxSearchCandidate, MAX (most, 1));
  gsize n = zx_search_consider (snapshot, question, 0, candidates, most);

  for (gsize i = 0; i < n; i++) {
    hits[i].id = candidates[i].id;
    hits[i].score = candidates[i].score;
    hits[i].fit = 1 / (1 + exp ((FIT_EVEN - candidates[i].score) / FIT_SLOPE));
  }
  return n;
}
