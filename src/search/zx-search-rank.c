/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the articles that answer a question: gathers candidates by the rare tokens, then looks at
 * those closely. */
#include "zx-search-private.h"

#include "zx-search-empty.h"
#include <math.h>
#include <string.h>

enum {
  QUESTION_TOKENS = 600,   /* distinct ones that count; a longer text is cut there */
  CANDIDATES = 150,        /* looked at closely */
  GATHER_POSTINGS = 40000, /* read at most to find them, rarest tokens first */
  DENSE_TOKENS_A_WORD = 4, /* two characters and about two pairs */
};

/* How tokens of one view saturate (k1) and how much a long text is held against it (b). */
static const struct {
  float k1, b;
} views[ZX_VIEW_UNIT] = {
    [ZX_VIEW_TITLE] = {1.0F, 0.4F},
    [ZX_VIEW_ALL] = {1.5F, 0.75F},
    [ZX_VIEW_SHORT] = {1.2F, 0.5F},
    [ZX_VIEW_BODY] = {1.5F, 0.75F},
};

/* Found on three public sets of questions (tests/bench/kb), alike on both halves of each. */
static const float view_weights[ZX_VIEWS] = {2.0F, 3.0F, 0.8F, 0.8F, 1.0F};
static const float kind_weights[ZX_KINDS] = {0.33F, 0.6F, 0.5F, 0.8F, 0.9F, 1.2F};

/* What is left of the rarity of an empty word; a small base holds it for rarer than it is. */
static const float empty_rarity[ZX_KINDS] = {0.3F, 1.0F, 0.5F, 0.25F, 0.25F, 0.3F};

/* Scores of right and of wrong first answers on the public sets, and of questions that the base has
 * no answer to, part here: at FIT_EVEN half are right. */
#define FIT_EVEN 0.14
#define FIT_SLOPE 0.035

/* One distinct token of the question. */
typedef struct {
  guint64 from, to; /* keys in the index: one, or all that sound alike */
  guint kind;
  guint df;
  gboolean is_empty;
  gboolean is_spare; /* its word is known to the base: not needed to find candidates */
  float rarity;
} Term;

/* Where a term stands in a part: `count` keys from `at` on. */
typedef struct {
  guint at, count;
} Place;

typedef struct {
  float score;
  guint part;
  guint doc;
} Gathered;

typedef struct {
  ZxSearchSnapshot *snapshot; /* lent */
  Term terms[QUESTION_TOKENS * 2];
  guint n_terms;
  Place *places;        /* [part][term] */
  float sums[ZX_KINDS]; /* of the rarities of the question's tokens */
  float squares[ZX_KINDS];
  float share[ZX_KINDS];
  guint slots[4096]; /* hash of unit keys → 1 + term, for comparing units */
} Question;

/* What a thread keeps between questions. */
typedef struct {
  ZxTokeniser *tokeniser;
  Question question;
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

float
zx_search_rarity (double n_docs, double df)
{
  df = MIN (df, n_docs);
  return (float) log (1 + (n_docs - df + 0.5) / (df + 0.5));
}

/* ---- the question */

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  const ZxToken *x = a, *y = b;

  return x->key < y->key ? -1 : x->key > y->key;
}

/* There is room for all: each token makes at most two. */
static Term *
add_term (Question *question, guint64 from, guint64 to, guint kind)
{
  Term *term = question->terms + question->n_terms++;

  *term = (Term){.from = from, .to = to, .kind = kind, .is_empty = TRUE, .is_spare = TRUE};
  return term;
}

static gboolean
is_known (const ZxSearchSnapshot *snapshot, guint64 key)
{
  for (guint p = 0; p < snapshot->n_parts; p++) {
    const ZxSegment *segment = snapshot->parts[p].segment;
    guint at = zx_segment_find (segment, key);

    if (at < segment->n_keys && segment->keys[at] >> 24 == key)
      return TRUE;
  }
  return FALSE;
}

/* Notes in `to` of each token whether it is, or belongs to, an empty word, and in `from` whether
 * the word that it is, or belongs to, is known to the base. */
static void
note_words (const ZxSearchSnapshot *snapshot, ZxToken *tokens, gsize n)
{
  gboolean empty = FALSE, before = FALSE, known = FALSE;

  for (gsize i = 0; i < n; i++) {
    ZxTokenKind kind = zx_key_kind (tokens[i].key);

    if (kind == ZX_TOKEN_STEM)
      before = empty;
    if (kind != ZX_TOKEN_TRIPLE && kind != ZX_TOKEN_PAIR) {
      empty = zx_key_is_empty (tokens[i].key);
      known = is_known (snapshot, tokens[i].key);
    }
    tokens[i].to = kind == ZX_TOKEN_PAIR ? empty && before : empty;
    tokens[i].from = known;
  }
}

/* Each distinct token once, then each distinct sound. */
static void
set_terms (Question *question, ZxTokeniser *tokeniser, const char *text)
{
  gsize n;
  ZxToken *tokens = zx_tokeniser_cut (tokeniser, text, strlen (text), &n);
  Term *sound = NULL;

  question->n_terms = 0;
  n = MIN (n, QUESTION_TOKENS);
  note_words (question->snapshot, tokens, n);
  qsort (tokens, n, sizeof *tokens, compare_keys);
  for (gsize i = 0, same; i < n; i += same) {
    Term *term = add_term (question, tokens[i].key, tokens[i].key + 1, zx_key_kind (tokens[i].key));

    for (same = 0; i + same < n && tokens[i + same].key == tokens[i].key; same++) {
      term->is_empty = term->is_empty && tokens[i + same].to;
      term->is_spare = term->is_spare && tokens[i + same].from && term->kind == ZX_TOKEN_TRIPLE;
    }
  }
  for (gsize i = 0; i < n; i++) {
    guint64 from = tokens[i].key >> ZX_KEY_SOUND_SHIFT << ZX_KEY_SOUND_SHIFT;

    if (!zx_key_has_sound (tokens[i].key))
      continue;
    if (sound == NULL || sound->from != from)
      sound = add_term (question, from, from + ((guint64) 1 << ZX_KEY_SOUND_SHIFT), ZX_KIND_SOUND);
    sound->is_empty = sound->is_empty && tokens[i].to;
    sound->is_spare = sound->is_spare && tokens[i].from;
  }
}

static void
find_places (Question *question)
{
  const ZxSearchSnapshot *snapshot = question->snapshot;

  for (guint p = 0; p < snapshot->n_parts; p++) {
    const ZxSegment *segment = snapshot->parts[p].segment;

    for (guint i = 0; i < question->n_terms; i++) {
      Term *term = question->terms + i;
      Place *place = question->places + (gsize) p * question->n_terms + i;
      guint at = zx_segment_find (segment, term->from);

      place->at = at;
      for (; at < segment->n_keys && segment->keys[at] >> 24 < term->to; at++)
        term->df += zx_segment_df (segment, at);
      place->count = at - place->at;
    }
  }
}

static gboolean
is_dense (guint kind)
{
  return kind > ZX_TOKEN_TRIPLE;
}

/* How much each kind may say. Words of one script must not drown the other's: a kind is weighed by
 * the part of the question, in rarity, that is in its script. */
static void
weigh_kinds (Question *question)
{
  double n_docs = question->snapshot->n_docs;
  float spaced, dense, present[2] = {0, 0};

  memset (question->sums, 0, sizeof question->sums);
  memset (question->squares, 0, sizeof question->squares);
  for (guint i = 0; i < question->n_terms; i++) {
    Term *term = question->terms + i;
    float known =
        zx_search_rarity (n_docs, term->df) * (term->is_empty ? empty_rarity[term->kind] : 1);

    term->rarity = known;
    question->sums[term->kind] += term->df > 0 ? known : known / 2;
    question->squares[term->kind] += known * known;
  }
  spaced = question->sums[ZX_TOKEN_STEM];
  dense = (question->sums[ZX_TOKEN_HAN] + question->sums[ZX_TOKEN_HAN2]) / DENSE_TOKENS_A_WORD;
  for (guint kind = 0; kind < ZX_KINDS; kind++)
    present[is_dense (kind)] += question->sums[kind] > 0 ? kind_weights[kind] : 0;
  for (guint kind = 0; kind < ZX_KINDS; kind++)
    question->share[kind] = kind_weights[kind] * (is_dense (kind) ? dense : spaced) /
                            MAX ((spaced + dense) * present[is_dense (kind)], 1e-6F);
}

static guint
slot_of (guint32 unit_key)
{
  return (unit_key * 2654435761U) >> 20;
}

static guint32
unit_key (const Term *term)
{
  return (guint32) (term->from >> ZX_UNIT_KEY_SHIFT) |
         (term->kind == ZX_KIND_SOUND ? 0xE0000000 : 0);
}

/* An open hash of the terms as they look in units. */
static void
fill_slots (Question *question)
{
  memset (question->slots, 0, sizeof question->slots);
  for (guint i = 0; i < question->n_terms; i++) {
    guint slot = slot_of (unit_key (question->terms + i));

    while (question->slots[slot] != 0)
      slot = (slot + 1) % G_N_ELEMENTS (question->slots);
    question->slots[slot] = i + 1;
  }
}

static const Term *
find_term (const Question *question, guint32 key)
{
  for (guint slot = slot_of (key); question->slots[slot] != 0;
       slot = (slot + 1) % G_N_ELEMENTS (question->slots)) {
    const Term *term = question->terms + question->slots[slot] - 1;

    if (unit_key (term) == key)
      return term;
  }
  return NULL;
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
  const Question *question = data;
  guint x = question->terms[*(const guint *) a].df, y = question->terms[*(const guint *) b].df;

  return x < y ? -1 : x > y;
}

/* The terms to gather by: rarest first, while the postings to be read stay within bounds. */
static guint
choose_terms (const Question *question, guint *chosen)
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
gather_term (const Question *question, const Gains *gains, guint p, guint t, float *sums)
{
  const ZxSegment *segment = question->snapshot->parts[p].segment;
  const Term *term = question->terms + t;
  const Place *place = question->places + (gsize) p * question->n_terms + t;
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
keep_best (const Question *question, guint p, const float *sums, Gathered *heap, guint n)
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
gather (const Question *question, float *sums, Gathered *found)
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

/* How often a term stands in each of the candidates, which are all of part @p. */
static gboolean
count_term (const Question *question,
            guint p,
            guint t,
            const Gathered *found,
            guint n,
            Counts counts)
{
  const Place *place = question->places + (gsize) p * question->n_terms + t;
  gboolean any = FALSE;

  for (guint i = 0; i < place->count; i++) {
    ZxPostings postings;

    zx_postings_start (&postings, question->snapshot->parts[p].segment, place->at + i);
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
  return any;
}

/* The views of BM25 for the candidates of part @p. */
static void
compare_words (const Question *question,
               guint p,
               const Gathered *found,
               guint n,
               ZxCandidate *candidates)
{
  const ZxSegment *segment = question->snapshot->parts[p].segment;
  float norms[ZX_KINDS][CANDIDATES][ZX_VIEW_UNIT];
  Counts counts;

  for (guint kind = 0; kind < ZX_KINDS; kind++)
    for (guint c = 0; c < n && question->sums[kind] > 0; c++)
      for (guint view = 0; view < ZX_VIEW_UNIT; view++)
        norms[kind][c][view] =
            view_norm (question->snapshot, zx_segment_lengths (segment, found[c].doc),
                       length_kind (kind), view);
  for (guint t = 0; t < question->n_terms; t++) {
    const Term *term = question->terms + t;
    float weight = term->rarity / MAX (question->sums[term->kind], 1e-6F);

    if (!count_term (question, p, t, found, n, counts))
      continue;
    for (guint c = 0; c < n; c++)
      for (guint view = 0; view < ZX_VIEW_UNIT; view++) {
        float count = view_count (view, counts[c][0], counts[c][1], counts[c][2]);

        candidates[c].views[term->kind][view] +=
            weight * count / (count + norms[term->kind][c][view]);
      }
  }
}

/* What the question and a unit share, by kind: squares of rarities. */
static void
share_with_unit (const Question *question,
                 const guint32 *tokens,
                 guint n_tokens,
                 float shared[ZX_KINDS])
{
  guint32 last_sound = 0;

  for (guint i = 0; i < n_tokens; i++) {
    const Term *term = find_term (question, tokens[i]);

    if (term != NULL)
      shared[term->kind] += term->rarity * term->rarity;
    if (zx_key_has_sound ((guint64) tokens[i] << ZX_UNIT_KEY_SHIFT)) {
      guint32 sound = (tokens[i] >> (ZX_KEY_SOUND_SHIFT - ZX_UNIT_KEY_SHIFT)
                                        << (ZX_KEY_SOUND_SHIFT - ZX_UNIT_KEY_SHIFT)) |
                      0xE0000000;

      term = sound != last_sound ? find_term (question, sound) : NULL;
      if (term != NULL)
        shared[ZX_KIND_SOUND] += term->rarity * term->rarity;
      last_sound = sound;
    }
  }
}

/* The nearest of the article's title and past questions, by kind. */
static void
compare_units (const Question *question, const ZxPart *part, guint doc, ZxCandidate *candidate)
{
  const ZxSegment *segment = part->segment;

  for (guint unit = segment->doc_units[doc]; unit < segment->doc_units[doc + 1]; unit++) {
    float shared[ZX_KINDS] = {0};
    guint start = segment->unit_starts[unit];

    share_with_unit (question, segment->unit_tokens + start, segment->unit_starts[unit + 1] - start,
                     shared);
    for (guint kind = 0; kind < ZX_KINDS; kind++) {
      float norm = part->norms[(gsize) unit * ZX_KINDS + kind] * sqrtf (question->squares[kind]);
      float *nearest = &candidate->views[kind][ZX_VIEW_UNIT];

      if (shared[kind] > 0 && norm > 0)
        *nearest = MAX (*nearest, shared[kind] / norm);
    }
  }
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
      float rarity = zx_search_rarity (n_docs, df);
      norms[zx_key_kind (key)] += rarity * rarity;
      rarity = sounds ? zx_search_rarity (n_docs, sound_df) : 0;
      norms[ZX_KIND_SOUND] += rarity * rarity;
      last_sound = sound;
    }
    for (guint kind = 0; kind < ZX_KINDS; kind++)
      norms[kind] = sqrtf (norms[kind]);
  }
}

/* ---- the answer */

static float
weigh (const ZxCandidate *candidate)
{
  float score = 0, most = 0;

  for (guint kind = 0; kind < ZX_KINDS; kind++)
    for (guint view = 0; view < ZX_VIEWS; view++) {
      float weight = candidate->share[kind] * view_weights[view];

      score += weight * candidate->views[kind][view];
      most += weight;
    }
  return score / MAX (most, 1e-6F);
}

static int
compare_scores (gconstpointer a, gconstpointer b)
{
  const ZxCandidate *x = a, *y = b;

  if (x->score != y->score)
    return x->score > y->score ? -1 : 1;
  return x->id < y->id ? -1 : x->id > y->id;
}

static guint
look_closely (const Question *question,
              const Gathered *found,
              guint n_found,
              ZxCandidate *candidates)
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
      compare_units (question, part, found[c].doc, candidates + c);
      candidates[c].score = weigh (candidates + c);
    }
  }
  return n_found;
}

gsize
zx_search_consider (ZxSearchSnapshot *snapshot, const char *text, ZxCandidate *best, gsize most)
{
  Scratch *scratch = get_scratch ();
  Question *question = &scratch->question;
  Gathered found[CANDIDATES];
  g_autofree ZxCandidate *candidates = g_new0 (ZxCandidate, CANDIDATES);
  guint n;

  question->snapshot = snapshot;
  set_terms (question, scratch->tokeniser, text);
  question->places = g_new (Place, MAX ((gsize) snapshot->n_parts * question->n_terms, 1));
  find_places (question);
  weigh_kinds (question);
  fill_slots (question);
  n = gather (question, scratch->sums, found);
  n = look_closely (question, found, n, candidates);
  g_clear_pointer (&question->places, g_free);
  qsort (candidates, n, sizeof *candidates, compare_scores);
  n = MIN (n, most);
  memcpy (best, candidates, sizeof *best * n);
  return n;
}

gsize
zx_search_ask (ZxSearchSnapshot *snapshot, const char *question, ZxSearchHit *hits, gsize most)
{
  g_autofree ZxCandidate *candidates = g_new (ZxCandidate, MAX (most, 1));
  gsize n = zx_search_consider (snapshot, question, candidates, most);

  for (gsize i = 0; i < n; i++) {
    hits[i].id = candidates[i].id;
    hits[i].score = candidates[i].score;
    hits[i].fit = 1 / (1 + exp ((FIT_EVEN - candidates[i].score) / FIT_SLOPE));
  }
  return n;
}
