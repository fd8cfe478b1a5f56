/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checks a member of a request and gives it as it is stored. */
#include "zxd-field.h"

#include "zx-error.h"
#include "zx-json.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_WORD = 200 };

static gboolean
has_control (const char *text, gboolean has_lines)
{
  for (const char *at = text; *at != '\0'; at++)
    if (((unsigned char) *at < 0x20 || *at == 0x7f) &&
        !(has_lines && (*at == '\n' || *at == '\t' || *at == '\r')))
      return TRUE;
  return FALSE;
}

gboolean
zxd_field_text (const char *name,
                const char *text,
                int most,
                gboolean has_lines,
                char **value,
                const char **why,
                GError **error)
{
  g_autofree char *plain = text != NULL ? g_strstrip (g_strdup (text)) : NULL;
  gboolean is_long = plain != NULL && g_utf8_strlen (plain, -1) > most;

  *why = is_long ? "too-long" : "malformed";
  if (plain == NULL)
    return zx_throw (error, ZX_ERROR_BAD_DATA, "“%s” must be a text.", name);
  if (is_long || has_control (plain, has_lines))
    return zx_throw (error, ZX_ERROR_BAD_DATA, "“%s” must be %s of at most %d characters.", name,
                     has_lines ? "a text" : "one line", most);
  *value = *plain != '\0' ? g_steal_pointer (&plain) : NULL;
  return TRUE;
}

gboolean
zxd_field_is_day (const char *text)
{
  static const char pattern[] = "0000-00-00";

  for (gsize i = 0; i < sizeof pattern; i++)
    if (pattern[i] == '0' ? !g_ascii_isdigit (text[i]) : text[i] != pattern[i])
      return FALSE;
  return g_date_valid_dmy ((GDateDay) atoi (text + 8), (GDateMonth) atoi (text + 5),
                           (GDateYear) atoi (text));
}

gboolean
zxd_field_day (const char *name, const char *text, char **value, const char **why, GError **error)
{
  g_autofree char *plain = g_strstrip (g_strdup (text != NULL ? text : "-"));

  *why = "malformed";
  if (*plain != '\0' && !zxd_field_is_day (plain))
    return zx_throw (error, ZX_ERROR_BAD_DATA, "“%s” must be a day such as 2026-11-21.", name);
  *value = *plain != '\0' ? g_steal_pointer (&plain) : NULL;
  return TRUE;
}

gboolean
zxd_field_choice (const char *name,
                  const char *text,
                  const char *words,
                  char **value,
                  const char **why,
                  GError **error)
{
  g_auto (GStrv) all = g_strsplit (words, " ", -1);

  *why = "malformed";
  if (text == NULL || !g_strv_contains ((const char *const *) all, text))
    return zx_throw (error, ZX_ERROR_BAD_DATA, "“%s” must be one of: %s.", name, words);
  *value = g_strdup (text);
  return TRUE;
}

gboolean
zxd_field_words (const char *name,
                 JsonArray *array,
                 const char *separator,
                 guint most,
                 char **value,
                 const char **why,
                 GError **error)
{
  g_autoptr (GString) all = g_string_new (NULL);
  guint n = array != NULL ? json_array_get_length (array) : 0;
  gboolean is_good = array != NULL && n <= most;

  *why = "malformed";
  for (guint i = 0; i < n && is_good; i++) {
    const char *text = zx_json_element_string (array, i);
    g_autofree char *word = text != NULL ? g_strstrip (g_strdup (text)) : NULL;

    is_good = word != NULL && strstr (word, separator) == NULL && !has_control (word, FALSE) &&
              g_utf8_strlen (word, -1) <= MOST_WORD;
    if (is_good && *word != '\0')
      g_string_append_printf (all, "%s%s", all->len > 0 ? separator : "", word);
  }
  if (!is_good)
    return zx_throw (error, ZX_ERROR_BAD_DATA,
                     "“%s” must be a list of at most %u texts, each of one line, at most %d "
                     "characters and without “%s”.",
                     name, most, MOST_WORD, *separator == '\n' ? "\\n" : separator);
  *value = all->len > 0 ? g_string_free (g_steal_pointer (&all), FALSE) : NULL;
  return TRUE;
}
