/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-customer-parts.h"

/* One thing that happened with a customer: a contact, a note, or a change of his data; never
 * changes. Properties, read-only: kind ("contact", "note", "change"), at (int64 ms), id (int64; of
 * the note or contact, else 0), by (who wrote or changed it), text (of a note), action
 * ("customer.change", "customer.merge", …), detail (JSON of what changed, as the server wrote it),
 * contact (ZxPastContact or null). */
#define ZX_TYPE_TIMELINE_ITEM (zx_timeline_item_get_type ())
G_DECLARE_FINAL_TYPE (ZxTimelineItem, zx_timeline_item, ZX, TIMELINE_ITEM, GObject)

ZxTimelineItem *zx_timeline_item_new (JsonObject *json);
const char *zx_timeline_item_get_kind (ZxTimelineItem *self);
const char *zx_timeline_item_get_action (ZxTimelineItem *self);
ZxPastContact *zx_timeline_item_get_contact (ZxTimelineItem *self); /* lent, nullable */

/* The members that a change changed, from its detail: name, old and new text (null: empty), in the
 * order of the detail. Calls @each for every one. */
typedef void (*ZxTimelineEach) (const char *member, const char *was, const char *is, gpointer data);
/* Such as "part" or "title" of the detail: what was changed; null when it does not say. Free it. */
char *zx_timeline_item_dup_detail (ZxTimelineItem *self, const char *member);
void zx_timeline_item_each_change (ZxTimelineItem *self, ZxTimelineEach each, gpointer data);

/* Whether both show the same thing in the same words. */
gboolean zx_timeline_item_is_same (ZxTimelineItem *self, ZxTimelineItem *other);
