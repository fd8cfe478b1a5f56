/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps the index of the articles: the main thread hears of changes and has them read, a thread of
 * its own cuts them into the index and hands out snapshots. */
#include "zxd-article-index.h"

#include "zxd-plain-text.h"
#include "zxd-store-article.h"

enum {
  PAGE = 200,             /* articles read at once at the start */
  INDEXED_CHARS = 200000, /* of one article */
};

struct _ZxdArticleIndex {
  ZxdStore *store;            /* lent */
  GThread *thread;            /* owned: the builder */
  GAsyncQueue *jobs;          /* owned Job */
  GMutex lock;                /* for `snapshot` */
  ZxSearchSnapshot *snapshot; /* owned */
};

/* What the builder is to do: take the articles in, take one out, or end. */
typedef struct {
  GPtrArray *articles; /* owned ZxdArticle, null */
  gint64 gone_id, rev; /* 0: none */
  gboolean is_end;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_pointer (&job->articles, g_ptr_array_unref);
  g_free (job);
}

/* ---- the builder's thread */

typedef struct {
  ZxSearch *search; /* owned */
  GHashTable *revs; /* owned: the newest rev seen of each article, gone ones too */
} Builder;

/* Pages and single articles are read at the same time: the older of two must not win. */
static gboolean
is_news (Builder *builder, gint64 id, gint64 rev)
{
  gint64 *known = g_hash_table_lookup (builder->revs, &id);

  if (known != NULL && *known >= rev)
    return FALSE;
  g_hash_table_insert (builder->revs, g_memdup2 (&id, sizeof id), g_memdup2 (&rev, sizeof rev));
  return TRUE;
}

static void
do_job (Builder *builder, const Job *job)
{
  if (job->gone_id != 0 && is_news (builder, job->gone_id, job->rev))
    zx_search_remove (builder->search, job->gone_id);
  for (guint i = 0; job->articles != NULL && i < job->articles->len; i++) {
    const ZxdArticle *article = g_ptr_array_index (job->articles, i);

    if (is_news (builder, article->id, article->rev)) {
      g_autofree char *body = zxd_plain_text (article->body, INDEXED_CHARS);

      zx_search_put (builder->search, article->id, article->title, body);
    }
  }
}

static void
hand_out (ZxdArticleIndex *self, ZxSearchSnapshot *snapshot)
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
  ZxdArticleIndex *self = data;
  Builder builder = {zx_search_new (),
                     g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free)};
  gboolean is_end = FALSE;

  while (!is_end) {
    for (Job *job = g_async_queue_pop (self->jobs); job != NULL && !is_end;
         job = g_async_queue_try_pop (self->jobs)) {
      do_job (&builder, job);
      is_end = job->is_end;
      job_free (job);
    }
    if (!is_end)
      hand_out (self, zx_search_snapshot (builder.search));
  }
  zx_search_free (builder.search);
  g_hash_table_unref (builder.revs);
  return NULL;
}

/* ---- reading, from the main thread */

typedef struct {
  gint64 after, only_id;
  GPtrArray *articles; /* owned ZxdArticle */
  gint64 as_of;
} Page;

static void
page_free (gpointer data)
{
  Page *page = data;

  g_clear_pointer (&page->articles, g_ptr_array_unref);
  g_free (page);
}

static gboolean
read_page (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  Page *page = data;
  ZxdArticle *article;

  page->as_of = as_of;
  if (page->only_id == 0)
    return zxd_article_list (db, page->after, PAGE, page->articles, error);
  article = zxd_article_load (db, page->only_id, error);
  if (article != NULL)
    g_ptr_array_add (page->articles, article);
  return article != NULL;
}

static void read_async (ZxdArticleIndex *self, gint64 after, gint64 only_id);

static void
page_read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  ZxdArticleIndex *self = data;
  g_autoptr (GError) error = NULL;
  Page *page = zxd_store_read_finish (result, &error);
  Job *job;
  guint n;

  if (page == NULL) {
    /* An article that is gone again meanwhile has an event of its own. */
    if (!g_error_matches (error, ZX_ERROR, ZX_ERROR_NOT_FOUND))
      g_warning ("cannot read the articles: %s", error->message);
    return;
  }
  n = page->articles->len;
  job = g_new0 (Job, 1);
  if (page->only_id == 0 && n == PAGE)
    read_async (self, ((ZxdArticle *) g_ptr_array_index (page->articles, n - 1))->id, 0);
  job->articles = g_steal_pointer (&page->articles);
  g_async_queue_push (self->jobs, job);
  page_free (page);
}

/* One article, or (@only_id 0) all with ids above @after, page by page. */
static void
read_async (ZxdArticleIndex *self, gint64 after, gint64 only_id)
{
  Page *page = g_new0 (Page, 1);

  page->after = after;
  page->only_id = only_id;
  page->articles = g_ptr_array_new_with_free_func ((GDestroyNotify) zxd_article_free);
  zxd_store_read (self->store, read_page, page, page_free, page_read_cb, self);
}

static void
article_changed_cb (const ZxdEvent *event, gpointer data)
{
  ZxdArticleIndex *self = data;

  if (event->json == NULL) {
    Job *job = g_new0 (Job, 1);

    job->gone_id = event->id;
    job->rev = event->seq;
    g_async_queue_push (self->jobs, job);
  } else {
    read_async (self, 0, event->id);
  }
}

static void
end_cb (gpointer data)
{
  ZxdArticleIndex *self = data;
  Job *job = g_new0 (Job, 1);

  job->is_end = TRUE;
  g_async_queue_push (self->jobs, job);
  g_thread_join (self->thread);
  g_async_queue_unref (self->jobs);
  zx_search_snapshot_unref (self->snapshot);
  g_mutex_clear (&self->lock);
  g_free (self);
}

ZxdArticleIndex *
zxd_article_index_new (ZxdServer *server)
{
  ZxdArticleIndex *self = g_new0 (ZxdArticleIndex, 1);
  g_autoptr (ZxSearch) nothing = zx_search_new ();

  self->store = zxd_server_get_store (server);
  self->jobs = g_async_queue_new_full (job_free);
  self->snapshot = zx_search_snapshot (nothing);
  g_mutex_init (&self->lock);
  self->thread = g_thread_new ("index", build, self);
  zxd_server_at_end (server, end_cb, self);
  zxd_hub_watch (zxd_server_get_hub (server), "article", article_changed_cb, self);
  read_async (self, 0, 0);
  return self;
}

ZxSearchSnapshot *
zxd_article_index_get (ZxdArticleIndex *self)
{
  ZxSearchSnapshot *snapshot;

  g_mutex_lock (&self->lock);
  snapshot = zx_search_snapshot_ref (self->snapshot);
  g_mutex_unlock (&self->lock);
  return snapshot;
}
