/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cuts folded text into the keys of the index: no dictionary, so new words need no release. */
#include "zx-search-tokens.h"

#include "zx-search-text.h"

#include <libstemmer.h>

enum {
  WORD_MOST = 64,         /* characters; the rest of a longer word is not looked at */
  STEM_CACHE = 1 << 14,   /* words remembered with their stems */
  SEEN = 1 << 11,         /* words of the text at hand that are remembered */
  TEXT_MOST = 512 * 1024, /* bytes of one text; a longer one is a file, not an answer */
};

typedef struct {
  guint64 word, stem; /* hashes */
} CachedStem;

struct _ZxTokeniser {
  ZxFoldedText folded;
  ZxToken *tokens; /* owned */
  gsize n, room;
  struct sb_stemmer *stemmer; /* owned */
  CachedStem *stems;          /* owned, STEM_CACHE of them */
  guint64 seen[SEEN];         /* words whose triples a text has given, mixed with its number */
  guint64 n_texts;            /* cut so far */
};

ZxTokeniser *
zx_tokeniser_new (void)
{
  ZxTokeniser *self = g_new0 (ZxTokeniser, 1);

  self->stemmer = sb_stemmer_new ("english", NULL);
  self->stems = g_new0 (CachedStem, STEM_CACHE);
  return self;
}

void
zx_tokeniser_free (ZxTokeniser *self)
{
  if (self == NULL)
    return;
  g_free (self->folded.at);
  g_free (self->tokens);
  sb_stemmer_delete (self->stemmer);
  g_free (self->stems);
  g_free (self);
}

static inline guint64
mix (guint64 hash, guint64 value)
{
  hash = (hash ^ value) * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15);
  return hash ^ hash >> 29;
}

static inline guint64
key_of (ZxTokenKind kind, guint64 hash)
{
  hash *= G_GUINT64_CONSTANT (0xD6E8FEB86659FD93);
  return (guint64) kind << ZX_KEY_KIND_SHIFT | hash >> (64 - ZX_KEY_KIND_SHIFT);
}

static inline void
add (ZxTokeniser *self, guint64 key, guint32 from, guint32 to)
{
  if (G_UNLIKELY (self->n == self->room)) {
    self->room = MAX (256, self->room * 2);
    self->tokens = g_renew (ZxToken, self->tokens, self->room);
  }
  self->tokens[self->n++] = (ZxToken){key, from, to};
}

static guint64
hash_characters (const ZxFolded *at, gsize n)
{
  guint64 hash = 0x5A585345;

  for (gsize i = 0; i < n; i++)
    hash = mix (hash, at[i].c);
  return hash;
}

static guint64
hash_bytes (const guint8 *bytes, int n)
{
  guint64 hash = 0x7374656D;

  for (int i = 0; i < n; i++)
    hash = mix (hash, bytes[i]);
  return hash;
}

/* @word: its hash_characters(). */
static guint64
stem_word (ZxTokeniser *self, const ZxFolded *at, gsize n, guint64 word)
{
  CachedStem *cached = self->stems + word % STEM_CACHE;
  char utf8[WORD_MOST * 6];
  int length = 0;

  if (cached->word == word)
    return cached->stem;
  for (gsize i = 0; i < n; i++)
    length += g_unichar_to_utf8 (at[i].c, utf8 + length);
  const guint8 *stem = sb_stemmer_stem (self->stemmer, (const guint8 *) utf8, length);
  cached->word = word;
  cached->stem = stem != NULL ? hash_bytes (stem, sb_stemmer_length (self->stemmer)) : word;
  return cached->stem;
}

/* The letters of ^word$ by threes: what a mistyped word still shares with the right one. Once a
 * text (or hardly more often): how often a word stands there is told by its stem. */
static void
add_triples (ZxTokeniser *self, const ZxFolded *at, gsize n, guint64 word)
{
  guint64 here = mix (self->n_texts, word);

  if (self->seen[word % SEEN] == here)
    return;
  self->seen[word % SEEN] = here;
  for (gsize i = 0; i < n && n > 1; i++) {
    guint64 hash = mix (0x333, i == 0 ? '^' : at[i - 1].c);

    hash = mix (hash, at[i].c);
    hash = mix (hash, i + 1 == n ? '$' : at[i + 1].c);
    add (self, key_of (ZX_TOKEN_TRIPLE, hash), at[i].from, at[i].to);
  }
}

static inline gboolean
is_digit (gunichar c)
{
  return c < 0x80 ? c >= '0' && c <= '9' : g_unichar_isdigit (c);
}

/* Of a word: letters and digits of spaced scripts. The text is folded: ASCII is lower case. */
static inline gboolean
is_of_word (gunichar c)
{
  if (c < 0x80)
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  return !zx_fold_is_dense (c) && g_unichar_isalnum (c);
}

/* Where the word that starts at @at ends. Letters and digits part: "E3107" and "E-3107" are two
 * words each. */
static gsize
word_length (const ZxFolded *at, gsize n)
{
  gboolean digits = is_digit (at->c);
  gsize i = 1;

  while (i < n && is_of_word (at[i].c) && is_digit (at[i].c) == digits)
    i++;
  return i;
}

static inline gboolean
is_apostrophe (gunichar c)
{
  return c == '\'' || c == 0x2019 || c == 0x02BC;
}

/* "what's" is "what", "don't" is "dont": how many characters to skip behind a word of @n, and
 * whether the word goes on behind them. */
static gsize
apostrophe (const ZxFolded *at, gsize n, gboolean *goes_on)
{
  gsize tail;

  *goes_on = FALSE;
  if (n < 2 || !is_apostrophe (at[0].c) || !is_of_word (at[1].c) || is_digit (at[1].c))
    return 0;
  tail = word_length (at + 1, n - 1);
  if (tail == 1 && at[1].c == 's')
    return 2;
  *goes_on = TRUE;
  return 1;
}

/* Takes the word at @at (and what an apostrophe ties to it); returns the characters used. */
static gsize
cut_word (ZxTokeniser *self, const ZxFolded *at, gsize n, guint64 *stem, guint32 *stem_from)
{
  ZxFolded word[WORD_MOST];
  gsize used = 0, length = 0;
  gboolean goes_on = TRUE;

  while (goes_on) {
    gsize part = word_length (at + used, n - used);

    for (gsize i = 0; i < part && length < WORD_MOST; i++)
      word[length++] = at[used + i];
    used += part;
    used += apostrophe (at + used, n - used, &goes_on);
  }
  guint64 hash = hash_characters (word, length), now = stem_word (self, word, length, hash);
  guint32 to = word[length - 1].to;
  add (self, key_of (ZX_TOKEN_STEM, now), word[0].from, to);
  if (*stem != 0)
    add (self, key_of (ZX_TOKEN_PAIR, mix (*stem, now)), *stem_from, to);
  add_triples (self, word, length, hash);
  *stem = now;
  *stem_from = word[0].from;
  return used;
}

static void
cut_dense (ZxTokeniser *self, const ZxFolded *before, const ZxFolded *at)
{
  add (self, key_of (ZX_TOKEN_HAN, mix (0x4841, at->c)), at->from, at->to);
  if (before != NULL) {
    guint64 hash = mix (mix (0x4832, before->c), at->c) * G_GUINT64_CONSTANT (0xD6E8FEB86659FD93);

    add (self,
         (guint64) ZX_TOKEN_HAN2 << ZX_KEY_KIND_SHIFT | (guint64) zx_fold_sound (before->c) << 28 |
             (guint64) zx_fold_sound (at->c) << ZX_KEY_SOUND_SHIFT |
             hash >> (64 - ZX_KEY_SOUND_SHIFT),
         before->from, at->to);
  }
}

ZxToken *
zx_tokeniser_cut (ZxTokeniser *self, const char *text, gsize length, gsize *n_tokens)
{
  const ZxFolded *folded, *before = NULL;
  guint64 stem = 0;
  guint32 stem_from = 0;

  self->n = self->folded.n = 0;
  self->n_texts++;
  zx_fold_text (text, MIN (length, TEXT_MOST), &self->folded);
  folded = self->folded.at;
  for (gsize i = 0; i < self->folded.n;) {
    if (zx_fold_is_dense (folded[i].c)) {
      cut_dense (self, before, folded + i);
      before = folded + i++;
      stem = 0;
    } else if (is_of_word (folded[i].c)) {
      i += cut_word (self, folded + i, self->folded.n - i, &stem, &stem_from);
      before = NULL;
    } else {
      before = NULL;
      i++;
    }
  }
  *n_tokens = self->n;
  return self->tokens;
}
