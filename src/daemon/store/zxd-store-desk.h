/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-store-channel.h"

/* Whether anybody is there for a channel's visitors: people, and office hours. A plain value. */
typedef struct {
  gboolean is_online; /* somebody who may answer */
  gboolean has_hours; /* it has a calendar … */
  gboolean is_open;   /* … and it is open by it; without one always */
  gint64 opens_at_ms; /* closed: 0 when that is not known */
} ZxdDesk;

/* Whether who writes now is waited for: in office hours; where none are set up, when somebody is
 * there.
 */
gboolean zxd_desk_is_manned (const ZxdDesk *desk);

gboolean
zxd_desk_read (ZxdDb *db, const ZxdChannel *channel, gint64 now_ms, ZxdDesk *desk, GError **error);

/* The same with hours and promise as the member `desk` of an open object. *@is_online is set. */
gboolean zxd_desk_add_json (ZxdDb *db,
                            const ZxdChannel *channel,
                            gint64 now_ms,
                            GString *json,
                            gboolean *is_online,
                            GError **error);

/* How long those waited who were accepted in the last hour, on the average; 0 when they are too few
 * to tell. */
gboolean
zxd_desk_usual_wait (ZxdDb *db, gint64 channel_id, gint64 now_ms, gint64 *wait_ms, GError **error);
