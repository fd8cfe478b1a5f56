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

/* One way to write a word of the query, and the kinds of lines in which it counts. */
typedef struct {
  char *bytes; /* owned */
  gsize length;
  guint kinds; /* 1 << ZxdLineKind */
} ZxdNeedle;

enum { ZXD_WORD_NEEDLES = 3 };
typedef struct {
  ZxdNeedle needles[ZXD_WORD_NEEDLES];
  guint n_needles;
} ZxdWord;

/* A query: all its words must be found, in whatever parts of the customer. */
enum { ZXD_QUERY_WORDS = 6 };
typedef struct {
  ZxdWord words[ZXD_QUERY_WORDS]; /* the longest first */
  guint n_words;
} ZxdQuery;

/* Null when there is nothing in it to look for. Any thread. */
ZxdQuery *zxd_query_new (const char *text);
void zxd_query_free (ZxdQuery *query);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZxdQuery, zxd_query_free)

/* How well the needle that stands at @at fits there. @lines is where the customer begins. */
ZxdFit zxd_needle_fit (const ZxdNeedle *needle, const char *lines, const char *at);

/* FALSE when a quick look shows that it does not fit better than @best there. */
gboolean zxd_needle_may_beat (const ZxdNeedle *needle, const char *at, ZxdFit best);

/* How well a customer's lines fit: as well as the worst word does. */
ZxdFit zxd_query_fit (const ZxdQuery *query, const char *lines, gsize length);

/* Appends where in a customer's parts the query was found, an object {what, text, marks}, or null
 * when it is not there. Marks count characters of the text as it is written. */
void zxd_query_explain (const ZxdQuery *query, const ZxdFindTexts *texts, GString *json);
