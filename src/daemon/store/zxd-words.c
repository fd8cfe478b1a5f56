/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words that name one person: found in free text and struck out. */
#include "zxd-words.h"

#include <string.h>

/* A phone's digits are looked for without its country too, if so many are left. */
enum { LEAST_CHARACTERS = 2, LEAST_DIGITS = 7, MOST_COUNTRY_DIGITS = 3 };

#define STRUCK "███"

void
zxd_words_init (ZxdWords *self)
{
  self->words = g_ptr_array_new_with_free_func (g_free);
}

void
zxd_words_clear (ZxdWords *self)
{
  g_clear_pointer (&self->words, g_ptr_array_unref);
}

gboolean
zxd_words_has (const ZxdWords *self, const char *text)
{
  for (guint i = 0; i < self->words->len; i++)
    if (g_strcmp0 (self->words->pdata[i], text) == 0)
      return TRUE;
  return FALSE;
}

static int
compare_lengths (gconstpointer a, gconstpointer b)
{
  gsize left = strlen (*(char *const *) a), right = strlen (*(char *const *) b);

  return left > right ? -1 : left < right;
}

static void
add (ZxdWords *self, const char *word)
{
  if (g_utf8_strlen (word, -1) < LEAST_CHARACTERS || zxd_words_has (self, word))
    return;
  g_ptr_array_add (self->words, g_strdup (word));
  g_ptr_array_sort (self->words, compare_lengths);
}

void
zxd_words_add (ZxdWords *self, const char *word)
{
  g_autofree char *plain = word != NULL ? g_strstrip (g_strdup (word)) : NULL;
  gsize length = plain != NULL ? strlen (plain) : 0;

  if (plain == NULL)
    return;
  add (self, plain);
  if (*plain != '+' || strspn (plain + 1, G_CSET_DIGITS) != length - 1)
    return;
  for (gsize skip = 1; skip <= 1 + MOST_COUNTRY_DIGITS && length >= skip + LEAST_DIGITS; skip++)
    add (self, plain + skip);
}

/* The byte length of @word at @at, 0 when it does not stand there. */
static gsize
match (const char *text, const char *at, const char *word)
{
  gsize length = strlen (word);

  if (g_ascii_strncasecmp (at, word, length) != 0)
    return 0;
  if (at > text && g_ascii_isalnum (at[-1]) && g_ascii_isalnum (word[0]))
    return 0;
  if (g_ascii_isalnum (at[length]) && g_ascii_isalnum (word[length - 1]))
    return 0;
  return length;
}

static gsize
match_any (const ZxdWords *self, const char *text, const char *at)
{
  for (guint i = 0; i < self->words->len; i++) {
    gsize length = match (text, at, self->words->pdata[i]);

    if (length > 0)
      return length;
  }
  return 0;
}

char *
zxd_words_strike (const ZxdWords *self, const char *text)
{
  GString *out;
  gboolean is_found = FALSE;

  if (text == NULL)
    return NULL;
  out = g_string_new (NULL);
  for (const char *at = text; *at != '\0';) {
    gsize length = match_any (self, text, at);
    const char *next = length > 0 ? at + length : g_utf8_next_char (at);

    if (length > 0)
      g_string_append (out, STRUCK);
    else
      g_string_append_len (out, at, next - at);
    is_found |= length > 0;
    at = next;
  }
  return g_string_free (out, !is_found);
}

gboolean
zxd_words_are_in (const ZxdWords *self, const char *text)
{
  g_autofree char *struck = zxd_words_strike (self, text);

  return struck != NULL;
}
