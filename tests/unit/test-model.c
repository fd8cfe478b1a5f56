/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules of the model objects: what messages say about a contact, marks, lists that keep their
 * objects. */
#include "zx-agent.h"
#include "zx-candidate.h"
#include "zx-clock.h"
#include "zx-contact.h"
#include "zx-customer.h"
#include "zx-file-limits.h"
#include "zx-reason.h"
#include "zx-suggestion.h"

static JsonObject *json (const char *format, ...) G_GNUC_PRINTF (1, 2);

static JsonObject *
json (const char *format, ...)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *object;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  object = zx_json_parse (text, -1, &error);
  g_assert_no_error (error);
  return object;
}

#define T0 1795300000000

static ZxMessage *
make_message (gint64 id, const char *author, gboolean internal)
{
  g_autofree char *at = zx_clock_format (T0 + id * 1000);
  g_autoptr (JsonObject) object =
      json ("{\"contact_id\":\"1\",\"uuid\":\"u%d\",\"author\":\"%s\",\"internal\":%s,"
            "\"text\":\"t%d\",\"sent_at\":\"%s\"}",
            (int) id, author, internal ? "true" : "false", (int) id, at);
  ZxMessage *message = zx_message_new (id);

  zx_message_apply_json (message, id, object, id);
  return message;
}

/* The same nine messages in a thousand orders: the contact ends up the same. */
static void
test_order_of_arrival_does_not_matter (void)
{
  static const struct {
    const char *author;
    gboolean internal;
  } said[] = {{"customer", FALSE}, {"agent", FALSE},    {"customer", FALSE},
              {"bot", FALSE},      {"customer", FALSE}, {"agent", TRUE},
              {"customer", FALSE}, {"system", FALSE},   {"bot", FALSE}};

  for (int round = 0; round < 1000; round++) {
    g_autoptr (ZxContact) contact = zx_contact_new (1);
    g_autoptr (JsonObject) read = json ("{\"state\":\"active\",\"agent_read_seq\":13}");
    guint order[G_N_ELEMENTS (said)];

    for (guint i = 0; i < G_N_ELEMENTS (said); i++)
      order[i] = i;
    for (guint i = G_N_ELEMENTS (said) - 1; i > 0; i--) {
      guint j = (guint) g_test_rand_int_range (0, (int) i + 1), swap = order[i];

      order[i] = order[j];
      order[j] = swap;
    }
    for (guint i = 0; i < G_N_ELEMENTS (said); i++) {
      guint n = order[i];
      g_autoptr (ZxMessage) message = make_message (11 + n, said[n].author, said[n].internal);

      if (i == 4)
        zx_contact_apply_json (contact, read, 30);
      zx_contact_note_message (contact, message);
      if (n % 3 == 0)
        zx_contact_note_message (contact, message); /* knowing it already changes nothing */
    }
    g_assert_cmpint (zx_contact_get_last_seq (contact), ==, 19);
    g_assert_cmpstr (zx_contact_get_last_text (contact), ==, "t19");
    g_assert_cmpuint (zx_contact_get_unread (contact), ==, 2);                    /* 15 and 17 */
    g_assert_cmpint (zx_contact_get_waiting_since (contact), ==, T0 + 13 * 1000); /* behind 12 */
  }
}

static void
test_a_summary_counts_what_was_not_seen (void)
{
  g_autoptr (ZxContact) contact = zx_contact_new (1);
  g_autofree char *waiting = zx_clock_format (T0 + 5000);
  g_autofree char *last = zx_clock_format (T0 + 9000);
  g_autoptr (JsonObject) item =
      json ("{\"state\":\"active\",\"agent_read_seq\":4,\"unread\":3,\"waiting_since\":\"%s\","
            "\"last_message\":{\"author\":\"customer\",\"text\":\"nine\",\"sent_at\":\"%s\","
            "\"seq\":9}}",
            waiting, last);
  g_autoptr (ZxMessage) known = make_message (7, "customer", FALSE);
  g_autoptr (ZxMessage) news = make_message (21, "customer", FALSE);
  g_autoptr (ZxMessage) answer = make_message (22, "agent", FALSE);
  g_autoptr (JsonObject) over = json ("{\"state\":\"wrap_up\",\"agent_read_seq\":4}");
  g_autoptr (JsonObject) half = json ("{\"state\":\"active\",\"agent_read_seq\":6}");
  g_autoptr (JsonObject) all = json ("{\"state\":\"active\",\"agent_read_seq\":21}");

  zx_contact_apply_json (contact, item, 10);
  zx_contact_apply_summary (contact, item, 20);
  zx_contact_note_message (contact, known); /* a page brings what the summary had counted */
  g_assert_cmpuint (zx_contact_get_unread (contact), ==, 3);
  g_assert_cmpint (zx_contact_get_waiting_since (contact), ==, T0 + 5000);
  zx_contact_note_message (contact, news);
  g_assert_cmpuint (zx_contact_get_unread (contact), ==, 4);
  g_assert_false (zx_contact_needs_summary (contact));
  zx_contact_apply_json (contact, over, 23);
  g_assert_cmpint (zx_contact_get_waiting_since (contact), ==, 0); /* nobody, any more */
  zx_contact_apply_json (contact, half, 24);
  g_assert_cmpint (zx_contact_get_waiting_since (contact), ==, T0 + 5000);
  g_assert_true (zx_contact_needs_summary (contact)); /* only the server can count now */
  zx_contact_note_message (contact, answer);
  g_assert_cmpint (zx_contact_get_waiting_since (contact), ==, 0);
  zx_contact_apply_json (contact, all, 25);
  g_assert_cmpuint (zx_contact_get_unread (contact), ==, 0);
}

static void
count_cb (GObject *object, GParamSpec *pspec, gpointer count)
{
  (*(guint *) count)++;
}

static void
test_only_what_changed_notifies (void)
{
  g_autoptr (ZxContact) contact = zx_contact_new (1);
  g_autoptr (JsonObject) first = json ("{\"state\":\"queued\",\"name\":\"Li\",\"tier\":\"vip\"}");
  g_autoptr (JsonObject) second = json ("{\"state\":\"active\",\"name\":\"Li\",\"tier\":\"vip\"}");
  guint names = 0, states = 0;

  zx_contact_apply_json (contact, first, 5);
  g_signal_connect (contact, "notify::name", G_CALLBACK (count_cb), &names);
  g_signal_connect (contact, "notify::state", G_CALLBACK (count_cb), &states);
  g_assert_true (zx_contact_apply_json (contact, second, 6));
  g_assert_cmpuint (names, ==, 0);
  g_assert_cmpuint (states, ==, 1);
  g_assert_false (zx_contact_apply_json (contact, first, 6));
  g_assert_false (zx_contact_apply_json (contact, first, 2));
  g_assert_cmpint (zx_contact_get_state (contact), ==, ZX_CONTACT_ACTIVE);
}

static void
test_what_waits_for_a_group_is_taken_by_it_alone (void)
{
  static const struct {
    const char *contact;
    gint64 id;
    ZxRole role;
    gboolean may;
  } rows[] = {
      {"\"state\":\"queued\"", 3, ZX_ROLE_AGENT, TRUE},
      {"\"state\":\"active\",\"agent_id\":\"9\"", 3, ZX_ROLE_LEAD, FALSE},
      {"\"state\":\"queued\",\"group_name\":\"B\",\"takers\":[\"13\",\"3\"]", 3, ZX_ROLE_AGENT,
       TRUE},
      {"\"state\":\"offered\",\"group_name\":\"B\",\"takers\":[\"13\",\"3\"]", 1, ZX_ROLE_AGENT,
       FALSE},
      {"\"state\":\"queued\",\"group_name\":\"B\",\"takers\":[\"13\"]", 1, ZX_ROLE_LEAD, TRUE},
      {"\"state\":\"queued\",\"group_name\":\"B\",\"takers\":[]", 3, ZX_ROLE_AGENT, FALSE},
      {"\"state\":\"active\",\"group_name\":\"B\"", 3, ZX_ROLE_AGENT, FALSE},
      {"\"state\":\"queued\"", 1, ZX_ROLE_AGENT, TRUE},
  };
  g_autoptr (ZxContact) contact = zx_contact_new (1);

  g_assert_false (zx_contact_may_be_taken (contact, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (JsonObject) object = json ("{%s}", rows[i].contact);
    const ZxRights rights = {.agent_id = rows[i].id, .role = rows[i].role};

    zx_contact_apply_json (contact, object, i + 1);
    g_assert_cmpint (zx_contact_may_be_taken (contact, &rights), ==, rows[i].may);
  }
}

static void
test_pending_becomes_sent (void)
{
  g_autoptr (ZxMessage) message = zx_message_new_pending ("u7", 1, "hello", FALSE, T0);
  g_autoptr (JsonObject) sent =
      json ("{\"contact_id\":\"1\",\"uuid\":\"u7\",\"author\":\"agent\",\"agent_id\":\"3\","
            "\"text\":\"hello\",\"sent_at\":\"2026-11-21T10:00:00.000Z\"}");

  zx_message_set_refused (message, "answered-meanwhile", "Li", 9);
  g_assert_cmpint (zx_message_get_state (message), ==, ZX_MESSAGE_FAILED);
  g_assert_cmpstr (zx_message_get_refusal_detail (message), ==, "Li");
  g_assert_true (zx_message_apply_json (message, 7, sent, 7));
  g_assert_cmpint (zx_message_get_state (message), ==, ZX_MESSAGE_SENT);
  g_assert_null (zx_message_get_refusal (message));
  g_assert_cmpint (zx_message_get_id (message), ==, 7);
  g_assert_cmpint (zx_message_get_agent_id (message), ==, 3);
}

static void
test_a_recall_leaves_the_words_to_their_author_alone (void)
{
  g_autoptr (JsonObject) sent =
      json ("{\"contact_id\":\"1\",\"author\":\"agent\",\"agent_id\":\"3\",\"text\":\"hello\","
            "\"extra\":{\"quote\":{\"id\":\"5\",\"author\":\"customer\",\"name\":\"Liu\","
            "\"text\":\"why?\"},\"mentions\":[\"4\"]},\"sent_at\":\"2026-11-21T10:00:00.000Z\"}");
  g_autoptr (JsonObject) recalled =
      json ("{\"contact_id\":\"1\",\"author\":\"agent\",\"agent_id\":\"3\",\"text\":\"\","
            "\"recalled_at\":\"2026-11-21T10:01:00.000Z\"}");

  for (gint64 reader = 3; reader <= 4; reader++) {
    g_autoptr (ZxMessage) message = zx_message_new (7);

    zx_message_set_reader (message, reader);
    zx_message_apply_json (message, 7, sent, 7);
    g_assert_cmpint (zx_message_get_quote_id (message), ==, 5);
    g_assert_cmpstr (zx_message_get_quote_name (message), ==, "Liu");
    g_assert_cmpint (zx_message_get_mentions_me (message), ==, reader == 4);
    g_assert_true (zx_message_apply_json (message, 7, recalled, 8));
    g_assert_true (zx_message_get_recalled (message));
    g_assert_cmpstr (zx_message_get_text (message), ==, "");
    g_assert_cmpstr (zx_message_get_recalled_text (message), ==, reader == 3 ? "hello" : NULL);
    g_assert_cmpint (zx_message_get_quote_id (message), ==, 0);
    g_assert_false (zx_message_get_mentions_me (message));
  }
}

/* What he took back asks nothing; and when he speaks, he is not writing any more. */
static void
test_a_recalled_question_waits_for_nobody (void)
{
  g_autoptr (ZxContact) contact = zx_contact_new (1);
  g_autoptr (ZxMessage) message = make_message (5, "customer", FALSE);
  g_autoptr (JsonObject) recalled =
      json ("{\"contact_id\":\"1\",\"author\":\"customer\",\"text\":\"\","
            "\"recalled_at\":\"2026-11-21T10:01:00.000Z\"}");

  zx_contact_set_typing_text (contact, "wh");
  g_assert_cmpstr (zx_contact_get_typing_text (contact), ==, "wh");
  zx_contact_note_message (contact, message);
  g_assert_null (zx_contact_get_typing_text (contact));
  g_assert_cmpuint (zx_contact_get_unread (contact), ==, 1);
  zx_message_apply_json (message, 5, recalled, 6);
  zx_contact_note_message (contact, message);
  g_assert_cmpuint (zx_contact_get_unread (contact), ==, 0);
  g_assert_cmpint (zx_contact_get_waiting_since (contact), ==, 0);
  g_assert_cmpstr (zx_contact_get_last_text (contact), ==, "");
}

static void
test_short_form_leaves_the_rest_alone (void)
{
  g_autoptr (ZxAgent) agent = zx_agent_new (3);
  g_autoptr (JsonObject) whole =
      json ("{\"name\":\"Li\",\"login\":\"li\",\"role\":\"lead\",\"org_id\":\"2\","
            "\"presence\":\"break\",\"presence_reason\":\"lunch\","
            "\"capacity\":{\"web\":12,\"phone\":1}}");
  g_autoptr (JsonObject) brief = json ("{\"name\":\"Li Na\",\"org_name\":\"East\"}");
  g_autoptr (JsonObject) back = json ("{\"name\":\"Li Na\",\"presence\":\"online\"}");

  zx_agent_apply_json (agent, whole, 5);
  g_assert_true (zx_agent_apply_json (agent, brief, 0));
  g_assert_cmpstr (zx_agent_get_name (agent), ==, "Li Na");
  g_assert_cmpint (zx_agent_get_presence (agent), ==, ZX_PRESENCE_BREAK);
  zx_agent_apply_json (agent, back, 6);
  g_assert_cmpint (zx_agent_get_presence (agent), ==, ZX_PRESENCE_ONLINE);
  g_assert_null (zx_agent_get_presence_reason (agent));
  g_assert_cmpstr (zx_agent_get_org_name (agent), ==, "East");
  g_assert_cmpuint (zx_agent_get_capacity (agent, "web"), ==, 12);
  g_assert_cmpuint (zx_agent_get_capacity (agent, "phone"), ==, 1);
  g_assert_cmpuint (zx_agent_get_capacity (agent, "mail"), ==, 0);
}

static void
test_marks_become_markup (void)
{
  static const struct {
    const char *text, *marks, *markup;
  } cases[] = {
      {"退款多久到账", "[[0,2],[4,6]]", "<b>退款</b>多久<b>到账</b>"},
      {"a<b & c", "[[0,3]]", "<b>a&lt;b</b> &amp; c"},
      {"😀 ok", "[[2,4]]", "😀 <b>ok</b>"},
      {"short", "[[3,99],[-4,2]]", "sho<b>rt</b>"},
      {"overlap", "[[0,4],[2,6]]", "<b>over</b><b>la</b>p"},
      {"backwards", "[[5,2],[1],\"x\",[0,0]]", "backwards"},
      {"", "[[0,1]]", ""},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (JsonObject) object = json ("{\"marks\":%s}", cases[i].marks);
    g_autofree char *markup =
        zx_suggestion_mark_up (cases[i].text, zx_json_array (object, "marks"));

    g_assert_cmpstr (markup, ==, cases[i].markup);
  }
}

static void
test_reasons_share_the_score (void)
{
  static const struct {
    const char *kind;
    int share; /* in percent */
  } wanted[] = {{"title", 50}, {"word", 30}, {"han", 20}, {"old", 0}};
  g_autoptr (JsonObject) object =
      json ("{\"terms\":[{\"kind\":\"han\",\"text\":\"开\",\"score\":1.5},"
            "{\"kind\":\"han\",\"text\":\"票\",\"score\":0.5},"
            "{\"kind\":\"title\",\"text\":\"\",\"score\":5},1,"
            "{\"kind\":\"word\",\"text\":\"E-3107\",\"score\":3}],"
            "\"factors\":[{\"rule\":\"old\",\"factor\":0.95}]}");
  g_autoptr (GListModel) reasons = zx_reasons_read (object);

  g_assert_cmpuint (g_list_model_get_n_items (reasons), ==, G_N_ELEMENTS (wanted));
  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++) {
    g_autoptr (ZxReason) reason = g_list_model_get_item (reasons, i);
    g_autofree char *text = NULL;
    gboolean is_factor;
    double value, share;

    g_object_get (reason, "text", &text, "is-factor", &is_factor, "value", &value, "share", &share,
                  NULL);
    g_assert_cmpstr (zx_reason_get_kind (reason), ==, wanted[i].kind);
    g_assert_cmpint ((int) (share * 100 + 0.5), ==, wanted[i].share);
    g_assert_cmpint (is_factor, ==, i == 3);
    g_assert_cmpfloat_with_epsilon (value, i == 3 ? 0.95 : wanted[i].share / 10.0, 1e-9);
    g_assert_cmpstr (text, ==, i == 1 ? "E-3107" : i == 2 ? "开 票" : NULL);
  }
}

static void
changed_cb (GListModel *list, guint position, guint removed, guint added, gpointer user_data)
{
  guint *changes = user_data;

  changes[0]++;
  changes[1] += removed;
  changes[2] += added;
}

static void
test_a_customer_keeps_its_parts (void)
{
  g_autoptr (ZxCustomer) customer = zx_customer_new (4);
  g_autoptr (JsonObject) first = json (
      "{\"name\":\"Tiancheng\",\"tier\":\"super_vip\",\"owner\":{\"id\":\"3\",\"name\":\"Li\"},"
      "\"people\":[{\"id\":\"8\",\"name\":\"A\"},{\"id\":\"9\",\"name\":\"B\"}]}");
  g_autoptr (JsonObject) second =
      json ("{\"name\":\"Tiancheng\",\"people\":[{\"id\":\"8\",\"name\":\"A2\"},"
            "{\"id\":\"10\",\"name\":\"C\"},{\"id\":\"9\",\"name\":\"B\"}]}");
  GListModel *people = zx_customer_get_people (customer);
  g_autoptr (ZxPerson) person = NULL;
  guint changes[3] = {0};

  zx_customer_apply_json (customer, first, 5);
  g_assert_cmpstr (zx_customer_get_owner_name (customer), ==, "Li");
  g_assert_cmpint (zx_customer_get_state (customer), ==, ZX_LOAD_READY);
  person = g_list_model_get_item (people, 0);
  g_signal_connect (people, "items-changed", G_CALLBACK (changed_cb), changes);
  zx_customer_apply_json (customer, second, 6);
  g_assert_cmpstr (zx_person_get_name (person), ==, "A2");
  g_assert_cmpuint (changes[0], ==, 1);
  g_assert_cmpuint (changes[1], ==, 0);
  g_assert_cmpuint (changes[2], ==, 1);
  g_assert_null (zx_customer_get_owner_name (customer));
}

static void
test_days_left_are_whole_days_of_here (void)
{
  g_autoptr (ZxCustomer) customer = zx_customer_new (4);
  g_autoptr (JsonObject) object =
      json ("{\"contracts\":[{\"id\":\"1\",\"ends_on\":\"2026-12-01\"},"
            "{\"id\":\"2\",\"ends_on\":\"2026-11-21\"},{\"id\":\"3\",\"ends_on\":\"2026-11-20\"},"
            "{\"id\":\"4\"},{\"id\":\"5\",\"ends_on\":\"soon\"}]}");
  static const int left[] = {10, 0, -1, G_MAXINT, G_MAXINT};
  g_autoptr (GDateTime) noon = g_date_time_new_local (2026, 11, 21, 12, 0, 0);

  zx_clock_set_ms (g_date_time_to_unix (noon) * 1000);
  zx_customer_apply_json (customer, object, 1);
  for (guint i = 0; i < G_N_ELEMENTS (left); i++) {
    g_autoptr (ZxContract) contract =
        g_list_model_get_item (zx_customer_get_contracts (customer), i);

    g_assert_cmpint (zx_contract_get_days_left (contract), ==, left[i]);
  }
  zx_clock_set_ms (-1);
}

static void
test_candidate_takes_only_what_it_understands (void)
{
  g_autoptr (JsonObject) json = zx_json_parse ("{\"customer_id\":\"12\",\"person_id\":null,"
                                               "\"name\":\"刘洋\",\"tier\":\"vip\","
                                               "\"why\":\"shared\",\"value\":7}",
                                               -1, NULL);
  g_autoptr (ZxCandidate) candidate = zx_candidate_new (json);

  g_assert_cmpint (zx_candidate_get_customer_id (candidate), ==, 12);
  g_assert_cmpint (zx_candidate_get_person_id (candidate), ==, 0);
  g_assert_cmpstr (zx_candidate_get_name (candidate), ==, "刘洋");
  g_assert_null (zx_candidate_get_company (candidate));
  g_assert_null (zx_candidate_get_value (candidate));
  g_assert_cmpint (zx_candidate_get_tier (candidate), ==, ZX_TIER_VIP);
  g_assert_cmpint (zx_candidate_get_why (candidate), ==, ZX_CANDIDATE_SHARED);
}

static const char *
refused (const char *limits_json, const char *name, gint64 size)
{
  g_autoptr (JsonObject) said = limits_json != NULL ? json ("%s", limits_json) : NULL;
  g_autoptr (ZxFileLimits) limits = zx_file_limits_new (said);
  g_autoptr (ZxFile) file = zx_file_new_here (NULL, name, "/nowhere", NULL, size);

  return zx_file_limits_refuse (limits, file);
}

static void
test_what_the_server_would_refuse_is_known_before (void)
{
  const char *limits = "{\"most\":100,\"count\":3,\"extensions\":[\"png\",\"txt\",7]}";

  g_assert_null (refused (limits, "a.PNG", 100));
  g_assert_cmpstr (refused (limits, "a.png", 101), ==, "too-large");
  g_assert_cmpstr (refused (limits, "a.png", 0), ==, "empty");
  g_assert_cmpstr (refused (limits, "a.png.exe", 1), ==, "type-refused");
  g_assert_cmpstr (refused (limits, "png", 1), ==, "type-refused");
  /* An older server says nothing, and decides itself. */
  g_assert_null (refused (NULL, "a.exe", 1 << 30));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/contact/order-of-arrival-does-not-matter",
                   test_order_of_arrival_does_not_matter);
  g_test_add_func ("/contact/a-summary-counts-what-was-not-seen",
                   test_a_summary_counts_what_was_not_seen);
  g_test_add_func ("/contact/only-what-changed-notifies", test_only_what_changed_notifies);
  g_test_add_func ("/contact/what-waits-for-a-group-is-taken-by-it-alone",
                   test_what_waits_for_a_group_is_taken_by_it_alone);
  g_test_add_func ("/message/pending-becomes-sent", test_pending_becomes_sent);
  g_test_add_func ("/message/a-recall-leaves-the-words-to-their-author-alone",
                   test_a_recall_leaves_the_words_to_their_author_alone);
  g_test_add_func ("/contact/a-recalled-question-waits-for-nobody",
                   test_a_recalled_question_waits_for_nobody);
  g_test_add_func ("/agent/short-form-leaves-the-rest-alone",
                   test_short_form_leaves_the_rest_alone);
  g_test_add_func ("/file/what-the-server-would-refuse-is-known-before",
                   test_what_the_server_would_refuse_is_known_before);
  g_test_add_func ("/suggestion/marks-become-markup", test_marks_become_markup);
  g_test_add_func ("/reason/parts-share-the-score", test_reasons_share_the_score);
  g_test_add_func ("/customer/keeps-its-parts", test_a_customer_keeps_its_parts);
  g_test_add_func ("/contract/days-left-are-whole-days-of-here",
                   test_days_left_are_whole_days_of_here);
  g_test_add_func ("/candidate/takes-only-what-it-understands",
                   test_candidate_takes_only_what_it_understands);
  return g_test_run ();
}
