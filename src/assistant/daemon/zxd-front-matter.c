/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads article files: a few `key: value` lines, then Markdown. */
#include "zxd-front-matter.h"

#include "zx-enums.h"
#include "zx-json.h"

#include <string.h>

enum { MOST_DAYS = 36500, MOST_VALUE = 400 };

typedef struct {
  const char *file;     /* lent */
  const char *at, *end; /* what is still to be read */
  guint line;           /* number of the line read last */
  gint64 today_ms;
  ZxdArticle *article; /* lent */
} Reader;

/* The next line without its end, or null. */
static char *
read_line (Reader *reader)
{
  const char *start = reader->at, *newline;
  gsize length;

  if (reader->at >= reader->end)
    return NULL;
  newline = memchr (start, '\n', (gsize) (reader->end - start));
  length = (gsize) ((newline != NULL ? newline : reader->end) - start);
  reader->at = newline != NULL ? newline + 1 : reader->end;
  reader->line++;
  if (length > 0 && start[length - 1] == '\r')
    length--;
  return g_strndup (start, length);
}

static gboolean refuse (const Reader *reader, GError **error, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

static gboolean
refuse (const Reader *reader, GError **error, const char *format, ...)
{
  g_autofree char *reason = NULL;
  va_list arguments;

  va_start (arguments, format);
  reason = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  return zx_throw (error, ZX_ERROR_BAD_DATA, "%s:%u: %s", reader->file, reader->line, reason);
}

static gboolean
check_day (const Reader *reader, const char *value, GError **error)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autofree char *text = g_strdup_printf ("%sT00:00:00Z", value);
  g_autoptr (GDateTime) day =
      strlen (value) == 10 ? g_date_time_new_from_iso8601 (text, utc) : NULL;

  return day != NULL || refuse (reader, error, "“%s” is no day like 2026-11-21", value);
}

static gboolean
set_days_ago (Reader *reader, const char *value, GError **error)
{
  guint64 days;
  g_autoptr (GDateTime) today = g_date_time_new_from_unix_utc (reader->today_ms / 1000);
  g_autoptr (GDateTime) day = NULL;

  if (!g_ascii_string_to_unsigned (value, 10, 0, MOST_DAYS, &days, NULL))
    return refuse (reader, error, "“%s” is no number of days", value);
  day = g_date_time_add_days (today, -(int) days);
  g_free (reader->article->updated_on);
  reader->article->updated_on = g_date_time_format (day, "%Y-%m-%d");
  return TRUE;
}

static gboolean
set_text (Reader *reader, char **field, const char *key, const char *value, GError **error)
{
  if (*field != NULL)
    return refuse (reader, error, "“%s” stands here twice", key);
  if (*value == '\0')
    return refuse (reader, error, "“%s” has no value", key);
  if (g_utf8_strlen (value, -1) > MOST_VALUE)
    return refuse (reader, error, "the value of “%s” is too long", key);
  *field = g_strdup (value);
  return TRUE;
}

static gboolean
check_tiers (const Reader *reader, const char *value, GError **error)
{
  g_auto (GStrv) words = g_strsplit (value, ",", -1);
  int tier;

  for (char **word = words; *word != NULL; word++)
    if (!zx_enum_from_word (ZX_TYPE_TIER, g_strstrip (*word), &tier))
      return refuse (reader, error, "“%s” is no tier: super_vip, vip or regular", *word);
  return TRUE;
}

static gboolean
set_key (Reader *reader, const char *key, const char *value, GError **error)
{
  ZxdArticle *article = reader->article;
  const struct {
    const char *key;
    char **field;
    gboolean (*check) (const Reader *reader, const char *value, GError **error); /* or null */
  } texts[] = {{"ref", &article->ref},
               {"title", &article->title},
               {"lang", &article->lang},
               {"product", &article->product},
               {"modules", &article->modules},
               {"versions", &article->versions},
               {"tiers", &article->tiers, check_tiers},
               {"valid-from", &article->valid_from, check_day},
               {"valid-until", &article->valid_until, check_day},
               {"updated", &article->updated_on, check_day}};

  if (article->updated_on != NULL && g_str_has_prefix (key, "updated"))
    return refuse (reader, error, "“%s” says a second time when it was updated", key);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    if (g_str_equal (key, texts[i].key))
      return set_text (reader, texts[i].field, key, value, error) &&
             (texts[i].check == NULL || texts[i].check (reader, value, error));
  if (g_str_equal (key, "updated-days-ago"))
    return set_days_ago (reader, value, error);
  return refuse (reader, error, "nobody knows the key “%s”", key);
}

static gboolean
read_keys (Reader *reader, GError **error)
{
  g_autofree char *first = read_line (reader);

  if (first == NULL || !g_str_equal (g_strchomp (first), "---"))
    return refuse (reader, error, "the file must begin with a line “---”");
  for (;;) {
    g_autofree char *line = read_line (reader);
    char *colon;

    if (line == NULL)
      return refuse (reader, error, "the second line “---” is missing");
    if (g_str_equal (g_strstrip (line), "---"))
      return TRUE;
    if (*line == '\0' || *line == '#')
      continue;
    colon = strchr (line, ':');
    if (colon == NULL)
      return refuse (reader, error, "“%s” is no “key: value”", line);
    *colon = '\0';
    if (!set_key (reader, g_strchomp (line), g_strchug (colon + 1), error))
      return FALSE;
  }
}

/* BAD_DATA on the line of the first byte that is no UTF-8, or zero. */
static gboolean
check_text (Reader *reader, GError **error)
{
  const char *bad;

  if (g_utf8_validate_len (reader->at, (gsize) (reader->end - reader->at), &bad))
    return TRUE;
  reader->line = 1;
  for (const char *p = reader->at; p < bad; p++)
    reader->line += *p == '\n';
  return refuse (reader, error, "the text is not UTF-8");
}

gboolean
zxd_front_matter_parse (const char *file,
                        const char *text,
                        gsize length,
                        gint64 today_ms,
                        ZxdArticle *article,
                        GError **error)
{
  Reader reader = {file, text, text + length, 0, today_ms, article};

  if (length > ZXD_ARTICLE_BYTES)
    return refuse (&reader, error, "the file is too large for an article");
  if (length >= 3 && memcmp (text, "\xEF\xBB\xBF", 3) == 0)
    reader.at += 3;
  if (!check_text (&reader, error) || !read_keys (&reader, error))
    return FALSE;
  if (article->ref == NULL || article->title == NULL || article->lang == NULL)
    return refuse (&reader, error, "“%s” is missing",
                   article->ref == NULL     ? "ref"
                   : article->title == NULL ? "title"
                                            : "lang");
  if (article->valid_from != NULL && article->valid_until != NULL &&
      strcmp (article->valid_from, article->valid_until) > 0)
    return refuse (&reader, error, "“valid-until” is before “valid-from”");
  article->body = g_strstrip (g_strndup (reader.at, (gsize) (reader.end - reader.at)));
  if (*article->body == '\0')
    return refuse (&reader, error, "there is no text below the second line “---”");
  return TRUE;
}
