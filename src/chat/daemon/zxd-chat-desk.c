/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells visitors who wait whether somebody is there: the truth, whenever it changes. */
#include "zxd-chat-private.h"

#include "zxd-store-visitor.h"

/* More than this many waiting visitors of one channel learn it at their next session. */
enum { MOST_TOLD = 1000 };

typedef struct {
  gint64 channel_id, org_id;
  gboolean is_online;
  GArray *contact_ids; /* owned gint64: who waits there */
} Desk;

static void
desk_clear (gpointer data)
{
  Desk *desk = data;

  g_clear_pointer (&desk->contact_ids, g_array_unref);
}

static void
add_desk (const ZxdChannel *channel, gpointer data)
{
  GArray *desks = data;
  Desk desk = {.channel_id = channel->id, .org_id = channel->org_id};

  desk.contact_ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_array_append_val (desks, desk);
}

static gboolean
read_desks (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  GArray *desks = data;

  g_array_set_size (desks, 0);
  if (!zxd_channel_list (db, add_desk, desks, error))
    return FALSE;
  for (guint i = 0; i < desks->len; i++) {
    Desk *desk = &g_array_index (desks, Desk, i);

    if (!zxd_visitor_desk (db, desk->org_id, &desk->is_online, error) ||
        !zxd_visitor_queued (db, desk->channel_id, MOST_TOLD, desk->contact_ids, error))
      return FALSE;
  }
  return TRUE;
}

const char *
zxd_chat_desk_frame (gboolean is_online)
{
  return is_online ? "{\"frame\":\"desk\",\"online\":true}"
                   : "{\"frame\":\"desk\",\"online\":false}";
}

static void
tell (ZxdChat *chat, const Desk *desk)
{
  gpointer key = GSIZE_TO_POINTER ((gsize) desk->channel_id), before;
  gboolean is_known = g_hash_table_lookup_extended (chat->desks, key, NULL, &before);

  if (is_known && GPOINTER_TO_INT (before) == desk->is_online)
    return;
  g_hash_table_insert (chat->desks, key, GINT_TO_POINTER (desk->is_online));
  for (guint i = 0; i < desk->contact_ids->len; i++)
    zxd_hub_tell_contact (chat->hub, g_array_index (desk->contact_ids, gint64, i),
                          zxd_chat_desk_frame (desk->is_online));
}

static void
desks_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ZxdChat *chat = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) desks = zxd_store_read_finish (result, &error);

  if (desks == NULL) {
    g_info ("who is online could not be read: %s", error->message);
    return;
  }
  for (guint i = 0; i < desks->len; i++)
    tell (chat, &g_array_index (desks, Desk, i));
}

static void
look (ZxdChat *chat)
{
  GArray *desks = g_array_new (FALSE, FALSE, sizeof (Desk));

  g_array_set_clear_func (desks, desk_clear);
  zxd_store_read (chat->store, read_desks, desks, (GDestroyNotify) g_array_unref, desks_read_cb,
                  chat);
}

static void
agent_changed_cb (const ZxdEvent *event, gpointer data)
{
  look (data);
}

void
zxd_chat_desk_register (ZxdChat *chat)
{
  chat->desks = g_hash_table_new (NULL, NULL);
  zxd_hub_watch (chat->hub, "agent", agent_changed_cb, chat);
  look (chat);
}
