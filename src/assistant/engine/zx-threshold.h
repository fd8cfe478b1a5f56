/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* How well the best answer must fit before anything is shown, found from what became of those that
 * were shown. Plain values; any thread. */

#define ZX_THRESHOLD_DEFAULT 0.40
#define ZX_THRESHOLD_LOWEST 0.25
#define ZX_THRESHOLD_HIGHEST 0.65

/* Beside an answer that fits so well the next ones may be weaker: the agent sees which is which.
 * The surer the first one is, the more another one needs to have a chance beside it: these odds of
 * the first one's; half a fit is always enough. */
#define ZX_THRESHOLD_NEXT 0.02
#define ZX_THRESHOLD_NEXT_ODDS 0.01
#define ZX_THRESHOLD_NEXT_ENOUGH 0.5
/* Who looks something up judges for himself. */
#define ZX_THRESHOLD_LOOKED_UP 0.002

enum {
  ZX_THRESHOLD_LEAST = 50, /* pairs; fewer tell nothing */
  ZX_THRESHOLD_ALONE = 25, /* of one agent count at least */
  ZX_THRESHOLD_MOST = 2000,
};

/* The fit of a best answer, and whether any answer shown with it was accepted. */
typedef struct {
  double fit;
  gint64 agent_id; /* who accepted it, or left it alone; 0: several */
  gboolean is_accepted;
} ZxThresholdPair;

/* The fit at which an answer is accepted a quarter as often as one that fits perfectly, whatever
 * agents' habits are; the default while that cannot be told. The order of @pairs does not matter.
 *
 * Nobody moves it alone: the pairs of one agent weigh no more than those of all others together, or
 * than ZX_THRESHOLD_ALONE where the others have fewer. */
double zx_threshold_find (const ZxThresholdPair *pairs, gsize n_pairs);

/* How well another answer must fit to be shown beside a first one whose fit is @first (0 … 1). */
double zx_threshold_next (double first);
