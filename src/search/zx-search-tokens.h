/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* What a text is cut into. A pinyin bigram is no token of its own: it is the upper part of the key
 * of a Han bigram, so that all pairs that sound alike lie side by side in the index. */
typedef enum {
  ZX_TOKEN_STEM,   /* a word of a spaced script, stemmed */
  ZX_TOKEN_PAIR,   /* two stems in a row */
  ZX_TOKEN_TRIPLE, /* three letters of ^word$ */
  ZX_TOKEN_HAN,    /* one dense character */
  ZX_TOKEN_HAN2,   /* two in a row */
  ZX_TOKEN_KINDS,
} ZxTokenKind;

enum {
  ZX_KEY_BITS = 40,
  ZX_KEY_KIND_SHIFT = 37,  /* kind | 37 bits of hash … */
  ZX_KEY_SOUND_SHIFT = 19, /* … or kind | 9 + 9 bits of sound | 19 bits of hash */
};

typedef struct {
  guint64 key;      /* ZX_KEY_BITS wide */
  guint32 from, to; /* the bytes of the text that it covers */
} ZxToken;

static inline ZxTokenKind
zx_key_kind (guint64 key)
{
  return (ZxTokenKind) (key >> ZX_KEY_KIND_SHIFT);
}

/* Both characters of this Han bigram can be pronounced. */
static inline gboolean
zx_key_has_sound (guint64 key)
{
  return zx_key_kind (key) == ZX_TOKEN_HAN2 && (key >> 28 & 511) != 0 && (key >> 19 & 511) != 0;
}

/* Cuts texts. Holds a stemmer, so it belongs to one thread at a time. */
typedef struct _ZxTokeniser ZxTokeniser;
ZxTokeniser *zx_tokeniser_new (void);
void zx_tokeniser_free (ZxTokeniser *tokeniser);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZxTokeniser, zx_tokeniser_free)

/* The tokens of @text in order of their kinds' appearance. Lent until the next call;
 * may be changed in place. */
ZxToken *zx_tokeniser_cut (ZxTokeniser *tokeniser, const char *text, gsize length, gsize *n_tokens);
