/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-store.h"

/* Who waits, and where he stands in his line: among those who were put before the same group, else
 * into the same queue, whatever channel they came by; without a queue, of his channel. Where the
 * line is routed in the router's order, with tiers and ages; else who came first. */
typedef struct {
  gint64 contact_id, channel_id;
  guint place;   /* from 1 on */
  char *opening; /* owned: what his queue says first; null */
} ZxdPlace;

/* Fills @places, of ZxdPlace, with all who wait; who left a message does not. What the array had is
 * freed by it. */
gboolean zxd_places_read (ZxdDb *db, GArray *places, GError **error);

/* A new array for zxd_places_read(). */
GArray *zxd_places_new (void);
