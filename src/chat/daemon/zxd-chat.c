/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The chat module of zuoxid: a visitor's first message makes a contact. */
#include "zxd-chat.h"

#include "zx-clock.h"
#include "zxd-chat-private.h"
#include "zxd-store-contact.h"
#include "zxd-store-visitor.h"

enum { PRUNE_SECONDS = 3600, DAY_MS = 24 * 3600 * 1000 };

/* A visitor who never wrote is forgotten after this. */
#define SILENT_VISITOR_MS ((gint64) 30 * DAY_MS)

typedef struct {
  gint64 visitor_id;
  ZxdPost *post; /* owned until it is answered */
  ZxdHub *hub;   /* lent */
  ZxdChat *chat; /* lent */
  gint64 channel_id;
  gint64 recall_ms; /* a message can be taken back for */
  ZxdDesk desk;     /* whether somebody is there to answer */
} FirstPost;

static gboolean
store_first_post (ZxdTxn *txn, gpointer data, GError **error)
{
  FirstPost *first = data;
  ZxdDb *db = zxd_txn_db (txn);
  g_autoptr (ZxdContact) contact = NULL;
  g_auto (ZxdChannel) channel = {0};

  if (first->post->is_recall)
    return zxd_visitor_recall (txn, first->visitor_id, first->recall_ms, first->post, error);
  if (!zxd_visitor_first_post (txn, first->visitor_id, first->post, error))
    return FALSE;
  contact = zxd_contact_load (db, first->post->contact_id, error);
  if (contact == NULL || !zxd_channel_by_id (db, contact->channel_id, &channel, error))
    return FALSE;
  first->channel_id = channel.id;
  return zxd_desk_read (db, &channel, zx_clock_now_ms (), &first->desk, error);
}

/* What no second try would mend is refused for good. */
static void
note_failure (ZxdPost *post, const GError *error)
{
  g_info ("a visitor's message could not be stored: %s", error->message);
  post->outcome = ZXD_POST_REFUSED;
  if (g_error_matches (error, ZX_ERROR, ZX_ERROR_BAD_DATA))
    post->refusal = "bad-file";
  else if (post->is_recall && g_error_matches (error, ZX_ERROR, ZX_ERROR_NOT_FOUND))
    post->refusal = "unknown";
  else
    post->outcome = ZXD_POST_OVER;
}

/* Whoever begins to wait hears at once whether somebody is there: it may have changed since the
 * session began. */
static void
first_post_stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree FirstPost *first = user_data;
  g_autoptr (GError) error = NULL;
  gint64 contact_id = first->post->contact_id;
  g_autofree char *frame = zxd_chat_desk_frame (&first->desk);
  gboolean is_stored;

  zxd_store_write_finish (result, &error);
  if (error != NULL)
    note_failure (first->post, error);
  is_stored = error == NULL && !first->post->is_recall;
  zxd_hub_answer_post (first->hub, first->post);
  if (is_stored) {
    zxd_chat_desk_note (first->chat, first->channel_id, &first->desk);
    zxd_chat_desk_forget_place (first->chat, contact_id);
    zxd_hub_tell_contact (first->hub, contact_id, frame);
  }
}

/* On the hub's thread. Closures run in the order in which they are queued, so a visitor's second
 * message finds the contact that the first has made. */
static void
first_post_cb (gint64 visitor_id, ZxdPost *post, gpointer data)
{
  ZxdChat *chat = data;
  FirstPost *first = g_new0 (FirstPost, 1);

  first->visitor_id = visitor_id;
  first->post = post;
  first->hub = chat->hub;
  first->chat = chat;
  first->recall_ms = (gint64) zxd_server_get_config (chat->server)->recall_seconds * 1000;
  zxd_store_write (chat->store, store_first_post, first, NULL, first_post_stored_cb, first);
}

static gboolean
prune (ZxdTxn *txn, gpointer data, GError **error)
{
  gint64 now = zx_clock_now_ms ();

  return zxd_visitor_prune (txn, now, now - SILENT_VISITOR_MS, error);
}

static void
pruned_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  zxd_store_write_finish (result, &error);
  if (error != NULL)
    g_warning ("old visitors could not be forgotten: %s", error->message);
}

static gboolean
prune_due_cb (gpointer data)
{
  ZxdChat *chat = data;

  zxd_store_write (chat->store, prune, NULL, NULL, pruned_cb, NULL);
  return G_SOURCE_CONTINUE;
}

static gboolean
read_master_key (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  ZxdChat *chat = data;
  ZxdMasterKey master;

  return zxd_master_key_load (db, zxd_server_get_config (chat->server)->key_file, &master, error);
}

/* Made at the first start, so that it is there to be copied; what is wrong with it is said early.
 */
static void
look_for_master_key (ZxdChat *chat)
{
  g_autoptr (GError) error = NULL;

  if (!zxd_store_read_sync (chat->store, read_master_key, chat, &error))
    g_warning ("signed visitors will be refused: %s", error->message);
}

void
zxd_chat_register (ZxdServer *server)
{
  ZxdChat *chat = g_new0 (ZxdChat, 1);

  chat->server = server;
  chat->store = zxd_server_get_store (server);
  chat->hub = zxd_server_get_hub (server);
  look_for_master_key (chat);
  zxd_chat_assets_register (chat);
  zxd_chat_frame_register (chat);
  zxd_chat_session_register (chat);
  zxd_chat_files_register (chat);
  zxd_chat_desk_register (chat);
  zxd_chat_course_register (chat);
  zxd_chat_follow_register (chat);
  zxd_hub_set_first_post (chat->hub, first_post_cb, chat);
  g_timeout_add_seconds (PRUNE_SECONDS, prune_due_cb, chat);
}
