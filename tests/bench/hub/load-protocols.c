/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The floor's lines and socket.io's packets. */
#include "load.h"

#include <stdlib.h>
#include <string.h>

/* ---- floor: "G agent" or "V visitor" → "OK"; "M agent number body" → "D number body" to the
 * agent, "A number" back */

static void
floor_open (Load *load, Peer *peer)
{
  load_put_text (load, peer, "%c %d\n", peer->is_agent ? 'G' : 'V', peer->index);
}

static void
floor_data (Load *load, Peer *peer)
{
  char *line = peer->in, *end = peer->in + peer->in_length, *newline;

  while ((newline = memchr (line, '\n', end - line)) != NULL) {
    if (*line == 'O')
      load_ready (load, peer);
    else if (*line == 'D')
      load_delivered (load, strtoul (line + 2, NULL, 10));
    else if (*line == 'A')
      load_acknowledged (load, strtoul (line + 2, NULL, 10));
    line = newline + 1;
  }
  load_consume (peer, line - peer->in);
}

static void
floor_send (Load *load, Peer *visitor, guint32 number, const char *body)
{
  GString *out = g_string_truncate (load->scratch, 0);

  g_string_append_printf (out, "M %d %u ", visitor->agent, number);
  g_string_append (out, body);
  g_string_append_c (out, '\n');
  load_put (load, visitor, out->str, out->len);
}

static const Protocol floor_protocol = {"floor", floor_open, floor_data, floor_send, NULL, NULL};

/* ---- socket.io: protocol 5 of engine.io over a WebSocket */

enum { SIO_UPGRADE, SIO_OPEN };

static void
sio_open (Load *load, Peer *peer)
{
  load_put_text (load, peer,
                 "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n"
                 "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                 "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
                 peer->port);
}

static void
sio_frame (Load *load, Peer *peer, const char *text, gsize length)
{
  char auth[64];

  switch (length > 1 ? text[0] : 0) {
  case '0': /* open: connect to the one namespace */
    g_snprintf (auth, sizeof auth, "40{\"role\":\"%s\",\"id\":%d}",
                peer->is_agent ? "agent" : "visitor", peer->index);
    load_put_frame (load, peer, auth, strlen (auth));
    break;
  case '4':
    if (text[1] == '0')
      load_ready (load, peer);
    else if (text[1] == '3')
      load_acknowledged (load, strtoul (text + 2, NULL, 10));
    else if (text[1] == '2')
      load_delivered_text (load, text, length);
    break;
  default:
    if (length == 1 && text[0] == '2') /* engine.io's own ping */
      load_put_frame (load, peer, "3", 1);
  }
}

static void
sio_data (Load *load, Peer *peer)
{
  if (peer->state == SIO_UPGRADE) {
    char *end = memmem (peer->in, peer->in_length, "\r\n\r\n", 4);

    if (end == NULL)
      return;
    load_consume (peer, end + 4 - peer->in);
    peer->state = SIO_OPEN;
  }
  load_each_frame (load, peer, sio_frame);
}

static void
sio_send (Load *load, Peer *visitor, guint32 number, const char *body)
{
  GString *out = g_string_truncate (load->scratch, 0);

  g_string_append_printf (out, "42%u[\"msg\",{\"a\":%d,\"conv\":%d,\"seq\":%u,\"text\":\"%s\"}]",
                          number, visitor->agent, visitor->index, number, body);
  load_put_frame (load, visitor, out->str, out->len);
}

static const Protocol sio_protocol = {"sio", sio_open, sio_data, sio_send, NULL, NULL};

const Protocol *
load_protocol_named (const char *name)
{
  const Protocol *all[] = {&load_zuoxi, &floor_protocol, &sio_protocol};

  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    if (g_str_equal (all[i]->name, name))
      return all[i];
  return NULL;
}
