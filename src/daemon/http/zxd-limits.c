/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How often somebody may ask. */
#include "zxd-limits.h"

/* A bucket is about 100 bytes with its key: 10 MB at most under an attack from many addresses. */
#define MOST_BUCKETS 100000

#define MINUTE_US ((double) G_USEC_PER_SEC * 60)

typedef struct {
  double tokens, most;
  gint64 seen_us;
} Bucket;

struct _ZxdLimits {
  GHashTable *buckets; /* owned: key (owned) → Bucket (owned) */
};

ZxdLimits *
zxd_limits_new (void)
{
  ZxdLimits *limits = g_new0 (ZxdLimits, 1);

  limits->buckets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return limits;
}

void
zxd_limits_free (ZxdLimits *limits)
{
  g_hash_table_unref (limits->buckets);
  g_free (limits);
}

static void
refill (Bucket *bucket, gint64 now_us)
{
  double grown = (now_us - bucket->seen_us) * bucket->most / MINUTE_US;

  bucket->tokens = MIN (bucket->most, bucket->tokens + grown);
  bucket->seen_us = now_us;
}

static gboolean
is_full (gpointer key, gpointer value, gpointer data)
{
  Bucket *bucket = value;

  refill (bucket, *(gint64 *) data);
  return bucket->tokens >= bucket->most;
}

static Bucket *
find_bucket (ZxdLimits *limits, const char *key, guint most, gint64 now_us)
{
  Bucket *bucket = g_hash_table_lookup (limits->buckets, key);

  if (bucket != NULL)
    return bucket;
  if (g_hash_table_size (limits->buckets) >= MOST_BUCKETS &&
      g_hash_table_foreach_remove (limits->buckets, is_full, &now_us) == 0)
    g_hash_table_remove_all (limits->buckets);
  bucket = g_new0 (Bucket, 1);
  bucket->most = bucket->tokens = most;
  bucket->seen_us = now_us;
  g_hash_table_insert (limits->buckets, g_strdup (key), bucket);
  return bucket;
}

gboolean
zxd_limits_take (ZxdLimits *limits,
                 const char *key,
                 guint most_per_minute,
                 gint64 now_us,
                 guint *wait_seconds)
{
  Bucket *bucket = find_bucket (limits, key, most_per_minute, now_us);

  refill (bucket, now_us);
  if (bucket->tokens < 1) {
    double wait_us = (1 - bucket->tokens) * MINUTE_US / bucket->most;

    *wait_seconds = (guint) (wait_us / G_USEC_PER_SEC) + 1;
    return FALSE;
  }
  bucket->tokens -= 1;
  return TRUE;
}
