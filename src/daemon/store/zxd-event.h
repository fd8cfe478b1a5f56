/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-rights.h"

/* One committed change of one object, as the event log keeps it. `seq` is also the object's new
 * rev. Immutable once committed; counted by reference; any thread. */
typedef struct {
  gint64 seq;
  const char *noun; /* interned */
  gint64 id;
  gint64 contact_id;   /* 0 when it belongs to no contact; its visitor is told as well */
  ZxAudience now, was; /* who sees it after, and who saw it before (NOBODY when it is new) */
  gint64 also_id;      /* one agent more who sees it: it has just come into his sight; or 0 */
  char *json; /* owned; the object as agents see it, without id and rev; null: it is gone */
  gsize json_length;
} ZxdEvent;

ZxdEvent *zxd_event_new (gint64 seq,
                         const char *noun,
                         gint64 id,
                         gint64 contact_id,
                         const ZxAudience *now,
                         const ZxAudience *was,
                         const char *json,
                         gssize json_length);
ZxdEvent *zxd_event_ref (ZxdEvent *event);
void zxd_event_unref (ZxdEvent *event);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZxdEvent, zxd_event_unref)

/* What a reader with these rights is told of it. */
typedef enum { ZXD_TELL_NOTHING, ZXD_TELL_PUT, ZXD_TELL_GONE } ZxdTell;
ZxdTell zxd_event_tell (const ZxdEvent *event, const ZxRights *rights);
