/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Contacts: who wins, who is told, who sees what, on both databases. */
#include "store-desk.h"

#include <string.h>

static void
test_an_accepted_contact_is_gone_for_colleagues (StoreFixture *fixture)
{
  gint64 id;
  const ZxdEvent *event;

  desk_add (fixture);
  id = desk_new_contact (fixture, 0);
  event = desk_newest_event (fixture);
  g_assert_cmpint (event->id, ==, id);
  g_assert_cmpint (event->seq, ==, id);
  g_assert_cmpint (zxd_event_tell (event, &desk_li), ==, ZXD_TELL_PUT);
  g_assert_cmpint (zxd_event_tell (event, &desk_stranger), ==, ZXD_TELL_NOTHING);

  g_assert_cmpint (desk_act (fixture, desk_accept, &desk_li, id, 1), ==, ZXD_VERDICT_DONE);
  event = desk_newest_event (fixture);
  g_assert_cmpint (zxd_event_tell (event, &desk_li), ==, ZXD_TELL_PUT);
  g_assert_cmpint (zxd_event_tell (event, &desk_wang), ==, ZXD_TELL_GONE);
  g_assert_cmpint (zxd_event_tell (event, &desk_lead), ==, ZXD_TELL_PUT);
  g_assert_cmpint (zxd_event_tell (event, &desk_stranger), ==, ZXD_TELL_NOTHING);
  g_assert_nonnull (strstr (event->json, "\"agent_name\":\"Li\""));
  g_assert_nonnull (strstr (event->json, "\"state\":\"active\""));
}

static void
test_a_contact_is_accepted_once (StoreFixture *fixture)
{
  gint64 id;
  guint n_events;

  desk_add (fixture);
  id = desk_new_contact (fixture, 0);
  g_assert_cmpint (desk_act (fixture, desk_accept, &desk_li, id, 1), ==, ZXD_VERDICT_DONE);
  n_events = fixture->events->len;
  g_assert_cmpint (desk_act (fixture, desk_accept, &desk_wang, id, 2), ==, ZXD_VERDICT_TAKEN);
  g_assert_cmpint (desk_act (fixture, desk_accept, &desk_lead, id, 3), ==, ZXD_VERDICT_TAKEN);
  g_assert_cmpint (desk_act (fixture, desk_accept, &desk_li, id, 1), ==, ZXD_VERDICT_AGAIN);
  g_assert_cmpint (desk_act (fixture, desk_accept, &desk_li, id, 4), ==, ZXD_VERDICT_DONE);
  g_assert_cmpuint (fixture->events->len, ==, n_events);
  /* a refusal leaves no trace: the same request may win later */
  g_assert_cmpint (store_fixture_number (fixture, "SELECT count(*) FROM request"), ==, 2);
}

static void
test_another_organisation_finds_nothing (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  DeskAction action = {.rights = &desk_stranger};

  desk_add (fixture);
  action.contact_id = action.draft.contact_id = desk_new_contact (fixture, 0);
  action.draft.text = "x";
  action.json = g_string_new (NULL);
  g_assert_false (zxd_store_write_sync (fixture->store, desk_accept, &action, &error));
  g_assert_error (error, ZX_ERROR, ZX_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (zxd_store_write_sync (fixture->store, desk_close, &action, &error));
  g_assert_error (error, ZX_ERROR, ZX_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (zxd_store_write_sync (fixture->store, desk_send_draft, &action, &error));
  g_assert_error (error, ZX_ERROR, ZX_ERROR_NOT_FOUND);
  g_string_free (action.json, TRUE);
}

static void
test_a_closed_contact_stays_closed (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  DeskAction waiting = {.rights = &desk_li, .uuid = {9}};
  gint64 id, seq;

  desk_add (fixture);
  id = waiting.contact_id = desk_new_contact (fixture, 0);
  g_assert_false (zxd_store_write_sync (fixture->store, desk_close, &waiting, &error));
  g_assert_error (error, ZX_ERROR, ZX_ERROR_CONFLICT);
  desk_act (fixture, desk_accept, &desk_li, id, 1);
  g_assert_cmpint (desk_act (fixture, desk_close, &desk_wang, id, 2), ==, ZXD_VERDICT_TAKEN);
  g_assert_cmpint (desk_act (fixture, desk_close, &desk_li, id, 3), ==, ZXD_VERDICT_DONE);
  g_assert_nonnull (strstr (desk_newest_event (fixture)->json, "\"code\":\"ended\""));
  g_assert_cmpint (
      store_fixture_number (fixture, "SELECT count(*) FROM event WHERE json LIKE '%\"settled\"%'"),
      ==, 1);
  g_assert_cmpint (desk_act (fixture, desk_close, &desk_li, id, 3), ==, ZXD_VERDICT_AGAIN);
  g_assert_cmpint (desk_act (fixture, desk_close, &desk_li, id, 4), ==, ZXD_VERDICT_OVER);
  g_assert_cmpint (desk_act (fixture, desk_accept, &desk_li, id, 5), ==, ZXD_VERDICT_OVER);
  g_assert_cmpint (
      desk_agent_writes (fixture, &desk_li, &(ZxdDraft){.contact_id = id, .text = "x"}, 6, &seq),
      ==, ZXD_VERDICT_OVER);
}

static gboolean
read_up_to (ZxdTxn *txn, gpointer data, GError **error)
{
  DeskAction *action = data;

  return action->rights != NULL
             ? zxd_contact_read (txn, action->rights, action->contact_id, action->seq, error)
             : zxd_contact_read_by_visitor (txn, action->contact_id, action->seq, 0, error);
}

static void
mark (StoreFixture *fixture, const ZxRights *rights, gint64 id, gint64 seq)
{
  DeskAction action = {.rights = rights, .contact_id = id, .seq = seq};

  store_fixture_write (fixture, read_up_to, &action);
}

static void
test_reading_goes_only_forwards (StoreFixture *fixture)
{
  gint64 id, last;
  guint n_events;

  desk_add (fixture);
  id = desk_new_contact (fixture, 0);
  desk_customer_writes (fixture, id, 1, "one");
  last = desk_customer_writes (fixture, id, 2, "two");
  mark (fixture, &desk_li, id, last); /* he does not own it yet */
  g_assert_cmpint (store_fixture_number (fixture, "SELECT max(agent_read_seq) FROM contact"), ==,
                   0);
  desk_act (fixture, desk_accept, &desk_li, id, 1);
  n_events = fixture->events->len;
  mark (fixture, &desk_li, id, G_MAXINT64);
  g_assert_cmpint (store_fixture_number (fixture, "SELECT max(agent_read_seq) FROM contact"), ==,
                   last);
  mark (fixture, &desk_li, id, last - 1);
  mark (fixture, &desk_lead, id, last);
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
  DeskReading reading = {.rights = &desk_wang, .limit = 2, .is_open = TRUE};
  gint64 ids[5];
  guint n_seen = 0;

  desk_add (fixture);
  for (guint i = 0; i < 5; i++) {
    ids[i] = desk_new_contact (fixture, 0);
    desk_customer_writes (fixture, ids[i], 10 * i, "first \"words\"\n");
    desk_customer_writes (fixture, ids[i], 10 * i + 1, "last words");
  }
  desk_act (fixture, desk_accept, &desk_li, ids[1], 1);
  do {
    g_autoptr (JsonObject) list = desk_read (fixture, desk_read_list, &reading);
    guint n_items = json_array_get_length (zx_json_array (list, "items"));

    g_assert_cmpint (zx_json_int (list, "as_of", 0), ==, zxd_store_head (fixture->store));
    for (guint i = 0; i < n_items; i++, n_seen++) {
      JsonObject *contact = desk_item (list, i);

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

  reading = (DeskReading){.rights = &desk_lead, .id = ids[1]};
  {
    g_autoptr (JsonObject) one = desk_read (fixture, desk_read_one, &reading);

    g_assert_cmpint (zx_json_int (one, "rev", 0), ==, reading.rev);
    g_assert_cmpint (zx_json_id (one, "agent_id"), ==, LI);
  }
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
  Change change = {&desk_li, &after};
  const ZxdEvent *event;

  desk_add (fixture);
  store_fixture_add_contact (fixture, 501, 1, 0, "queued");    /* lost */
  store_fixture_add_contact (fixture, 502, 1, WANG, "active"); /* never seen */
  store_fixture_add_contact (fixture, 503, 2, 0, "queued");    /* gained */
  store_fixture_add_contact (fixture, 504, 2, 0, "closed");    /* over: not told */
  store_fixture_write (fixture, change_rights, &change);
  g_assert_cmpuint (fixture->events->len, ==, 3);

  event = fixture->events->pdata[0];
  g_assert_cmpint (event->id, ==, 501);
  g_assert_cmpint (zxd_event_tell (event, &desk_li), ==, ZXD_TELL_GONE);
  g_assert_cmpint (zxd_event_tell (event, &desk_wang), ==, ZXD_TELL_NOTHING);
  event = fixture->events->pdata[1];
  g_assert_cmpint (event->id, ==, 503);
  g_assert_cmpint (zxd_event_tell (event, &desk_li), ==, ZXD_TELL_PUT); /* by his old rights too */
  g_assert_cmpint (zxd_event_tell (event, &after), ==, ZXD_TELL_PUT);
  g_assert_cmpint (zxd_event_tell (event, &neighbour), ==, ZXD_TELL_PUT);
  g_assert_cmpint (zxd_event_tell (event, &desk_wang), ==, ZXD_TELL_NOTHING);
  g_assert_cmpint (store_fixture_number (fixture, "SELECT rev FROM contact WHERE id = 503"), ==,
                   event->seq);
  event = fixture->events->pdata[2];
  g_assert_cmpstr (event->noun, ==, "rights");
  g_assert_cmpint (event->id, ==, LI);
  g_assert_cmpint (zxd_event_tell (event, &after), ==, ZXD_TELL_PUT);
  g_assert_cmpint (zxd_event_tell (event, &desk_lead), ==, ZXD_TELL_NOTHING);
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

    if (desk_act (contest->fixture, desk_accept, contest->rights, contest->ids[i], request) ==
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
  Contest here = {fixture, &desk_li, ids, CONTACTS, 0},
          there = {&other, &desk_wang, ids, CONTACTS, 0};
  GThread *thread;

  desk_add (fixture);
  for (guint i = 0; i < CONTACTS; i++)
    ids[i] = desk_new_contact (fixture, 0);
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
  store_test_add ("/rights/sql-and-code-see-the-same", test_sql_and_code_see_the_same);
  store_test_add ("/rights/changed-rights-tell-what-is-gained-and-lost",
                  test_changed_rights_tell_what_is_gained_and_lost);
  return g_test_run ();
}
