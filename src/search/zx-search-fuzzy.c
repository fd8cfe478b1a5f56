/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds a name by a few of its letters, as people type them into a command palette. */
#include "zx-search-fuzzy.h"

#include "zx-search-pinyin.h"
#include "zx-search-private.h"

#include <string.h>

/* What a word of the query is worth by where it was found. Letters that only follow one another
 * count least: they are found in nearly every long text. */
enum {
  WORTH_START = 100,
  WORTH_WORD = 80,
  WORTH_INSIDE = 55,
  WORTH_INITIALS = 50,
  WORTH_PINYIN = 45,
  WORTH_SCATTERED = 15,
  LEAST_SCATTERED = 2, /* letters: one alone is scattered everywhere */
};

static gboolean
is_word_start (const ZxFoldedText *text, gsize at)
{
  gunichar c = text->at[at].c;

  return g_unichar_isalnum (c) && (at == 0 || !g_unichar_isalnum (text->at[at - 1].c) ||
                                   zx_fold_is_dense (c) || zx_fold_is_dense (text->at[at - 1].c));
}

static gboolean
stands_at (const ZxFoldedText *text, gsize at, const ZxFolded *word, gsize n)
{
  if (at + n > text->n)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    if (text->at[at + i].c != word[i].c)
      return FALSE;
  return TRUE;
}

static void
mark (GArray *marks, const ZxFoldedText *text, gsize from, gsize to)
{
  ZxSearchMark one = {text->at[from].from, text->at[to - 1].to};

  if (marks != NULL)
    g_array_append_val (marks, one);
}

/* As it is written: the best of its places counts. */
static guint
match_letters (const ZxFoldedText *text, const ZxFolded *word, gsize n, GArray *marks)
{
  guint best = 0;
  gsize place = 0;

  for (gsize at = 0; at < text->n && best < WORTH_WORD; at++) {
    guint worth;

    if (!stands_at (text, at, word, n))
      continue;
    worth = at == 0 ? WORTH_START : is_word_start (text, at) ? WORTH_WORD : WORTH_INSIDE;
    if (worth > best)
      best = worth, place = at;
  }
  if (best > 0)
    mark (marks, text, place, place + n);
  return best;
}

/* As it sounds. A find begins where a character begins, or "an" would find every 三 and 单. */
static guint
match_sound (const ZxFoldedText *text, const char *word, gboolean initials, GArray *marks)
{
  guint ways = zx_pinyin_count_ways (text);

  for (guint way = 0; way < ways; way++) {
    g_autoptr (GString) said = g_string_new (NULL);
    g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (guint32));
    const char *found;

    zx_pinyin_say (text, way, initials, said, places);
    for (found = strstr (said->str, word); found != NULL; found = strstr (found + 1, word)) {
      gsize from = (gsize) (found - said->str), last = from + strlen (word) - 1;
      const guint32 *place = (const guint32 *) (gpointer) places->data;

      if (from > 0 && place[from] == place[from - 1])
        continue;
      mark (marks, text, place[from], place[last] + 1);
      return initials ? WORTH_INITIALS : WORTH_PINYIN;
    }
  }
  return 0;
}

/* Its letters in order, each gap ending at the start of a word: "ks" finds Keyboard Shortcuts. */
static guint
match_scattered (const ZxFoldedText *text, const ZxFolded *word, gsize n, GArray *marks)
{
  gsize done = 0, before = marks != NULL ? marks->len : 0;
  gboolean goes_on = FALSE;

  if (n < LEAST_SCATTERED)
    return 0;
  for (gsize at = 0; at < text->n && done < n; at++) {
    goes_on = text->at[at].c == word[done].c && (goes_on || is_word_start (text, at));
    if (!goes_on)
      continue;
    mark (marks, text, at, at + 1);
    done++;
  }
  if (done == n)
    return WORTH_SCATTERED;
  if (marks != NULL)
    g_array_set_size (marks, before);
  return 0;
}

static guint
match_word (const ZxFoldedText *text, const ZxFolded *word, gsize n, GArray *marks)
{
  g_autoptr (GString) plain = g_string_new (NULL);
  guint worth = match_letters (text, word, n, marks);

  for (gsize i = 0; i < n; i++)
    if (word[i].c < 0x80)
      g_string_append_c (plain, (char) word[i].c);
  if (worth == 0 && plain->len == n)
    worth = match_sound (text, plain->str, TRUE, marks);
  if (worth == 0 && plain->len == n && n > 1)
    worth = match_sound (text, plain->str, FALSE, marks);
  if (worth == 0)
    worth = match_scattered (text, word, n, marks);
  return worth;
}

guint
zx_fuzzy_match (const char *query, const char *text, GArray *marks)
{
  ZxFoldedText folded = {0}, words = {0};
  guint sum = 0, n_words = 0;
  gboolean is_found = TRUE;

  zx_fold_text (text, strlen (text), &folded);
  zx_fold_text (query, strlen (query), &words);
  for (gsize from = 0, to; from < words.n && is_found; from = to + 1) {
    for (to = from; to < words.n && !g_unichar_isspace (words.at[to].c); to++)
      ;
    if (to > from) {
      guint worth = match_word (&folded, words.at + from, to - from, marks);

      is_found = worth > 0;
      sum += worth;
      n_words++;
    }
  }
  if (marks != NULL && is_found)
    zx_search_join_marks (marks);
  else if (marks != NULL)
    g_array_set_size (marks, 0);
  g_free (folded.at);
  g_free (words.at);
  return is_found && n_words > 0 ? sum / n_words : 0;
}

char *
zx_fuzzy_mark_up (const char *query, const char *text, guint *worth)
{
  g_autoptr (GArray) marks = g_array_new (FALSE, FALSE, sizeof (ZxSearchMark));
  g_autofree char *rest = NULL;
  GString *out;
  gsize at = 0;

  if (*query == '\0')
    return g_markup_escape_text (text, -1);
  *worth = zx_fuzzy_match (query, text, marks);
  if (*worth == 0)
    return NULL;
  out = g_string_new (NULL);
  for (guint i = 0; i < marks->len; i++) {
    const ZxSearchMark *mark = &g_array_index (marks, ZxSearchMark, i);
    g_autofree char *before = g_markup_escape_text (text + at, (gssize) (mark->from - at));
    g_autofree char *found =
        g_markup_escape_text (text + mark->from, (gssize) (mark->to - mark->from));

    g_string_append_printf (out, "%s<b>%s</b>", before, found);
    at = mark->to;
  }
  rest = g_markup_escape_text (text + at, -1);
  g_string_append (out, rest);
  return g_string_free (out, FALSE);
}
