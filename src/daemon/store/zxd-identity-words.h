/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* What somebody wrote that may be an identity. @kind is "phone", "mail" or "account" (which stands
 * for every name in another system); @value is normalised. Both owned. */
typedef struct {
  char *kind, *value;
} ZxdIdentityWord;

void zxd_identity_word_free (ZxdIdentityWord *word);

/* Adds to @words (of ZxdIdentityWord) what @text holds, each once, at most so many in all. Any
 * bytes, any thread. */
enum { ZXD_IDENTITY_WORDS = 60 };
void zxd_identity_words_add (GPtrArray *words, const char *kind, const char *value);
void zxd_identity_words_find (GPtrArray *words, const char *text);
