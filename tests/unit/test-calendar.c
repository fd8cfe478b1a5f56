/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When an office is open, over days off, midnights and clocks that are put forward and back. */
#include "zx-calendar.h"

#include "zx-clock.h"
#include "zx-error.h"

#define WEEK "1-5 08:30-12:00,13:00-18:00\n6 09:00-12:00"

static ZxCalendar *
parse (const char *timezone, const char *week, const char *off)
{
  g_autoptr (GError) error = NULL;
  ZxCalendar *calendar = zx_calendar_parse (timezone, week, off, NULL, &error);

  g_assert_no_error (error);
  return calendar;
}

static gint64
at (const char *text)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (text, NULL);

  g_assert_nonnull (time);
  return g_date_time_to_unix (time) * 1000;
}

typedef struct {
  const char *at, *opens, *closes; /* opens null: open; closes null: closed */
} Case;

static void
check (const ZxCalendar *calendar, const Case *cases, gsize n_cases)
{
  for (gsize i = 0; i < n_cases; i++) {
    const Case *one = &cases[i];
    gint64 when = at (one->at);

    g_test_message ("%s", one->at);
    g_assert_cmpint (zx_calendar_is_open (calendar, when), ==, one->closes != NULL);
    g_assert_cmpint (zx_calendar_next_open (calendar, when), ==,
                     one->opens != NULL ? at (one->opens) : when);
    g_assert_cmpint (zx_calendar_next_close (calendar, when), ==,
                     one->closes != NULL ? at (one->closes) : 0);
  }
}

static void
test_the_hours_of_a_week (void)
{
  g_autoptr (ZxCalendar) calendar = parse ("Asia/Shanghai", WEEK, NULL);
  static const Case cases[] = {
      {"2026-11-20T08:29:59+08", "2026-11-20T08:30:00+08", NULL},
      {"2026-11-20T08:30:00+08", NULL, "2026-11-20T12:00:00+08"},
      {"2026-11-20T12:00:00+08", "2026-11-20T13:00:00+08", NULL},
      {"2026-11-20T17:59:59+08", NULL, "2026-11-20T18:00:00+08"},
      {"2026-11-20T18:00:00+08", "2026-11-21T09:00:00+08", NULL},
      {"2026-11-21T12:00:00+08", "2026-11-23T08:30:00+08", NULL}, /* over Sunday */
      {"2026-11-20T00:30:00Z", NULL, "2026-11-20T12:00:00+08"},   /* another clock, same moment */
  };
  g_autoptr (GString) hours = g_string_new (NULL);

  check (calendar, cases, G_N_ELEMENTS (cases));
  zx_calendar_add_hours (calendar, hours);
  g_assert_cmpstr (hours->str, ==,
                   "[{\"days\":[1,2,3,4,5],\"from\":\"08:30\",\"to\":\"12:00\"},"
                   "{\"days\":[1,2,3,4,5],\"from\":\"13:00\",\"to\":\"18:00\"},"
                   "{\"days\":[6],\"from\":\"09:00\",\"to\":\"12:00\"}]");
}

static void
test_days_off_and_days_with_other_hours (void)
{
  g_autoptr (ZxCalendar) calendar =
      parse ("Asia/Shanghai", WEEK,
             "2026-10-01..2026-10-07\n2026-10-10 10:00-16:00\n\n2026-10-05 09:00-10:00");
  static const Case cases[] = {
      {"2026-09-30T18:00:00+08", "2026-10-05T09:00:00+08", NULL}, /* the last line counts */
      {"2026-10-05T10:00:00+08", "2026-10-08T08:30:00+08", NULL},
      {"2026-10-07T23:59:59+08", "2026-10-08T08:30:00+08", NULL},
      {"2026-10-10T12:00:00+08", NULL, "2026-10-10T16:00:00+08"}, /* a Saturday that is worked */
  };

  check (calendar, cases, G_N_ELEMENTS (cases));
}

/* 24:00 and the next 00:00 are one moment: nobody is shut out for a minute. */
static void
test_round_the_clock_never_closes (void)
{
  g_autoptr (ZxCalendar) always = parse ("Asia/Shanghai", "1-7 00:00-24:00", NULL);
  g_autoptr (ZxCalendar) nights = parse ("Asia/Shanghai", "1-7 22:00-24:00,00:00-06:00", NULL);
  g_autoptr (ZxCalendar) never = parse ("Asia/Shanghai", "", NULL);
  static const Case cases[] = {
      {"2026-11-20T23:59:59+08", NULL, "2026-11-21T06:00:00+08"},
      {"2026-11-21T00:00:00+08", NULL, "2026-11-21T06:00:00+08"},
      {"2026-11-21T06:00:00+08", "2026-11-21T22:00:00+08", NULL},
  };

  check (nights, cases, G_N_ELEMENTS (cases));
  g_assert_true (zx_calendar_is_open (always, at ("2026-11-20T23:59:59+08")));
  g_assert_cmpint (zx_calendar_next_close (always, at ("2026-11-20T23:59:59+08")), ==, 0);
  g_assert_cmpint (zx_calendar_next_open (never, at ("2026-11-20T12:00:00+08")), ==, 0);
}

/* Berlin: at 02:00 on 29 March the wall shows 03:00, at 03:00 on 25 October 02:00 again. */
static void
test_clocks_put_forward_and_back (void)
{
  g_autoptr (ZxCalendar) day = parse ("Europe/Berlin", "1-7 08:00-18:00", NULL);
  g_autoptr (ZxCalendar) early = parse ("Europe/Berlin", "7 01:00-02:30,02:45-04:00", NULL);
  static const Case days[] = {
      {"2026-03-28T18:00:00+01", "2026-03-29T08:00:00+02", NULL}, /* 13 hours later */
      {"2026-10-24T18:00:00+02", "2026-10-25T08:00:00+01", NULL}, /* 15 hours later */
  };
  static const Case earlies[] = {
      /* 02:00 to 03:00 is never shown: open until then, and again from then on. */
      {"2026-03-29T01:30:00+01", NULL, "2026-03-29T04:00:00+02"},
      {"2026-03-29T03:00:00+02", NULL, "2026-03-29T04:00:00+02"},
      /* 02:00 to 03:00 is shown twice. */
      {"2026-10-25T02:15:00+02", NULL, "2026-10-25T02:30:00+02"},
      {"2026-10-25T02:30:00+02", "2026-10-25T02:45:00+02", NULL},
      {"2026-10-25T02:50:00+02", NULL, "2026-10-25T02:30:00+01"},
      {"2026-10-25T02:30:00+01", "2026-10-25T02:45:00+01", NULL},
      {"2026-10-25T02:45:00+01", NULL, "2026-10-25T04:00:00+01"},
  };
  g_autoptr (ZxCalendar) gap = parse ("Europe/Berlin", "7 02:15-02:45,06:00-07:00", NULL);
  static const Case gaps[] = {
      {"2026-03-29T01:59:59+01", "2026-03-29T06:00:00+02", NULL}, /* that day it is not open then */
      {"2026-03-22T02:00:00+01", "2026-03-22T02:15:00+01", NULL},
  };

  check (day, days, G_N_ELEMENTS (days));
  check (early, earlies, G_N_ELEMENTS (earlies));
  check (gap, gaps, G_N_ELEMENTS (gaps));
}

static void
test_what_is_wrong_says_how_it_is_written (void)
{
  static const struct {
    const char *timezone, *week, *off, *field, *hint;
  } cases[] = {
      {"Asia/Nowhere", WEEK, NULL, "timezone", "Asia/Shanghai"},
      {"", WEEK, NULL, "timezone", "Asia/Shanghai"},
      {NULL, WEEK, NULL, "timezone", "Asia/Shanghai"},
      {"UTC", "1-5 8:30-12:00", NULL, "week", "1-5 08:30-12:00"},
      {"UTC", "1-5 08:30-25:00", NULL, "week", "1-5 08:30-12:00"},
      {"UTC", "1-5 08:30-24:01", NULL, "week", "1-5 08:30-12:00"},
      {"UTC", "1-5 12:00-08:30", NULL, "week", "1-5 08:30-12:00"},
      {"UTC", "1-5 08:00-12:00,11:00-18:00", NULL, "week", "no hour stands twice"},
      {"UTC", "1-5 08:00-12:00\n5 11:00-13:00", NULL, "week", "“5 11:00-13:00”"},
      {"UTC", "5-1 08:00-12:00", NULL, "week", "1 is Monday"},
      {"UTC", "0-8 08:00-12:00", NULL, "week", "1 is Monday"},
      {"UTC", "Mon-Fri 08:00-12:00", NULL, "week", "1 is Monday"},
      {"UTC", "1-5", NULL, "week", "1-5 08:30-12:00"},
      {"UTC", WEEK, "2026-02-30", "off", "2026-10-01..2026-10-07"},
      {"UTC", WEEK, "2026-10-07..2026-10-01", "off", "2026-10-01..2026-10-07"},
      {"UTC", WEEK, "1.10.2026", "off", "2026-10-01..2026-10-07"},
      {"UTC", WEEK, "2026-10-01 morning", "off", "2026-10-10 09:00-18:00"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    const char *field = NULL;

    g_assert_null (
        zx_calendar_parse (cases[i].timezone, cases[i].week, cases[i].off, &field, &error));
    g_assert_error (error, ZX_ERROR, ZX_ERROR_BAD_DATA);
    g_test_message ("%s", error->message);
    g_assert_cmpstr (field, ==, cases[i].field);
    g_assert_nonnull (g_strrstr (error->message, cases[i].hint));
  }
}

/* The next change is never skipped: every minute of a year in an odd zone, against looking at each
 * minute. */
static void
test_the_next_change_is_the_next_change (void)
{
  g_autoptr (ZxCalendar) calendar =
      parse ("Australia/Lord_Howe", "1-5 00:30-02:10,09:00-17:00\n7 23:00-24:00",
             "2026-04-03..2026-04-07\n2026-10-04 01:50-02:20");
  gint64 start = at ("2026-01-01T00:00:00Z"), minute = 60 * 1000, n_minutes = 366 * 24 * 60;
  gint64 next_open = 0, next_close = 0;

  for (gint64 i = n_minutes; i >= 0; i--) { /* backwards: what is next is known */
    gint64 when = start + i * minute;
    gboolean is_open = zx_calendar_is_open (calendar, when);

    if (is_open)
      next_open = when;
    else
      next_close = when;
    if (i > n_minutes - 10 * 24 * 60 || i % 97 != 0)
      continue;
    g_assert_cmpint (zx_calendar_next_open (calendar, when), ==, next_open);
    g_assert_cmpint (zx_calendar_next_close (calendar, when), ==, is_open ? next_close : 0);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/calendar/the-hours-of-a-week", test_the_hours_of_a_week);
  g_test_add_func ("/calendar/days-off-and-days-with-other-hours",
                   test_days_off_and_days_with_other_hours);
  g_test_add_func ("/calendar/round-the-clock-never-closes", test_round_the_clock_never_closes);
  g_test_add_func ("/calendar/clocks-put-forward-and-back", test_clocks_put_forward_and_back);
  g_test_add_func ("/calendar/what-is-wrong-says-how-it-is-written",
                   test_what_is_wrong_says_how_it_is_written);
  g_test_add_func ("/calendar/the-next-change-is-the-next-change",
                   test_the_next_change_is_the_next_change);
  return g_test_run ();
}
