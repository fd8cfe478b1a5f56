/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is counted of an agent's day, from rows written by hand; and how long wrap-up takes. */
#include "zxd-store-day.h"

#include "store-desk.h"
#include "zx-clock.h"

static gint64
at (const char *text)
{
  gint64 ms;

  g_assert_true (zx_clock_parse (text, &ms));
  return ms;
}

static gboolean
execute (ZxdTxn *txn, gpointer data, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (zxd_txn_db (txn), g_intern_string (data), error);

  return stmt != NULL && zxd_stmt_run (stmt, error);
}

static void G_GNUC_PRINTF (2, 3) add_row (StoreFixture *fixture, const char *format, ...)
{
  g_autofree char *sql = NULL;
  va_list args;

  va_start (args, format);
  sql = g_strdup_vprintf (format, args);
  va_end (args);
  store_fixture_write (fixture, execute, sql);
}

/* ---- the day */

static void
add_presence (StoreFixture *fixture, gint64 agent_id, const char *presence, const char *when)
{
  add_row (fixture,
           "INSERT INTO presence_change (agent_id, presence, cause, at_ms) VALUES (%d, '%s', "
           "'self', %" G_GINT64_FORMAT ")",
           (int) agent_id, presence, at (when));
}

/* Times of 0 are null. */
static void
add_leg (StoreFixture *fixture,
         gint64 agent_id,
         const char *began,
         const char *over,
         const char *ended,
         const char *went_by)
{
  g_autofree char *over_text =
      over != NULL ? g_strdup_printf ("%" G_GINT64_FORMAT, at (over)) : g_strdup ("NULL");
  g_autofree char *ended_text =
      ended != NULL ? g_strdup_printf ("%" G_GINT64_FORMAT, at (ended)) : g_strdup ("NULL");

  add_row (fixture,
           "INSERT INTO leg (contact_id, agent_id, came_by, began_at_ms, over_at_ms, ended_at_ms, "
           "went_by) VALUES (500, %d, 'pull', %" G_GINT64_FORMAT ", %s, %s, '%s')",
           (int) agent_id, at (began), over_text, ended_text, went_by);
}

static void
add_offer (StoreFixture *fixture, int id, gint64 agent_id, const char *outcome, const char *when)
{
  add_row (fixture,
           "INSERT INTO offer (id, contact_id, agent_id, org_id, kind, why, made_at_ms, "
           "deadline_ms, ended_at_ms, outcome, rev) VALUES (%d, %d, %d, 1, 'new', '[]', "
           "%" G_GINT64_FORMAT ", 2, 3, '%s', 1)",
           id, 500 + id, (int) agent_id, at (when), outcome);
}

static void
add_rating (StoreFixture *fixture, gint64 id, gint64 agent_id, int stars, const char *when)
{
  store_fixture_add_contact (fixture, id, 1, agent_id, "closed");
  add_row (fixture,
           "UPDATE contact SET rating = %d, rated_at_ms = %" G_GINT64_FORMAT " WHERE id = %d",
           stars, at (when), (int) id);
}

typedef struct {
  gint64 agent_id, now_ms;
  ZxdDay day;
} Look;

static gboolean
read_day (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  Look *look = data;

  return zxd_day_read (db, look->agent_id, look->now_ms, &look->day, error);
}

static ZxdDay
look_at (StoreFixture *fixture, gint64 agent_id, const char *now)
{
  Look look = {agent_id, at (now), {0}};

  store_fixture_read (fixture, read_day, &look);
  return look.day;
}

enum { MINUTE = 60000 };

/* It is 15:00 in Shanghai, where the day began at 16:00 UTC. */
static void
test_a_day_is_counted_from_the_organisations_midnight (StoreFixture *fixture)
{
  const char *now = "2026-03-10T07:00:00Z";
  ZxdDay day;

  desk_add (fixture);
  add_row (fixture, "INSERT INTO calendar (id, org_id, name, timezone, week, rev) VALUES (9, 1, "
                    "'Days', 'Asia/Shanghai', '1-5 08:00-12:00', 1)");
  /* There from before midnight on: 90 minutes of today, a break of 30, 300 again. */
  add_presence (fixture, LI, "offline", "2026-03-09T08:00:00Z");
  add_presence (fixture, LI, "online", "2026-03-09T15:30:00Z");
  add_presence (fixture, LI, "break", "2026-03-09T17:30:00Z");
  add_presence (fixture, LI, "online", "2026-03-09T18:00:00Z");
  add_presence (fixture, LI, "offline", "2026-03-09T23:00:00Z");
  add_presence (fixture, WANG, "online", "2026-03-10T06:00:00Z");
  /* Closed yesterday; over yesterday and closed today; today with wrap-up; under way. */
  add_leg (fixture, LI, "2026-03-09T14:00:00Z", "2026-03-09T14:30:00Z", "2026-03-09T15:00:00Z",
           "closed");
  add_leg (fixture, LI, "2026-03-09T15:40:00Z", "2026-03-09T15:50:00Z", "2026-03-09T16:10:00Z",
           "closed");
  add_leg (fixture, LI, "2026-03-09T17:00:00Z", "2026-03-09T17:08:00Z", "2026-03-09T17:10:00Z",
           "closed");
  add_leg (fixture, LI, "2026-03-09T17:20:00Z", NULL, "2026-03-09T17:25:00Z", "transfer");
  add_leg (fixture, LI, "2026-03-09T17:20:00Z", NULL, "2026-03-09T17:25:00Z", "vanished");
  add_leg (fixture, LI, "2026-03-10T06:50:00Z", "2026-03-10T06:57:00Z", NULL, "");
  add_leg (fixture, WANG, "2026-03-10T06:00:00Z", NULL, "2026-03-10T06:10:00Z", "closed");
  add_offer (fixture, 1, LI, "timeout", "2026-03-09T15:59:00Z");
  add_offer (fixture, 2, LI, "timeout", "2026-03-09T16:01:00Z");
  add_offer (fixture, 3, LI, "declined", "2026-03-09T16:02:00Z");
  add_offer (fixture, 4, LI, "declined", "2026-03-10T06:59:00Z");
  add_offer (fixture, 5, LI, "accepted", "2026-03-10T06:59:00Z");
  add_offer (fixture, 6, WANG, "timeout", "2026-03-10T06:59:00Z");
  add_rating (fixture, 600, LI, 5, "2026-03-09T15:00:00Z");
  add_rating (fixture, 601, LI, 5, "2026-03-09T16:00:00Z");
  add_rating (fixture, 602, LI, 2, "2026-03-10T06:00:00Z");
  add_rating (fixture, 603, WANG, 1, "2026-03-10T06:00:00Z");

  day = look_at (fixture, LI, now);
  g_assert_cmpint (day.from_ms, ==, at ("2026-03-09T16:00:00Z"));
  g_assert_cmpint (day.online_ms, ==, 390 * MINUTE);
  g_assert_cmpint (day.break_ms, ==, 30 * MINUTE);
  g_assert_cmpint (day.wrap_ms, ==, (10 + 2 + 3) * MINUTE);
  g_assert_cmpint (day.handled, ==, 2);
  g_assert_cmpint (day.handle_ms, ==, (30 + 10) * MINUTE);
  g_assert_cmpint (day.passed_on, ==, 1);
  g_assert_cmpint (day.missed, ==, 1);
  g_assert_cmpint (day.declined, ==, 2);
  g_assert_cmpint (day.ratings, ==, 2);
  g_assert_cmpint (day.stars, ==, 7);

  day = look_at (fixture, WANG, now);
  g_assert_cmpint (day.online_ms, ==, 60 * MINUTE);
  g_assert_cmpint (day.handled, ==, 1);
  g_assert_cmpint (day.stars, ==, 1);

  /* Nothing yet, an hour after midnight: but the presence goes on. */
  day = look_at (fixture, WANG, "2026-03-10T17:00:00Z");
  g_assert_cmpint (day.online_ms, ==, 60 * MINUTE);
  g_assert_cmpint (day.handled + day.missed + day.ratings, ==, 0);
}

/* ---- the time of wrap-up */

static gint64
number_of (StoreFixture *fixture, const char *column, gint64 contact_id)
{
  g_autofree char *sql = g_strdup_printf ("SELECT coalesce (%s, 0) FROM contact WHERE id = %d",
                                          column, (int) contact_id);

  return store_fixture_number (fixture, sql);
}

static gboolean
is_closed (StoreFixture *fixture, gint64 contact_id)
{
  return number_of (fixture, "CASE WHEN state = 'closed' THEN 1 END", contact_id) == 1;
}

typedef struct {
  gint64 contact_id;
  gboolean needs_category;
} End;

static gboolean
end_it (ZxdTxn *txn, gpointer data, GError **error)
{
  const End *end = data;
  ZxdActor actor = {.rights = &desk_li};
  ZxdCourse course = {.actor = &actor, .contact_id = end->contact_id};

  desk_set_uuid (course.request, (guint32) end->contact_id);
  return zxd_course_end (txn, &course, error);
}

static gboolean
extend_it (ZxdTxn *txn, gpointer data, GError **error)
{
  const End *end = data;
  ZxdActor actor = {.rights = &desk_li};
  ZxdCourse course = {.actor = &actor, .contact_id = end->contact_id};

  desk_set_uuid (course.request, (guint32) end->contact_id + 1000);
  return zxd_course_extend (txn, &course, error);
}

static gboolean
close_due (ZxdTxn *txn, gpointer data, GError **error)
{
  const End *end = data;

  return zxd_course_close_due (txn, end->needs_category, zx_clock_now_ms (), error);
}

static gboolean
next_due (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  return zxd_course_next_due (db, FALSE, data, error);
}

static void
test_wrap_up_ends_by_itself_once_and_what_owes_a_category_stays (StoreFixture *fixture)
{
  const gint64 first = 1000000;
  const End none = {0, TRUE}, long_one = {500, FALSE}, short_one = {501, FALSE};
  StoreFixture twin;
  gint64 due, rev;

  desk_add (fixture);
  /* The first queue of the channel, and the one where a contact was put. */
  add_row (fixture, "INSERT INTO queue (id, org_id, name, channels, wrap_up_s, rev) VALUES (5, 1, "
                    "'Usual', '[900]', 60, 1), (6, 1, 'Later', '[900,901]', 5, 1), (7, 1, 'Put', "
                    "'[]', 20, 1), (8, 1, 'Calm', '[902]', NULL, 1)");
  for (int id = 500; id < 504; id++)
    store_fixture_add_contact (fixture, id, 1, LI, "active");
  add_row (fixture,
           "UPDATE contact SET channel_id = 900, queue_id = CASE WHEN id = 501 THEN 7 END, "
           "category_id = CASE WHEN id = 502 THEN 33 END");
  add_row (fixture, "UPDATE contact SET channel_id = 902 WHERE id = 503");
  zx_clock_set_ms (first);
  for (int id = 500; id < 504; id++)
    store_fixture_write (fixture, end_it, &(End){id, FALSE});
  g_assert_cmpint (number_of (fixture, "wrap_until_ms", 500), ==, first + 60000);
  g_assert_cmpint (number_of (fixture, "wrap_until_ms", 501), ==, first + 20000);
  g_assert_cmpint (number_of (fixture, "wrap_until_ms", 503), ==, 0);
  store_fixture_read (fixture, next_due, &due);
  g_assert_cmpint (due, ==, first + 20000);

  zx_clock_set_ms (first + 15000);
  store_fixture_write (fixture, extend_it, (gpointer) &short_one);
  g_assert_cmpint (number_of (fixture, "wrap_until_ms", 501), ==, first + 40000);
  zx_clock_set_ms (first + 39999);
  store_fixture_write (fixture, close_due, (gpointer) &none);
  g_assert_false (is_closed (fixture, 501));

  /* There is a category, and it is wanted: only who has one goes. */
  add_row (fixture, "INSERT INTO category (id, org_id, name, rev) VALUES (33, 1, 'Licence', 1)");
  zx_clock_set_ms (first + 60000);
  store_fixture_write (fixture, close_due, (gpointer) &none);
  g_assert_true (is_closed (fixture, 502));
  g_assert_false (is_closed (fixture, 500) || is_closed (fixture, 501));
  /* Who asks for more time in overtime gets it from now on. */
  store_fixture_write (fixture, extend_it, (gpointer) &long_one);
  g_assert_cmpint (number_of (fixture, "wrap_until_ms", 500), ==, first + 120000);
  store_fixture_write (fixture, close_due, (gpointer) &long_one);
  g_assert_true (is_closed (fixture, 501));
  g_assert_false (is_closed (fixture, 500) || is_closed (fixture, 503));

  /* Another daemon comes to the same: nothing is written twice. */
  rev = number_of (fixture, "rev", 501);
  store_fixture_open_twin (fixture, &twin);
  store_fixture_write (&twin, close_due, (gpointer) &long_one);
  g_assert_cmpint (number_of (fixture, "rev", 501), ==, rev);
  store_fixture_close_twin (&twin);
  g_assert_cmpint (store_fixture_number (fixture, "SELECT count (*) FROM message"), ==, 4);
  zx_clock_set_ms (-1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  store_test_add ("/day/is-counted-from-the-organisations-midnight",
                  test_a_day_is_counted_from_the_organisations_midnight);
  store_test_add ("/wrap-up/ends-by-itself-once-and-what-owes-a-category-stays",
                  test_wrap_up_ends_by_itself_once_and_what_owes_a_category_stays);
  return g_test_run ();
}
