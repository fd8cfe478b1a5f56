/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the queues once, to tell of many contacts where each waits. */
#include "zxd-queue-index.h"

#include "zxd-ids.h"

struct _ZxdQueueIndex {
  GHashTable *queues;     /* owned ZxdQueueEntry, by id */
  GHashTable *of_channel; /* owned: the first queue, lent, that a channel feeds */
};

static gpointer
key_of (gint64 id)
{
  return GSIZE_TO_POINTER ((gsize) id);
}

static void
entry_free (gpointer data)
{
  ZxdQueueEntry *entry = data;

  g_free (entry->name);
  g_free (entry->opening);
  g_free (entry);
}

/* Each channel in "[1,2]" that feeds no queue yet feeds @entry. */
static void
feed (ZxdQueueIndex *self, const char *channels, ZxdQueueEntry *entry)
{
  g_autoptr (GArray) ids = zxd_ids_parse (channels);

  for (guint i = 0; i < ids->len; i++) {
    gpointer key = key_of (g_array_index (ids, gint64, i));

    if (!g_hash_table_contains (self->of_channel, key))
      g_hash_table_insert (self->of_channel, key, entry);
  }
}

ZxdQueueIndex *
zxd_queue_index_read (ZxdDb *db, GError **error)
{
  g_autoptr (ZxdQueueIndex) self = g_new (ZxdQueueIndex, 1);
  ZxdStmt *stmt = zxd_db_prepare (
      db, "SELECT id, name, channels, opening, method, age_step_s FROM queue ORDER BY id", error);
  ZxdStep step = ZXD_STEP_FAILED;

  self->queues = g_hash_table_new_full (NULL, NULL, NULL, entry_free);
  self->of_channel = g_hash_table_new (NULL, NULL);
  while (stmt != NULL && (step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW) {
    ZxdQueueEntry *entry = g_new0 (ZxdQueueEntry, 1);
    gint64 age_step_s = zxd_stmt_int (stmt, 5);

    entry->id = zxd_stmt_int (stmt, 0);
    entry->name = g_strdup (zxd_stmt_text (stmt, 1));
    entry->opening = g_strdup (zxd_stmt_text (stmt, 3));
    entry->is_routed = g_strcmp0 (zxd_stmt_text (stmt, 4), "pull") != 0;
    entry->age_step_ms = age_step_s != 0 ? age_step_s * 1000 : ZXD_AGE_STEP_MS;
    g_hash_table_insert (self->queues, key_of (entry->id), entry);
    feed (self, zxd_stmt_text (stmt, 2), entry);
  }
  return step == ZXD_STEP_DONE ? g_steal_pointer (&self) : NULL;
}

void
zxd_queue_index_free (ZxdQueueIndex *self)
{
  g_hash_table_unref (self->of_channel);
  g_hash_table_unref (self->queues);
  g_free (self);
}

const ZxdQueueEntry *
zxd_queue_index_find (const ZxdQueueIndex *self, gint64 queue_id, gint64 channel_id)
{
  return queue_id != 0 ? g_hash_table_lookup (self->queues, key_of (queue_id))
                       : g_hash_table_lookup (self->of_channel, key_of (channel_id));
}
