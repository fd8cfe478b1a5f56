/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* Office hours as pure rules: a week by the clock on the wall of one time zone, and days that are
 * different. A day is a list of half-open intervals; 24:00 is legal. When clocks are put forward or
 * back, what the wall shows counts. Immutable; any thread. */
typedef struct _ZxCalendar ZxCalendar;

/* @timezone: an IANA name. @week: a line each like "1-5 08:30-12:00,13:00-18:00", where 1 is Monday
 * and days may also be listed ("1,3,5"). @off (null: none): a line each like
 * "2026-10-01..2026-10-07", or with hours for a day that has others than its week ("2026-10-10
 * 09:00-18:00"); the last line that names a day counts. Null with BAD_DATA, which says how a good
 * line looks; *@field (may be null) is then "timezone", "week" or "off". */
ZxCalendar *zx_calendar_parse (const char *timezone,
                               const char *week,
                               const char *off,
                               const char **field,
                               GError **error);
void zx_calendar_free (ZxCalendar *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZxCalendar, zx_calendar_free)

gboolean zx_calendar_is_open (const ZxCalendar *self, gint64 at_ms);

/* When it opens: @at_ms itself while it is open; 0 when it does not within 400 days. */
gint64 zx_calendar_next_open (const ZxCalendar *self, gint64 at_ms);

/* When it closes; 0 when it is closed, or stays open for 400 days. */
gint64 zx_calendar_next_close (const ZxCalendar *self, gint64 at_ms);

/* The usual week: [{"days":[1,2,3,4,5],"from":"08:30","to":"12:00"},…]. */
void zx_calendar_add_hours (const ZxCalendar *self, GString *out);
