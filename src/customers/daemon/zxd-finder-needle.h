/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-finder-lines.h"

/* How well a place fits what was asked; lower is better. */
typedef enum {
  ZXD_FIT_EXACT,        /* the whole name, phone, mail, number or account */
  ZXD_FIT_NAME_START,   /* the customer's name begins so */
  ZXD_FIT_PERSON_START, /* a person's name begins so, or a whole name sounds so */
  ZXD_FIT_SOUND_START,  /* the customer's name begins to sound so, in full or by initials */
  ZXD_FIT_PERSON_SOUND, /* a person's does */
  ZXD_FIT_WORD_START,   /* a word in a text begins so */
  ZXD_FIT_INSIDE,       /* somewhere in a text */
  ZXD_FIT_INSIDE_SOUND, /* somewhere in how a name sounds */
  ZXD_FIT_NOT,          /* nowhere */
} ZxdFit;

/* So many digits at a number's end are the number without its country's code. */
enum { ZXD_PHONE_EXACT = 7 };

#define ZXD_LINE_BIT(kind) (1u << (kind))
#define ZXD_LINE_TEXTS                                                                             \
  (ZXD_LINE_BIT (ZXD_LINE_NAME) | ZXD_LINE_BIT (ZXD_LINE_PERSON) |                                 \
   ZXD_LINE_BIT (ZXD_LINE_NUMBER) | ZXD_LINE_BIT (ZXD_LINE_MAIL) |                                 \
   ZXD_LINE_BIT (ZXD_LINE_ACCOUNT))
#define ZXD_LINE_SOUNDS                                                                            \
  (ZXD_LINE_BIT (ZXD_LINE_NAME_SOUND) | ZXD_LINE_BIT (ZXD_LINE_NAME_INITIALS) |                    \
   ZXD_LINE_BIT (ZXD_LINE_PERSON_SOUND) | ZXD_LINE_BIT (ZXD_LINE_PERSON_INITIALS))

/* One way to write a word of the query, and the kinds of lines in which it counts. */
typedef struct {
  char *bytes;        /* owned */
  gsize length;       /* at least 1 */
  guint kinds;        /* ZXD_LINE_BIT */
  gsize rare, seldom; /* places of its two rarest bytes: those are looked for */
  /* Its first eight bytes as memory has them, and of which bits of them it has. */
  guint64 head, head_mask;
  int letter; /* zxd_letter_place() of its first byte */
} ZxdNeedle;

/* Any thread, like all here. */
void zxd_needle_init (ZxdNeedle *needle, const char *bytes, gsize length, guint kinds);

/* The first place of the needle at @at or later that ends by @end, or null. Its time hardly depends
 * on how often its bytes are there. */
const char *zxd_needle_find (const ZxdNeedle *needle, const char *at, const char *end);

/* How well the needle that stands at @at fits there. @lines is where the customer begins. */
ZxdFit zxd_needle_fit (const ZxdNeedle *needle, const char *lines, const char *at);

/* FALSE when a quick look shows that it does not fit better than @best there. */
gboolean zxd_needle_may_beat (const ZxdNeedle *needle, const char *at, ZxdFit best);

/* For each letter and digit, four bits each, how well it alone fits a customer. It counts where a
 * word begins with it, or nearly everybody would be found by it. */
typedef struct {
  guint8 pairs[18];
} ZxdLetters;

/* -1 when @c is none: as folded text has them, a to z and 0 to 9. */
int zxd_letter_place (char c);
void zxd_letters_read (ZxdLetters *letters, const char *lines, gsize length);
ZxdFit zxd_letters_fit (const ZxdLetters *letters, int place);

/* A bound: the needle does not fit the customer better than this. */
ZxdFit zxd_needle_best (const ZxdNeedle *needle, const ZxdLetters *letters);
