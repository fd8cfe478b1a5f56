/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-search-private.h"

enum {
  ZX_QUESTION_TOKENS = 600, /* distinct ones that count; a longer text is cut there */
  ZX_QUESTION_SLOTS = 4096,
};

/* One distinct token of the question. */
typedef struct {
  guint64 from, to; /* keys in the index: one, or all that sound alike */
  guint kind;
  guint count; /* in the question */
  guint df;
  gboolean is_empty;
  gboolean is_spare; /* its word is known to the base: not needed to find candidates */
  float rarity, unit_rarity;
} ZxTerm;

/* Where a term stands in a part: `count` keys from `at` on. */
typedef struct {
  guint at, count;
} ZxPlace;

/* A question taken apart and looked up in a snapshot. Large: not for the stack. */
typedef struct {
  ZxSearchSnapshot *snapshot; /* lent */
  gint64 without;             /* article that is taken not to have learnt this question; 0: none */
  ZxScript script;
  const ZxBaseStats *stats; /* lent: of the articles in that script */
  ZxTerm terms[ZX_QUESTION_TOKENS * 2];
  guint n_terms;
  ZxPlace *places;         /* [part][term] */
  float sums[ZX_KINDS];    /* of the rarities of the question's tokens */
  float squares[ZX_KINDS]; /* … and of the squares of their unit rarities */
  float share[ZX_KINDS];
  guint16 slots[ZX_QUESTION_SLOTS]; /* hash of unit keys → 1 + term, for comparing units */
} ZxQuestion;

/* Fills @question for @snapshot, which is lent; then zx_question_clear(). */
void zx_question_set (ZxQuestion *question,
                      ZxSearchSnapshot *snapshot,
                      ZxTokeniser *tokeniser,
                      const char *text);
void zx_question_clear (ZxQuestion *question);

/* The places of term @t in part @p. */
static inline const ZxPlace *
zx_question_place (const ZxQuestion *question, guint p, guint t)
{
  return question->places + (gsize) p * question->n_terms + t;
}

static inline guint
zx_question_slot (guint32 unit_key)
{
  return (unit_key * 2654435761U) >> 20;
}

static inline guint32
zx_term_unit_key (const ZxTerm *term)
{
  return (guint32) (term->from >> ZX_UNIT_KEY_SHIFT) |
         (term->kind == ZX_KIND_SOUND ? 0xE0000000 : 0);
}

/* The term of that key of a unit (that of a pair's sound: zx_unit_sound()), or null. */
static inline const ZxTerm *
zx_question_find (const ZxQuestion *question, guint32 key)
{
  for (guint slot = zx_question_slot (key); question->slots[slot] != 0;
       slot = (slot + 1) % ZX_QUESTION_SLOTS) {
    const ZxTerm *term = question->terms + question->slots[slot] - 1;

    if (zx_term_unit_key (term) == key)
      return term;
  }
  return NULL;
}

static inline guint32
zx_unit_sound (guint32 key)
{
  return (key >> (ZX_KEY_SOUND_SHIFT - ZX_UNIT_KEY_SHIFT)
                     << (ZX_KEY_SOUND_SHIFT - ZX_UNIT_KEY_SHIFT)) |
         0xE0000000;
}
