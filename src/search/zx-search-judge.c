/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds out from the past questions themselves how far likeness to past questions may be trusted:
 * where each article is asked for in its own few ways, far; where every question is a new one, not.
 */
#include "zx-search-private.h"

#include <math.h>

enum {
  PAST_LEAST = 20, /* fewer tell nothing */
  CANDIDATES = 50,
};

/* The weights to choose from; the first is for a base that has learnt nothing yet. */
static const float weights[] = {ZX_LIKENESS_UNTRIED, 0.3F, 1.3F, 2.0F, 3.0F};

/* What finding article @id is worth when likeness counts @weight: 1 in the first place, less and
 * less below (discounted gain), 0 when it is not there. */
static double
gain (const ZxSearchCandidate *found, gsize n, gint64 id, float weight)
{
  float own = -1;
  guint above = 0;

  for (gsize i = 0; i < n; i++)
    if (found[i].id == id)
      own = zx_search_weigh (found + i, weight);
  for (gsize i = 0; i < n && own >= 0; i++)
    above += found[i].id != id && zx_search_weigh (found + i, weight) >= own;
  return own < 0 ? 0 : 1 / log2 (2 + above);
}

float
zx_search_judge_likeness (ZxSearchSnapshot *snapshot, const ZxSearchPast *past, gsize n_past)
{
  g_autofree ZxSearchCandidate *found = g_new (ZxSearchCandidate, CANDIDATES);
  double sums[G_N_ELEMENTS (weights)] = {0};
  guint best = 0;

  if (n_past < PAST_LEAST)
    return weights[0];
  for (gsize i = 0; i < n_past; i++) {
    gsize n = zx_search_consider (snapshot, past[i].question, past[i].id, found, CANDIDATES);

    for (guint w = 0; w < G_N_ELEMENTS (weights); w++)
      sums[w] += gain (found, n, past[i].id, weights[w]);
  }
  for (guint w = 1; w < G_N_ELEMENTS (weights); w++)
    if (sums[w] > sums[best])
      best = w;
  return weights[best];
}
