/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever a visitor sends over his WebSocket: frames (first byte even) or the text of one (odd).
 * What is accepted must be UTF-8 of allowed length, and the JSON made of it must say the same. */
#include "fuzz.h"
#include "zxd-hub-private.h"
#include "zxd-store-private.h"

#include "zx-json.h"

#include <string.h>

static ZxdHub *
new_hub (void)
{
  static ZxdStore nobody_else; /* no other daemon is to hear of anything */
  ZxdHub *hub = g_new0 (ZxdHub, 1);

  hub->store = &nobody_else;
  g_mutex_init (&hub->lock);
  hub->conns = g_ptr_array_new ();
  g_ptr_array_add (hub->conns, NULL);
  hub->free_slots = g_array_new (FALSE, FALSE, sizeof (guint32));
  hub->paused = g_ptr_array_new ();
  hub->closing = g_ptr_array_new ();
  hub->scratch = g_string_new (NULL);
  hub->noun_message = g_intern_static_string ("message");
  hub->rate = G_MAXINT;
  hub->epoll_fd = hub->wake_fd = -1;
  zxd_hub_index_new (hub);
  return hub;
}

/* A connection without a socket: nothing is flushed here. */
static ZxdConn *
new_conn (ZxdHub *hub)
{
  const ZxdPeer peer = {.visitor_id = 1, .contact_id = 7};
  ZxdConn *conn = g_new0 (ZxdConn, 1);

  conn->fd = -1;
  conn->is_live = TRUE;
  conn->slot = 1;
  conn->generation = ++hub->generations;
  g_ptr_array_set_size (hub->conns, 2);
  hub->conns->pdata[1] = conn;
  zxd_hub_attach (hub, conn, &peer);
  /* As if a message were under way: what would go to the store alone waits, and is looked at. */
  conn->visitor->n_posted = 1;
  conn->visitor->knows_seers = TRUE;
  hub->now_us += G_USEC_PER_SEC;
  return conn;
}

static void
check_post (const ZxdPost *post)
{
  g_autoptr (JsonObject) json = zx_json_parse (post->json, (gssize) post->json_length, NULL);

  g_assert_nonnull (json);
  g_assert_true (g_utf8_validate_len (post->text, post->text_length, NULL));
  g_assert_cmpint (g_utf8_strlen (post->text, -1), <=, 4000);
  g_assert_cmpstr (zx_json_string (json, "text"), ==, post->text);
  g_assert_cmpstr (zx_json_string (json, "author"), ==, "customer");
  g_assert_cmpint (zx_json_id (json, "contact_id"), ==, 7);
}

static void
check_held (ZxdHubVisitor *visitor)
{
  ZxdPost *post;

  while ((post = g_queue_pop_head (&visitor->held)) != NULL) {
    g_assert_cmpint (post->files != NULL ? g_strv_length (post->files) : 0, <=, 10);
    g_assert_true (post->text != NULL || post->is_end || post->is_recall);
    g_assert_true (post->quote == NULL || g_utf8_validate (post->quote, -1, NULL));
    zxd_post_free (post);
  }
  g_assert_true (visitor->typing == NULL);
}

static void
feed_text (ZxdHub *hub, ZxdConn *conn, const guint8 *text, gsize length)
{
  g_autofree guint8 *frame = g_malloc0 (length + 8);

  frame[0] = 0x81;
  frame[1] = 0x80 | 126; /* only lengths that need it are taken, so short ones are sent unpadded */
  frame[2] = length >> 8;
  frame[3] = length & 0xff;
  if (length < 126) {
    frame[1] = 0x80 | length;
    memset (frame + 2, 0, 4);
    memcpy (frame + 6, text, length);
    zxd_conn_feed (hub, conn, frame, length + 6);
  } else {
    memcpy (frame + 8, text, length);
    zxd_conn_feed (hub, conn, frame, length + 8);
  }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static ZxdHub *hub = NULL;
  ZxdConn *conn;

  if (size == 0 || size > 60000)
    return 0;
  if (hub == NULL)
    hub = new_hub ();
  conn = new_conn (hub);
  if (data[0] % 2 == 0)
    zxd_conn_feed (hub, conn, data + 1, size - 1);
  else
    feed_text (hub, conn, data + 1, size - 1);
  while (hub->posts_first != NULL) {
    ZxdPost *post = hub->posts_first;

    hub->posts_first = post->next;
    check_post (post);
    zxd_post_free (post);
  }
  hub->posts_last = NULL;
  if (conn->visitor != NULL)
    check_held (conn->visitor);
  hub->dirty = NULL;
  zxd_conn_free (hub, conn);
  g_array_set_size (hub->free_slots, 0);
  return 0;
}
