/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Visitors' files: sent by whoever holds the visitor's secret, and fetched by him alone. */
#include "zxd-chat-private.h"

#include <string.h>

#include "zx-clock.h"
#include "zxd-files.h"
#include "zxd-store-visitor.h"

typedef struct {
  ZxdCall *call;   /* lent: it lives until it is answered */
  char *token;     /* owned */
  char *key;       /* owned: of the channel */
  gboolean is_get; /* else a file comes, or */
  char *upload;    /* owned, null otherwise: he asks how much of this one is there */
  gboolean thumb;
  guint8 uuid[ZX_UUID_BYTES];
  gint64 visitor_id;
  ZxdFile file;
} Ask;

static void
ask_free (Ask *ask)
{
  zxd_file_clear (&ask->file);
  g_free (ask->token);
  g_free (ask->key);
  g_free (ask->upload);
  g_free (ask);
}

static gboolean
find (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  Ask *ask = data;

  if (!zxd_visitor_id_of (db, ask->token, ask->key, zx_clock_now_ms (), &ask->visitor_id, error))
    return FALSE;
  return ask->visitor_id == 0 || !ask->is_get ||
         zxd_file_load_for_visitor (db, ask->visitor_id, ask->uuid, &ask->file, error);
}

static void
take (ZxdCall *call, gint64 visitor_id)
{
  const ZxdConfig *config = zxd_server_get_config (zxd_call_server (call));
  g_autofree char *key = g_strdup_printf ("visitor-files|%" G_GINT64_FORMAT, visitor_id);
  ZxdFile sender = {.visitor_id = visitor_id};

  if (zxd_call_limit (call, key, (guint) config->visitor_files))
    zxd_files_take (call, &sender, (gint64) config->file_most_mb << 20);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Ask *ask = user_data;
  ZxdCall *call = ask->call;
  g_autoptr (GError) error = NULL;

  zxd_store_read_finish (result, &error);
  if (error != NULL)
    zxd_call_answer_error (call, error);
  else if (ask->visitor_id == 0)
    zxd_call_problem (call, 403, "no-visitor", "Start a session first.");
  else if (ask->is_get)
    zxd_files_give (call, &ask->file, ask->thumb);
  else if (ask->upload != NULL)
    zxd_files_tell (call, &(ZxdFile){.visitor_id = ask->visitor_id}, ask->upload);
  else
    take (call, ask->visitor_id);
  ask_free (ask);
}

/* Null after having answered: nobody we could know asks. */
static Ask *
ask_new (ZxdCall *call)
{
  char *token = zxd_chat_visitor_token (call);
  Ask *ask;

  if (token == NULL) {
    zxd_call_problem (call, 403, "no-visitor", "Start a session first.");
    return NULL;
  }
  ask = g_new0 (Ask, 1);
  ask->call = call;
  ask->token = token;
  ask->key = g_strdup (zxd_call_part (call, "key"));
  return ask;
}

/* A GET has no Origin; what says where it is used is Sec-Fetch-Site. Other sites have no use for
 * it: the cookie is not theirs, and the answer says same-origin. FALSE after having answered. */
static gboolean
is_used_here (ZxdCall *call)
{
  const char *site = zxd_call_header (call, "Sec-Fetch-Site");

  if (site == NULL || g_str_equal (site, "same-origin") || g_str_equal (site, "none"))
    return TRUE;
  zxd_call_problem (call, 403, "wrong-origin", "This is for the conversation frame alone.");
  return FALSE;
}

static void
get_upload (ZxdCall *call, gpointer data)
{
  ZxdChat *chat = data;
  Ask *ask = is_used_here (call) ? ask_new (call) : NULL;

  if (ask == NULL)
    return;
  ask->upload = g_strdup (zxd_call_part (call, "uuid"));
  zxd_store_read (chat->store, find, ask, NULL, found_cb, ask);
}

static void
post_file (ZxdCall *call, gpointer data)
{
  ZxdChat *chat = data;
  Ask *ask;

  if (!zxd_chat_check_origin (call))
    return;
  ask = ask_new (call);
  if (ask != NULL)
    zxd_store_read (chat->store, find, ask, NULL, found_cb, ask);
}

static void
get (ZxdCall *call, ZxdChat *chat, gboolean thumb)
{
  Ask *ask = is_used_here (call) ? ask_new (call) : NULL;

  if (ask == NULL)
    return;
  ask->is_get = TRUE;
  ask->thumb = thumb;
  if (zx_uuid_parse (zxd_call_part (call, "uuid"), ask->uuid)) {
    zxd_store_read (chat->store, find, ask, NULL, found_cb, ask);
    return;
  }
  zxd_call_problem (call, 404, "not-found", "There is no such file.");
  ask_free (ask);
}

static void
get_file (ZxdCall *call, gpointer data)
{
  get (call, data, FALSE);
}

static void
get_thumb (ZxdCall *call, gpointer data)
{
  get (call, data, TRUE);
}

void
zxd_chat_files_register (ZxdChat *chat)
{
  zxd_server_add_upload (chat->server, "POST", "/widget/{key}/files", ZXD_OPEN, post_file, chat);
  zxd_server_add_endpoint (chat->server, "GET", "/widget/{key}/uploads/{uuid}", ZXD_OPEN,
                           get_upload, chat);
  zxd_server_add_endpoint (chat->server, "GET", "/widget/{key}/files/{uuid}", ZXD_OPEN, get_file,
                           chat);
  zxd_server_add_endpoint (chat->server, "GET", "/widget/{key}/files/{uuid}/thumb", ZXD_OPEN,
                           get_thumb, chat);
}
