/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-store.h"

/* All queues as they are now, and which of them a channel feeds: read once where many contacts are
 * looked at. */
typedef struct {
  gint64 id;
  char *name;         /* owned */
  char *opening;      /* owned: what is said first there; null */
  gint64 age_step_ms; /* how long a wait outweighs one tier */
  gboolean is_routed; /* its contacts are offered, not pulled */
} ZxdQueueEntry;

typedef struct _ZxdQueueIndex ZxdQueueIndex;

/* How long a wait outweighs one tier where a queue does not say, as in the router. */
#define ZXD_AGE_STEP_MS ((gint64) 300 * 1000)

/* Null with @error. Any thread that has @db. */
ZxdQueueIndex *zxd_queue_index_read (ZxdDb *db, GError **error);
void zxd_queue_index_free (ZxdQueueIndex *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZxdQueueIndex, zxd_queue_index_free)

/* Where a contact waits that was put into @queue_id (0: nowhere) and came by @channel_id: else the
 * first queue that its channel feeds. Null when there is none; lent. */
const ZxdQueueEntry *
zxd_queue_index_find (const ZxdQueueIndex *self, gint64 queue_id, gint64 channel_id);
