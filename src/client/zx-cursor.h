/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client.h"

/* How far this client is in the server's event log, and what the light therefore shows. A plain
 * value without clock or socket; all times are monotonic ms that the caller gives. */
typedef struct {
  gint64 at;   /* everything visible up to here is known: where to resume */
  gint64 last; /* the last seq that this connection handed over; first: its `since` */
  gint64 head; /* the newest seq that the server has spoken of */
  gboolean is_connected;
  gboolean was_live;      /* on this connection */
  gint64 heard_at_ms;     /* the last frame */
  gint64 behind_since_ms; /* when `head` ran away from `at`; 0: it has not */
} ZxCursor;

/* A connection that says nothing for so long is dead: two heartbeats of 5 s and some. */
#define ZX_CURSOR_SILENCE_MS 12000
/* On a busy server the head is always a little ahead: only longer than this is "catching up". */
#define ZX_CURSOR_GRACE_MS 1000

void zx_cursor_start (ZxCursor *cursor, gint64 since);
void zx_cursor_lost (ZxCursor *cursor); /* the connection is gone */
void zx_cursor_hello (ZxCursor *cursor, gint64 head, gint64 since, gint64 now_ms);

/* FALSE: a gap, something between @prev and our last was never handed over; resume from `at`. */
gboolean zx_cursor_event (ZxCursor *cursor, gint64 seq, gint64 prev, gint64 now_ms);
gboolean zx_cursor_beat (ZxCursor *cursor, gint64 head, gint64 upto, gint64 prev, gint64 now_ms);
void zx_cursor_heard (ZxCursor *cursor, gint64 now_ms); /* a frame that is no fact */

/* @behind: events still to come. */
ZxLight zx_cursor_light (const ZxCursor *cursor, gint64 now_ms, guint *behind);
gboolean zx_cursor_is_silent (const ZxCursor *cursor, gint64 now_ms);
/* When the light or the silence must be looked at again if nothing arrives; ms from now. */
gint64 zx_cursor_next_look_ms (const ZxCursor *cursor, gint64 now_ms);
