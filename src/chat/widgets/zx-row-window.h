/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Which items of a long list have a row: `n` of them from position `first` on. Plain numbers, so
 * that the rules can be tested without a widget. */
typedef struct {
  guint first, n;
} ZxRowWindow;

/* What has to happen to the rows, in this order. Indexes count from the window's first row. */
typedef struct {
  guint drop_at, n_drop; /* rows of items that are gone */
  guint add_at, n_add;   /* rows for new items */
  gboolean restart;      /* show the end of the list afresh; nothing else applies */
} ZxRowPlan;

/* The list, which has @n_items now, changed at @position. Moves @window (except its n, which
 * follows from the plan) and tells what to do. New items before the window get no row yet; at its
 * end they do when it reached the end of the list; more than @most at once start it afresh
 * (@at_newest) or cut it off before them. */
ZxRowPlan zx_row_window_change (ZxRowWindow *window,
                                guint position,
                                guint removed,
                                guint added,
                                guint n_items,
                                guint most,
                                gboolean at_newest);
