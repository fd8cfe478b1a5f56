/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table of articles that readers keep while its writer goes on: buckets are shared between
 * tables until one of them changes. */
#include "zxd-scope-table.h"

enum { BUCKET_BITS = 8, BUCKETS = 1 << BUCKET_BITS };

typedef struct {
  gint64 id;
  ZxScopeArticle *article; /* owned reference */
} Entry;

/* Entries by id. */
typedef struct {
  gatomicrefcount refs;
  guint n;
  Entry *entries; /* owned */
} Bucket;

struct _ZxdScopeTable {
  gatomicrefcount refs;
  Bucket *buckets[BUCKETS]; /* owned references, null while empty */
};

static void
bucket_unref (Bucket *bucket)
{
  if (bucket == NULL || !g_atomic_ref_count_dec (&bucket->refs))
    return;
  for (guint i = 0; i < bucket->n; i++)
    zx_scope_article_unref (bucket->entries[i].article);
  g_free (bucket->entries);
  g_free (bucket);
}

ZxdScopeTable *
zxd_scope_table_new (void)
{
  ZxdScopeTable *table = g_new0 (ZxdScopeTable, 1);

  g_atomic_ref_count_init (&table->refs);
  return table;
}

ZxdScopeTable *
zxd_scope_table_ref (ZxdScopeTable *table)
{
  g_atomic_ref_count_inc (&table->refs);
  return table;
}

void
zxd_scope_table_unref (ZxdScopeTable *table)
{
  if (!g_atomic_ref_count_dec (&table->refs))
    return;
  for (guint i = 0; i < BUCKETS; i++)
    bucket_unref (table->buckets[i]);
  g_free (table);
}

/* Ids are numbers of events, with gaps of any pattern: a multiplication spreads them. */
static guint
bucket_of (gint64 id)
{
  return (guint) ((guint64) id * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15) >> (64 - BUCKET_BITS));
}

/* The place of the first entry that is not below @id. */
static guint
find (const Bucket *bucket, gint64 id)
{
  guint from = 0, to = bucket->n;

  while (from < to) {
    guint middle = (from + to) / 2;

    if (bucket->entries[middle].id < id)
      from = middle + 1;
    else
      to = middle;
  }
  return from;
}

ZxScopeArticle *
zxd_scope_table_get (const ZxdScopeTable *table, gint64 id)
{
  const Bucket *bucket = table->buckets[bucket_of (id)];
  guint at = bucket != NULL ? find (bucket, id) : 0;

  return bucket != NULL && at < bucket->n && bucket->entries[at].id == id
             ? bucket->entries[at].article
             : NULL;
}

/* ---- changing it */

static void
append (Bucket *bucket, gint64 id, ZxScopeArticle *article)
{
  bucket->entries[bucket->n++] = (Entry){id, article};
}

/* @old (null: none) with @id's article replaced, added or (null) taken out. */
static Bucket *
bucket_with (const Bucket *old, gint64 id, ZxScopeArticle *article)
{
  Bucket *bucket = g_new0 (Bucket, 1);
  guint n = old != NULL ? old->n : 0, at = old != NULL ? find (old, id) : 0;
  guint after = at < n && old->entries[at].id == id ? at + 1 : at;

  g_atomic_ref_count_init (&bucket->refs);
  bucket->entries = g_new (Entry, n + 1);
  for (guint i = 0; i < at; i++)
    append (bucket, old->entries[i].id, zx_scope_article_ref (old->entries[i].article));
  if (article != NULL)
    append (bucket, id, article);
  for (guint i = after; i < n; i++)
    append (bucket, old->entries[i].id, zx_scope_article_ref (old->entries[i].article));
  return bucket;
}

/* One that nobody else holds, with the same buckets. */
static ZxdScopeTable *
make_own (ZxdScopeTable *table)
{
  ZxdScopeTable *own;

  if (g_atomic_ref_count_compare (&table->refs, 1))
    return table;
  own = zxd_scope_table_new ();
  for (guint i = 0; i < BUCKETS; i++) {
    own->buckets[i] = table->buckets[i];
    if (own->buckets[i] != NULL)
      g_atomic_ref_count_inc (&own->buckets[i]->refs);
  }
  zxd_scope_table_unref (table);
  return own;
}

void
zxd_scope_table_put (ZxdScopeTable **table, gint64 id, ZxScopeArticle *article)
{
  guint at = bucket_of (id);
  Bucket *old;

  *table = make_own (*table);
  old = (*table)->buckets[at];
  (*table)->buckets[at] = bucket_with (old, id, article);
  bucket_unref (old);
}
