/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* The seat assistant's engine: articles in, the best answers to a question out. In memory; a
 * `ZxSearch` is changed by one thread, a `ZxSearchSnapshot` may be read by any number at the same
 * time and stays as it was. */
typedef struct _ZxSearch ZxSearch;
typedef struct _ZxSearchSnapshot ZxSearchSnapshot;

ZxSearch *zx_search_new (void);
void zx_search_free (ZxSearch *search);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZxSearch, zx_search_free)

/* Adds an article or replaces the one of that id. @body is plain text. Past questions stay. */
void zx_search_put (ZxSearch *search, gint64 id, const char *title, const char *body);
void zx_search_remove (ZxSearch *search, gint64 id);

/* @question was once answered by article @id: later ones like it find that article more easily.
 * The newest ZX_SEARCH_QUESTIONS different ones count. Unknown ids are ignored. */
enum { ZX_SEARCH_QUESTIONS = 50 };
void zx_search_learn (ZxSearch *search, gint64 id, const char *question);

/* Takes one learnt question back. */
void zx_search_unlearn (ZxSearch *search, gint64 id, const char *question);

/* The score of article @id is multiplied by @factor, 0.5 … 1, from the next snapshot on; also when
 * it is put later. */
void zx_search_set_factor (ZxSearch *search, gint64 id, float factor);

/* Finds out how far past questions may be trusted in this base, by asking some of them again as if
 * each had not been learnt. Takes up to half a second: call it after many were learnt, before
 * zx_search_snapshot(). Depends on nothing but what the base holds. */
void zx_search_judge (ZxSearch *search);

guint zx_search_count (ZxSearch *search);

/* What has been put so far, ready to be asked. The caller owns a reference. */
ZxSearchSnapshot *zx_search_snapshot (ZxSearch *search);
ZxSearchSnapshot *zx_search_snapshot_ref (ZxSearchSnapshot *snapshot);
void zx_search_snapshot_unref (ZxSearchSnapshot *snapshot);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZxSearchSnapshot, zx_search_snapshot_unref)

typedef struct {
  gint64 id;
  double score; /* comparable within one question */
  double fit;   /* 0 … 1: how well it answers, comparable between questions */
} ZxSearchHit;

/* The best articles first; returns how many of @most were found. Needs no lock. */
gsize
zx_search_ask (ZxSearchSnapshot *snapshot, const char *question, ZxSearchHit *hits, gsize most);

/* A stretch of text to show marked: byte offsets, half open. */
typedef struct {
  gsize from, to;
} ZxSearchMark;

/* The stretches of @text that match words of @question, in order, not overlapping (ZxSearchMark).
 */
GArray *zx_search_mark (const char *question, const char *text);

/* The stretch of @body, at most @chars characters, cut at sentences where possible, that best
 * answers @question. */
char *zx_search_excerpt (const char *question, const char *body, gsize chars);
