/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps the index of closed contacts: the main thread has them read, a thread of its own takes them
 * in and hands out snapshots. */
#include "zxd-past-index.h"

#include "zx-search-group.h"

#include <string.h>

enum {
  PAGE = 200,
  MOST_PAST = 20000,
  INDEXED_CHARS = 2000, /* of one contact */
};

struct _ZxdPastIndex {
  ZxdStore *store;            /* lent */
  GThread *thread;            /* owned */
  GAsyncQueue *jobs;          /* owned Job */
  guint n_read;               /* of those that were there at the start; the main thread's */
  GMutex lock;                /* for `snapshot` */
  ZxSearchSnapshot *snapshot; /* owned */
};

/* What the builder is to do: take contacts in, or end. */
typedef struct {
  GPtrArray *all; /* owned ZxdPast, null: end */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_pointer (&job->all, g_ptr_array_unref);
  g_free (job);
}

const char *
zxd_past_question (const ZxdPast *past)
{
  for (guint i = 0; i < past->texts->len; i++)
    if (zx_search_has_matter (past->texts->pdata[i]))
      return past->texts->pdata[i];
  return NULL;
}

/* ---- the builder's thread */

typedef struct {
  ZxSearch *search; /* owned */
  GTree *revs;      /* owned: rev by id, of what is in the index */
} Builder;

static int
compare_ids (gconstpointer a, gconstpointer b, gpointer data)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return x < y ? -1 : x > y;
}

static void
drop (Builder *builder, gint64 id)
{
  if (g_tree_remove (builder->revs, &id))
    zx_search_remove (builder->search, id);
}

static char *
body_of (const ZxdPast *past)
{
  g_autoptr (GString) body = g_string_new (NULL);

  for (guint i = 0; i < past->texts->len; i++)
    g_string_append_printf (body, "%s\n", (const char *) past->texts->pdata[i]);
  if (past->summary != NULL)
    g_string_append (body, past->summary);
  return g_utf8_substring (body->str, 0, MIN (g_utf8_strlen (body->str, -1), INDEXED_CHARS));
}

/* One of which nothing is left to be found goes. */
static void
take (Builder *builder, const ZxdPast *past)
{
  const gint64 *known = g_tree_lookup (builder->revs, &past->id);
  const char *question = zxd_past_question (past);
  g_autofree char *body = NULL;

  if (known != NULL && *known >= past->rev)
    return;
  if (question == NULL) {
    drop (builder, past->id);
    return;
  }
  body = body_of (past);
  zx_search_put (builder->search, past->id, question, body);
  g_tree_replace (builder->revs, g_memdup2 (&past->id, sizeof past->id),
                  g_memdup2 (&past->rev, sizeof past->rev));
  if (g_tree_nnodes (builder->revs) > MOST_PAST)
    drop (builder, *(gint64 *) g_tree_node_key (g_tree_node_first (builder->revs)));
}

static void
hand_out (ZxdPastIndex *self, ZxSearchSnapshot *snapshot)
{
  ZxSearchSnapshot *old;

  g_mutex_lock (&self->lock);
  old = self->snapshot;
  self->snapshot = snapshot;
  g_mutex_unlock (&self->lock);
  zx_search_snapshot_unref (old);
}

static gpointer
build (gpointer data)
{
  ZxdPastIndex *self = data;
  Builder builder = {zx_search_new (), g_tree_new_full (compare_ids, NULL, g_free, g_free)};
  gboolean is_end = FALSE;

  while (!is_end) {
    Job *job = g_async_queue_pop (self->jobs);

    while (job != NULL) {
      is_end = job->all == NULL;
      for (guint i = 0; !is_end && i < job->all->len; i++)
        take (&builder, job->all->pdata[i]);
      job_free (job);
      job = is_end ? NULL : g_async_queue_try_pop (self->jobs);
    }
    if (!is_end)
      hand_out (self, zx_search_snapshot (builder.search));
  }
  zx_search_free (builder.search);
  g_tree_unref (builder.revs);
  return NULL;
}

/* ---- reading, from the main thread */

typedef struct {
  gint64 before, only_id;
  gint64 seq;     /* of the event that says so: it may be newer than the contact's own rev */
  GPtrArray *all; /* owned ZxdPast */
} Page;

static void
page_free (gpointer data)
{
  Page *page = data;

  g_clear_pointer (&page->all, g_ptr_array_unref);
  g_free (page);
}

static gboolean
read_page (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  Page *page = data;
  ZxdPast *past;

  if (page->only_id == 0)
    return zxd_past_list (db, page->before, PAGE, page->all, error);
  past = zxd_past_load (db, page->only_id, error);
  if (past == NULL)
    return FALSE;
  past->rev = MAX (past->rev, page->seq);
  g_ptr_array_add (page->all, past);
  return TRUE;
}

static void read_async (ZxdPastIndex *self, gint64 before, gint64 only_id, gint64 seq);

static void
page_read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  ZxdPastIndex *self = data;
  g_autoptr (GError) error = NULL;
  Page *page = zxd_store_read_finish (result, &error);
  Job *job;

  if (page == NULL) {
    if (!g_error_matches (error, ZX_ERROR, ZX_ERROR_NOT_FOUND))
      g_warning ("cannot read past contacts: %s", error->message);
    return;
  }
  if (page->only_id == 0 && page->all->len == PAGE && (self->n_read += PAGE) < MOST_PAST)
    read_async (self, ((ZxdPast *) page->all->pdata[PAGE - 1])->id, 0, 0);
  job = g_new0 (Job, 1);
  job->all = g_steal_pointer (&page->all);
  g_async_queue_push (self->jobs, job);
  page_free (page);
}

/* One contact, or (@only_id 0) all with ids below @before, page by page. */
static void
read_async (ZxdPastIndex *self, gint64 before, gint64 only_id, gint64 seq)
{
  Page *page = g_new0 (Page, 1);

  page->before = before;
  page->only_id = only_id;
  page->seq = seq;
  page->all = g_ptr_array_new_with_free_func ((GDestroyNotify) zxd_past_free);
  zxd_store_read (self->store, read_page, page, page_free, page_read_cb, self);
}

static void
contact_changed_cb (const ZxdEvent *event, gpointer data)
{
  if (event->json != NULL && strstr (event->json, "\"state\":\"closed\"") != NULL)
    read_async (data, 0, event->id, event->seq);
}

/* A message was recalled in it. */
static void
past_changed_cb (const ZxdEvent *event, gpointer data)
{
  read_async (data, 0, event->id, event->seq);
}

static void
end_cb (gpointer data)
{
  ZxdPastIndex *self = data;

  g_async_queue_push (self->jobs, g_new0 (Job, 1));
  g_thread_join (self->thread);
  g_async_queue_unref (self->jobs);
  zx_search_snapshot_unref (self->snapshot);
  g_mutex_clear (&self->lock);
  g_free (self);
}

ZxdPastIndex *
zxd_past_index_new (ZxdServer *server)
{
  ZxdPastIndex *self = g_new0 (ZxdPastIndex, 1);
  g_autoptr (ZxSearch) nothing = zx_search_new ();

  self->store = zxd_server_get_store (server);
  self->jobs = g_async_queue_new_full (job_free);
  self->snapshot = zx_search_snapshot (nothing);
  g_mutex_init (&self->lock);
  self->thread = g_thread_new ("past", build, self);
  zxd_server_at_end (server, end_cb, self);
  zxd_hub_watch (zxd_server_get_hub (server), "contact", contact_changed_cb, self);
  zxd_hub_watch (zxd_server_get_hub (server), "past", past_changed_cb, self);
  read_async (self, 0, 0, 0);
  return self;
}

ZxSearchSnapshot *
zxd_past_index_get (ZxdPastIndex *self)
{
  ZxSearchSnapshot *snapshot;

  g_mutex_lock (&self->lock);
  snapshot = zx_search_snapshot_ref (self->snapshot);
  g_mutex_unlock (&self->lock);
  return snapshot;
}
