/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "zxd-db.h"
#include "zxd-event.h"
#include "zxd-post.h"

/* The one door to the database: SQLite (a path) or PostgreSQL (a conninfo with `=` or a
 * postgresql:// URI). Owns a writer thread, three readers, and the thread that hears of other
 * daemons. A write is acknowledged after COMMIT; a change and its event are one transaction;
 * numbers are in commit order, without holes. If the database fails in a way that leaves the
 * outcome unknown the process ends: clients send again what was not acknowledged. */
typedef struct _ZxdStore ZxdStore;

/* Where the schema's folders sqlite/ and postgres/ are, for all stores opened from now on. Null,
 * the start: the environment's ZX_SQL_DIR, else where they are installed. Before threads start. */
void zxd_store_set_sql_dir (const char *dir);

/* Opens, brings the schema up to date, starts the threads. A path that has a `=` in it begins with
 * `/` or `.`. */
ZxdStore *zxd_store_open (const char *where, GError **error);
void zxd_store_close (ZxdStore *store); /* waits until all that was queued is committed */
gboolean zxd_store_is_postgres (ZxdStore *store);
gint64 zxd_store_head (ZxdStore *store); /* newest committed seq known here; any thread */

/* ---- writing: one action, one closure, one SAVEPOINT. The counter row is locked before @fn runs.
 */
typedef struct _ZxdTxn ZxdTxn;

/* On the writer thread. FALSE with @error rolls this closure back alone. It may run twice
 * (serialisation retry): it must set its results anew each time and touch nothing but @data. */
typedef gboolean (*ZxdWriteFunc) (ZxdTxn *txn, gpointer data, GError **error);

/* Calls @callback in the caller's main context after COMMIT (or failure). @data is lent until then,
 * then freed with @free_data unless it is stolen by zxd_store_write_finish(). */
void zxd_store_write (ZxdStore *store,
                      ZxdWriteFunc fn,
                      gpointer data,
                      GDestroyNotify free_data,
                      GAsyncReadyCallback callback,
                      gpointer user_data);

/* The closure's @data, now the caller's (transfer full); null with @error when it failed. */
gpointer zxd_store_write_finish (GAsyncResult *result, GError **error);

/* The same and waits for it: for command-line verbs and start-up only, never on a served main loop.
 */
gboolean zxd_store_write_sync (ZxdStore *store, ZxdWriteFunc fn, gpointer data, GError **error);

ZxdDb *zxd_txn_db (ZxdTxn *txn);

/* The next number: a new object's id is the seq of the event that creates it. Each seq taken must
 * be used by exactly one zxd_txn_event(). */
gint64 zxd_txn_next_seq (ZxdTxn *txn);

/* Logs what happened under @seq. @json null means the object is gone. */
gboolean zxd_txn_event (ZxdTxn *txn,
                        gint64 seq,
                        const char *noun,
                        gint64 id,
                        gint64 contact_id,
                        const ZxAudience *now,
                        const ZxAudience *was,
                        const char *json,
                        GError **error);

/* The same for a fact that has just come into the sight of agent @also_id, whose rights may not be
 * known everywhere yet: he is told `put` whatever his rights say. */
gboolean zxd_txn_event_also (ZxdTxn *txn,
                             gint64 seq,
                             const char *noun,
                             gint64 id,
                             gint64 contact_id,
                             const ZxAudience *now,
                             const ZxAudience *was,
                             gint64 also_id,
                             const char *json,
                             GError **error);

/* Actions that make no row of their own (accept, close …) are idempotent through this: TRUE and
 * *@again FALSE when @uuid is new and now remembered, *@again TRUE when it had been done before. */
gboolean zxd_txn_request (ZxdTxn *txn,
                          const guint8 uuid[16],
                          gint64 actor_id,
                          gboolean *again,
                          GError **error);

/* The same for actions that make a thing: when *@again, *@result_id is what the request made the
 * first time, else 0 and zxd_txn_request_made() follows in the same closure. CONFLICT when another
 * actor has used this @uuid. */
gboolean zxd_txn_request_result (ZxdTxn *txn,
                                 const guint8 uuid[16],
                                 gint64 actor_id,
                                 gboolean *again,
                                 gint64 *result_id,
                                 GError **error);
gboolean
zxd_txn_request_made (ZxdTxn *txn, const guint8 uuid[16], gint64 result_id, GError **error);

/* A part of a closure that may fail alone, in a SAVEPOINT of its own: what it wrote and the numbers
 * that it took are undone, @refused says why, and the closure goes on. FALSE with @error when the
 * closure must end. */
gboolean
zxd_txn_try (ZxdTxn *txn, ZxdWriteFunc fn, gpointer data, GError **refused, GError **error);

/* What was overwritten in this closure shall not be readable anywhere in the files: once it is
 * committed SQLite's log is emptied as soon as no reader needs it (PostgreSQL's own vacuum and
 * checkpoints do that in their time). */
void zxd_txn_scrub (ZxdTxn *txn);

/* ---- reading: one closure, one snapshot, on a reader thread. */
typedef gboolean (*ZxdReadFunc) (ZxdDb *db, gint64 as_of, gpointer data, GError **error);

void zxd_store_read (ZxdStore *store,
                     ZxdReadFunc fn,
                     gpointer data,
                     GDestroyNotify free_data,
                     GAsyncReadyCallback callback,
                     gpointer user_data);
gpointer zxd_store_read_finish (GAsyncResult *result, GError **error);
gboolean zxd_store_read_sync (ZxdStore *store, ZxdReadFunc fn, gpointer data, GError **error);

/* ---- the hub's side: all callbacks come on the store's threads and must only hand over. */

/* Visitors' messages, the fast path: the list first…last (linked by `next`) joins the writer's next
 * round. Comes back through `posted`. Any thread. */
void zxd_store_post (ZxdStore *store, ZxdPost *first, ZxdPost *last);

/* Posts queued and not yet committed; above ZXD_POSTS_BOUND the hub stops reading visitors. */
guint zxd_store_posts_waiting (ZxdStore *store);

/* Events since < seq ≤ upto, at most 500 and 256 KB, come through `paged` under @tag. A @since
 * older than the log is kept gives `too_old`. Any thread. */
void zxd_store_page (ZxdStore *store, guint64 tag, gint64 since, gint64 upto);

typedef struct {
  gint64 base;       /* head before it: its events are base + 1 … base + events->len */
  GPtrArray *events; /* owned ZxdEvent, in order */
  ZxdPost *posts;    /* owned list, each with its outcome; null when it was closures only */
} ZxdBatch;
void zxd_batch_free (ZxdBatch *batch);

typedef struct {
  guint64 tag;
  gint64 since, upto;
  gint64 reached; /* all that exists up to here is in `events` */
  gboolean too_old;
  GPtrArray *events; /* owned ZxdEvent, in order */
} ZxdPage;
void zxd_page_free (ZxdPage *page);

typedef struct {
  void (*committed) (ZxdBatch *batch,
                     gpointer data); /* takes the batch; before acks and replies go out */
  void (*paged) (ZxdPage *page, gpointer data);      /* takes the page */
  void (*remote) (gint64 seq, gpointer data);        /* another daemon committed up to seq */
  void (*passed) (const char *words, gpointer data); /* by another daemon: zxd_store_pass_on() */
} ZxdStoreListener;
void zxd_store_listen (ZxdStore *store, const ZxdStoreListener *listener, gpointer data);

/* Tells the other daemons of this database what is no fact: it is stored nowhere, and lost when
 * there is too much of it. Newer words of the same @key replace those that have not left yet.
 * Nothing happens on SQLite, which has no other daemons. Any thread; does not block on the
 * database. */
void zxd_store_pass_on (ZxdStore *store, const char *key, const char *words);

/* Deletes events older than @keep_ms; the newest always stays. */
void zxd_store_prune (ZxdStore *store, gint64 keep_ms);

/* The SQL twin of zx_rights_sees() for a table whose organisation and owner columns are named (may
 * be qualified): "(… )" with plain `?` placeholders, interned, so the whole text may be interned
 * and prepared. Bind them with zxd_rights_bind() from *@place on, which it moves behind them;
 * @rights must stay the same in both. */
const char *zxd_rights_predicate (ZxdDb *db,
                                  const ZxRights *rights,
                                  const char *org_column,
                                  const char *owner_column);
void zxd_rights_bind (ZxdStmt *stmt, int *place, const ZxRights *rights);

/* The same for the table contact under the name @alias, whose guests see it too. */
const char *zxd_rights_contact_predicate (ZxdDb *db, const ZxRights *rights, const char *alias);
void zxd_rights_contact_bind (ZxdStmt *stmt, int *place, const ZxRights *rights);

/* The rights as in /me: {"role":…,"scope":…,"org_id":…,"orgs":[…]}, the whole object. */
char *zxd_rights_json (const ZxRights *rights);

/* What an agent's open contacts do when his rights change: a full `put` of each one gained, `gone`
 * for each one lost, then the `rights` event, all in @txn. */
gboolean zxd_store_rights_changed (ZxdTxn *txn,
                                   const ZxRights *before,
                                   const ZxRights *after,
                                   GError **error);
