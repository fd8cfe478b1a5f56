/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A visitor's open pages follow him into his next conversation, at whichever daemon it began. */
#include "zxd-chat-private.h"

#include "zxd-store-visitor.h"

typedef struct {
  GArray *contacts; /* owned, of gint64 */
  GArray *visitors; /* owned, of gint64: whose they are */
} Trip;

static void follow (ZxdChat *chat);

static void
trip_free (gpointer data)
{
  Trip *trip = data;

  g_array_unref (trip->contacts);
  g_array_unref (trip->visitors);
  g_free (trip);
}

static gboolean
read_visitors (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  Trip *trip = data;

  g_array_set_size (trip->visitors, 0);
  for (guint i = 0; i < trip->contacts->len; i++) {
    gint64 visitor_id;

    if (!zxd_visitor_of_contact (db, g_array_index (trip->contacts, gint64, i), &visitor_id, error))
      return FALSE;
    g_array_append_val (trip->visitors, visitor_id);
  }
  return TRUE;
}

static void
visitors_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ZxdChat *chat = user_data;
  g_autoptr (GError) error = NULL;
  Trip *trip = zxd_store_read_finish (result, &error);

  chat->is_following = FALSE;
  if (trip == NULL) {
    g_warning ("who has begun a conversation could not be read: %s", error->message);
  } else {
    for (guint i = 0; i < trip->contacts->len; i++)
      zxd_hub_set_contact (chat->hub, g_array_index (trip->visitors, gint64, i),
                           g_array_index (trip->contacts, gint64, i));
    trip_free (trip);
  }
  follow (chat);
}

/* One trip at a time, for all that have begun meanwhile. */
static void
follow (ZxdChat *chat)
{
  Trip *trip;

  if (chat->is_following || chat->begun->len == 0)
    return;
  trip = g_new (Trip, 1);
  trip->contacts = g_steal_pointer (&chat->begun);
  trip->visitors = g_array_new (FALSE, FALSE, sizeof (gint64));
  chat->begun = g_array_new (FALSE, FALSE, sizeof (gint64));
  chat->is_following = TRUE;
  zxd_store_read (chat->store, read_visitors, trip, trip_free, visitors_read_cb, chat);
}

/* A new object has the number of its first event. */
static void
contact_changed_cb (const ZxdEvent *event, gpointer data)
{
  ZxdChat *chat = data;

  if (event->id != event->seq)
    return;
  g_array_append_val (chat->begun, event->id);
  follow (chat);
}

void
zxd_chat_follow_register (ZxdChat *chat)
{
  chat->begun = g_array_new (FALSE, FALSE, sizeof (gint64));
  zxd_hub_watch (chat->hub, "contact", contact_changed_cb, chat);
}
