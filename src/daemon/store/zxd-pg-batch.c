/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many posts as five arrays in one statement. */
#include "zxd-pg-batch.h"

#include "zx-clock.h"
#include "zxd-db-postgres.h"

#include <string.h>

enum { OID_INT8 = 20, OID_TEXT = 25, OID_UUID = 2950 };
enum { UUID, CONTACT, SENT, TEXT, JSON, N_ARRAYS };
enum { STEP_LOCK, STEP_INSERT };

static const char lock_sql[] = "SELECT n FROM counter FOR UPDATE";

/* Numbers only what is new and whose contact is open; tells of every post what became of it. No
 * table of the batch is joined with another: the writer's settings leave only nested loops. */
static const char insert_sql[] =
    "WITH i AS (SELECT * FROM unnest ($1::uuid[], $2::bigint[], $3::bigint[], $4::text[], "
    "  $5::text[]) WITH ORDINALITY AS t (uuid, contact_id, sent, body, json, ord)),"
    " k AS (SELECT i.*, m.id AS old, c.org_id, c.agent_id, c.guests,"
    "  (m.id IS NULL AND c.state <> 'closed' AND c.state <> 'abandoned' AND"
    "  c.state <> 'missed' AND c.state <> 'wrap_up') IS TRUE AS is_new"
    "  FROM i LEFT JOIN message m ON m.uuid = i.uuid LEFT JOIN contact c ON c.id = i.contact_id),"
    " s AS MATERIALIZED (SELECT k.*,"
    "  counter.n + count(*) FILTER (WHERE is_new) OVER (ORDER BY ord) AS seq FROM k, counter),"
    " m AS (INSERT INTO message (id, uuid, contact_id, author, text, sent_at_ms, rev)"
    "  SELECT seq, uuid, contact_id, 'customer', body, sent, seq FROM s WHERE is_new),"
    " e AS (INSERT INTO event (seq, noun, obj_id, contact_id, at_ms, now_kind, now_org, now_owner,"
    "  now_guests, was_kind, json) SELECT seq, 'message', seq, contact_id, $6::bigint, 1, org_id,"
    "  agent_id, guests, 0, json FROM s WHERE is_new),"
    " u AS (UPDATE counter SET n = n + (SELECT count(*) FROM s WHERE is_new))"
    " SELECT ord, old, CASE WHEN is_new THEN seq END, org_id, agent_id, guests FROM s"
    " ORDER BY ord";

static const char notify_sql[] = "SELECT pg_notify ('zuoxi', n || ' ' || $1::text) FROM counter";

G_STATIC_ASSERT (ZX_AUDIENCE_DESK == 1 && ZX_AUDIENCE_NOBODY == 0);

static void
prepare (PGconn *raw, const char *name, const char *sql)
{
  PGresult *result = PQprepare (raw, name, sql, 0, NULL);

  if (PQresultStatus (result) != PGRES_COMMAND_OK)
    zxd_db_die ("PostgreSQL", PQerrorMessage (raw));
  PQclear (result);
}

void
zxd_pg_batch_prepare (PGconn *raw)
{
  prepare (raw, "posts_lock", lock_sql);
  prepare (raw, "posts_insert", insert_sql);
  prepare (raw, "posts_notify", notify_sql);
}

static guint
hash_uuid (gconstpointer key)
{
  guint hash;

  memcpy (&hash, key, sizeof hash);
  return hash;
}

static gboolean
equal_uuid (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, 16) == 0;
}

ZxdPgBatch *
zxd_pg_batch_new (ZxdStore *store, ZxdPost *posts)
{
  ZxdPgBatch *batch = g_new0 (ZxdPgBatch, 1);
  g_autoptr (GHashTable) seen = g_hash_table_new (hash_uuid, equal_uuid);

  zxd_txn_init (&batch->txn, store);
  batch->posts = posts;
  batch->unique = g_ptr_array_sized_new (ZXD_PG_BATCH_POSTS);
  batch->twins = g_ptr_array_new ();
  for (ZxdPost *post = posts; post != NULL; post = post->next) {
    ZxdPost *before = g_hash_table_lookup (seen, post->uuid);

    zxd_post_make_valid (post);
    if (before != NULL) {
      g_ptr_array_add (batch->twins, post);
      g_ptr_array_add (batch->twins, before);
    } else {
      g_hash_table_insert (seen, post->uuid, post);
      g_ptr_array_add (batch->unique, post);
    }
  }
  return batch;
}

void
zxd_pg_batch_free (ZxdPgBatch *batch)
{
  zxd_txn_clear (&batch->txn);
  g_ptr_array_unref (batch->unique);
  g_ptr_array_unref (batch->twins);
  g_free (batch);
}

/* ---- binary arrays of one dimension */

static void
add_word (GByteArray *array, guint32 word)
{
  guint32 in_order = GUINT32_TO_BE (word);

  g_byte_array_append (array, (const guint8 *) &in_order, sizeof in_order);
}

static GByteArray *
new_array (guint32 oid, guint n_elements)
{
  GByteArray *array = g_byte_array_sized_new (n_elements * 32);

  add_word (array, 1); /* dimensions */
  add_word (array, 0); /* no nulls */
  add_word (array, oid);
  add_word (array, n_elements);
  add_word (array, 1); /* the first index */
  return array;
}

static void
add_element (GByteArray *array, gconstpointer bytes, gsize length)
{
  add_word (array, (guint32) length);
  g_byte_array_append (array, bytes, (guint) length);
}

static void
add_number (GByteArray *array, gint64 number)
{
  gint64 in_order = GINT64_TO_BE (number);

  add_element (array, &in_order, sizeof in_order);
}

static void
fill_arrays (const ZxdPgBatch *batch, GByteArray *arrays[N_ARRAYS])
{
  guint n_posts = batch->unique->len;

  arrays[UUID] = new_array (OID_UUID, n_posts);
  arrays[CONTACT] = new_array (OID_INT8, n_posts);
  arrays[SENT] = new_array (OID_INT8, n_posts);
  arrays[TEXT] = new_array (OID_TEXT, n_posts);
  arrays[JSON] = new_array (OID_TEXT, n_posts);
  for (guint i = 0; i < n_posts; i++) {
    const ZxdPost *post = batch->unique->pdata[i];

    add_element (arrays[UUID], post->uuid, 16);
    add_number (arrays[CONTACT], post->contact_id);
    add_number (arrays[SENT], post->sent_at_ms);
    add_element (arrays[TEXT], post->text, post->text_length);
    add_element (arrays[JSON], post->json, post->json_length);
  }
}

void
zxd_pg_batch_send (ZxdPgBatch *batch, PGconn *raw)
{
  GByteArray *arrays[N_ARRAYS];
  const char *values[N_ARRAYS + 1], *mark = batch->txn.store->mark;
  int lengths[N_ARRAYS + 1] = {0}, formats[N_ARRAYS + 1] = {0};
  char now[24];
  gboolean is_sent;

  batch->step = 0;
  batch->must_retry = FALSE;
  fill_arrays (batch, arrays);
  for (int i = 0; i < N_ARRAYS; i++) {
    values[i] = (const char *) arrays[i]->data;
    lengths[i] = (int) arrays[i]->len;
    formats[i] = 1;
  }
  g_snprintf (now, sizeof now, "%" G_GINT64_FORMAT, zx_clock_now_ms ());
  values[N_ARRAYS] = now;
  is_sent = PQsendQueryPrepared (raw, "posts_lock", 0, NULL, NULL, NULL, 0) &&
            PQsendQueryPrepared (raw, "posts_insert", N_ARRAYS + 1, values, lengths, formats, 0) &&
            PQsendQueryPrepared (raw, "posts_notify", 1, &mark, NULL, NULL, 0) &&
            PQpipelineSync (raw);
  if (!is_sent)
    zxd_db_die ("PostgreSQL", PQerrorMessage (raw));
  for (int i = 0; i < N_ARRAYS; i++)
    g_byte_array_unref (arrays[i]);
}

/* ---- results */

static gint64
number_at (const PGresult *result, int row, int column)
{
  return g_ascii_strtoll (PQgetvalue (result, row, column), NULL, 10);
}

static void
take_outcome (ZxdPgBatch *batch, ZxdPost *post, const PGresult *result, int row)
{
  ZxAudience now = {ZX_AUDIENCE_DESK, number_at (result, row, 3), number_at (result, row, 4)};

  if (!PQgetisnull (result, row, 5))
    zx_guests_parse (PQgetvalue (result, row, 5), now.guests);

  if (!PQgetisnull (result, row, 1)) {
    post->outcome = ZXD_POST_AGAIN;
    post->seq = number_at (result, row, 1);
  } else if (PQgetisnull (result, row, 2)) {
    post->outcome = ZXD_POST_OVER;
    post->seq = 0;
  } else {
    post->outcome = ZXD_POST_STORED;
    post->seq = batch->txn.head = number_at (result, row, 2);
    post->event = zxd_event_new (post->seq, "message", post->seq, post->contact_id, &now, NULL,
                                 post->json, (gssize) post->json_length);
    g_ptr_array_add (batch->txn.events, zxd_event_ref (post->event));
  }
}

static void
take_outcomes (ZxdPgBatch *batch, const PGresult *result)
{
  g_assert (PQntuples (result) == (int) batch->unique->len);
  for (guint i = 0; i < batch->unique->len; i++)
    take_outcome (batch, batch->unique->pdata[i], result, (int) i);
  for (guint i = 0; i < batch->twins->len; i += 2) {
    ZxdPost *post = batch->twins->pdata[i];
    const ZxdPost *before = batch->twins->pdata[i + 1];

    post->seq = before->seq;
    post->outcome = before->outcome == ZXD_POST_OVER ? ZXD_POST_OVER : ZXD_POST_AGAIN;
  }
}

/* A failed transaction has given out nothing. */
static void
forget_outcomes (ZxdPgBatch *batch)
{
  batch->must_retry = TRUE;
  g_ptr_array_set_size (batch->txn.events, 0);
  for (ZxdPost *post = batch->posts; post != NULL; post = post->next)
    g_clear_pointer (&post->event, zxd_event_unref);
}

void
zxd_pg_batch_take (ZxdPgBatch *batch, PGconn *raw, const PGresult *result)
{
  switch (PQresultStatus (result)) {
  case PGRES_TUPLES_OK:
    if (batch->step == STEP_LOCK)
      batch->txn.base = batch->txn.head = number_at (result, 0, 0);
    else if (batch->step == STEP_INSERT)
      take_outcomes (batch, result);
    batch->step++;
    break;
  case PGRES_PIPELINE_ABORTED:
    break;
  default:
    if (!zxd_db_postgres_may_retry (result))
      zxd_db_die ("PostgreSQL", PQerrorMessage (raw));
    forget_outcomes (batch);
    break;
  }
}
