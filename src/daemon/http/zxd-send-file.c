/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers with a file or a part of it, a piece at a time: the next is read when the last has left.
 */
#include "zxd-server-private.h"
#include "zxd-stream.h"

#include "zx-byte-range.h"

#include <errno.h>
#include <unistd.h>

enum { PIECE = 128 * 1024 };

/* A client that does not take a piece within this is cut off. */
#define PIECE_US ((gint64) 60 * G_USEC_PER_SEC)

typedef struct {
  SoupServerMessage *message; /* owned */
  ZxdPatience *patience;      /* lent: outlives the connections */
  ZxdWorkers *workers;        /* lent */
  int fd;                     /* owned */
  gint64 place, left;
  GBytes *piece; /* owned: the reading thread's */
  gboolean is_reading, is_gone;
} Sending;

static void
sending_free (Sending *sending)
{
  g_signal_handlers_disconnect_by_data (sending->message, sending);
  g_clear_pointer (&sending->piece, g_bytes_unref);
  close (sending->fd);
  g_object_unref (sending->message);
  g_free (sending);
}

static gboolean
read_piece (gpointer data, GError **error)
{
  Sending *sending = data;
  gsize wanted = (gsize) MIN (sending->left, PIECE);
  guint8 *bytes = g_malloc (wanted);
  gssize got = pread (sending->fd, bytes, wanted, sending->place);

  if (got <= 0) {
    g_free (bytes);
    return zx_throw (error, ZX_ERROR_UNAVAILABLE, "a file cannot be read: %s",
                     got < 0 ? g_strerror (errno) : "it is shorter than it was");
  }
  sending->piece = g_bytes_new_take (bytes, (gsize) got);
  return TRUE;
}

static void
piece_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Sending *sending = user_data;
  g_autoptr (GBytes) piece = NULL;
  g_autoptr (GError) error = NULL;
  GSocket *socket;

  sending->is_reading = FALSE;
  zxd_workers_run_finish (result, &error);
  piece = g_steal_pointer (&sending->piece);
  if (sending->is_gone) {
    sending_free (sending);
    return;
  }
  socket = soup_server_message_get_socket (sending->message);
  if (piece == NULL) { /* the length is promised: the client must see that this is not all */
    g_warning ("%s", error->message);
    if (socket != NULL)
      g_socket_shutdown (socket, TRUE, TRUE, NULL);
    return;
  }
  sending->place += (gint64) g_bytes_get_size (piece);
  sending->left -= (gint64) g_bytes_get_size (piece);
  zxd_patience_wait (sending->patience, socket, PIECE_US);
  soup_message_body_append_bytes (soup_server_message_get_response_body (sending->message), piece);
  soup_server_message_unpause (sending->message);
}

static void
read_next (Sending *sending)
{
  if (sending->left == 0 || sending->is_reading)
    return;
  sending->is_reading = TRUE;
  zxd_workers_run (sending->workers, read_piece, sending, piece_read_cb, sending);
}

static void
piece_sent_cb (SoupServerMessage *message, Sending *sending)
{
  read_next (sending);
}

static void
finished_cb (SoupServerMessage *message, Sending *sending)
{
  sending->is_gone = TRUE;
  if (!sending->is_reading)
    sending_free (sending);
}

/* A part is wanted only of what the client has already: If-Range names it. We give no dates. */
static ZxBytes
wanted_part (ZxdCall *call, gint64 size, gint64 *first, gint64 *length)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (call->message);
  const char *tag = soup_message_headers_get_one (headers, "ETag");
  const char *condition = zxd_call_header (call, "If-Range");
  gboolean is_heeded = soup_server_message_get_method (call->message) == SOUP_METHOD_GET &&
                       (condition == NULL || g_strcmp0 (condition, tag) == 0);

  return zx_byte_range_parse (is_heeded ? zxd_call_header (call, "Range") : NULL, size, first,
                              length);
}

static void
answer_beyond (ZxdCall *call, gint64 size)
{
  g_autofree char *range = g_strdup_printf ("bytes */%" G_GINT64_FORMAT, size);

  zxd_call_set_header (call, "Content-Range", range);
  zxd_call_set_header (call, "Cache-Control", "no-store");
  zxd_call_problem (call, 416, "beyond", "The file has only %" G_GINT64_FORMAT " bytes.", size);
}

void
zxd_call_answer_file (ZxdCall *call, ZxdWorkers *workers, const char *type, int fd, gint64 size)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (call->message);
  gint64 first, length;
  ZxBytes part = wanted_part (call, size, &first, &length);
  guint status = part == ZX_BYTES_PART ? 206 : 200;
  Sending *sending;

  /* libsoup would cut ranges out of a body that it must have whole. */
  soup_message_headers_remove (soup_server_message_get_request_headers (call->message), "Range");
  if (part == ZX_BYTES_BEYOND) {
    close (fd);
    answer_beyond (call, size);
    return;
  }
  soup_message_headers_set_content_type (headers, type, NULL);
  soup_message_headers_set_content_length (headers, length);
  zxd_call_set_header (call, "Accept-Ranges", "bytes");
  if (part == ZX_BYTES_PART)
    soup_message_headers_set_content_range (headers, first, first + length - 1, size);
  if (call->is_gone || size == 0 ||
      soup_server_message_get_method (call->message) == SOUP_METHOD_HEAD) {
    close (fd);
    zxd_call_finish (call, status);
    return;
  }
  soup_message_body_set_accumulate (soup_server_message_get_response_body (call->message), FALSE);
  sending = g_new0 (Sending, 1);
  *sending = (Sending){.message = g_object_ref (call->message),
                       .patience = call->server->patience,
                       .workers = workers,
                       .fd = fd,
                       .place = first,
                       .left = length};
  g_signal_connect (sending->message, "wrote-chunk", G_CALLBACK (piece_sent_cb), sending);
  g_signal_connect (sending->message, "finished", G_CALLBACK (finished_cb), sending);
  zxd_call_finish (call, status);
  read_next (sending);
}
