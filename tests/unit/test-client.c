/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules of the client without a server: the light, server addresses, errors in words. */
#include "zx-client.h"
#include "zx-cursor.h"

static ZxLight
light_at (const ZxCursor *cursor, gint64 now_ms)
{
  guint behind;

  return zx_cursor_light (cursor, now_ms, &behind);
}

static void
test_light_follows_the_cursor_not_the_socket (void)
{
  ZxCursor cursor;
  guint behind;

  zx_cursor_start (&cursor, 100);
  g_assert_cmpint (light_at (&cursor, 0), ==, ZX_LIGHT_OFFLINE);
  zx_cursor_hello (&cursor, 103, 100, 0);
  g_assert_cmpint (zx_cursor_light (&cursor, 0, &behind), ==, ZX_LIGHT_CATCHING_UP);
  g_assert_cmpuint (behind, ==, 3);
  g_assert_true (zx_cursor_event (&cursor, 102, 100, 1));
  g_assert_cmpint (zx_cursor_light (&cursor, 1, &behind), ==, ZX_LIGHT_CATCHING_UP);
  g_assert_cmpuint (behind, ==, 1);
  /* 103 is not for us: only the beat can tell. */
  g_assert_true (zx_cursor_beat (&cursor, 103, 103, 102, 2));
  g_assert_cmpint (light_at (&cursor, 2), ==, ZX_LIGHT_LIVE);
  zx_cursor_lost (&cursor);
  g_assert_cmpint (light_at (&cursor, 3), ==, ZX_LIGHT_OFFLINE);
  g_assert_cmpint (cursor.at, ==, 103);
}

static void
test_a_busy_head_does_not_flicker (void)
{
  ZxCursor cursor;

  zx_cursor_start (&cursor, 0);
  zx_cursor_hello (&cursor, 0, 0, 1000);
  g_assert_true (zx_cursor_beat (&cursor, 7, 5, 0, 2000));
  g_assert_cmpint (light_at (&cursor, 2000), ==, ZX_LIGHT_LIVE);
  g_assert_cmpint (light_at (&cursor, 2000 + ZX_CURSOR_GRACE_MS - 1), ==, ZX_LIGHT_LIVE);
  g_assert_cmpint (light_at (&cursor, 2000 + ZX_CURSOR_GRACE_MS), ==, ZX_LIGHT_CATCHING_UP);
  g_assert_cmpint (zx_cursor_next_look_ms (&cursor, 2000), ==, ZX_CURSOR_GRACE_MS);
  g_assert_true (zx_cursor_beat (&cursor, 7, 7, 0, 3500));
  g_assert_cmpint (light_at (&cursor, 3500), ==, ZX_LIGHT_LIVE);
}

static void
test_silence_is_offline (void)
{
  ZxCursor cursor;

  zx_cursor_start (&cursor, 0);
  zx_cursor_hello (&cursor, 0, 0, 1000);
  g_assert_cmpint (light_at (&cursor, 1000 + ZX_CURSOR_SILENCE_MS - 1), ==, ZX_LIGHT_LIVE);
  g_assert_cmpint (light_at (&cursor, 1000 + ZX_CURSOR_SILENCE_MS), ==, ZX_LIGHT_OFFLINE);
  zx_cursor_heard (&cursor, 5000); /* any frame counts */
  g_assert_cmpint (light_at (&cursor, 1000 + ZX_CURSOR_SILENCE_MS), ==, ZX_LIGHT_LIVE);
  g_assert_true (zx_cursor_is_silent (&cursor, 5000 + ZX_CURSOR_SILENCE_MS));
}

static void
test_a_gap_is_noticed_and_the_cursor_stays (void)
{
  ZxCursor cursor;

  zx_cursor_start (&cursor, 10);
  zx_cursor_hello (&cursor, 10, 10, 0);
  g_assert_true (zx_cursor_event (&cursor, 12, 10, 0));
  g_assert_false (zx_cursor_event (&cursor, 15, 14, 0)); /* 14 never came */
  g_assert_cmpint (cursor.at, ==, 12);
  g_assert_false (zx_cursor_beat (&cursor, 20, 20, 14, 0));
  g_assert_cmpint (cursor.at, ==, 12);
  /* Resumed from 12: `prev` of the first event is where it resumed. */
  zx_cursor_hello (&cursor, 20, 12, 0);
  g_assert_true (zx_cursor_event (&cursor, 14, 12, 0));
  g_assert_true (zx_cursor_event (&cursor, 15, 14, 0));
  g_assert_true (zx_cursor_beat (&cursor, 20, 20, 15, 0));
  g_assert_cmpint (cursor.at, ==, 20);
  /* After a beat the next event still names the last one that was handed over. */
  g_assert_true (zx_cursor_event (&cursor, 23, 15, 0));
}

static void
test_plain_http_is_for_this_machine (void)
{
  static const struct {
    const char *typed, *origin, *problem;
  } cases[] = {
      {"desk.example.com", "https://desk.example.com", NULL},
      {" https://desk.example.com:7700/ ", "https://desk.example.com:7700", NULL},
      {"127.0.0.1:7700", "http://127.0.0.1:7700", NULL},
      {"localhost:7700", "http://localhost:7700", NULL},
      {"http://[::1]:7700", "http://[::1]:7700", NULL},
      {"https://localhost", "https://localhost", NULL},
      {"http://desk.example.com", NULL, "not-encrypted"},
      {"http://192.168.1.4:7700", NULL, "not-encrypted"},
      {"http://localhost.example.com", NULL, "not-encrypted"},
      {"http://127.0.0.1@example.com", NULL, "bad-address"},
      {"ftp://desk.example.com", NULL, "bad-address"},
      {"https://desk.example.com/path", NULL, "bad-address"},
      {"", NULL, "bad-address"},
      {"https://", NULL, "bad-address"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *origin = zx_client_parse_server (cases[i].typed, &error);

    g_test_message ("“%s”", cases[i].typed);
    g_assert_cmpstr (origin, ==, cases[i].origin);
    g_assert_cmpstr (error != NULL ? zx_error_get_problem (error) : NULL, ==, cases[i].problem);
  }
}

static void
test_every_error_has_words (void)
{
  static const char *problems[] = {"wrong-password", "locked", "taken", "tls-expired",
                                   "unheard-of"};

  for (int code = ZX_ERROR_NOT_FOUND; code <= ZX_ERROR_UNAVAILABLE; code++)
    for (gsize i = 0; i < G_N_ELEMENTS (problems); i++) {
      g_autoptr (GError) error = g_error_new (ZX_ERROR, code, "secret detail");
      g_autofree char *plain = zx_error_describe (error);
      g_autofree char *special = NULL;

      zx_error_set_problem (error, problems[i], "Li", 61);
      special = zx_error_describe (error);
      g_assert_true (g_str_has_suffix (plain, ".") && g_str_has_suffix (special, "."));
      g_assert_null (strstr (plain, "secret"));
      if (g_str_equal (problems[i], "taken"))
        g_assert_true (g_str_has_prefix (special, "Li "));
      if (g_str_equal (problems[i], "locked"))
        g_assert_nonnull (strstr (special, "2 minutes"));
    }
}

static void
test_a_refusal_says_what_to_do_instead (void)
{
  static const char *problems[] = {"waiting", "not-ended", "untimed", "nothing-to-undo", "undone"};
  g_autoptr (GError) unnamed = g_error_new (ZX_ERROR, ZX_ERROR_CONFLICT, "secret detail");
  g_autofree char *plain = zx_error_describe (unnamed);

  for (gsize i = 0; i < G_N_ELEMENTS (problems); i++) {
    g_autoptr (GError) error = g_error_new (ZX_ERROR, ZX_ERROR_CONFLICT, "secret detail");
    g_autofree char *special = NULL;

    zx_error_set_problem (error, problems[i], NULL, 0);
    special = zx_error_describe (error);
    g_assert_cmpstr (special, !=, plain); /* nobody was faster: that would be no help */
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/light/follows-the-cursor-not-the-socket",
                   test_light_follows_the_cursor_not_the_socket);
  g_test_add_func ("/light/a-busy-head-does-not-flicker", test_a_busy_head_does_not_flicker);
  g_test_add_func ("/light/silence-is-offline", test_silence_is_offline);
  g_test_add_func ("/light/a-gap-is-noticed-and-the-cursor-stays",
                   test_a_gap_is_noticed_and_the_cursor_stays);
  g_test_add_func ("/server/plain-http-is-for-this-machine", test_plain_http_is_for_this_machine);
  g_test_add_func ("/error/every-error-has-words", test_every_error_has_words);
  g_test_add_func ("/words/a-refusal-says-what-to-do-instead",
                   test_a_refusal_says_what_to_do_instead);
  return g_test_run ();
}
