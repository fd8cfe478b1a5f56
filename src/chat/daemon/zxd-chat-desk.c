/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells visitors who wait whether somebody is there, and their place in the queue: the truth,
 * whenever it changes. */
#include "zxd-chat-private.h"

#include "zx-clock.h"
#include "zxd-store-places.h"

/* Who stands further back in his line learns it at his next session. */
enum { MOST_TOLD = 1000 };

/* Places change in bursts; hours begin and end by themselves, and who came back since he was told
 * wants to know as well. */
enum { SOON_MS = 300, AGAIN_SECONDS = 20 };

typedef struct {
  ZxdDesk is;
  gint64 channel_id;
  gint64 wait_ms;
} Desk;

typedef struct {
  GArray *desks;       /* owned, of Desk */
  GPtrArray *channels; /* owned, of ZxdChannel */
  GArray *places;      /* owned, of ZxdPlace: all who wait */
} Look;

static void
free_channel (gpointer data)
{
  zxd_channel_clear (data);
  g_free (data);
}

static void
look_free (gpointer data)
{
  Look *look = data;

  g_array_unref (look->desks);
  g_ptr_array_unref (look->channels);
  g_array_unref (look->places);
  g_free (look);
}

static void
add_channel (const ZxdChannel *channel, gpointer data)
{
  ZxdChannel *own = g_new0 (ZxdChannel, 1);

  own->id = channel->id;
  own->org_id = channel->org_id;
  own->calendar_id = channel->calendar_id;
  g_ptr_array_add (data, own);
}

static gboolean
read_desks (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  Look *look = data;
  gint64 now_ms = zx_clock_now_ms ();

  g_array_set_size (look->desks, 0);
  g_ptr_array_set_size (look->channels, 0);
  if (!zxd_channel_list (db, add_channel, look->channels, error))
    return FALSE;
  for (guint i = 0; i < look->channels->len; i++) {
    const ZxdChannel *channel = look->channels->pdata[i];
    Desk desk = {.channel_id = channel->id};
    Desk *kept;

    g_array_append_val (look->desks, desk);
    kept = &g_array_index (look->desks, Desk, i);
    if (!zxd_desk_read (db, channel, now_ms, &kept->is, error) ||
        !zxd_desk_usual_wait (db, channel->id, now_ms, &kept->wait_ms, error))
      return FALSE;
  }
  return zxd_places_read (db, look->places, error);
}

char *
zxd_chat_desk_frame (const ZxdDesk *desk)
{
  GString *frame = g_string_new ("{\"frame\":\"desk\"");

  zx_json_add_bool (frame, "online", desk->is_online);
  zx_json_add_bool (frame, "open", desk->is_open);
  zx_json_add_time (frame, "opens_at", desk->opens_at_ms);
  g_string_append_c (frame, '}');
  return g_string_free (frame, FALSE);
}

static int
state_of (const ZxdDesk *desk)
{
  return (desk->is_online ? 1 : 0) | (desk->is_open ? 2 : 0);
}

void
zxd_chat_desk_note (ZxdChat *chat, gint64 channel_id, const ZxdDesk *desk)
{
  gpointer key = GSIZE_TO_POINTER ((gsize) channel_id);

  if (!g_hash_table_contains (chat->desks, key))
    g_hash_table_insert (chat->desks, key, GINT_TO_POINTER (state_of (desk)));
}

void
zxd_chat_desk_forget_place (ZxdChat *chat, gint64 contact_id)
{
  g_hash_table_remove (chat->places, GSIZE_TO_POINTER ((gsize) contact_id));
}

static void
tell_desk (ZxdChat *chat, const Look *look, const Desk *desk)
{
  gpointer key = GSIZE_TO_POINTER ((gsize) desk->channel_id), before;
  int now = state_of (&desk->is);
  gboolean is_known = g_hash_table_lookup_extended (chat->desks, key, NULL, &before);
  g_autofree char *frame = NULL;

  if (is_known && GPOINTER_TO_INT (before) == now)
    return;
  g_hash_table_insert (chat->desks, key, GINT_TO_POINTER (now));
  frame = zxd_chat_desk_frame (&desk->is);
  for (guint i = 0; i < look->places->len; i++) {
    const ZxdPlace *place = &g_array_index (look->places, ZxdPlace, i);

    if (place->channel_id == desk->channel_id)
      zxd_hub_tell_contact (chat->hub, place->contact_id, frame);
  }
}

static gint64
usual_wait (const Look *look, gint64 channel_id)
{
  for (guint i = 0; i < look->desks->len; i++)
    if (g_array_index (look->desks, Desk, i).channel_id == channel_id)
      return g_array_index (look->desks, Desk, i).wait_ms;
  return 0;
}

static void
tell_place (ZxdChat *chat, const ZxdPlace *place, gint64 wait_ms)
{
  g_autoptr (GString) frame = g_string_new ("{\"frame\":\"queue\"");

  zx_json_add_int (frame, "place", place->place);
  zx_json_add_int (frame, "before", place->place - 1);
  if (wait_ms != 0)
    zx_json_add_int (frame, "wait_ms", wait_ms);
  else
    zx_json_add_raw (frame, "wait_ms", "null");
  zx_json_add_string (frame, "opening", place->opening);
  g_string_append_c (frame, '}');
  zxd_hub_tell_contact (chat->hub, place->contact_id, frame->str);
}

/* Each who waits, unless he was told this place already; @places is what he will have been told. */
static void
tell_places (ZxdChat *chat, const Look *look, GHashTable *places)
{
  for (guint i = 0; i < look->places->len; i++) {
    const ZxdPlace *place = &g_array_index (look->places, ZxdPlace, i);
    gpointer key = GSIZE_TO_POINTER ((gsize) place->contact_id);

    if (place->place > MOST_TOLD)
      continue;
    g_hash_table_insert (places, key, GUINT_TO_POINTER (place->place));
    if (g_hash_table_lookup (chat->places, key) != GUINT_TO_POINTER (place->place))
      tell_place (chat, place, usual_wait (look, place->channel_id));
  }
}

static void
desks_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ZxdChat *chat = user_data;
  g_autoptr (GError) error = NULL;
  Look *look = zxd_store_read_finish (result, &error);
  GHashTable *places;

  if (look == NULL) {
    g_info ("who is online could not be read: %s", error->message);
    return;
  }
  places = g_hash_table_new (NULL, NULL);
  for (guint i = 0; i < look->desks->len; i++)
    tell_desk (chat, look, &g_array_index (look->desks, Desk, i));
  tell_places (chat, look, places);
  g_hash_table_unref (chat->places);
  chat->places = places;
  look_free (look);
}

static void
look_now (ZxdChat *chat)
{
  Look *look = g_new0 (Look, 1);

  look->desks = g_array_new (FALSE, TRUE, sizeof (Desk));
  look->channels = g_ptr_array_new_with_free_func (free_channel);
  look->places = zxd_places_new ();
  zxd_store_read (chat->store, read_desks, look, look_free, desks_read_cb, chat);
}

static gboolean
look_due_cb (gpointer data)
{
  ZxdChat *chat = data;

  chat->look_id = 0;
  look_now (chat);
  return G_SOURCE_REMOVE;
}

static gboolean
look_again_cb (gpointer data)
{
  ZxdChat *chat = data;

  g_hash_table_remove_all (chat->places);
  look_now (chat);
  return G_SOURCE_CONTINUE;
}

static void
changed_cb (const ZxdEvent *event, gpointer data)
{
  ZxdChat *chat = data;

  if (chat->look_id == 0)
    chat->look_id = g_timeout_add (SOON_MS, look_due_cb, chat);
}

/* Who was in somebody's hand, however shortly, has forgotten his place. */
static void
contact_changed_cb (const ZxdEvent *event, gpointer data)
{
  if (event->now.owner_id != 0)
    zxd_chat_desk_forget_place (data, event->id);
  changed_cb (event, data);
}

/* Another queue, or other words of it: all are told anew. */
static void
queue_changed_cb (const ZxdEvent *event, gpointer data)
{
  ZxdChat *chat = data;

  g_hash_table_remove_all (chat->places);
  changed_cb (event, chat);
}

void
zxd_chat_desk_register (ZxdChat *chat)
{
  static const char *const nouns[] = {"agent", "channel", "calendar"};

  chat->desks = g_hash_table_new (NULL, NULL);
  chat->places = g_hash_table_new (NULL, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (nouns); i++)
    zxd_hub_watch (chat->hub, nouns[i], changed_cb, chat);
  zxd_hub_watch (chat->hub, "contact", contact_changed_cb, chat);
  zxd_hub_watch (chat->hub, "queue", queue_changed_cb, chat);
  g_timeout_add_seconds (AGAIN_SECONDS, look_again_cb, chat);
  look_now (chat);
}
