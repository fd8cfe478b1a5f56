/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages: once each, in order, nothing overlooked, nothing internal to visitors, on both
 * databases. */
#include "store-desk.h"

#include <string.h>

static void
test_sending_accepts_what_waits (StoreFixture *fixture)
{
  gint64 id, seq, question;
  guint n_events;

  desk_add (fixture);
  id = desk_new_contact (fixture, 0);
  question = desk_customer_writes (fixture, id, 1, "hello");
  g_assert_cmpint (desk_agent_writes (
                       fixture, &desk_wang,
                       &(ZxdDraft){.contact_id = id, .text = "look", .is_internal = TRUE}, 2, &seq),
                   ==, ZXD_VERDICT_DONE);
  g_assert_cmpint (store_fixture_number (fixture, "SELECT count(*) FROM contact WHERE "
                                                  "agent_id IS NULL AND state = 'queued'"),
                   ==, 1);
  n_events = fixture->events->len;
  g_assert_cmpint (desk_agent_writes (
                       fixture, &desk_li,
                       &(ZxdDraft){.contact_id = id, .text = "hi", .seen_seq = question}, 3, &seq),
                   ==, ZXD_VERDICT_DONE);
  g_assert_cmpuint (fixture->events->len, ==, n_events + 2);
  g_assert_cmpstr (((ZxdEvent *) fixture->events->pdata[n_events])->noun, ==, "contact");
  g_assert_cmpstr (desk_newest_event (fixture)->noun, ==, "message");
  g_assert_cmpint (desk_newest_event (fixture)->now.owner_id, ==, LI);
  g_assert_cmpint (desk_newest_event (fixture)->seq, ==, seq);
}

static void
test_a_message_sent_again_is_the_same (StoreFixture *fixture)
{
  gint64 id, first, second;
  guint n_events;
  ZxdDraft draft = {.text = "hi"};

  desk_add (fixture);
  draft.contact_id = id = desk_new_contact (fixture, 0);
  g_assert_cmpint (desk_agent_writes (fixture, &desk_li, &draft, 1, &first), ==, ZXD_VERDICT_DONE);
  n_events = fixture->events->len;
  desk_act (fixture, desk_close, &desk_li, id, 9); /* even now */
  g_assert_cmpint (desk_agent_writes (fixture, &desk_li, &draft, 1, &second), ==,
                   ZXD_VERDICT_AGAIN);
  g_assert_cmpint (first, ==, second);
  g_assert_cmpuint (fixture->events->len, ==, n_events + 2); /* closed, and a line that says so */
  g_assert_cmpint (desk_customer_writes (fixture, id, 5, "x"), ==, 0);
}

static void
test_what_happened_meanwhile_is_told (StoreFixture *fixture)
{
  gint64 id, question, again, answer, seq;
  ZxdDraft draft = {.text = "mine", .is_verbatim = TRUE};

  desk_add (fixture);
  draft.contact_id = id = desk_new_contact (fixture, 0);
  question = desk_customer_writes (fixture, id, 1, "one");
  desk_agent_writes (fixture, &desk_li,
                     &(ZxdDraft){.contact_id = id, .text = "theirs", .seen_seq = question}, 2,
                     &answer);
  draft.seen_seq = question;
  g_assert_cmpint (desk_agent_writes (fixture, &desk_wang, &draft, 3, &seq), ==, ZXD_VERDICT_TAKEN);
  g_assert_cmpint (desk_agent_writes (fixture, &desk_lead, &draft, 4, &seq), ==,
                   ZXD_VERDICT_ANSWERED_MEANWHILE);
  g_assert_cmpint (seq, ==, answer);
  draft.seen_seq = answer;
  again = desk_customer_writes (fixture, id, 5, "two");
  g_assert_cmpint (desk_agent_writes (fixture, &desk_li, &draft, 6, &seq), ==,
                   ZXD_VERDICT_CUSTOMER_WROTE_MEANWHILE);
  g_assert_cmpint (seq, ==, again);
  draft.is_verbatim = FALSE;
  g_assert_cmpint (desk_agent_writes (fixture, &desk_li, &draft, 6, &seq), ==, ZXD_VERDICT_DONE);
}

static void
test_a_transcript_goes_on_through_continued_contacts (StoreFixture *fixture)
{
  DeskReading reading = {.rights = &desk_li, .limit = 3};
  gint64 old, newer, last = G_MAXINT64;
  guint n_messages = 0;

  desk_add (fixture);
  old = desk_new_contact (fixture, 0);
  for (guint i = 0; i < 4; i++)
    desk_customer_writes (fixture, old, i, "old");
  reading.id = newer = desk_new_contact (fixture, old);
  desk_customer_writes (fixture, desk_new_contact (fixture, 0), 99, "somebody else's");
  for (guint i = 0; i < 4; i++)
    desk_customer_writes (fixture, newer, 10 + i, "new");
  do {
    g_autoptr (JsonObject) page = desk_read (fixture, desk_read_page, &reading);
    guint n_items = json_array_get_length (zx_json_array (page, "items"));

    for (guint i = 0; i < n_items; i++, n_messages++) {
      gint64 id = zx_json_id (desk_item (page, i), "id");

      g_assert_cmpint (id, <, last);
      last = id;
      g_assert_cmpstr (zx_json_string (desk_item (page, i), "text"), ==,
                       n_messages < 4 ? "new" : "old");
    }
    reading.after = zx_json_id (page, "next");
  } while (reading.after != 0);
  g_assert_cmpuint (n_messages, ==, 8);
}

typedef struct {
  gint64 id, since;
  int limit;
  GPtrArray *facts;
  ZxdVisitorFact *contact;
} VisitorReading;

static gboolean
read_as_visitor (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  VisitorReading *reading = data;

  return zxd_message_list_for_visitor (db, reading->id, reading->since, reading->limit,
                                       reading->facts, error) &&
         zxd_contact_for_visitor (db, reading->id, &reading->contact, error);
}

static gboolean
change_message (ZxdTxn *txn, gpointer data, GError **error)
{
  static const ZxAudience everyone = {ZX_AUDIENCE_EVERYONE, 0, 0};
  gint64 seq = zxd_txn_next_seq (txn);
  ZxdStmt *stmt = zxd_db_prepare (
      zxd_txn_db (txn), "UPDATE message SET text = 'changed', rev = ? WHERE id = ?", error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, seq);
  zxd_stmt_bind_int (stmt, 2, *(gint64 *) data);
  return zxd_stmt_run (stmt, error) &&
         zxd_txn_event (txn, seq, "message", *(gint64 *) data, 0, &everyone, NULL, "{}", error);
}

static void
test_a_visitor_resumes_without_internal_words (StoreFixture *fixture)
{
  g_autoptr (GPtrArray) facts =
      g_ptr_array_new_with_free_func ((GDestroyNotify) zxd_visitor_fact_free);
  VisitorReading reading = {.limit = 50, .facts = facts};
  gint64 first, second, answer, note;
  const ZxdVisitorFact *fact;

  desk_add (fixture);
  reading.id = desk_new_contact (fixture, 0);
  first = desk_customer_writes (fixture, reading.id, 1, "one");
  second = desk_customer_writes (fixture, reading.id, 2, "two");
  desk_agent_writes (fixture, &desk_li,
                     &(ZxdDraft){.contact_id = reading.id, .text = "answer", .seen_seq = second}, 3,
                     &answer);
  desk_agent_writes (fixture, &desk_li,
                     &(ZxdDraft){.contact_id = reading.id, .text = "secret", .is_internal = TRUE},
                     4, &note);
  store_fixture_write (fixture, change_message, &first);
  reading.since = first;
  store_fixture_read (fixture, read_as_visitor, &reading);
  g_assert_cmpuint (facts->len, ==, 3);
  g_assert_cmpint (((ZxdVisitorFact *) facts->pdata[0])->seq, ==, second);
  fact = facts->pdata[1];
  g_assert_cmpint (fact->seq, ==, answer);
  g_assert_true (g_str_has_prefix (fact->json, "{\"author\":\"agent\",\"name\":\"Li\","));
  g_assert_null (strstr (fact->json, "\"id\""));
  fact = facts->pdata[2]; /* the changed one, by its new rev */
  g_assert_cmpint (fact->seq, >, note);
  g_assert_nonnull (strstr (fact->json, "changed"));
  g_assert_cmpstr (
      reading.contact->json, ==,
      "{\"state\":\"active\",\"agent_name\":\"Li\",\"agent_read_seq\":0,\"visitor_read_seq\":0}");
  zxd_visitor_fact_free (reading.contact);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  store_test_add ("/message/sending-accepts-what-waits", test_sending_accepts_what_waits);
  store_test_add ("/message/a-message-sent-again-is-the-same",
                  test_a_message_sent_again_is_the_same);
  store_test_add ("/message/what-happened-meanwhile-is-told", test_what_happened_meanwhile_is_told);
  store_test_add ("/message/a-transcript-goes-on-through-continued-contacts",
                  test_a_transcript_goes_on_through_continued_contacts);
  store_test_add ("/message/a-visitor-resumes-without-internal-words",
                  test_a_visitor_resumes_without_internal_words);
  return g_test_run ();
}
