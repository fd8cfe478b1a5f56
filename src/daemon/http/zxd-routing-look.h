/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-db.h"
#include "zxd-routing-deeds.h"
#include "zxd-routing-news.h"

/* All that decides who gets the next contact, as the rows had it when they were read last, and with
 * what was decided since. The rows remain the truth: a desk may be thrown away at any moment, and
 * the next one is filled from them. For one thread at a time, whichever. */
typedef struct _ZxdRoutingDesk ZxdRoutingDesk;

ZxdRoutingDesk *zxd_routing_desk_new (void); /* knows nothing: look at all rows first */
void zxd_routing_desk_free (ZxdRoutingDesk *desk);

/* What is to be done now by the desk. */
typedef struct {
  GArray *deeds;      /* owned ZxdRoutingDeed, in order */
  gint64 next_due_ms; /* when to look again though nothing was told; G_MAXINT64: never */
} ZxdRoutingLook;

void zxd_routing_look_clear (ZxdRoutingLook *look);

/* Brings the desk up to date with the rows that @news names, which is used up, and decides until
 * there is nothing more to say; the desk knows the decisions as if they were written. After an
 * error the desk is worth nothing. Any thread. */
gboolean zxd_routing_look (ZxdDb *db,
                           ZxdRoutingDesk *desk,
                           ZxdRoutingNews *news,
                           gint64 now_ms,
                           ZxdRoutingLook *look,
                           GError **error);

/* Reads all rows into the desk, and names in @differing those that are not what it knew: either
 * their news is still to come, or something changed them without a word. */
gboolean
zxd_routing_check (ZxdDb *db, ZxdRoutingDesk *desk, ZxdRoutingNews *differing, GError **error);

/* Why @contact_id, which waits, still does, by the rows as they are: its place first. None when it
 * is in no queue. Any thread. */
gboolean
zxd_routing_why (ZxdDb *db, gint64 now_ms, gint64 contact_id, ZxdReasons *reasons, GError **error);
