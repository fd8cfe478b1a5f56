/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-item-row.h"
#include "zx-timeline-item.h"

/* One thing that happened with a customer: a contact, a note, a change. Item: ZxTimelineItem. */
#define ZX_TYPE_TIMELINE_ROW (zx_timeline_row_get_type ())
G_DECLARE_FINAL_TYPE (ZxTimelineRow, zx_timeline_row, ZX, TIMELINE_ROW, ZxItemRow)

/* What happened, in a sentence without its subject ("Contract changed: Gold"); and the members that
 * changed, each as "Name: old → new", or "". Free both. */
char *zx_words_change (ZxTimelineItem *item);
char *zx_words_change_members (ZxTimelineItem *item);
