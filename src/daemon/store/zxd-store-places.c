/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads who waits, and numbers each line. */
#include "zxd-store-places.h"

#include "zx-enums.h"
#include "zx-json.h"

/* How long a wait outweighs one tier where a queue does not say, as in the router. */
enum { AGE_STEP_S = 300 };

typedef struct {
  char *opening; /* owned, null */
  gint64 age_step_ms;
  gboolean is_routed;
} Queue;

typedef struct {
  GHashTable *queues;   /* owned Queue, by id */
  GHashTable *queue_of; /* owned: id of the first queue of a channel */
} Queues;

typedef struct {
  ZxdPlace place;
  gint64 line_kind, line; /* which line it stands in … */
  gint64 standing_ms;     /* … and where */
} Waiting;

static gpointer
key_of (gint64 id)
{
  return GSIZE_TO_POINTER ((gsize) id);
}

static void
queue_free (gpointer data)
{
  Queue *queue = data;

  g_free (queue->opening);
  g_free (queue);
}

static void
place_clear (gpointer data)
{
  g_free (((ZxdPlace *) data)->opening);
}

GArray *
zxd_places_new (void)
{
  GArray *places = g_array_new (FALSE, TRUE, sizeof (ZxdPlace));

  g_array_set_clear_func (places, place_clear);
  return places;
}

/* Each channel in "[1,2]" that has no queue yet has @queue_id. */
static void
feed (GHashTable *queue_of, const char *channels, gint64 queue_id)
{
  while (channels != NULL && *channels != '\0') {
    char *end;
    gint64 id = g_ascii_strtoll (channels + 1, &end, 10);

    if (end == channels + 1)
      return;
    if (!g_hash_table_contains (queue_of, key_of (id)))
      g_hash_table_insert (queue_of, key_of (id), key_of (queue_id));
    channels = end;
  }
}

static gboolean
read_queues (ZxdDb *db, Queues *queues, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      db, "SELECT id, channels, opening, method, age_step_s FROM queue ORDER BY id", error);
  ZxdStep step = ZXD_STEP_FAILED;

  while (stmt != NULL && (step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW) {
    Queue *queue = g_new0 (Queue, 1);
    gint64 id = zxd_stmt_int (stmt, 0), age_step_s = zxd_stmt_int (stmt, 4);

    queue->opening = g_strdup (zxd_stmt_text (stmt, 2));
    queue->is_routed = g_strcmp0 (zxd_stmt_text (stmt, 3), "pull") != 0;
    queue->age_step_ms = (age_step_s != 0 ? age_step_s : AGE_STEP_S) * 1000;
    g_hash_table_insert (queues->queues, key_of (id), queue);
    feed (queues->queue_of, zxd_stmt_text (stmt, 1), id);
  }
  return step == ZXD_STEP_DONE;
}

enum { LINE_CHANNEL, LINE_QUEUE, LINE_GROUP };

static void
add_waiting (ZxdStmt *stmt, const Queues *queues, GArray *all)
{
  gint64 channel_id = zxd_stmt_int (stmt, 1), queue_id = zxd_stmt_int (stmt, 2),
         group_id = zxd_stmt_int (stmt, 3);
  Waiting waiting = {.place = {.contact_id = zxd_stmt_int (stmt, 0), .channel_id = channel_id},
                     .standing_ms = zxd_stmt_int (stmt, 5)};
  const Queue *queue;
  int tier = 0;

  if (queue_id == 0)
    queue_id =
        (gint64) GPOINTER_TO_SIZE (g_hash_table_lookup (queues->queue_of, key_of (channel_id)));
  queue = g_hash_table_lookup (queues->queues, key_of (queue_id));
  waiting.line_kind = group_id != 0 ? LINE_GROUP : queue != NULL ? LINE_QUEUE : LINE_CHANNEL;
  waiting.line = group_id != 0 ? group_id : queue != NULL ? queue_id : channel_id;
  if (queue != NULL)
    waiting.place.opening = g_strdup (queue->opening);
  if (group_id != 0 || (queue != NULL && queue->is_routed)) {
    zx_enum_from_word (ZX_TYPE_TIER, zxd_stmt_text (stmt, 4), &tier);
    waiting.standing_ms -= tier * (queue != NULL ? queue->age_step_ms : AGE_STEP_S * 1000);
  }
  g_array_append_val (all, waiting);
}

static int
compare (gint64 a, gint64 b)
{
  return (a > b) - (a < b);
}

static int
compare_waiting (gconstpointer one, gconstpointer other)
{
  const Waiting *a = one, *b = other;
  int by_kind = compare (a->line_kind, b->line_kind), by_line = compare (a->line, b->line),
      by_standing = compare (a->standing_ms, b->standing_ms);

  if (by_kind != 0 || by_line != 0)
    return by_kind != 0 ? by_kind : by_line;
  return by_standing != 0 ? by_standing : compare (a->place.contact_id, b->place.contact_id);
}

/* Into @places, which has their texts then. */
static void
number (GArray *all, GArray *places)
{
  guint place = 0;

  g_array_sort (all, compare_waiting);
  for (guint i = 0; i < all->len; i++) {
    Waiting *waiting = &g_array_index (all, Waiting, i);
    const Waiting *before = i > 0 ? waiting - 1 : NULL;

    if (before != NULL && before->line_kind == waiting->line_kind && before->line == waiting->line)
      place++;
    else
      place = 1;
    waiting->place.place = place;
    g_array_append_val (places, waiting->place);
  }
}

gboolean
zxd_places_read (ZxdDb *db, GArray *places, GError **error)
{
  g_autoptr (GHashTable) by_id = g_hash_table_new_full (NULL, NULL, NULL, queue_free);
  g_autoptr (GHashTable) of_channel = g_hash_table_new (NULL, NULL);
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (Waiting));
  Queues queues = {by_id, of_channel};
  ZxdStmt *stmt;
  ZxdStep step = ZXD_STEP_FAILED;

  g_array_set_size (places, 0);
  if (!read_queues (db, &queues, error))
    return FALSE;
  stmt = zxd_db_prepare (
      db,
      "SELECT id, channel_id, queue_id, group_id, tier, coalesce (entered_at_ms, created_at_ms) "
      "FROM contact WHERE state IN ('queued', 'offered') AND left_message = 0",
      error);
  while (stmt != NULL && (step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW)
    add_waiting (stmt, &queues, all);
  number (all, places);
  return step == ZXD_STEP_DONE;
}
