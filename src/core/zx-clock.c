/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Wall time that tests can set, and its form on the wire. */
#include "zx-clock.h"

static gint64 fixed_ms = -1; /* atomic; negative: the real time */

gint64
zx_clock_now_ms (void)
{
  gint64 fixed = __atomic_load_n (&fixed_ms, __ATOMIC_RELAXED);

  return fixed >= 0 ? fixed : g_get_real_time () / 1000;
}

void
zx_clock_set_ms (gint64 ms)
{
  __atomic_store_n (&fixed_ms, ms, __ATOMIC_RELAXED);
}

char *
zx_clock_format (gint64 ms)
{
  gint64 seconds = ms / 1000, rest = ms % 1000;
  g_autoptr (GDateTime) time = NULL;
  g_autofree char *day = NULL;

  if (rest < 0) {
    rest += 1000;
    seconds--;
  }
  time = g_date_time_new_from_unix_utc (seconds);
  day = g_date_time_format (time, "%Y-%m-%dT%H:%M:%S");
  return g_strdup_printf ("%s.%03dZ", day, (int) rest);
}

gboolean
zx_clock_parse (const char *text, gint64 *ms)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (text, utc);

  if (time == NULL)
    return FALSE;
  *ms = g_date_time_to_unix (time) * 1000 + g_date_time_get_microsecond (time) / 1000;
  return TRUE;
}
