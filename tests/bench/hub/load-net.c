/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sockets, buffers and WebSocket frames of the load generator. */
#include "load.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { READ_BYTES = 64 * 1024, OP_TEXT = 1, OP_CLOSE = 8, OP_PING = 9 };

double
load_now (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return now.tv_sec + now.tv_nsec * 1e-9;
}

void
load_fail (Load *load, const char *format, ...)
{
  va_list args;

  if (!load->is_broken) {
    va_start (args, format);
    g_printerr ("load: %s\n", g_strdup_vprintf (format, args));
    va_end (args);
  }
  load->is_broken = TRUE;
}

void
load_put (Load *load, Peer *peer, gconstpointer bytes, gsize length)
{
  if (peer->out_length + length > peer->out_room) {
    peer->out_room = (peer->out_length + length) * 2;
    peer->out = g_realloc (peer->out, peer->out_room);
  }
  memcpy (peer->out + peer->out_length, bytes, length);
  peer->out_length += length;
  if (peer->is_dirty)
    return;
  peer->is_dirty = TRUE;
  peer->next_dirty = load->dirty;
  load->dirty = peer;
}

void
load_put_text (Load *load, Peer *peer, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  load_put (load, peer, text, strlen (text));
}

/* Masked with zeros, as a client must mask, at no cost for the generator. */
void
load_put_frame (Load *load, Peer *peer, const char *text, gsize length)
{
  guint8 head[8] = {0x80 | OP_TEXT};
  gsize n = 2;

  if (length < 126) {
    head[1] = 0x80 | length;
  } else {
    head[1] = 0x80 | 126;
    head[2] = length >> 8;
    head[3] = length;
    n = 4;
  }
  load_put (load, peer, head, n + 4);
  load_put (load, peer, text, length);
}

static void
watch (Load *load, Peer *peer)
{
  struct epoll_event event = {.events = EPOLLIN | (peer->is_blocked ? EPOLLOUT : 0),
                              .data.ptr = peer};

  epoll_ctl (load->epoll_fd, EPOLL_CTL_MOD, peer->fd, &event);
}

void
load_connect (Load *load, Peer *peer)
{
  struct sockaddr_in address = {.sin_family = AF_INET,
                                .sin_port = htons (peer->port),
                                .sin_addr.s_addr = htonl (INADDR_LOOPBACK)};
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = peer};
  int on = 1;

  peer->fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (peer->fd < 0 || connect (peer->fd, (struct sockaddr *) &address, sizeof address) < 0) {
    load_fail (load, "connect: %s", g_strerror (errno));
    return;
  }
  setsockopt (peer->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  fcntl (peer->fd, F_SETFL, O_NONBLOCK);
  epoll_ctl (load->epoll_fd, EPOLL_CTL_ADD, peer->fd, &event);
}

void
load_hang_up (Load *load, Peer *peer)
{
  if (peer->fd < 0)
    return;
  epoll_ctl (load->epoll_fd, EPOLL_CTL_DEL, peer->fd, NULL);
  close (peer->fd);
  peer->fd = -1;
  peer->is_blocked = FALSE;
  peer->in_length = peer->out_length = peer->out_offset = 0;
}

/* Only the server that we have killed may end a connection: the client goes to the other. */
static void
lose (Load *load, Peer *peer, const char *why)
{
  gboolean is_moving = peer->port == load->dead_port && load->protocol->again != NULL;

  if (!is_moving)
    load_fail (load, "the server closed (%s %d, %s): %.*s", peer->is_agent ? "agent" : "visitor",
               peer->index, why, (int) MIN (peer->in_length, 300), peer->in);
  load_hang_up (load, peer);
  if (!is_moving)
    return;
  peer->port = load->ports[0];
  peer->is_away = TRUE;
  g_queue_push_tail (&load->lost, peer);
}

static void
dial_lost (Load *load)
{
  while (load->n_moving - load->n_moved < LOAD_DIALLED_AT_ONCE && !g_queue_is_empty (&load->lost)) {
    load->n_moving++;
    load->protocol->again (load, g_queue_pop_head (&load->lost));
  }
}

static void
flush (Load *load, Peer *peer)
{
  gboolean was_blocked = peer->is_blocked;

  peer->is_blocked = FALSE;
  while (peer->out_offset < peer->out_length) {
    ssize_t n = send (peer->fd, peer->out + peer->out_offset, peer->out_length - peer->out_offset,
                      MSG_NOSIGNAL);

    if (n < 0 && errno == EAGAIN) {
      peer->is_blocked = TRUE;
      break;
    }
    if (n < 0) {
      lose (load, peer, g_strerror (errno));
      return;
    }
    peer->out_offset += n;
  }
  if (!peer->is_blocked)
    peer->out_offset = peer->out_length = 0;
  if (peer->is_blocked != was_blocked)
    watch (load, peer);
}

void
load_flush (Load *load)
{
  while (load->dirty != NULL) {
    Peer *peer = load->dirty;

    load->dirty = peer->next_dirty;
    peer->is_dirty = FALSE;
    if (!peer->is_blocked && peer->fd >= 0)
      flush (load, peer);
  }
}

void
load_dial (Load *load, Peer *peer)
{
  load_connect (load, peer);
  load->protocol->open (load, peer);
  load_flush (load);
}

void
load_consume (Peer *peer, gsize length)
{
  peer->in_length -= length;
  memmove (peer->in, peer->in + length, peer->in_length);
}

void
load_ready (Load *load, Peer *peer)
{
  if (peer->is_ready)
    return;
  peer->is_ready = TRUE;
  load->n_ready++;
}

static void
receive (Load *load, Peer *peer)
{
  ssize_t n;

  if (peer->in_room - peer->in_length < READ_BYTES / 4) {
    peer->in_room = peer->in_length + READ_BYTES / 2;
    peer->in = g_realloc (peer->in, peer->in_room);
  }
  n = recv (peer->fd, peer->in + peer->in_length, peer->in_room - peer->in_length - 1, 0);
  if (n < 0 && errno == EAGAIN)
    return;
  if (n <= 0) {
    lose (load, peer, n < 0 ? g_strerror (errno) : "it hung up");
    return;
  }
  peer->in_length += n;
  peer->in[peer->in_length] = '\0';
  load->protocol->data (load, peer);
}

void
load_poll (Load *load, int ms)
{
  struct epoll_event events[256];
  int n;

  dial_lost (load);
  load_flush (load);
  n = epoll_wait (load->epoll_fd, events, G_N_ELEMENTS (events), ms);
  for (int i = 0; i < n; i++) {
    Peer *peer = events[i].data.ptr;

    if (peer->fd >= 0 && events[i].events & EPOLLOUT)
      flush (load, peer);
    if (peer->fd >= 0 && events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR))
      receive (load, peer);
  }
  load_flush (load);
}

gboolean
load_wait (Load *load, gboolean (*is_done) (Load *load), double seconds)
{
  double end = load_now () + seconds;

  while (!is_done (load) && !load->is_broken && load_now () < end)
    load_poll (load, 20);
  return is_done (load) && !load->is_broken;
}

/* The length of the whole frame at @at, 0 when it is not all here. */
static gsize
frame_at (const guint8 *at, gsize length, gsize *head, gsize *payload)
{
  *head = 2;
  if (length < 2)
    return 0;
  *payload = at[1] & 127;
  if (*payload == 126) {
    *head = 4;
    if (length < 4)
      return 0;
    *payload = at[2] << 8 | at[3];
  } else if (*payload == 127) {
    *head = 10;
    if (length < 10)
      return 0;
    *payload = 0;
    for (int i = 0; i < 8; i++)
      *payload = *payload << 8 | at[2 + i];
  }
  return length < *head + *payload ? 0 : *head + *payload;
}

void
load_each_frame (Load *load, Peer *peer, FrameFunc fn)
{
  static const guint8 pong[6] = {0x8a, 0x80};
  gsize at = 0, head, payload, whole;

  while ((whole = frame_at ((guint8 *) peer->in + at, peer->in_length - at, &head, &payload)) > 0) {
    int opcode = peer->in[at] & 15;

    if (opcode == OP_TEXT)
      fn (load, peer, peer->in + at + head, payload);
    else if (opcode == OP_PING)
      load_put (load, peer, pong, sizeof pong); /* ours have no payload */
    else if (opcode == OP_CLOSE)
      load_fail (load, "closed with %d",
                 payload >= 2 ? (guint8) peer->in[at + head] << 8 | (guint8) peer->in[at + head + 1]
                              : 0);
    at += whole;
  }
  if (at > 0)
    load_consume (peer, at);
}
