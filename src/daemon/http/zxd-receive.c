/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes a request's body to the disk as it comes. */
#include "zxd-server-private.h"
#include "zxd-stream.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* What may wait in memory for the disk before we stop reading from the client. */
#define MOST_WAITING (512 * 1024)

/* Who sends slower than this all the time is cut off: 10 MB then take 80 minutes at most. */
#define LEAST_BYTES_PER_SECOND 2048
#define GRACE_US ((gint64) 30 * G_USEC_PER_SEC)

struct _ZxdReceive {
  ZxdCall *call;             /* lent: it lives until it is answered */
  ZxdWorkers *workers;       /* lent */
  int fd;                    /* owned */
  gint64 most, before, size; /* size with what was there before */
  ZxdReceived received;
  gpointer data;
  gint64 started_us;

  GChecksum *checksum; /* owned; the writing thread's while is_writing */
  GByteArray *waiting; /* owned: came while the disk was busy */
  GByteArray *writing; /* owned; the writing thread's */
  gboolean is_writing, is_whole, is_held, is_over;
  guint references;
};

static void
receive_unref (ZxdReceive *receive)
{
  if (--receive->references > 0)
    return;
  close (receive->fd);
  g_checksum_free (receive->checksum);
  g_byte_array_unref (receive->waiting);
  g_byte_array_unref (receive->writing);
  g_free (receive);
}

/* Tells the owner, once; @sum null: there is no whole body. */
static void
end (ZxdReceive *receive, const guint8 *sum)
{
  ZxdCall *call = receive->call;

  if (receive->is_over)
    return;
  receive->is_over = TRUE;
  call->receive = NULL;
  receive->received (call, receive->size, sum, receive->data);
  if (sum == NULL && !call->is_answered)
    zxd_call_problem (call, 400, "cut-off", "The file has not come whole.");
  receive_unref (receive);
}

static void
end_well (ZxdReceive *receive)
{
  guint8 sum[ZXD_SUM];
  gsize length = sizeof sum;

  g_checksum_get_digest (receive->checksum, sum, &length);
  end (receive, sum);
}

static gboolean
write_out (gpointer data, GError **error)
{
  ZxdReceive *receive = data;
  const guint8 *bytes = receive->writing->data;
  gsize left = receive->writing->len;

  g_checksum_update (receive->checksum, bytes, (gssize) left);
  while (left > 0) {
    gssize put = write (receive->fd, bytes, left);

    if (put < 0)
      return zx_throw (error, ZX_ERROR_UNAVAILABLE, "a file cannot be written: %s",
                       g_strerror (errno));
    bytes += put;
    left -= (gsize) put;
  }
  return TRUE;
}

static void go_on (ZxdReceive *receive);

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ZxdReceive *receive = user_data;
  g_autoptr (ZxdCall) call = receive->is_over ? NULL : zxd_call_ref (receive->call);
  g_autoptr (GError) error = NULL;

  receive->is_writing = FALSE;
  g_byte_array_set_size (receive->writing, 0);
  if (!zxd_workers_run_finish (result, &error) && !receive->is_over) {
    zxd_call_answer_error (receive->call, error);
    zxd_receive_abort (receive);
  }
  go_on (receive);
  receive_unref (receive);
}

/* Whatever can be done next. */
static void
go_on (ZxdReceive *receive)
{
  if (receive->is_writing || receive->is_over)
    return;
  if (receive->waiting->len > 0) {
    GByteArray *next = receive->waiting;

    receive->waiting = receive->writing;
    receive->writing = next;
    receive->is_writing = TRUE;
    receive->references++;
    zxd_workers_run (receive->workers, write_out, receive, written_cb, receive);
  } else if (receive->is_whole) {
    end_well (receive);
    return;
  }
  if (receive->is_held && receive->waiting->len == 0) {
    receive->is_held = FALSE;
    soup_server_message_unpause (receive->call->message);
  }
}

void
zxd_receive_chunk (ZxdReceive *receive, GBytes *chunk)
{
  g_autoptr (ZxdCall) call = zxd_call_ref (receive->call);
  gint64 now_us = g_get_monotonic_time ();
  gint64 earned_us;

  receive->size += (gint64) g_bytes_get_size (chunk);
  if (receive->size > receive->most) {
    zxd_call_problem_too_large (call, receive->most);
    zxd_receive_abort (receive);
    return;
  }
  earned_us = (receive->size - receive->before) / LEAST_BYTES_PER_SECOND * G_USEC_PER_SEC;
  zxd_patience_wait (call->server->patience, soup_server_message_get_socket (call->message),
                     receive->started_us + GRACE_US + earned_us - now_us);
  g_byte_array_append (receive->waiting, g_bytes_get_data (chunk, NULL),
                       (guint) g_bytes_get_size (chunk));
  go_on (receive);
  if (receive->waiting->len > MOST_WAITING && !receive->is_held) {
    receive->is_held = TRUE;
    soup_server_message_pause (call->message);
  }
}

void
zxd_receive_whole (ZxdReceive *receive)
{
  receive->is_whole = TRUE;
  go_on (receive); /* and that may be its end */
}

void
zxd_receive_abort (ZxdReceive *receive)
{
  g_byte_array_set_size (receive->waiting, 0);
  if (receive->is_held) {
    receive->is_held = FALSE;
    soup_server_message_unpause (receive->call->message);
  }
  end (receive, NULL);
}

void
zxd_call_receive (ZxdCall *call,
                  ZxdWorkers *workers,
                  int fd,
                  gint64 before,
                  GChecksum *checksum,
                  gint64 most,
                  ZxdReceived received,
                  gpointer data)
{
  ZxdReceive *receive = g_new0 (ZxdReceive, 1);

  g_return_if_fail (call->receive == NULL && !call->is_answered);
  *receive =
      (ZxdReceive){.call = call,
                   .workers = workers,
                   .fd = fcntl (fd, F_DUPFD_CLOEXEC, 3),
                   .most = most,
                   .before = before,
                   .size = before,
                   .received = received,
                   .data = data,
                   .started_us = g_get_monotonic_time (),
                   .checksum = checksum != NULL ? checksum : g_checksum_new (G_CHECKSUM_SHA256),
                   .waiting = g_byte_array_new (),
                   .writing = g_byte_array_new (),
                   .references = 1};
  call->receive = receive;
  if (call->is_gone)
    zxd_receive_abort (receive);
  else
    zxd_call_resume_body (call);
}
