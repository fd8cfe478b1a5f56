/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an agent asks for, and how well a customer fits it. */
#include "zxd-finder-words.h"

#include "zx-json.h"

#include <string.h>

enum { PHONE_DIGITS = 3 }; /* fewer of them are in nearly every number */

/* ---- the query */

static void
add_needle (ZxdWord *word, const char *bytes, gsize length, guint kinds)
{
  for (guint i = 0; i < word->n_needles; i++) {
    ZxdNeedle *other = &word->needles[i];

    if (other->length == length && memcmp (other->bytes, bytes, length) == 0) {
      other->kinds |= kinds;
      return;
    }
  }
  if (word->n_needles < ZXD_WORD_NEEDLES)
    zxd_needle_init (&word->needles[word->n_needles++], bytes, length, kinds);
}

/* The digits when @text is written as a phone number may be; null when it is something else. */
static char *
phone_digits (const char *text, gsize length)
{
  g_autoptr (GString) digits = g_string_new (NULL);

  for (gsize i = 0; i < length; i++) {
    if (g_ascii_isdigit (text[i]))
      g_string_append_c (digits, text[i]);
    else if (strchr (" +-().", text[i]) == NULL)
      return NULL;
  }
  if (digits->len < PHONE_DIGITS)
    return NULL;
  /* A trunk zero or the zeros before a country's code are not kept with the number. */
  while (digits->len > PHONE_DIGITS && digits->str[0] == '0')
    g_string_erase (digits, 0, 1);
  return g_string_free (g_steal_pointer (&digits), FALSE);
}

/* ü is written u in our pinyin; keyboards have it at v. */
static void
add_sound (ZxdWord *word, const char *text, gsize length)
{
  g_autofree char *sound = g_strndup (text, length);

  for (gsize i = 0; i < length; i++) {
    if (!g_ascii_isalnum (sound[i]))
      return;
    if (sound[i] == 'v' && i > 0 && (sound[i - 1] == 'l' || sound[i - 1] == 'n'))
      sound[i] = 'u';
  }
  add_needle (word, sound, length, ZXD_LINE_SOUNDS);
}

static void
add_word (ZxdQuery *query, const char *text, gsize length)
{
  g_autofree char *digits = phone_digits (text, length);
  ZxdWord *word = &query->words[query->n_words];

  if (length == 0 || query->n_words == ZXD_QUERY_WORDS)
    return;
  query->n_words++;
  add_needle (word, text, length, ZXD_LINE_TEXTS);
  add_sound (word, text, length);
  if (digits != NULL)
    add_needle (word, digits, strlen (digits), ZXD_LINE_BIT (ZXD_LINE_PHONE));
}

static int
longer_first (gconstpointer a, gconstpointer b)
{
  const ZxdWord *left = a, *right = b;

  return (left->needles[0].length < right->needles[0].length) -
         (left->needles[0].length > right->needles[0].length);
}

ZxdQuery *
zxd_query_new (const char *text)
{
  g_autoptr (ZxdQuery) query = g_new0 (ZxdQuery, 1);
  g_autoptr (GString) plain = g_string_new (NULL);
  g_autofree char *digits = NULL;
  ZxFoldedText folded = {0};

  zx_fold_text (text, strlen (text), &folded);
  zxd_lines_write_folded (&folded, plain, NULL);
  g_free (folded.at);
  g_strstrip (plain->str);
  plain->len = strlen (plain->str);
  digits = phone_digits (plain->str, plain->len);
  if (digits != NULL) {
    add_word (query, plain->str, plain->len); /* "138 0013 8000" is one number */
  } else {
    for (const char *at = plain->str; *at != '\0'; at += strspn (at, " ")) {
      gsize length = strcspn (at, " ");

      add_word (query, at, length);
      at += length;
    }
  }
  qsort (query->words, query->n_words, sizeof (ZxdWord), longer_first);
  return query->n_words > 0 ? g_steal_pointer (&query) : NULL;
}

void
zxd_query_free (ZxdQuery *query)
{
  for (guint i = 0; i < query->n_words; i++)
    for (guint j = 0; j < query->words[i].n_needles; j++)
      g_free (query->words[i].needles[j].bytes);
  g_free (query);
}

/* ---- how well it fits */

/* The best place of a word, or the first one that fits as well as @enough; *@best_at and
 * *@best_length say where it is. */
static ZxdFit
word_fit (const ZxdWord *word,
          const char *lines,
          gsize length,
          ZxdFit enough,
          const char **best_at,
          gsize *best_length)
{
  const char *end = lines + length;
  ZxdFit best = ZXD_FIT_NOT;

  for (guint i = 0; i < word->n_needles && best > enough; i++) {
    const ZxdNeedle *needle = &word->needles[i];

    for (const char *at = lines; best > enough && (at = zxd_needle_find (needle, at, end)) != NULL;
         at++) {
      ZxdFit fit =
          zxd_needle_may_beat (needle, at, best) ? zxd_needle_fit (needle, lines, at) : best;

      if (fit < best) {
        best = fit;
        *best_at = at;
        *best_length = needle->length;
      }
    }
  }
  return best;
}

ZxdFit
zxd_query_fit (const ZxdQuery *query, const char *lines, gsize length, ZxdFit first, ZxdFit bound)
{
  ZxdFit worst = first;
  const char *at;
  gsize n;

  for (guint i = 1; i < query->n_words && worst < bound; i++)
    worst = MAX (worst, word_fit (&query->words[i], lines, length, worst, &at, &n));
  return worst < bound ? worst : ZXD_FIT_NOT;
}

/* ---- to be shown */

/* One part, written out, and which of its characters were asked for. */
typedef struct {
  ZxFoldedText folded; /* owned */
  GString *lines;      /* owned */
  GArray *places;      /* owned */
} Written;

static void
write_part (Written *written, const ZxdFindPart *part)
{
  g_string_truncate (written->lines, 0);
  g_array_set_size (written->places, 0);
  zxd_lines_write_part (part, &written->folded, written->lines, written->places);
  g_string_append_c (written->lines, ZXD_LINE_END);
}

/* Sets in @marked, one byte a byte of the part's text, what @word found; gives the line's kind. */
static ZxdLineKind
mark_word (const Written *written, const ZxdWord *word, guint8 *marked)
{
  const char *at = NULL, *line;
  gsize length = 0;

  if (word_fit (word, written->lines->str, written->lines->len, ZXD_FIT_EXACT, &at, &length) ==
      ZXD_FIT_NOT)
    return ZXD_LINE_END;
  for (gsize i = 0, first = (gsize) (at - written->lines->str); i < length; i++) {
    const ZxFolded *c = &written->folded.at[g_array_index (written->places, guint32, first + i)];

    memset (marked + c->from, 1, c->to - c->from);
  }
  for (line = at - 1; (guint8) *line >= ZXD_LINE_KINDS; line--)
    ;
  return (ZxdLineKind) *line;
}

static void
add_marks (GString *json, const char *text, const guint8 *marked)
{
  glong place = 0, from = -1;

  g_string_append_c (json, '[');
  for (const char *at = text;; at = g_utf8_next_char (at), place++) {
    gboolean is_marked = *at != '\0' && marked[at - text];

    if (is_marked && from < 0)
      from = place;
    if (!is_marked && from >= 0) {
      g_string_append_printf (json, "%s[%ld,%ld]", json->str[json->len - 1] == '[' ? "" : ",", from,
                              place);
      from = -1;
    }
    if (*at == '\0')
      break;
  }
  g_string_append_c (json, ']');
}

static void
add_match (GString *json, const ZxdQuery *query, Written *written, const ZxdFindPart *part)
{
  static const char *const words[] = {
      [ZXD_FIND_NAME] = "name",   [ZXD_FIND_NUMBER] = "number", [ZXD_FIND_PERSON] = "person",
      [ZXD_FIND_PHONE] = "phone", [ZXD_FIND_MAIL] = "mail",     [ZXD_FIND_ACCOUNT] = "account",
  };
  g_autofree guint8 *marked = g_malloc0 (strlen (part->text) + 1);
  g_autoptr (GString) marks = g_string_new (NULL);
  const char *what = words[part->what];

  write_part (written, part);
  for (guint i = 0; i < query->n_words; i++) {
    ZxdLineKind kind = mark_word (written, &query->words[i], marked);

    if (kind == ZXD_LINE_NAME_SOUND)
      what = "pinyin";
    if (kind == ZXD_LINE_NAME_INITIALS)
      what = "initials";
  }
  add_marks (marks, part->text, marked);
  g_string_append_c (json, '{');
  zx_json_add_string (json, "what", what);
  zx_json_add_string (json, "text", part->text);
  zx_json_add_raw (json, "marks", marks->str);
  g_string_append_c (json, '}');
}

/* The part that fits best with most words; of equals the first. */
void
zxd_query_explain (const ZxdQuery *query, const ZxdFindTexts *texts, GString *json)
{
  Written written = {{0}, g_string_new (NULL), g_array_new (FALSE, FALSE, sizeof (guint32))};
  const ZxdFindPart *best = NULL;
  guint best_found = 0, best_sum = 0;

  for (guint i = 0; i < texts->parts->len; i++) {
    const ZxdFindPart *part = &g_array_index (texts->parts, ZxdFindPart, i);
    guint n_found = 0, sum = 0;

    write_part (&written, part);
    for (guint j = 0; j < query->n_words; j++) {
      const char *at;
      gsize n;
      ZxdFit fit = word_fit (&query->words[j], written.lines->str, written.lines->len,
                             ZXD_FIT_EXACT, &at, &n);

      n_found += fit != ZXD_FIT_NOT;
      sum += fit;
    }
    if (n_found > best_found || (n_found == best_found && n_found > 0 && sum < best_sum)) {
      best = part;
      best_found = n_found;
      best_sum = sum;
    }
  }
  if (best != NULL)
    add_match (json, query, &written, best);
  else
    g_string_append (json, "null");
  g_free (written.folded.at);
  g_string_free (written.lines, TRUE);
  g_array_unref (written.places);
}
