/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A fresh store for one test, on SQLite and on PostgreSQL. */
#include "store-fixture.h"

#include "zx-id.h"

#include <glib/gstdio.h>
#include <string.h>

enum { DEADLINE_S = 60 };

typedef struct {
  StoreTest test;
  gboolean is_postgres;
} Case;

static void
committed_cb (ZxdBatch *batch, gpointer data)
{
  StoreFixture *self = data;
  ZxdPost *next;

  g_mutex_lock (&self->lock);
  if (self->is_alone)
    g_assert_cmpint (batch->base, ==, self->next_base);
  g_assert_cmpint (batch->base, >=, self->next_base);
  self->next_base = batch->base + batch->events->len;
  for (guint i = 0; i < batch->events->len; i++) {
    ZxdEvent *event = batch->events->pdata[i];

    g_assert_nonnull (event);
    g_assert_cmpint (event->seq, ==, batch->base + 1 + i);
    g_ptr_array_add (self->events, zxd_event_ref (event));
  }
  for (ZxdPost *post = g_steal_pointer (&batch->posts); post != NULL; post = next) {
    next = post->next;
    g_ptr_array_add (self->posts, post);
  }
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  zxd_batch_free (batch);
}

static void
paged_cb (ZxdPage *page, gpointer data)
{
  StoreFixture *self = data;

  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->pages, page);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

static void
remote_cb (gint64 seq, gpointer data)
{
  StoreFixture *self = data;

  g_mutex_lock (&self->lock);
  self->remote = MAX (self->remote, seq);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

static const ZxdStoreListener listener = {committed_cb, paged_cb, remote_cb};

/* Runs one statement of PostgreSQL's own, outside of any database of ours. */
static void
administer (const char *sql)
{
  const char *argv[] = {"psql", "-q", "-X", "-d", g_getenv ("ZX_TEST_POSTGRES"), "-c", sql, NULL};
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) psql = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_NONE, &error);

  g_assert_no_error (error);
  g_subprocess_wait_check (psql, NULL, &error);
  g_assert_no_error (error);
}

static char *
make_database (void)
{
  static int n_databases;
  g_autofree char *name = g_strdup_printf ("store_%d_%d", (int) getpid (), ++n_databases);
  g_autofree char *sql = g_strdup_printf ("CREATE DATABASE %s", name);

  administer (sql);
  /* The last dbname of a conninfo wins. */
  return g_strdup_printf ("%s dbname=%s", g_getenv ("ZX_TEST_POSTGRES"), name);
}

static void
open_store (StoreFixture *self)
{
  g_autoptr (GError) error = NULL;

  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->events = g_ptr_array_new_with_free_func ((GDestroyNotify) zxd_event_unref);
  self->posts = g_ptr_array_new_with_free_func ((GDestroyNotify) zxd_post_free);
  self->pages = g_ptr_array_new_with_free_func ((GDestroyNotify) zxd_page_free);
  self->is_alone = TRUE;
  self->store = zxd_store_open (self->where, &error);
  g_assert_no_error (error);
  self->next_base = zxd_store_head (self->store);
  zxd_store_listen (self->store, &listener, self);
}

static void
close_store (StoreFixture *self)
{
  zxd_store_close (self->store);
  g_ptr_array_unref (self->events);
  g_ptr_array_unref (self->posts);
  g_ptr_array_unref (self->pages);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self->where);
}

void
store_fixture_open_twin (StoreFixture *fixture, StoreFixture *other)
{
  memset (other, 0, sizeof *other);
  other->is_postgres = fixture->is_postgres;
  other->where = g_strdup (fixture->where);
  open_store (other);
  fixture->is_alone = other->is_alone = FALSE;
}

void
store_fixture_close_twin (StoreFixture *other)
{
  close_store (other);
}

static void
remove_files (const char *dir)
{
  g_autoptr (GDir) folder = g_dir_open (dir, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (folder)) != NULL) {
    g_autofree char *path = g_build_filename (dir, name, NULL);

    g_unlink (path);
  }
  g_rmdir (dir);
}

static void
run_case (gconstpointer data)
{
  const Case *this = data;
  StoreFixture self = {.is_postgres = this->is_postgres};

  if (this->is_postgres && g_getenv ("ZX_TEST_POSTGRES") == NULL) {
    g_test_fail_printf ("no PostgreSQL: start it through tests/support/pg_temp.py");
    return;
  }
  self.dir = g_dir_make_tmp ("zx-store-XXXXXX", NULL);
  self.where = this->is_postgres ? make_database () : g_build_filename (self.dir, "zuoxi.db", NULL);
  open_store (&self);
  this->test (&self);
  close_store (&self);
  remove_files (self.dir);
  g_free (self.dir);
}

static void
add_case (const char *path, StoreTest test, gboolean is_postgres)
{
  g_autofree char *full = g_strconcat (path, is_postgres ? "/postgres" : "/sqlite", NULL);
  Case *this = g_new (Case, 1);

  *this = (Case){test, is_postgres};
  g_test_add_data_func_full (full, this, run_case, g_free);
}

void
store_test_add (const char *path, StoreTest test)
{
  add_case (path, test, FALSE);
  add_case (path, test, TRUE);
}

void
store_test_add_sqlite (const char *path, StoreTest test)
{
  add_case (path, test, FALSE);
}

void
store_test_add_postgres (const char *path, StoreTest test)
{
  add_case (path, test, TRUE);
}

static void
wait_until_at_least (StoreFixture *self, GPtrArray *array, guint n)
{
  gint64 until = g_get_monotonic_time () + DEADLINE_S * G_TIME_SPAN_SECOND;

  g_mutex_lock (&self->lock);
  while (array->len < n)
    g_assert_true (g_cond_wait_until (&self->changed, &self->lock, until));
  g_mutex_unlock (&self->lock);
}

void
store_fixture_wait_posts (StoreFixture *fixture, guint n_posts)
{
  wait_until_at_least (fixture, fixture->posts, n_posts);
}

void
store_fixture_wait_pages (StoreFixture *fixture, guint n_pages)
{
  wait_until_at_least (fixture, fixture->pages, n_pages);
}

void
store_fixture_wait_remote (StoreFixture *fixture, gint64 seq)
{
  gint64 until = g_get_monotonic_time () + DEADLINE_S * G_TIME_SPAN_SECOND;

  g_mutex_lock (&fixture->lock);
  while (fixture->remote < seq)
    g_assert_true (g_cond_wait_until (&fixture->changed, &fixture->lock, until));
  g_mutex_unlock (&fixture->lock);
}

void
store_fixture_write (StoreFixture *fixture, ZxdWriteFunc fn, gpointer data)
{
  g_autoptr (GError) error = NULL;

  zxd_store_write_sync (fixture->store, fn, data, &error);
  g_assert_no_error (error);
}

void
store_fixture_read (StoreFixture *fixture, ZxdReadFunc fn, gpointer data)
{
  g_autoptr (GError) error = NULL;

  zxd_store_read_sync (fixture->store, fn, data, &error);
  g_assert_no_error (error);
}

typedef struct {
  const char *sql;
  gint64 number;
} Question;

static gboolean
read_number (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  Question *question = data;
  ZxdStmt *stmt = zxd_db_prepare (db, g_intern_string (question->sql), error);

  if (stmt == NULL || zxd_stmt_step (stmt, error) != ZXD_STEP_ROW)
    return FALSE;
  question->number = zxd_stmt_int (stmt, 0);
  return TRUE;
}

gint64
store_fixture_number (StoreFixture *fixture, const char *sql)
{
  Question question = {sql, 0};

  store_fixture_read (fixture, read_number, &question);
  return question.number;
}

static gboolean
execute (ZxdTxn *txn, gpointer data, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (zxd_txn_db (txn), g_intern_string (data), error);

  return stmt != NULL && zxd_stmt_run (stmt, error);
}

static void G_GNUC_PRINTF (2, 3) insert (StoreFixture *fixture, const char *format, ...)
{
  g_autofree char *sql = NULL;
  va_list args;

  va_start (args, format);
  sql = g_strdup_vprintf (format, args);
  va_end (args);
  store_fixture_write (fixture, execute, sql);
}

void
store_fixture_add_org (StoreFixture *fixture, gint64 id, const char *path)
{
  insert (fixture, "INSERT INTO org (id, path, name, rev) VALUES (%d, '%s', 'Org %d', 0)", (int) id,
          path, (int) id);
}

void
store_fixture_add_agent (StoreFixture *fixture, gint64 id, gint64 org_id, const char *name)
{
  insert (fixture,
          "INSERT INTO agent (id, org_id, login, name, role, scope, rev) "
          "VALUES (%d, %d, '%d', '%s', 'agent', 'own', 0)",
          (int) id, (int) org_id, (int) id, name);
}

void
store_fixture_add_contact (StoreFixture *fixture,
                           gint64 id,
                           gint64 org_id,
                           gint64 agent_id,
                           const char *state)
{
  g_autofree char *agent =
      agent_id != 0 ? g_strdup_printf ("%d", (int) agent_id) : g_strdup ("NULL");
  g_autofree char *hex = g_strdup_printf ("c0000000000000000000%012x", (unsigned) id);

  insert (fixture,
          "INSERT INTO contact (id, uuid, channel, org_id, agent_id, state, trust, tier, "
          "created_at_ms, rev) VALUES (%d, %s%s', 'web', %d, %s, '%s', 'unknown', 'regular', 1, 0)",
          (int) id, fixture->is_postgres ? "'" : "x'", hex, (int) org_id, agent, state);
}

ZxdPost *
store_fixture_new_post (gint64 contact_id, guint32 number)
{
  ZxdPost *post = zxd_post_new ();

  post->contact_id = contact_id;
  post->number = number;
  post->sent_at_ms = 1000 + number;
  /* spread as random ones are */
  for (guint i = 0; i < 4; i++) {
    guint32 part = (number + i) * 2654435761u ^ i << 28;

    memcpy (post->uuid + i * 4, i == 3 ? &number : &part, 4);
  }
  post->text = g_strdup_printf ("message %u", number);
  post->text_length = strlen (post->text);
  post->json =
      g_strdup_printf ("{\"contact_id\":\"%d\",\"text\":\"message %u\"}", (int) contact_id, number);
  post->json_length = strlen (post->json);
  return post;
}
