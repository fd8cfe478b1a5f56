/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The hub's thread: its notes from other threads, its rounds, its clock, its end. */
#include "zxd-hub-private.h"

#include "zx-clock.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { EVENTS_A_ROUND = 512 };

struct _ZxdNote {
  ZxdNote *next;
  ZxdNoteFunc fn;
  gpointer data;
  GDestroyNotify free_data;
};

typedef struct {
  const char *noun; /* interned; null: all but messages */
  ZxdEventFunc fn;
  gpointer data;
} Watcher;

typedef struct {
  ZxdAgentFunc fn;
  gpointer data;
} AgentWatcher;

/* ---- notes */

void
zxd_hub_note (ZxdHub *hub, ZxdNoteFunc fn, gpointer data, GDestroyNotify free_data)
{
  ZxdNote *note = g_new (ZxdNote, 1);
  guint64 one = 1;
  gboolean is_first;

  *note = (ZxdNote){NULL, fn, data, free_data};
  g_mutex_lock (&hub->lock);
  *hub->notes_end = note;
  hub->notes_end = &note->next;
  is_first = !hub->is_signalled;
  hub->is_signalled = TRUE;
  g_mutex_unlock (&hub->lock);
  if (is_first && write (hub->wake_fd, &one, sizeof one) != sizeof one)
    g_error ("the hub cannot be woken: %s", g_strerror (errno));
}

static ZxdNote *
steal_notes (ZxdHub *hub)
{
  ZxdNote *notes;

  g_mutex_lock (&hub->lock);
  notes = hub->notes;
  hub->notes = NULL;
  hub->notes_end = &hub->notes;
  hub->is_signalled = FALSE;
  g_mutex_unlock (&hub->lock);
  return notes;
}

static void
run_notes (ZxdHub *hub)
{
  ZxdNote *notes;
  guint64 count;

  if (read (hub->wake_fd, &count, sizeof count) < 0 && errno != EAGAIN)
    g_error ("the hub's eventfd: %s", g_strerror (errno));
  notes = steal_notes (hub);
  while (notes != NULL) {
    ZxdNote *note = notes;

    notes = note->next;
    note->fn (hub, note->data);
    g_free (note);
  }
  zxd_hub_advance (hub);
}

/* ---- what others are told on the main context */

typedef struct {
  ZxdHub *hub;
  GPtrArray *events; /* owned */
} Show;

static gboolean
wants (ZxdHub *hub, const Watcher *watcher, const ZxdEvent *event)
{
  return watcher->noun != NULL ? watcher->noun == event->noun : event->noun != hub->noun_message;
}

static gboolean
show_events_cb (gpointer data)
{
  Show *show = data;

  for (guint i = 0; i < show->events->len; i++) {
    const ZxdEvent *event = show->events->pdata[i];

    for (guint k = 0; k < show->hub->watchers->len; k++) {
      Watcher *watcher = show->hub->watchers->pdata[k];

      if (wants (show->hub, watcher, event))
        watcher->fn (event, watcher->data);
    }
  }
  g_ptr_array_unref (show->events);
  g_free (show);
  return G_SOURCE_REMOVE;
}

void
zxd_hub_show_event (ZxdHub *hub, ZxdEvent *event)
{
  gboolean is_watched = FALSE;

  g_mutex_lock (&hub->lock);
  for (guint k = 0; k < hub->watchers->len && !is_watched; k++)
    is_watched = wants (hub, hub->watchers->pdata[k], event);
  g_mutex_unlock (&hub->lock);
  if (!is_watched)
    return;
  if (hub->watched == NULL)
    hub->watched = g_ptr_array_new_with_free_func ((GDestroyNotify) zxd_event_unref);
  g_ptr_array_add (hub->watched, zxd_event_ref (event));
}

static void
hand_over_watched (ZxdHub *hub)
{
  Show *show;

  if (hub->watched == NULL)
    return;
  show = g_new (Show, 1);
  *show = (Show){hub, g_steal_pointer (&hub->watched)};
  g_idle_add_full (G_PRIORITY_DEFAULT, show_events_cb, show, NULL);
}

typedef struct {
  ZxdHub *hub;
  gint64 agent_id;
  gboolean is_connected;
} ShowAgent;

static gboolean
show_agent_cb (gpointer data)
{
  ShowAgent *show = data;

  for (guint k = 0; k < show->hub->agent_watchers->len; k++) {
    AgentWatcher *watcher = show->hub->agent_watchers->pdata[k];

    watcher->fn (show->agent_id, show->is_connected, watcher->data);
  }
  return G_SOURCE_REMOVE;
}

void
zxd_hub_show_agent (ZxdHub *hub, gint64 agent_id, gboolean is_connected)
{
  ShowAgent *show = g_new (ShowAgent, 1);

  *show = (ShowAgent){hub, agent_id, is_connected};
  g_idle_add_full (G_PRIORITY_DEFAULT, show_agent_cb, show, g_free);
}

/* ---- the round */

ZxdConn *
zxd_hub_find (ZxdHub *hub, guint64 name)
{
  guint32 slot = (guint32) name;
  ZxdConn *conn = slot < hub->conns->len ? hub->conns->pdata[slot] : NULL;

  return conn != NULL && conn->generation == name >> 32 ? conn : NULL;
}

const char *
zxd_hub_time (ZxdHub *hub, gint64 ms)
{
  if (ms != hub->sent_at_ms) {
    g_autofree char *text = zx_clock_format (ms);

    g_strlcpy (hub->sent_at, text, sizeof hub->sent_at);
    hub->sent_at_ms = ms;
  }
  return hub->sent_at;
}

static void
doom_closing (ZxdHub *hub)
{
  for (guint i = 0; i < hub->closing->len; i++) {
    ZxdConn *conn = hub->closing->pdata[i];

    if (hub->now_us / G_USEC_PER_SEC - conn->closing_s >= ZXD_LINGER_S)
      zxd_conn_doom (hub, conn);
  }
}

/* One second's share of the connections: each is visited every 5 s (agents) or 25 s. */
static void
beat (ZxdHub *hub, gint64 second)
{
  for (guint slot = second % ZXD_AGENT_BEAT_S; slot < hub->conns->len; slot += ZXD_AGENT_BEAT_S) {
    ZxdConn *conn = hub->conns->pdata[slot];
    gboolean is_long = slot % ZXD_VISITOR_BEAT_S == second % ZXD_VISITOR_BEAT_S;

    if (conn == NULL || conn->is_closing || (!conn->is_agent && !is_long))
      continue;
    if (second - conn->heard_s > ZXD_DEAD_S) {
      zxd_conn_doom (hub, conn);
      continue;
    }
    if (is_long)
      zxd_conn_put_ping (hub, conn);
    if (zxd_conn_unsent (conn) < ZXD_SEND_HIGH)
      zxd_conn_put_beat (hub, conn);
  }
}

static void
tick (ZxdHub *hub)
{
  gint64 second = hub->now_us / G_USEC_PER_SEC;

  if (second == hub->beat_s)
    return;
  /* A thread that was held up for longer than the widest beat owes one beat, not all of them. */
  for (gint64 s = MAX (hub->beat_s, second - ZXD_VISITOR_BEAT_S) + 1; s <= second; s++)
    beat (hub, s);
  hub->beat_s = second;
  doom_closing (hub);
  zxd_hub_sweep_visitors (hub);
}

/* Visitors are not read while the store has too many of their messages. */
static void
resume_paused (ZxdHub *hub)
{
  if (hub->paused->len == 0 || zxd_store_posts_waiting (hub->store) > ZXD_POSTS_BOUND / 2)
    return;
  for (guint i = 0; i < hub->paused->len; i++) {
    ZxdConn *conn = hub->paused->pdata[i];

    conn->is_paused = FALSE;
    zxd_conn_watch (hub, conn);
  }
  g_ptr_array_set_size (hub->paused, 0);
}

static void
flush_dirty (ZxdHub *hub)
{
  while (hub->dirty != NULL) {
    ZxdConn *conn = hub->dirty;

    hub->dirty = conn->next_dirty;
    conn->is_dirty = FALSE;
    if (!conn->is_doomed && !conn->is_blocked)
      zxd_conn_flush (hub, conn); /* may put more, which makes it dirty again */
    if (conn->is_doomed && !conn->is_dirty)
      zxd_conn_free (hub, conn);
  }
}

static void
publish_figures (ZxdHub *hub)
{
  g_mutex_lock (&hub->lock);
  hub->shown = hub->figures;
  hub->shown.head = MAX (hub->head, hub->remote);
  g_mutex_unlock (&hub->lock);
}

static void
handle (ZxdHub *hub, const struct epoll_event *event)
{
  ZxdConn *conn = event->data.ptr;

  if (conn == NULL) {
    run_notes (hub);
    return;
  }
  if (conn->is_doomed)
    return;
  if (event->events & EPOLLOUT)
    zxd_conn_flush (hub, conn);
  if (event->events & (EPOLLIN | EPOLLHUP | EPOLLERR) && !conn->is_doomed)
    zxd_conn_readable (hub, conn);
}

static int
wait_ms (ZxdHub *hub)
{
  gint64 left_us = (hub->beat_s + 1) * G_USEC_PER_SEC - g_get_monotonic_time ();

  if (hub->figures.agents + hub->figures.visitors + hub->closing->len == 0 &&
      g_queue_is_empty (&hub->leavers))
    return -1; /* nobody to beat for */
  return (int) CLAMP (left_us / 1000 + 1, 1, 1001);
}

static gpointer
run (gpointer data)
{
  ZxdHub *hub = data;
  struct epoll_event events[EVENTS_A_ROUND];

  hub->now_us = g_get_monotonic_time ();
  hub->beat_s = hub->now_us / G_USEC_PER_SEC;
  while (!hub->is_stopping) {
    int n = epoll_wait (hub->epoll_fd, events, EVENTS_A_ROUND, wait_ms (hub));

    hub->now_us = g_get_monotonic_time ();
    for (int i = 0; i < n; i++)
      handle (hub, &events[i]);
    zxd_hub_flush_posts (hub);
    resume_paused (hub);
    tick (hub);
    flush_dirty (hub);
    hand_over_watched (hub);
    publish_figures (hub);
  }
  for (guint slot = 0; slot < hub->conns->len; slot++) {
    ZxdConn *conn = hub->conns->pdata[slot];

    if (conn != NULL) {
      zxd_conn_close (hub, conn, ZXD_CLOSE_GOING_AWAY);
      zxd_conn_doom (hub, conn);
      zxd_conn_flush (hub, conn);
    }
  }
  flush_dirty (hub);
  return NULL;
}

/* ---- what the store tells, on its threads */

static void
take_batch (ZxdHub *hub, gpointer data)
{
  zxd_hub_take_batch (hub, data);
}

static void
committed_cb (ZxdBatch *batch, gpointer data)
{
  zxd_hub_note (data, take_batch, batch, (GDestroyNotify) zxd_batch_free);
}

static void
take_page (ZxdHub *hub, gpointer data)
{
  ZxdPage *page = data;
  ZxdConn *conn = zxd_hub_find (hub, page->tag);

  if (page->tag == 0)
    zxd_hub_take_tail (hub, page);
  else if (conn != NULL && !conn->is_closing)
    zxd_conn_take_page (hub, conn, page);
  zxd_page_free (page);
}

static void
paged_cb (ZxdPage *page, gpointer data)
{
  zxd_hub_note (data, take_page, page, (GDestroyNotify) zxd_page_free);
}

static void
take_remote (ZxdHub *hub, gpointer data)
{
  gint64 *seq = data;

  hub->remote = MAX (hub->remote, *seq);
  g_free (seq);
}

static void
remote_cb (gint64 seq, gpointer data)
{
  zxd_hub_note (data, take_remote, g_memdup2 (&seq, sizeof seq), g_free);
}

/* ---- public: the hub itself */

ZxdHub *
zxd_hub_new (ZxdStore *store)
{
  static const ZxdStoreListener listener = {committed_cb, paged_cb, remote_cb, zxd_hub_passed_cb};
  struct epoll_event event = {.events = EPOLLIN};
  ZxdHub *hub = g_new0 (ZxdHub, 1);

  hub->store = store;
  hub->notes_end = &hub->notes;
  g_mutex_init (&hub->lock);
  hub->watchers = g_ptr_array_new_with_free_func (g_free);
  hub->agent_watchers = g_ptr_array_new_with_free_func (g_free);
  hub->conns = g_ptr_array_new ();
  g_ptr_array_add (hub->conns, NULL);
  hub->free_slots = g_array_new (FALSE, FALSE, sizeof (guint32));
  hub->paused = g_ptr_array_new ();
  hub->closing = g_ptr_array_new ();
  hub->buffer = g_malloc (ZXD_READ_BYTES);
  hub->scratch = g_string_sized_new (1024);
  hub->noun_message = g_intern_static_string ("message");
  hub->noun_contact = g_intern_static_string ("contact");
  hub->noun_rights = g_intern_static_string ("rights");
  hub->rate = ZXD_VISITOR_RATE;
  g_queue_init (&hub->stash);
  zxd_hub_index_new (hub);
  hub->epoll_fd = epoll_create1 (EPOLL_CLOEXEC);
  hub->wake_fd = eventfd (0, EFD_NONBLOCK | EFD_CLOEXEC);
  if (hub->epoll_fd < 0 || hub->wake_fd < 0 ||
      epoll_ctl (hub->epoll_fd, EPOLL_CTL_ADD, hub->wake_fd, &event) < 0)
    g_error ("the hub cannot start: %s", g_strerror (errno));
  zxd_store_listen (store, &listener, hub);
  hub->head = zxd_store_head (store); /* what comes after it is heard */
  hub->thread = g_thread_new ("hub", run, hub);
  return hub;
}

static void
stop (ZxdHub *hub, gpointer data)
{
  hub->is_stopping = TRUE;
}

void
zxd_hub_stop (ZxdHub *hub)
{
  if (hub->thread == NULL)
    return;
  zxd_hub_note (hub, stop, NULL, NULL);
  g_thread_join (g_steal_pointer (&hub->thread));
}

void
zxd_hub_free (ZxdHub *hub)
{
  ZxdNote *notes;

  zxd_hub_stop (hub);
  notes = steal_notes (hub);
  while (notes != NULL) {
    ZxdNote *note = notes;

    notes = note->next;
    if (note->free_data != NULL)
      note->free_data (note->data);
    g_free (note);
  }
  close (hub->epoll_fd);
  close (hub->wake_fd);
  zxd_hub_free_readers (hub);
  zxd_hub_index_free (hub);
  g_queue_clear_full (&hub->stash, (GDestroyNotify) zxd_batch_free);
  g_clear_pointer (&hub->watched, g_ptr_array_unref);
  g_ptr_array_unref (hub->watchers);
  g_ptr_array_unref (hub->agent_watchers);
  g_ptr_array_unref (hub->conns);
  g_ptr_array_unref (hub->paused);
  g_ptr_array_unref (hub->closing);
  g_array_unref (hub->free_slots);
  g_string_free (hub->scratch, TRUE);
  g_free (hub->buffer);
  g_mutex_clear (&hub->lock);
  g_free (hub);
}

void
zxd_hub_watch (ZxdHub *hub, const char *noun, ZxdEventFunc fn, gpointer data)
{
  Watcher *watcher = g_new (Watcher, 1);

  *watcher = (Watcher){g_intern_string (noun), fn, data};
  g_mutex_lock (&hub->lock);
  g_ptr_array_add (hub->watchers, watcher);
  g_mutex_unlock (&hub->lock);
}

void
zxd_hub_watch_agents (ZxdHub *hub, ZxdAgentFunc fn, gpointer data)
{
  AgentWatcher *watcher = g_new (AgentWatcher, 1);

  *watcher = (AgentWatcher){fn, data};
  g_ptr_array_add (hub->agent_watchers, watcher);
}

void
zxd_hub_figures (ZxdHub *hub, ZxdHubFigures *figures)
{
  g_mutex_lock (&hub->lock);
  *figures = hub->shown;
  g_mutex_unlock (&hub->lock);
}
