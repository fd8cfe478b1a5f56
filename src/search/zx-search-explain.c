/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes the score of one answer apart: what each word of the question, each past question and each
 * factor did for it. */
#include "zx-search-rank.h"

#include <string.h>

static const ZxSearchTermKind term_kinds[ZX_KINDS] = {
    [ZX_TOKEN_STEM] = ZX_SEARCH_TERM_WORD,      [ZX_TOKEN_PAIR] = ZX_SEARCH_TERM_PAIR,
    [ZX_TOKEN_TRIPLE] = ZX_SEARCH_TERM_LETTERS, [ZX_TOKEN_HAN] = ZX_SEARCH_TERM_HAN,
    [ZX_TOKEN_HAN2] = ZX_SEARCH_TERM_HAN_PAIR,  [ZX_KIND_SOUND] = ZX_SEARCH_TERM_SOUND,
};

typedef struct {
  const ZxQuestion *question;
  const ZxGathered *found;
  const char *text;      /* the question's */
  const ZxToken *tokens; /* its, as they stand */
  gsize n_tokens;
  GArray *terms; /* ZxSearchTerm */
} Explanation;

static void
clear_term (gpointer data)
{
  ZxSearchTerm *term = data;

  g_free (term->text);
}

/* Letters of the same word are one part. Takes @text. */
static void
add_part (GArray *terms, ZxSearchTermKind kind, char *text, double score)
{
  ZxSearchTerm term = {text, kind, score};

  for (guint i = 0; i < terms->len; i++) {
    ZxSearchTerm *known = &g_array_index (terms, ZxSearchTerm, i);

    if (known->kind == kind && strcmp (known->text, text) == 0) {
      known->score += score;
      g_free (text);
      return;
    }
  }
  g_array_append_val (terms, term);
}

/* Where the question has the term first; of letters, the word that they are of. */
static char *
dup_stretch (const Explanation *self, const ZxTerm *term)
{
  const ZxToken *word = NULL;

  for (gsize i = 0; i < self->n_tokens; i++) {
    const ZxToken *token = self->tokens + i;
    gboolean is_triple = zx_key_kind (token->key) == ZX_TOKEN_TRIPLE;

    if (zx_key_kind (token->key) == ZX_TOKEN_STEM)
      word = token;
    if (token->key < term->from || token->key >= term->to)
      continue;
    if (is_triple && word != NULL)
      token = word;
    return g_utf8_make_valid (self->text + token->from, token->to - token->from);
  }
  return g_strdup ("");
}

static void
add_words (Explanation *self)
{
  const ZxQuestion *question = self->question;

  for (guint t = 0; t < question->n_terms; t++) {
    ZxSearchCandidate part = {0};
    float score;

    memcpy (part.share, question->share, sizeof part.share);
    zx_rank_words (question, self->found->part, t, t + 1, self->found, 1, &part);
    score = zx_search_weigh (&part, question->snapshot->likeness);
    if (score > 0)
      add_part (self->terms, term_kinds[question->terms[t].kind],
                dup_stretch (self, question->terms + t), score);
  }
}

static void
add_likeness (Explanation *self)
{
  const ZxQuestion *question = self->question;
  const ZxPart *part = question->snapshot->parts + self->found->part;
  guint doc = self->found->doc, first = part->segment->doc_units[doc];
  guint n = part->segment->doc_units[doc + 1] - first;
  g_autofree float *each = g_new0 (float, n + 1);

  zx_rank_units (question, part, doc, each);
  for (guint i = 0; i < n; i++) {
    const char *past = part->segment->unit_texts[first + i];
    ZxSearchCandidate one = {.likeness = each[i]};
    float score;

    memcpy (one.share, question->share, sizeof one.share);
    score = zx_search_weigh (&one, question->snapshot->likeness);
    if (score > 0)
      add_part (self->terms, past != NULL ? ZX_SEARCH_TERM_QUESTION : ZX_SEARCH_TERM_TITLE,
                past != NULL ? g_utf8_make_valid (past, -1) : g_strdup (""), score);
  }
}

static int
compare_parts (gconstpointer a, gconstpointer b)
{
  const ZxSearchTerm *x = a, *y = b;

  if (x->score != y->score)
    return x->score > y->score ? -1 : 1;
  return x->kind != y->kind ? (int) x->kind - (int) y->kind : strcmp (x->text, y->text);
}

static void
add_factor (Explanation *self, ZxSearchTermKind kind, float factor)
{
  ZxSearchTerm term = {NULL, kind, factor};

  if (!(factor < 1 || factor > 1))
    return;
  term.text = g_strdup ("");
  g_array_append_val (self->terms, term);
}

static void
explain (Explanation *self)
{
  const ZxSearchSnapshot *snapshot = self->question->snapshot;
  const ZxSegment *segment = snapshot->parts[self->found->part].segment;
  guint doc = self->found->doc;

  add_words (self);
  add_likeness (self);
  g_array_sort (self->terms, compare_parts);
  add_factor (self, ZX_SEARCH_TERM_LEARNT, zx_rank_learnt_factor (snapshot, segment->ids[doc]));
  add_factor (self, ZX_SEARCH_TERM_SCRIPT, zx_rank_script_factor (self->question, segment, doc));
  add_factor (self, ZX_SEARCH_TERM_SCOPE, self->found->scope);
}

GArray *
zx_search_explain (ZxSearchSnapshot *snapshot,
                   const char *question,
                   gint64 id,
                   ZxSearchScopeFunc scope,
                   gpointer data)
{
  ZxScratch *scratch = zx_scratch_get ();
  ZxGathered found[ZX_CANDIDATES];
  Explanation self = {.question = &scratch->question, .text = question};
  guint n;

  zx_question_set (&scratch->question, snapshot, scratch->tokeniser, question);
  n = zx_search_gather (scratch, scope, data, found);
  for (guint i = 0; i < n && self.found == NULL; i++)
    if (snapshot->parts[found[i].part].segment->ids[found[i].doc] == id)
      self.found = found + i;
  if (self.found != NULL) {
    self.terms = g_array_new (FALSE, FALSE, sizeof (ZxSearchTerm));
    g_array_set_clear_func (self.terms, clear_term);
    self.tokens =
        zx_tokeniser_cut (scratch->tokeniser, question, strlen (question), &self.n_tokens);
    explain (&self);
  }
  zx_question_clear (&scratch->question);
  return self.terms;
}
