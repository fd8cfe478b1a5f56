/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The readers: closures in one snapshot each, and pages of the event log. */
#include "zxd-read.h"

enum {
  PAGE_EVENTS = 500,
  PAGE_BYTES = 256 * 1024,
};

typedef struct {
  ZxdClosure *closure; /* owned */
  ZxdPage *page;       /* owned */
} ZxdRead;

void
zxd_store_push_read (ZxdStore *store, ZxdClosure *closure, ZxdPage *page)
{
  ZxdRead *read = g_new (ZxdRead, 1);

  *read = (ZxdRead){closure, page};
  g_async_queue_push (store->reads, read);
}

void
zxd_store_page (ZxdStore *store, guint64 tag, gint64 since, gint64 upto)
{
  ZxdPage *page = g_new0 (ZxdPage, 1);

  page->tag = tag;
  page->since = since;
  page->upto = upto;
  page->events = g_ptr_array_new_with_free_func ((GDestroyNotify) zxd_event_unref);
  zxd_store_push_read (store, NULL, page);
}

static gboolean
begin (ZxdDb *db, gint64 *as_of, GError **error)
{
  return zxd_db_post (db,
                      zxd_db_is_postgres (db) ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
                                              : "BEGIN",
                      error) &&
         zxd_db_number (db, "SELECT n FROM counter", as_of, error);
}

static gboolean
run_closure (ZxdDb *db, ZxdClosure *closure)
{
  gint64 as_of;
  gboolean is_good = begin (db, &as_of, &closure->error) &&
                     closure->read (db, as_of, closure->data, &closure->error);

  zxd_db_reset_all (db);
  return is_good;
}

static ZxAudience
read_audience (ZxdStmt *stmt, int column)
{
  ZxAudience audience = {(ZxAudienceKind) zxd_stmt_int (stmt, column),
                         zxd_stmt_int (stmt, column + 1), zxd_stmt_int (stmt, column + 2)};

  zx_guests_parse (zxd_stmt_text (stmt, column + 3), audience.guests);
  return audience;
}

static ZxdEvent *
read_event (ZxdStmt *stmt)
{
  ZxAudience now = read_audience (stmt, 4), was = read_audience (stmt, 8);
  ZxdEvent *event =
      zxd_event_new (zxd_stmt_int (stmt, 0), zxd_stmt_text (stmt, 1), zxd_stmt_int (stmt, 2),
                     zxd_stmt_int (stmt, 3), &now, &was, zxd_stmt_text (stmt, 13), -1);

  event->also_id = zxd_stmt_int (stmt, 12);
  return event;
}

/* Adds events until there are no more or the page is full. */
static gboolean
read_events (ZxdDb *db, ZxdPage *page, GError **error)
{
  gint64 upto = page->reached;
  gsize n_bytes = 0;
  ZxdStmt *stmt = zxd_db_prepare (
      db,
      "SELECT seq, noun, obj_id, contact_id, now_kind, now_org, now_owner, now_guests, "
      "was_kind, was_org, was_owner, was_guests, now_also, json FROM event WHERE seq > ? AND seq "
      "<= ? ORDER BY seq LIMIT ?",
      error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, page->since);
  zxd_stmt_bind_int (stmt, 2, upto);
  zxd_stmt_bind_int (stmt, 3, PAGE_EVENTS);
  for (;;) {
    ZxdStep step = zxd_stmt_step (stmt, error);
    ZxdEvent *event;

    if (step == ZXD_STEP_FAILED)
      return FALSE;
    if (step == ZXD_STEP_DONE)
      return TRUE;
    event = read_event (stmt);
    g_ptr_array_add (page->events, event);
    n_bytes += event->json_length;
    if (page->events->len == PAGE_EVENTS || n_bytes >= PAGE_BYTES) {
      page->reached = event->seq;
      zxd_stmt_reset (stmt);
      return TRUE;
    }
  }
}

static gboolean
fill_page (ZxdDb *db, ZxdPage *page, GError **error)
{
  gint64 as_of, oldest;

  if (!begin (db, &as_of, error) ||
      !zxd_db_number (db, "SELECT min(seq) FROM event", &oldest, error))
    return FALSE;

  page->reached = MIN (page->upto, as_of);
  page->too_old = page->since > as_of || (as_of > page->since && page->since + 1 < oldest);
  if (!page->too_old && page->since < page->reached && !read_events (db, page, error))
    return FALSE;
  return zxd_db_execute (db, "COMMIT", error);
}

static void
answer_page (ZxdStore *store, ZxdPage *page)
{
  ZxdStoreListener listener;
  gpointer data;

  g_mutex_lock (&store->lock);
  listener = store->listener;
  data = store->listener_data;
  g_mutex_unlock (&store->lock);
  if (listener.paged != NULL)
    listener.paged (page, data);
  else
    zxd_page_free (page);
}

gpointer
zxd_reader (gpointer data)
{
  g_autofree ZxdReaderPlace *place = data;

  for (;;) {
    g_autofree ZxdRead *read = g_async_queue_pop (place->store->reads);
    g_autoptr (GError) error = NULL;

    if (read->closure != NULL) {
      gboolean is_good = run_closure (place->db, read->closure);

      zxd_closure_finish (place->store, read->closure); /* nobody waits for the end of a snapshot */
      zxd_db_execute (place->db, is_good ? "COMMIT" : "ROLLBACK", NULL);
    } else if (read->page != NULL) {
      if (!fill_page (place->db, read->page, &error))
        zxd_db_die ("event log", error->message);
      answer_page (place->store, read->page);
    } else {
      return NULL;
    }
  }
}
