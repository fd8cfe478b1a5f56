/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Serves the widget's files: read once at the start, sent with an ETag. */
#include "zxd-chat-private.h"

#include <string.h>

typedef struct {
  GBytes *bytes;    /* owned */
  char *tag;        /* owned: the ETag, in quotes */
  const char *type; /* static */
} ZxdAsset;

static void
asset_free (gpointer data)
{
  ZxdAsset *asset = data;

  g_bytes_unref (asset->bytes);
  g_free (asset->tag);
  g_free (asset);
}

char *
zxd_chat_read_file (ZxdChat *chat, const char *name, gsize *length)
{
  const ZxdConfig *config = zxd_server_get_config (chat->server);
  g_autofree char *path = g_build_filename (config->web_dir, name, NULL);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  if (!g_file_get_contents (path, &text, length, &error))
    g_warning ("%s", error->message);
  return text;
}

static const char *
type_of (const char *name)
{
  if (g_str_has_suffix (name, ".js"))
    return "text/javascript; charset=utf-8";
  if (g_str_has_suffix (name, ".css"))
    return "text/css; charset=utf-8";
  if (g_str_has_suffix (name, ".json"))
    return "application/json";
  return NULL;
}

static void
load_folder (ZxdChat *chat, const char *folder)
{
  const ZxdConfig *config = zxd_server_get_config (chat->server);
  g_autofree char *path = g_build_filename (config->web_dir, folder, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (path, 0, &error);
  const char *name;

  if (dir == NULL) {
    g_warning ("%s; the widget will not be served", error->message);
    return;
  }
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *relative = g_build_filename (folder, name, NULL);
    const char *type = type_of (name);
    g_autofree char *sum = NULL;
    ZxdAsset *asset;
    char *text;
    gsize length;

    if (type == NULL || (text = zxd_chat_read_file (chat, relative, &length)) == NULL)
      continue;
    asset = g_new0 (ZxdAsset, 1);
    asset->bytes = g_bytes_new_take (text, length);
    asset->type = type;
    sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, asset->bytes);
    asset->tag = g_strdup_printf ("\"%.32s\"", sum);
    g_hash_table_insert (chat->assets, g_strdup (name), asset);
  }
}

static void
answer_asset (ZxdCall *call, ZxdChat *chat, const char *name)
{
  ZxdAsset *asset = g_hash_table_lookup (chat->assets, name);

  if (asset == NULL) {
    zxd_call_problem (call, 404, "not-found", "There is no such file.");
    return;
  }
  zxd_call_set_header (call, "ETag", asset->tag);
  if (g_strcmp0 (zxd_call_header (call, "If-None-Match"), asset->tag) == 0)
    zxd_call_answer_bytes (call, 304, asset->type, NULL);
  else
    zxd_call_answer_bytes (call, 200, asset->type, asset->bytes);
}

/* Asked for by pages of other sites, so they may have it; a few minutes old does no harm. */
static void
get_loader (ZxdCall *call, gpointer data)
{
  zxd_call_set_header (call, "Cache-Control", "public, max-age=300");
  zxd_call_set_header (call, "Cross-Origin-Resource-Policy", "cross-origin");
  answer_asset (call, data, "zuoxi.js");
}

/* Checked each time, so that no browser mixes modules of two versions. */
static void
get_asset (ZxdCall *call, gpointer data)
{
  zxd_call_set_header (call, "Cache-Control", "no-cache");
  answer_asset (call, data, zxd_call_part (call, "file"));
}

void
zxd_chat_assets_register (ZxdChat *chat)
{
  chat->assets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, asset_free);
  load_folder (chat, "");
  load_folder (chat, "i18n");
  zxd_server_add_endpoint (chat->server, "GET", "/widget/zuoxi.js", ZXD_OPEN, get_loader, chat);
  zxd_server_add_endpoint (chat->server, "GET", "/widget/assets/{file}", ZXD_OPEN, get_asset, chat);
}
