/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says in words for whom an article is and why it was found. */
#include "zx-scope-words.h"

#include <glib/gi18n.h>

typedef struct {
  const char *wire, *words;
  gboolean is_against;
} Word;

static const Word scopes[] = {
    /* translators: of a proposed answer; what follows, up to "over two years old", as well */
    {"product", N_ ("for this product"), FALSE},
    {"other_product", N_ ("for another product"), TRUE},
    {"module", N_ ("for this module"), FALSE},
    {"other_module", N_ ("for another module"), TRUE},
    {"version", N_ ("for this version"), FALSE},
    {"other_version", N_ ("not for this version"), TRUE},
    {"tier", N_ ("for this customer’s tier"), FALSE},
    {"other_tier", N_ ("not for this customer’s tier"), TRUE},
    {"other_language", N_ ("in another language"), TRUE},
    {"old", N_ ("over two years old"), TRUE},
};

static const Word kinds[] = {
    {"word", N_ ("The same word"), FALSE},
    {"pair", N_ ("The same two words together"), FALSE},
    {"letters", N_ ("Nearly the same letters"), FALSE},
    {"han", N_ ("The same characters"), FALSE},
    {"han_pair", N_ ("The same characters together"), FALSE},
    {"sound", N_ ("Sounds the same"), FALSE},
    {"title", N_ ("Like the title as a whole"), FALSE},
    {"question", N_ ("Like a question that it answered"), FALSE},
    {"learnt", N_ ("What agents made of it so far"), FALSE},
    {"script", N_ ("In another writing than the question"), FALSE},
};

static const Word *
find (const Word *words, gsize n, const char *wire)
{
  for (gsize i = 0; i < n; i++)
    if (g_strcmp0 (words[i].wire, wire) == 0)
      return &words[i];
  return NULL;
}

const char *
zx_scope_words (const char *rule)
{
  const Word *word = find (scopes, G_N_ELEMENTS (scopes), rule);

  return word != NULL ? _ (word->words) : NULL;
}

gboolean
zx_scope_is_against (const char *rule)
{
  const Word *word = find (scopes, G_N_ELEMENTS (scopes), rule);

  return word != NULL && word->is_against;
}

const char *
zx_reason_words (const char *kind)
{
  const Word *word = find (kinds, G_N_ELEMENTS (kinds), kind);

  if (word == NULL)
    word = find (scopes, G_N_ELEMENTS (scopes), kind);
  return word != NULL ? _ (word->words) : kind;
}
