/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The writer on SQLite: what waits is written in one transaction a round, then answered. */
#include "zxd-store-private.h"

#include "zx-clock.h"
#include "zxd-log-mover.h"

#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>

/* Most posts in one transaction. Each dirties a page of the index of UUIDs, which are in no order:
 * the more posts share a commit, the fewer pages each costs. Reached only when so many wait. */
enum { ROUND_POSTS = 2048 };

/* How long the writer waits for readers when it empties its log, and usually (as the connection was
 * opened) for other processes; and how long until it tries again. */
#define SCRUB_BUSY_MS "20"
#define BUSY_MS "10000"
enum { SCRUB_AGAIN_MS = 1000 };

/* Pages of the log before they begin to be moved into the file: fewer, larger moves. */
enum { MOVE_PAGES = 12000 };

/* The contacts of one round that were looked up already; a place is shared by several. */
enum { N_SEEN = 256 };

typedef struct {
  gint64 contact_id; /* 0: empty */
  gboolean is_over;  /* for the customer; or unknown */
  ZxAudience audience;
} Seen;

/* Owned by the writer's thread for its whole life. Statements are kept apart from the connection's
 * cache: the fast path binds every place each time and looks nothing up. */
typedef struct {
  ZxdStore *store;
  ZxdLogMover *mover; /* owned, null until the log is long */
  ZxdTxn txn;         /* of this round */
  gint64 now_ms;
  gint64 next_scrub_us;                       /* not before; monotonic */
  ZxdStmt *contact, *message, *event, *again; /* lent */
  Seen seen[N_SEEN];
} Writer;

static void
must (gboolean is_good, GError *error)
{
  if (!is_good)
    zxd_db_die ("message", error->message);
}

static ZxdStmt *
prepare (ZxdDb *db, const char *sql)
{
  g_autoptr (GError) error = NULL;
  ZxdStmt *stmt = zxd_db_prepare (db, sql, &error);

  must (stmt != NULL, error);
  return stmt;
}

static void
prepare_all (Writer *self)
{
  ZxdDb *db = self->store->write_db;

  /* Not `NOT IN`: for that SQLite would build a small table each time. */
  self->contact = prepare (db, "SELECT org_id, agent_id, guests FROM contact WHERE id = ? AND "
                               "state <> 'closed' AND state <> 'abandoned' AND state <> 'missed' "
                               "AND state <> 'wrap_up'");
  self->message = prepare (db, "INSERT INTO message (id, uuid, contact_id, author, text, "
                               "sent_at_ms, rev) VALUES (?1, ?2, ?3, 'customer', ?4, ?5, ?1) "
                               "ON CONFLICT (uuid) DO NOTHING");
  self->event = prepare (db, "INSERT INTO event (seq, noun, obj_id, contact_id, at_ms, now_kind, "
                             "now_org, now_owner, was_kind, json, now_guests) "
                             "VALUES (?1, 'message', ?1, ?2, ?3, ?4, ?5, ?6, 0, ?7, ?8)");
  self->again = prepare (db, "SELECT id FROM message WHERE uuid = ?");
}

static void
look_up (Writer *self, Seen *seen)
{
  g_autoptr (GError) error = NULL;
  ZxdStep step;

  zxd_stmt_bind_int (self->contact, 1, seen->contact_id);
  step = zxd_stmt_step (self->contact, &error);
  must (step != ZXD_STEP_FAILED, error);
  seen->is_over = step == ZXD_STEP_DONE;
  if (seen->is_over)
    return;
  seen->audience = (ZxAudience){ZX_AUDIENCE_DESK, zxd_stmt_int (self->contact, 0),
                                zxd_stmt_int (self->contact, 1)};
  zx_guests_parse (zxd_stmt_text (self->contact, 2), seen->audience.guests);
  zxd_stmt_reset (self->contact);
}

/* Who is to see a message of this contact; null when the contact is over or unknown. It may have
 * been accepted or closed a moment ago, so it is read in this transaction. */
static const ZxAudience *
find_audience (Writer *self, gint64 contact_id)
{
  Seen *seen = &self->seen[(guint64) contact_id % N_SEEN];

  if (seen->contact_id != contact_id || contact_id == 0) {
    seen->contact_id = contact_id;
    look_up (self, seen);
  }
  return seen->is_over ? NULL : &seen->audience;
}

/* The seq under which @uuid was stored before; 0 when it was not. */
static gint64
find_again (Writer *self, const guint8 uuid[16])
{
  g_autoptr (GError) error = NULL;
  gint64 seq = 0;
  ZxdStep step;

  zxd_stmt_bind_uuid (self->again, 1, uuid);
  step = zxd_stmt_step (self->again, &error);
  must (step != ZXD_STEP_FAILED, error);
  if (step == ZXD_STEP_ROW)
    seq = zxd_stmt_int (self->again, 0);
  zxd_stmt_reset (self->again);
  return seq;
}

/* FALSE when this uuid is there already. */
static gboolean
insert_message (Writer *self, const ZxdPost *post, gint64 seq)
{
  g_autoptr (GError) error = NULL;
  gint64 n_rows = 0;

  zxd_stmt_bind_int (self->message, 1, seq);
  zxd_stmt_bind_uuid (self->message, 2, post->uuid);
  zxd_stmt_bind_int (self->message, 3, post->contact_id);
  zxd_stmt_bind_text (self->message, 4, post->text);
  zxd_stmt_bind_int (self->message, 5, post->sent_at_ms);
  must (zxd_stmt_change (self->message, &n_rows, &error), error);
  return n_rows > 0;
}

static void
insert_event (Writer *self, const ZxdPost *post, const ZxAudience *now)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *guests = zx_guests_text (now->guests);

  zxd_stmt_bind_int (self->event, 1, post->seq);
  zxd_stmt_bind_int (self->event, 2, post->contact_id);
  zxd_stmt_bind_int (self->event, 3, self->now_ms);
  zxd_stmt_bind_int (self->event, 4, now->kind);
  zxd_stmt_bind_int (self->event, 5, now->org_id);
  zxd_stmt_bind_id (self->event, 6, now->owner_id);
  zxd_stmt_bind_text (self->event, 7, post->json);
  zxd_stmt_bind_text (self->event, 8, guests);
  must (zxd_stmt_run (self->event, &error), error);
}

static void
write_post (Writer *self, ZxdPost *post)
{
  ZxdTxn *txn = &self->txn;
  gint64 seq = txn->head + 1;
  const ZxAudience *now = find_audience (self, post->contact_id);

  zxd_post_make_valid (post);
  if (now == NULL) {
    post->seq = find_again (self, post->uuid);
    post->outcome = post->seq != 0 ? ZXD_POST_AGAIN : ZXD_POST_OVER;
  } else if (!insert_message (self, post, seq)) {
    post->seq = find_again (self, post->uuid);
    post->outcome = ZXD_POST_AGAIN;
  } else {
    post->seq = txn->head = seq;
    post->outcome = ZXD_POST_STORED;
    insert_event (self, post, now);
    post->event = zxd_event_new (seq, "message", seq, post->contact_id, now, NULL, post->json,
                                 (gssize) post->json_length);
    g_ptr_array_add (txn->events, zxd_event_ref (post->event));
  }
}

/* ---- rounds */

static void
run_closures (Writer *self, GQueue *closures, GQueue *done)
{
  ZxdClosure *closure;

  while ((closure = g_queue_pop_head (closures)) != NULL) {
    zxd_txn_run (&self->txn, closure);
    g_queue_push_tail (done, closure);
  }
}

/* Writes what hangs at @first and counts it; gives out where the next ones are to be linked. */
static ZxdPost **
write_posts (Writer *self, ZxdPost **first, guint *n_posts)
{
  ZxdPost **end = first;

  for (; *end != NULL; end = &(*end)->next, (*n_posts)++)
    write_post (self, *end);
  return end;
}

static void
move_log (Writer *self)
{
  if (self->store->write_db->log_pages < MOVE_PAGES)
    return;
  if (self->mover == NULL)
    self->mover = zxd_log_mover_new (self->store->where);
  zxd_log_mover_wake (self->mover);
}

/* Writes what waits and what arrives meanwhile; FALSE when nothing waited. Closures go first: what
 * they do to a contact holds for the posts, and is not done while posts remember contacts. */
static gboolean
write_round (Writer *self)
{
  g_auto (GQueue) closures = G_QUEUE_INIT, done = G_QUEUE_INIT;
  ZxdPost *posts = zxd_store_take_posts (self->store, ROUND_POSTS), **end;
  gint64 until = g_get_monotonic_time () + ZXD_ROUND_USEC;
  guint n_posts = 0;

  if (!zxd_store_take_closures (self->store, &closures) && posts == NULL)
    return FALSE;
  self->now_ms = zx_clock_now_ms ();
  memset (self->seen, 0, sizeof self->seen);
  zxd_txn_init (&self->txn, self->store);
  zxd_txn_begin (&self->txn);
  run_closures (self, &closures, &done);
  end = write_posts (self, &posts, &n_posts);
  while (n_posts < ROUND_POSTS && g_get_monotonic_time () < until) {
    *end = zxd_store_take_posts (self->store, ROUND_POSTS - n_posts);
    if (*end == NULL)
      break;
    end = write_posts (self, end, &n_posts);
  }
  zxd_txn_commit (&self->txn);
  zxd_store_deliver (self->store, &self->txn, posts, &done);
  zxd_txn_clear (&self->txn);
  move_log (self);
  return TRUE;
}

/* Moves the log into the file and empties it. A reader that is in the way now (a backup) only puts
 * it off. */
static void
scrub (Writer *self)
{
  g_autoptr (GError) error = NULL;
  gint64 is_busy = 1;

  if (!self->store->wants_scrub || g_get_monotonic_time () < self->next_scrub_us)
    return;
  self->next_scrub_us = g_get_monotonic_time () + SCRUB_AGAIN_MS * 1000;
  if (!zxd_db_execute (self->store->write_db, "PRAGMA busy_timeout = " SCRUB_BUSY_MS, &error) ||
      !zxd_db_number (self->store->write_db, "PRAGMA wal_checkpoint (TRUNCATE)", &is_busy,
                      &error) ||
      !zxd_db_execute (self->store->write_db, "PRAGMA busy_timeout = " BUSY_MS, &error))
    g_info ("the log is not emptied yet: %s", error->message);
  zxd_db_reset_all (self->store->write_db);
  self->store->wants_scrub = is_busy != 0;
}

gpointer
zxd_writer_sqlite (gpointer data)
{
  g_autofree Writer *self = g_new0 (Writer, 1);
  struct pollfd wake = {-1, POLLIN, 0};
  eventfd_t value;

  self->store = data;
  wake.fd = self->store->wake;
  prepare_all (self);
  for (;;) {
    if (write_round (self)) {
      scrub (self);
      continue;
    }
    if (zxd_store_is_drained (self->store)) {
      zxd_log_mover_free (self->mover);
      return NULL;
    }
    poll (&wake, 1, self->store->wants_scrub ? SCRUB_AGAIN_MS : -1);
    scrub (self);
    eventfd_read (self->store->wake, &value);
  }
}
