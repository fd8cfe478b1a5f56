/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Turns a request into a WebSocket and takes its socket out of the HTTP server. */
#include "zxd-server-private.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

/* What a client may have sent behind its upgrade request before our answer. */
enum { EARLY_BYTES = 64 * 1024 };

/* Of all descriptors an eighth, and not less than these, are not for visitors' sockets but for
 * agents, files and the database (yet never more than half of all). */
enum { RESERVE_LEAST = 256 };

typedef struct {
  ZxdServer *server; /* lent */
  ZxdPeer peer;      /* owns its rights */
  gint64 as_of;      /* the rights are those of then */
} Upgrade;

static void
upgrade_free (gpointer data, GClosure *closure)
{
  Upgrade *upgrade = data;

  g_clear_pointer (&upgrade->peer.rights, zx_rights_free);
  g_free (upgrade);
}

/* What happened to the session between the look-up of its token and this moment. */
static void
catch_up (Upgrade *upgrade)
{
  ZxdPeer *peer = &upgrade->peer;
  const ZxRights *newer;

  if (!peer->is_agent)
    return;
  newer =
      zxd_sessions_newer_rights (upgrade->server->sessions, peer->rights->agent_id, upgrade->as_of);
  if (newer != NULL) {
    zx_rights_free (peer->rights);
    peer->rights = zx_rights_copy (newer);
  }
}

/* libsoup's descriptor is duplicated, because its stream frees it; its input stream still holds the
 * bytes that it read too far. Closing (not only unreferencing) its stream is what lets a FIN reach
 * the peer later. */
static void
wrote_switch_cb (SoupServerMessage *message, Upgrade *upgrade)
{
  GSocket *socket = soup_server_message_get_socket (message);
  int fd = fcntl (g_socket_get_fd (socket), F_DUPFD_CLOEXEC, 3);
  int on = 1;
  g_autoptr (GIOStream) stream = soup_server_message_steal_connection (message);
  GPollableInputStream *input = G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (stream));
  g_autofree guint8 *early = g_malloc (EARLY_BYTES);
  gsize length = 0;
  gssize got;

  while (length < EARLY_BYTES && (got = g_pollable_input_stream_read_nonblocking (
                                      input, early + length, EARLY_BYTES - length, NULL, NULL)) > 0)
    length += got;
  zxd_patience_forget (upgrade->server->patience, socket);
  catch_up (upgrade);
  if (fd >= 0) {
    gint64 session_id = upgrade->peer.session_id;

    setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    zxd_hub_adopt (upgrade->server->hub, fd, &upgrade->peer, early, length);
    if (upgrade->peer.is_agent && zxd_sessions_has_ended (upgrade->server->sessions, session_id))
      zxd_hub_end_session (upgrade->server->hub, session_id);
  }
  g_io_stream_close (stream, NULL, NULL);
}

static gboolean
is_upgrade (ZxdCall *call)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (call->message);

  return soup_message_headers_header_contains (headers, "Connection", "upgrade") &&
         soup_message_headers_header_equals (headers, "Upgrade", "websocket");
}

/* A new descriptor gets the lowest number that is free. So when that is below the reserve for each
 * visitor's socket, all above it stays for the others, and nobody needs to count. The limit is read
 * each time: it may be changed while we run. */
static gboolean
has_room_for_visitor (ZxdCall *call)
{
  GSocket *socket = soup_server_message_get_socket (call->message);
  struct rlimit limit;
  rlim_t reserve;
  int lowest;

  if (getrlimit (RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
    return TRUE;
  lowest = fcntl (g_socket_get_fd (socket), F_DUPFD_CLOEXEC, 3);
  if (lowest < 0)
    return FALSE;
  close (lowest);
  reserve = MIN (MAX (limit.rlim_cur / 8, RESERVE_LEAST), limit.rlim_cur / 2);
  return (rlim_t) lowest < limit.rlim_cur - reserve;
}

void
zxd_call_upgrade (ZxdCall *call, const ZxdPeer *peer)
{
  Upgrade *upgrade;

  if (!peer->is_agent && !call->is_gone && !has_room_for_visitor (call)) {
    zxd_call_set_header (call, "Retry-After", "20");
    zxd_call_problem (call, 503, "full", "There are too many conversations; try again later.");
    return;
  }
  if (!is_upgrade (call) || call->is_gone ||
      !soup_websocket_server_process_handshake (call->message, NULL, NULL, NULL, NULL)) {
    zxd_call_problem (call, 400, "no-upgrade", "This address speaks WebSocket only.");
    return;
  }
  upgrade = g_new0 (Upgrade, 1);
  upgrade->server = call->server;
  upgrade->peer = *peer;
  upgrade->peer.rights = peer->rights != NULL ? zx_rights_copy (peer->rights) : NULL;
  upgrade->as_of = call->as_of;
  g_signal_connect_data (call->message, "wrote-informational", G_CALLBACK (wrote_switch_cb),
                         upgrade, upgrade_free, 0);
  zxd_call_finish (call, SOUP_STATUS_SWITCHING_PROTOCOLS);
}
