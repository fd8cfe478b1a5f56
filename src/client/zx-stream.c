/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The event stream: one socket, its cursor, and trying again. */
#include "zx-stream.h"

#include "zx-backoff.h"

#define CLOSE_SESSION_ENDED 4401
#define CLOSE_LOG_TOO_OLD 4410

struct _ZxStream {
  GObject parent_instance;

  ZxHttp *http; /* owned */
  ZxStreamOwner functions;
  gpointer owner;      /* not owned */
  gboolean is_running; /* nothing is told while it is not */

  ZxCursor cursor;
  ZxBackoff backoff;
  SoupWebsocketConnection *socket; /* owned, null while there is none */
  GCancellable *connecting;        /* owned, null unless a connection is under way */
  guint retry_id, look_id;
  ZxLight light;
  guint behind;
  GNetworkMonitor *monitor; /* owned */
};

G_DEFINE_FINAL_TYPE (ZxStream, zx_stream, G_TYPE_OBJECT)

static gint64
now_ms (void)
{
  return g_get_monotonic_time () / 1000;
}

static void connect_now (ZxStream *self); /* the circle: connect, lose, wait, connect */

static void
show_light (ZxStream *self)
{
  guint behind;
  ZxLight light = zx_cursor_light (&self->cursor, now_ms (), &behind);

  if (light == ZX_LIGHT_LIVE)
    zx_backoff_reset (&self->backoff);
  if (light == self->light && behind == self->behind)
    return;
  self->light = light;
  self->behind = behind;
  if (self->is_running)
    self->functions.light (self->owner, light, behind);
}

static void
forget_socket (ZxStream *self)
{
  if (self->socket == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->socket, self);
  if (soup_websocket_connection_get_state (self->socket) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_close (self->socket, SOUP_WEBSOCKET_CLOSE_GOING_AWAY, NULL);
  g_clear_object (&self->socket);
}

static gboolean
retry_cb (gpointer user_data)
{
  ZxStream *self = user_data;

  self->retry_id = 0;
  connect_now (self);
  return G_SOURCE_REMOVE;
}

/* The connection is no more: shows it, and tries again after a pause. */
static void
lose (ZxStream *self)
{
  forget_socket (self);
  g_clear_handle_id (&self->look_id, g_source_remove);
  zx_cursor_lost (&self->cursor);
  show_light (self);
  if (self->is_running && self->retry_id == 0)
    self->retry_id = g_timeout_add (zx_backoff_next_ms (&self->backoff), retry_cb, self);
}

static void
end (ZxStream *self, const GError *error)
{
  gboolean was_running = self->is_running;

  g_object_ref (self);
  forget_socket (self);
  zx_cursor_lost (&self->cursor);
  show_light (self);
  zx_stream_stop (self);
  if (was_running)
    self->functions.ended (self->owner, error);
  g_object_unref (self);
}

static void
end_with (ZxStream *self, ZxErrorCode code, const char *words)
{
  g_autoptr (GError) error = g_error_new_literal (ZX_ERROR, code, words);

  end (self, error);
}

static gboolean
look_cb (gpointer user_data)
{
  ZxStream *self = user_data;
  gint64 now = now_ms ();

  self->look_id = 0;
  if (zx_cursor_is_silent (&self->cursor, now)) {
    g_info ("nothing heard for %d ms: connecting anew", ZX_CURSOR_SILENCE_MS);
    lose (self);
    return G_SOURCE_REMOVE;
  }
  show_light (self);
  self->look_id =
      g_timeout_add ((guint) zx_cursor_next_look_ms (&self->cursor, now) + 1, look_cb, self);
  return G_SOURCE_REMOVE;
}

/* Frames move the moment of silence; the timer finds that out by itself when it runs. Only when the
 * head runs away must it run sooner. */
static void
arm_look (ZxStream *self)
{
  gint64 next = zx_cursor_next_look_ms (&self->cursor, now_ms ());

  if (self->look_id != 0 && next > ZX_CURSOR_GRACE_MS)
    return;
  g_clear_handle_id (&self->look_id, g_source_remove);
  self->look_id = g_timeout_add ((guint) next + 1, look_cb, self);
}

static void
take_event (ZxStream *self, JsonObject *frame)
{
  const char *noun = zx_json_string (frame, "noun"), *kind = zx_json_string (frame, "kind");
  gint64 seq = zx_json_int (frame, "seq", 0), prev = zx_json_int (frame, "prev", -1);

  if (!zx_cursor_event (&self->cursor, seq, prev, now_ms ())) {
    g_info ("gap: event %" G_GINT64_FORMAT " follows %" G_GINT64_FORMAT ", not %" G_GINT64_FORMAT,
            seq, prev, self->cursor.last);
    lose (self);
    return;
  }
  if (noun != NULL && kind != NULL)
    self->functions.event (self->owner, noun, zx_json_id (frame, "id"),
                           zx_json_int (frame, "rev", seq), kind, zx_json_object (frame, "json"));
}

static void
tell_clock (ZxStream *self, JsonObject *part)
{
  gint64 server_ms = zx_json_time (part, "server_time");

  if (server_ms != 0)
    self->functions.clock (self->owner, server_ms);
}

static void
take_frame (ZxStream *self, JsonObject *frame)
{
  JsonObject *part;

  if ((part = zx_json_object (frame, "hello")) != NULL) {
    zx_cursor_hello (&self->cursor, zx_json_int (part, "head", 0),
                     zx_json_int (part, "since", self->cursor.at), now_ms ());
    tell_clock (self, part);
  } else if ((part = zx_json_object (frame, "beat")) != NULL) {
    if (!zx_cursor_beat (&self->cursor, zx_json_int (part, "head", 0),
                         zx_json_int (part, "upto", 0), zx_json_int (part, "prev", -1),
                         now_ms ())) {
      lose (self);
      return;
    }
    tell_clock (self, part);
  } else if (json_object_has_member (frame, "seq")) {
    take_event (self, frame);
  } else {
    zx_cursor_heard (&self->cursor, now_ms ());
    self->functions.frame (self->owner, frame);
  }
}

static void
message_cb (SoupWebsocketConnection *socket, int type, GBytes *bytes, ZxStream *self)
{
  g_autoptr (JsonObject) frame = NULL;

  if (!self->is_running)
    return;
  frame = zx_json_parse (g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), NULL);
  g_object_ref (self);
  if (frame == NULL)
    lose (self);
  else
    take_frame (self, frame);
  if (self->socket != NULL) {
    show_light (self);
    arm_look (self);
  }
  g_object_unref (self);
}

static void
closed_cb (SoupWebsocketConnection *socket, ZxStream *self)
{
  guint code = soup_websocket_connection_get_close_code (socket);

  g_info ("stream closed: %u", code);
  if (code == CLOSE_SESSION_ENDED)
    end_with (self, ZX_ERROR_NOT_SIGNED_IN, "the session has ended");
  else if (code == CLOSE_LOG_TOO_OLD)
    end_with (self, ZX_ERROR_TOO_OLD, "the log does not reach back so far");
  else
    lose (self);
}

static void
connect_received_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZxStream) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SoupWebsocketConnection) socket =
      zx_http_connect_finish (ZX_HTTP (source), result, &error);

  if (self->connecting != g_task_get_cancellable (G_TASK (result)))
    return; /* stopped meanwhile, perhaps started anew */
  g_clear_object (&self->connecting);
  if (socket != NULL) {
    self->socket = g_steal_pointer (&socket);
    self->cursor.heard_at_ms = now_ms ();
    g_signal_connect (self->socket, "message", G_CALLBACK (message_cb), self);
    g_signal_connect (self->socket, "closed", G_CALLBACK (closed_cb), self);
    arm_look (self);
  } else if (g_error_matches (error, ZX_ERROR, ZX_ERROR_NOT_SIGNED_IN) ||
             g_error_matches (error, ZX_ERROR, ZX_ERROR_TOO_OLD)) {
    end (self, error);
  } else {
    g_info ("stream: %s", error->message);
    lose (self);
  }
}

static void
connect_now (ZxStream *self)
{
  if (!self->is_running || self->socket != NULL || self->connecting != NULL)
    return;
  g_clear_handle_id (&self->retry_id, g_source_remove);
  self->connecting = g_cancellable_new ();
  zx_http_connect_async (self->http, self->cursor.at, self->connecting, connect_received_cb,
                         g_object_ref (self));
}

/* The cable is back: no need to sit out the pause. */
static void
network_changed_cb (GNetworkMonitor *monitor, gboolean is_available, ZxStream *self)
{
  if (is_available && self->retry_id != 0) {
    zx_backoff_reset (&self->backoff);
    connect_now (self);
  }
}

static void
zx_stream_dispose (GObject *object)
{
  ZxStream *self = ZX_STREAM (object);

  zx_stream_stop (self);
  if (self->monitor != NULL)
    g_signal_handlers_disconnect_by_data (self->monitor, self);
  g_clear_object (&self->monitor);
  g_clear_object (&self->http);
  G_OBJECT_CLASS (zx_stream_parent_class)->dispose (object);
}

static void
zx_stream_class_init (ZxStreamClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = zx_stream_dispose;
}

static void
zx_stream_init (ZxStream *self)
{
  self->backoff = (ZxBackoff){.first_ms = 250, .most_ms = 15000};
  self->monitor = g_object_ref (g_network_monitor_get_default ());
  g_signal_connect (self->monitor, "network-changed", G_CALLBACK (network_changed_cb), self);
}

ZxStream *
zx_stream_new (ZxHttp *http, const ZxStreamOwner *functions, gpointer owner)
{
  ZxStream *self = g_object_new (ZX_TYPE_STREAM, NULL);

  self->http = g_object_ref (http);
  self->functions = *functions;
  self->owner = owner;
  return self;
}

void
zx_stream_start (ZxStream *self, gint64 since)
{
  zx_stream_stop (self);
  zx_cursor_start (&self->cursor, since);
  self->is_running = TRUE;
  connect_now (self);
}

void
zx_stream_stop (ZxStream *self)
{
  self->is_running = FALSE;
  g_clear_handle_id (&self->retry_id, g_source_remove);
  g_clear_handle_id (&self->look_id, g_source_remove);
  if (self->connecting != NULL)
    g_cancellable_cancel (self->connecting);
  g_clear_object (&self->connecting);
  forget_socket (self);
}

gint64
zx_stream_get_cursor (ZxStream *self)
{
  return self->cursor.at;
}

void
zx_stream_cut (ZxStream *self)
{
  if (self->socket == NULL)
    return;
  lose (self);
  connect_now (self);
}
