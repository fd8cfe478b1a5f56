/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Statements that nobody waits for: done in order, and what fails is never overlooked. */
#include "store-fixture.h"

enum { MANY = 300 };

static gboolean
add (ZxdDb *db, gint64 number, GError **error)
{
  ZxdStmt *stmt =
      zxd_db_prepare (db, "INSERT INTO migration (number, name, at_ms) VALUES (?, 'x', 1)", error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, number);
  return zxd_stmt_run (stmt, error);
}

static gint64
count (StoreFixture *fixture)
{
  return store_fixture_number (fixture, "SELECT count(*) FROM migration WHERE name = 'x'");
}

static gboolean
add_one (ZxdTxn *txn, gpointer data, GError **error)
{
  return add (zxd_txn_db (txn), *(const gint64 *) data, error);
}

/* PostgreSQL has not answered when the second one returns. */
static gboolean
add_one_twice (ZxdTxn *txn, gpointer data, GError **error)
{
  return add_one (txn, data, error) && add_one (txn, data, error);
}

static void
test_what_fails_takes_its_closure_with_it (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  gint64 number = 1000;

  g_assert_false (zxd_store_write_sync (fixture->store, add_one_twice, &number, &error));
  g_assert_error (error, ZX_ERROR, ZX_ERROR_CONFLICT);
  g_assert_cmpint (count (fixture), ==, 0);
  store_fixture_write (fixture, add_one, &number);
  g_assert_cmpint (count (fixture), ==, 1);
}

static gboolean
add_one_twice_and_look (ZxdTxn *txn, gpointer data, GError **error)
{
  ZxdStmt *stmt;

  if (!add_one_twice (txn, data, error))
    return FALSE;
  stmt = zxd_db_prepare (zxd_txn_db (txn), "SELECT count(*) FROM org", error);
  g_assert_false (stmt != NULL && zxd_stmt_step (stmt, error) != ZXD_STEP_FAILED);
  return FALSE;
}

static void
test_what_failed_is_said_by_the_next_that_is_waited_for (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  gint64 number = 1000;

  g_assert_false (zxd_store_write_sync (fixture->store, add_one_twice_and_look, &number, &error));
  g_assert_error (error, ZX_ERROR, ZX_ERROR_CONFLICT);
  g_assert_cmpint (count (fixture), ==, 0);
}

static gboolean
add_by_parts (ZxdTxn *txn, gpointer data, GError **error)
{
  gint64 first = 1000, second = 2000, third = 3000;
  g_autoptr (GError) refused = NULL, unrefused = NULL;

  if (!add (zxd_txn_db (txn), first, error) ||
      !zxd_txn_try (txn, add_one_twice, &second, &refused, error) ||
      !zxd_txn_try (txn, add_one, &third, &unrefused, error))
    return FALSE;
  g_assert_error (refused, ZX_ERROR, ZX_ERROR_CONFLICT);
  g_assert_no_error (unrefused);
  return TRUE;
}

static void
test_a_part_that_fails_leaves_the_others (StoreFixture *fixture)
{
  store_fixture_write (fixture, add_by_parts, NULL);
  g_assert_cmpint (count (fixture), ==, 2);
  g_assert_cmpint (store_fixture_number (fixture, "SELECT max(number) FROM migration"), ==, 3000);
}

static gboolean
add_many_and_count (ZxdTxn *txn, gpointer data, GError **error)
{
  ZxdDb *db = zxd_txn_db (txn);
  gint64 *changed = data;
  ZxdStmt *stmt;

  for (gint64 i = 0; i < MANY; i++)
    if (!add (db, 1000 + i, error))
      return FALSE;
  stmt = zxd_db_prepare (db, "UPDATE migration SET at_ms = 2 WHERE number >= 1100", error);
  return stmt != NULL && zxd_stmt_change (stmt, changed, error);
}

static void
test_how_many_rows_were_written_counts_all_before (StoreFixture *fixture)
{
  gint64 changed = 0;

  store_fixture_write (fixture, add_many_and_count, &changed);
  g_assert_cmpint (changed, ==, MANY - 100);
  g_assert_cmpint (count (fixture), ==, MANY);
}

static gint64
step_number (ZxdStmt *stmt, GError **error)
{
  gint64 number;

  g_assert_cmpint (zxd_stmt_step (stmt, error), ==, ZXD_STEP_ROW);
  number = zxd_stmt_int (stmt, 0);
  g_assert_cmpint (zxd_stmt_step (stmt, error), ==, ZXD_STEP_DONE);
  return number;
}

static gboolean
ask_three (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  static const char *const texts[] = {"SELECT 1", "SELECT 2", "SELECT 3"};
  ZxdStmt *stmts[G_N_ELEMENTS (texts)];

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    stmts[i] = zxd_db_prepare (db, texts[i], error);
    g_assert_true (stmts[i] != NULL && zxd_stmt_send_ahead (stmts[i], error));
  }
  g_assert_cmpint (step_number (stmts[2], error), ==, 3);
  zxd_stmt_reset (stmts[0]); /* nobody wants it any more */
  g_assert_cmpint (step_number (stmts[1], error), ==, 2);
  g_assert_cmpint (step_number (stmts[0], error), ==, 1); /* or does */
  return TRUE;
}

static void
test_what_is_sent_ahead_is_read_in_any_order (StoreFixture *fixture)
{
  store_fixture_read (fixture, ask_three, NULL);
  store_fixture_read (fixture, ask_three, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  store_test_add ("/statement/what-fails-takes-its-closure-with-it",
                  test_what_fails_takes_its_closure_with_it);
  store_test_add ("/statement/what-failed-is-said-by-the-next-that-is-waited-for",
                  test_what_failed_is_said_by_the_next_that_is_waited_for);
  store_test_add ("/statement/a-part-that-fails-leaves-the-others",
                  test_a_part_that_fails_leaves_the_others);
  store_test_add ("/statement/how-many-rows-were-written-counts-all-before",
                  test_how_many_rows_were_written_counts_all_before);
  store_test_add ("/statement/what-is-sent-ahead-is-read-in-any-order",
                  test_what_is_sent_ahead_is_read_in_any_order);
  return g_test_run ();
}
