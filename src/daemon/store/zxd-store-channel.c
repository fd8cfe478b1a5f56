/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The channels through which customers reach us. */
#include "zxd-store-channel.h"

#include <string.h>

#include "zx-json.h"
#include "zxd-brand.h"

enum { MOST_KEY = 32, MOST_NAME = 100, MOST_ORIGINS = 20 };

/* Words of the widget's URLs that a key would hide. */
static const char *const reserved[] = {"assets", "socket", NULL};

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
                                  "SELECT id, org_id, rev, key, kind, name, origins, brand, team "
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
                                  "SELECT id, org_id, rev, key, kind, name, origins, brand, team "
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
                                  "SELECT id, org_id, rev, key, kind, name, origins, brand, team "
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

static gboolean
check_text (const char *what, const char *text, GError **error)
{
  if (text != NULL && (*text == '\0' || g_utf8_strlen (text, -1) > MOST_NAME))
    return zx_throw (error, ZX_ERROR_BAD_DATA, "A channel's %s has 1 to %d characters.", what,
                     MOST_NAME);
  return TRUE;
}

static gboolean
check_fields (const ZxdChannel *channel, GError **error)
{
  gsize length = strlen (channel->key);
  g_auto (GStrv) origins = g_strsplit (channel->origins != NULL ? channel->origins : "", " ", -1);

  if (length == 0 || length > MOST_KEY ||
      strspn (channel->key, "abcdefghijklmnopqrstuvwxyz0123456789-") != length ||
      g_strv_contains (reserved, channel->key))
    return zx_throw (error, ZX_ERROR_BAD_DATA,
                     "A channel's key has 1 to %d of a-z, 0-9 and -, and is neither “assets” nor "
                     "“socket”.",
                     MOST_KEY);
  if (!check_text ("name", channel->name, error) || !check_text ("team", channel->team, error))
    return FALSE;
  if (g_strv_length (origins) > MOST_ORIGINS)
    return zx_throw (error, ZX_ERROR_BAD_DATA, "A channel has at most %d origins.", MOST_ORIGINS);
  for (char **origin = origins; *origin != NULL; origin++)
    if (**origin != '\0' && !zxd_origin_check (*origin, error))
      return FALSE;
  return channel->brand == NULL || zxd_brand_check (channel->brand, error);
}

/* What was left out stays as it is. */
static void
keep_old (ZxdChannel *channel, const ZxdChannel *old)
{
  channel->id = old->id;
  if (channel->org_id == 0)
    channel->org_id = old->org_id;
  if (channel->kind == NULL)
    channel->kind = g_strdup (old->kind);
  if (channel->name == NULL)
    channel->name = g_strdup (old->name);
  if (channel->origins == NULL)
    channel->origins = g_strdup (old->origins);
  if (channel->brand == NULL)
    channel->brand = g_strdup (old->brand);
  if (channel->team == NULL)
    channel->team = g_strdup (old->team);
}

static gboolean
write_row (ZxdDb *db, const ZxdChannel *channel, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      db,
      "INSERT INTO channel (id, org_id, rev, key, kind, name, origins, brand, team) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET "
      "org_id = excluded.org_id, rev = excluded.rev, name = excluded.name, "
      "origins = excluded.origins, brand = excluded.brand, team = excluded.team",
      error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, channel->id);
  zxd_stmt_bind_int (stmt, 2, channel->org_id);
  zxd_stmt_bind_int (stmt, 3, channel->rev);
  zxd_stmt_bind_text (stmt, 4, channel->key);
  zxd_stmt_bind_text (stmt, 5, channel->kind);
  zxd_stmt_bind_text (stmt, 6, channel->name);
  zxd_stmt_bind_text (stmt, 7, channel->origins);
  zxd_stmt_bind_text (stmt, 8, channel->brand);
  zxd_stmt_bind_text (stmt, 9, channel->team);
  return zxd_stmt_run (stmt, error);
}

gboolean
zxd_channel_put (ZxdTxn *txn, ZxdChannel *channel, gboolean may_update, GError **error)
{
  static const ZxAudience everyone = {.kind = ZX_AUDIENCE_EVERYONE}, nobody = {0};
  ZxdDb *db = zxd_txn_db (txn);
  g_autoptr (GString) json = g_string_new ("{");
  g_autoptr (GError) absent = NULL;
  g_auto (ZxdChannel) old = {0};
  gboolean is_there;

  if (!check_fields (channel, error))
    return FALSE;
  is_there = zxd_channel_by_key (db, channel->key, &old, &absent);
  if (!is_there && !g_error_matches (absent, ZX_ERROR, ZX_ERROR_NOT_FOUND)) {
    g_propagate_error (error, g_steal_pointer (&absent));
    return FALSE;
  }
  if (is_there && !may_update)
    return zx_throw (error, ZX_ERROR_CONFLICT, "There is a channel “%s” already.", channel->key);
  if (is_there)
    keep_old (channel, &old);
  if (channel->name == NULL || channel->org_id == 0)
    return zx_throw (error, ZX_ERROR_BAD_DATA, "A new channel needs a name and an organisation.");
  if (channel->kind == NULL)
    channel->kind = g_strdup ("web");
  if (channel->origins == NULL)
    channel->origins = g_strdup ("");
  channel->rev = zxd_txn_next_seq (txn);
  if (!is_there)
    channel->id = channel->rev;
  zx_json_add_string (json, "key", channel->key);
  zx_json_add_string (json, "kind", channel->kind);
  zx_json_add_string (json, "name", channel->name);
  zx_json_add_id (json, "org_id", channel->org_id);
  g_string_append_c (json, '}');
  return write_row (db, channel, error) &&
         zxd_txn_event (txn, channel->rev, "channel", channel->id, 0, &everyone,
                        is_there ? &everyone : &nobody, json->str, error);
}
