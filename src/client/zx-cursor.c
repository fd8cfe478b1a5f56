/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far this client is in the event log: gaps, heartbeats, the light. */
#include "zx-cursor.h"

static void
look_behind (ZxCursor *cursor, gint64 now_ms)
{
  if (cursor->at >= cursor->head) {
    cursor->behind_since_ms = 0;
    cursor->was_live = TRUE;
  } else if (cursor->behind_since_ms == 0) {
    cursor->behind_since_ms = MAX (now_ms, 1);
  }
}

void
zx_cursor_start (ZxCursor *cursor, gint64 since)
{
  *cursor = (ZxCursor){.at = since, .last = since, .head = since};
}

void
zx_cursor_lost (ZxCursor *cursor)
{
  cursor->is_connected = FALSE;
  cursor->was_live = FALSE;
  cursor->behind_since_ms = 0;
}

void
zx_cursor_hello (ZxCursor *cursor, gint64 head, gint64 since, gint64 now_ms)
{
  cursor->is_connected = TRUE;
  cursor->was_live = FALSE;
  cursor->last = since;
  cursor->head = head;
  cursor->heard_at_ms = now_ms;
  look_behind (cursor, now_ms);
}

gboolean
zx_cursor_event (ZxCursor *cursor, gint64 seq, gint64 prev, gint64 now_ms)
{
  cursor->heard_at_ms = now_ms;
  if (prev != cursor->last)
    return FALSE;
  cursor->last = seq;
  cursor->at = MAX (cursor->at, seq);
  cursor->head = MAX (cursor->head, seq);
  look_behind (cursor, now_ms);
  return TRUE;
}

gboolean
zx_cursor_beat (ZxCursor *cursor, gint64 head, gint64 upto, gint64 prev, gint64 now_ms)
{
  cursor->heard_at_ms = now_ms;
  if (prev != cursor->last)
    return FALSE;
  cursor->at = MAX (cursor->at, upto);
  cursor->head = MAX (cursor->head, head);
  look_behind (cursor, now_ms);
  return TRUE;
}

void
zx_cursor_heard (ZxCursor *cursor, gint64 now_ms)
{
  cursor->heard_at_ms = now_ms;
}

ZxLight
zx_cursor_light (const ZxCursor *cursor, gint64 now_ms, guint *behind)
{
  *behind = 0;
  if (!cursor->is_connected || zx_cursor_is_silent (cursor, now_ms))
    return ZX_LIGHT_OFFLINE;
  if (cursor->at >= cursor->head ||
      (cursor->was_live && now_ms - cursor->behind_since_ms < ZX_CURSOR_GRACE_MS))
    return ZX_LIGHT_LIVE;
  *behind = (guint) MIN (cursor->head - cursor->at, G_MAXUINT);
  return ZX_LIGHT_CATCHING_UP;
}

gboolean
zx_cursor_is_silent (const ZxCursor *cursor, gint64 now_ms)
{
  return now_ms - cursor->heard_at_ms >= ZX_CURSOR_SILENCE_MS;
}

gint64
zx_cursor_next_look_ms (const ZxCursor *cursor, gint64 now_ms)
{
  gint64 silence = cursor->heard_at_ms + ZX_CURSOR_SILENCE_MS - now_ms;
  gint64 grace = cursor->behind_since_ms + ZX_CURSOR_GRACE_MS - now_ms;

  if (cursor->behind_since_ms != 0 && cursor->was_live && grace > 0)
    return MIN (silence, grace);
  return MAX (silence, 0);
}
