/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps a window of rows true to a list that changes before, inside and behind it. */
#include "zx-row-window.h"

static void
drop_items (ZxRowWindow *window, ZxRowPlan *plan, guint position, guint removed)
{
  guint from = MAX (position, window->first);
  guint to = MIN (position + removed, window->first + window->n);

  if (to > from) {
    plan->drop_at = from - window->first;
    plan->n_drop = to - from;
    window->n -= plan->n_drop;
  }
  if (position < window->first)
    window->first = MAX (position, window->first - MIN (removed, window->first));
}

ZxRowPlan
zx_row_window_change (ZxRowWindow *window,
                      guint position,
                      guint removed,
                      guint added,
                      guint n_items,
                      guint most,
                      gboolean at_newest)
{
  ZxRowPlan plan = {0};
  guint n_before = n_items - added;
  gboolean reached_end, is_inside;

  drop_items (window, &plan, position, removed);
  reached_end = window->first + window->n == n_before;

  if (window->n == 0) {
    plan.restart = n_items > 0 || plan.n_drop > 0;
    return plan;
  }
  if (position <= window->first) {
    window->first += added;
    return plan;
  }

  is_inside = position < window->first + window->n ||
              (position == window->first + window->n && reached_end);
  if (!is_inside)
    return plan;
  if (added <= most) {
    plan.add_at = position - window->first;
    plan.n_add = added;
    window->n += added;
  } else if (at_newest) {
    plan.restart = TRUE;
  } else if (position < window->first + window->n && plan.n_drop == 0) {
    plan.drop_at = position - window->first;
    plan.n_drop = window->n - plan.drop_at;
    window->n = plan.drop_at;
  } else if (position < window->first + window->n) {
    plan.n_drop += window->first + window->n - position; /* what followed the dropped rows too */
    window->n = position - window->first;
  }
  return plan;
}
