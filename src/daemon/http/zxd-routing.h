/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-server.h"

/* Gives work to agents, for all daemons of one database: the one that holds the lease `router`
 * looks whenever something has changed or falls due, and writes what is to be done, fenced by the
 * lease's generation. What it keeps between looks is what rows say, and they are the truth. While
 * no queue is routed it does nothing at all. Main thread. */
typedef struct _ZxdRouting ZxdRouting;

ZxdRouting *zxd_routing_new (ZxdServer *server);
void zxd_routing_free (ZxdRouting *routing);

/* At an orderly end, while the store is open: gives the lease back, so that another daemon goes on
 * at once. Waits for the store. */
void zxd_routing_hand_over (ZxdRouting *routing);

/* Its figures, for Prometheus. */
void zxd_routing_print (const ZxdRouting *routing, GString *out);

/* The endpoints of offers, and the one that says why a contact still waits. */
void zxd_offers_register (ZxdServer *server);
void zxd_why_waiting_register (ZxdServer *server);
