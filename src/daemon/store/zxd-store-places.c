/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads who waits, and numbers each line. */
#include "zxd-store-places.h"

#include "zx-enums.h"
#include "zx-json.h"
#include "zxd-queue-index.h"

typedef struct {
  ZxdPlace place;
  gint64 line_kind, line; /* which line it stands in … */
  gint64 standing_ms;     /* … and where */
} Waiting;

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

enum { LINE_CHANNEL, LINE_QUEUE, LINE_GROUP };

static void
add_waiting (ZxdStmt *stmt, const ZxdQueueIndex *queues, GArray *all)
{
  gint64 channel_id = zxd_stmt_int (stmt, 1), group_id = zxd_stmt_int (stmt, 3);
  const ZxdQueueEntry *queue = zxd_queue_index_find (queues, zxd_stmt_int (stmt, 2), channel_id);
  Waiting waiting = {.place = {.contact_id = zxd_stmt_int (stmt, 0), .channel_id = channel_id},
                     .standing_ms = zxd_stmt_int (stmt, 5)};
  int tier = 0;

  waiting.line_kind = group_id != 0 ? LINE_GROUP : queue != NULL ? LINE_QUEUE : LINE_CHANNEL;
  waiting.line = group_id != 0 ? group_id : queue != NULL ? queue->id : channel_id;
  if (queue != NULL)
    waiting.place.opening = g_strdup (queue->opening);
  if (group_id != 0 || (queue != NULL && queue->is_routed)) {
    zx_enum_from_word (ZX_TYPE_TIER, zxd_stmt_text (stmt, 4), &tier);
    waiting.standing_ms -= tier * (queue != NULL ? queue->age_step_ms : ZXD_AGE_STEP_MS);
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
  g_autoptr (ZxdQueueIndex) queues = zxd_queue_index_read (db, error);
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (Waiting));
  ZxdStmt *stmt;
  ZxdStep step = ZXD_STEP_FAILED;

  g_array_set_size (places, 0);
  if (queues == NULL)
    return FALSE;
  stmt = zxd_db_prepare (
      db,
      "SELECT id, channel_id, queue_id, group_id, tier, coalesce (entered_at_ms, created_at_ms) "
      "FROM contact WHERE state IN ('queued', 'offered') AND left_message = 0",
      error);
  while (stmt != NULL && (step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW)
    add_waiting (stmt, queues, all);
  number (all, places);
  return step == ZXD_STEP_DONE;
}
