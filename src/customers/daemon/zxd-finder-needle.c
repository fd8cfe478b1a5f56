/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds where a piece of text stands, and tells how well it fits there. */
#include "zxd-finder-needle.h"

#include <string.h>

/* ---- where it stands */

enum { HEAD = sizeof (guint64) };

/* How common a byte is in names, pinyin, phones and mails, by rule of thumb. */
static guint
commonness (guint8 byte)
{
  if (byte >= 0xc0)
    return 4; /* begins a character of several bytes: Chinese has six such */
  if (byte < 0x80 && strchr ("0aeghinou", byte) != NULL)
    return 3;
  return g_ascii_isdigit ((char) byte) ? 2 : 1;
}

int
zxd_letter_place (char c)
{
  if (c >= 'a' && c <= 'z')
    return c - 'a';
  return c >= '0' && c <= '9' ? 26 + (c - '0') : -1;
}

void
zxd_needle_init (ZxdNeedle *needle, const char *bytes, gsize length, guint kinds)
{
  guint least = G_MAXUINT, next = G_MAXUINT;

  *needle = (ZxdNeedle){
      .bytes = g_strndup (bytes, length),
      .length = length,
      .kinds = kinds,
      .letter = zxd_letter_place (bytes[0]),
  };
  memcpy (&needle->head, bytes, MIN (length, HEAD));
  memset (&needle->head_mask, 0xff, MIN (length, HEAD));
  for (gsize i = 0; i < length; i++) {
    guint common = commonness ((guint8) bytes[i]);

    if (common < least) {
      next = least;
      needle->seldom = needle->rare;
      least = common;
      needle->rare = i;
    } else if (common <= next) { /* of equals the farthest: 0s stand side by side */
      next = common;
      needle->seldom = i;
    }
  }
}

/* Sixteen bytes that are compared at once; the compiler knows how on each processor. */
typedef guint8 Block __attribute__ ((vector_size (16)));

/* The first place in the block at @at of which @marks has 0xff bytes and that is the needle's. */
static const char *
find_marked (const ZxdNeedle *needle, const char *at, const guint64 marks[2])
{
  for (gsize half = 0; half < 2; half++) {
    for (guint64 left = GUINT64_FROM_LE (marks[half]); left != 0;) {
      guint bit = (guint) __builtin_ctzll (left) & ~7u;
      const char *here = at + 8 * half + bit / 8;

      guint64 head;

      memcpy (&head, here, HEAD);
      if ((head & needle->head_mask) == needle->head &&
          (needle->length <= HEAD || memcmp (here, needle->bytes, needle->length) == 0))
        return here;
      left &= ~(G_GUINT64_CONSTANT (0xff) << bit);
    }
  }
  return NULL;
}

const char *
zxd_needle_find (const ZxdNeedle *needle, const char *at, const char *end)
{
  const Block rare = (Block){0} + (guint8) needle->bytes[needle->rare];
  const Block seldom = (Block){0} + (guint8) needle->bytes[needle->seldom];
  gssize length = (gssize) needle->length;

  for (; end - at >= MAX (length, HEAD) + (gssize) sizeof (Block) - 1; at += sizeof (Block)) {
    Block here, there;
    guint64 marks[2];
    const char *found;

    memcpy (&here, at + needle->rare, sizeof here);
    memcpy (&there, at + needle->seldom, sizeof there);
    here = (Block) ((here == rare) & (there == seldom));
    memcpy (marks, &here, sizeof marks);
    if ((marks[0] | marks[1]) != 0 && (found = find_marked (needle, at, marks)) != NULL)
      return found;
  }
  for (; end - at >= length; at++)
    if (*at == *needle->bytes && memcmp (at, needle->bytes, needle->length) == 0)
      return at;
  return NULL;
}

/* ---- how well it fits */

static inline gboolean
is_mark (guint8 byte)
{
  return byte < 0x80 && !g_ascii_isalnum ((char) byte);
}

/* Does a word begin at @at, which is not the line's first byte? Between Han characters none does.
 */
static gboolean
begins_word (const char *at)
{
  guint8 before = (guint8) at[-1], first = (guint8) at[0];

  if (is_mark (before))
    return !is_mark (first);
  return (before < 0x80) != (first < 0x80);
}

static ZxdFit
fit_in_text (ZxdLineKind kind, gboolean at_start, gboolean at_end, gsize length, const char *at)
{
  if (at_start && at_end)
    return ZXD_FIT_EXACT;
  if (kind == ZXD_LINE_PHONE)
    return at_end && length >= ZXD_PHONE_EXACT ? ZXD_FIT_EXACT : ZXD_FIT_INSIDE;
  if (at_start && kind == ZXD_LINE_NAME)
    return ZXD_FIT_NAME_START;
  if (at_start && kind == ZXD_LINE_PERSON)
    return ZXD_FIT_PERSON_START;
  return at_start || begins_word (at) ? ZXD_FIT_WORD_START : ZXD_FIT_INSIDE;
}

static ZxdFit
fit_in_sound (ZxdLineKind kind, gboolean at_start, gboolean at_end)
{
  if (!at_start)
    return ZXD_FIT_INSIDE_SOUND;
  if (at_end)
    return ZXD_FIT_PERSON_START;
  return kind == ZXD_LINE_NAME_SOUND || kind == ZXD_LINE_NAME_INITIALS ? ZXD_FIT_SOUND_START
                                                                       : ZXD_FIT_PERSON_SOUND;
}

ZxdFit
zxd_needle_fit (const ZxdNeedle *needle, const char *lines, const char *at)
{
  const char *line = at - 1;
  gboolean at_start, at_end;
  ZxdLineKind kind;

  while (line > lines && (guint8) *line >= ZXD_LINE_KINDS)
    line--;
  kind = (ZxdLineKind) *line;
  if (!(needle->kinds & ZXD_LINE_BIT (kind)))
    return ZXD_FIT_NOT;
  at_start = at == line + 1;
  at_end = (guint8) at[needle->length] < ZXD_LINE_KINDS;
  if (ZXD_LINE_BIT (kind) & ZXD_LINE_SOUNDS)
    return fit_in_sound (kind, at_start, at_end);
  return fit_in_text (kind, at_start, at_end, needle->length, at);
}

gboolean
zxd_needle_may_beat (const ZxdNeedle *needle, const char *at, ZxdFit best)
{
  if (best == ZXD_FIT_EXACT)
    return FALSE;
  if ((guint8) at[-1] < ZXD_LINE_KINDS || needle->length >= ZXD_PHONE_EXACT ||
      best > ZXD_FIT_INSIDE)
    return TRUE;
  return best == ZXD_FIT_INSIDE && begins_word (at);
}

/* ---- letters */

/* What is kept of a letter: how well it fits, or one of these. */
enum {
  BEGINS_WORD = ZXD_FIT_WORD_START, /* no line */
  BEGINS_LINE,                      /* which makes no better fit than the beginning of a word */
  BEGINS_PHONE,                     /* nothing else */
  BEGINS_NOTHING,
};

static guint
letter_of (const ZxdLetters *letters, int place)
{
  return (letters->pairs[place / 2] >> (place % 2 * 4)) & 15u;
}

static void
set_letter (ZxdLetters *letters, int place, guint letter)
{
  guint shift = (guint) place % 2 * 4;
  guint8 *pair = &letters->pairs[place / 2];

  *pair = (guint8) ((*pair & ~(15u << shift)) | (letter << shift));
}

/* What the letter at @at, where a word begins, adds to what is known of it. */
static guint
read_letter (const char *lines, const char *at, guint known)
{
  ZxdNeedle letter = {.bytes = (char *) at, .length = 1, .kinds = ZXD_LINE_TEXTS | ZXD_LINE_SOUNDS};
  gboolean at_start = (guint8) at[-1] < ZXD_LINE_KINDS;
  ZxdFit fit = zxd_needle_fit (&letter, lines, at);

  if (fit < ZXD_FIT_WORD_START)
    return MIN (known, (guint) fit);
  if (fit == ZXD_FIT_WORD_START && known >= BEGINS_WORD)
    return at_start || known == BEGINS_LINE || known == BEGINS_PHONE ? BEGINS_LINE : BEGINS_WORD;
  if (fit == ZXD_FIT_NOT && at_start && known >= BEGINS_WORD)
    return known == BEGINS_NOTHING || known == BEGINS_PHONE ? BEGINS_PHONE : BEGINS_LINE;
  return known;
}

void
zxd_letters_read (ZxdLetters *letters, const char *lines, gsize length)
{
  memset (letters, BEGINS_NOTHING | BEGINS_NOTHING << 4, sizeof *letters);
  for (const char *at = lines + 1; at < lines + length; at++) {
    int place = zxd_letter_place (*at);

    if (place >= 0 && ((guint8) at[-1] < ZXD_LINE_KINDS || begins_word (at)))
      set_letter (letters, place, read_letter (lines, at, letter_of (letters, place)));
  }
}

ZxdFit
zxd_letters_fit (const ZxdLetters *letters, int place)
{
  guint letter = letter_of (letters, place);

  if (letter <= ZXD_FIT_WORD_START)
    return (ZxdFit) letter;
  return letter == BEGINS_LINE ? ZXD_FIT_WORD_START : ZXD_FIT_NOT;
}

ZxdFit
zxd_needle_best (const ZxdNeedle *needle, const ZxdLetters *letters)
{
  const guint phone = ZXD_LINE_BIT (ZXD_LINE_PHONE);
  gboolean is_phone = (needle->kinds & phone) != 0;
  guint letter;

  if (needle->letter < 0 || (is_phone && needle->length >= ZXD_PHONE_EXACT))
    return ZXD_FIT_EXACT;
  letter = letter_of (letters, needle->letter);
  if (letter == BEGINS_NOTHING || (letter == BEGINS_PHONE && !is_phone) ||
      (letter == BEGINS_WORD && needle->kinds == phone)) /* a phone has no words */
    return ZXD_FIT_INSIDE;
  return letter == BEGINS_WORD ? ZXD_FIT_WORD_START : ZXD_FIT_EXACT;
}
