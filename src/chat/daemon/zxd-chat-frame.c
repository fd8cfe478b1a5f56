/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Serves the conversation's page and the channel's colours. */
#include "zxd-chat-private.h"

#include <string.h>

#include "zxd-brand.h"

/* Where the page says who may embed it. */
#define ORIGINS_MARK "@ORIGINS@"

typedef struct {
  ZxdChat *chat; /* lent */
  ZxdCall *call; /* lent: it lives until it is answered */
  char *key;     /* owned */
  ZxdChannel channel;
  void (*answer) (ZxdChat *chat, ZxdCall *call, const ZxdChannel *channel);
} Ask;

static void
ask_free (gpointer data)
{
  Ask *ask = data;

  zxd_channel_clear (&ask->channel);
  g_free (ask->key);
  g_free (ask);
}

static gboolean
read_channel (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  Ask *ask = data;

  return zxd_channel_by_key (db, ask->key, &ask->channel, error);
}

static void
channel_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ZxdCall *call = user_data;
  g_autoptr (GError) error = NULL;
  Ask *ask = zxd_store_read_finish (result, &error);

  if (ask == NULL) {
    zxd_call_answer_error (call, error);
    return;
  }
  ask->answer (ask->chat, call, &ask->channel);
  ask_free (ask);
}

static void
with_channel (ZxdChat *chat,
              ZxdCall *call,
              void (*answer) (ZxdChat *chat, ZxdCall *call, const ZxdChannel *channel))
{
  Ask *ask = g_new0 (Ask, 1);

  ask->chat = chat;
  ask->call = call;
  ask->key = g_strdup (zxd_call_part (call, "key"));
  ask->answer = answer;
  zxd_store_read (chat->store, read_channel, ask, ask_free, channel_read_cb, call);
}

/* The page may be embedded by the channel's own pages and by nobody else; and whatever an agent or
 * a customer writes, nothing of it can become a script. */
static char *
make_policy (const ZxdChannel *channel)
{
  return g_strdup_printf ("default-src 'none'; script-src 'self'; style-src 'self'; "
                          "img-src 'self' blob:; connect-src 'self'; form-action 'none'; "
                          "base-uri 'none'; require-trusted-types-for 'script'; "
                          "trusted-types 'none'; frame-ancestors %s",
                          channel->origins[0] != '\0' ? channel->origins : "'none'");
}

static void
answer_frame (ZxdChat *chat, ZxdCall *call, const ZxdChannel *channel)
{
  g_autofree char *policy = make_policy (channel);
  g_autofree char *origins = g_markup_escape_text (channel->origins, -1);
  g_autoptr (GString) page = g_string_new (chat->frame);
  g_autoptr (GBytes) bytes = NULL;

  g_string_replace (page, ORIGINS_MARK, origins, 1);
  bytes = g_string_free_to_bytes (g_steal_pointer (&page));
  zxd_call_set_header (call, "Content-Security-Policy", policy);
  zxd_call_set_header (call, "Cross-Origin-Resource-Policy", "cross-origin");
  zxd_call_set_header (call, "Permissions-Policy",
                       "camera=(), microphone=(), geolocation=(), display-capture=()");
  zxd_call_answer_bytes (call, 200, "text/html; charset=utf-8", bytes);
}

static void
answer_brand (ZxdChat *chat, ZxdCall *call, const ZxdChannel *channel)
{
  char *css = zxd_brand_css (channel->brand);
  g_autoptr (GBytes) bytes = g_bytes_new_take (css, strlen (css));

  zxd_call_set_header (call, "Cache-Control", "no-cache");
  zxd_call_answer_bytes (call, 200, "text/css; charset=utf-8", bytes);
}

static void
get_frame (ZxdCall *call, gpointer data)
{
  ZxdChat *chat = data;

  if (chat->frame == NULL) {
    zxd_call_problem (call, 404, "not-found", "The widget is not installed.");
    return;
  }
  with_channel (chat, call, answer_frame);
}

static void
get_brand (ZxdCall *call, gpointer data)
{
  with_channel (data, call, answer_brand);
}

void
zxd_chat_frame_register (ZxdChat *chat)
{
  gsize length;

  chat->frame = zxd_chat_read_file (chat, "frame.html", &length);
  zxd_server_add_endpoint (chat->server, "GET", "/widget/{key}/frame", ZXD_OPEN, get_frame, chat);
  zxd_server_add_endpoint (chat->server, "GET", "/widget/{key}/brand.css", ZXD_OPEN, get_brand,
                           chat);
}
