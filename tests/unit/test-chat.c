/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The chat panel's rules that need no display: words, sections, and the window of rows. */
#include "zx-chat-markup.h"
#include "zx-chat-sections.h"
#include "zx-chat-who.h"
#include "zx-clock.h"
#include "zx-json.h"
#include "zx-message-words.h"
#include "zx-reply-text.h"
#include "zx-row-window.h"

#include <locale.h>

#define ME 7
#define DAY_MS (24 * 60 * 60 * 1000LL)

/* Words */

static void
test_markup_is_never_the_customers (void)
{
  static const struct {
    const char *text, *markup;
  } cases[] = {
      {"<b>bold</b> & \"so\"", "&lt;b&gt;bold&lt;/b&gt; &amp; &quot;so&quot;"},
      {"see https://a.example/x?y=1&z=2.",
       "see <a href=\"https://a.example/x?y=1&amp;z=2\">https://a.example/x?y=1&amp;z=2</a>."},
      {"见https://a.example/帮助", "见<a href=\"https://a.example/\">https://a.example/</a>帮助"},
      {"http://", "http://"},
      {"javascript:alert(1)", "javascript:alert(1)"},
      {"http://a.example\" onclick=\"x",
       "<a href=\"http://a.example\">http://a.example</a>&quot; onclick=&quot;x"},
      {"hh https://a.example\nhttp://b.example",
       "hh <a href=\"https://a.example\">https://a.example</a>\n"
       "<a href=\"http://b.example\">http://b.example</a>"},
      {"", ""},
      {NULL, ""},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *markup = zx_chat_markup (cases[i].text, NULL);

    g_assert_cmpstr (markup, ==, cases[i].markup);
  }
}

static void
test_what_is_looked_for_is_marked_and_stays_harmless (void)
{
#define IN(text) "<span weight=\"bold\" background=\"#f5c211\" bgalpha=\"32%\">" text "</span>"
  static const struct {
    const char *text, *find, *markup;
  } cases[] = {
      {"Invoice 7, invoice 8", "INVOICE", IN ("Invoice") " 7, " IN ("invoice") " 8"},
      {"开票提交，再提交", "提交", "开票" IN ("提交") "，再" IN ("提交")},
      {"a<b>c", "<b>", "a" IN ("&lt;b&gt;") "c"},
      {"https://a.example/tax", "tax",
       "<a href=\"https://a.example/tax\">https://a.example/" IN ("tax") "</a>"},
      {"aaa", "aa", IN ("aa") "a"},
      {"none", "", "none"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *markup = zx_chat_markup (cases[i].text, cases[i].find);

    g_assert_cmpstr (markup, ==, cases[i].markup);
  }
}

static void
test_what_the_system_wrote_is_a_sentence (void)
{
  static const struct {
    const char *system, *line;
  } cases[] = {
      {"{\"code\":\"rated\",\"stars\":4}", "The customer gave 4 of 5 stars."},
      {"{\"code\":\"ended\",\"by\":\"customer\"}", "The customer ended the chat."},
      {"{\"code\":\"invited\",\"by\":\"Ann\",\"who\":\"Lea\",\"note\":\"help\"}",
       "Ann invited Lea. “help”"},
      {"{\"code\":\"transfer\",\"by\":\"Ann\",\"who\":\"Second line\",\"note\":\"urgent\"}",
       "Ann passes the chat on to Second line. “urgent”"},
      {"{\"code\":\"passed_on\",\"by\":\"Ann\",\"who\":\"Bo\"}",
       "Bo has the chat now, Ann passed it on."},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text =
        g_strdup_printf ("{\"author\":\"system\",\"extra\":{\"system\":%s}}", cases[i].system);
    g_autoptr (JsonObject) json = zx_json_parse (text, -1, NULL);
    g_autoptr (ZxMessage) message = zx_message_new (1);
    g_autofree char *line = NULL;

    g_assert_true (zx_message_apply_json (message, 1, json, 1));
    line = zx_chat_system_line (message);
    g_assert_cmpstr (line, ==, cases[i].line);
  }
}

static void
test_room_is_told_only_near_the_limit (void)
{
  g_autofree char *far = zx_chat_room_left (3799, 4000);
  g_autofree char *near = zx_chat_room_left (3800, 4000);
  g_autofree char *over = zx_chat_room_left (4001, 4000);

  g_assert_cmpstr (far, ==, "");
  g_assert_cmpstr (near, ==, "200 characters left");
  g_assert_cmpstr (over, ==, "1 character too many");
}

static void
test_days_have_names (void)
{
  gint64 noon = 1795262400000; /* 2026-11-21 12:00 UTC; tests run with TZ=UTC */
  g_autofree char *today = zx_chat_day (noon - 3600 * 1000, noon);
  g_autofree char *yesterday = zx_chat_day (noon - DAY_MS, noon);
  g_autofree char *earlier = zx_chat_day (noon - 3 * DAY_MS, noon);
  g_autofree char *last_year = zx_chat_day (noon - 400 * DAY_MS, noon);

  g_assert_cmpstr (today, ==, "Today");
  g_assert_cmpstr (yesterday, ==, "Yesterday");
  g_assert_cmpstr (earlier, ==, "Wednesday, 18 November");
  g_assert_cmpstr (last_year, ==, "17 October 2025");
  g_assert_true (zx_chat_is_same_day (noon, noon + 11 * 3600 * 1000));
  g_assert_false (zx_chat_is_same_day (noon, noon + 13 * 3600 * 1000));
}

static void
test_subtitle_leaves_out_what_is_not_known (void)
{
  g_autofree char *full = zx_chat_subtitle ("Verified", "Shop", "Invoices", "ERP", "8.2");
  g_autofree char *some = zx_chat_subtitle ("Unknown", "", NULL, NULL, NULL);

  g_assert_cmpstr (full, ==, "Verified · Shop · Invoices · ERP 8.2");
  g_assert_cmpstr (some, ==, "Unknown");
}

static void
test_only_a_very_long_name_is_cut (void)
{
  g_assert_cmpint (zx_chat_name_cut ("欧阳锋"), ==, PANGO_ELLIPSIZE_NONE);
  g_assert_cmpint (zx_chat_name_cut ("Christopher Miller"), ==, PANGO_ELLIPSIZE_NONE);
  g_assert_cmpint (zx_chat_name_cut ("我是一个名字很长的访客"), ==, PANGO_ELLIPSIZE_END);
  g_assert_cmpint (zx_chat_name_cut (NULL), ==, PANGO_ELLIPSIZE_NONE);
}

/* The window of rows */

/* Does what the plan says to a list of positions that plays the rows. */
static void
carry_out (GArray *rows, ZxRowPlan plan, ZxRowWindow window, GPtrArray *list)
{
  if (plan.n_drop > 0)
    g_array_remove_range (rows, plan.drop_at, plan.n_drop);
  for (guint i = 0; i < plan.n_add; i++) {
    gpointer item = g_ptr_array_index (list, window.first + plan.add_at + i);

    g_array_insert_val (rows, plan.add_at + i, item);
  }
}

static void
test_window_always_shows_a_true_stretch (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261121);

  for (guint round = 0; round < 300; round++) {
    g_autoptr (GPtrArray) list = g_ptr_array_new ();
    g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (gpointer));
    ZxRowWindow window = {0, 0};
    guintptr next = 1;

    for (guint step = 0; step < 60; step++) {
      guint position = g_rand_int_range (rand, 0, list->len + 1);
      guint removed = g_rand_int_range (rand, 0, MIN (list->len - position, 4) + 1);
      guint added = g_rand_int_range (rand, 0, 5) == 0 ? 12 : (guint) g_rand_int_range (rand, 0, 4);
      gboolean at_newest = window.first + window.n == list->len && g_rand_boolean (rand);
      ZxRowPlan plan;

      g_ptr_array_remove_range (list, position, removed);
      for (guint i = 0; i < added; i++)
        g_ptr_array_insert (list, position + i, GSIZE_TO_POINTER (next++));
      plan = zx_row_window_change (&window, position, removed, added, list->len, 8, at_newest);
      if (plan.restart) {
        window.first = list->len > 6 ? list->len - 6 : 0;
        window.n = list->len - window.first;
        g_array_set_size (rows, 0);
        plan = (ZxRowPlan){.n_add = window.n};
      }
      carry_out (rows, plan, window, list);

      g_assert_cmpuint (rows->len, ==, window.n);
      g_assert_cmpuint (window.first + window.n, <=, list->len);
      for (guint i = 0; i < rows->len; i++)
        g_assert_true (g_array_index (rows, gpointer, i) ==
                       g_ptr_array_index (list, window.first + i));
      if (at_newest)
        g_assert_cmpuint (window.first + window.n, ==, list->len);
    }
  }
}

static void
test_window_keeps_what_is_read_when_a_page_comes_before (void)
{
  ZxRowWindow window = {0, 20};
  ZxRowPlan plan = zx_row_window_change (&window, 0, 0, 50, 90, 100, FALSE);

  g_assert_cmpuint (window.first, ==, 50);
  g_assert_cmpuint (window.n, ==, 20);
  g_assert_cmpuint (plan.n_add + plan.n_drop, ==, 0);
  g_assert_false (plan.restart);
}

/* Sections */

static JsonObject *
contact_json (const char *state, gint64 agent_id, const char *tier, gint64 accepted_at)
{
  JsonObject *json = json_object_new ();
  g_autofree char *agent = g_strdup_printf ("%" G_GINT64_FORMAT, agent_id);
  g_autofree char *accepted = zx_clock_format (accepted_at);

  json_object_set_string_member (json, "state", state);
  json_object_set_string_member (json, "tier", tier);
  if (agent_id != 0) {
    json_object_set_string_member (json, "agent_id", agent);
    json_object_set_string_member (json, "accepted_at", accepted);
  }
  return json;
}

static void
put_contact (GListStore *contacts,
             gint64 id,
             gint64 rev,
             const char *state,
             gint64 agent_id,
             const char *tier,
             gint64 accepted_at)
{
  g_autoptr (JsonObject) json = contact_json (state, agent_id, tier, accepted_at);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (contacts));

  for (guint i = 0; i < n; i++) {
    g_autoptr (ZxContact) known = g_list_model_get_item (G_LIST_MODEL (contacts), i);

    if (zx_contact_get_id (known) == id) {
      g_assert_true (zx_contact_apply_json (known, json, rev));
      return;
    }
  }
  {
    g_autoptr (ZxContact) contact = zx_contact_new (id);

    g_assert_true (zx_contact_apply_json (contact, json, rev));
    g_list_store_append (contacts, contact);
  }
}

static void
customer_writes (GListStore *contacts, guint position, gint64 seq)
{
  g_autoptr (ZxContact) contact = g_list_model_get_item (G_LIST_MODEL (contacts), position);
  g_autoptr (ZxMessage) message = zx_message_new (seq);
  g_autoptr (JsonObject) json = json_object_new ();
  g_autofree char *at = zx_clock_format (seq * 1000);
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, zx_contact_get_id (contact));

  json_object_set_string_member (json, "contact_id", id);
  json_object_set_string_member (json, "author", "customer");
  json_object_set_string_member (json, "text", "hello");
  json_object_set_string_member (json, "sent_at", at);
  zx_message_apply_json (message, seq, json, seq);
  zx_contact_note_message (contact, message);
}

/* The list as a line: headings as words, contacts as ids. */
static char *
read_list (ZxChatSections *sections)
{
  static const char *const names[] = {"W", "M", "Q", "O"};
  GString *line = g_string_new (NULL);
  GListModel *items = zx_chat_sections_get_items (sections);

  for (guint i = 0; i < g_list_model_get_n_items (items); i++) {
    g_autoptr (GObject) item = g_list_model_get_item (items, i);

    if (ZX_IS_CONTACT (item)) {
      g_string_append_printf (line, " %d", (int) zx_contact_get_id (ZX_CONTACT (item)));
    } else {
      g_autofree char *title = NULL;

      g_object_get (item, "title", &title, NULL);
      for (guint k = 0; k < ZX_CHAT_N_SECTIONS; k++)
        if (g_str_equal (title, zx_chat_section_title (k)))
          g_string_append_printf (line, "%s%s", i > 0 ? " " : "", names[k]);
    }
  }
  return g_string_free (line, FALSE);
}

static void
assert_list (ZxChatSections *sections, const char *expected)
{
  g_autofree char *line = read_list (sections);

  g_assert_cmpstr (line, ==, expected);
}

static void
test_sections_by_owner_wait_and_tier (void)
{
  g_autoptr (GListStore) contacts = g_list_store_new (ZX_TYPE_CONTACT);
  g_autoptr (ZxChatSections) sections = zx_chat_sections_new (G_LIST_MODEL (contacts));

  zx_chat_sections_set_me (sections, ME);
  assert_list (sections, "W M Q");
  put_contact (contacts, 1, 1, "queued", 0, "regular", 0);
  put_contact (contacts, 2, 2, "queued", 0, "super_vip", 0);
  put_contact (contacts, 3, 3, "active", ME, "regular", 5000);
  put_contact (contacts, 4, 4, "active", ME, "regular", 4000);
  put_contact (contacts, 5, 5, "active", 8, "regular", 1000);
  assert_list (sections, "W M 4 3 Q 2 1 O 5");

  customer_writes (contacts, 2, 100);
  assert_list (sections, "W 3 M 4 Q 2 1 O 5");
  customer_writes (contacts, 3, 101);
  assert_list (sections, "W 3 4 M Q 2 1 O 5");
  put_contact (contacts, 1, 200, "active", ME, "regular", 6000);
  assert_list (sections, "W 3 4 M 1 Q 2 O 5");
  put_contact (contacts, 5, 201, "active", ME, "regular", 1000);
  assert_list (sections, "W 3 4 M 5 1 Q 2");
}

/* Nobody waits at the other end of a left message, until he is back: then he came first. */
static void
test_left_messages_behind_who_waits (void)
{
  g_autoptr (GListStore) contacts = g_list_store_new (ZX_TYPE_CONTACT);
  g_autoptr (ZxChatSections) sections = zx_chat_sections_new (G_LIST_MODEL (contacts));
  g_autoptr (ZxContact) left = zx_contact_new (1);
  g_autoptr (JsonObject) json =
      zx_json_parse ("{\"state\":\"queued\",\"tier\":\"super_vip\",\"left\":true}", -1, NULL);

  g_assert_true (zx_contact_apply_json (left, json, 1));
  g_list_store_append (contacts, left);
  put_contact (contacts, 2, 2, "queued", 0, "regular", 0);
  put_contact (contacts, 3, 3, "queued", 0, "vip", 0);
  assert_list (sections, "W M Q 3 2 1");
  put_contact (contacts, 1, 4, "queued", 0, "super_vip", 0);
  assert_list (sections, "W M Q 1 3 2");
}

static void
count_changes_cb (GListModel *list, guint position, guint removed, guint added, guint *touched)
{
  *touched += removed + added;
}

static void
test_one_change_moves_one_row (void)
{
  g_autoptr (GListStore) contacts = g_list_store_new (ZX_TYPE_CONTACT);
  g_autoptr (ZxChatSections) sections = zx_chat_sections_new (G_LIST_MODEL (contacts));
  guint touched = 0;

  zx_chat_sections_set_me (sections, ME);
  for (guint i = 1; i <= 20; i++)
    put_contact (contacts, i, i, "active", ME, "regular", i * 1000);
  g_signal_connect (zx_chat_sections_get_items (sections), "items-changed",
                    G_CALLBACK (count_changes_cb), &touched);

  customer_writes (contacts, 10, 100);
  g_assert_cmpuint (touched, ==, 2); /* out of one section, into the other */
  for (guint i = 0; i < 50; i++)
    customer_writes (contacts, 10, 101 + i);
  g_assert_cmpuint (touched, ==, 2); /* writing on moves nothing */
}

static void
test_next_waiting_walks_round (void)
{
  g_autoptr (GListStore) contacts = g_list_store_new (ZX_TYPE_CONTACT);
  g_autoptr (ZxChatSections) sections = zx_chat_sections_new (G_LIST_MODEL (contacts));
  ZxContact *first, *second;

  zx_chat_sections_set_me (sections, ME);
  g_assert_null (zx_chat_sections_next_waiting (sections, NULL));
  put_contact (contacts, 1, 1, "queued", 0, "regular", 0);
  first = zx_chat_sections_next_waiting (sections, NULL);
  g_assert_cmpint (zx_contact_get_id (first), ==, 1);
  g_assert_null (zx_chat_sections_next_waiting (sections, first));

  put_contact (contacts, 2, 2, "active", ME, "regular", 1000);
  put_contact (contacts, 3, 3, "active", ME, "regular", 1000);
  customer_writes (contacts, 1, 50);
  customer_writes (contacts, 2, 51);
  first = zx_chat_sections_next_waiting (sections, NULL);
  second = zx_chat_sections_next_waiting (sections, first);
  g_assert_cmpint (zx_contact_get_id (first), ==, 2);
  g_assert_cmpint (zx_contact_get_id (second), ==, 3);
  g_assert_true (zx_chat_sections_next_waiting (sections, second) == first);
}

static void
test_the_question_says_how_sure_we_are (void)
{
  static const struct {
    ZxIdentityTrust trust;
    const char *name, *company, *want;
  } cases[] = {
      {ZX_IDENTITY_UNKNOWN, NULL, NULL, "Nobody knows yet who this is. Do you?"},
      {ZX_IDENTITY_STATED, "Liu Yang", "Tiancheng", "Stated: Liu Yang · Tiancheng. Who is it?"},
      {ZX_IDENTITY_STATED, "Liu Yang", "", "Stated: Liu Yang. Who is it?"},
      {ZX_IDENTITY_STATED, "Meyer", "Meyer", "Stated: Meyer. Who is it?"},
      {ZX_IDENTITY_STATED, NULL, "Tiancheng", "Stated: Tiancheng. Who is it?"},
      {ZX_IDENTITY_STATED, NULL, NULL, "Nobody knows yet who this is. Do you?"},
      {ZX_IDENTITY_VERIFIED, "Liu Yang", NULL,
       "Liu Yang has signed in, but no customer has this account. Who is it?"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = zx_chat_who_question (cases[i].trust, cases[i].name, cases[i].company);

    g_assert_cmpstr (text, ==, cases[i].want);
  }
}

static void
test_a_candidate_says_why (void)
{
  g_autofree char *phone = zx_chat_who_why (ZX_CANDIDATE_PHONE, "+8613800002046");
  g_autofree char *percent = zx_chat_who_why (ZX_CANDIDATE_MAIL, "%s%n@a.example");
  g_autofree char *name = zx_chat_who_why (ZX_CANDIDATE_NAME, "Liu");
  g_autofree char *shared = zx_chat_who_why (ZX_CANDIDATE_SHARED, NULL);

  g_assert_cmpstr (phone, ==, "Phone +8613800002046");
  g_assert_cmpstr (percent, ==, "Mail %s%n@a.example");
  g_assert_cmpstr (name, ==, "Same name");
  g_assert_cmpstr (shared, ==, "Shared");
}

static void
test_a_reply_speaks_to_this_contact (void)
{
  g_autoptr (ZxContact) contact = zx_contact_new (1);
  g_autoptr (JsonObject) json = zx_json_parse (
      "{\"name\":\"刘洋\",\"product\":\"天枢 ERP\",\"team\":\"天枢客服\"}", -1, NULL);
  g_autofree char *text = NULL;

  g_assert_true (zx_contact_apply_json (contact, json, 2));
  text = zx_reply_text ("{{name}}，我是{{team}}的{{agent}}。尊敬的{{tier}}客户，"
                        "{{product}} {{version}}？{{company}}{{nmae}}",
                        contact, "林晓", "");
  g_assert_cmpstr (text, ==, "刘洋，我是天枢客服的林晓。尊敬的客户，天枢 ERP？{{nmae}}");
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/words/what-is-looked-for-is-marked-and-stays-harmless",
                   test_what_is_looked_for_is_marked_and_stays_harmless);
  g_test_add_func ("/chat/markup-is-never-the-customers", test_markup_is_never_the_customers);
  g_test_add_func ("/chat/what-the-system-wrote-is-a-sentence",
                   test_what_the_system_wrote_is_a_sentence);
  g_test_add_func ("/chat/room-is-told-only-near-the-limit", test_room_is_told_only_near_the_limit);
  g_test_add_func ("/chat/days-have-names", test_days_have_names);
  g_test_add_func ("/chat/subtitle-leaves-out-what-is-not-known",
                   test_subtitle_leaves_out_what_is_not_known);
  g_test_add_func ("/chat/only-a-very-long-name-is-cut", test_only_a_very_long_name_is_cut);
  g_test_add_func ("/chat/window-always-shows-a-true-stretch",
                   test_window_always_shows_a_true_stretch);
  g_test_add_func ("/chat/window-keeps-what-is-read-when-a-page-comes-before",
                   test_window_keeps_what_is_read_when_a_page_comes_before);
  g_test_add_func ("/chat/sections-by-owner-wait-and-tier", test_sections_by_owner_wait_and_tier);
  g_test_add_func ("/chat/left-messages-behind-who-waits", test_left_messages_behind_who_waits);
  g_test_add_func ("/chat/one-change-moves-one-row", test_one_change_moves_one_row);
  g_test_add_func ("/chat/next-waiting-walks-round", test_next_waiting_walks_round);
  g_test_add_func ("/who/the-question-says-how-sure-we-are",
                   test_the_question_says_how_sure_we_are);
  g_test_add_func ("/who/a-candidate-says-why", test_a_candidate_says_why);
  g_test_add_func ("/reply/speaks-to-this-contact", test_a_reply_speaks_to_this_contact);
  return g_test_run ();
}
