/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* The words that name one person: his name, phones, addresses, accounts. Finds them in free text,
 * in letters of either case, and strikes them out. Pure; any thread. */
typedef struct {
  GPtrArray *words; /* owned: owned texts, the longest first */
} ZxdWords;

void zxd_words_init (ZxdWords *self);
void zxd_words_clear (ZxdWords *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ZxdWords, zxd_words_clear)

/* Null and what is too short to tell anything (one character) are left out. Of "+8613800002046" the
 * number without its country and without + are words as well. */
void zxd_words_add (ZxdWords *self, const char *word);

gboolean zxd_words_are_in (const ZxdWords *self, const char *text);

/* Exactly one of them. */
gboolean zxd_words_has (const ZxdWords *self, const char *text);

/* @text with each of them struck out, or null when none is in it (or @text is null). A Latin word
 * counts only where it stands alone. Caller frees. */
char *zxd_words_strike (const ZxdWords *self, const char *text);
