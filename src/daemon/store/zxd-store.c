/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one door to the database: opens it, owns the threads, and the queues before them. */
#include "zxd-store-private.h"

#include "zx-clock.h"
#include "zx-id.h"
#include "zxd-db-postgres.h"
#include "zxd-read.h"
#include "zxd-schema.h"

#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* Events deleted in one transaction of the writer, so that posts wait no longer than a moment. */
enum { PRUNE_AT_ONCE = 5000 };

static char *sql_dir; /* owned; set before threads start */

void
zxd_store_set_sql_dir (const char *dir)
{
  g_free (sql_dir);
  sql_dir = g_strdup (dir);
}

const char *
zxd_store_get_sql_dir (void)
{
  const char *dir = sql_dir != NULL ? sql_dir : g_getenv ("ZX_SQL_DIR");

  return dir != NULL ? dir : ZX_DATA_DIR "/sql";
}

static void
ring (int fd)
{
  if (eventfd_write (fd, 1) < 0)
    zxd_db_die ("eventfd", "cannot wake a thread");
}

static gboolean
names_postgres (const char *where)
{
  if (g_str_has_prefix (where, "postgres://") || g_str_has_prefix (where, "postgresql://"))
    return TRUE;
  return strchr (where, '=') != NULL && where[0] != '/' && where[0] != '.';
}

ZxdDb *
zxd_store_connect (const char *where, GError **error)
{
  return names_postgres (where) ? zxd_db_open_postgres (where, FALSE, error)
                                : zxd_db_open_sqlite (where, FALSE, error);
}

static ZxdDb *
connect_to (ZxdStore *store, gboolean is_reader, GError **error)
{
  return store->is_postgres ? zxd_db_open_postgres (store->where, is_reader, error)
                            : zxd_db_open_sqlite (store->where, is_reader, error);
}

/* Listens before it reads the head: nothing falls between. */
static gboolean
open_connections (ZxdStore *store, GError **error)
{
  store->write_db = connect_to (store, FALSE, error);
  if (store->write_db == NULL ||
      !zxd_schema_update (store->write_db, zxd_store_get_sql_dir (), error))
    return FALSE;
  for (int i = 0; i < ZXD_N_READERS; i++) {
    store->read_dbs[i] = connect_to (store, TRUE, error);
    if (store->read_dbs[i] == NULL)
      return FALSE;
  }
  store->ear_db = connect_to (store, TRUE, error);
  if (store->ear_db == NULL ||
      (store->is_postgres &&
       !zxd_db_execute (store->ear_db, "LISTEN zuoxi; LISTEN zuoxi_passing", error)))
    return FALSE;
  return zxd_db_number (store->ear_db, "SELECT n FROM counter", &store->head, error);
}

static void
start_threads (ZxdStore *store)
{
  store->write_db->is_serving = store->ear_db->is_serving = TRUE;
  store->writer = g_thread_new (
      "store-writer", store->is_postgres ? zxd_writer_postgres : zxd_writer_sqlite, store);
  for (int i = 0; i < ZXD_N_READERS; i++) {
    ZxdReaderPlace *place = g_new (ZxdReaderPlace, 1);

    *place = (ZxdReaderPlace){store, store->read_dbs[i]};
    place->db->is_serving = TRUE;
    store->readers[i] = g_thread_new ("store-reader", zxd_reader, place);
  }
  store->ear = g_thread_new ("store-ear", zxd_ear, store);
}

static void
free_store (ZxdStore *store)
{
  zxd_db_close (store->write_db);
  for (int i = 0; i < ZXD_N_READERS; i++)
    zxd_db_close (store->read_dbs[i]);
  zxd_db_close (store->ear_db);
  g_async_queue_unref (store->reads);
  close (store->wake);
  close (store->stop);
  close (store->pass);
  g_hash_table_unref (store->passing);
  g_mutex_clear (&store->lock);
  g_cond_clear (&store->done);
  g_free (store->where);
  g_free (store->mark);
  g_free (store);
}

ZxdStore *
zxd_store_open (const char *where, GError **error)
{
  ZxdStore *store = g_new0 (ZxdStore, 1);

  store->where = g_strdup (where);
  store->is_postgres = names_postgres (where);
  store->mark = zx_random_hex (8);
  store->posts_end = &store->posts;
  store->wake = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  store->stop = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  store->pass = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  store->passing = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  store->reads = g_async_queue_new ();
  g_mutex_init (&store->lock);
  g_cond_init (&store->done);
  g_queue_init (&store->closures);
  if (!open_connections (store, error)) {
    free_store (store);
    return NULL;
  }
  start_threads (store);
  return store;
}

void
zxd_store_close (ZxdStore *store)
{
  g_mutex_lock (&store->lock);
  store->is_closing = TRUE;
  g_mutex_unlock (&store->lock);
  ring (store->wake);
  ring (store->stop);
  g_thread_join (store->writer);
  for (int i = 0; i < ZXD_N_READERS; i++)
    zxd_store_push_read (store, NULL, NULL);
  for (int i = 0; i < ZXD_N_READERS; i++)
    g_thread_join (store->readers[i]);
  g_thread_join (store->ear);
  free_store (store);
}

gboolean
zxd_store_is_postgres (ZxdStore *store)
{
  return store->is_postgres;
}

gint64
zxd_store_head (ZxdStore *store)
{
  return __atomic_load_n (&store->head, __ATOMIC_ACQUIRE);
}

void
zxd_store_raise_head (ZxdStore *store, gint64 seq)
{
  gint64 known = zxd_store_head (store);

  while (known < seq && !__atomic_compare_exchange_n (&store->head, &known, seq, FALSE,
                                                      __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
    ;
}

void
zxd_store_listen (ZxdStore *store, const ZxdStoreListener *listener, gpointer data)
{
  g_mutex_lock (&store->lock);
  store->listener = *listener;
  store->listener_data = data;
  g_mutex_unlock (&store->lock);
}

/* ---- the writer's queue */

static void
push_closure (ZxdStore *store, ZxdClosure *closure)
{
  g_mutex_lock (&store->lock);
  g_queue_push_tail (&store->closures, closure);
  g_mutex_unlock (&store->lock);
  ring (store->wake);
}

gboolean
zxd_store_take_closures (ZxdStore *store, GQueue *closures)
{
  g_mutex_lock (&store->lock);
  while (closures->length < ZXD_ROUND_CLOSURES && store->closures.length > 0)
    g_queue_push_tail (closures, g_queue_pop_head (&store->closures));
  g_mutex_unlock (&store->lock);
  return closures->length > 0;
}

void
zxd_store_post (ZxdStore *store, ZxdPost *first, ZxdPost *last)
{
  guint n_posts = 0;
  gboolean was_idle;

  last->next = NULL;
  for (ZxdPost *post = first; post != NULL; post = post->next)
    n_posts++;
  g_atomic_int_add (&store->n_posts, n_posts);
  g_mutex_lock (&store->lock);
  was_idle = store->posts == NULL;
  *store->posts_end = first;
  store->posts_end = &last->next;
  g_mutex_unlock (&store->lock);
  if (was_idle)
    ring (store->wake);
}

guint
zxd_store_posts_waiting (ZxdStore *store)
{
  return (guint) g_atomic_int_get (&store->n_posts);
}

ZxdPost *
zxd_store_take_posts (ZxdStore *store, guint most)
{
  ZxdPost *first, *last;

  g_mutex_lock (&store->lock);
  first = last = store->posts;
  for (guint i = 1; last != NULL && last->next != NULL && i < most; i++)
    last = last->next;
  if (last != NULL) {
    store->posts = last->next;
    last->next = NULL;
    if (store->posts == NULL)
      store->posts_end = &store->posts;
  }
  g_mutex_unlock (&store->lock);
  return first;
}

gboolean
zxd_store_is_drained (ZxdStore *store)
{
  gboolean is_drained;

  g_mutex_lock (&store->lock);
  is_drained = store->is_closing && store->posts == NULL && store->closures.length == 0;
  g_mutex_unlock (&store->lock);
  return is_drained;
}

void
zxd_post_make_valid (ZxdPost *post)
{
  const char *end;

  if (!g_utf8_validate_len (post->text, post->text_length, &end)) {
    post->text_length = (gsize) (end - post->text);
    post->text[post->text_length] = '\0';
  }
  if (!g_utf8_validate_len (post->json, post->json_length, &end)) {
    post->json_length = (gsize) (end - post->json);
    post->json[post->json_length] = '\0';
  }
}

void
zxd_store_deliver (ZxdStore *store, ZxdTxn *txn, ZxdPost *posts, GQueue *closures)
{
  ZxdClosure *closure;

  if (posts != NULL || txn->events->len > 0) {
    ZxdBatch *batch = g_new (ZxdBatch, 1);
    ZxdStoreListener listener;
    gpointer data;
    guint n_posts = 0;

    *batch = (ZxdBatch){txn->base, g_steal_pointer (&txn->events), posts};
    for (ZxdPost *post = posts; post != NULL; post = post->next)
      n_posts++;
    g_atomic_int_add (&store->n_posts, -(int) n_posts);
    zxd_store_raise_head (store, txn->base + batch->events->len);
    g_mutex_lock (&store->lock);
    listener = store->listener;
    data = store->listener_data;
    g_mutex_unlock (&store->lock);
    if (listener.committed != NULL)
      listener.committed (batch, data);
    else
      zxd_batch_free (batch);
  }
  while ((closure = g_queue_pop_head (closures)) != NULL)
    zxd_closure_finish (store, closure);
}

/* ---- closures: made here, run by the writer or a reader */

static void
free_closure (gpointer data)
{
  ZxdClosure *closure = data;

  if (closure->data != NULL && closure->free_data != NULL)
    closure->free_data (closure->data);
  g_clear_error (&closure->error);
  g_free (closure);
}

void
zxd_closure_finish (ZxdStore *store, ZxdClosure *closure)
{
  g_autoptr (GTask) task = g_steal_pointer (&closure->task);

  if (closure->is_waited_for) {
    g_mutex_lock (&store->lock);
    closure->is_done = TRUE;
    g_cond_broadcast (&store->done);
    g_mutex_unlock (&store->lock);
  } else if (task == NULL) {
    free_closure (closure);
  } else if (closure->error != NULL) {
    g_task_return_error (task, g_steal_pointer (&closure->error));
  } else {
    g_task_return_boolean (task, TRUE);
  }
}

static ZxdClosure *
new_closure (gpointer data,
             GDestroyNotify free_data,
             GAsyncReadyCallback callback,
             gpointer user_data,
             gpointer tag)
{
  ZxdClosure *closure = g_new0 (ZxdClosure, 1);

  closure->data = data;
  closure->free_data = free_data;
  if (callback != NULL) {
    closure->task = g_task_new (NULL, NULL, callback, user_data);
    g_task_set_source_tag (closure->task, tag);
    g_task_set_task_data (closure->task, closure, free_closure);
  }
  return closure;
}

static gpointer
finish_closure (GAsyncResult *result, GError **error)
{
  ZxdClosure *closure = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  return g_steal_pointer (&closure->data);
}

static gboolean
wait_for (ZxdStore *store, ZxdClosure *closure, GError **error)
{
  g_mutex_lock (&store->lock);
  while (!closure->is_done)
    g_cond_wait (&store->done, &store->lock);
  g_mutex_unlock (&store->lock);
  if (closure->error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&closure->error));
  return FALSE;
}

void
zxd_store_write (ZxdStore *store,
                 ZxdWriteFunc fn,
                 gpointer data,
                 GDestroyNotify free_data,
                 GAsyncReadyCallback callback,
                 gpointer user_data)
{
  ZxdClosure *closure = new_closure (data, free_data, callback, user_data, zxd_store_write);

  closure->write = fn;
  push_closure (store, closure);
}

gpointer
zxd_store_write_finish (GAsyncResult *result, GError **error)
{
  return finish_closure (result, error);
}

gboolean
zxd_store_write_sync (ZxdStore *store, ZxdWriteFunc fn, gpointer data, GError **error)
{
  ZxdClosure closure = {.write = fn, .data = data, .is_waited_for = TRUE};

  push_closure (store, &closure);
  return wait_for (store, &closure, error);
}

void
zxd_store_read (ZxdStore *store,
                ZxdReadFunc fn,
                gpointer data,
                GDestroyNotify free_data,
                GAsyncReadyCallback callback,
                gpointer user_data)
{
  ZxdClosure *closure = new_closure (data, free_data, callback, user_data, zxd_store_read);

  closure->read = fn;
  zxd_store_push_read (store, closure, NULL);
}

gpointer
zxd_store_read_finish (GAsyncResult *result, GError **error)
{
  return finish_closure (result, error);
}

gboolean
zxd_store_read_sync (ZxdStore *store, ZxdReadFunc fn, gpointer data, GError **error)
{
  ZxdClosure closure = {.read = fn, .data = data, .is_waited_for = TRUE};

  zxd_store_push_read (store, &closure, NULL);
  return wait_for (store, &closure, error);
}

/* ---- pruning: always from the oldest on, so that the log has no holes in its middle */

typedef struct {
  ZxdStore *store;
  gint64 before_ms;
} Prune;

/* The newest of the oldest events that are all too old; 0 when there is none. */
static gboolean
find_cut (ZxdDb *db, gint64 before_ms, gint64 *cut, gboolean *has_more, GError **error)
{
  ZxdStmt *stmt =
      zxd_db_prepare (db,
                      "SELECT seq, at_ms FROM event WHERE seq < (SELECT max(seq) FROM event) "
                      "ORDER BY seq LIMIT ?",
                      error);
  int n_rows = 0;

  *cut = 0;
  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, PRUNE_AT_ONCE);
  for (;;) {
    ZxdStep step = zxd_stmt_step (stmt, error);

    if (step == ZXD_STEP_FAILED)
      return FALSE;
    *has_more = n_rows == PRUNE_AT_ONCE;
    if (step == ZXD_STEP_DONE)
      return TRUE;
    if (zxd_stmt_int (stmt, 1) >= before_ms)
      break;
    *cut = zxd_stmt_int (stmt, 0);
    n_rows++;
  }
  zxd_stmt_reset (stmt);
  return TRUE;
}

static gboolean
prune (ZxdTxn *txn, gpointer data, GError **error)
{
  Prune *job = data;
  ZxdDb *db = zxd_txn_db (txn);
  gboolean has_more = FALSE;
  ZxdStmt *stmt;
  gint64 cut;

  if (!find_cut (db, job->before_ms, &cut, &has_more, error))
    return FALSE;
  if (cut == 0)
    return TRUE;
  stmt = zxd_db_prepare (db, "DELETE FROM event WHERE seq <= ?", error);
  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, cut);
  if (!zxd_stmt_run (stmt, error))
    return FALSE;
  if (has_more)
    zxd_store_write (job->store, prune, g_memdup2 (job, sizeof *job), g_free, NULL, NULL);
  return TRUE;
}

void
zxd_store_prune (ZxdStore *store, gint64 keep_ms)
{
  Prune *job = g_new (Prune, 1);

  *job = (Prune){store, zx_clock_now_ms () - keep_ms};
  zxd_store_write (store, prune, job, g_free, NULL, NULL);
}
