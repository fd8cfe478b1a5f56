/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

/* How long the HTTP server waits for its clients, and for how many: a connection that sends no
 * whole request in time, or does not read its answer, is cut off. Main thread. */
typedef struct _ZxdPatience ZxdPatience;

ZxdPatience *zxd_patience_new (SoupServer *soup, guint idle_seconds);
void zxd_patience_free (ZxdPatience *patience);

/* Something came or went on this connection: it is given @wait_us more, at most as long as an idle
 * one may be; not positive: none. */
void zxd_patience_wait (ZxdPatience *patience, GSocket *socket, gint64 wait_us);

/* How many connections are waited for, and those that were closed within the last second or so. */
guint zxd_patience_count (ZxdPatience *patience);

/* This connection leaves the HTTP server: it is the hub's from now on. */
void zxd_patience_forget (ZxdPatience *patience, GSocket *socket);
