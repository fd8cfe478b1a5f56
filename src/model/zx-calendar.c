/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When an office is open: reading its hours, and looking for the next change. */
#include "zx-calendar.h"

#include "zx-error.h"

#include <string.h>

enum { DAY_MINUTES = 24 * 60, DAY_SECONDS = 24 * 3600, HORIZON_DAYS = 400, MOST_LINES = 400 };

typedef struct {
  int from, to; /* minutes of the day, half-open */
} Hours;

/* Days with hours of their own; none: closed. */
typedef struct {
  guint32 first, last; /* Julian days */
  GArray *hours;       /* owned, of Hours */
} Exception;

struct _ZxCalendar {
  GTimeZone *zone;    /* owned */
  GArray *week[8];    /* owned, of Hours, by G_DATE_MONDAY … G_DATE_SUNDAY */
  GArray *exceptions; /* owned, of Exception */
};

static void
clear_exception (gpointer data)
{
  g_array_unref (((Exception *) data)->hours);
}

static GArray *
new_hours (void)
{
  return g_array_new (FALSE, FALSE, sizeof (Hours));
}

void
zx_calendar_free (ZxCalendar *self)
{
  g_clear_pointer (&self->zone, g_time_zone_unref);
  for (int day = G_DATE_MONDAY; day <= G_DATE_SUNDAY; day++)
    g_array_unref (self->week[day]);
  g_array_unref (self->exceptions);
  g_free (self);
}

/* ---- reading */

/* Exactly @n digits at *@text, which moves behind them. */
static gboolean
take_digits (const char **text, int n, int *number)
{
  *number = 0;
  for (int i = 0; i < n; i++, (*text)++) {
    if (!g_ascii_isdigit (**text))
      return FALSE;
    *number = *number * 10 + (**text - '0');
  }
  return TRUE;
}

static gboolean
take_char (const char **text, char wanted)
{
  if (**text != wanted)
    return FALSE;
  (*text)++;
  return TRUE;
}

/* 08:30; 24:00 too. */
static gboolean
take_time (const char **text, int *minute)
{
  int hours, minutes;

  if (!take_digits (text, 2, &hours) || !take_char (text, ':') || !take_digits (text, 2, &minutes))
    return FALSE;
  *minute = hours * 60 + minutes;
  return minutes < 60 && *minute <= DAY_MINUTES;
}

/* FALSE when two of one day are open at once. */
static gboolean
add_hours (GArray *all, Hours one)
{
  for (guint i = 0; i < all->len; i++) {
    const Hours *other = &g_array_index (all, Hours, i);

    if (one.from < other->to && other->from < one.to)
      return FALSE;
  }
  g_array_append_val (all, one);
  return TRUE;
}

/* "08:30-12:00,13:00-18:00" to the end of the text. */
static gboolean
take_hours (const char *text, GArray *all)
{
  do {
    Hours one;

    if (!take_time (&text, &one.from) || !take_char (&text, '-') || !take_time (&text, &one.to) ||
        one.from >= one.to || !add_hours (all, one))
      return FALSE;
  } while (take_char (&text, ','));
  return *text == '\0';
}

/* "1-5", "1,3,5" or "6"; one bit each. */
static gboolean
take_days (const char **text, guint *days)
{
  *days = 0;
  do {
    int first, last;

    if (!take_digits (text, 1, &first))
      return FALSE;
    last = first;
    if (take_char (text, '-') && !take_digits (text, 1, &last))
      return FALSE;
    if (first < G_DATE_MONDAY || last > G_DATE_SUNDAY || first > last)
      return FALSE;
    for (int day = first; day <= last; day++)
      *days |= 1u << day;
  } while (take_char (text, ','));
  return TRUE;
}

static gboolean
take_week_line (ZxCalendar *self, const char *line)
{
  g_autoptr (GArray) hours = new_hours ();
  guint days;

  if (!take_days (&line, &days) || !take_char (&line, ' '))
    return FALSE;
  while (*line == ' ')
    line++;
  if (!take_hours (line, hours))
    return FALSE;
  for (int day = G_DATE_MONDAY; day <= G_DATE_SUNDAY; day++)
    for (guint i = 0; (days & 1u << day) != 0 && i < hours->len; i++)
      if (!add_hours (self->week[day], g_array_index (hours, Hours, i)))
        return FALSE;
  return TRUE;
}

static gboolean
take_day (const char **text, guint32 *julian)
{
  int year, month, day;
  GDate date;

  if (!take_digits (text, 4, &year) || !take_char (text, '-') || !take_digits (text, 2, &month) ||
      !take_char (text, '-') || !take_digits (text, 2, &day) ||
      !g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year))
    return FALSE;
  g_date_clear (&date, 1);
  g_date_set_dmy (&date, (GDateDay) day, (GDateMonth) month, (GDateYear) year);
  *julian = g_date_get_julian (&date);
  return TRUE;
}

static gboolean
take_off_line (ZxCalendar *self, const char *line)
{
  g_autoptr (GArray) hours = new_hours ();
  Exception exception;

  if (!take_day (&line, &exception.first))
    return FALSE;
  exception.last = exception.first;
  if (g_str_has_prefix (line, "..")) {
    line += 2;
    if (!take_day (&line, &exception.last) || exception.last < exception.first)
      return FALSE;
  }
  if (*line == ' ') {
    while (*line == ' ')
      line++;
    if (!take_hours (line, hours))
      return FALSE;
  } else if (*line != '\0') {
    return FALSE;
  }
  exception.hours = g_steal_pointer (&hours);
  g_array_append_val (self->exceptions, exception);
  return TRUE;
}

/* Each line that is not empty goes to @take; the first that it refuses is *@wrong (lent by @lines).
 */
static gboolean
take_lines (ZxCalendar *self,
            char **lines,
            gboolean (*take) (ZxCalendar *self, const char *line),
            const char **wrong)
{
  for (guint i = 0; lines[i] != NULL; i++) {
    const char *line = g_strstrip (lines[i]);

    if (*line == '\0')
      continue;
    if (i >= MOST_LINES || !take (self, line)) {
      *wrong = line;
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
take_all (ZxCalendar *self,
          const char *timezone,
          const char *week,
          const char *off,
          const char **field,
          GError **error)
{
  g_auto (GStrv) week_lines = g_strsplit (week != NULL ? week : "", "\n", -1);
  g_auto (GStrv) off_lines = g_strsplit (off != NULL ? off : "", "\n", -1);
  const char *wrong;

  *field = "timezone";
  self->zone = timezone != NULL ? g_time_zone_new_identifier (timezone) : NULL;
  if (self->zone == NULL)
    return zx_throw (error, ZX_ERROR_BAD_DATA,
                     "“%s” is no time zone; it reads like Asia/Shanghai or Europe/Berlin.",
                     timezone != NULL ? timezone : "");
  *field = "week";
  if (!take_lines (self, week_lines, take_week_line, &wrong))
    return zx_throw (error, ZX_ERROR_BAD_DATA,
                     "“%s” is no line of office hours; it reads like 1-5 08:30-12:00,13:00-18:00, "
                     "where 1 is Monday, and no hour stands twice.",
                     wrong);
  *field = "off";
  if (!take_lines (self, off_lines, take_off_line, &wrong))
    return zx_throw (error, ZX_ERROR_BAD_DATA,
                     "“%s” is no day off; it reads like 2026-10-01 or 2026-10-01..2026-10-07, or "
                     "with hours, 2026-10-10 09:00-18:00, for a day that has others.",
                     wrong);
  return TRUE;
}

ZxCalendar *
zx_calendar_parse (const char *timezone,
                   const char *week,
                   const char *off,
                   const char **field,
                   GError **error)
{
  g_autoptr (ZxCalendar) self = g_new0 (ZxCalendar, 1);
  const char *wrong;

  for (int day = G_DATE_MONDAY; day <= G_DATE_SUNDAY; day++)
    self->week[day] = new_hours ();
  self->exceptions = g_array_new (FALSE, FALSE, sizeof (Exception));
  g_array_set_clear_func (self->exceptions, clear_exception);
  if (take_all (self, timezone, week, off, &wrong, error))
    return g_steal_pointer (&self);
  if (field != NULL)
    *field = wrong;
  return NULL;
}

/* ---- looking */

/* 1970-01-01 as GDate counts days. */
enum { EPOCH_JULIAN = 719163 };

static const GArray *
hours_of (const ZxCalendar *self, guint32 julian)
{
  GDate date;

  for (guint i = self->exceptions->len; i > 0; i--) {
    const Exception *exception = &g_array_index (self->exceptions, Exception, i - 1);

    if (julian >= exception->first && julian <= exception->last)
      return exception->hours;
  }
  g_date_clear (&date, 1);
  g_date_set_julian (&date, julian);
  return self->week[g_date_get_weekday (&date)];
}

static gint64
floor_divide (gint64 number, gint64 by)
{
  return number >= 0 ? number / by : -((-number + by - 1) / by);
}

/* What the clock on the wall shows, as seconds since its own 1970. */
static gint64
wall_of (const ZxCalendar *self, gint64 at_s)
{
  int interval = g_time_zone_find_interval (self->zone, G_TIME_TYPE_UNIVERSAL, at_s);

  return at_s + g_time_zone_get_offset (self->zone, interval);
}

static gboolean
is_open (const ZxCalendar *self, gint64 at_s)
{
  gint64 wall = wall_of (self, at_s), day = floor_divide (wall, DAY_SECONDS);
  int minute = (int) ((wall - day * DAY_SECONDS) / 60);
  const GArray *hours = hours_of (self, (guint32) (day + EPOCH_JULIAN));

  for (guint i = 0; i < hours->len; i++) {
    const Hours *one = &g_array_index (hours, Hours, i);

    if (minute >= one->from && minute < one->to)
      return TRUE;
  }
  return FALSE;
}

/* The instants at which the wall shows @wall: none, one or two. */
static void
add_instants (const ZxCalendar *self, gint64 wall, GArray *instants)
{
  int first = g_time_zone_find_interval (self->zone, G_TIME_TYPE_UNIVERSAL, wall - 2 * DAY_SECONDS);
  int last = g_time_zone_find_interval (self->zone, G_TIME_TYPE_UNIVERSAL, wall + 2 * DAY_SECONDS);

  for (int interval = first; interval <= last; interval++) {
    gint64 at_s = wall - g_time_zone_get_offset (self->zone, interval);

    if (g_time_zone_find_interval (self->zone, G_TIME_TYPE_UNIVERSAL, at_s) == interval)
      g_array_append_val (instants, at_s);
  }
}

/* The instant between the two at which the clocks are put forward or back, if they are. */
static void
add_clock_change (const ZxCalendar *self, gint64 from_s, gint64 to_s, GArray *instants)
{
  int before = g_time_zone_find_interval (self->zone, G_TIME_TYPE_UNIVERSAL, from_s);

  if (g_time_zone_find_interval (self->zone, G_TIME_TYPE_UNIVERSAL, to_s) == before)
    return;
  while (to_s - from_s > 1) {
    gint64 middle = from_s + (to_s - from_s) / 2;

    if (g_time_zone_find_interval (self->zone, G_TIME_TYPE_UNIVERSAL, middle) == before)
      from_s = middle;
    else
      to_s = middle;
  }
  g_array_append_val (instants, to_s);
}

static int
compare_instants (gconstpointer a, gconstpointer b)
{
  gint64 one = *(const gint64 *) a, other = *(const gint64 *) b;

  return one < other ? -1 : one > other;
}

/* Whenever it may open or close on one day of the wall, in order. */
static GArray *
list_changes (const ZxCalendar *self, gint64 day)
{
  const GArray *hours = hours_of (self, (guint32) (day + EPOCH_JULIAN));
  GArray *instants = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 midnight = day * DAY_SECONDS;

  add_instants (self, midnight, instants);
  for (guint i = 0; i < hours->len; i++) {
    add_instants (self, midnight + g_array_index (hours, Hours, i).from * 60, instants);
    add_instants (self, midnight + g_array_index (hours, Hours, i).to * 60, instants);
  }
  add_clock_change (self, midnight - DAY_SECONDS, midnight + 2 * DAY_SECONDS, instants);
  for (guint i = instants->len; i > 0; i--)
    if (floor_divide (wall_of (self, g_array_index (instants, gint64, i - 1)), DAY_SECONDS) != day)
      g_array_remove_index_fast (instants, i - 1);
  g_array_sort (instants, compare_instants);
  return instants;
}

/* The first instant after @at_s at which it is @wanted; 0 when there is none soon. */
static gint64
find_change (const ZxCalendar *self, gint64 at_s, gboolean wanted)
{
  gint64 day = floor_divide (wall_of (self, at_s), DAY_SECONDS);

  for (gint64 i = -1; i <= HORIZON_DAYS; i++) {
    g_autoptr (GArray) instants = list_changes (self, day + i);

    for (guint k = 0; k < instants->len; k++) {
      gint64 instant = g_array_index (instants, gint64, k);

      if (instant > at_s && is_open (self, instant) == wanted)
        return instant;
    }
  }
  return 0;
}

gboolean
zx_calendar_is_open (const ZxCalendar *self, gint64 at_ms)
{
  return is_open (self, floor_divide (at_ms, 1000));
}

gint64
zx_calendar_next_open (const ZxCalendar *self, gint64 at_ms)
{
  return zx_calendar_is_open (self, at_ms)
             ? at_ms
             : find_change (self, floor_divide (at_ms, 1000), TRUE) * 1000;
}

gint64
zx_calendar_next_close (const ZxCalendar *self, gint64 at_ms)
{
  return zx_calendar_is_open (self, at_ms)
             ? find_change (self, floor_divide (at_ms, 1000), FALSE) * 1000
             : 0;
}

/* ---- telling */

static gboolean
has_hours (const GArray *all, const Hours *wanted)
{
  for (guint i = 0; i < all->len; i++) {
    const Hours *one = &g_array_index (all, Hours, i);

    if (one->from == wanted->from && one->to == wanted->to)
      return TRUE;
  }
  return FALSE;
}

/* @wanted on all days that have it. */
static void
add_hours_json (const ZxCalendar *self, const Hours *wanted, GString *out)
{
  gboolean is_first = TRUE;

  g_string_append (out, out->str[out->len - 1] == '[' ? "{\"days\":[" : ",{\"days\":[");
  for (int day = G_DATE_MONDAY; day <= G_DATE_SUNDAY; day++)
    if (has_hours (self->week[day], wanted)) {
      g_string_append_printf (out, is_first ? "%d" : ",%d", day);
      is_first = FALSE;
    }
  g_string_append_printf (out, "],\"from\":\"%02d:%02d\",\"to\":\"%02d:%02d\"}", wanted->from / 60,
                          wanted->from % 60, wanted->to / 60, wanted->to % 60);
}

void
zx_calendar_add_hours (const ZxCalendar *self, GString *out)
{
  g_string_append_c (out, '[');
  for (int day = G_DATE_MONDAY; day <= G_DATE_SUNDAY; day++)
    for (guint i = 0; i < self->week[day]->len; i++) {
      const Hours *one = &g_array_index (self->week[day], Hours, i);
      gboolean is_told = FALSE;

      for (int before = G_DATE_MONDAY; before < day; before++)
        is_told = is_told || has_hours (self->week[before], one);
      if (!is_told)
        add_hours_json (self, one, out);
    }
  g_string_append_c (out, ']');
}
