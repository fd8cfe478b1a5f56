/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds phones, mail addresses and account names in what a customer wrote. */
#include "zxd-identity-words.h"

#include "zxd-identity-value.h"

#include <string.h>

enum { LEAST_PHONE_DIGITS = 7, LEAST_NAME = 4, MOST_TEXT = 4000 };

void
zxd_identity_word_free (ZxdIdentityWord *word)
{
  g_free (word->kind);
  g_free (word->value);
  g_free (word);
}

void
zxd_identity_words_add (GPtrArray *words, const char *kind, const char *value)
{
  g_autofree char *normal = zxd_identity_normalise (kind, value, NULL);
  ZxdIdentityWord *word;

  if (normal == NULL || words->len >= ZXD_IDENTITY_WORDS)
    return;
  for (guint i = 0; i < words->len; i++) {
    word = words->pdata[i];
    if (g_str_equal (word->kind, kind) && g_str_equal (word->value, normal))
      return;
  }
  word = g_new0 (ZxdIdentityWord, 1);
  word->kind = g_strdup (kind);
  word->value = g_steal_pointer (&normal);
  g_ptr_array_add (words, word);
}

/* Signs that stand between words and never inside of an identity. */
static gboolean
is_gap (gunichar c)
{
  return g_unichar_isspace (c) || strchr (",;:!?\"'<>[]{}|\\`", (int) MIN (c, 0x7f)) != NULL ||
         (c > 0x7f && g_unichar_ispunct (c));
}

/* Names in other systems are of letters that a keyboard without an input method has. */
static gboolean
is_name (gunichar c)
{
  return c < 0x7f && (g_ascii_isalnum ((char) c) || strchr ("@.-_+/", (int) c) != NULL);
}

static gboolean
is_phone (gunichar c)
{
  return c < 0x7f ? g_ascii_isdigit ((char) c) || strchr ("+-.()/ ", (int) c) != NULL
                  : g_unichar_isspace (c) || g_unichar_type (c) == G_UNICODE_DASH_PUNCTUATION;
}

typedef gboolean (*InsideFunc) (gunichar c);

/* The end of the run of characters that are @inside, from @from on. */
static const char *
end_of_run (const char *from, InsideFunc inside)
{
  const char *at = from;

  while (*at != '\0' && inside (g_utf8_get_char (at)))
    at = g_utf8_next_char (at);
  return at;
}

static guint
count_digits (const char *text)
{
  guint n = 0;

  for (; *text != '\0'; text++)
    n += g_ascii_isdigit (*text) ? 1 : 0;
  return n;
}

/* "138 0000 2046" is one number, "13800002046 13900002046" are two. */
static void
find_phones (GPtrArray *words, const char *text)
{
  for (const char *at = text; *at != '\0';) {
    const char *end = end_of_run (at, is_phone);
    g_autofree char *run = g_strndup (at, (gsize) (end - at));

    if (count_digits (run) >= LEAST_PHONE_DIGITS) {
      g_auto (GStrv) pieces = g_strsplit_set (run, " \t\r\n", -1);

      zxd_identity_words_add (words, "phone", run);
      for (gsize i = 0; pieces[i] != NULL; i++) {
        if (count_digits (pieces[i]) >= LEAST_PHONE_DIGITS)
          zxd_identity_words_add (words, "phone", pieces[i]);
      }
    }
    at = *end != '\0' ? g_utf8_next_char (end) : end;
  }
}

static void
find_names (GPtrArray *words, const char *text)
{
  for (const char *at = text; *at != '\0';) {
    const char *end = end_of_run (at, is_name);
    g_autofree char *name = g_strndup (at, (gsize) (end - at));
    gsize length = strlen (name);

    while (length > 0 && strchr (".-/", name[length - 1]) != NULL) /* the sentence's end */
      name[--length] = '\0';
    if (length >= LEAST_NAME)
      zxd_identity_words_add (words, "account", name);
    at = *end != '\0' ? g_utf8_next_char (end) : end;
  }
}

static void
find_mails (GPtrArray *words, const char *text)
{
  const char *start = text;

  for (const char *at = text;; at = g_utf8_next_char (at)) {
    if (*at != '\0' && !is_gap (g_utf8_get_char (at)))
      continue;
    if (memchr (start, '@', (gsize) (at - start)) != NULL) {
      g_autofree char *mail = g_strndup (start, (gsize) (at - start));

      g_strdelimit (mail, "()", ' ');
      zxd_identity_words_add (words, "mail", g_strstrip (mail));
    }
    if (*at == '\0')
      return;
    start = g_utf8_next_char (at);
  }
}

void
zxd_identity_words_find (GPtrArray *words, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, (gssize) strnlen (text, MOST_TEXT));
  /* Full-width letters and digits become the plain ones. */
  g_autofree char *plain = g_utf8_normalize (valid, -1, G_NORMALIZE_ALL_COMPOSE);

  find_mails (words, plain);
  find_phones (words, plain);
  find_names (words, plain);
}
