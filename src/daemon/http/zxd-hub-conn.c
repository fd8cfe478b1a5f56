/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One WebSocket of the hub: taking it in, one bounded buffer of what is to be sent, closing. */
#include "zxd-hub-private.h"

#include "zx-clock.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

/* A buffer of this size is kept when it is empty: an agent's, who gets much. */
enum { KEPT_ROOM = 16 * 1024 };

/* RFC 6455 section 5.2: the first byte of an unfragmented server frame. */
enum { FRAME_TEXT = 0x81, FRAME_CLOSE = 0x88, FRAME_PING = 0x89 };

static void
mark_dirty (ZxdHub *hub, ZxdConn *conn)
{
  if (conn->is_dirty)
    return;
  conn->is_dirty = TRUE;
  conn->next_dirty = hub->dirty;
  hub->dirty = conn;
}

gsize
zxd_conn_unsent (const ZxdConn *conn)
{
  return conn->out_length - conn->out_offset;
}

/* Makes room at the front, once that is as much as what has to be moved. */
static void
forget_sent (ZxdConn *conn)
{
  gsize unsent = zxd_conn_unsent (conn);

  if (conn->out_offset == 0 || conn->out_offset < unsent)
    return;
  memmove (conn->out, conn->out + conn->out_offset, unsent);
  conn->out_length = unsent;
  conn->out_offset = 0;
}

void
zxd_conn_put (ZxdHub *hub, ZxdConn *conn, gconstpointer bytes, gsize length)
{
  if (conn->out_length + length > conn->out_room)
    forget_sent (conn);
  if (conn->out_length + length > conn->out_room) {
    conn->out_room = (conn->out_length + length) * 3 / 2 + 64;
    conn->out = g_realloc (conn->out, conn->out_room);
  }
  memcpy (conn->out + conn->out_length, bytes, length);
  conn->out_length += length;
  mark_dirty (hub, conn);
}

gboolean
zxd_conn_begin_text (ZxdHub *hub, ZxdConn *conn, gsize length)
{
  guint8 head[10] = {FRAME_TEXT};
  gsize n = 2;

  if (conn->is_closing || conn->is_doomed)
    return FALSE;
  if (length < 126) {
    head[1] = length;
  } else if (length < 65536) {
    head[1] = 126;
    head[2] = length >> 8;
    head[3] = length;
    n = 4;
  } else {
    head[1] = 127;
    for (int i = 0; i < 8; i++)
      head[2 + i] = (guint64) length >> (56 - 8 * i);
    n = 10;
  }
  zxd_conn_put (hub, conn, head, n);
  return TRUE;
}

void
zxd_conn_put_text (ZxdHub *hub, ZxdConn *conn, const char *text, gssize length)
{
  gsize n = length >= 0 ? (gsize) length : strlen (text);

  if (zxd_conn_begin_text (hub, conn, n))
    zxd_conn_put (hub, conn, text, n);
}

void
zxd_conn_put_ping (ZxdHub *hub, ZxdConn *conn)
{
  static const guint8 ping[2] = {FRAME_PING, 0};

  if (!conn->is_closing)
    zxd_conn_put (hub, conn, ping, sizeof ping);
}

/* The newest number that this client or we know: what another process wrote may be listed by the
 * store before we have heard of it. */
static gint64
newest_for (ZxdHub *hub, ZxdConn *conn)
{
  return MAX (MAX (hub->head, hub->remote), conn->cursor);
}

void
zxd_conn_put_beat (ZxdHub *hub, ZxdConn *conn)
{
  gint64 head = newest_for (hub, conn);
  const char *now = zxd_hub_time (hub, zx_clock_now_ms ());
  char text[200];
  int n;

  if (conn->is_agent)
    n = g_snprintf (text, sizeof text,
                    "{\"beat\":{\"head\":%" G_GINT64_FORMAT ",\"upto\":%" G_GINT64_FORMAT
                    ",\"prev\":%" G_GINT64_FORMAT ",\"server_time\":\"%s\"}}",
                    head, conn->is_live ? MAX (hub->head, conn->cursor) : conn->cursor, conn->last,
                    now);
  else
    n = g_snprintf (text, sizeof text,
                    "{\"beat\":{\"head\":%" G_GINT64_FORMAT ",\"server_time\":\"%s\"}}", head, now);
  zxd_conn_put_text (hub, conn, text, n);
}

static void
put_hello (ZxdHub *hub, ZxdConn *conn)
{
  char text[160];
  int n = g_snprintf (text, sizeof text,
                      "{\"hello\":{\"head\":%" G_GINT64_FORMAT
                      ",\"server_time\":\"%s\",\"since\":%" G_GINT64_FORMAT "}}",
                      newest_for (hub, conn), zxd_hub_time (hub, zx_clock_now_ms ()), conn->cursor);

  zxd_conn_put_text (hub, conn, text, n);
}

/* ---- the socket */

void
zxd_conn_watch (ZxdHub *hub, ZxdConn *conn)
{
  struct epoll_event event = {.data.ptr = conn};

  event.events =
      (conn->is_paused || conn->is_full ? 0 : EPOLLIN) | (conn->is_blocked ? EPOLLOUT : 0);
  if (epoll_ctl (hub->epoll_fd, EPOLL_CTL_MOD, conn->fd, &event) < 0)
    zxd_conn_doom (hub, conn);
}

static void
shut (ZxdHub *hub, ZxdConn *conn)
{
  conn->is_shut = TRUE;
  if (shutdown (conn->fd, SHUT_WR) < 0)
    zxd_conn_doom (hub, conn);
}

static void
drop_buffer (ZxdConn *conn)
{
  conn->out_length = conn->out_offset = 0;
  if (!conn->is_agent || conn->out_room > KEPT_ROOM) {
    g_clear_pointer (&conn->out, g_free);
    conn->out_room = 0;
  }
}

void
zxd_conn_flush (ZxdHub *hub, ZxdConn *conn)
{
  gboolean was_blocked = conn->is_blocked, was_full = conn->is_full;

  while (conn->out_offset < conn->out_length) {
    ssize_t n = send (conn->fd, conn->out + conn->out_offset, conn->out_length - conn->out_offset,
                      MSG_NOSIGNAL | MSG_DONTWAIT);

    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0) {
      if (errno != EAGAIN)
        zxd_conn_doom (hub, conn);
      break;
    }
    conn->out_offset += n;
    hub->figures.bytes_out += n;
    if (was_full) /* its pongs are not read, but it is there */
      conn->heard_s = hub->now_us / G_USEC_PER_SEC;
  }
  if (conn->is_doomed)
    return;
  conn->is_blocked = conn->out_offset < conn->out_length;
  conn->is_full = zxd_conn_unsent (conn) > ZXD_SEND_HIGH;
  if (!conn->is_blocked)
    drop_buffer (conn);
  if (conn->is_blocked != was_blocked || conn->is_full != was_full)
    zxd_conn_watch (hub, conn);
  if (conn->is_closing && !conn->is_blocked && !conn->is_shut)
    shut (hub, conn);
  if (!conn->is_live)
    zxd_conn_want_page (hub, conn);
}

/* One read a wake-up, into the one buffer of the hub. */
void
zxd_conn_readable (ZxdHub *hub, ZxdConn *conn)
{
  ssize_t n;

  if (!conn->is_agent && !conn->is_closing && !conn->is_paused &&
      zxd_store_posts_waiting (hub->store) > ZXD_POSTS_BOUND) {
    conn->is_paused = TRUE;
    g_ptr_array_add (hub->paused, conn);
    zxd_conn_watch (hub, conn);
    return;
  }
  n = recv (conn->fd, hub->buffer, ZXD_READ_BYTES, MSG_DONTWAIT);
  if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
    zxd_conn_doom (hub, conn);
  else if (n > 0 && !conn->is_closing)
    zxd_conn_feed (hub, conn, hub->buffer, n);
  /* What is blocked is not flushed at the round's end. */
  if (conn->is_blocked && !conn->is_full && zxd_conn_unsent (conn) > ZXD_SEND_HIGH) {
    conn->is_full = TRUE;
    zxd_conn_watch (hub, conn);
  }
}

/* ---- beginning and end */

void
zxd_conn_set_live (ZxdHub *hub, ZxdConn *conn, gboolean is_live)
{
  if (conn->is_live == !!is_live)
    return;
  conn->is_live = is_live;
  hub->figures.slow += is_live ? -1 : 1;
}

static void
take_slot (ZxdHub *hub, ZxdConn *conn)
{
  if (hub->free_slots->len > 0) {
    conn->slot = g_array_index (hub->free_slots, guint32, hub->free_slots->len - 1);
    g_array_set_size (hub->free_slots, hub->free_slots->len - 1);
  } else {
    conn->slot = hub->conns->len;
    g_ptr_array_add (hub->conns, NULL);
  }
  hub->conns->pdata[conn->slot] = conn;
  conn->generation = ++hub->generations;
}

/* The newest is the one that somebody looks at. */
static void
close_oldest (ZxdHub *hub, ZxdHubVisitor *visitor)
{
  ZxdConn *oldest = visitor->conns;
  guint n = 1;

  for (; oldest->next_peer != NULL; oldest = oldest->next_peer)
    n++;
  if (n > ZXD_VISITOR_SOCKETS)
    zxd_conn_close (hub, oldest, ZXD_CLOSE_TOO_MANY);
}

void
zxd_conn_adopt (ZxdHub *hub, int fd, const ZxdPeer *peer, const guint8 *early, gsize early_length)
{
  ZxdConn *conn = g_new0 (ZxdConn, 1);
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = conn};

  conn->fd = fd;
  conn->is_agent = peer->is_agent;
  conn->session_id = peer->session_id;
  conn->heard_s = hub->now_us / G_USEC_PER_SEC;
  conn->cursor = conn->last = peer->since >= 0 ? peer->since : hub->head;
  take_slot (hub, conn);
  hub->figures.slow++; /* not live until it has caught up */
  zxd_hub_attach (hub, conn, peer);
  if (epoll_ctl (hub->epoll_fd, EPOLL_CTL_ADD, fd, &event) < 0) {
    zxd_conn_doom (hub, conn);
    return;
  }
  if (conn->visitor != NULL)
    close_oldest (hub, conn->visitor);
  put_hello (hub, conn);
  zxd_conn_want_page (hub, conn);
  if (early_length > 0)
    zxd_conn_feed (hub, conn, early, early_length);
}

void
zxd_conn_close (ZxdHub *hub, ZxdConn *conn, ZxdCloseCode code)
{
  const guint8 frame[4] = {FRAME_CLOSE, 2, code >> 8, code & 0xff};

  if (conn->is_closing || conn->is_doomed)
    return;
  if (code != 0)
    zxd_conn_put (hub, conn, frame, sizeof frame);
  conn->is_closing = TRUE;
  conn->closing_s = hub->now_us / G_USEC_PER_SEC;
  g_ptr_array_add (hub->closing, conn);
  if (conn->is_paused) { /* or its end would never be seen */
    conn->is_paused = FALSE;
    g_ptr_array_remove_fast (hub->paused, conn);
    zxd_conn_watch (hub, conn);
  }
  zxd_conn_set_live (hub, conn, TRUE);
  zxd_hub_detach (hub, conn);
  mark_dirty (hub, conn);
}

void
zxd_conn_doom (ZxdHub *hub, ZxdConn *conn)
{
  conn->is_doomed = TRUE;
  mark_dirty (hub, conn);
}

void
zxd_conn_free (ZxdHub *hub, ZxdConn *conn)
{
  zxd_hub_detach (hub, conn);
  zxd_conn_set_live (hub, conn, TRUE);
  if (conn->is_paused)
    g_ptr_array_remove_fast (hub->paused, conn);
  if (conn->is_closing)
    g_ptr_array_remove_fast (hub->closing, conn);
  /* close() alone would leave it in epoll as long as any duplicate of the descriptor lives. */
  epoll_ctl (hub->epoll_fd, EPOLL_CTL_DEL, conn->fd, NULL);
  close (conn->fd);
  hub->conns->pdata[conn->slot] = NULL;
  g_array_append_val (hub->free_slots, conn->slot);
  g_clear_pointer (&conn->reader, zxd_reader_free);
  g_free (conn->out);
  g_free (conn);
}
