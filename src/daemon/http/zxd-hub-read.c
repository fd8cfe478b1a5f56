/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Frames from the other side, read by wslay. Its context takes 9 KB, so a connection has one only
 * while a frame or a fragmented message is unfinished; all others share a few idle ones. */
#include "zxd-hub-private.h"

#include <string.h>
#include <wslay/wslay.h>

enum { IDLE_READERS = 32 };

struct _ZxdReader {
  ZxdReader *next; /* idle ones */
  wslay_event_context_ptr context;
  ZxdHub *hub; /* lent, both null when idle */
  ZxdConn *conn;
  const guint8 *bytes; /* lent, not yet taken by wslay */
  gsize length;
  guint64 given, finished; /* bytes taken by wslay; bytes of finished frames */
  guint64 frame_bytes;     /* of the present frame */
  gboolean is_control, is_final, is_in_message;
};

static ssize_t
recv_cb (wslay_event_context_ptr context, uint8_t *buffer, size_t room, int flags, void *data)
{
  ZxdReader *reader = data;
  gsize n = MIN (room, reader->length);

  if (n == 0) {
    wslay_event_set_error (context, WSLAY_ERR_WOULDBLOCK);
    return -1;
  }
  memcpy (buffer, reader->bytes, n);
  reader->bytes += n;
  reader->length -= n;
  reader->given += n;
  return n;
}

/* Pongs and close frames go into the same buffer as all else, so the order holds. */
static ssize_t
send_cb (wslay_event_context_ptr context,
         const uint8_t *bytes,
         size_t length,
         int flags,
         void *data)
{
  ZxdReader *reader = data;

  zxd_conn_put (reader->hub, reader->conn, bytes, length);
  return length;
}

static void
frame_begins_cb (wslay_event_context_ptr context,
                 const struct wslay_event_on_frame_recv_start_arg *frame,
                 void *data)
{
  ZxdReader *reader = data;
  guint64 length = frame->payload_length;

  /* Two bytes, the longer forms of the length, four of the mask. */
  reader->frame_bytes = length + 6 + (length < 126 ? 0 : length < 65536 ? 2 : 8);
  reader->is_control = wslay_is_ctrl_frame (frame->opcode);
  reader->is_final = frame->fin;
}

static void
frame_ends_cb (wslay_event_context_ptr context, void *data)
{
  ZxdReader *reader = data;

  reader->finished += reader->frame_bytes;
  if (!reader->is_control)
    reader->is_in_message = !reader->is_final;
}

static void
message_cb (wslay_event_context_ptr context,
            const struct wslay_event_on_msg_recv_arg *message,
            void *data)
{
  ZxdReader *reader = data;

  if (wslay_is_ctrl_frame (message->opcode) || reader->conn->is_agent || reader->conn->is_closing)
    return; /* agents write by HTTP */
  if (message->opcode != WSLAY_TEXT_FRAME)
    zxd_conn_close (reader->hub, reader->conn, ZXD_CLOSE_BAD_DATA);
  else
    zxd_visitor_received (reader->hub, reader->conn, (const char *) message->msg,
                          message->msg_length);
}

static ZxdReader *
take_reader (ZxdHub *hub)
{
  static const struct wslay_event_callbacks callbacks = {
      recv_cb, send_cb, NULL, frame_begins_cb, NULL, frame_ends_cb, message_cb};
  ZxdReader *reader = hub->readers;

  if (reader != NULL) {
    hub->readers = reader->next;
    hub->n_readers--;
    return reader;
  }
  reader = g_new0 (ZxdReader, 1);
  if (wslay_event_context_server_init (&reader->context, &callbacks, reader) != 0)
    g_error ("out of memory for a WebSocket");
  wslay_event_config_set_max_recv_msg_length (reader->context, ZXD_MESSAGE_BYTES);
  return reader;
}

void
zxd_reader_free (ZxdReader *reader)
{
  wslay_event_context_free (reader->context);
  g_free (reader);
}

static void
give_back (ZxdHub *hub, ZxdReader *reader, gboolean is_clean)
{
  if (!is_clean || hub->n_readers >= IDLE_READERS) {
    zxd_reader_free (reader);
    return;
  }
  reader->hub = NULL;
  reader->conn = NULL;
  reader->given = reader->finished = 0;
  reader->next = hub->readers;
  hub->readers = reader;
  hub->n_readers++;
}

void
zxd_conn_feed (ZxdHub *hub, ZxdConn *conn, const guint8 *bytes, gsize length)
{
  ZxdReader *reader = conn->reader != NULL ? g_steal_pointer (&conn->reader) : take_reader (hub);
  gboolean is_broken;

  conn->heard_s = hub->now_us / G_USEC_PER_SEC;
  reader->hub = hub;
  reader->conn = conn;
  reader->bytes = bytes;
  reader->length = length;
  /* After an error wslay returns 0 as well: it has queued the close frame and reads no more. */
  is_broken = wslay_event_recv (reader->context) != 0;
  if (wslay_event_want_write (reader->context) && !conn->is_closing)
    is_broken |= wslay_event_send (reader->context) != 0;
  is_broken |= !wslay_event_get_read_enabled (reader->context);
  if (is_broken || wslay_event_get_close_sent (reader->context))
    zxd_conn_close (hub, conn, 0);
  if (conn->is_closing || conn->is_doomed ||
      (reader->given == reader->finished && !reader->is_in_message))
    give_back (hub, reader, !conn->is_closing && !conn->is_doomed);
  else
    conn->reader = reader;
}

void
zxd_hub_free_readers (ZxdHub *hub)
{
  while (hub->readers != NULL) {
    ZxdReader *reader = hub->readers;

    hub->readers = reader->next;
    zxd_reader_free (reader);
  }
}
