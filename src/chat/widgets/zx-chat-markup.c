/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes Pango markup of what people wrote: links, and the places of words that are looked for. */
#include "zx-chat-markup.h"

#include <string.h>

/* Bold and a ground of its own: not told by colour alone. */
#define MARK_OPEN "<span weight=\"bold\" background=\"#f5c211\" bgalpha=\"32%\">"
#define MARK_CLOSE "</span>"

/* Where the address that starts at @text ends: before space and closing punctuation. */
static gsize
measure_address (const char *text)
{
  static const char *const enders = " \t\r\n<>\"'`{}|\\^";
  const char *end = text;

  for (; *end != '\0'; end = g_utf8_next_char (end)) {
    gunichar c = g_utf8_get_char (end);

    /* Han text runs on after an address without a space. */
    if (c >= 0x2e80 || (c < 0x80 && strchr (enders, (char) c) != NULL))
      break;
  }
  while (end > text && strchr (".,;:!?)]", end[-1]) != NULL)
    end--;
  return end - text;
}

static gsize
measure_scheme (const char *text)
{
  static const char *const schemes[] = {"https://", "http://"};

  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (g_ascii_strncasecmp (text, schemes[i], strlen (schemes[i])) == 0)
      return strlen (schemes[i]);
  return 0;
}

/* The length of @find at the beginning of @text, or 0. */
static gsize
measure_match (const char *text, const char *find)
{
  const char *at = text;

  for (; *find != '\0'; find = g_utf8_next_char (find), at = g_utf8_next_char (at))
    if (*at == '\0' ||
        g_unichar_tolower (g_utf8_get_char (at)) != g_unichar_tolower (g_utf8_get_char (find)))
      return 0;
  return at - text;
}

const char *
zx_chat_find (const char *text, const char *find, gsize *length)
{
  if (text == NULL || find == NULL || *find == '\0')
    return NULL;
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at)) {
    gsize match = measure_match (at, find);

    if (match > 0) {
      if (length != NULL)
        *length = match;
      return at;
    }
  }
  return NULL;
}

static void
append_escaped (GString *out, const char *text, gsize length)
{
  g_autofree char *escaped = g_markup_escape_text (text, (gssize) length);

  g_string_append (out, escaped);
}

static void
append_marked (GString *out, const char *text, gsize length, const char *find)
{
  g_autofree char *part = g_strndup (text, length);
  const char *at = part, *match;
  gsize found = 0;

  while ((match = zx_chat_find (at, find, &found)) != NULL) {
    append_escaped (out, at, match - at);
    g_string_append (out, MARK_OPEN);
    append_escaped (out, match, found);
    g_string_append (out, MARK_CLOSE);
    at = match + found;
  }
  append_escaped (out, at, strlen (at));
}

char *
zx_chat_markup (const char *text, const char *find)
{
  GString *out = g_string_new (NULL);
  const char *plain = text != NULL ? text : "";
  const char *at = plain;

  while (*at != '\0') {
    gsize scheme = (*at == 'h' || *at == 'H') ? measure_scheme (at) : 0;
    gsize length = scheme > 0 ? measure_address (at) : 0;

    if (scheme > 0 && length > scheme) {
      append_marked (out, plain, at - plain, find);
      g_string_append (out, "<a href=\"");
      append_escaped (out, at, length);
      g_string_append (out, "\">");
      append_marked (out, at, length, find);
      g_string_append (out, "</a>");
      at += length;
      plain = at;
    } else {
      at = g_utf8_next_char (at);
    }
  }
  append_marked (out, plain, strlen (plain), find);
  return g_string_free (out, FALSE);
}
