/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Folds text so that what means the same is written the same. */
#include "zx-search-text.h"

#include <string.h>

#include "zx-search-tables.inc"

enum {
  FOLD_DROP = 0xFFFFFFFF,
  FOLD_MANY = 0x80000000,
  CLUSTER_MOST = 32, /* a longer pile of marks is nobody's word */
};

static inline guint32
fold_entry (gunichar c)
{
  if (c >= TABLE_END)
    return 0;
  return fold_blocks[fold_index[c / TABLE_BLOCK] * TABLE_BLOCK + c % TABLE_BLOCK];
}

guint
zx_fold_sound (gunichar c)
{
  if (c >= TABLE_END)
    return 0;
  return sound_blocks[sound_index[c / TABLE_BLOCK] * TABLE_BLOCK + c % TABLE_BLOCK];
}

const char *
zx_sound_name (guint sound)
{
  return sound_names[sound < G_N_ELEMENTS (sound_names) ? sound : 0];
}

gboolean
zx_fold_is_dense_rare (gunichar c)
{
  return (c >= 0x3400 && c <= 0x4DBF) || c == 0x3007 ||
         (c >= 0x3041 && c <= 0x312F && g_unichar_isalpha (c)) || (c >= 0xAC00 && c <= 0xD7A3) ||
         (c >= 0x20000 && c <= 0x3FFFF) || (c >= 0xF900 && c <= 0xFAFF);
}

static inline void
append (ZxFoldedText *out, gunichar c, gsize from, gsize to)
{
  if (G_UNLIKELY (out->n == out->room)) {
    out->room = MAX (256, out->room * 2);
    out->at = g_renew (ZxFolded, out->at, out->room);
  }
  out->at[out->n++] = (ZxFolded){c, (guint32) from, (guint32) to};
}

static void
append_folded (ZxFoldedText *out, gunichar c, gsize from, gsize to)
{
  guint32 entry = fold_entry (c);

  if (entry == 0) {
    append (out, c, from, to);
  } else if (entry == (guint32) FOLD_DROP) {
    return;
  } else if (entry & (guint32) FOLD_MANY) {
    const guint32 *many = fold_pool + (entry & 0x7FFFFFFF);

    for (guint32 i = 1; i <= many[0]; i++)
      append (out, many[i], from, to);
  } else {
    append (out, entry, from, to);
  }
}

/* The character at @at and its length in bytes; bytes that are no UTF-8 read as one space each. */
static inline gunichar
read_character (const guint8 *at, const guint8 *end, gsize *length)
{
  gunichar c;

  if (*at < 0x80) {
    *length = 1;
    return *at;
  }
  if (*at >= 0xE0 && *at < 0xF0 && end - at >= 3 && (at[1] & 0xC0) == 0x80 &&
      (at[2] & 0xC0) == 0x80) {
    c = (at[0] & 0x0F) << 12 | (at[1] & 0x3F) << 6 | (at[2] & 0x3F);
    *length = 3;
    return c >= 0x800 && (c < 0xD800 || c > 0xDFFF) ? c : ' ';
  }
  c = g_utf8_get_char_validated ((const char *) at, end - at);
  if (c >= (gunichar) -2) {
    *length = 1;
    return ' ';
  }
  *length = g_utf8_skip[*at];
  return c;
}

/* Characters that join the one before them under normalisation: marks, Hangul vowels and finals,
 * half-width voicing. */
static inline gboolean
joins_before (gunichar c)
{
  if (c < 0x300)
    return FALSE;
  return (c >= 0x1160 && c <= 0x11FF) || c == 0xFF9E || c == 0xFF9F ||
         ((c < 0x3400 || c > 0x9FFF) && g_unichar_ismark (c));
}

/* A base and its marks can only be folded together. */
static void
append_cluster (ZxFoldedText *out, const char *text, gsize from, gsize to)
{
  g_autofree char *normal = NULL;

  if (to - from <= CLUSTER_MOST * 4)
    normal = g_utf8_normalize (text + from, to - from, G_NORMALIZE_NFKC);
  for (const char *p = normal; p != NULL && *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (!g_unichar_ismark (c) || zx_fold_is_dense (c))
      append_folded (out, c, from, to);
  }
}

void
zx_fold_text (const char *text, gsize length, ZxFoldedText *out)
{
  const guint8 *start = (const guint8 *) text, *end = start + MIN (length, G_MAXUINT32 - 1);
  const guint8 *at = start;

  while (at < end) {
    gsize size, next_size;
    gunichar c = read_character (at, end, &size);
    const guint8 *from = at;

    at += size;
    if (at < end && *at >= 0xCC && joins_before (read_character (at, end, &next_size))) {
      while (at < end && joins_before (read_character (at, end, &next_size)))
        at += next_size;
      append_cluster (out, text, from - start, at - start);
    } else if (c < 0x80) {
      append (out, c >= 'A' && c <= 'Z' ? c + 32 : c, from - start, at - start);
    } else {
      append_folded (out, c, from - start, at - start);
    }
  }
}
