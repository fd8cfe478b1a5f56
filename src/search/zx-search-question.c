/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes a question apart: which tokens it has, where they stand, and how much each may say. */
#include "zx-search-question.h"

#include "zx-search-empty.h"

#include <math.h>
#include <string.h>

enum {
  DENSE_TOKENS_A_WORD = 4, /* two characters and about two pairs */
  DENSE_LEAST = 2,         /* characters that make a question a Chinese one */
  SPACED_LEAST = 3,        /* words that make it one of a spaced script */
  MISTYPED_TIMES = 2,      /* what letters say of a word that the base does not know */
  SCRIPT_LEAST = 10,       /* articles; fewer do not tell what is usual in their script */
  NO_TERM = G_MAXUINT16,
};

/* A base of a few dozen articles holds a common word in ten and a rare one in none, and seems to
 * know them apart. So many articles without any of the words are thought to be there besides. */
#define UNSEEN 100

/* Found on public sets of questions (tests/bench/kb) and on pairs of questions that mean the same.
 * Pairs of characters say more the more text there is to compare with: see pair_weight(). */
static const float kind_weights[ZX_KINDS] = {0.4F, 0.6F, 0.5F, 0.65F, 1.4F, 0.45F};

/* What is left of the rarity of an empty word; a small base holds it for rarer than it is. */
static const float empty_rarity[ZX_KINDS] = {0.3F, 1.0F, 0.5F, 0.25F, 0.25F, 0.3F};

float
zx_search_rarity (double n_docs, double df)
{
  df = MIN (df, n_docs);
  return (float) log (1 + (n_docs - df + 0.5) / (df + 0.5));
}

float
zx_search_unit_rarity (double n_docs, double df)
{
  return (float) log (1 + n_docs / MAX (MIN (df, n_docs), 0.5));
}

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  const ZxToken *x = a, *y = b;

  return x->key < y->key ? -1 : x->key > y->key;
}

/* There is room for all: each token makes at most two. */
static ZxTerm *
add_term (ZxQuestion *question, guint64 from, guint64 to, guint kind)
{
  ZxTerm *term = question->terms + question->n_terms++;

  *term = (ZxTerm){.from = from, .to = to, .kind = kind, .is_empty = TRUE, .is_spare = TRUE};
  return term;
}

static ZxScript
script_of (const ZxToken *tokens, gsize n)
{
  guint dense = 0, spaced = 0;

  for (gsize i = 0; i < n; i++) {
    dense += zx_key_kind (tokens[i].key) == ZX_TOKEN_HAN;
    spaced += zx_key_kind (tokens[i].key) == ZX_TOKEN_STEM;
  }
  if (dense >= DENSE_LEAST)
    return ZX_SCRIPT_DENSE;
  return dense == 0 && spaced >= SPACED_LEAST ? ZX_SCRIPT_SPACED : ZX_SCRIPT_ANY;
}

gboolean
zx_script_holds (ZxScript script, const ZxSegment *segment, guint doc)
{
  const guint16 *lengths = zx_segment_lengths (segment, doc);
  const guint16 *dense = lengths + ZX_TOKEN_HAN * ZX_FIELDS;
  const guint16 *spaced = lengths + ZX_TOKEN_STEM * ZX_FIELDS;
  guint n_dense = dense[ZX_FIELD_TITLE] + dense[ZX_FIELD_BODY];
  guint n_spaced = spaced[ZX_FIELD_TITLE] + spaced[ZX_FIELD_BODY];

  if (script == ZX_SCRIPT_DENSE)
    return n_dense > 0;
  return script == ZX_SCRIPT_ANY || n_dense <= 2 * n_spaced;
}

static void
set_script (ZxQuestion *question, const ZxToken *tokens, gsize n)
{
  question->script = script_of (tokens, n);
  question->stats = question->snapshot->stats + question->script;
  if (question->stats->n_docs < SCRIPT_LEAST)
    question->stats = question->snapshot->stats + ZX_SCRIPT_ANY;
}

/* Each distinct token once, then each distinct sound. Notes in `term_of` of each token, as they
 * stand, which term it is, and in `sound_of` which sound. */
static void
set_terms (ZxQuestion *question, ZxToken *tokens, gsize n, guint16 *term_of, guint16 *sound_of)
{
  ZxTerm *sound = NULL;

  question->n_terms = 0;
  for (gsize i = 0; i < n; i++)
    tokens[i].from = (guint32) i;
  qsort (tokens, n, sizeof *tokens, compare_keys);
  for (gsize i = 0, same; i < n; i += same) {
    ZxTerm *term =
        add_term (question, tokens[i].key, tokens[i].key + 1, zx_key_kind (tokens[i].key));

    for (same = 0; i + same < n && tokens[i + same].key == tokens[i].key; same++)
      term_of[tokens[i + same].from] = (guint16) (term - question->terms);
    term->count = (guint) same;
  }
  for (gsize i = 0; i < n; i++) {
    guint64 from = tokens[i].key >> ZX_KEY_SOUND_SHIFT << ZX_KEY_SOUND_SHIFT;

    sound_of[tokens[i].from] = NO_TERM;
    if (!zx_key_has_sound (tokens[i].key))
      continue;
    if (sound == NULL || sound->from != from)
      sound = add_term (question, from, from + ((guint64) 1 << ZX_KEY_SOUND_SHIFT), ZX_KIND_SOUND);
    sound_of[tokens[i].from] = (guint16) (sound - question->terms);
    sound->count++;
  }
}

/* Finds out of each term whether it stands, or its letters or pair do, in empty words alone, and
 * whether the base knows the words that it belongs to. */
static void
note_words (ZxQuestion *question, gsize n, const guint16 *term_of, const guint16 *sound_of)
{
  gboolean empty = FALSE, before = FALSE, known = FALSE;

  for (gsize i = 0; i < n; i++) {
    ZxTerm *term = question->terms + term_of[i];

    if (term->kind == ZX_TOKEN_STEM)
      before = empty;
    if (term->kind != ZX_TOKEN_TRIPLE && term->kind != ZX_TOKEN_PAIR) {
      empty = zx_key_is_empty (term->from);
      known = term->df > 0;
    }
    term->is_empty = term->is_empty && empty && (before || term->kind != ZX_TOKEN_PAIR);
    term->is_spare = term->is_spare && known && term->kind == ZX_TOKEN_TRIPLE;
    if (sound_of[i] == NO_TERM)
      continue;
    term = question->terms + sound_of[i];
    term->is_empty = term->is_empty && empty;
    term->is_spare = term->is_spare && known;
  }
}

/* Finds the places of all terms in part @p. */
static void
find_places (ZxQuestion *question, guint p)
{
  const ZxSegment *segment = question->snapshot->parts[p].segment;
  ZxPlace *places = question->places + (gsize) p * question->n_terms;

  for (guint step = 0; step < 2; step++)
    for (guint i = 0; i < question->n_terms; i++)
      zx_segment_fetch (segment, question->terms[i].from, step == 1);
  for (guint i = 0; i < question->n_terms; i++) {
    ZxTerm *term = question->terms + i;
    guint at = zx_segment_find (segment, term->from);

    places[i].at = at;
    for (; at < segment->n_keys && segment->keys[at] >> 24 < term->to; at++)
      term->df += zx_segment_df (segment, at);
    places[i].count = at - places[i].at;
    zx_fetch (segment->offsets + places[i].at, places[i].count);
  }
  for (guint i = 0; i < question->n_terms; i++)
    zx_fetch (segment->bytes + segment->offsets[places[i].at], places[i].count);
}

static gboolean
is_dense (guint kind)
{
  return kind > ZX_TOKEN_TRIPLE;
}

/* Letters of a word that the base does not know: they are all that is left of it. */
static gboolean
is_mistyped (const ZxTerm *term)
{
  return term->kind == ZX_TOKEN_TRIPLE && !term->is_spare;
}

/* 0 for a base of a few hundred Chinese titles, 1 from a thousand long articles on. */
static float
pair_weight (const ZxBaseStats *stats)
{
  const double *mean = stats->mean[ZX_TOKEN_HAN];
  double characters =
      stats->n_docs * (mean[ZX_FIELD_TITLE] + mean[ZX_FIELD_BODY] + mean[ZX_FIELD_LEARNT]);

  return (float) CLAMP ((log10 (1 + characters) - 3.5) / 2.5, 0, 1);
}

/* How much each kind may say. Words of one script must not drown the other's: a kind is weighed by
 * the part of the question, in rarity, that is in its script. */
static void
weigh_kinds (ZxQuestion *question)
{
  double n_docs = question->stats->n_docs + UNSEEN, n_all = question->snapshot->n_docs;
  float spaced, dense, present[2] = {0, 0}, weights[ZX_KINDS];

  memset (question->sums, 0, sizeof question->sums);
  memset (question->squares, 0, sizeof question->squares);
  for (guint i = 0; i < question->n_terms; i++) {
    ZxTerm *term = question->terms + i;
    float known =
        zx_search_rarity (n_docs, term->df) * (term->is_empty ? empty_rarity[term->kind] : 1);

    if (is_mistyped (term))
      known *= MISTYPED_TIMES;
    term->rarity = known;
    term->unit_rarity = zx_search_unit_rarity (n_all, term->df);
    if (is_mistyped (term))
      term->unit_rarity *= MISTYPED_TIMES;
    question->sums[term->kind] += term->df > 0 ? known : known / 2;
    question->squares[term->kind] += term->unit_rarity * term->unit_rarity;
  }
  memcpy (weights, kind_weights, sizeof weights);
  weights[ZX_TOKEN_HAN2] *= pair_weight (question->stats);
  spaced = question->sums[ZX_TOKEN_STEM];
  dense = (question->sums[ZX_TOKEN_HAN] + question->sums[ZX_TOKEN_HAN2]) / DENSE_TOKENS_A_WORD;
  for (guint kind = 0; kind < ZX_KINDS; kind++)
    present[is_dense (kind)] += question->sums[kind] > 0 ? weights[kind] : 0;
  for (guint kind = 0; kind < ZX_KINDS; kind++)
    question->share[kind] = weights[kind] * (is_dense (kind) ? dense : spaced) /
                            MAX ((spaced + dense) * present[is_dense (kind)], 1e-6F);
}

/* An open hash of the terms as they look in units. */
static void
fill_slots (ZxQuestion *question)
{
  memset (question->slots, 0, sizeof question->slots);
  for (guint i = 0; i < question->n_terms; i++) {
    guint slot = zx_question_slot (zx_term_unit_key (question->terms + i));

    while (question->slots[slot] != 0)
      slot = (slot + 1) % ZX_QUESTION_SLOTS;
    question->slots[slot] = (guint16) (i + 1);
  }
}

void
zx_question_set (ZxQuestion *question,
                 ZxSearchSnapshot *snapshot,
                 ZxTokeniser *tokeniser,
                 const char *text)
{
  guint16 term_of[ZX_QUESTION_TOKENS], sound_of[ZX_QUESTION_TOKENS];
  gsize n;
  ZxToken *tokens = zx_tokeniser_cut (tokeniser, text, strlen (text), &n);

  n = MIN (n, ZX_QUESTION_TOKENS);
  question->snapshot = snapshot;
  question->without = 0;
  set_script (question, tokens, n);
  set_terms (question, tokens, n, term_of, sound_of);
  question->places = g_new (ZxPlace, MAX ((gsize) snapshot->n_parts * question->n_terms, 1));
  for (guint p = 0; p < snapshot->n_parts; p++)
    find_places (question, p);
  note_words (question, n, term_of, sound_of);
  weigh_kinds (question);
  fill_slots (question);
}

void
zx_question_clear (ZxQuestion *question)
{
  g_clear_pointer (&question->places, g_free);
}
