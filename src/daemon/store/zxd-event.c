/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One committed change, and what a reader is told of it. */
#include "zxd-event.h"

#include <string.h>

ZxdEvent *
zxd_event_new (gint64 seq,
               const char *noun,
               gint64 id,
               gint64 contact_id,
               const ZxAudience *now,
               const ZxAudience *was,
               const char *json,
               gssize json_length)
{
  ZxdEvent *event = g_atomic_rc_box_new0 (ZxdEvent);

  event->seq = seq;
  event->noun = g_intern_string (noun);
  event->id = id;
  event->contact_id = contact_id;
  event->now = *now;
  if (was != NULL)
    event->was = *was;
  if (json != NULL) {
    event->json_length = json_length >= 0 ? (gsize) json_length : strlen (json);
    event->json = g_strndup (json, event->json_length);
  }
  return event;
}

ZxdEvent *
zxd_event_ref (ZxdEvent *event)
{
  return g_atomic_rc_box_acquire (event);
}

static void
clear_event (gpointer data)
{
  ZxdEvent *event = data;

  g_free (event->json);
}

void
zxd_event_unref (ZxdEvent *event)
{
  g_atomic_rc_box_release_full (event, clear_event);
}

ZxdTell
zxd_event_tell (const ZxdEvent *event, const ZxRights *rights)
{
  gboolean sees = zx_rights_sees (rights, &event->now) ||
                  (event->also_id != 0 && event->also_id == rights->agent_id);

  if (event->json != NULL && sees)
    return ZXD_TELL_PUT;
  if (zx_rights_sees (rights, &event->was))
    return ZXD_TELL_GONE;
  return ZXD_TELL_NOTHING;
}
