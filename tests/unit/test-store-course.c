/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever agents and visitors do to contacts, in any order: one owner, few guests, what is over
 * does not change, and everybody knows exactly what he may see. */
#include "zxd-store-course.h"

#include "store-fixture.h"
#include "zx-clock.h"
#include "zxd-store-pass.h"
#include "zxd-store-visitor.h"

#include <string.h>

enum {
  STEPS = 300,
  MOST_STEPS = 1000,
  AGENTS = 8,
  FIRST_AGENT = 70,
  VISITORS = 200,
  REGULARS = 3,
  CHANNEL = 900,
  FAR = 77,
  GROUP = 5,
  FIRST_MS = 1000000,
  ABANDONED = 2 /* of the places */
};

/* Six agents and a lead of organisation 1, one agent of organisation 2. */
static gint64 here[] = {1}, there[] = {2};

typedef struct {
  ZxRights rights[AGENTS];
  GHashTable *known; /* contact id → which agents were told `put` last, one bit each */
  GHashTable *over;  /* contact id → rev at its end */
  guint n_events;    /* looked at */
  guint32 number;
} World;

typedef gboolean (*CourseFunc) (ZxdTxn *txn, ZxdCourse *course, GError **error);

/* One step; a refusal is as good as success, failing is not. */
typedef struct {
  World *world;
  const ZxRights *rights;
  gint64 contact_id, other_id, visitor_id;
  CourseFunc fn;
  gboolean is_done, to_group;
} Step;

static void
make_uuid (World *world, guint8 uuid[ZX_UUID_BYTES])
{
  world->number++;
  memset (uuid, 7, ZX_UUID_BYTES);
  memcpy (uuid, &world->number, sizeof world->number);
}

static gboolean
run_course (ZxdTxn *txn, gpointer data, GError **error)
{
  const Step *step = data;
  ZxdActor actor = {.rights = step->rights};
  ZxdCourse course = {.actor = &actor,
                      .contact_id = step->contact_id,
                      .agent_id = step->to_group ? 0 : step->other_id,
                      .group_id = step->to_group ? GROUP : 0,
                      .is_done = step->is_done};
  gboolean is_good;

  make_uuid (step->world, course.request);
  is_good = step->fn (txn, &course, error);
  zxd_refusal_clear (&course.refusal);
  return is_good;
}

static gboolean
run_accept (ZxdTxn *txn, gpointer data, GError **error)
{
  const Step *step = data;
  g_auto (ZxdVerdict) verdict = {0};
  guint8 request[ZX_UUID_BYTES];

  make_uuid (step->world, request);
  return zxd_contact_accept (txn, step->rights, step->contact_id, request, &verdict, error);
}

/* Whoever is asked about the contact says yes or no; or the lead asks no longer. */
static gboolean
run_answer (ZxdTxn *txn, gpointer data, GError **error)
{
  const Step *step = data;
  g_autoptr (ZxdContact) contact = zxd_contact_load (zxd_txn_db (txn), step->contact_id, error);
  g_auto (ZxdVerdict) verdict = {0};
  g_auto (ZxdRefusal) refusal = {0};
  guint8 request[ZX_UUID_BYTES];
  const ZxdActor lead = {.rights = &step->world->rights[0]};
  const ZxRights *rights;
  gint64 contact_id, id;

  if (contact == NULL || contact->place.offer.id == 0)
    return contact != NULL;
  id = contact->place.offer.id;
  rights = &step->world->rights[contact->place.offer.agent_id - FIRST_AGENT];
  make_uuid (step->world, request);
  switch (step->other_id % 4) {
  case 0:
    return zxd_offer_take_back (txn, &lead, id, request, &verdict, error);
  case 1:
    return zxd_offer_decline (txn, rights, id, request, NULL, &verdict, &refusal, error);
  default:
    return zxd_offer_accept (txn, rights, id, request, &contact_id, &verdict, error);
  }
}

/* Somebody is asked, and says yes. */
static gboolean
run_pass (ZxdTxn *txn, gpointer data, GError **error)
{
  Step answer = *(const Step *) data;

  answer.other_id = 2;
  return run_course (txn, data, error) && run_answer (txn, &answer, error);
}

static gboolean
run_end_by_visitor (ZxdTxn *txn, gpointer data, GError **error)
{
  const Step *step = data;
  guint8 uuid[ZX_UUID_BYTES];

  return zxd_course_end_by_visitor (txn, step->contact_id, uuid, error);
}

static gboolean
run_visitor_writes (ZxdTxn *txn, gpointer data, GError **error)
{
  const Step *step = data;
  ZxdPost *post = zxd_post_new ();
  gboolean is_good;

  make_uuid (step->world, post->uuid);
  post->text = g_strdup ("hello");
  post->text_length = strlen (post->text);
  post->sent_at_ms = 1000;
  is_good = zxd_visitor_first_post (txn, step->visitor_id, post, error);
  zxd_post_free (post);
  return is_good;
}

static void
do_step (StoreFixture *fixture, ZxdWriteFunc fn, Step *step)
{
  g_autoptr (GError) problem = NULL;

  if (!zxd_store_write_sync (fixture->store, fn, step, &problem))
    g_assert_false (g_error_matches (problem, ZX_ERROR, ZX_ERROR_UNAVAILABLE));
}

/* ---- the world before */

static gboolean
make_rows (ZxdTxn *txn, gpointer data, GError **error)
{
  ZxdDb *db = zxd_txn_db (txn);
  ZxdStmt *stmt = zxd_db_prepare (
      db,
      "INSERT INTO channel (id, key, kind, name, org_id, rev) VALUES (900, 'k', 'web', 'W', 1, 0)",
      error);

  if (stmt == NULL || !zxd_stmt_run (stmt, error))
    return FALSE;
  stmt = zxd_db_prepare (db,
                         "UPDATE agent SET presence = 'online', capacity = CASE id WHEN 70 THEN "
                         "'{\"web\":1000}' END WHERE id < 74 OR id = 77",
                         error);
  if (stmt == NULL || !zxd_stmt_run (stmt, error))
    return FALSE;
  stmt = zxd_db_prepare (
      db,
      "INSERT INTO agent_group (id, name, org_id, members, rev) VALUES (5, 'G', 1, '[71,72]', 0)",
      error);
  if (stmt == NULL || !zxd_stmt_run (stmt, error))
    return FALSE;
  for (gint64 i = 1; i <= VISITORS; i++) {
    guint8 uuid[ZX_UUID_BYTES] = {(guint8) i}, hash[32] = {(guint8) i};

    stmt = zxd_db_prepare (db,
                           "INSERT INTO visitor (id, uuid, channel_id, token_hash, trust, "
                           "created_at_ms, seen_at_ms) VALUES (?, ?, 900, ?, 'unknown', 1, 1)",
                           error);
    if (stmt == NULL)
      return FALSE;
    zxd_stmt_bind_int (stmt, 1, i);
    zxd_stmt_bind_uuid (stmt, 2, uuid);
    zxd_stmt_bind_bytes (stmt, 3, hash, sizeof hash);
    if (!zxd_stmt_run (stmt, error))
      return FALSE;
  }
  return TRUE;
}

static void
make_world (StoreFixture *fixture, World *world)
{
  *world = (World){0};
  world->known = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  world->over = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  store_fixture_add_org (fixture, 1, "/1/");
  store_fixture_add_org (fixture, 2, "/2/");
  for (int i = 0; i < AGENTS; i++) {
    gint64 id = FIRST_AGENT + i, *orgs = id == FAR ? there : here;

    world->rights[i] =
        (ZxRights){id, orgs[0], i == 0 ? ZX_ROLE_LEAD : ZX_ROLE_AGENT, ZX_SCOPE_OWN, orgs, 1};
    store_fixture_add_agent (fixture, id, orgs[0], "Somebody");
  }
  store_fixture_write (fixture, make_rows, NULL);
}

/* ---- what must hold after each step */

static void
hear (StoreFixture *fixture, World *world)
{
  g_mutex_lock (&fixture->lock);
  for (; world->n_events < fixture->events->len; world->n_events++) {
    const ZxdEvent *event = fixture->events->pdata[world->n_events];
    gsize bits = GPOINTER_TO_SIZE (g_hash_table_lookup (world->known, &event->id));

    if (g_strcmp0 (event->noun, "contact") != 0)
      continue;
    for (int i = 0; i < AGENTS; i++) {
      ZxdTell tell = zxd_event_tell (event, &world->rights[i]);

      if (tell == ZXD_TELL_PUT)
        bits |= (gsize) 1 << i;
      else if (tell == ZXD_TELL_GONE)
        bits &= ~((gsize) 1 << i);
    }
    g_hash_table_replace (world->known, g_memdup2 (&event->id, sizeof event->id),
                          GSIZE_TO_POINTER (bits));
  }
  g_mutex_unlock (&fixture->lock);
}

static void
check_contact (World *world, const ZxdContact *contact)
{
  ZxAudience audience = zxd_contact_audience (contact);
  gsize bits = GPOINTER_TO_SIZE (g_hash_table_lookup (world->known, &contact->id));
  gint64 *end_rev = g_hash_table_lookup (world->over, &contact->id);
  gboolean is_over = zx_contact_state_is_over (contact->state), has_owner = contact->agent_id != 0;

  g_assert_cmpint (has_owner, ==,
                   contact->state == ZX_CONTACT_ACTIVE || contact->state == ZX_CONTACT_WRAP_UP ||
                       contact->state == ZX_CONTACT_CLOSED);
  g_assert_false (has_owner && zx_guests_contain (contact->guests, contact->agent_id));
  for (int i = 1; i < ZX_GUESTS_MOST; i++)
    for (int k = 0; k < i; k++)
      g_assert_true (contact->guests[i] == 0 || contact->guests[i] != contact->guests[k]);
  g_assert_cmpint (contact->ended_at_ms != 0, ==, zx_contact_state_is_ended (contact->state));
  g_assert_cmpint (contact->closed_at_ms != 0, ==, is_over);
  for (int i = 0; i < AGENTS; i++)
    g_assert_cmpint ((bits >> i) & 1, ==, zx_rights_sees (&world->rights[i], &audience));
  if (end_rev != NULL)
    g_assert_cmpint (contact->rev, ==, *end_rev);
  else if (is_over)
    g_hash_table_insert (world->over, g_memdup2 (&contact->id, sizeof contact->id),
                         g_memdup2 (&contact->rev, sizeof contact->rev));
}

static gboolean
check_all (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  ZxdStmt *stmt = zxd_db_prepare (db, "SELECT id FROM contact ORDER BY id DESC LIMIT 8", error);

  g_assert_nonnull (stmt);
  while (zxd_stmt_step (stmt, error) == ZXD_STEP_ROW) {
    gint64 id = zxd_stmt_int (stmt, 0);

    g_array_append_val (ids, id);
  }
  for (guint i = 0; i < ids->len; i++) {
    g_autoptr (ZxdContact) contact = zxd_contact_load (db, g_array_index (ids, gint64, i), error);

    g_assert_nonnull (contact);
    check_contact (data, contact);
  }
  return TRUE;
}

/* ---- the walk */

static void
take_step (StoreFixture *fixture, World *world, gint64 contact_id)
{
  static const struct {
    CourseFunc fn;
    gboolean is_done;
  } moves[] = {{zxd_course_end, FALSE},
               {zxd_course_end, TRUE},
               {zxd_course_wrap_up, TRUE},
               {zxd_course_wrap_up, FALSE},
               {zxd_course_take, FALSE}};
  static const CourseFunc passes[] = {zxd_pass_transfer, zxd_pass_transfer, zxd_pass_transfer,
                                      zxd_pass_consult, zxd_pass_assign};
  Step step = {.world = world,
               .rights = &world->rights[g_test_rand_int_range (0, AGENTS)],
               .contact_id = contact_id,
               .other_id = FIRST_AGENT + g_test_rand_int_range (0, AGENTS + 1),
               .visitor_id =
                   g_test_rand_int_range (1, (g_test_rand_bit () ? REGULARS : VISITORS) + 1)};
  int choice = g_test_rand_int_range (0, 28), move = g_test_rand_int_range (0, 5);

  if (choice < 4) {
    do_step (fixture, run_visitor_writes, &step);
  } else if (choice < 6) {
    do_step (fixture, run_accept, &step);
  } else if (choice == 6) {
    do_step (fixture, run_end_by_visitor, &step);
  } else if (choice < 9) {
    step.fn = moves[move].fn;
    step.is_done = moves[move].is_done;
    do_step (fixture, run_course, &step);
  } else if (choice >= 24) {
    do_step (fixture, run_answer, &step);
  } else if (choice >= 20) {
    step.fn = passes[move];
    step.to_group = g_test_rand_int_range (0, 4) == 0;
    if (g_test_rand_bit ())
      step.rights = &world->rights[0];
    do_step (fixture, run_course, &step);
  } else {
    /* The lead invites: else hardly any is ever full. */
    step.fn = choice < 17 ? zxd_course_invite : zxd_course_dismiss;
    if (g_test_rand_bit ())
      step.rights = &world->rights[0];
    do_step (fixture, run_course, &step);
  }
}

/* A walk that has not been everywhere shows too little. Every second step is a random one; the
 * others lead to a place where it has not been. */
typedef struct {
  const char *been; /* how many have been there */
  const char *from; /* where the next step starts: a contact's id, or a visitor's when he writes */
  ZxdWriteFunc run;
  CourseFunc fn;      /* done by the lead */
  const char *before; /* null, or a contact that must end before there is a start */
} Place;

#define ONE_WITH_AN_AGENT "SELECT coalesce (max (id), 0) FROM contact WHERE state = 'active'"

static const Place places[] = {
    {"SELECT count(*) FROM guest WHERE left_at_ms IS NOT NULL",
     "SELECT coalesce (max (g.contact_id), 0) FROM guest g JOIN contact c ON c.id = g.contact_id "
     "WHERE g.left_at_ms IS NULL AND c.closed_at_ms IS NULL",
     run_course, zxd_course_dismiss},
    {"SELECT count(*) FROM contact WHERE guests LIKE '/%/%/%/%/'",
     "SELECT coalesce (max (id), 0) FROM contact WHERE ended_at_ms IS NULL", run_course,
     zxd_course_invite},
    {"SELECT count(*) FROM contact WHERE state = 'abandoned'",
     "SELECT coalesce (max (id), 0) FROM contact WHERE state = 'queued'", run_end_by_visitor, NULL},
    {"SELECT count(*) FROM contact WHERE ended_by = 'customer' AND agent_id IS NOT NULL",
     ONE_WITH_AN_AGENT, run_end_by_visitor, NULL},
    {"SELECT count(*) FROM contact WHERE ended_by = 'agent' AND state = 'wrap_up'",
     ONE_WITH_AN_AGENT, run_course, zxd_course_end},
    {"SELECT count(*) FROM message WHERE extra LIKE '%taken_over%'",
     ONE_WITH_AN_AGENT " AND agent_id <> 70", run_course, zxd_course_take},
    {"SELECT count(*) FROM leg WHERE came_by = 'transfer'", ONE_WITH_AN_AGENT, run_pass,
     zxd_pass_transfer},
    {"SELECT count(*) FROM leg WHERE came_by = 'assign'", ONE_WITH_AN_AGENT, run_pass,
     zxd_pass_assign},
    {"SELECT count(*) FROM offer WHERE kind = 'consult' AND outcome = 'accepted'",
     ONE_WITH_AN_AGENT, run_pass, zxd_pass_consult},
    /* The clock stands during a step, so whoever was accepted at that time was so from the start.
     * Who returns goes on with an agent who has room; the lead always has. */
    {"SELECT count(*) FROM contact WHERE continues_id IS NOT NULL AND agent_id IS NOT NULL AND "
     "accepted_at_ms = created_at_ms",
     "SELECT coalesce (max (visitor_id), 0) FROM contact c WHERE agent_id = 70 AND ended_at_ms IS "
     "NOT NULL AND NOT EXISTS (SELECT 1 FROM contact n WHERE n.visitor_id = c.visitor_id AND n.id "
     "> c.id)",
     run_visitor_writes, NULL, ONE_WITH_AN_AGENT " AND agent_id = 70"},
};

/* The first place where it has not been, or null. @seen: a bit for each where it has been at one
 * time or another. */
static const Place *
find_unseen (StoreFixture *fixture, guint *seen)
{
  const Place *unseen = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++) {
    if ((*seen & 1u << i) == 0 && store_fixture_number (fixture, places[i].been) > 0)
      *seen |= 1u << i;
    if ((*seen & 1u << i) == 0 && unseen == NULL)
      unseen = &places[i];
  }
  return unseen;
}

/* Somebody waits and somebody accepts, and an end comes where it is wanted, until there is one from
 * whom the place can be reached. */
static void
take_step_towards (StoreFixture *fixture, World *world, const Place *place)
{
  Step step = {.world = world,
               .rights = &world->rights[0],
               .contact_id = store_fixture_number (fixture, place->from),
               .other_id = FIRST_AGENT + g_test_rand_int_range (0, AGENTS),
               .fn = place->fn};

  step.visitor_id = step.contact_id;
  if (step.contact_id != 0) {
    do_step (fixture, place->run, &step);
    return;
  }
  if (place->before != NULL)
    step.contact_id = store_fixture_number (fixture, place->before);
  if (step.contact_id != 0) {
    do_step (fixture, run_end_by_visitor, &step);
    return;
  }
  step.rights = &world->rights[g_test_rand_int_range (0, 4)]; /* one who is online */
  step.visitor_id = g_test_rand_int_range (1, VISITORS + 1);
  step.contact_id = store_fixture_number (fixture, places[ABANDONED].from);
  do_step (fixture, step.contact_id != 0 ? run_accept : run_visitor_writes, &step);
}

static void
test_any_course_keeps_the_rules (StoreFixture *fixture)
{
  const Place *unseen = places;
  guint seen = 0;
  World world;

  make_world (fixture, &world);
  for (int i = 0; i < STEPS || unseen != NULL; i++) {
    gint64 newest = store_fixture_number (fixture, "SELECT coalesce (max (id), 0) FROM contact");
    gint64 id = newest;

    zx_clock_set_ms (FIRST_MS + i);
    if (newest > 0 && g_test_rand_bit ())
      id =
          store_fixture_number (fixture, "SELECT coalesce (max (id), 0) FROM contact WHERE id < "
                                         "(SELECT max (id) FROM contact) AND closed_at_ms IS NULL");
    if (unseen != NULL && i % 2 != 0)
      take_step_towards (fixture, &world, unseen);
    else
      take_step (fixture, &world, id);
    hear (fixture, &world);
    store_fixture_read (fixture, check_all, &world);
    if (i >= MOST_STEPS)
      g_error ("after %d steps: %s is 0", i, unseen != NULL ? unseen->been : "nothing");
    if (unseen != NULL)
      unseen = find_unseen (fixture, &seen);
  }
  zx_clock_set_ms (-1);
  /* The rows of guests and the lists in their contacts are the same thing. */
  g_assert_cmpint (
      store_fixture_number (
          fixture,
          "SELECT count(*) FROM guest g JOIN contact c ON c.id = g.contact_id WHERE "
          "(g.left_at_ms IS NULL) <> (coalesce (c.guests, '') LIKE '%/' || g.agent_id || '/%') AND "
          "g.id = (SELECT max (n.id) FROM guest n WHERE n.contact_id = g.contact_id AND n.agent_id "
          "= g.agent_id)"),
      ==, 0);
  /* Legs are who had it from when to when, one after the other; offers have an end or are open. */
  g_assert_cmpint (
      store_fixture_number (
          fixture, "SELECT count(*) FROM contact c WHERE (SELECT count(*) FROM leg l WHERE "
                   "l.contact_id = c.id AND l.ended_at_ms IS NULL AND l.agent_id = c.agent_id) <> "
                   "CASE WHEN state IN ('active', 'wrap_up') THEN 1 ELSE 0 END"),
      ==, 0);
  g_assert_cmpint (store_fixture_number (
                       fixture, "SELECT count(*) FROM leg l JOIN leg n ON n.contact_id = "
                                "l.contact_id AND n.id > l.id WHERE l.ended_at_ms IS NULL OR "
                                "l.ended_at_ms > n.began_at_ms OR l.over_at_ms > l.ended_at_ms"),
                   ==, 0);
  g_assert_cmpint (
      store_fixture_number (fixture,
                            "SELECT count(*) FROM offer o JOIN contact c ON c.id = o.contact_id "
                            "WHERE (o.outcome IS NULL) <> (o.ended_at_ms IS NULL) OR (o.outcome IS "
                            "NULL AND (c.agent_id = o.agent_id OR c.ended_at_ms IS NOT NULL))"),
      ==, 0);
  g_hash_table_unref (world.known);
  g_hash_table_unref (world.over);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  store_test_add ("/course/any-course-keeps-the-rules", test_any_course_keeps_the_rules);
  return g_test_run ();
}
