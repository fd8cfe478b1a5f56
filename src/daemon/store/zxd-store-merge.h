/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-id.h"
#include "zxd-change.h"

/* Two customers are one: all that the other one has becomes the survivor's, row by row, and each
 * row remembers in merge_row where it came from. The other one stays, seen by nobody, until it is
 * undone. A request that was carried out before changes nothing: `again`. */
typedef struct {
  const ZxdActor *actor;
  gint64 survivor_id;
  guint8 request[ZX_UUID_BYTES];
  gint64 from_id, seen_rev; /* merging: who goes, and what was read of the survivor */
  gint64 merge_id;          /* undoing: which; merging tells it */

  /* answered */
  gboolean again;
  gint64 restored_id; /* undoing: who is back */
  ZxdRefusal refusal;
} ZxdMerge;

/* Empty members of the survivor are filled from the other one. Who merges may change both. Refusals
 * as zxd_customer_check() and zxd_change_check_rev() give them. */
gboolean zxd_merge (ZxdTxn *txn, ZxdMerge *merge, GError **error);

/* What came with the merge goes back as it is now, with what was added to its people since; what
 * was given to the survivor's own people since stays. Refusals: `later-merge` when a later one into
 * the same survivor must be undone first, `undone` when it was undone already. */
gboolean zxd_merge_undo (ZxdTxn *txn, ZxdMerge *merge, GError **error);
