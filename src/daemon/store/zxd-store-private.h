/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-db-private.h"
#include "zxd-store.h"

/* What the store's own files share: the queues, and one round of writing. */

enum {
  ZXD_N_READERS = 3,
  ZXD_ROUND_CLOSURES = 64, /* most closures in one go, so that posts get their turn */
  ZXD_ROUND_USEC = 2000,   /* a round takes in what arrives meanwhile for so long */
};

/* A closure that waits for the writer or a reader. */
typedef struct {
  ZxdWriteFunc write; /* one of the two */
  ZxdReadFunc read;
  gpointer data;
  GDestroyNotify free_data;
  GTask *task;   /* owned; null when somebody waits for it, or nobody cares */
  GError *error; /* owned, null when it succeeded */
  gboolean is_waited_for;
  gboolean is_done; /* under the store's lock */
} ZxdClosure;

struct _ZxdStore {
  char *where; /* owned */
  gboolean is_postgres;
  char *mark;  /* owned; tells our own notifications from those of other daemons */
  gint64 head; /* atomic */

  GMutex lock;
  GCond done;     /* a waited-for closure is done */
  ZxdPost *posts; /* owned list, in order of arrival */
  ZxdPost **posts_end;
  GQueue closures; /* owned ZxdClosure, waiting for the writer */
  gboolean is_closing;
  GHashTable *passing; /* owned: key → words on their way to other daemons */
  ZxdStoreListener listener;
  gpointer listener_data;

  gboolean wants_scrub; /* the writer's: its log holds what has been erased */
  guint n_posts;        /* atomic; queued and not yet committed */
  int wake;             /* eventfd: something for the writer */
  int stop;             /* eventfd: the ear shall end */
  int pass;             /* eventfd: there is something in `passing` */
  GAsyncQueue *reads;   /* owned ZxdRead */

  ZxdDb *write_db; /* owned; the writer's */
  ZxdDb *read_dbs[ZXD_N_READERS];
  ZxdDb *ear_db;
  GThread *writer, *readers[ZXD_N_READERS], *ear;
};

/* One transaction of the writer: several closures and posts, numbered base + 1 … head. */
struct _ZxdTxn {
  ZxdStore *store;
  ZxdDb *db;
  gint64 base, head;
  GPtrArray *events; /* owned ZxdEvent or null where a number is not used yet; [seq - base - 1] */
};

/* Where the schema's files are. Lent. */
const char *zxd_store_get_sql_dir (void);

/* One connection that writes, outside of any store; the schema is left as it is. */
ZxdDb *zxd_store_connect (const char *where, GError **error);

/* Moves the known head up to @seq; any thread. */
void zxd_store_raise_head (ZxdStore *store, gint64 seq);

/* Takes up to @most posts, in order; null when there are none. */
ZxdPost *zxd_store_take_posts (ZxdStore *store, guint most);

/* Takes up to ZXD_ROUND_CLOSURES closures into @closures (empty before); FALSE when none wait. */
gboolean zxd_store_take_closures (ZxdStore *store, GQueue *closures);

/* TRUE when nothing is queued and the store is closing: the writer may end. */
gboolean zxd_store_is_drained (ZxdStore *store);

/* After COMMIT: hands the batch to the listener, then answers the closures (both may be empty). */
void zxd_store_deliver (ZxdStore *store, ZxdTxn *txn, ZxdPost *posts, GQueue *closures);

/* Answers one closure and frees it. */
void zxd_closure_finish (ZxdStore *store, ZxdClosure *closure);

/* ---- zxd-txn.c: one transaction of the writer */

void zxd_txn_init (ZxdTxn *txn, ZxdStore *store);
void zxd_txn_clear (ZxdTxn *txn);

/* BEGIN, and the counter row is ours. Any failure but a wish to retry ends the process. */
gboolean zxd_txn_begin (ZxdTxn *txn);

/* Runs one closure in its SAVEPOINT; its error is kept in it. FALSE when the whole transaction must
 * be tried again. */
gboolean zxd_txn_run (ZxdTxn *txn, ZxdClosure *closure);

/* Writes the counter and commits; FALSE when the whole transaction must be tried again. */
gboolean zxd_txn_commit (ZxdTxn *txn);
void zxd_txn_roll_back (ZxdTxn *txn);

/* ---- the threads' bodies */
gpointer zxd_writer_sqlite (gpointer store);
gpointer zxd_writer_postgres (gpointer store);
gpointer zxd_reader (gpointer place); /* a ZxdReaderPlace, taken */
gpointer zxd_ear (gpointer store);

typedef struct {
  ZxdStore *store;
  ZxdDb *db;
} ZxdReaderPlace;

/* Ends @text where a zero byte or something that is no UTF-8 stands: no database takes them, and
 * one visitor must not stop all. */
void zxd_post_make_valid (ZxdPost *post);
