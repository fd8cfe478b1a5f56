/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The channels through which customers reach us. */
#include "zxd-store-channel.h"

#include <string.h>

void
zxd_channel_clear (ZxdChannel *channel)
{
  g_clear_pointer (&channel->key, g_free);
  g_clear_pointer (&channel->kind, g_free);
  g_clear_pointer (&channel->name, g_free);
  g_clear_pointer (&channel->origins, g_free);
  g_clear_pointer (&channel->brand, g_free);
  g_clear_pointer (&channel->team, g_free);
}

static void
read_row (ZxdStmt *stmt, ZxdChannel *channel)
{
  zxd_channel_clear (channel);
  channel->id = zxd_stmt_int (stmt, 0);
  channel->org_id = zxd_stmt_int (stmt, 1);
  channel->rev = zxd_stmt_int (stmt, 2);
  channel->key = g_strdup (zxd_stmt_text (stmt, 3));
  channel->kind = g_strdup (zxd_stmt_text (stmt, 4));
  channel->name = g_strdup (zxd_stmt_text (stmt, 5));
  channel->origins = g_strdup (zxd_stmt_text (stmt, 6));
  channel->brand = g_strdup (zxd_stmt_text (stmt, 7));
  channel->team = g_strdup (zxd_stmt_text (stmt, 8));
  channel->calendar_id = zxd_stmt_int (stmt, 9);
  channel->reply_promise_min = zxd_stmt_int (stmt, 10);
  if (channel->origins == NULL)
    channel->origins = g_strdup ("");
}

static gboolean
read_one (ZxdStmt *stmt, ZxdChannel *channel, GError **error)
{
  switch (zxd_stmt_step (stmt, error)) {
  case ZXD_STEP_ROW:
    read_row (stmt, channel);
    zxd_stmt_reset (stmt);
    return TRUE;
  case ZXD_STEP_DONE:
    return zx_throw (error, ZX_ERROR_NOT_FOUND, "There is no such channel.");
  case ZXD_STEP_FAILED:
    break;
  }
  return FALSE;
}

gboolean
zxd_channel_by_key (ZxdDb *db, const char *key, ZxdChannel *channel, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db,
                                  "SELECT id, org_id, rev, key, kind, name, origins, brand, team, "
                                  "calendar_id, reply_promise_min "
                                  "FROM channel WHERE key = ?",
                                  error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_text (stmt, 1, key);
  return read_one (stmt, channel, error);
}

gboolean
zxd_channel_by_id (ZxdDb *db, gint64 id, ZxdChannel *channel, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db,
                                  "SELECT id, org_id, rev, key, kind, name, origins, brand, team, "
                                  "calendar_id, reply_promise_min "
                                  "FROM channel WHERE id = ?",
                                  error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, id);
  return read_one (stmt, channel, error);
}

gboolean
zxd_channel_list (ZxdDb *db, ZxdChannelFunc row, gpointer data, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db,
                                  "SELECT id, org_id, rev, key, kind, name, origins, brand, team, "
                                  "calendar_id, reply_promise_min "
                                  "FROM channel ORDER BY key",
                                  error);
  ZxdStep step;

  if (stmt == NULL)
    return FALSE;
  while ((step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW) {
    g_auto (ZxdChannel) channel = {0};

    read_row (stmt, &channel);
    row (&channel, data);
  }
  return step == ZXD_STEP_DONE;
}

gboolean
zxd_origin_check (const char *origin, GError **error)
{
  g_autoptr (GUri) uri = g_uri_parse (origin, G_URI_FLAGS_NONE, NULL);
  const char *scheme = uri != NULL ? g_uri_get_scheme (uri) : NULL;
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;
  g_autofree char *plain = NULL;

  if (host != NULL && *host != '\0' &&
      (g_str_equal (scheme, "https") || g_str_equal (scheme, "http"))) {
    gboolean is_ip6 = strchr (host, ':') != NULL;
    int port = g_uri_get_port (uri);
    g_autofree char *port_text = port > 0 ? g_strdup_printf (":%d", port) : g_strdup ("");

    plain = g_strdup_printf ("%s://%s%s%s%s", scheme, is_ip6 ? "[" : "", host, is_ip6 ? "]" : "",
                             port_text);
  }
  /* It stands in a Content-Security-Policy: only what reads back as itself may pass. */
  if (plain == NULL || !g_str_equal (plain, origin) || strpbrk (origin, " ;,'\"*<>") != NULL)
    return zx_throw (error, ZX_ERROR_BAD_DATA,
                     "“%s” is no origin; it reads like https://shop.example.com, without path.",
                     origin);
  return TRUE;
}
