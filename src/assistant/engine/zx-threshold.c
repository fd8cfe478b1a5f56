/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the fit below which the assistant had better be silent. */
#include "zx-threshold.h"

#include <math.h>

enum { FITS = 1000, ROUNDS = 25 };

/* A weak belief that fit says something, so that few or lopsided pairs do not run away. */
#define RIDGE 0.5
#define WORTH 0.25 /* of how often a perfect one is accepted */

/* Weights of pairs by their fit in thousandths: the order in which they came is gone. */
typedef struct {
  double accepted[FITS + 1], all[FITS + 1];
} Counts;

/* The chance to be accepted is 1 / (1 + exp (−(a + b·(fit − ½)))). */
typedef struct {
  double a, b;
} Curve;

static double
chance (const Curve *curve, double fit)
{
  return 1 / (1 + exp (-(curve->a + curve->b * (fit - 0.5))));
}

/* One step of Newton's method towards the likeliest curve; FALSE when it has arrived. */
static gboolean
improve (const Counts *counts, Curve *curve)
{
  double ga = -RIDGE * curve->a, gb = -RIDGE * curve->b, haa = RIDGE, hab = 0, hbb = RIDGE, det;
  double da, db;

  for (guint i = 0; i <= FITS; i++) {
    double x = (double) i / FITS - 0.5, p, w;

    if (!(counts->all[i] > 0))
      continue;
    p = chance (curve, x + 0.5);
    w = counts->all[i] * p * (1 - p);
    ga += counts->accepted[i] - counts->all[i] * p;
    gb += (counts->accepted[i] - counts->all[i] * p) * x;
    haa += w;
    hab += w * x;
    hbb += w * x * x;
  }
  det = haa * hbb - hab * hab;
  da = CLAMP ((hbb * ga - hab * gb) / det, -4, 4);
  db = CLAMP ((haa * gb - hab * ga) / det, -8, 8);
  curve->a += da;
  curve->b += db;
  return fabs (da) + fabs (db) > 1e-9;
}

/* The agent who has more pairs than all the others together, and how many; 0 when nobody has. */
static gsize
find_heaviest (const ZxThresholdPair *pairs, gsize n, gint64 *agent_id)
{
  g_autoptr (GHashTable) own = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_free);

  for (gsize i = 0; i < n; i++) {
    gsize *count = g_hash_table_lookup (own, &pairs[i].agent_id);

    if (pairs[i].agent_id == 0)
      continue;
    if (count == NULL) {
      count = g_new0 (gsize, 1);
      g_hash_table_insert (own, (gpointer) &pairs[i].agent_id, count);
    }
    if (++*count * 2 > n)
      *agent_id = pairs[i].agent_id;
  }
  return *agent_id != 0 ? *(gsize *) g_hash_table_lookup (own, agent_id) : 0;
}

static void
count_pairs (const ZxThresholdPair *pairs,
             gsize n,
             gint64 agent_id,
             gboolean is_his,
             double weight,
             Counts *counts)
{
  guint all[FITS + 1] = {0}, accepted[FITS + 1] = {0};

  for (gsize i = 0; i < n; i++) {
    guint at = (guint) (CLAMP (pairs[i].fit, 0, 1) * FITS + 0.5);

    if ((agent_id != 0 && pairs[i].agent_id == agent_id) != is_his)
      continue;
    all[at]++;
    accepted[at] += pairs[i].is_accepted ? 1 : 0;
  }
  for (guint i = 0; i <= FITS; i++) {
    counts->all[i] += weight * all[i];
    counts->accepted[i] += weight * accepted[i];
  }
}

/* All pairs, those of one agent for no more than he may weigh. */
static void
weigh_pairs (const ZxThresholdPair *pairs, gsize n, Counts *counts)
{
  gint64 agent_id = 0;
  gsize own = find_heaviest (pairs, n, &agent_id);

  count_pairs (pairs, n, agent_id, FALSE, 1, counts);
  if (own > 0)
    count_pairs (pairs, n, agent_id, TRUE,
                 MIN (1, (double) MAX (n - own, ZX_THRESHOLD_ALONE) / (double) own), counts);
}

static double
sum_of (const double values[FITS + 1])
{
  double sum = 0;

  for (guint i = 0; i <= FITS; i++)
    sum += values[i];
  return sum;
}

double
zx_threshold_find (const ZxThresholdPair *pairs, gsize n)
{
  g_autofree Counts *counts = g_new0 (Counts, 1);
  Curve curve = {0};
  double accepted, all;

  weigh_pairs (pairs, n, counts);
  accepted = sum_of (counts->accepted);
  all = sum_of (counts->all);
  if (all < ZX_THRESHOLD_LEAST || !(accepted > 0))
    return ZX_THRESHOLD_DEFAULT;
  for (guint round = 0; round < ROUNDS && improve (counts, &curve); round++)
    ;
  if (curve.b <= 0) /* those that fit worse are taken as gladly: fit tells nothing here, … */
    return accepted < WORTH * all ? ZX_THRESHOLD_DEFAULT : ZX_THRESHOLD_LOWEST; /* … or all fit */
  for (int hundredth = 25; hundredth < 65; hundredth++)
    if (chance (&curve, hundredth / 100.0) >= WORTH * chance (&curve, 1))
      return hundredth / 100.0;
  return ZX_THRESHOLD_HIGHEST;
}

double
zx_threshold_next (double first)
{
  double odds = ZX_THRESHOLD_NEXT_ODDS * first, against = MAX (1 - first, 0);

  /* odds / (1 + odds), which no first one divides by zero. */
  return CLAMP (odds / (odds + against), ZX_THRESHOLD_NEXT, ZX_THRESHOLD_NEXT_ENOUGH);
}
