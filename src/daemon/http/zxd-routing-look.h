/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-db.h"
#include "zxd-routing-deeds.h"

/* What is to be done now by the rows of one snapshot. */
typedef struct {
  GArray *deeds;      /* owned ZxdRoutingDeed, in order */
  gint64 next_due_ms; /* when to look again though nothing was told; G_MAXINT64: never */
} ZxdRoutingLook;

void zxd_routing_look_clear (ZxdRoutingLook *look);

/* Fills a router with all rows and lets it decide until it has nothing more to say. Any thread. */
gboolean zxd_routing_look (ZxdDb *db, gint64 now_ms, ZxdRoutingLook *look, GError **error);
