/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads versions and ranges of versions from the words of articles and customers. */
#include "zx-versions.h"

#include <string.h>

typedef enum { HINT_NONE, HINT_BETWEEN, HINT_UP, HINT_DOWN } Hint;

/* What stands before a version, and what stands after it; each is looked for in order. */
static const struct {
  const char *word;
  Hint hint;
} before[] = {{">=", HINT_UP},   {"≥", HINT_UP},   {"from", HINT_UP},    {"since", HINT_UP},
              {"<=", HINT_DOWN}, {"≤", HINT_DOWN}, {"up to", HINT_DOWN}, {"until", HINT_DOWN}},
  after[] = {{"->", HINT_BETWEEN},      {"-", HINT_BETWEEN},       {"–", HINT_BETWEEN},
             {"—", HINT_BETWEEN},       {"~", HINT_BETWEEN},       {"～", HINT_BETWEEN},
             {"〜", HINT_BETWEEN},      {"→", HINT_BETWEEN},       {"至", HINT_BETWEEN},
             {"到", HINT_BETWEEN},      {"to ", HINT_BETWEEN},     {"+", HINT_UP},
             {"以上", HINT_UP},         {"起", HINT_UP},           {"or later", HINT_UP},
             {"or newer", HINT_UP},     {"and later", HINT_UP},    {"and newer", HINT_UP},
             {"以下", HINT_DOWN},       {"or earlier", HINT_DOWN}, {"or older", HINT_DOWN},
             {"and earlier", HINT_DOWN}};

/* What may stand between a version and what is said of it. */
static const char *const fillers[] = {" ", "\t", "　", "版本", "版", "及"};

static const char *
skip_filler (const char *at)
{
  for (gsize i = 0; i < G_N_ELEMENTS (fillers); i++)
    if (g_str_has_prefix (at, fillers[i]))
      return at + strlen (fillers[i]);
  return at;
}

static const char *
skip_fillers (const char *at)
{
  const char *next = skip_filler (at);

  return next == at ? at : skip_fillers (next);
}

/* The number at @at is no version but the end of a word: SP1. "v8.2" is one. */
static gboolean
ends_word (const char *text, const char *at)
{
  if (at == text || !g_ascii_isalpha (at[-1]))
    return FALSE;
  return g_ascii_tolower (at[-1]) != 'v' || (at - 1 > text && g_ascii_isalpha (at[-2]));
}

/* Digits and dots at @at; gives what stands behind them, a last ".x" or ".*" too. */
static const char *
read_version (const char *at, ZxVersion *version)
{
  *version = (ZxVersion){.n = 0};
  while (g_ascii_isdigit (*at)) {
    guint64 value = 0;

    for (; g_ascii_isdigit (*at); at++)
      value = MIN (value * 10 + (guint64) (*at - '0'), G_MAXUINT32);
    if (version->n < ZX_VERSION_PARTS)
      version->parts[version->n++] = (guint32) value;
    if (*at == '.' && g_ascii_isdigit (at[1]))
      at++;
  }
  if (*at == '.' && (g_ascii_tolower (at[1]) == 'x' || at[1] == '*'))
    at += 2;
  return at;
}

/* The next version in @text from *@at on, which is moved behind it; gives where it begins, or null.
 */
static const char *
find_version (const char *text, const char **at, ZxVersion *version)
{
  for (const char *p = *at; *p != '\0';) {
    const char *start = p;

    if (!g_ascii_isdigit (*p)) {
      p++;
      continue;
    }
    p = read_version (start, version);
    if (ends_word (text, start))
      continue;
    *at = p;
    return start;
  }
  return NULL;
}

gboolean
zx_version_parse (const char *text, ZxVersion *version)
{
  const char *at = text;

  if (text != NULL && find_version (text, &at, version) != NULL)
    return TRUE;
  version->n = 0;
  return FALSE;
}

/* Of the words that end where the version at @start begins. */
static Hint
hint_before (const char *text, const char *start)
{
  while (start > text && (g_ascii_isspace (start[-1]) || g_ascii_tolower (start[-1]) == 'v'))
    start--;
  for (gsize i = 0; i < G_N_ELEMENTS (before); i++) {
    gsize length = strlen (before[i].word);

    if ((gsize) (start - text) >= length &&
        g_ascii_strncasecmp (start - length, before[i].word, length) == 0)
      return before[i].hint;
  }
  return HINT_NONE;
}

/* Of the words at *@at, which is moved behind them. */
static Hint
hint_after (const char **at)
{
  const char *p = skip_fillers (*at);

  for (gsize i = 0; i < G_N_ELEMENTS (after); i++)
    if (g_ascii_strncasecmp (p, after[i].word, strlen (after[i].word)) == 0) {
      *at = p + strlen (after[i].word);
      return after[i].hint;
    }
  return HINT_NONE;
}

/* The other end of a range: the version that *@at begins with, or none. */
static void
read_end (const char **at, ZxVersion *version)
{
  const char *p = skip_fillers (*at);

  if (g_ascii_tolower (*p) == 'v')
    p++;
  if (g_ascii_isdigit (*p))
    *at = read_version (p, version);
}

GArray *
zx_versions_parse (const char *text)
{
  GArray *ranges = g_array_new (FALSE, FALSE, sizeof (ZxVersionRange));
  const char *at = text != NULL ? text : "", *start;
  ZxVersion version;

  while ((start = find_version (text, &at, &version)) != NULL) {
    ZxVersionRange range = {version, version};
    Hint said = hint_before (text, start), says = hint_after (&at);

    if (says == HINT_BETWEEN)
      read_end (&at, &range.to);
    else if (says == HINT_UP || (says == HINT_NONE && said == HINT_UP))
      range.to.n = 0;
    else if (says == HINT_DOWN || said == HINT_DOWN)
      range.from.n = 0;
    g_array_append_val (ranges, range);
  }
  return ranges;
}

/* By the parts that both have. */
static int
compare (const ZxVersion *a, const ZxVersion *b)
{
  for (guint i = 0; i < MIN (a->n, b->n); i++)
    if (a->parts[i] != b->parts[i])
      return a->parts[i] < b->parts[i] ? -1 : 1;
  return 0;
}

gboolean
zx_versions_have (const GArray *ranges, const ZxVersion *version)
{
  for (guint i = 0; version->n > 0 && i < ranges->len; i++) {
    const ZxVersionRange *range = &g_array_index (ranges, ZxVersionRange, i);

    if (compare (version, &range->from) >= 0 && compare (version, &range->to) <= 0)
      return TRUE;
  }
  return FALSE;
}
