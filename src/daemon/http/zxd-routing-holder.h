/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-event.h"
#include "zxd-store.h"

/* What the daemon that has the lease `router` does: keeps the desk, has it brought up to date by
 * what is heard, and has written what was decided. Main thread. */
typedef struct _ZxdRoutingHolder ZxdRoutingHolder;

ZxdRoutingHolder *zxd_routing_holder_new (ZxdStore *store);
void zxd_routing_holder_free (ZxdRoutingHolder *holder);

/* The lease is ours under this generation; 0: no longer, and all that was known is forgotten. */
void zxd_routing_holder_begin (ZxdRoutingHolder *holder, gint64 generation);

/* Under which generation it works; 0: it does not, be it that a write found the lease gone. */
gint64 zxd_routing_holder_generation (const ZxdRoutingHolder *holder);

void zxd_routing_holder_hear (ZxdRoutingHolder *holder, const ZxdEvent *event);

/* Compares the desk with all rows as soon as nothing is under way, and takes the rows. What differs
 * and was not told by an event until the next time is warned of. */
void zxd_routing_holder_compare (ZxdRoutingHolder *holder);

/* For Prometheus. */
void zxd_routing_holder_print (const ZxdRoutingHolder *holder, GString *out);
