/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* What agents' verdicts teach about one article: which questions it answers, and whether it is to
 * stand lower. Rules over plain values: the same verdicts, in whatever order they come, teach the
 * same. Any thread.
 *
 * - A question is learnt when its answer was sent, edited and sent, or praised. One that was only
 *   ever edited gives way to the others where there is not room for all.
 * - Questions that differ in case, width, spaces or punctuation only are one.
 * - A thumb down takes the question out: all that was accepted before in these words, and all for
 *   the same message. Who accepts it for a later message puts it in again.
 * - The newest ZX_LEARNING_QUESTIONS count, none that is older than ZX_LEARNING_DAYS.
 * - Nobody teaches an article alone: of one agent at most ZX_LEARNING_ALONE questions count, or as
 *   many as all others have taught. A question that two agents accepted is nobody's own.
 * - Rejections lower the article's factor; nobody's count for more than those of all others. */

typedef enum {
  ZX_LEARNING_SENT,
  ZX_LEARNING_EDITED,
  ZX_LEARNING_UP,
  ZX_LEARNING_DOWN,
} ZxLearningKind;

enum {
  ZX_LEARNING_QUESTIONS = 50,
  ZX_LEARNING_ALONE = 5,
  ZX_LEARNING_DAYS = 400,
  ZX_LEARNING_ROWS = 1000, /* the newest verdicts of an article that are worth being read */
};

/* One verdict. Ids grow with time. */
typedef struct {
  gint64 id, question_id, agent_id, at_ms;
  ZxLearningKind kind;
  const char *question; /* lent; "" when its words are gone: then it teaches nothing */
} ZxLearningVerdict;

typedef struct {
  gint64 question_id;
  char *question; /* owned */
} ZxLearntQuestion;

typedef struct {
  GArray *questions; /* owned ZxLearntQuestion, oldest first */
  float factor;      /* ZX_LEARNING_LOWEST … 1: what its score is to be multiplied by */
} ZxLearnt;

#define ZX_LEARNING_LOWEST 0.8F

/* From when on verdicts count at @now_ms: the same all day long. */
gint64 zx_learning_since (gint64 now_ms);

/* What @verdicts teach about their article, which was shown @n_shown times since. */
ZxLearnt *zx_learning_make (const ZxLearningVerdict *verdicts,
                            gsize n_verdicts,
                            gint64 n_shown,
                            gint64 now_ms);
void zx_learnt_free (ZxLearnt *learnt);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZxLearnt, zx_learnt_free)

gboolean zx_learnt_equal (const ZxLearnt *a, const ZxLearnt *b);

/* @question with nothing but its letters and digits, folded; "" when it has none. */
char *zx_learning_normalise (const char *question);
