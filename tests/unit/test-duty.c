/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an agent's presence and contacts come to, and since when, without a server. */
#include "zx-client-private.h"
#include "zx-clock.h"
#include "zx-duty.h"

static void
test_each_state_comes_from_what_is_known (void)
{
  static const struct {
    ZxDutyFacts facts; /* presence, missed, live, wrap-up, offers, capacity */
    ZxDutyState state;
  } cases[] = {
      {{ZX_PRESENCE_OFFLINE, FALSE, 2, 0, 0, 3}, ZX_DUTY_OFFLINE},
      {{ZX_PRESENCE_BREAK, TRUE, 3, 0, 0, 3}, ZX_DUTY_BREAK},
      {{ZX_PRESENCE_ONLINE, TRUE, 3, 0, 0, 3}, ZX_DUTY_MISSED},
      {{ZX_PRESENCE_ONLINE, FALSE, 0, 0, 0, 3}, ZX_DUTY_READY},
      {{ZX_PRESENCE_ONLINE, FALSE, 2, 0, 0, 3}, ZX_DUTY_READY},
      {{ZX_PRESENCE_ONLINE, FALSE, 1, 1, 0, 3}, ZX_DUTY_READY},
      {{ZX_PRESENCE_ONLINE, FALSE, 2, 1, 0, 3}, ZX_DUTY_BUSY},
      {{ZX_PRESENCE_ONLINE, FALSE, 2, 0, 1, 3}, ZX_DUTY_BUSY},
      {{ZX_PRESENCE_ONLINE, FALSE, 5, 0, 0, 3}, ZX_DUTY_BUSY},
      {{ZX_PRESENCE_ONLINE, FALSE, 0, 1, 0, 3}, ZX_DUTY_WRAP_UP},
      {{ZX_PRESENCE_ONLINE, FALSE, 0, 1, 0, 1}, ZX_DUTY_WRAP_UP},
      {{ZX_PRESENCE_ONLINE, FALSE, 9, 0, 0, 0}, ZX_DUTY_READY},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (zx_duty_derive (&cases[i].facts), ==, cases[i].state);
}

static void G_GNUC_PRINTF (5, 6)
    put (ZxClient *client, const char *noun, gint64 id, gint64 rev, const char *format, ...)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) object = NULL;
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  object = zx_json_parse (text, -1, &error);
  g_assert_no_error (error);
  zx_client_apply_event (client, noun, id, rev, "put", object);
}

static void
put_contact (ZxClient *client, gint64 id, gint64 rev, const char *state, int agent_id)
{
  put (client, "contact", id, rev,
       "{\"state\":\"%s\",\"agent_id\":\"%d\",\"accepted_at\":\"2026-11-21T10:00:00.000Z\","
       "\"ended_at\":\"2026-11-21T10:05:00.000Z\"}",
       state, agent_id);
}

static void
put_me (ZxClient *client, gint64 rev, const char *presence, const char *since, const char *missed)
{
  g_autofree char *more =
      missed != NULL ? g_strdup_printf (",\"missed_at\":\"%s\"", missed) : g_strdup ("");

  put (client, "agent", 7, rev,
       "{\"presence\":\"%s\",\"presence_since\":\"%s\",\"capacity\":{\"web\":2}%s}", presence,
       since, more);
}

static gint64
at (const char *text)
{
  gint64 ms;

  g_assert_true (zx_clock_parse (text, &ms));
  return ms;
}

static void
assert_duty (ZxDuty *duty, ZxDutyState state, const char *since, guint taken)
{
  g_assert_cmpint (zx_duty_get_state (duty), ==, state);
  g_assert_cmpint (zx_duty_get_since (duty), ==, at (since));
  g_assert_cmpuint (zx_duty_get_taken (duty), ==, taken);
  g_assert_cmpuint (zx_duty_get_capacity (duty), ==, 2);
}

static void
test_the_time_in_a_state_begins_with_it (void)
{
  g_autoptr (ZxClient) client = zx_client_new (NULL);
  g_autoptr (ZxDuty) duty = NULL;

  zx_clock_set_ms (at ("2026-11-21T10:10:00Z"));
  put_me (client, 1, "online", "2026-11-21T09:00:00Z", NULL);
  g_set_object (&client->me, zx_client_find_agent (client, 7));
  put_contact (client, 1, 2, "active", 7);
  put_contact (client, 2, 3, "active", 8);
  duty = zx_duty_new (client);
  assert_duty (duty, ZX_DUTY_READY, "2026-11-21T09:00:00Z", 1);
  /* One more fills him up, one less frees him. */
  put_contact (client, 2, 4, "active", 7);
  assert_duty (duty, ZX_DUTY_BUSY, "2026-11-21T10:10:00Z", 2);
  zx_clock_set_ms (at ("2026-11-21T10:20:00Z"));
  put_contact (client, 2, 5, "wrap_up", 7);
  assert_duty (duty, ZX_DUTY_BUSY, "2026-11-21T10:10:00Z", 2);
  put_contact (client, 2, 6, "closed", 7);
  assert_duty (duty, ZX_DUTY_READY, "2026-11-21T10:20:00Z", 1);
  zx_clock_set_ms (at ("2026-11-21T10:30:00Z"));
  put_contact (client, 1, 7, "wrap_up", 7);
  assert_duty (duty, ZX_DUTY_WRAP_UP, "2026-11-21T10:30:00Z", 1);
  /* Missing an offer and a break begin when the server says; so does being back. */
  put_me (client, 8, "online", "2026-11-21T09:00:00Z", "2026-11-21T10:25:00Z");
  assert_duty (duty, ZX_DUTY_MISSED, "2026-11-21T10:25:00Z", 1);
  put_contact (client, 1, 9, "closed", 7);
  put_me (client, 10, "online", "2026-11-21T10:29:00Z", NULL);
  assert_duty (duty, ZX_DUTY_READY, "2026-11-21T10:29:00Z", 0);
  put_me (client, 11, "break", "2026-11-21T10:29:30Z", NULL);
  assert_duty (duty, ZX_DUTY_BREAK, "2026-11-21T10:29:30Z", 0);
  zx_clock_set_ms (-1);
}

static void
test_what_was_found_counts_from_when_it_came (void)
{
  g_autoptr (ZxClient) client = zx_client_new (NULL);
  g_autoptr (ZxDuty) duty = NULL;

  put_me (client, 1, "online", "2026-11-21T09:00:00Z", NULL);
  g_set_object (&client->me, zx_client_find_agent (client, 7));
  put_contact (client, 1, 2, "wrap_up", 7);
  duty = zx_duty_new (client);
  assert_duty (duty, ZX_DUTY_WRAP_UP, "2026-11-21T10:05:00Z", 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/duty/each-state-comes-from-what-is-known",
                   test_each_state_comes_from_what_is_known);
  g_test_add_func ("/duty/the-time-in-a-state-begins-with-it",
                   test_the_time_in_a_state_begins_with_it);
  g_test_add_func ("/duty/what-was-found-counts-from-when-it-came",
                   test_what_was_found_counts_from_when_it_came);
  return g_test_run ();
}
