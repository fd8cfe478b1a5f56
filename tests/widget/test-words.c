/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words and keys of the window, which are pure functions. */
#include "zx-closures.h"
#include "zx-connection-light.h"
#include "zx-contract-row.h"
#include "zx-early-enter.h"
#include "zx-keys.h"
#include "zx-offer-words.h"
#include "zx-presence-button.h"
#include "zx-suggestion-row.h"

#define MINUTE ((gint64) 60 * 1000)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)
#define NOW ((gint64) 1795000000 * 1000)

static void
expect (char *got, const char *wanted)
{
  g_assert_cmpstr (got, ==, wanted);
  g_free (got);
}

static void
test_ago (void)
{
  expect (zx_words_ago (0, NOW), "");
  expect (zx_words_ago (NOW, NOW), "now");
  expect (zx_words_ago (NOW + HOUR, NOW), "now"); /* a clock that runs ahead */
  expect (zx_words_ago (NOW - MINUTE + 1, NOW), "now");
  expect (zx_words_ago (NOW - MINUTE, NOW), "1 min");
  expect (zx_words_ago (NOW - HOUR + 1, NOW), "59 min");
  expect (zx_words_ago (NOW - HOUR, NOW), "1 h");
  expect (zx_words_ago (NOW - DAY, NOW), "1 d");
  expect (zx_words_ago (NOW - 29 * DAY, NOW), "29 d");
}

static void
test_elapsed (void)
{
  expect (zx_words_elapsed (-5), "0:00");
  expect (zx_words_elapsed (48 * 1000), "0:48");
  expect (zx_words_elapsed (59 * MINUTE + 59 * 1000), "59:59");
  expect (zx_words_elapsed (HOUR + 2 * MINUTE + 3 * 1000), "1:02:03");
  expect (zx_words_elapsed (3 * DAY), "3 d");
}

static void
test_contract (void)
{
  expect (zx_contract_words (G_MAXINT), "");
  expect (zx_contract_words (23), "23 days left");
  expect (zx_contract_words (1), "1 day left");
  expect (zx_contract_words (0), "Ends today");
  expect (zx_contract_words (-1), "Expired 1 day ago");
  expect (zx_contract_words (-15), "Expired 15 days ago");
}

static void
test_light (void)
{
  g_autofree char *offline = zx_connection_words (ZX_LIGHT_OFFLINE, 0, NOW, NOW);

  expect (zx_connection_words (ZX_LIGHT_LIVE, 7, 0, NOW), "Live");
  expect (zx_connection_words (ZX_LIGHT_CATCHING_UP, 12, 0, NOW), "Catching up (12)");
  expect (zx_connection_words (ZX_LIGHT_OFFLINE, 0, 0, NOW), "Connecting…");
  g_assert_true (g_regex_match_simple ("^Offline since [0-9]{2}:[0-9]{2}$", offline, 0, 0));
}

static void
test_presence (void)
{
  static const char *const targets[] = {"online", "offline", "break/meal", "break/"};

  for (guint i = 0; i < G_N_ELEMENTS (targets); i++) {
    g_autofree char *reason = NULL;
    ZxPresence presence;

    g_assert_true (zx_presence_from_target (targets[i], &presence, &reason));
    expect (zx_presence_to_target (presence, reason), targets[i]);
  }
  expect (zx_presence_words (ZX_PRESENCE_BREAK, "meal"), "Break: Meal");
  expect (zx_presence_words (ZX_PRESENCE_BREAK, "own word"), "Break: own word");
  expect (zx_presence_words (ZX_PRESENCE_BREAK, NULL), "Break");
}

static void
test_marks (void)
{
  g_autofree char *shown = zx_suggestion_highlight ("a &lt;b&gt; <b>x</b>");
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (pango_parse_markup (shown, -1, 0, NULL, &text, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, "a <b> x");
}

/* What a key types in a layout: plain and with Shift. */
static ZxOffer *
offer_of (const char *json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) object = zx_json_parse (json, -1, &error);
  ZxOffer *offer = zx_offer_new (7);

  g_assert_no_error (error);
  zx_offer_apply_json (offer, object);
  return offer;
}

static void
test_offer (void)
{
  static const struct {
    const char *why, *words;
  } cases[] = {
      {"[]", NULL},
      {"[{\"why\":\"not_known_yet\"}]", NULL},
      {"[{\"why\":\"regular\"},{\"why\":\"waited\",\"n\":161000}]",
       "For you: you helped last time · has waited 2:41"},
      {"[{\"why\":\"waited\",\"n\":900}]", NULL},
      {"[{\"why\":\"least_loaded\",\"n\":1,\"of\":4},{\"why\":\"not_known_yet\"},"
       "{\"why\":\"refused\",\"n\":1},{\"why\":\"round_robin\",\"n\":3}]",
       "For you: you have the most room (1 of 4) · 1 colleague did not take it"},
      {"[{\"why\":\"longest_idle\",\"n\":62000}]", "For you: you were free the longest (1:02)"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *json = g_strdup_printf ("{\"why\":%s}", cases[i].why);
    g_autoptr (ZxOffer) offer = offer_of (json);

    expect (zx_words_offer_why (offer), cases[i].words);
  }
}

static void
test_passed_on (void)
{
  g_autoptr (ZxOffer) offer =
      offer_of ("{\"kind\":\"transfer\",\"by_name\":\"Ann\",\"contact\":{\"uuid\":"
                "\"7f2c0000-0000-4000-8000-000000000000\",\"company\":\"Meyer GmbH\","
                "\"channel\":\"web\",\"text\":\"one\\ntwo\"}}");
  g_autoptr (ZxOffer) fresh = offer_of ("{\"kind\":\"new\",\"contact\":{\"product\":\"ERP\"}}");

  expect (zx_words_offer_kind (offer), "Transfer from Ann");
  expect (zx_words_offer_who (offer), "Visitor 7F2C · Meyer GmbH");
  expect (zx_words_offer_text (offer), "one two");
  expect (zx_words_offer_kind (fresh), NULL);
  expect (zx_words_offer_text (fresh), "ERP");
  expect (zx_words_decline ("not_mine"), "Not my subject");
  expect (zx_words_decline ("my shift is over"), "my shift is over");
}

static void
test_digits (void)
{
  static const struct {
    const char *layout;
    guint keyval, levels[2];
    gboolean num_lock;
    guint digit;
  } keys[] = {
      {"us", GDK_KEY_1, {GDK_KEY_1, GDK_KEY_exclam}, FALSE, 1},
      {"us+shift", GDK_KEY_exclam, {GDK_KEY_1, GDK_KEY_exclam}, FALSE, 1},
      {"de+shift", GDK_KEY_quotedbl, {GDK_KEY_2, GDK_KEY_quotedbl}, FALSE, 2},
      {"de+shift", GDK_KEY_section, {GDK_KEY_3, GDK_KEY_section}, FALSE, 3},
      {"fr", GDK_KEY_ampersand, {GDK_KEY_ampersand, GDK_KEY_1}, FALSE, 1},
      {"fr+shift", GDK_KEY_1, {GDK_KEY_ampersand, GDK_KEY_1}, FALSE, 1},
      {"keypad", GDK_KEY_KP_3, {GDK_KEY_KP_Next, GDK_KEY_KP_3}, TRUE, 3},
      {"keypad+shift", GDK_KEY_KP_Next, {GDK_KEY_KP_Next, GDK_KEY_KP_3}, TRUE, 3},
      {"keypad moves", GDK_KEY_KP_Next, {GDK_KEY_KP_Next, GDK_KEY_KP_3}, FALSE, 0},
      {"zero is none", GDK_KEY_0, {GDK_KEY_0, GDK_KEY_parenright}, FALSE, 0},
      {"letter", GDK_KEY_a, {GDK_KEY_a, GDK_KEY_A}, FALSE, 0},
  };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++) {
    g_test_message ("%s", keys[i].layout);
    g_assert_cmpuint (zx_key_digit (keys[i].keyval, keys[i].levels, 2, keys[i].num_lock), ==,
                      keys[i].digit);
  }
}

/* Who deletes back to the text at which he pressed Enter chooses nobody by that. */
static void
test_early_enter (void)
{
  g_autofree char *wanted = NULL;

  g_assert_false (zx_early_enter_press (&wanted, "ann", NULL));
  zx_early_enter_type (&wanted, "ann"); /* told a moment late, or asked for again */
  g_assert_false (zx_early_enter_answer (&wanted, "an"));
  g_assert_true (zx_early_enter_answer (&wanted, "ann"));
  g_assert_false (zx_early_enter_answer (&wanted, "ann")); /* once */
  g_assert_true (zx_early_enter_press (&wanted, "ann", "ann"));
  g_assert_false (zx_early_enter_answer (&wanted, "ann"));

  g_assert_false (zx_early_enter_press (&wanted, "an", "ann"));
  zx_early_enter_type (&wanted, "anna");
  zx_early_enter_type (&wanted, "an");
  g_assert_false (zx_early_enter_answer (&wanted, "an"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/words/ago-is-short-and-never-in-the-future", test_ago);
  g_test_add_func ("/words/elapsed-counts-up", test_elapsed);
  g_test_add_func ("/words/contract-tells-days-left-or-expired", test_contract);
  g_test_add_func ("/words/light-is-told-in-words", test_light);
  g_test_add_func ("/words/presence-survives-its-menu", test_presence);
  g_test_add_func ("/words/marks-are-valid-markup", test_marks);
  g_test_add_func ("/words/an-offer-tells-the-two-weightiest-reasons", test_offer);
  g_test_add_func ("/words/an-offer-tells-who-passes-on-whom", test_passed_on);
  g_test_add_func ("/keys/a-digit-is-one-in-every-layout", test_digits);
  g_test_add_func ("/search/an-early-enter-counts-once-and-not-after-other-text", test_early_enter);
  return g_test_run ();
}
