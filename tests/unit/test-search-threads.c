/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rule of search/: any number of threads may ask while one changes the base. Built with
 * ThreadSanitizer, which ends the program when two threads touch the same memory unordered. */
#include "zx-search.h"

#include <pthread.h>

enum { READERS = 3, CHANGES = 300, STAYING = 40 };

typedef struct {
  pthread_mutex_t lock;       /* for `snapshot`; GLib's own lock is unknown to the sanitizer */
  ZxSearchSnapshot *snapshot; /* owned */
  gboolean is_over;
} Desk;

static ZxSearchSnapshot *
take_snapshot (Desk *desk, gboolean *is_over)
{
  ZxSearchSnapshot *snapshot;

  pthread_mutex_lock (&desk->lock);
  snapshot = zx_search_snapshot_ref (desk->snapshot);
  *is_over = desk->is_over;
  pthread_mutex_unlock (&desk->lock);
  return snapshot;
}

static void
give_back (Desk *desk, ZxSearchSnapshot *snapshot)
{
  pthread_mutex_lock (&desk->lock);
  zx_search_snapshot_unref (snapshot);
  pthread_mutex_unlock (&desk->lock);
}

/* Asks for articles that stay: they are found whatever else happens. */
static gpointer
ask (gpointer data)
{
  Desk *desk = data;
  gboolean is_over = FALSE;
  guint wrong = 0;

  for (guint i = 0; !is_over; i++) {
    ZxSearchSnapshot *snapshot = take_snapshot (desk, &is_over);
    gint64 id = i % STAYING + 1;
    g_autofree char *question =
        g_strdup_printf ("怎样处理 staying%c%c", 'a' + (int) (id % 26), 'a' + (int) (id / 26));
    g_autoptr (GArray) marks = zx_search_mark (question, question);
    ZxSearchHit hit = {0};

    wrong += zx_search_ask (snapshot, question, &hit, 1) == 0 || hit.id != id || marks->len == 0;
    give_back (desk, snapshot);
  }
  return GUINT_TO_POINTER (wrong);
}

static void
change (ZxSearch *search, guint i)
{
  gint64 id = 1000 + i % 90;
  g_autofree char *title = g_strdup_printf ("第 %u 次改动 passing%u", i, i);

  if (i % 7 == 3)
    zx_search_remove (search, id);
  else
    zx_search_put (search, id, title, "正文 body of an article that comes and goes");
  zx_search_learn (search, 1 + i % STAYING, title);
  if (i % 100 == 99)
    zx_search_judge (search);
}

static void
test_readers_and_a_writer_need_no_lock (void)
{
  g_autoptr (ZxSearch) search = zx_search_new ();
  Desk desk = {.lock = PTHREAD_MUTEX_INITIALIZER};
  GThread *readers[READERS];

  for (int id = 1; id <= STAYING; id++) {
    g_autofree char *title = g_strdup_printf ("staying%c%c", 'a' + id % 26, 'a' + id / 26);
    zx_search_put (search, id, title, "怎样处理");
  }
  desk.snapshot = zx_search_snapshot (search);
  for (guint i = 0; i < READERS; i++)
    readers[i] = g_thread_new ("reader", ask, &desk);
  for (guint i = 0; i < CHANGES; i++) {
    ZxSearchSnapshot *fresh, *old;

    change (search, i);
    fresh = zx_search_snapshot (search);
    pthread_mutex_lock (&desk.lock);
    old = desk.snapshot;
    desk.snapshot = fresh;
    desk.is_over = i + 1 == CHANGES;
    zx_search_snapshot_unref (old);
    pthread_mutex_unlock (&desk.lock);
  }
  for (guint i = 0; i < READERS; i++)
    g_assert_cmpuint (GPOINTER_TO_UINT (g_thread_join (readers[i])), ==, 0);
  zx_search_snapshot_unref (desk.snapshot);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/search/readers-and-a-writer-need-no-lock",
                   test_readers_and_a_writer_need_no_lock);
  return g_test_run ();
}
