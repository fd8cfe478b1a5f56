/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-finder-words.h"
#include "zxd-server.h"

/* All customers, ready to be found by any part of what is known of them, kept up with the store's
 * events. A thread of its own keeps the texts, so the main loop never waits. It belongs to @server
 * and ends with it. */
typedef struct _ZxdFinder ZxdFinder;

ZxdFinder *zxd_finder_new (ZxdServer *server);

/* Calls @fn on the main thread as soon as all customers have been read: at once, later than the
 * start of the daemon; or @ended when the daemon ends before. Main thread. */
typedef void (*ZxdFinderFunc) (gpointer data);
void
zxd_finder_when_ready (ZxdFinder *finder, ZxdFinderFunc fn, ZxdFinderFunc ended, gpointer data);

/* The ids (gint64) of the customers that fit best, best first, of those whose organisation is in
 * sight. Any thread but the main one: it may take some milliseconds. */
void zxd_finder_ask (ZxdFinder *finder,
                     const ZxdQuery *query,
                     const ZxRights *rights,
                     guint most,
                     GArray *ids);
