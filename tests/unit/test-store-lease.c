/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Leases, and what PostgreSQL alone can do to a writer: deadlocks and a lost connection. */
#include "store-fixture.h"

#include "zx-clock.h"
#include "zxd-store-lease.h"

#include <string.h>

enum { DEADLINE_S = 60, LONG_MS = 3600 * 1000, SHORT_MS = 50 };

typedef struct {
  const char *holder;
  gint64 for_ms, generation;
} Lease;

static gboolean
take (ZxdTxn *txn, gpointer data, GError **error)
{
  Lease *lease = data;

  return zxd_lease_take (txn, "router", lease->holder, lease->for_ms, &lease->generation, error);
}

static gint64
taken_by (StoreFixture *fixture, const char *holder, gint64 for_ms)
{
  Lease lease = {holder, for_ms, -1};

  store_fixture_write (fixture, take, &lease);
  return lease.generation;
}

static gboolean
fence (ZxdTxn *txn, gpointer data, GError **error)
{
  return zxd_lease_fence (txn, "router", *(gint64 *) data, error);
}

static gboolean
release (ZxdTxn *txn, gpointer data, GError **error)
{
  return zxd_lease_release (txn, "router", *(gint64 *) data, error);
}

static void
test_one_holds_it_and_renews (StoreFixture *fixture)
{
  StoreFixture other;

  store_fixture_open_twin (fixture, &other);
  g_assert_cmpint (taken_by (fixture, "a", LONG_MS), ==, 1);
  g_assert_cmpint (taken_by (&other, "b", LONG_MS), ==, 0);
  g_assert_cmpint (taken_by (fixture, "a", LONG_MS), ==, 1);
  store_fixture_close_twin (&other);
}

static void
test_who_has_lost_it_writes_nothing (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  gint64 first = taken_by (fixture, "a", SHORT_MS), second = 0;
  gint64 until = g_get_monotonic_time () + DEADLINE_S * G_TIME_SPAN_SECOND;

  store_fixture_write (fixture, fence, &first);
  while (second == 0) {
    second = taken_by (fixture, "b", LONG_MS);
    g_assert_cmpint (g_get_monotonic_time (), <, until);
  }
  g_assert_cmpint (second, >, first);
  g_assert_false (zxd_store_write_sync (fixture->store, fence, &first, &error));
  g_assert_error (error, ZX_ERROR, ZX_ERROR_CONFLICT);
  store_fixture_write (fixture, fence, &second);
  store_fixture_write (fixture, release, &first); /* not his any more */
  g_assert_cmpint (taken_by (fixture, "a", LONG_MS), ==, 0);
  store_fixture_write (fixture, release, &second);
  g_assert_cmpint (taken_by (fixture, "a", LONG_MS), ==, second + 1);
}

static gboolean
read_now (ZxdTxn *txn, gpointer data, GError **error)
{
  return zxd_lease_now (zxd_txn_db (txn), data, error);
}

/* Two machines whose clocks differ see the same leases end. */
static void
test_its_time_is_the_databases (StoreFixture *fixture)
{
  gint64 now_ms = 0;

  zx_clock_set_ms (LONG_MS);
  store_fixture_write (fixture, read_now, &now_ms);
  zx_clock_set_ms (-1);
  g_assert_cmpint (now_ms == LONG_MS, ==, !fixture->is_postgres);
}

/* ---- another program in the way */

typedef struct {
  GSubprocess *psql;         /* owned */
  GDataInputStream *answers; /* owned */
} Intruder;

static void
say (Intruder *intruder, const char *sql)
{
  g_autoptr (GError) error = NULL;
  GOutputStream *in = g_subprocess_get_stdin_pipe (intruder->psql);

  g_output_stream_write_all (in, sql, strlen (sql), NULL, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_flush (in, NULL, &error);
  g_assert_no_error (error);
}

/* Until psql has come to this point. */
static void
wait_for_word (Intruder *intruder, const char *word)
{
  g_autofree char *line = NULL;

  do {
    g_free (line);
    line = g_data_input_stream_read_line (intruder->answers, NULL, NULL, NULL);
    g_assert_nonnull (line);
  } while (strcmp (line, word) != 0);
}

/* Waits so long for its locks that the other one is always the victim. */
static void
intrude (Intruder *intruder, StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;

  intruder->psql =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error,
                        "psql", "-q", "-X", "-A", "-t", "-d", fixture->where, NULL);
  g_assert_no_error (error);
  intruder->answers = g_data_input_stream_new (g_subprocess_get_stdout_pipe (intruder->psql));
  say (intruder, "SET deadlock_timeout = '60s';\nBEGIN;\n");
}

static void
leave (Intruder *intruder)
{
  g_autoptr (GError) error = NULL;

  say (intruder, "COMMIT;\n\\q\n");
  g_subprocess_wait (intruder->psql, NULL, &error);
  g_assert_no_error (error);
  g_clear_object (&intruder->answers);
  g_clear_object (&intruder->psql);
}

static void
wait_until_somebody_waits (StoreFixture *fixture)
{
  gint64 until = g_get_monotonic_time () + DEADLINE_S * G_TIME_SPAN_SECOND;

  while (store_fixture_number (fixture, "SELECT count(*) FROM pg_stat_activity WHERE datname = "
                                        "current_database() AND wait_event_type = 'Lock'") == 0)
    g_assert_cmpint (g_get_monotonic_time (), <, until);
}

static gboolean
rename_contact (ZxdTxn *txn, gpointer data, GError **error)
{
  static const ZxAudience everyone = {ZX_AUDIENCE_EVERYONE, 0, 0};
  gint64 seq = zxd_txn_next_seq (txn);
  ZxdStmt *stmt =
      zxd_db_prepare (zxd_txn_db (txn), "UPDATE contact SET name = 'ours' WHERE id = 5", error);

  ++*(int *) data;
  return stmt != NULL && zxd_stmt_run (stmt, error) &&
         zxd_txn_event (txn, seq, "contact", 5, 0, &everyone, NULL, "{}", error);
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  zxd_store_write_finish (result, &error);
  g_assert_no_error (error);
  g_main_loop_quit (user_data);
}

static void
test_a_deadlocked_closure_runs_again (StoreFixture *fixture)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Intruder intruder;
  int n_runs = 0;

  store_fixture_add_contact (fixture, 5, 1, 0, "queued");
  intrude (&intruder, fixture);
  say (&intruder, "UPDATE contact SET name = 'theirs' WHERE id = 5;\n\\echo locked\n");
  wait_for_word (&intruder, "locked");
  zxd_store_write (fixture->store, rename_contact, &n_runs, NULL, done_cb, loop);
  wait_until_somebody_waits (fixture);
  say (&intruder, "SELECT n FROM counter FOR UPDATE;\n");
  leave (&intruder);
  g_main_loop_run (loop);
  g_assert_cmpint (n_runs, >=, 2);
  g_assert_cmpuint (fixture->events->len, ==, 1);
  g_assert_cmpint (
      store_fixture_number (fixture, "SELECT count(*) FROM contact WHERE name = 'ours'"), ==, 1);
}

static void
test_a_deadlocked_batch_is_sent_again (StoreFixture *fixture)
{
  ZxdPost *posts[3];
  Intruder intruder;
  g_autoptr (GString) sql =
      g_string_new ("INSERT INTO message (id, uuid, contact_id, author, text, "
                    "sent_at_ms, rev) VALUES (1, '");

  fixture->is_alone = FALSE;
  store_fixture_add_contact (fixture, 5, 1, 0, "queued");
  for (guint i = 0; i < 3; i++) {
    posts[i] = store_fixture_new_post (5, i);
    if (i > 0)
      posts[i - 1]->next = posts[i];
  }
  /* The second of the three is there already, but not committed, and the counter is not asked for
   * before ours has it: the order that we keep is broken on purpose. */
  for (guint i = 0; i < 16; i++)
    g_string_append_printf (sql, "%02x", posts[1]->uuid[i]);
  g_string_append (sql, "', 5, 'customer', 'x', 1, 1);\n\\echo inserted\n");
  intrude (&intruder, fixture);
  say (&intruder, sql->str);
  wait_for_word (&intruder, "inserted");
  zxd_store_post (fixture->store, posts[0], posts[2]);
  wait_until_somebody_waits (fixture);
  say (&intruder, "UPDATE counter SET n = 1;\n");
  leave (&intruder);
  store_fixture_wait_posts (fixture, 3);
  g_assert_cmpint (posts[0]->outcome, ==, ZXD_POST_STORED);
  g_assert_cmpint (posts[0]->seq, ==, 2);
  g_assert_cmpint (posts[1]->outcome, ==, ZXD_POST_AGAIN);
  g_assert_cmpint (posts[1]->seq, ==, 1);
  g_assert_cmpint (posts[2]->outcome, ==, ZXD_POST_STORED);
  g_assert_cmpint (posts[2]->seq, ==, 3);
}

static gboolean
cut_the_line (ZxdTxn *txn, gpointer data, GError **error)
{
  ZxdStmt *stmt =
      zxd_db_prepare (zxd_txn_db (txn), "SELECT pg_terminate_backend (pg_backend_pid ())", error);

  return stmt != NULL && zxd_stmt_run (stmt, error);
}

static void
test_a_lost_connection_ends_the_process (StoreFixture *fixture)
{
  if (g_test_subprocess ()) {
    zxd_store_write_sync (fixture->store, cut_the_line, NULL, NULL);
    return;
  }
  g_test_trap_subprocess (NULL, DEADLINE_S * G_USEC_PER_SEC, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*the database failed*sent again*");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  store_test_add ("/lease/one-holds-it-and-renews", test_one_holds_it_and_renews);
  store_test_add ("/lease/who-has-lost-it-writes-nothing", test_who_has_lost_it_writes_nothing);
  store_test_add ("/lease/its-time-is-the-databases", test_its_time_is_the_databases);
  /* SQLite lets one write at a time and has no connection to lose. */
  store_test_add_postgres ("/store/a-deadlocked-closure-runs-again",
                           test_a_deadlocked_closure_runs_again);
  store_test_add_postgres ("/store/a-deadlocked-batch-is-sent-again",
                           test_a_deadlocked_batch_is_sent_again);
  store_test_add_postgres ("/store/a-lost-connection-ends-the-process",
                           test_a_lost_connection_ends_the_process);
  return g_test_run ();
}
