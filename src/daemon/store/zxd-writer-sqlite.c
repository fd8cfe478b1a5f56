/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The writer on SQLite: what waits is written in one transaction a round, then answered. */
#include "zxd-store-private.h"

#include "zx-clock.h"

#include <poll.h>
#include <sys/eventfd.h>

/* What the statements of the fast path need for each post. */
typedef struct {
  ZxdTxn *txn;
  gint64 now_ms;
} Round;

static void
must (gboolean is_good, GError *error)
{
  if (!is_good)
    zxd_db_die ("message", error->message);
}

static ZxdStmt *
prepare (Round *round, const char *sql)
{
  g_autoptr (GError) error = NULL;
  ZxdStmt *stmt = zxd_db_prepare (round->txn->db, sql, &error);

  must (stmt != NULL, error);
  return stmt;
}

/* Who is to see a message of this contact; FALSE when the contact is over or unknown. */
static gboolean
find_audience (Round *round, gint64 contact_id, ZxAudience *audience)
{
  g_autoptr (GError) error = NULL;
  ZxdStmt *stmt = prepare (round, "SELECT org_id, agent_id FROM contact WHERE id = ? "
                                  "AND state NOT IN ('closed', 'abandoned', 'missed')");
  ZxdStep step;

  zxd_stmt_bind_int (stmt, 1, contact_id);
  step = zxd_stmt_step (stmt, &error);
  must (step != ZXD_STEP_FAILED, error);
  if (step == ZXD_STEP_DONE)
    return FALSE;
  *audience = (ZxAudience){ZX_AUDIENCE_DESK, zxd_stmt_int (stmt, 0), zxd_stmt_int (stmt, 1)};
  zxd_stmt_reset (stmt);
  return TRUE;
}

/* The seq under which @uuid was stored before; 0 when it was not. */
static gint64
find_again (Round *round, const guint8 uuid[16])
{
  g_autoptr (GError) error = NULL;
  ZxdStmt *stmt = prepare (round, "SELECT id FROM message WHERE uuid = ?");
  gint64 seq = 0;
  ZxdStep step;

  zxd_stmt_bind_uuid (stmt, 1, uuid);
  step = zxd_stmt_step (stmt, &error);
  must (step != ZXD_STEP_FAILED, error);
  if (step == ZXD_STEP_ROW)
    seq = zxd_stmt_int (stmt, 0);
  zxd_stmt_reset (stmt);
  return seq;
}

/* FALSE when this uuid is there already. */
static gboolean
insert_message (Round *round, const ZxdPost *post, gint64 seq)
{
  g_autoptr (GError) error = NULL;
  ZxdStmt *stmt = prepare (round, "INSERT INTO message (id, uuid, contact_id, author, text, "
                                  "sent_at_ms, rev) VALUES (?1, ?2, ?3, 'customer', ?4, ?5, ?1) "
                                  "ON CONFLICT (uuid) DO NOTHING");

  zxd_stmt_bind_int (stmt, 1, seq);
  zxd_stmt_bind_uuid (stmt, 2, post->uuid);
  zxd_stmt_bind_int (stmt, 3, post->contact_id);
  zxd_stmt_bind_text (stmt, 4, post->text);
  zxd_stmt_bind_int (stmt, 5, post->sent_at_ms);
  must (zxd_stmt_run (stmt, &error), error);
  return zxd_stmt_changes (stmt) > 0;
}

static void
insert_event (Round *round, const ZxdPost *post, const ZxAudience *now)
{
  g_autoptr (GError) error = NULL;
  ZxdStmt *stmt = prepare (round, "INSERT INTO event (seq, noun, obj_id, contact_id, at_ms, "
                                  "now_kind, now_org, now_owner, was_kind, json) "
                                  "VALUES (?1, 'message', ?1, ?2, ?3, ?4, ?5, ?6, 0, ?7)");

  zxd_stmt_bind_int (stmt, 1, post->seq);
  zxd_stmt_bind_int (stmt, 2, post->contact_id);
  zxd_stmt_bind_int (stmt, 3, round->now_ms);
  zxd_stmt_bind_int (stmt, 4, now->kind);
  zxd_stmt_bind_int (stmt, 5, now->org_id);
  zxd_stmt_bind_id (stmt, 6, now->owner_id);
  zxd_stmt_bind_text (stmt, 7, post->json);
  must (zxd_stmt_run (stmt, &error), error);
}

/* The contact may have been accepted or closed a moment ago, so it is read in this transaction. */
static void
write_post (Round *round, ZxdPost *post)
{
  ZxdTxn *txn = round->txn;
  gint64 seq = txn->head + 1;
  ZxAudience now;

  zxd_post_make_valid (post);
  if (!find_audience (round, post->contact_id, &now)) {
    post->seq = find_again (round, post->uuid);
    post->outcome = post->seq != 0 ? ZXD_POST_AGAIN : ZXD_POST_OVER;
  } else if (!insert_message (round, post, seq)) {
    post->seq = find_again (round, post->uuid);
    post->outcome = ZXD_POST_AGAIN;
  } else {
    post->seq = txn->head = seq;
    post->outcome = ZXD_POST_STORED;
    insert_event (round, post, &now);
    post->event = zxd_event_new (seq, "message", seq, post->contact_id, &now, NULL, post->json,
                                 (gssize) post->json_length);
    g_ptr_array_add (txn->events, zxd_event_ref (post->event));
  }
}

static void
run_closures (ZxdTxn *txn, GQueue *closures, GQueue *done)
{
  ZxdClosure *closure;

  while ((closure = g_queue_pop_head (closures)) != NULL) {
    zxd_txn_run (txn, closure);
    g_queue_push_tail (done, closure);
  }
}

/* Writes @posts and counts them; gives out where the next ones are to be linked. */
static ZxdPost **
write_posts (Round *round, ZxdPost **first, guint *n_posts)
{
  ZxdPost **end = first;

  for (; *end != NULL; end = &(*end)->next, (*n_posts)++)
    write_post (round, *end);
  return end;
}

/* Writes what waits and what arrives meanwhile; FALSE when nothing waited. */
static gboolean
write_round (ZxdStore *store)
{
  g_auto (GQueue) closures = G_QUEUE_INIT, done = G_QUEUE_INIT;
  ZxdPost *posts = zxd_store_take_posts (store, ZXD_ROUND_POSTS), **end = &posts;
  gint64 until = g_get_monotonic_time () + ZXD_ROUND_USEC;
  guint n_posts = 0;
  ZxdTxn txn;
  Round round = {&txn, zx_clock_now_ms ()};

  if (!zxd_store_take_closures (store, &closures) && posts == NULL)
    return FALSE;
  zxd_txn_init (&txn, store);
  zxd_txn_begin (&txn);
  run_closures (&txn, &closures, &done);
  end = write_posts (&round, end, &n_posts);
  while (n_posts < ZXD_ROUND_POSTS && g_get_monotonic_time () < until) {
    *end = zxd_store_take_posts (store, ZXD_ROUND_POSTS - n_posts);
    if (*end == NULL)
      break;
    end = write_posts (&round, end, &n_posts);
  }
  zxd_txn_commit (&txn);
  zxd_store_deliver (store, &txn, posts, &done);
  zxd_txn_clear (&txn);
  return TRUE;
}

gpointer
zxd_writer_sqlite (gpointer data)
{
  ZxdStore *store = data;
  struct pollfd wake = {store->wake, POLLIN, 0};
  eventfd_t value;

  for (;;) {
    if (write_round (store))
      continue;
    if (zxd_store_is_drained (store))
      return NULL;
    poll (&wake, 1, -1);
    eventfd_read (store->wake, &value);
  }
}
