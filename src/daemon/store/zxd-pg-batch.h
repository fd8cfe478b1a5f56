/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libpq-fe.h>

#include "zxd-store-private.h"

/* Most posts in one transaction: two of them are on their way at a time. */
enum { ZXD_PG_BATCH_POSTS = 512 };

/* One transaction of posts on its way through the pipeline: lock, insert, notify, sync. The
 * pipeline up to the sync is the transaction. */
typedef struct {
  ZxdTxn txn;
  ZxdPost *posts;    /* owned until delivered */
  GPtrArray *unique; /* lent ZxdPost, one a uuid, in order: what is sent */
  GPtrArray *twins;  /* lent ZxdPost in pairs: the later one and the one of the same uuid before */
  int step;          /* results taken so far */
  gboolean must_retry;
} ZxdPgBatch;

/* Prepares the statements; ends the process when it cannot. Outside of the pipeline. */
void zxd_pg_batch_prepare (PGconn *raw);

ZxdPgBatch *zxd_pg_batch_new (ZxdStore *store, ZxdPost *posts);
void zxd_pg_batch_free (ZxdPgBatch *batch);

/* Puts all of it into the pipeline at once, so that nobody waits for the rest while the counter is
 * locked. May be done again after a failure. */
void zxd_pg_batch_send (ZxdPgBatch *batch, PGconn *raw);

/* Takes one result that is no sync. */
void zxd_pg_batch_take (ZxdPgBatch *batch, PGconn *raw, const PGresult *result);
