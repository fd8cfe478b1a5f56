/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Contacts and messages: who wins, who is told, who sees what, on both databases. */
#include "store-fixture.h"

#include "zx-id.h"
#include "zx-json.h"
#include "zxd-store-course.h"
#include "zxd-store-message.h"

#include <string.h>

enum { LI = 70, WANG = 71, LEAD = 72, CONTACT = 500 };

static gint64 own_org[] = {1}, other_org[] = {2};
static const ZxRights li = {LI, 1, ZX_ROLE_AGENT, ZX_SCOPE_OWN, own_org, 1},
                      wang = {WANG, 1, ZX_ROLE_AGENT, ZX_SCOPE_OWN, own_org, 1},
                      lead = {LEAD, 1, ZX_ROLE_LEAD, ZX_SCOPE_OWN, own_org, 1},
                      stranger = {79, 2, ZX_ROLE_LEAD, ZX_SCOPE_OWN, other_org, 1};

static void
add_desk (StoreFixture *fixture)
{
  store_fixture_add_org (fixture, 1, "/1/");
  store_fixture_add_agent (fixture, LI, 1, "Li");
  store_fixture_add_agent (fixture, WANG, 1, "Wang");
  store_fixture_add_agent (fixture, LEAD, 1, "Lead");
}

/* ---- actions as closures */

typedef struct {
  const ZxRights *rights;
  gint64 contact_id, seq;
  guint8 uuid[16];
  ZxdDraft draft;
  ZxdVerdict verdict;
  ZxdPostOutcome outcome;
  GString *json;
  const char *text;
} Action;

static void
set_uuid (guint8 uuid[16], guint32 number)
{
  memset (uuid, 0xab, 16);
  memcpy (uuid, &number, sizeof number);
}

static gboolean
create (ZxdTxn *txn, gpointer data, GError **error)
{
  g_autoptr (ZxdContact) contact = zxd_contact_new ();
  Action *action = data;

  contact->channel = g_strdup ("web");
  contact->org_id = 1;
  contact->name = g_strdup ("刘 \"Yang\"");
  contact->tier = ZX_TIER_VIP;
  contact->trust = ZX_IDENTITY_STATED;
  contact->continues_id = action->seq;
  if (!zxd_contact_create (txn, contact, error))
    return FALSE;
  action->contact_id = contact->id;
  return TRUE;
}

static gint64
new_contact (StoreFixture *fixture, gint64 continues_id)
{
  Action action = {.seq = continues_id};

  store_fixture_write (fixture, create, &action);
  return action.contact_id;
}

static gboolean
receive (ZxdTxn *txn, gpointer data, GError **error)
{
  Action *action = data;

  ZxdIncoming incoming = {
      .contact_id = action->contact_id, .text = action->text, .sent_at_ms = 1000};

  memcpy (incoming.uuid, action->uuid, sizeof incoming.uuid);
  return zxd_message_receive (txn, &incoming, &action->outcome, &action->seq, error);
}

static gint64
customer_writes (StoreFixture *fixture, gint64 contact_id, guint32 number, const char *text)
{
  Action action = {.contact_id = contact_id, .text = text};

  set_uuid (action.uuid, number);
  store_fixture_write (fixture, receive, &action);
  return action.seq;
}

static gboolean
send_draft (ZxdTxn *txn, gpointer data, GError **error)
{
  Action *action = data;

  return zxd_message_send (txn, action->rights, &action->draft, &action->verdict, action->json,
                           error);
}

/* The verdict; the message's number in *@seq. */
static ZxdVerdictKind
agent_writes (StoreFixture *fixture,
              const ZxRights *rights,
              const ZxdDraft *draft,
              guint32 number,
              gint64 *seq)
{
  g_autoptr (GString) json = g_string_new (NULL);
  Action action = {.rights = rights, .draft = *draft, .json = json};
  ZxdVerdictKind kind;

  set_uuid (action.draft.uuid, number);
  store_fixture_write (fixture, send_draft, &action);
  kind = action.verdict.kind;
  if (kind == ZXD_VERDICT_DONE || kind == ZXD_VERDICT_AGAIN) {
    g_autoptr (JsonObject) object = zx_json_parse (json->str, -1, NULL);

    g_assert_nonnull (object);
    *seq = zx_json_id (object, "id");
    g_assert_cmpint (zx_json_int (object, "rev", 0), ==, *seq);
    g_assert_cmpstr (zx_json_string (object, "text"), ==, draft->text);
  } else {
    g_assert_cmpuint (json->len, ==, 0);
    *seq = action.verdict.seq;
  }
  zxd_verdict_clear (&action.verdict);
  return kind;
}

static gboolean
accept (ZxdTxn *txn, gpointer data, GError **error)
{
  Action *action = data;

  return zxd_contact_accept (txn, action->rights, action->contact_id, action->uuid,
                             &action->verdict, error);
}

static gboolean
close_it (ZxdTxn *txn, gpointer data, GError **error)
{
  Action *action = data;
  ZxdActor actor = {.rights = action->rights};
  ZxdCourse course = {.actor = &actor,
                      .contact_id = action->contact_id,
                      .is_done = TRUE,
                      .has_summary = TRUE,
                      .summary = action->text};
  g_autoptr (GError) problem = NULL;

  memcpy (course.request, action->uuid, sizeof course.request);
  action->verdict.kind = ZXD_VERDICT_DONE;
  if (zxd_course_end (txn, &course, &problem))
    action->verdict.kind = course.again ? ZXD_VERDICT_AGAIN : ZXD_VERDICT_DONE;
  else if (g_strcmp0 (course.refusal.code, "taken") == 0)
    action->verdict = (ZxdVerdict){.kind = ZXD_VERDICT_TAKEN, .by = g_strdup ("somebody")};
  else if (g_strcmp0 (course.refusal.code, "over") == 0)
    action->verdict.kind = ZXD_VERDICT_OVER;
  else
    g_propagate_error (error, g_steal_pointer (&problem));
  zxd_refusal_clear (&course.refusal);
  return error == NULL || *error == NULL;
}

static ZxdVerdictKind
act (StoreFixture *fixture, ZxdWriteFunc fn, const ZxRights *rights, gint64 id, guint32 request)
{
  Action action = {.rights = rights, .contact_id = id, .text = "settled"};

  set_uuid (action.uuid, request);
  store_fixture_write (fixture, fn, &action);
  if (action.verdict.kind == ZXD_VERDICT_TAKEN)
    g_assert_nonnull (action.verdict.by);
  zxd_verdict_clear (&action.verdict);
  return action.verdict.kind;
}

/* ---- what is read */

typedef struct {
  const ZxRights *rights;
  gint64 id, after, rev, as_of;
  int limit;
  gboolean is_open;
  GString *json;
} Reading;

static gboolean
read_list (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  Reading *reading = data;

  reading->as_of = as_of;
  return zxd_contact_list (db, as_of, reading->rights, reading->is_open, reading->limit,
                           reading->after, reading->json, error);
}

static gboolean
read_page (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  Reading *reading = data;

  return zxd_message_page (db, as_of, reading->rights, reading->id, reading->limit, reading->after,
                           reading->json, error);
}

static gboolean
read_one (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  Reading *reading = data;

  return zxd_contact_get (db, as_of, reading->rights, reading->id, reading->json, &reading->rev,
                          error);
}

static JsonObject *
read_json (StoreFixture *fixture, ZxdReadFunc fn, Reading *reading)
{
  g_autoptr (GString) json = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  JsonObject *object;

  reading->json = json;
  store_fixture_read (fixture, fn, reading);
  object = zx_json_parse (json->str, -1, &error);
  if (object == NULL)
    g_test_message ("%s", json->str);
  g_assert_no_error (error);
  return object;
}

static JsonObject *
item (JsonObject *list, guint place)
{
  return json_array_get_object_element (zx_json_array (list, "items"), place);
}

static const ZxdEvent *
newest_event (StoreFixture *fixture)
{
  return fixture->events->pdata[fixture->events->len - 1];
}

/* ---- tests */

static void
test_an_accepted_contact_is_gone_for_colleagues (StoreFixture *fixture)
{
  gint64 id;
  const ZxdEvent *event;

  add_desk (fixture);
  id = new_contact (fixture, 0);
  event = newest_event (fixture);
  g_assert_cmpint (event->id, ==, id);
  g_assert_cmpint (event->seq, ==, id);
  g_assert_cmpint (zxd_event_tell (event, &li), ==, ZXD_TELL_PUT);
  g_assert_cmpint (zxd_event_tell (event, &stranger), ==, ZXD_TELL_NOTHING);

  g_assert_cmpint (act (fixture, accept, &li, id, 1), ==, ZXD_VERDICT_DONE);
  event = newest_event (fixture);
  g_assert_cmpint (zxd_event_tell (event, &li), ==, ZXD_TELL_PUT);
  g_assert_cmpint (zxd_event_tell (event, &wang), ==, ZXD_TELL_GONE);
  g_assert_cmpint (zxd_event_tell (event, &lead), ==, ZXD_TELL_PUT);
  g_assert_cmpint (zxd_event_tell (event, &stranger), ==, ZXD_TELL_NOTHING);
  g_assert_nonnull (strstr (event->json, "\"agent_name\":\"Li\""));
  g_assert_nonnull (strstr (event->json, "\"state\":\"active\""));
}

static void
test_a_contact_is_accepted_once (StoreFixture *fixture)
{
  gint64 id;
  guint n_events;

  add_desk (fixture);
  id = new_contact (fixture, 0);
  g_assert_cmpint (act (fixture, accept, &li, id, 1), ==, ZXD_VERDICT_DONE);
  n_events = fixture->events->len;
  g_assert_cmpint (act (fixture, accept, &wang, id, 2), ==, ZXD_VERDICT_TAKEN);
  g_assert_cmpint (act (fixture, accept, &lead, id, 3), ==, ZXD_VERDICT_TAKEN);
  g_assert_cmpint (act (fixture, accept, &li, id, 1), ==, ZXD_VERDICT_AGAIN);
  g_assert_cmpint (act (fixture, accept, &li, id, 4), ==, ZXD_VERDICT_DONE);
  g_assert_cmpuint (fixture->events->len, ==, n_events);
  /* a refusal leaves no trace: the same request may win later */
  g_assert_cmpint (store_fixture_number (fixture, "SELECT count(*) FROM request"), ==, 2);
}

static void
test_another_organisation_finds_nothing (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  Action action = {.rights = &stranger};

  add_desk (fixture);
  action.contact_id = action.draft.contact_id = new_contact (fixture, 0);
  action.draft.text = "x";
  action.json = g_string_new (NULL);
  g_assert_false (zxd_store_write_sync (fixture->store, accept, &action, &error));
  g_assert_error (error, ZX_ERROR, ZX_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (zxd_store_write_sync (fixture->store, close_it, &action, &error));
  g_assert_error (error, ZX_ERROR, ZX_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (zxd_store_write_sync (fixture->store, send_draft, &action, &error));
  g_assert_error (error, ZX_ERROR, ZX_ERROR_NOT_FOUND);
  g_string_free (action.json, TRUE);
}

static void
test_a_closed_contact_stays_closed (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  Action waiting = {.rights = &li, .uuid = {9}};
  gint64 id, seq;

  add_desk (fixture);
  id = waiting.contact_id = new_contact (fixture, 0);
  g_assert_false (zxd_store_write_sync (fixture->store, close_it, &waiting, &error));
  g_assert_error (error, ZX_ERROR, ZX_ERROR_CONFLICT);
  act (fixture, accept, &li, id, 1);
  g_assert_cmpint (act (fixture, close_it, &wang, id, 2), ==, ZXD_VERDICT_TAKEN);
  g_assert_cmpint (act (fixture, close_it, &li, id, 3), ==, ZXD_VERDICT_DONE);
  g_assert_nonnull (strstr (newest_event (fixture)->json, "\"code\":\"ended\""));
  g_assert_cmpint (
      store_fixture_number (fixture, "SELECT count(*) FROM event WHERE json LIKE '%\"settled\"%'"),
      ==, 1);
  g_assert_cmpint (act (fixture, close_it, &li, id, 3), ==, ZXD_VERDICT_AGAIN);
  g_assert_cmpint (act (fixture, close_it, &li, id, 4), ==, ZXD_VERDICT_OVER);
  g_assert_cmpint (act (fixture, accept, &li, id, 5), ==, ZXD_VERDICT_OVER);
  g_assert_cmpint (agent_writes (fixture, &li, &(ZxdDraft){.contact_id = id, .text = "x"}, 6, &seq),
                   ==, ZXD_VERDICT_OVER);
}

static void
test_sending_accepts_what_waits (StoreFixture *fixture)
{
  gint64 id, seq, question;
  guint n_events;

  add_desk (fixture);
  id = new_contact (fixture, 0);
  question = customer_writes (fixture, id, 1, "hello");
  g_assert_cmpint (agent_writes (fixture, &wang,
                                 &(ZxdDraft){.contact_id = id, .text = "look", .is_internal = TRUE},
                                 2, &seq),
                   ==, ZXD_VERDICT_DONE);
  g_assert_cmpint (store_fixture_number (fixture, "SELECT count(*) FROM contact WHERE "
                                                  "agent_id IS NULL AND state = 'queued'"),
                   ==, 1);
  n_events = fixture->events->len;
  g_assert_cmpint (agent_writes (fixture, &li,
                                 &(ZxdDraft){.contact_id = id, .text = "hi", .seen_seq = question},
                                 3, &seq),
                   ==, ZXD_VERDICT_DONE);
  g_assert_cmpuint (fixture->events->len, ==, n_events + 2);
  g_assert_cmpstr (((ZxdEvent *) fixture->events->pdata[n_events])->noun, ==, "contact");
  g_assert_cmpstr (newest_event (fixture)->noun, ==, "message");
  g_assert_cmpint (newest_event (fixture)->now.owner_id, ==, LI);
  g_assert_cmpint (newest_event (fixture)->seq, ==, seq);
}

static void
test_a_message_sent_again_is_the_same (StoreFixture *fixture)
{
  gint64 id, first, second;
  guint n_events;
  ZxdDraft draft = {.text = "hi"};

  add_desk (fixture);
  draft.contact_id = id = new_contact (fixture, 0);
  g_assert_cmpint (agent_writes (fixture, &li, &draft, 1, &first), ==, ZXD_VERDICT_DONE);
  n_events = fixture->events->len;
  act (fixture, close_it, &li, id, 9); /* even now */
  g_assert_cmpint (agent_writes (fixture, &li, &draft, 1, &second), ==, ZXD_VERDICT_AGAIN);
  g_assert_cmpint (first, ==, second);
  g_assert_cmpuint (fixture->events->len, ==, n_events + 2); /* closed, and a line that says so */
  g_assert_cmpint (customer_writes (fixture, id, 5, "x"), ==, 0);
}

static void
test_what_happened_meanwhile_is_told (StoreFixture *fixture)
{
  gint64 id, question, again, answer, seq;
  ZxdDraft draft = {.text = "mine", .is_verbatim = TRUE};

  add_desk (fixture);
  draft.contact_id = id = new_contact (fixture, 0);
  question = customer_writes (fixture, id, 1, "one");
  agent_writes (fixture, &li, &(ZxdDraft){.contact_id = id, .text = "theirs", .seen_seq = question},
                2, &answer);
  draft.seen_seq = question;
  g_assert_cmpint (agent_writes (fixture, &wang, &draft, 3, &seq), ==, ZXD_VERDICT_TAKEN);
  g_assert_cmpint (agent_writes (fixture, &lead, &draft, 4, &seq), ==,
                   ZXD_VERDICT_ANSWERED_MEANWHILE);
  g_assert_cmpint (seq, ==, answer);
  draft.seen_seq = answer;
  again = customer_writes (fixture, id, 5, "two");
  g_assert_cmpint (agent_writes (fixture, &li, &draft, 6, &seq), ==,
                   ZXD_VERDICT_CUSTOMER_WROTE_MEANWHILE);
  g_assert_cmpint (seq, ==, again);
  draft.is_verbatim = FALSE;
  g_assert_cmpint (agent_writes (fixture, &li, &draft, 6, &seq), ==, ZXD_VERDICT_DONE);
}

static gboolean
read_up_to (ZxdTxn *txn, gpointer data, GError **error)
{
  Action *action = data;

  return action->rights != NULL
             ? zxd_contact_read (txn, action->rights, action->contact_id, action->seq, error)
             : zxd_contact_read_by_visitor (txn, action->contact_id, action->seq, 0, error);
}

static void
mark (StoreFixture *fixture, const ZxRights *rights, gint64 id, gint64 seq)
{
  Action action = {.rights = rights, .contact_id = id, .seq = seq};

  store_fixture_write (fixture, read_up_to, &action);
}

static void
test_reading_goes_only_forwards (StoreFixture *fixture)
{
  gint64 id, last;
  guint n_events;

  add_desk (fixture);
  id = new_contact (fixture, 0);
  customer_writes (fixture, id, 1, "one");
  last = customer_writes (fixture, id, 2, "two");
  mark (fixture, &li, id, last); /* he does not own it yet */
  g_assert_cmpint (store_fixture_number (fixture, "SELECT max(agent_read_seq) FROM contact"), ==,
                   0);
  act (fixture, accept, &li, id, 1);
  n_events = fixture->events->len;
  mark (fixture, &li, id, G_MAXINT64);
  g_assert_cmpint (store_fixture_number (fixture, "SELECT max(agent_read_seq) FROM contact"), ==,
                   last);
  mark (fixture, &li, id, last - 1);
  mark (fixture, &lead, id, last);
  g_assert_cmpuint (fixture->events->len, ==, n_events + 1);
  mark (fixture, NULL, id, last);
  mark (fixture, NULL, id, last - 1);
  g_assert_cmpuint (fixture->events->len, ==, n_events + 2);
  g_assert_cmpint (store_fixture_number (fixture, "SELECT max(visitor_read_seq) FROM contact"), ==,
                   last);
}

static void
test_lists_page_through_what_is_seen (StoreFixture *fixture)
{
  Reading reading = {.rights = &wang, .limit = 2, .is_open = TRUE};
  gint64 ids[5];
  guint n_seen = 0;

  add_desk (fixture);
  for (guint i = 0; i < 5; i++) {
    ids[i] = new_contact (fixture, 0);
    customer_writes (fixture, ids[i], 10 * i, "first \"words\"\n");
    customer_writes (fixture, ids[i], 10 * i + 1, "last words");
  }
  act (fixture, accept, &li, ids[1], 1);
  do {
    g_autoptr (JsonObject) list = read_json (fixture, read_list, &reading);
    guint n_items = json_array_get_length (zx_json_array (list, "items"));

    g_assert_cmpint (zx_json_int (list, "as_of", 0), ==, zxd_store_head (fixture->store));
    for (guint i = 0; i < n_items; i++, n_seen++) {
      JsonObject *contact = item (list, i);

      g_assert_cmpint (zx_json_id (contact, "id"), !=, ids[1]);
      g_assert_cmpint (zx_json_int (contact, "unread", 0), ==, 2);
      g_assert_cmpint (zx_json_time (contact, "waiting_since"), ==, 1000);
      g_assert_cmpstr (zx_json_string (contact, "name"), ==, "刘 \"Yang\"");
      g_assert_cmpstr (zx_json_string (zx_json_object (contact, "last_message"), "text"), ==,
                       "last words");
    }
    reading.after = zx_json_id (list, "next");
  } while (reading.after != 0);
  g_assert_cmpuint (n_seen, ==, 4);

  reading = (Reading){.rights = &lead, .id = ids[1]};
  {
    g_autoptr (JsonObject) one = read_json (fixture, read_one, &reading);

    g_assert_cmpint (zx_json_int (one, "rev", 0), ==, reading.rev);
    g_assert_cmpint (zx_json_id (one, "agent_id"), ==, LI);
  }
}

static void
test_a_transcript_goes_on_through_continued_contacts (StoreFixture *fixture)
{
  Reading reading = {.rights = &li, .limit = 3};
  gint64 old, newer, last = G_MAXINT64;
  guint n_messages = 0;

  add_desk (fixture);
  old = new_contact (fixture, 0);
  for (guint i = 0; i < 4; i++)
    customer_writes (fixture, old, i, "old");
  reading.id = newer = new_contact (fixture, old);
  customer_writes (fixture, new_contact (fixture, 0), 99, "somebody else's");
  for (guint i = 0; i < 4; i++)
    customer_writes (fixture, newer, 10 + i, "new");
  do {
    g_autoptr (JsonObject) page = read_json (fixture, read_page, &reading);
    guint n_items = json_array_get_length (zx_json_array (page, "items"));

    for (guint i = 0; i < n_items; i++, n_messages++) {
      gint64 id = zx_json_id (item (page, i), "id");

      g_assert_cmpint (id, <, last);
      last = id;
      g_assert_cmpstr (zx_json_string (item (page, i), "text"), ==, n_messages < 4 ? "new" : "old");
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

  add_desk (fixture);
  reading.id = new_contact (fixture, 0);
  first = customer_writes (fixture, reading.id, 1, "one");
  second = customer_writes (fixture, reading.id, 2, "two");
  agent_writes (fixture, &li,
                &(ZxdDraft){.contact_id = reading.id, .text = "answer", .seen_seq = second}, 3,
                &answer);
  agent_writes (fixture, &li,
                &(ZxdDraft){.contact_id = reading.id, .text = "secret", .is_internal = TRUE}, 4,
                &note);
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

/* ---- rights */

typedef struct {
  ZxRights *rights;
  gint64 n_seen;
} Sight;

static gboolean
count_seen (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  Sight *sight = data;
  g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM contact k WHERE %s",
                                          zxd_rights_contact_predicate (db, sight->rights, "k"));
  ZxdStmt *stmt = zxd_db_prepare (db, g_intern_string (sql), error);
  int place = 1;

  if (stmt == NULL)
    return FALSE;
  zxd_rights_contact_bind (stmt, &place, sight->rights);
  if (zxd_stmt_step (stmt, error) != ZXD_STEP_ROW)
    return FALSE;
  sight->n_seen = zxd_stmt_int (stmt, 0);
  return TRUE;
}

typedef struct {
  gint64 id;
  const gint64 *guests;
} Guests;

static gboolean
write_guests (ZxdTxn *txn, gpointer data, GError **error)
{
  const Guests *wish = data;
  g_autofree char *text = zx_guests_text (wish->guests);
  ZxdStmt *stmt =
      zxd_db_prepare (zxd_txn_db (txn), "UPDATE contact SET guests = ? WHERE id = ?", error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_text (stmt, 1, text);
  zxd_stmt_bind_int (stmt, 2, wish->id);
  return zxd_stmt_run (stmt, error);
}

static void
set_guests (StoreFixture *fixture, gint64 id, const gint64 guests[ZX_GUESTS_MOST])
{
  Guests wish = {id, guests};

  store_fixture_write (fixture, write_guests, &wish);
}

static void
test_sql_and_code_see_the_same (StoreFixture *fixture)
{
  /* Guests up to 15: that 1 is no guest where 11 is one is seen, too. */
  enum { CONTACTS = 60, TRIES = 300, ORGS = 6, AGENTS = 5, GUESTS = 15 };
  ZxAudience audiences[CONTACTS];

  for (int i = 0; i < CONTACTS; i++) {
    audiences[i] = (ZxAudience){ZX_AUDIENCE_DESK, g_test_rand_int_range (1, ORGS + 1),
                                g_test_rand_int_range (0, AGENTS + 1)};
    for (int n = g_test_rand_int_range (0, ZX_GUESTS_MOST + 1) - 1; n >= 0; n--)
      audiences[i].guests[n] = g_test_rand_int_range (1, GUESTS + 1);
    store_fixture_add_contact (fixture, 1000 + i, audiences[i].org_id, audiences[i].owner_id,
                               "active");
    set_guests (fixture, 1000 + i, audiences[i].guests);
  }
  for (int i = 0; i < TRIES; i++) {
    gint64 orgs[ORGS];
    ZxRights rights = {.agent_id = g_test_rand_int_range (1, AGENTS + 1),
                       .role = g_test_rand_int_range (ZX_ROLE_AGENT, ZX_ROLE_ADMIN + 1),
                       .orgs = orgs};
    Sight sight = {&rights, 0};
    gint64 n_expected = 0;

    for (gint64 org = 1; org <= ORGS; org++)
      if (g_test_rand_bit ())
        orgs[rights.n_orgs++] = org;
    for (int k = 0; k < CONTACTS; k++)
      n_expected += zx_rights_sees (&rights, &audiences[k]);
    store_fixture_read (fixture, count_seen, &sight);
    g_assert_cmpint (sight.n_seen, ==, n_expected);
  }
}

typedef struct {
  const ZxRights *before, *after;
} Change;

static gboolean
change_rights (ZxdTxn *txn, gpointer data, GError **error)
{
  Change *change = data;

  return zxd_store_rights_changed (txn, change->before, change->after, error);
}

static void
test_changed_rights_tell_what_is_gained_and_lost (StoreFixture *fixture)
{
  gint64 new_org[] = {2};
  ZxRights after = {LI, 2, ZX_ROLE_AGENT, ZX_SCOPE_OWN, new_org, 1},
           neighbour = {78, 2, ZX_ROLE_AGENT, ZX_SCOPE_OWN, new_org, 1};
  Change change = {&li, &after};
  const ZxdEvent *event;

  add_desk (fixture);
  store_fixture_add_contact (fixture, 501, 1, 0, "queued");    /* lost */
  store_fixture_add_contact (fixture, 502, 1, WANG, "active"); /* never seen */
  store_fixture_add_contact (fixture, 503, 2, 0, "queued");    /* gained */
  store_fixture_add_contact (fixture, 504, 2, 0, "closed");    /* over: not told */
  store_fixture_write (fixture, change_rights, &change);
  g_assert_cmpuint (fixture->events->len, ==, 3);

  event = fixture->events->pdata[0];
  g_assert_cmpint (event->id, ==, 501);
  g_assert_cmpint (zxd_event_tell (event, &li), ==, ZXD_TELL_GONE);
  g_assert_cmpint (zxd_event_tell (event, &wang), ==, ZXD_TELL_NOTHING);
  event = fixture->events->pdata[1];
  g_assert_cmpint (event->id, ==, 503);
  g_assert_cmpint (zxd_event_tell (event, &li), ==, ZXD_TELL_PUT); /* by his old rights too */
  g_assert_cmpint (zxd_event_tell (event, &after), ==, ZXD_TELL_PUT);
  g_assert_cmpint (zxd_event_tell (event, &neighbour), ==, ZXD_TELL_PUT);
  g_assert_cmpint (zxd_event_tell (event, &wang), ==, ZXD_TELL_NOTHING);
  g_assert_cmpint (store_fixture_number (fixture, "SELECT rev FROM contact WHERE id = 503"), ==,
                   event->seq);
  event = fixture->events->pdata[2];
  g_assert_cmpstr (event->noun, ==, "rights");
  g_assert_cmpint (event->id, ==, LI);
  g_assert_cmpint (zxd_event_tell (event, &after), ==, ZXD_TELL_PUT);
  g_assert_cmpint (zxd_event_tell (event, &lead), ==, ZXD_TELL_NOTHING);
  g_assert_cmpstr (
      event->json, ==,
      "{\"role\":\"agent\",\"scope\":\"own\",\"org_id\":\"2\",\"orgs\":[\"2\"],\"above\":[]}");
}

/* ---- two programs on one contact: one winner, no deadlock */

typedef struct {
  StoreFixture *fixture;
  const ZxRights *rights;
  const gint64 *ids;
  guint n_ids, n_won;
} Contest;

static gpointer
accept_all (gpointer data)
{
  Contest *contest = data;

  for (guint i = 0; i < contest->n_ids; i++) {
    guint32 request = (guint32) (contest->rights->agent_id * 1000 + i);

    if (act (contest->fixture, accept, contest->rights, contest->ids[i], request) ==
        ZXD_VERDICT_DONE)
      contest->n_won++;
  }
  return NULL;
}

static void
test_two_stores_give_a_contact_to_one (StoreFixture *fixture)
{
  enum { CONTACTS = 100 };
  gint64 ids[CONTACTS];
  StoreFixture other;
  Contest here = {fixture, &li, ids, CONTACTS, 0}, there = {&other, &wang, ids, CONTACTS, 0};
  GThread *thread;

  add_desk (fixture);
  for (guint i = 0; i < CONTACTS; i++)
    ids[i] = new_contact (fixture, 0);
  store_fixture_open_twin (fixture, &other);
  thread = g_thread_new ("other", accept_all, &there);
  accept_all (&here);
  g_thread_join (thread);
  g_assert_cmpuint (here.n_won + there.n_won, ==, CONTACTS);
  g_assert_cmpint (store_fixture_number (fixture, "SELECT n FROM counter"), ==, 2 * CONTACTS);
  g_assert_cmpint (store_fixture_number (fixture, "SELECT count(*) FROM event"), ==, 2 * CONTACTS);
  store_fixture_close_twin (&other);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  store_test_add ("/contact/an-accepted-contact-is-gone-for-colleagues",
                  test_an_accepted_contact_is_gone_for_colleagues);
  store_test_add ("/contact/a-contact-is-accepted-once", test_a_contact_is_accepted_once);
  store_test_add ("/contact/another-organisation-finds-nothing",
                  test_another_organisation_finds_nothing);
  store_test_add ("/contact/a-closed-contact-stays-closed", test_a_closed_contact_stays_closed);
  store_test_add ("/contact/reading-goes-only-forwards", test_reading_goes_only_forwards);
  store_test_add ("/contact/lists-page-through-what-is-seen", test_lists_page_through_what_is_seen);
  store_test_add ("/contact/two-stores-give-a-contact-to-one",
                  test_two_stores_give_a_contact_to_one);
  store_test_add ("/message/sending-accepts-what-waits", test_sending_accepts_what_waits);
  store_test_add ("/message/a-message-sent-again-is-the-same",
                  test_a_message_sent_again_is_the_same);
  store_test_add ("/message/what-happened-meanwhile-is-told", test_what_happened_meanwhile_is_told);
  store_test_add ("/message/a-transcript-goes-on-through-continued-contacts",
                  test_a_transcript_goes_on_through_continued_contacts);
  store_test_add ("/message/a-visitor-resumes-without-internal-words",
                  test_a_visitor_resumes_without_internal_words);
  store_test_add ("/rights/sql-and-code-see-the-same", test_sql_and_code_see_the_same);
  store_test_add ("/rights/changed-rights-tell-what-is-gained-and-lost",
                  test_changed_rights_tell_what_is_gained_and_lost);
  return g_test_run ();
}
