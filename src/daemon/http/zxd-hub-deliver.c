/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events on their way out, in the order of their numbers, whichever daemon committed them. */
#include "zxd-hub-private.h"

#include "zxd-store-agent.h"

/* A customer with hundreds of long notes. No other noun comes near it. */
enum { MOST_CUSTOMER_BYTES = 256 * 1024 };

/* ---- one event to one connection */

/* One that is too large for a frame is told without its words: who looks at it fetches it. */
static void
choose_json (const ZxdEvent *event, const char **json, gsize *length)
{
  gboolean is_short =
      event->json_length > MOST_CUSTOMER_BYTES && g_str_equal (event->noun, "customer");

  *json = is_short ? "{}" : event->json;
  *length = is_short ? 2 : event->json_length;
}

void
zxd_conn_put_event (ZxdHub *hub, ZxdConn *conn, const ZxdEvent *event, ZxdTell tell)
{
  const char *json = NULL;
  gsize json_length = 0;
  char head[256];
  int n;

  if (tell == ZXD_TELL_PUT)
    choose_json (event, &json, &json_length);

  n = g_snprintf (head, sizeof head,
                  "{\"seq\":%" G_GINT64_FORMAT ",\"prev\":%" G_GINT64_FORMAT
                  ",\"noun\":\"%s\",\"id\":\"%" G_GINT64_FORMAT "\",\"rev\":%" G_GINT64_FORMAT
                  ",\"kind\":\"%s",
                  event->seq, conn->last, event->noun, event->id, event->seq,
                  tell == ZXD_TELL_PUT ? "put\",\"json\":" : "gone\"");
  if (!zxd_conn_begin_text (hub, conn, n + json_length + 1))
    return;
  zxd_conn_put (hub, conn, head, n);
  if (json_length > 0)
    zxd_conn_put (hub, conn, json, json_length);
  zxd_conn_put (hub, conn, "}", 1);
  conn->last = event->seq;
  hub->figures.events_out++;
}

static void
tell_agent (ZxdHub *hub, ZxdHubAgent *agent, gpointer data)
{
  const ZxdEvent *event = data;
  ZxdTell tell = zxd_event_tell (event, agent->rights);

  if (tell == ZXD_TELL_NOTHING)
    return;
  for (ZxdConn *conn = agent->conns; conn != NULL; conn = conn->next_peer) {
    if (!conn->is_live || event->seq <= conn->cursor)
      continue;
    if (zxd_conn_unsent (conn) > ZXD_SEND_HIGH) {
      zxd_conn_set_live (hub, conn, FALSE); /* it reads on in the store when it has caught breath */
      conn->cursor = event->seq - 1;
    } else {
      zxd_conn_put_event (hub, conn, event, tell);
    }
  }
}

/* ---- rights that change are an event like any other; they hold from its place on */

/* Rights that cannot be read see nothing. */
static ZxRights *
read_rights (const ZxdEvent *event)
{
  ZxRights *rights = zxd_rights_from_json (event->now.owner_id, event->json);

  if (rights == NULL) {
    rights = g_new0 (ZxRights, 1);
    rights->agent_id = event->now.owner_id;
  }
  return rights;
}

static void
deliver (ZxdHub *hub, ZxdEvent *event, guint64 sender)
{
  zxd_hub_visit_agents (hub, event, tell_agent, event);
  if (event->contact_id != 0)
    zxd_visitor_tell (hub, event, sender);
  if (event->noun == hub->noun_rights && event->now.kind == ZX_AUDIENCE_AGENT)
    zxd_hub_take_rights (hub, read_rights (event));
  hub->head = event->seq;
  zxd_hub_show_event (hub, event);
}

/* ---- batches of this daemon, and what other daemons committed between them */

static void
release_batch (ZxdHub *hub, ZxdBatch *batch)
{
  ZxdPost *post = batch->posts;

  for (guint i = 0; i < batch->events->len; i++) {
    ZxdEvent *event = batch->events->pdata[i];

    while (post != NULL && post->seq < event->seq)
      post = post->next;
    if (event->seq > hub->head)
      deliver (hub, event, post != NULL && post->seq == event->seq ? post->connection : 0);
  }
  zxd_batch_free (batch);
}

/* Hands out whatever is next: own batches as long as nothing is missing before them, else what is
 * missing is read from the store. */
void
zxd_hub_advance (ZxdHub *hub)
{
  ZxdBatch *batch;
  gint64 upto;

  while ((batch = g_queue_peek_head (&hub->stash)) != NULL && batch->base <= hub->head) {
    g_queue_pop_head (&hub->stash);
    release_batch (hub, batch);
  }
  upto = batch != NULL ? batch->base : hub->remote;
  if (upto > hub->head && !hub->is_tailing) {
    hub->is_tailing = TRUE;
    zxd_store_page (hub->store, 0, hub->head, upto);
  }
}

void
zxd_hub_take_tail (ZxdHub *hub, ZxdPage *page)
{
  hub->is_tailing = FALSE;
  for (guint i = 0; i < page->events->len; i++) {
    ZxdEvent *event = page->events->pdata[i];

    if (event->seq > hub->head)
      deliver (hub, event, 0);
  }
  if (page->too_old) { /* asleep for longer than the log is kept: those who listen fetch afresh */
    for (guint slot = 0; slot < hub->conns->len; slot++) {
      ZxdConn *conn = hub->conns->pdata[slot];

      if (conn != NULL && conn->is_agent)
        zxd_conn_close (hub, conn, ZXD_CLOSE_FETCH_AFRESH);
    }
    hub->head = MAX (hub->head, page->upto);
  }
}

/* Acknowledgements go out at once: the messages are committed, whatever else is still missing. */
void
zxd_hub_take_batch (ZxdHub *hub, ZxdBatch *batch)
{
  ZxdPost **link = &batch->posts;

  while (*link != NULL) {
    ZxdPost *post = *link;

    if (post->outcome == ZXD_POST_OVER) {
      *link = post->next; /* taken */
      post->next = NULL;
    } else {
      link = &post->next;
    }
    zxd_visitor_answered (hub, post);
  }
  g_queue_push_tail (&hub->stash, batch);
}
