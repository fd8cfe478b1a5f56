/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps up with the customers: the main thread hears of changes and has all read at the start, a
 * thread of its own writes their texts and hands them out. */
#include "zxd-finder.h"

#include "zxd-finder-pack.h"

enum { PAGE = 1000 }; /* customers read at once at the start */

typedef struct {
  ZxdFinderFunc fn, ended;
  gpointer data;
} Waiting;

struct _ZxdFinder {
  ZxdStore *store;   /* lent */
  GThread *thread;   /* owned: the keeper */
  GAsyncQueue *jobs; /* owned Job */
  GMutex lock;       /* for `packs` */
  GPtrArray *packs;  /* owned: as they are now */

  gboolean is_ready; /* main thread only, like what follows */
  GArray *waiting;   /* owned Waiting */
  gint64 start_us;
};

/* What the keeper is to do: one member says which. */
typedef struct {
  GPtrArray *page;  /* owned ZxdFindTexts, of the first reading */
  ZxdEvent *event;  /* owned: what has happened to a customer */
  gboolean is_read; /* the first reading is over */
  gboolean is_end;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_pointer (&job->page, g_ptr_array_unref);
  g_clear_pointer (&job->event, zxd_event_unref);
  g_free (job);
}

/* ---- the keeper's thread */

typedef struct {
  ZxdFinder *finder;
  GPtrArray *packs;    /* owned */
  GHashTable *changes; /* owned: id → owned ZxdFindTexts, null: gone */
  /* Owned: ids that had an event since the start. A page may be older than it; null when all pages
   * are in. */
  GHashTable *touched;
} Keeper;

static void
add_identities (ZxdFindTexts *texts, JsonObject *owner)
{
  JsonArray *identities = zx_json_array (owner, "identities");

  for (guint i = 0; identities != NULL && i < json_array_get_length (identities); i++) {
    JsonObject *identity = json_array_get_object_element (identities, i);
    ZxdFindWhat what;

    if (zxd_find_what_of (zx_json_string (identity, "kind"), &what))
      zxd_find_texts_add (texts, what, zx_json_string (identity, "value"));
  }
}

/* The whole customer stands in its event; null when that is no customer. */
static ZxdFindTexts *
read_event (const ZxdEvent *event)
{
  g_autoptr (JsonObject) customer = zx_json_parse (event->json, (gssize) event->json_length, NULL);
  ZxdFindTexts *texts;
  JsonArray *people;

  if (customer == NULL)
    return NULL;
  texts =
      zxd_find_texts_new (event->id, zx_json_id (customer, "org_id"),
                          (ZxTier) zx_json_enum (customer, "tier", ZX_TYPE_TIER, ZX_TIER_REGULAR));
  zxd_find_texts_add (texts, ZXD_FIND_NAME, zx_json_string (customer, "name"));
  zxd_find_texts_add (texts, ZXD_FIND_NUMBER, zx_json_string (customer, "external_id"));
  people = zx_json_array (customer, "people");
  for (guint i = 0; people != NULL && i < json_array_get_length (people); i++) {
    JsonObject *person = json_array_get_object_element (people, i);

    if (zx_json_bool (person, "erased", FALSE))
      continue;
    zxd_find_texts_add (texts, ZXD_FIND_PERSON, zx_json_string (person, "name"));
    add_identities (texts, person);
  }
  add_identities (texts, customer);
  return texts;
}

static void
texts_free (gpointer data)
{
  if (data != NULL)
    zxd_find_texts_free (data);
}

static void
note_change (Keeper *keeper, gint64 id, ZxdFindTexts *texts)
{
  g_hash_table_replace (keeper->changes, g_memdup2 (&id, sizeof id), texts);
}

static int
by_id (gconstpointer a, gconstpointer b)
{
  const ZxdPackChange *left = a, *right = b;

  return (left->id > right->id) - (left->id < right->id);
}

static void
apply_changes (Keeper *keeper)
{
  g_autoptr (GArray) changes = g_array_new (FALSE, FALSE, sizeof (ZxdPackChange));
  GHashTableIter iter;
  gpointer id, texts;
  GPtrArray *old, *fresh;

  g_hash_table_iter_init (&iter, keeper->changes);
  while (g_hash_table_iter_next (&iter, &id, &texts)) {
    ZxdPackChange change = {*(gint64 *) id, texts};

    g_array_append_val (changes, change);
  }
  if (changes->len == 0)
    return;
  g_array_sort (changes, by_id);
  zxd_packs_change (keeper->packs, changes);
  g_hash_table_remove_all (keeper->changes);
  fresh = zxd_packs_copy (keeper->packs);
  g_mutex_lock (&keeper->finder->lock);
  old = keeper->finder->packs;
  keeper->finder->packs = fresh;
  g_mutex_unlock (&keeper->finder->lock);
  g_ptr_array_unref (old);
}

static gboolean ready_cb (gpointer data);

static void
do_job (Keeper *keeper, Job *job)
{
  if (job->event != NULL) {
    note_change (keeper, job->event->id, job->event->json != NULL ? read_event (job->event) : NULL);
    if (keeper->touched != NULL)
      g_hash_table_add (keeper->touched, g_memdup2 (&job->event->id, sizeof (gint64)));
  }
  for (guint i = 0; job->page != NULL && i < job->page->len; i++) {
    ZxdFindTexts *texts = g_ptr_array_index (job->page, i);

    if (!g_hash_table_contains (keeper->touched, &texts->id)) {
      g_ptr_array_index (job->page, i) = NULL;
      note_change (keeper, texts->id, texts);
    }
  }
  if (job->is_read) {
    apply_changes (keeper);
    g_clear_pointer (&keeper->touched, g_hash_table_unref);
    g_info ("customers to be found: %" G_GSIZE_FORMAT " in %" G_GSIZE_FORMAT " KB, read in %d ms",
            zxd_packs_count (keeper->packs), zxd_packs_bytes (keeper->packs) / 1024,
            (int) ((g_get_monotonic_time () - keeper->finder->start_us) / 1000));
    g_idle_add (ready_cb, keeper->finder);
  }
}

static gpointer
keep (gpointer data)
{
  ZxdFinder *self = data;
  Keeper keeper = {self, zxd_packs_new (),
                   g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, texts_free),
                   g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL)};
  gboolean is_end = FALSE;

  while (!is_end) {
    for (Job *job = g_async_queue_pop (self->jobs); job != NULL && !is_end;
         job = g_async_queue_try_pop (self->jobs)) {
      do_job (&keeper, job);
      is_end = job->is_end;
      job_free (job);
    }
    apply_changes (&keeper);
  }
  g_ptr_array_unref (keeper.packs);
  g_hash_table_unref (keeper.changes);
  g_clear_pointer (&keeper.touched, g_hash_table_unref);
  return NULL;
}

/* ---- the main thread: reading all at the start, then hearing of changes */

typedef struct {
  gint64 after;
  GArray *ids;      /* owned */
  GPtrArray *texts; /* owned ZxdFindTexts */
} Page;

static void
page_free (gpointer data)
{
  Page *page = data;

  g_array_unref (page->ids);
  g_clear_pointer (&page->texts, g_ptr_array_unref);
  g_free (page);
}

static gboolean
read_page (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  Page *page = data;

  g_array_set_size (page->ids, 0);
  g_ptr_array_set_size (page->texts, 0);
  return zxd_customer_list_ids (db, page->after, PAGE, page->ids, error) &&
         (page->ids->len == 0 || zxd_customer_list_texts (db, page->ids, page->texts, error));
}

static void page_read_cb (GObject *source, GAsyncResult *result, gpointer data);

static void
read_async (ZxdFinder *self, gint64 after)
{
  Page *page = g_new0 (Page, 1);

  page->after = after;
  page->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  page->texts = g_ptr_array_new_with_free_func (texts_free);
  zxd_store_read (self->store, read_page, page, page_free, page_read_cb, self);
}

static void
page_read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  ZxdFinder *self = data;
  g_autoptr (GError) error = NULL;
  Page *page = zxd_store_read_finish (result, &error);
  Job *job = g_new0 (Job, 1);

  if (page == NULL) {
    g_warning ("cannot read the customers: %s", error->message);
    job->is_read = TRUE; /* what there is can be found */
  } else {
    if (page->ids->len == PAGE)
      read_async (self, g_array_index (page->ids, gint64, PAGE - 1));
    job->is_read = page->ids->len < PAGE;
    job->page = g_steal_pointer (&page->texts);
    page_free (page);
  }
  g_async_queue_push (self->jobs, job);
}

static void
customer_changed_cb (const ZxdEvent *event, gpointer data)
{
  ZxdFinder *self = data;
  Job *job = g_new0 (Job, 1);

  job->event = zxd_event_ref ((ZxdEvent *) event);
  g_async_queue_push (self->jobs, job);
}

static gboolean
ready_cb (gpointer data)
{
  ZxdFinder *self = data;

  self->is_ready = TRUE;
  for (guint i = 0; i < self->waiting->len; i++) {
    Waiting *waiting = &g_array_index (self->waiting, Waiting, i);

    waiting->fn (waiting->data);
  }
  g_array_set_size (self->waiting, 0);
  return G_SOURCE_REMOVE;
}

static void
end_cb (gpointer data)
{
  ZxdFinder *self = data;
  Job *job = g_new0 (Job, 1);

  job->is_end = TRUE;
  g_async_queue_push (self->jobs, job);
  g_thread_join (self->thread);
  while (g_idle_remove_by_data (self))
    ;
  for (guint i = 0; i < self->waiting->len; i++) {
    Waiting *waiting = &g_array_index (self->waiting, Waiting, i);

    waiting->ended (waiting->data);
  }
  g_async_queue_unref (self->jobs);
  g_ptr_array_unref (self->packs);
  g_array_unref (self->waiting);
  g_mutex_clear (&self->lock);
  g_free (self);
}

ZxdFinder *
zxd_finder_new (ZxdServer *server)
{
  ZxdFinder *self = g_new0 (ZxdFinder, 1);

  self->store = zxd_server_get_store (server);
  self->jobs = g_async_queue_new_full (job_free);
  self->packs = zxd_packs_new ();
  self->waiting = g_array_new (FALSE, FALSE, sizeof (Waiting));
  self->start_us = g_get_monotonic_time ();
  g_mutex_init (&self->lock);
  self->thread = g_thread_new ("finder", keep, self);
  zxd_server_at_end (server, end_cb, self);
  zxd_hub_watch (zxd_server_get_hub (server), "customer", customer_changed_cb, self);
  read_async (self, 0);
  return self;
}

void
zxd_finder_when_ready (ZxdFinder *self, ZxdFinderFunc fn, ZxdFinderFunc ended, gpointer data)
{
  Waiting waiting = {fn, ended, data};

  if (self->is_ready)
    fn (data);
  else
    g_array_append_val (self->waiting, waiting);
}

void
zxd_finder_ask (ZxdFinder *self,
                const ZxdQuery *query,
                const ZxRights *rights,
                guint most,
                GArray *ids)
{
  GPtrArray *packs;

  g_mutex_lock (&self->lock);
  packs = g_ptr_array_ref (self->packs);
  g_mutex_unlock (&self->lock);
  zxd_packs_find (packs, query, rights, most, ids);
  g_ptr_array_unref (packs);
}
