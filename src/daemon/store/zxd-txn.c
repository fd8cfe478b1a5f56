/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One transaction of the writer: the counter first, then closures, each in its own savepoint. */
#include "zxd-store-private.h"

#include "zx-clock.h"

static void
unref_event (gpointer data)
{
  if (data != NULL)
    zxd_event_unref (data);
}

void
zxd_txn_init (ZxdTxn *txn, ZxdStore *store)
{
  txn->store = store;
  txn->db = store->write_db;
  txn->base = txn->head = 0;
  txn->events = g_ptr_array_new_with_free_func (unref_event);
}

void
zxd_txn_clear (ZxdTxn *txn)
{
  g_clear_pointer (&txn->events, g_ptr_array_unref);
}

/* For what can fail only when the database does. FALSE when it wishes to be tried again. */
static gboolean
must (ZxdTxn *txn, const char *what, gboolean is_good, GError *error)
{
  if (!is_good && !txn->db->must_retry)
    zxd_db_die (what, error->message);
  return is_good;
}

static gboolean
post (ZxdTxn *txn, const char *sql)
{
  g_autoptr (GError) error = NULL;
  gboolean is_good = zxd_db_post (txn->db, sql, &error);

  return must (txn, sql, is_good, error);
}

static gboolean
execute (ZxdTxn *txn, const char *sql)
{
  g_autoptr (GError) error = NULL;
  gboolean is_good = zxd_db_execute (txn->db, sql, &error);

  return must (txn, sql, is_good, error);
}

gboolean
zxd_txn_begin (ZxdTxn *txn)
{
  g_autoptr (GError) error = NULL;
  gboolean is_postgres = zxd_db_is_postgres (txn->db), is_good;

  txn->db->must_retry = FALSE;
  g_ptr_array_set_size (txn->events, 0);
  if (!post (txn, is_postgres ? "BEGIN" : "BEGIN IMMEDIATE"))
    return FALSE;
  is_good = zxd_db_number (
      txn->db, is_postgres ? "SELECT n FROM counter FOR UPDATE" : "SELECT n FROM counter",
      &txn->base, &error);
  txn->head = txn->base;
  return must (txn, "counter", is_good, error);
}

static gboolean
write_counter (ZxdTxn *txn, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (txn->db, "UPDATE counter SET n = ?", error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, txn->head);
  return zxd_stmt_run (stmt, error);
}

/* Other daemons hear of it when it is committed. */
static gboolean
notify (ZxdTxn *txn, GError **error)
{
  g_autofree char *words = g_strdup_printf ("%" G_GINT64_FORMAT " %s", txn->head, txn->store->mark);
  ZxdStmt *stmt = zxd_db_prepare (txn->db, "SELECT pg_notify ('zuoxi', ?)", error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_text (stmt, 1, words);
  return zxd_stmt_run (stmt, error);
}

gboolean
zxd_txn_commit (ZxdTxn *txn)
{
  g_autoptr (GError) error = NULL;
  gboolean is_good = TRUE;

  if (txn->head > txn->base)
    is_good =
        write_counter (txn, &error) && (!zxd_db_is_postgres (txn->db) || notify (txn, &error));
  is_good = is_good && zxd_db_post (txn->db, "COMMIT", &error) && zxd_db_settle (txn->db, &error);
  return must (txn, "COMMIT", is_good, error);
}

void
zxd_txn_roll_back (ZxdTxn *txn)
{
  txn->db->must_retry = FALSE;
  execute (txn, "ROLLBACK");
}

static gboolean
all_numbers_are_used (ZxdTxn *txn, guint from, GError **error)
{
  for (guint i = from; i < txn->events->len; i++)
    if (txn->events->pdata[i] == NULL)
      return zx_throw (error, ZX_ERROR_UNAVAILABLE, "a number without its event");
  return TRUE;
}

/* Runs @fn in a savepoint of its own. FALSE: the transaction is to be tried again, or has failed.
 * *refused: what came of @fn alone, which then left nothing behind. */
static gboolean
run_apart (ZxdTxn *txn, ZxdWriteFunc fn, gpointer data, GError **refused, GError **error)
{
  gint64 head = txn->head;
  gboolean is_good;

  if (!zxd_db_post (txn->db, "SAVEPOINT part", error))
    return FALSE;
  is_good = fn (txn, data, refused);
  zxd_db_reset_all (txn->db);
  is_good = is_good && zxd_db_post (txn->db, "RELEASE part", refused);
  /* What was not waited for may have failed, even when @fn gave up for another reason. */
  is_good = zxd_db_settle (txn->db, is_good ? refused : NULL) && is_good;
  if (txn->db->must_retry)
    return zx_throw (error, ZX_ERROR_UNAVAILABLE, "the transaction must be tried again");
  if (is_good)
    return TRUE;
  txn->head = head;
  g_ptr_array_set_size (txn->events, (int) (head - txn->base));
  return zxd_db_execute (txn->db, "ROLLBACK TO part; RELEASE part", error);
}

static gboolean
write_closure (ZxdTxn *txn, gpointer data, GError **error)
{
  const ZxdClosure *closure = data;
  guint from = txn->events->len;

  return closure->write (txn, closure->data, error) && all_numbers_are_used (txn, from, error);
}

gboolean
zxd_txn_run (ZxdTxn *txn, ZxdClosure *closure)
{
  g_autoptr (GError) error = NULL;
  gboolean is_good;

  g_clear_error (&closure->error);
  is_good = run_apart (txn, write_closure, closure, &closure->error, &error);
  return must (txn, "SAVEPOINT", is_good, error);
}

gboolean
zxd_txn_try (ZxdTxn *txn, ZxdWriteFunc fn, gpointer data, GError **refused, GError **error)
{
  /* What was posted before and failed is not what @fn was refused for. */
  if (!zxd_db_settle (txn->db, error) || !run_apart (txn, fn, data, refused, error))
    return FALSE;
  if (*refused == NULL || (*refused)->code != ZX_ERROR_UNAVAILABLE)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (refused)); /* it is no refusal */
  return FALSE;
}

ZxdDb *
zxd_txn_db (ZxdTxn *txn)
{
  return txn->db;
}

gint64
zxd_txn_next_seq (ZxdTxn *txn)
{
  txn->head++;
  g_ptr_array_set_size (txn->events, (int) (txn->head - txn->base));
  return txn->head;
}

static void
bind_audience (ZxdStmt *stmt, int place, const ZxAudience *audience, const char *guests)
{
  zxd_stmt_bind_int (stmt, place, audience->kind);
  zxd_stmt_bind_id (stmt, place + 1, audience->org_id);
  zxd_stmt_bind_id (stmt, place + 2, audience->owner_id);
  zxd_stmt_bind_text (stmt, place + 3, guests);
}

gboolean
zxd_txn_event_also (ZxdTxn *txn,
                    gint64 seq,
                    const char *noun,
                    gint64 id,
                    gint64 contact_id,
                    const ZxAudience *now,
                    const ZxAudience *was,
                    gint64 also_id,
                    const char *json,
                    GError **error)
{
  static const ZxAudience nobody = {ZX_AUDIENCE_NOBODY, 0, 0};
  g_autofree char *now_guests = zx_guests_text (now->guests);
  g_autofree char *was_guests = was != NULL ? zx_guests_text (was->guests) : NULL;
  gint64 place = seq - txn->base - 1;
  ZxdEvent *event;
  ZxdStmt *stmt;

  if (place < 0 || place >= txn->events->len || txn->events->pdata[place] != NULL)
    return zx_throw (error, ZX_ERROR_UNAVAILABLE, "an event under a number that is not its own");
  stmt = zxd_db_prepare (
      txn->db,
      "INSERT INTO event (seq, noun, obj_id, contact_id, at_ms, now_kind, now_org, now_owner, "
      "now_guests, was_kind, was_org, was_owner, was_guests, now_also, json) VALUES (?, ?, ?, ?, "
      "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      error);
  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, seq);
  zxd_stmt_bind_text (stmt, 2, noun);
  zxd_stmt_bind_int (stmt, 3, id);
  zxd_stmt_bind_id (stmt, 4, contact_id);
  zxd_stmt_bind_int (stmt, 5, zx_clock_now_ms ());
  bind_audience (stmt, 6, now, now_guests);
  bind_audience (stmt, 10, was != NULL ? was : &nobody, was_guests);
  zxd_stmt_bind_id (stmt, 14, also_id);
  zxd_stmt_bind_text (stmt, 15, json);
  if (!zxd_stmt_run (stmt, error))
    return FALSE;

  event = zxd_event_new (seq, noun, id, contact_id, now, was, json, -1);
  event->also_id = also_id;
  txn->events->pdata[place] = event;
  return TRUE;
}

gboolean
zxd_txn_event (ZxdTxn *txn,
               gint64 seq,
               const char *noun,
               gint64 id,
               gint64 contact_id,
               const ZxAudience *now,
               const ZxAudience *was,
               const char *json,
               GError **error)
{
  return zxd_txn_event_also (txn, seq, noun, id, contact_id, now, was, 0, json, error);
}

gboolean
zxd_txn_request (ZxdTxn *txn,
                 const guint8 uuid[16],
                 gint64 actor_id,
                 gboolean *again,
                 GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      txn->db,
      "INSERT INTO request (uuid, actor_id, at_ms) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", error);
  gint64 n_rows;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_uuid (stmt, 1, uuid);
  zxd_stmt_bind_id (stmt, 2, actor_id);
  zxd_stmt_bind_int (stmt, 3, zx_clock_now_ms ());
  if (!zxd_stmt_change (stmt, &n_rows, error))
    return FALSE;
  *again = n_rows == 0;
  return TRUE;
}

/* What an earlier request made, if it was the same actor's. */
static gboolean
read_result (ZxdTxn *txn, const guint8 uuid[16], gint64 actor_id, gint64 *result_id, GError **error)
{
  ZxdStmt *stmt =
      zxd_db_prepare (txn->db, "SELECT actor_id, result_id FROM request WHERE uuid = ?", error);
  gboolean is_others;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_uuid (stmt, 1, uuid);
  if (zxd_stmt_step (stmt, error) != ZXD_STEP_ROW)
    return FALSE;
  is_others = zxd_stmt_int (stmt, 0) != actor_id;
  *result_id = zxd_stmt_int (stmt, 1);
  zxd_stmt_reset (stmt);
  return !is_others || zx_throw (error, ZX_ERROR_CONFLICT,
                                 "This request was made by somebody else; make a new UUID.");
}

gboolean
zxd_txn_request_result (ZxdTxn *txn,
                        const guint8 uuid[16],
                        gint64 actor_id,
                        gboolean *again,
                        gint64 *result_id,
                        GError **error)
{
  *result_id = 0;
  return zxd_txn_request (txn, uuid, actor_id, again, error) &&
         (!*again || read_result (txn, uuid, actor_id, result_id, error));
}

gboolean
zxd_txn_request_made (ZxdTxn *txn, const guint8 uuid[16], gint64 result_id, GError **error)
{
  ZxdStmt *stmt =
      zxd_db_prepare (txn->db, "UPDATE request SET result_id = ? WHERE uuid = ?", error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_id (stmt, 1, result_id);
  zxd_stmt_bind_uuid (stmt, 2, uuid);
  return zxd_stmt_run (stmt, error);
}

void
zxd_txn_scrub (ZxdTxn *txn)
{
  txn->store->wants_scrub = TRUE;
}
