/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The writer on PostgreSQL: posts go in pipelined batches, closures run between them. */
#include "zxd-db-postgres.h"
#include "zxd-pg-batch.h"

#include <poll.h>
#include <sys/eventfd.h>

enum {
  DEPTH = 2,       /* batches on their way: the server never waits for us */
  MOST_TRIES = 20, /* of a round that PostgreSQL wishes to be tried again */
};

typedef struct {
  ZxdStore *store;
  PGconn *raw;               /* lent */
  ZxdPgBatch *flight[DEPTH]; /* owned, in order */
  int n_flight;
} Writer;

/* ---- closures: one transaction, tried again as a whole */

static gboolean
try_closures (ZxdTxn *txn, GQueue *closures)
{
  if (!zxd_txn_begin (txn))
    return FALSE;
  for (GList *each = closures->head; each != NULL; each = each->next)
    if (!zxd_txn_run (txn, each->data))
      return FALSE;
  return zxd_txn_commit (txn);
}

static void
write_closures (Writer *self, GQueue *closures)
{
  ZxdTxn txn;
  int n_tries = 1;

  if (PQpipelineStatus (self->raw) != PQ_PIPELINE_OFF && !PQexitPipelineMode (self->raw))
    zxd_db_die ("PostgreSQL", PQerrorMessage (self->raw));
  zxd_txn_init (&txn, self->store);
  while (!try_closures (&txn, closures)) {
    zxd_txn_roll_back (&txn);
    if (n_tries++ == MOST_TRIES)
      zxd_db_die ("PostgreSQL", "a transaction fails again and again");
  }
  zxd_store_deliver (self->store, &txn, NULL, closures);
  zxd_txn_clear (&txn);
}

/* ---- posts */

static void
send (Writer *self, ZxdPgBatch *batch)
{
  if (PQpipelineStatus (self->raw) == PQ_PIPELINE_OFF && !PQenterPipelineMode (self->raw))
    zxd_db_die ("PostgreSQL", PQerrorMessage (self->raw));
  zxd_pg_batch_send (batch, self->raw);
  self->flight[self->n_flight++] = batch;
}

static void
landed (Writer *self)
{
  ZxdPgBatch *batch = self->flight[0];
  GQueue none = G_QUEUE_INIT;

  self->n_flight--;
  for (int i = 0; i < self->n_flight; i++)
    self->flight[i] = self->flight[i + 1];
  if (batch->must_retry) {
    send (self, batch);
    return;
  }
  zxd_store_deliver (self->store, &batch->txn, g_steal_pointer (&batch->posts), &none);
  zxd_pg_batch_free (batch);
}

static void
take_results (Writer *self)
{
  if (!PQconsumeInput (self->raw))
    zxd_db_die ("PostgreSQL", PQerrorMessage (self->raw));
  while (self->n_flight > 0 && !PQisBusy (self->raw)) {
    PGresult *result = PQgetResult (self->raw);

    if (result == NULL)
      continue; /* the end of one statement's results */
    if (PQresultStatus (result) == PGRES_PIPELINE_SYNC)
      landed (self);
    else
      zxd_pg_batch_take (self->flight[0], self->raw, result);
    PQclear (result);
  }
}

static gboolean
closures_wait (ZxdStore *store)
{
  gboolean wait;

  g_mutex_lock (&store->lock);
  wait = store->closures.length > 0;
  g_mutex_unlock (&store->lock);
  return wait;
}

/* Closures when nothing is on its way; at least one batch of posts after them. */
static void
write_what_waits (Writer *self)
{
  g_auto (GQueue) closures = G_QUEUE_INIT;

  if (self->n_flight == 0 && zxd_store_take_closures (self->store, &closures))
    write_closures (self, &closures);
  while (self->n_flight < DEPTH && (self->n_flight == 0 || !closures_wait (self->store))) {
    ZxdPost *posts = zxd_store_take_posts (self->store, ZXD_PG_BATCH_POSTS);

    if (posts == NULL)
      break;
    send (self, zxd_pg_batch_new (self->store, posts));
  }
}

static void
wait_and_take (Writer *self)
{
  struct pollfd fds[2] = {{self->store->wake, POLLIN, 0}, {PQsocket (self->raw), POLLIN, 0}};
  int left = self->n_flight > 0 ? PQflush (self->raw) : 0;
  eventfd_t value;

  if (left < 0)
    zxd_db_die ("PostgreSQL", PQerrorMessage (self->raw));
  if (left > 0)
    fds[1].events |= POLLOUT;
  if (self->n_flight == DEPTH)
    fds[0].fd = -1;
  if (poll (fds, 2, -1) < 0)
    return;
  if (fds[0].fd >= 0 && fds[0].revents != 0)
    eventfd_read (self->store->wake, &value);
  if (fds[1].revents != 0)
    take_results (self);
}

gpointer
zxd_writer_postgres (gpointer data)
{
  ZxdStore *store = data;
  Writer self = {.store = store, .raw = zxd_db_postgres_connection (store->write_db)};

  zxd_pg_batch_prepare (self.raw);
  if (PQsetnonblocking (self.raw, 1) != 0)
    zxd_db_die ("PostgreSQL", PQerrorMessage (self.raw));
  for (;;) {
    write_what_waits (&self);
    if (self.n_flight == 0) {
      if (zxd_store_is_drained (store))
        return NULL;
      if (closures_wait (store))
        continue;
    }
    wait_and_take (&self);
  }
}
