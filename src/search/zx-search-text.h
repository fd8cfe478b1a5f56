/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* One character as search sees it, and the bytes of the text that it stands for. */
typedef struct {
  gunichar c;
  guint32 from, to;
} ZxFolded;

/* A text folded. Zero it before the first use; free `at` after the last. */
typedef struct {
  ZxFolded *at; /* owned */
  gsize n, room;
} ZxFoldedText;

/* Appends the characters of @text: compatibility form, lower case, simplified Chinese,
 * Latin without accents, zero-width characters gone. Bytes that are no UTF-8 become spaces. */
void zx_fold_text (const char *text, gsize length, ZxFoldedText *out);

/* The toneless syllable of a folded Han character, 1 … 511; 0 when it has none. */
guint zx_fold_sound (gunichar c);

/* How that syllable is written: "zhang"; "" for 0. ü is u. */
const char *zx_sound_name (guint sound);

/* Written without spaces between words: Han, kana, Hangul, Bopomofo. */
gboolean zx_fold_is_dense_rare (gunichar c);

static inline gboolean
zx_fold_is_dense (gunichar c)
{
  if (c < 0x3007)
    return FALSE;
  return (c >= 0x4E00 && c <= 0x9FFF) || zx_fold_is_dense_rare (c);
}
