/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Speaks clamd's INSTREAM (man clamd): "zINSTREAM", then chunks with their length in front, a
 * length of zero, and one line comes back. */
#include "zxd-scan.h"

#include "zx-error.h"

#include <gio/gunixsocketaddress.h>
#include <string.h>
#include <unistd.h>

/* For connecting, and for each step after that; clamd's own ReadTimeout is 120 s. */
#define PATIENCE_SECONDS 60

enum { CHUNK = 64 * 1024, MOST_ANSWER = 4096 };

#define UNIX "unix:"

static GSocketConnectable *
parse_address (const char *where, GError **error)
{
  if (g_str_has_prefix (where, UNIX "/"))
    return G_SOCKET_CONNECTABLE (g_unix_socket_address_new (where + strlen (UNIX)));
  if (g_str_has_prefix (where, UNIX)) {
    zx_throw (error, ZX_ERROR_BAD_DATA, "--clamd: write unix:/path/of/clamd.sock");
    return NULL;
  }
  return g_network_address_parse (where, 3310, error);
}

gboolean
zxd_scan_check_address (const char *where, GError **error)
{
  g_autoptr (GSocketConnectable) address = parse_address (where, error);

  return address != NULL;
}

static gboolean
send_file (GOutputStream *out, int fd, GError **error)
{
  g_autofree guint8 *chunk = g_malloc (4 + CHUNK);
  gssize got;
  off_t place = 0;

  if (!g_output_stream_write_all (out, "zINSTREAM", sizeof "zINSTREAM", NULL, NULL, error))
    return FALSE;
  do {
    guint32 length;

    got = pread (fd, chunk + 4, CHUNK, place);
    if (got < 0)
      return zx_throw (error, ZX_ERROR_UNAVAILABLE, "the file cannot be read for scanning");
    length = GUINT32_TO_BE ((guint32) got);
    memcpy (chunk, &length, sizeof length);
    if (!g_output_stream_write_all (out, chunk, 4 + (gsize) got, NULL, NULL, error))
      return FALSE;
    place += got;
  } while (got > 0);
  return TRUE;
}

/* "stream: OK", "stream: Eicar-Test-Signature FOUND", "… ERROR", with a zero byte behind it. */
static gboolean
understand (const char *answer, char **virus, GError **error)
{
  const char *word = g_str_has_prefix (answer, "stream: ") ? answer + 8 : NULL;

  *virus = NULL;
  if (g_strcmp0 (word, "OK") == 0)
    return TRUE;
  if (word != NULL && g_str_has_suffix (word, " FOUND")) {
    *virus = g_strndup (word, strlen (word) - strlen (" FOUND"));
    return TRUE;
  }
  return zx_throw (error, ZX_ERROR_UNAVAILABLE, "clamd answered “%.200s”", answer);
}

gboolean
zxd_scan (const char *where, int fd, char **virus, GError **error)
{
  g_autoptr (GSocketConnectable) address = parse_address (where, error);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GError) problem = NULL, unsent = NULL;
  char answer[MOST_ANSWER + 1] = "";
  gsize length = 0;

  if (address == NULL)
    return FALSE;
  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_set_timeout (client, PATIENCE_SECONDS);
  connection = g_socket_client_connect (client, address, NULL, &problem);
  if (connection == NULL)
    return zx_throw (error, ZX_ERROR_UNAVAILABLE, "clamd at %s: %s", where, problem->message);
  /* When it stops listening in the middle (a file beyond its StreamMaxLength) it still says why. */
  send_file (g_io_stream_get_output_stream (G_IO_STREAM (connection)), fd, &unsent);
  if (!g_input_stream_read_all (g_io_stream_get_input_stream (G_IO_STREAM (connection)), answer,
                                MOST_ANSWER, &length, NULL, &problem) &&
      length == 0)
    return zx_throw (error, ZX_ERROR_UNAVAILABLE, "clamd at %s: %s", where, problem->message);
  answer[length] = '\0';
  g_strchomp (answer);
  if (unsent != NULL && !g_str_has_suffix (answer, " FOUND"))
    return zx_throw (error, ZX_ERROR_UNAVAILABLE, "clamd at %s: %s %s", where, unsent->message,
                     answer);
  return understand (answer, virus, error);
}
