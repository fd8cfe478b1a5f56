/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows why an article was found: marks the words that a question and a text share, and picks the
 * stretch of the text that holds most of them. */
#include "zx-search-empty.h"
#include "zx-search-gather.h"

#include <string.h>

/* The keys that count as "the same word": stems, Han bigrams, and a single Han character where the
 * question has no more of it. */
typedef struct {
  GHashTable *keys;   /* owned, of guint64 */
  GHashTable *sounds; /* owned, of guint64 */
} Words;

static void
add_key (GHashTable *set, guint64 key)
{
  g_hash_table_add (set, g_memdup2 (&key, sizeof key));
}

static void
words_start (Words *words, ZxTokeniser *tokeniser, const char *question)
{
  gsize n;
  const ZxToken *tokens = zx_tokeniser_cut (tokeniser, question, strlen (question), &n);

  words->keys = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  words->sounds = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  for (gsize i = 0; i < n; i++) {
    ZxTokenKind kind = zx_key_kind (tokens[i].key);
    gboolean alone = kind == ZX_TOKEN_HAN &&
                     (i == 0 || zx_key_kind (tokens[i - 1].key) < ZX_TOKEN_HAN ||
                      tokens[i - 1].to != tokens[i].from) &&
                     (i + 1 == n || tokens[i + 1].from != tokens[i].to ||
                      zx_key_kind (tokens[i + 1].key) < ZX_TOKEN_HAN);

    if ((kind != ZX_TOKEN_STEM && kind != ZX_TOKEN_HAN2 && !alone) ||
        zx_key_is_empty (tokens[i].key))
      continue;
    add_key (words->keys, tokens[i].key);
    if (zx_key_has_sound (tokens[i].key))
      add_key (words->sounds, tokens[i].key >> ZX_KEY_SOUND_SHIFT);
  }
}

static void
words_end (Words *words)
{
  g_hash_table_unref (words->keys);
  g_hash_table_unref (words->sounds);
}

static gboolean
words_have (const Words *words, guint64 key)
{
  guint64 sound = key >> ZX_KEY_SOUND_SHIFT;

  return g_hash_table_contains (words->keys, &key) ||
         (zx_key_has_sound (key) && g_hash_table_contains (words->sounds, &sound));
}

static int
compare_marks (gconstpointer a, gconstpointer b)
{
  const ZxSearchMark *x = a, *y = b;

  return x->from != y->from ? (x->from < y->from ? -1 : 1) : 0;
}

void
zx_search_join_marks (GArray *marks)
{
  ZxSearchMark *all = (ZxSearchMark *) (gpointer) marks->data;
  guint kept = 0;

  g_array_sort (marks, compare_marks);
  for (guint i = 0; i < marks->len; i++) {
    if (kept > 0 && all[i].from <= all[kept - 1].to)
      all[kept - 1].to = MAX (all[kept - 1].to, all[i].to);
    else
      all[kept++] = all[i];
  }
  g_array_set_size (marks, kept);
}

GArray *
zx_search_mark (const char *question, const char *text)
{
  GArray *marks = g_array_new (FALSE, FALSE, sizeof (ZxSearchMark));
  ZxTokeniser *tokeniser = zx_scratch_get ()->tokeniser;
  const ZxToken *tokens;
  Words words;
  gsize n;

  words_start (&words, tokeniser, question);
  tokens = zx_tokeniser_cut (tokeniser, text, strlen (text), &n);
  for (gsize i = 0; i < n; i++) {
    ZxSearchMark mark = {tokens[i].from, tokens[i].to};

    if (words_have (&words, tokens[i].key))
      g_array_append_val (marks, mark);
  }
  words_end (&words);
  zx_search_join_marks (marks);
  return marks;
}

/* ---- excerpts */

/* A sentence with its blanks trimmed, and where its words are in the list of hits. */
typedef struct {
  const char *from, *to;
  gsize chars;
} Sentence;

static gboolean
ends_sentence (const char *at)
{
  static const gunichar ends[] = {0x3002, 0xFF01, 0xFF1F, 0xFF1B, '!', '?', ';', '\n', 0};
  gunichar c = g_utf8_get_char (at);

  for (guint i = 0; ends[i] != 0; i++)
    if (c == ends[i])
      return TRUE;
  return c == '.' && (at[1] == ' ' || at[1] == '\n' || at[1] == '\0') &&
         !g_ascii_isdigit (at[-1]); /* "1. Open …" is one sentence */
}

static GArray *
cut_sentences (const char *body)
{
  GArray *sentences = g_array_new (FALSE, FALSE, sizeof (Sentence));
  const char *from = body;

  for (const char *at = body;; at = g_utf8_next_char (at)) {
    gboolean ends = *at != '\0' && at > from && ends_sentence (at);
    Sentence sentence = {from, ends ? g_utf8_next_char (at) : at, 0};

    if (*at != '\0' && !ends)
      continue;
    while (sentence.from < sentence.to && g_ascii_isspace (*sentence.from))
      sentence.from++;
    while (sentence.to > sentence.from && g_ascii_isspace (sentence.to[-1]))
      sentence.to--;
    sentence.chars = (gsize) g_utf8_pointer_to_offset (sentence.from, sentence.to);
    if (sentence.chars > 0)
      g_array_append_val (sentences, sentence);
    if (*at == '\0')
      return sentences;
    from = g_utf8_next_char (at);
    if (!ends)
      from = at;
  }
}

/* How many different words of the question are in [from, to) of the body. */
static guint
count_words (const ZxToken *hits, gsize n_hits, gsize from, gsize to)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_int64_hash, g_int64_equal);

  for (gsize i = 0; i < n_hits; i++)
    if (hits[i].from >= from && hits[i].to <= to)
      g_hash_table_add (seen, (gpointer) &hits[i].key);
  return g_hash_table_size (seen);
}

static void
append_plain (GString *out, const char *from, const char *to)
{
  for (const char *at = from; at < to; at = g_utf8_next_char (at)) {
    gunichar c = g_utf8_get_char (at);

    if (!g_unichar_isspace (c))
      g_string_append_unichar (out, c);
    else if (out->len > 0 && out->str[out->len - 1] != ' ')
      g_string_append_c (out, ' ');
  }
}

/* A stretch of one long sentence, around its first hit. */
static char *
cut_inside (const Sentence *sentence, const char *hit, gsize chars)
{
  GString *out = g_string_new (NULL);
  gsize before = (gsize) g_utf8_pointer_to_offset (sentence->from, hit);
  gsize room = chars > 2 ? chars - 2 : chars, start = before > room / 3 ? before - room / 3 : 0;
  const char *from, *to;

  start = MIN (start, sentence->chars > room ? sentence->chars - room : 0);
  from = g_utf8_offset_to_pointer (sentence->from, (glong) start);
  to = g_utf8_offset_to_pointer (from, (glong) MIN (room, sentence->chars - start));
  if (start > 0 && chars > 2)
    g_string_append (out, "…");
  append_plain (out, from, to);
  if (to < sentence->to && chars > 2)
    g_string_append (out, "…");
  return g_string_free (out, FALSE);
}

/* The run of sentences from @first on that fits; returns the one behind its last. */
static guint
run_end (const GArray *sentences, guint first, gsize chars)
{
  gsize used = 0;
  guint end = first;

  while (end < sentences->len) {
    used += g_array_index (sentences, Sentence, end).chars + (end > first);
    if (used > chars)
      break;
    end++;
  }
  return MAX (end, first + 1);
}

static char *
excerpt_of (const char *body, const ZxToken *hits, gsize n_hits, gsize chars)
{
  g_autoptr (GArray) sentences = cut_sentences (body);
  guint best = 0, best_end = 0, best_words = 0;
  GString *out;

  if (sentences->len == 0)
    return g_strdup ("");
  for (guint i = 0; i < sentences->len; i++) {
    guint end = run_end (sentences, i, chars);
    guint words =
        count_words (hits, n_hits, (gsize) (g_array_index (sentences, Sentence, i).from - body),
                     (gsize) (g_array_index (sentences, Sentence, end - 1).to - body));

    if (best_end == 0 || words > best_words) {
      best = i;
      best_end = end;
      best_words = words;
    }
  }
  const Sentence *first = &g_array_index (sentences, Sentence, best);
  if (first->chars > chars) {
    const char *hit = first->from;

    for (gsize i = 0; i < n_hits && hit == first->from; i++)
      if (body + hits[i].from > first->from && body + hits[i].to <= first->to)
        hit = body + hits[i].from;
    return cut_inside (first, hit, chars);
  }
  out = g_string_new (NULL);
  append_plain (out, first->from, g_array_index (sentences, Sentence, best_end - 1).to);
  return g_string_free (out, FALSE);
}

char *
zx_search_excerpt (const char *question, const char *body, gsize chars)
{
  ZxTokeniser *tokeniser = zx_scratch_get ()->tokeniser;
  g_autofree ZxToken *hits = NULL;
  const ZxToken *tokens;
  gsize n, n_hits = 0;
  Words words;

  g_return_val_if_fail (g_utf8_validate (body, -1, NULL), g_strdup (""));
  words_start (&words, tokeniser, question);
  tokens = zx_tokeniser_cut (tokeniser, body, strlen (body), &n);
  hits = g_new (ZxToken, MAX (n, 1));
  for (gsize i = 0; i < n; i++)
    if (words_have (&words, tokens[i].key))
      hits[n_hits++] = tokens[i];
  words_end (&words);
  return excerpt_of (body, hits, n_hits, chars);
}
