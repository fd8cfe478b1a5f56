/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The store itself: numbers, closures, posts, pages, pruning, on both databases. */
#include "store-fixture.h"

#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const ZxAudience everyone = {ZX_AUDIENCE_EVERYONE, 0, 0};

/* ---- closures */

static gboolean
log_one (ZxdTxn *txn, gpointer data, GError **error)
{
  gint64 seq = zxd_txn_next_seq (txn);

  if (data != NULL)
    *(gint64 *) data = seq;
  return zxd_txn_event (txn, seq, "org", seq, 0, &everyone, NULL, "{\"name\":\"x\"}", error);
}

static gboolean
log_one_and_fail (ZxdTxn *txn, gpointer data, GError **error)
{
  return log_one (txn, data, error) && log_one (txn, NULL, error) &&
         zx_throw (error, ZX_ERROR_CONFLICT, "on purpose");
}

static gboolean
take_a_number_for_nothing (ZxdTxn *txn, gpointer data, GError **error)
{
  zxd_txn_next_seq (txn);
  return TRUE;
}

static gboolean
log_two_backwards (ZxdTxn *txn, gpointer data, GError **error)
{
  gint64 first = zxd_txn_next_seq (txn), second = zxd_txn_next_seq (txn);

  return zxd_txn_event (txn, second, "org", first, 0, &everyone, NULL, "{}", error) &&
         zxd_txn_event (txn, first, "org", first, 0, &everyone, NULL, "{}", error);
}

static gboolean
break_a_unique_key (ZxdTxn *txn, gpointer data, GError **error)
{
  for (int i = 0; i < 2; i++) {
    ZxdStmt *stmt = zxd_db_prepare (zxd_txn_db (txn),
                                    "INSERT INTO lease (name, holder, generation, expires_at_ms) "
                                    "VALUES ('same', 'x', 1, 1)",
                                    error);

    if (stmt == NULL || !zxd_stmt_run (stmt, error))
      return FALSE;
  }
  return TRUE;
}

typedef struct {
  GMainLoop *loop;
  int n_left;
  int n_failed;
} Round;

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Round *round = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree gint64 *seq = zxd_store_write_finish (result, &error);

  if (error != NULL) {
    g_assert_error (error, ZX_ERROR, ZX_ERROR_CONFLICT);
    round->n_failed++;
  } else {
    g_assert_cmpint (*seq, >, 0);
  }
  if (--round->n_left == 0)
    g_main_loop_quit (round->loop);
}

static void
test_a_failing_closure_rolls_back_alone (StoreFixture *fixture)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Round round = {loop, 100, 0};

  for (int i = 0; i < 100; i++)
    zxd_store_write (fixture->store, i % 3 == 0 ? log_one_and_fail : log_one, g_new0 (gint64, 1),
                     g_free, written_cb, &round);
  g_main_loop_run (loop);
  g_assert_cmpint (round.n_failed, ==, 34);
  g_assert_cmpint (zxd_store_head (fixture->store), ==, 66);
  g_assert_cmpint (store_fixture_number (fixture, "SELECT count(*) FROM event"), ==, 66);
  g_assert_cmpint (store_fixture_number (fixture, "SELECT max(seq) FROM event"), ==, 66);
  g_assert_cmpint (store_fixture_number (fixture, "SELECT n FROM counter"), ==, 66);
  g_assert_cmpuint (fixture->events->len, ==, 66);
}

static void
test_a_number_without_its_event_is_refused (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (zxd_store_write_sync (fixture->store, take_a_number_for_nothing, NULL, &error));
  g_assert_nonnull (error);
  store_fixture_write (fixture, log_two_backwards, NULL);
  g_assert_cmpint (zxd_store_head (fixture->store), ==, 2);
}

static void
test_a_unique_key_is_a_conflict (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (zxd_store_write_sync (fixture->store, break_a_unique_key, NULL, &error));
  g_assert_error (error, ZX_ERROR, ZX_ERROR_CONFLICT);
  g_assert_cmpint (store_fixture_number (fixture, "SELECT count(*) FROM lease"), ==, 0);
  store_fixture_write (fixture, log_one, NULL);
}

static gboolean
ask_twice (ZxdTxn *txn, gpointer data, GError **error)
{
  static const guint8 uuid[16] = {1, 2, 3};

  return zxd_txn_request (txn, uuid, 7, data, error);
}

static void
test_a_request_is_known_the_second_time (StoreFixture *fixture)
{
  gboolean again = TRUE;

  store_fixture_write (fixture, ask_twice, &again);
  g_assert_false (again);
  store_fixture_write (fixture, ask_twice, &again);
  g_assert_true (again);
}

/* ---- posts */

static void
post_many (StoreFixture *fixture, gint64 contact_id, guint32 from, guint n)
{
  ZxdPost *first = NULL, *last = NULL;

  for (guint i = 0; i < n; i++) {
    ZxdPost *post = store_fixture_new_post (contact_id, from + i);

    if (last != NULL)
      last->next = post;
    else
      first = post;
    last = post;
  }
  zxd_store_post (fixture->store, first, last);
}

static void
assert_no_holes (StoreFixture *fixture, gint64 head)
{
  g_assert_cmpint (store_fixture_number (fixture, "SELECT n FROM counter"), ==, head);
  g_assert_cmpint (store_fixture_number (fixture, "SELECT count(*) FROM event"), ==, head);
  g_assert_cmpint (store_fixture_number (fixture, "SELECT min(seq) FROM event"), ==, 1);
  g_assert_cmpint (store_fixture_number (fixture, "SELECT max(seq) FROM event"), ==, head);
  g_assert_cmpint (
      store_fixture_number (fixture, "SELECT count(*) FROM event e JOIN message m ON m.id = e.seq "
                                     "WHERE e.noun = 'message' AND e.obj_id = m.id"),
      ==, store_fixture_number (fixture, "SELECT count(*) FROM message"));
}

static void
test_numbers_have_no_holes (StoreFixture *fixture)
{
  enum { ROUNDS = 40, EACH = 100 };

  store_fixture_add_contact (fixture, 5, 1, 0, "queued");
  for (guint i = 0; i < ROUNDS; i++) {
    post_many (fixture, 5, i * EACH, EACH);
    zxd_store_write (fixture->store, log_one_and_fail, NULL, NULL, NULL, NULL);
    zxd_store_write (fixture->store, log_one, NULL, NULL, NULL, NULL);
  }
  store_fixture_wait_posts (fixture, ROUNDS * EACH);
  store_fixture_write (fixture, log_one, NULL);
  assert_no_holes (fixture, ROUNDS * EACH + ROUNDS + 1);
  g_assert_cmpuint (fixture->events->len, ==, ROUNDS * EACH + ROUNDS + 1);
  g_assert_cmpuint (zxd_store_posts_waiting (fixture->store), ==, 0);
  for (guint i = 0; i < ROUNDS * EACH; i++) {
    ZxdPost *post = fixture->posts->pdata[i];

    g_assert_cmpint (post->number, ==, i);
    g_assert_cmpint (post->outcome, ==, ZXD_POST_STORED);
    g_assert_cmpint (post->event->seq, ==, post->seq);
    g_assert_cmpstr (post->event->json, ==, post->json);
  }
}

static void
test_a_post_sent_again_keeps_its_number (StoreFixture *fixture)
{
  store_fixture_add_contact (fixture, 5, 1, 0, "queued");
  post_many (fixture, 5, 0, 10);
  store_fixture_wait_posts (fixture, 10);
  post_many (fixture, 5, 5, 10);
  store_fixture_wait_posts (fixture, 20);
  for (guint i = 10; i < 20; i++) {
    ZxdPost *post = fixture->posts->pdata[i];

    g_assert_cmpint (post->outcome, ==, i < 15 ? ZXD_POST_AGAIN : ZXD_POST_STORED);
    g_assert_cmpint (post->seq, ==, post->number + 1);
    g_assert_true ((post->event != NULL) == (post->outcome == ZXD_POST_STORED));
  }
  assert_no_holes (fixture, 15);
}

static void
test_the_same_post_twice_in_one_batch_is_one (StoreFixture *fixture)
{
  ZxdPost *first = store_fixture_new_post (5, 1), *second = store_fixture_new_post (5, 1),
          *third = store_fixture_new_post (5, 2);

  store_fixture_add_contact (fixture, 5, 1, 0, "queued");
  first->next = second;
  second->next = third;
  zxd_store_post (fixture->store, first, third);
  store_fixture_wait_posts (fixture, 3);
  g_assert_cmpint (first->outcome, ==, ZXD_POST_STORED);
  g_assert_cmpint (second->outcome, ==, ZXD_POST_AGAIN);
  g_assert_cmpint (second->seq, ==, first->seq);
  g_assert_cmpint (third->outcome, ==, ZXD_POST_STORED);
  assert_no_holes (fixture, 2);
}

static void
test_a_contact_that_is_over_takes_nothing (StoreFixture *fixture)
{
  static const char *const states[] = {"closed", "abandoned", "missed"};

  for (guint i = 0; i < G_N_ELEMENTS (states); i++) {
    store_fixture_add_contact (fixture, 10 + i, 1, 0, states[i]);
    post_many (fixture, 10 + i, i, 1);
  }
  post_many (fixture, 999, 3, 1); /* there is none */
  store_fixture_wait_posts (fixture, 4);
  for (guint i = 0; i < 4; i++) {
    ZxdPost *post = fixture->posts->pdata[i];

    g_assert_cmpint (post->outcome, ==, ZXD_POST_OVER);
    g_assert_cmpint (post->seq, ==, 0);
    g_assert_null (post->event);
  }
  g_assert_cmpint (store_fixture_number (fixture, "SELECT count(*) FROM message"), ==, 0);
}

static gboolean
give_to_agent_70 (ZxdTxn *txn, gpointer data, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      zxd_txn_db (txn), "UPDATE contact SET agent_id = 70, state = 'active' WHERE id = 5", error);

  return stmt != NULL && zxd_stmt_run (stmt, error) && log_one (txn, data, error);
}

/* Each message's audience is the owner's from the very number on at which it was accepted. */
static void
test_the_audience_is_that_of_its_moment (StoreFixture *fixture)
{
  gint64 accepted_at = 0;

  store_fixture_add_contact (fixture, 5, 3, 0, "queued");
  for (guint i = 0; i < 50; i++)
    post_many (fixture, 5, i, 1);
  store_fixture_write (fixture, give_to_agent_70, &accepted_at);
  for (guint i = 50; i < 100; i++)
    post_many (fixture, 5, i, 1);
  store_fixture_wait_posts (fixture, 100);
  for (guint i = 0; i < 100; i++) {
    const ZxdPost *post = fixture->posts->pdata[i];
    const ZxAudience *now = &post->event->now;

    g_assert_cmpint (now->kind, ==, ZX_AUDIENCE_DESK);
    g_assert_cmpint (now->org_id, ==, 3);
    g_assert_cmpint (now->owner_id, ==, post->seq > accepted_at ? 70 : 0);
    g_assert_cmpint (post->event->was.kind, ==, ZX_AUDIENCE_NOBODY);
  }
  g_assert_cmpint (((ZxdPost *) fixture->posts->pdata[99])->event->now.owner_id, ==, 70);
}

static void
test_bytes_that_are_no_text_stop_nobody (StoreFixture *fixture)
{
  ZxdPost *zero = store_fixture_new_post (5, 1), *bad = store_fixture_new_post (5, 2);

  store_fixture_add_contact (fixture, 5, 1, 0, "queued");
  zero->text[3] = '\0';
  memcpy (bad->text, "ab\xed\xa0\x80", 5);
  zero->next = bad;
  zxd_store_post (fixture->store, zero, bad);
  store_fixture_wait_posts (fixture, 2);
  g_assert_cmpint (zero->outcome, ==, ZXD_POST_STORED);
  g_assert_cmpint (bad->outcome, ==, ZXD_POST_STORED);
  g_assert_cmpint (
      store_fixture_number (fixture, "SELECT count(*) FROM message WHERE text IN ('mes', 'ab')"),
      ==, 2);
}

/* ---- pages */

static const ZxdPage *
get_page (StoreFixture *fixture, gint64 since, gint64 upto)
{
  guint n_pages = fixture->pages->len;
  const ZxdPage *page;

  zxd_store_page (fixture->store, 1234, since, upto);
  store_fixture_wait_pages (fixture, n_pages + 1);
  page = fixture->pages->pdata[n_pages];
  g_assert_cmpint (page->tag, ==, 1234);
  g_assert_cmpint (page->since, ==, since);
  g_assert_cmpint (page->upto, ==, upto);
  return page;
}

static void
assert_same_audience (const ZxAudience *a, const ZxAudience *b)
{
  g_assert_cmpint (a->kind, ==, b->kind);
  g_assert_cmpint (a->org_id, ==, b->org_id);
  g_assert_cmpint (a->owner_id, ==, b->owner_id);
}

static void
test_pages_give_what_was_committed (StoreFixture *fixture)
{
  gint64 since = 0;

  store_fixture_add_contact (fixture, 5, 3, 70, "active");
  post_many (fixture, 5, 0, 1200);
  store_fixture_wait_posts (fixture, 1200);
  while (since < 1200) {
    const ZxdPage *page = get_page (fixture, since, 1200);

    g_assert_false (page->too_old);
    g_assert_cmpint (page->reached, ==, MIN (since + 500, 1200));
    g_assert_cmpuint (page->events->len, ==, page->reached - since);
    for (guint i = 0; i < page->events->len; i++) {
      const ZxdEvent *event = page->events->pdata[i], *live = fixture->events->pdata[since + i];

      g_assert_cmpint (event->seq, ==, since + 1 + i);
      g_assert_true (event->noun == live->noun);
      g_assert_cmpint (event->id, ==, live->id);
      g_assert_cmpint (event->contact_id, ==, 5);
      assert_same_audience (&event->now, &live->now);
      assert_same_audience (&event->was, &live->was);
      g_assert_cmpstr (event->json, ==, live->json);
    }
    since = page->reached;
  }
  g_assert_cmpuint (get_page (fixture, 1200, 1200)->events->len, ==, 0);
  g_assert_cmpint (get_page (fixture, 1190, 5000)->reached, ==, 1200);
  g_assert_true (get_page (fixture, 1300, 5000)->too_old); /* a cursor from another database */
}

static gboolean
log_a_large_one (ZxdTxn *txn, gpointer data, GError **error)
{
  g_autofree char *json = g_malloc (100001);
  gint64 seq = zxd_txn_next_seq (txn);

  memset (json, 'x', 100000);
  json[100000] = '\0';
  return zxd_txn_event (txn, seq, "org", seq, 0, &everyone, NULL, json, error);
}

static void
test_a_page_is_bounded_by_bytes (StoreFixture *fixture)
{
  for (int i = 0; i < 6; i++)
    store_fixture_write (fixture, log_a_large_one, NULL);
  g_assert_cmpint (get_page (fixture, 0, 6)->reached, ==, 3);
}

static gboolean
make_old (ZxdTxn *txn, gpointer data, GError **error)
{
  ZxdStmt *stmt =
      zxd_db_prepare (zxd_txn_db (txn), "UPDATE event SET at_ms = 1000 WHERE seq <= ?", error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, *(gint64 *) data);
  return zxd_stmt_run (stmt, error);
}

static void
test_pruning_keeps_the_newest (StoreFixture *fixture)
{
  gint64 old = 7000, all = 12000;

  store_fixture_add_contact (fixture, 5, 3, 70, "active");
  post_many (fixture, 5, 0, 12000);
  store_fixture_wait_posts (fixture, 12000);
  store_fixture_write (fixture, make_old, &old);
  zxd_store_prune (fixture->store, 3600 * 1000);
  /* the first part, and the second part that it puts behind this one */
  store_fixture_write (fixture, log_one, NULL);
  store_fixture_write (fixture, log_one, NULL);
  g_assert_cmpint (store_fixture_number (fixture, "SELECT min(seq) FROM event"), ==, 7001);
  g_assert_true (get_page (fixture, 6999, 12000)->too_old);
  g_assert_false (get_page (fixture, 7000, 12000)->too_old);

  all = zxd_store_head (fixture->store);
  store_fixture_write (fixture, make_old, &all);
  zxd_store_prune (fixture->store, 3600 * 1000);
  store_fixture_write (fixture, ask_twice, &(gboolean){FALSE});
  store_fixture_write (fixture, ask_twice, &(gboolean){FALSE});
  g_assert_cmpint (store_fixture_number (fixture, "SELECT min(seq) FROM event"), ==, all);
  g_assert_cmpint (store_fixture_number (fixture, "SELECT count(*) FROM event"), ==, 1);
  g_assert_false (get_page (fixture, all, all)->too_old);
  g_assert_true (get_page (fixture, all - 2, all)->too_old);
}

/* ---- two programs on one database */

static void
test_two_stores_miss_nothing (StoreFixture *fixture)
{
  enum { ROUNDS = 30, EACH = 50 };
  StoreFixture other;

  store_fixture_open_twin (fixture, &other);
  store_fixture_add_contact (fixture, 5, 1, 0, "queued");
  for (guint i = 0; i < ROUNDS; i++) {
    post_many (fixture, 5, i * EACH, EACH);
    post_many (&other, 5, (i + (i % 3 == 0 ? 0 : ROUNDS)) * EACH, EACH);
    zxd_store_write (fixture->store, log_one, NULL, NULL, NULL, NULL);
    zxd_store_write (other.store, log_one, NULL, NULL, NULL, NULL);
  }
  store_fixture_wait_posts (fixture, ROUNDS * EACH);
  store_fixture_wait_posts (&other, ROUNDS * EACH);
  store_fixture_write (fixture, log_one, NULL);
  store_fixture_write (&other, log_one, NULL);
  store_fixture_wait_remote (fixture, zxd_store_head (other.store));
  /* each third of the other's rounds was sent to both */
  assert_no_holes (fixture, ROUNDS * EACH * 5 / 3 + 2 * ROUNDS + 2);
  g_assert_cmpuint (fixture->events->len + other.events->len, ==,
                    ROUNDS * EACH * 5 / 3 + 2 * ROUNDS + 2);
  store_fixture_close_twin (&other);
}

/* ---- opening */

typedef struct {
  const char *sql;
  char *value;
} Setting;

static gboolean
ask_the_writer (ZxdTxn *txn, gpointer data, GError **error)
{
  Setting *setting = data;
  ZxdStmt *stmt = zxd_db_prepare (zxd_txn_db (txn), setting->sql, error);

  if (stmt == NULL || zxd_stmt_step (stmt, error) != ZXD_STEP_ROW)
    return FALSE;
  setting->value = g_strdup (zxd_stmt_text (stmt, 0));
  return TRUE;
}

static void
assert_setting (StoreFixture *fixture, const char *sql, const char *value)
{
  Setting setting = {sql, NULL};

  store_fixture_write (fixture, ask_the_writer, &setting);
  g_assert_cmpstr (setting.value, ==, value);
  g_free (setting.value);
}

static void
test_a_commit_is_flushed (StoreFixture *fixture)
{
  if (fixture->is_postgres) {
    assert_setting (fixture, "SHOW synchronous_commit", "on");
  } else {
    assert_setting (fixture, "PRAGMA synchronous", "2"); /* FULL */
    assert_setting (fixture, "PRAGMA journal_mode", "wal");
  }
}

#define LONG_BYTES (2 * 1024 * 1024)

static gboolean
write_long_row (ZxdTxn *txn, gpointer data, GError **error)
{
  static gint64 number = 1000;
  ZxdStmt *stmt = zxd_db_prepare (
      zxd_txn_db (txn), "INSERT INTO migration (number, name, at_ms) VALUES (?, ?, 1)", error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, number++);
  zxd_stmt_bind_text (stmt, 2, data);
  return zxd_stmt_run (stmt, error);
}

static gboolean
never_moved_cb (gpointer data)
{
  g_error ("the log was not moved");
  return G_SOURCE_REMOVE;
}

/* SQLite's: PostgreSQL moves its log by itself. Long before a commit would have to do it, and while
 * nobody asks for anything. */
/* Another process asks the kernel: who has SQLite's shared bytes of the file? It does not, when a
 * descriptor of the file was closed here: POSIX lets go of all locks of the process then, and the
 * next program that is done with the database takes the log away from under this one. */
static gboolean
is_held_against_others (const char *where)
{
  struct flock lock = {.l_type = F_WRLCK, .l_start = 0x40000002, .l_len = 510};
  pid_t child = fork ();
  int status;

  g_assert_cmpint (child, >=, 0);
  if (child == 0) {
    int fd = open (where, O_RDWR | O_CLOEXEC);

    _exit (fd >= 0 && fcntl (fd, F_GETLK, &lock) == 0 && lock.l_type == F_RDLCK ? 0 : 1);
  }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  return status == 0;
}

static void
test_the_log_is_moved_without_a_commit (StoreFixture *fixture)
{
  g_autofree char *text = g_strnfill (LONG_BYTES, 'x');
  g_autoptr (GFile) file = g_file_new_for_path (fixture->where);
  g_autoptr (GFileMonitor) changes = g_file_monitor_file (file, G_FILE_MONITOR_NONE, NULL, NULL);
  guint deadline = g_timeout_add_seconds (60, never_moved_cb, NULL);
  GStatBuf before, now;

  g_file_monitor_set_rate_limit (changes, 0);
  g_assert_cmpint (g_stat (fixture->where, &before), ==, 0);
  for (int i = 0; i < 30; i++)
    store_fixture_write (fixture, write_long_row, text);
  while (g_stat (fixture->where, &now) == 0 && now.st_size < before.st_size + 20 * LONG_BYTES)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (deadline);
  g_assert_cmpint (store_fixture_number (fixture, "SELECT count(*) FROM migration"), >, 30);
  g_assert_true (is_held_against_others (fixture->where));
}

static void
test_a_second_start_finds_its_head (StoreFixture *fixture)
{
  StoreFixture other;

  store_fixture_write (fixture, log_one, NULL);
  store_fixture_open_twin (fixture, &other);
  g_assert_cmpint (zxd_store_head (other.store), ==, 1);
  g_assert_cmpint (store_fixture_number (&other, "SELECT count(*) FROM migration"), ==,
                   store_fixture_number (fixture, "SELECT max(number) FROM migration"));
  store_fixture_close_twin (&other);
}

static gboolean
claim_a_newer_schema (ZxdTxn *txn, gpointer data, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      zxd_txn_db (txn), "INSERT INTO migration (number, name, at_ms) VALUES (999, 'x', 1)", error);

  return stmt != NULL && zxd_stmt_run (stmt, error);
}

static void
test_a_newer_database_is_refused (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;

  store_fixture_write (fixture, claim_a_newer_schema, NULL);
  g_assert_null (zxd_store_open (fixture->where, &error));
  g_assert_error (error, ZX_ERROR, ZX_ERROR_TOO_OLD);
}

static void
test_a_wrong_place_is_a_clear_error (void)
{
  static const char *const places[] = {"/nowhere/at/all.db", "/", "host=/nowhere dbname=x",
                                       "postgresql://127.0.0.1:1/x"};

  for (guint i = 0; i < G_N_ELEMENTS (places); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (zxd_store_open (places[i], &error));
    g_assert_error (error, ZX_ERROR, ZX_ERROR_UNAVAILABLE);
    g_test_message ("%s", error->message);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  store_test_add ("/store/a-failing-closure-rolls-back-alone",
                  test_a_failing_closure_rolls_back_alone);
  store_test_add ("/store/a-number-without-its-event-is-refused",
                  test_a_number_without_its_event_is_refused);
  store_test_add ("/store/a-unique-key-is-a-conflict", test_a_unique_key_is_a_conflict);
  store_test_add ("/store/a-request-is-known-the-second-time",
                  test_a_request_is_known_the_second_time);
  store_test_add ("/store/numbers-have-no-holes", test_numbers_have_no_holes);
  store_test_add ("/store/a-post-sent-again-keeps-its-number",
                  test_a_post_sent_again_keeps_its_number);
  store_test_add ("/store/the-same-post-twice-in-one-batch-is-one",
                  test_the_same_post_twice_in_one_batch_is_one);
  store_test_add ("/store/a-contact-that-is-over-takes-nothing",
                  test_a_contact_that_is_over_takes_nothing);
  store_test_add ("/store/the-audience-is-that-of-its-moment",
                  test_the_audience_is_that_of_its_moment);
  store_test_add ("/store/bytes-that-are-no-text-stop-nobody",
                  test_bytes_that_are_no_text_stop_nobody);
  store_test_add ("/store/pages-give-what-was-committed", test_pages_give_what_was_committed);
  store_test_add ("/store/a-page-is-bounded-by-bytes", test_a_page_is_bounded_by_bytes);
  store_test_add ("/store/pruning-keeps-the-newest", test_pruning_keeps_the_newest);
  store_test_add ("/store/two-stores-miss-nothing", test_two_stores_miss_nothing);
  store_test_add ("/store/a-commit-is-flushed", test_a_commit_is_flushed);
  store_test_add_sqlite ("/store/the-log-is-moved-without-a-commit",
                         test_the_log_is_moved_without_a_commit);
  store_test_add ("/store/a-second-start-finds-its-head", test_a_second_start_finds_its_head);
  store_test_add ("/store/a-newer-database-is-refused", test_a_newer_database_is_refused);
  g_test_add_func ("/store/a-wrong-place-is-a-clear-error", test_a_wrong_place_is_a_clear_error);
  return g_test_run ();
}
