/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Connections that are behind: they read pages of the store until they have caught up. */
#include "zxd-hub-private.h"

#include "zxd-store-message.h"

enum { VISITOR_PAGE = 40 };

static void
go_live (ZxdHub *hub, ZxdConn *conn)
{
  zxd_conn_set_live (hub, conn, TRUE);
  if (conn->is_agent)
    zxd_conn_put_beat (hub, conn);
}

/* ---- visitors read the rows of their own contact, not the log */

typedef struct {
  ZxdHub *hub;
  guint64 name;
  gint64 contact_id, since;
  gint64 as_of;
  gboolean is_done;        /* the query succeeded */
  ZxdVisitorFact *contact; /* owned, null when there is none */
  GPtrArray *messages;     /* owned ZxdVisitorFact, oldest first */
} VisitorPage;

static void
free_visitor_page (gpointer data)
{
  VisitorPage *page = data;

  g_clear_pointer (&page->contact, zxd_visitor_fact_free);
  g_clear_pointer (&page->messages, g_ptr_array_unref);
  g_free (page);
}

static gboolean
read_visitor_page (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  VisitorPage *page = data;

  page->as_of = as_of;
  g_clear_pointer (&page->contact, zxd_visitor_fact_free);
  g_clear_pointer (&page->messages, g_ptr_array_unref);
  page->messages = g_ptr_array_new_with_free_func ((GDestroyNotify) zxd_visitor_fact_free);
  page->is_done = zxd_contact_for_visitor (db, page->contact_id, &page->contact, error) &&
                  zxd_message_list_for_visitor (db, page->contact_id, page->since, VISITOR_PAGE,
                                                page->messages, error);
  return page->is_done;
}

static void
put_fact (ZxdHub *hub, ZxdConn *conn, const char *noun, const ZxdVisitorFact *fact)
{
  zxd_visitor_put_fact (hub, conn, fact->seq, noun, fact->uuid, fact->json);
}

static void
take_visitor_page (ZxdHub *hub, gpointer data)
{
  VisitorPage *page = data;
  ZxdConn *conn = zxd_hub_find (hub, page->name);
  gboolean is_last = page->is_done && page->messages->len < VISITOR_PAGE;
  ZxdVisitorFact *contact = is_last ? page->contact : NULL;

  if (conn == NULL || conn->is_closing)
    goto out;
  conn->is_paging = FALSE;
  if (!page->is_done) { /* the store is away: he comes again */
    zxd_conn_close (hub, conn, ZXD_CLOSE_GOING_AWAY);
    goto out;
  }
  if (page->contact_id != conn->visitor->contact_id) { /* a new one meanwhile */
    zxd_conn_want_page (hub, conn);
    goto out;
  }
  if (page->contact != NULL && page->as_of >= conn->visitor->last_seq)
    conn->visitor->is_left = page->contact->is_left;
  if (contact != NULL && conn->has_joined && contact->seq <= page->since)
    contact = NULL;
  for (guint i = 0; i < page->messages->len; i++) {
    ZxdVisitorFact *message = page->messages->pdata[i];

    if (contact != NULL && contact->seq < message->seq)
      put_fact (hub, conn, hub->noun_contact, g_steal_pointer (&contact));
    put_fact (hub, conn, hub->noun_message, message);
    conn->cursor = message->seq;
  }
  if (contact != NULL)
    put_fact (hub, conn, hub->noun_contact, contact);
  if (is_last) {
    conn->has_joined = TRUE;
    conn->cursor = MAX (conn->cursor, page->as_of);
    if (page->as_of >= conn->visitor->last_seq)
      go_live (hub, conn);
  }
  zxd_conn_want_page (hub, conn);
out:
  free_visitor_page (page);
}

static void
visitor_page_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  VisitorPage *page = user_data;
  g_autoptr (GError) error = NULL;

  if (zxd_store_read_finish (result, &error) == NULL)
    g_info ("a visitor's messages could not be read: %s", error->message);
  zxd_hub_note (page->hub, take_visitor_page, page, free_visitor_page);
}

static void
ask_visitor_page (ZxdHub *hub, ZxdConn *conn)
{
  VisitorPage *page = g_new0 (VisitorPage, 1);

  page->hub = hub;
  page->name = ZXD_CONN_NAME (conn);
  page->contact_id = conn->visitor->contact_id;
  page->since = conn->cursor;
  zxd_store_read (hub->store, read_visitor_page, page, NULL, visitor_page_read_cb, page);
}

/* ---- both */

void
zxd_conn_want_page (ZxdHub *hub, ZxdConn *conn)
{
  if (conn->is_live || conn->is_paging || conn->is_closing || conn->is_doomed ||
      zxd_conn_unsent (conn) >= ZXD_SEND_LOW)
    return;
  if (conn->is_agent ? conn->cursor >= hub->head : conn->visitor->contact_id == 0) {
    go_live (hub, conn);
    return;
  }
  conn->is_paging = TRUE;
  if (conn->is_agent)
    zxd_store_page (hub->store, ZXD_CONN_NAME (conn), conn->cursor, hub->head);
  else
    ask_visitor_page (hub, conn);
}

void
zxd_conn_take_page (ZxdHub *hub, ZxdConn *conn, ZxdPage *page)
{
  conn->is_paging = FALSE;
  if (page->too_old || page->reached <= page->since) {
    zxd_conn_close (hub, conn, ZXD_CLOSE_FETCH_AFRESH);
    return;
  }
  for (guint i = 0; i < page->events->len; i++) {
    const ZxdEvent *event = page->events->pdata[i];
    ZxdTell tell = zxd_event_tell (event, conn->agent->rights);

    /* What came before was chosen by rights that did not hold yet. */
    if (event->noun == hub->noun_rights && event->now.owner_id == conn->agent->id) {
      zxd_conn_close (hub, conn, ZXD_CLOSE_FETCH_AFRESH);
      return;
    }
    if (tell != ZXD_TELL_NOTHING)
      zxd_conn_put_event (hub, conn, event, tell);
  }
  conn->cursor = page->reached;
  zxd_conn_want_page (hub, conn);
}
