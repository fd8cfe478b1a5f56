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

/* How far article @id suits who asks: its score is multiplied by that, 0 … 1.5; 0 hides it and
 * makes room for another. Called in the asking thread, at most once an article and for a few
 * hundred of them; must neither block nor ask anything of the engine. */
typedef double (*ZxSearchScopeFunc) (gint64 id, gpointer data);

/* As zx_search_ask(), among the articles as @scope (null: all alike) sees them. A hit's fit is
 * lowered by its factor, but not raised. */
gsize zx_search_ask_within (ZxSearchSnapshot *snapshot,
                            const char *question,
                            ZxSearchScopeFunc scope,
                            gpointer data,
                            ZxSearchHit *hits,
                            gsize most);

/* What a score is made of. The parts are added, then the factors multiplied. */
typedef enum {
  ZX_SEARCH_TERM_WORD,     /* text: the word, as it stands in the question */
  ZX_SEARCH_TERM_PAIR,     /* the two words in a row */
  ZX_SEARCH_TERM_LETTERS,  /* the word whose letters are like a word's in the article */
  ZX_SEARCH_TERM_HAN,      /* the character */
  ZX_SEARCH_TERM_HAN_PAIR, /* the two characters in a row */
  ZX_SEARCH_TERM_SOUND,    /* the two characters that sound like two in the article */
  ZX_SEARCH_TERM_TITLE,    /* likeness to the article's title; text is empty */
  ZX_SEARCH_TERM_QUESTION, /* likeness to a past question, which is the text */
  ZX_SEARCH_TERM_LEARNT,   /* factor of zx_search_set_factor(); text is empty, as of all factors */
  ZX_SEARCH_TERM_SCRIPT,   /* factor: the article is in another script than the question */
  ZX_SEARCH_TERM_SCOPE,    /* factor of the scope */
} ZxSearchTermKind;

typedef struct {
  char *text; /* owned, valid UTF-8 */
  ZxSearchTermKind kind;
  double score; /* a part, or a factor; factors of 1 are left out */
} ZxSearchTerm;

/* Why zx_search_ask_within() gives article @id its score: the parts, largest first, then the
 * factors (ZxSearchTerm). Null when it does not find that article. As dear as asking. */
GArray *zx_search_explain (ZxSearchSnapshot *snapshot,
                           const char *question,
                           gint64 id,
                           ZxSearchScopeFunc scope,
                           gpointer data);

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
