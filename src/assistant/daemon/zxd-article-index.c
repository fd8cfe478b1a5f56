/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps the index of the articles and what they have learnt: the main thread hears of changes and
 * has them read, a thread of its own takes them into the index and hands out snapshots. */
#include "zxd-article-index.h"

#include "zx-threshold.h"
#include "zxd-lessons.h"
#include "zxd-plain-text.h"
#include "zxd-store-article.h"

enum {
  PAGE = 200,             /* articles read at once at the start */
  INDEXED_CHARS = 200000, /* of one article */
};

/* What was learnt is judged when nothing else is to be done, or at the latest so long after the
 * judgement before: it takes up to half a second. */
#define JUDGE_QUIET_US (200 * G_TIME_SPAN_MILLISECOND)
#define JUDGE_EVERY_US (3 * G_TIME_SPAN_SECOND)

struct _ZxdArticleIndex {
  ZxdStore *store;            /* lent */
  GThread *thread;            /* owned: the builder */
  GAsyncQueue *jobs;          /* owned Job */
  ZxdLessons *lessons;        /* owned; the main thread's */
  GMutex lock;                /* for all below */
  ZxSearchSnapshot *snapshot; /* owned */
  ZxdScopeTable *scopes;      /* owned: of the snapshot's articles */
  GHashTable *questions;      /* owned: GArray of ZxLearntQuestion by article; never changed */
  gboolean is_ready;
};

/* What the builder is to do: take articles and lessons in, take an article out, or end. */
typedef struct {
  GPtrArray *articles;                        /* owned ZxdArticle, null */
  GPtrArray *lessons;                         /* owned ZxdLesson, null */
  gint64 gone_id, rev;                        /* 0: none */
  gboolean has_last_article, has_last_lesson; /* of those that were there at the start */
  gboolean is_end;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_pointer (&job->articles, g_ptr_array_unref);
  g_clear_pointer (&job->lessons, g_ptr_array_unref);
  g_free (job);
}

/* ---- the builder's thread */

typedef struct {
  ZxdArticleIndex *index; /* lent */
  ZxSearch *search;       /* owned */
  ZxdScopeTable *scopes;  /* owned: of the articles in `search` */
  GHashTable *revs;       /* owned: the newest rev seen of each article, gone ones too */
  GHashTable *learnt;     /* owned ZxLearnt by article */
  gboolean has_articles, has_lessons; /* all that were there at the start */
  gint64 judged_at;                   /* monotonic, µs */
  gint64 judge_at;                    /* 0: nothing to judge */
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
judge_soon (Builder *builder)
{
  gint64 now = g_get_monotonic_time ();

  if (builder->judge_at == 0 && g_hash_table_size (builder->learnt) > 0)
    builder->judge_at = MAX (now + JUDGE_QUIET_US, builder->judged_at + JUDGE_EVERY_US);
}

/* All of them anew: their order is that of the verdicts, whatever came before. */
static void
teach (Builder *builder, gint64 id, const ZxLearnt *old, const ZxLearnt *learnt)
{
  for (guint i = 0; old != NULL && i < old->questions->len; i++)
    zx_search_unlearn (builder->search, id,
                       g_array_index (old->questions, ZxLearntQuestion, i).question);
  for (guint i = 0; i < learnt->questions->len; i++)
    zx_search_learn (builder->search, id,
                     g_array_index (learnt->questions, ZxLearntQuestion, i).question);
  zx_search_set_factor (builder->search, id, learnt->factor);
}

static void
publish_questions (ZxdArticleIndex *self, gint64 id, const ZxLearnt *learnt)
{
  g_mutex_lock (&self->lock);
  if (learnt->questions->len > 0)
    g_hash_table_insert (self->questions, g_memdup2 (&id, sizeof id),
                         g_array_ref (learnt->questions));
  else
    g_hash_table_remove (self->questions, &id);
  g_mutex_unlock (&self->lock);
}

static void
take_lesson (Builder *builder, ZxdLesson *lesson)
{
  gint64 id = lesson->article_id;
  const ZxLearnt *old = g_hash_table_lookup (builder->learnt, &id);

  if (old != NULL && zx_learnt_equal (old, lesson->learnt))
    return;
  teach (builder, id, old, lesson->learnt);
  publish_questions (builder->index, id, lesson->learnt);
  g_hash_table_insert (builder->learnt, g_memdup2 (&id, sizeof id),
                       g_steal_pointer (&lesson->learnt));
  judge_soon (builder);
}

static void
take_article (Builder *builder, const ZxdArticle *article)
{
  g_autofree char *body = zxd_plain_text (article->body, INDEXED_CHARS);
  guint before = zx_search_count (builder->search);
  const ZxLearnt *learnt = g_hash_table_lookup (builder->learnt, &article->id);

  zx_search_put (builder->search, article->id, article->title, body);
  zxd_scope_table_put (&builder->scopes, article->id, zxd_article_scope (article));
  if (learnt != NULL && zx_search_count (builder->search) > before)
    teach (builder, article->id, NULL, learnt);
  judge_soon (builder);
}

static void
do_job (Builder *builder, const Job *job)
{
  if (job->gone_id != 0 && is_news (builder, job->gone_id, job->rev)) {
    zx_search_remove (builder->search, job->gone_id);
    zxd_scope_table_put (&builder->scopes, job->gone_id, NULL);
  }
  for (guint i = 0; job->articles != NULL && i < job->articles->len; i++) {
    const ZxdArticle *article = g_ptr_array_index (job->articles, i);

    if (is_news (builder, article->id, article->rev))
      take_article (builder, article);
  }
  for (guint i = 0; job->lessons != NULL && i < job->lessons->len; i++)
    take_lesson (builder, g_ptr_array_index (job->lessons, i));
  builder->has_articles = builder->has_articles || job->has_last_article;
  builder->has_lessons = builder->has_lessons || job->has_last_lesson;
}

static void
hand_out (Builder *builder)
{
  ZxdArticleIndex *self = builder->index;
  ZxSearchSnapshot *snapshot = zx_search_snapshot (builder->search), *old;
  ZxdScopeTable *old_scopes;

  g_mutex_lock (&self->lock);
  old = self->snapshot;
  old_scopes = self->scopes;
  self->snapshot = snapshot;
  self->scopes = zxd_scope_table_ref (builder->scopes);
  self->is_ready = builder->has_articles && builder->has_lessons;
  g_mutex_unlock (&self->lock);
  zx_search_snapshot_unref (old);
  zxd_scope_table_unref (old_scopes);
}

static void
judge_if_due (Builder *builder)
{
  if (builder->judge_at == 0 || g_get_monotonic_time () < builder->judge_at)
    return;
  zx_search_judge (builder->search);
  builder->judge_at = 0;
  builder->judged_at = g_get_monotonic_time ();
  hand_out (builder);
}

/* The next job; null when it is time to judge. */
static Job *
wait_for_job (Builder *builder)
{
  GAsyncQueue *jobs = builder->index->jobs;
  gint64 left = builder->judge_at - g_get_monotonic_time ();

  if (builder->judge_at == 0)
    return g_async_queue_pop (jobs);
  return left > 0 ? g_async_queue_timeout_pop (jobs, (guint64) left) : NULL;
}

static gpointer
build (gpointer data)
{
  ZxdArticleIndex *self = data;
  Builder builder = {
      .index = self,
      .search = zx_search_new (),
      .scopes = zxd_scope_table_new (),
      .revs = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free),
      .learnt = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free,
                                       (GDestroyNotify) zx_learnt_free),
  };
  gboolean is_end = FALSE;

  while (!is_end) {
    Job *job = wait_for_job (&builder);
    gboolean has_news = job != NULL;

    while (job != NULL) {
      do_job (&builder, job);
      is_end = job->is_end;
      job_free (job);
      job = is_end ? NULL : g_async_queue_try_pop (self->jobs);
    }
    if (!is_end && has_news)
      hand_out (&builder);
    if (!is_end)
      judge_if_due (&builder);
  }
  zx_search_free (builder.search);
  zxd_scope_table_unref (builder.scopes);
  g_hash_table_unref (builder.revs);
  g_hash_table_unref (builder.learnt);
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
  g_autoptr (GError) failed = NULL;

  page->as_of = as_of;
  if (page->only_id == 0)
    return zxd_article_list (db, page->after, PAGE, page->articles, error);
  article = zxd_article_load (db, page->only_id, &failed);
  if (article != NULL)
    g_ptr_array_add (page->articles, article);
  else if (!g_error_matches (failed, ZX_ERROR, ZX_ERROR_NOT_FOUND))
    g_propagate_error (error, g_steal_pointer (&failed));
  return article != NULL || failed != NULL;
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
    g_warning ("cannot read the articles: %s", error->message);
    return;
  }
  n = page->articles->len;
  job = g_new0 (Job, 1);
  if (page->only_id == 0 && n == PAGE)
    read_async (self, ((ZxdArticle *) g_ptr_array_index (page->articles, n - 1))->id, 0);
  if (page->only_id != 0 && n == 0) { /* it is not published any more */
    job->gone_id = page->only_id;
    job->rev = page->as_of;
  }
  job->has_last_article = page->only_id == 0 && n < PAGE;
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
lessons_told_cb (GPtrArray *lessons, gboolean is_all, gpointer data)
{
  ZxdArticleIndex *self = data;
  Job *job = g_new0 (Job, 1);

  job->lessons = lessons;
  job->has_last_lesson = is_all;
  g_async_queue_push (self->jobs, job);
}

static void
end_cb (gpointer data)
{
  ZxdArticleIndex *self = data;
  Job *job = g_new0 (Job, 1);

  zxd_lessons_free (self->lessons);
  job->is_end = TRUE;
  g_async_queue_push (self->jobs, job);
  g_thread_join (self->thread);
  g_async_queue_unref (self->jobs);
  zx_search_snapshot_unref (self->snapshot);
  zxd_scope_table_unref (self->scopes);
  g_hash_table_unref (self->questions);
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
  self->scopes = zxd_scope_table_new ();
  self->questions =
      g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify) g_array_unref);
  g_mutex_init (&self->lock);
  self->thread = g_thread_new ("index", build, self);
  zxd_server_at_end (server, end_cb, self);
  zxd_hub_watch (zxd_server_get_hub (server), "article", article_changed_cb, self);
  self->lessons = zxd_lessons_new (server, lessons_told_cb, self);
  read_async (self, 0, 0);
  return self;
}

ZxSearchSnapshot *
zxd_article_index_get (ZxdArticleIndex *self, ZxdScopeTable **scopes)
{
  ZxSearchSnapshot *snapshot;

  g_mutex_lock (&self->lock);
  snapshot = zx_search_snapshot_ref (self->snapshot);
  *scopes = zxd_scope_table_ref (self->scopes);
  g_mutex_unlock (&self->lock);
  return snapshot;
}

ZxScopeArticle *
zxd_article_scope (const ZxdArticle *article)
{
  const ZxScopeText text = {.lang = article->lang,
                            .product = article->product,
                            .modules = article->modules,
                            .versions = article->versions,
                            .tiers = article->tiers,
                            .valid_from = article->valid_from,
                            .valid_until = article->valid_until,
                            .updated_on = article->updated_on};

  return zx_scope_article_new (&text);
}

gboolean
zxd_article_index_is_ready (ZxdArticleIndex *self)
{
  gboolean is_ready;

  g_mutex_lock (&self->lock);
  is_ready = self->is_ready;
  g_mutex_unlock (&self->lock);
  return is_ready;
}

GArray *
zxd_article_index_get_questions (ZxdArticleIndex *self, gint64 id)
{
  GArray *questions;

  g_mutex_lock (&self->lock);
  questions = g_hash_table_lookup (self->questions, &id);
  if (questions != NULL)
    g_array_ref (questions);
  g_mutex_unlock (&self->lock);
  return questions;
}

GHashTable *
zxd_article_index_get_thresholds (ZxdArticleIndex *self)
{
  return zxd_lessons_get_thresholds (self->lessons);
}

double
zxd_threshold_of (GHashTable *thresholds, gint64 org_id)
{
  const double *threshold = g_hash_table_lookup (thresholds, &org_id);

  return threshold != NULL ? *threshold : ZX_THRESHOLD_DEFAULT;
}
