/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes what a customer is found by. */
#include "zxd-finder-lines.h"

#include "zx-search-pinyin.h"

#include <string.h>

void
zxd_lines_write_folded (const ZxFoldedText *folded, GString *out, GArray *places)
{
  for (gsize i = 0; i < folded->n; i++) {
    gsize before = out->len;

    g_string_append_unichar (out, folded->at[i].c < ' ' ? ' ' : folded->at[i].c);
    for (guint32 place = (guint32) i; places != NULL && before < out->len; before++)
      g_array_append_val (places, place);
  }
}

static void
begin_line (ZxdLineKind kind, GString *out, GArray *places)
{
  guint32 none = 0;

  g_string_append_c (out, (char) kind);
  if (places != NULL)
    g_array_append_val (places, none);
}

/* Phones are compared by their digits. */
static void
write_digits (const ZxFoldedText *folded, GString *out, GArray *places)
{
  for (guint32 i = 0; i < folded->n; i++) {
    if (folded->at[i].c < '0' || folded->at[i].c > '9')
      continue;
    g_string_append_c (out, (char) folded->at[i].c);
    if (places != NULL)
      g_array_append_val (places, i);
  }
}

/* Is the line from @start on also one of those between @first and @start? Each has its end. */
static gboolean
is_double (const GString *out, gsize first, gsize start)
{
  gsize length = out->len - start;

  for (gsize at = first; at < start; at += 1 + strcspn (out->str + at + 1, "\002\003\005\006"))
    if (at + length <= start && memcmp (out->str + at, out->str + start, length) == 0)
      return TRUE;
  return FALSE;
}

/* Two ways of saying a name may have the same initials: written once. */
static void
write_sounds (ZxdLineKind kind,
              const ZxFoldedText *folded,
              gboolean initials,
              GString *out,
              GArray *places)
{
  guint n_ways = zx_pinyin_count_ways (folded);
  gsize first = out->len;

  for (guint way = 0; way < n_ways; way++) {
    gsize start = out->len;

    begin_line (kind, out, places);
    zx_pinyin_say (folded, way, initials, out, places);
    if (is_double (out, first, start)) {
      g_string_truncate (out, start);
      if (places != NULL)
        g_array_set_size (places, (guint) start);
    }
  }
}

void
zxd_lines_write_part (const ZxdFindPart *part, ZxFoldedText *folded, GString *out, GArray *places)
{
  static const ZxdLineKind kinds[] = {
      [ZXD_FIND_NAME] = ZXD_LINE_NAME,     [ZXD_FIND_NUMBER] = ZXD_LINE_NUMBER,
      [ZXD_FIND_PERSON] = ZXD_LINE_PERSON, [ZXD_FIND_PHONE] = ZXD_LINE_PHONE,
      [ZXD_FIND_MAIL] = ZXD_LINE_MAIL,     [ZXD_FIND_ACCOUNT] = ZXD_LINE_ACCOUNT,
  };

  folded->n = 0;
  zx_fold_text (part->text, strlen (part->text), folded);
  begin_line (kinds[part->what], out, places);
  if (part->what == ZXD_FIND_PHONE)
    write_digits (folded, out, places);
  else
    zxd_lines_write_folded (folded, out, places);
  if (part->what == ZXD_FIND_NAME) {
    write_sounds (ZXD_LINE_NAME_SOUND, folded, FALSE, out, places);
    write_sounds (ZXD_LINE_NAME_INITIALS, folded, TRUE, out, places);
  } else if (part->what == ZXD_FIND_PERSON) {
    write_sounds (ZXD_LINE_PERSON_SOUND, folded, FALSE, out, places);
    write_sounds (ZXD_LINE_PERSON_INITIALS, folded, TRUE, out, places);
  }
}

void
zxd_lines_write (const ZxdFindTexts *texts, ZxFoldedText *folded, GString *out)
{
  gsize start = out->len;

  for (guint i = 0; i < texts->parts->len && out->len - start < ZXD_LINES_MOST_BYTES; i++)
    zxd_lines_write_part (&g_array_index (texts->parts, ZxdFindPart, i), folded, out, NULL);
  g_string_append_c (out, ZXD_LINE_END);
}
