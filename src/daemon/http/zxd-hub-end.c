/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A visitor ends his conversation: behind what he has sent before, before what he sends then. */
#include "zxd-hub-private.h"

#include "zx-json.h"
#include "zxd-store-course.h"

typedef struct {
  ZxdHub *hub;   /* lent */
  ZxdPost *post; /* owned */
  gboolean is_good;
} End;

static gboolean
write_end (ZxdTxn *txn, gpointer data, GError **error)
{
  End *end = data;

  return zxd_course_end_by_visitor (txn, end->post->contact_id, end->post->uuid, error);
}

static void
free_end (gpointer data)
{
  End *end = data;

  zxd_post_free (end->post);
  g_free (end);
}

static void
answer (ZxdHub *hub, const End *end)
{
  ZxdConn *conn = zxd_hub_find (hub, end->post->connection);
  char uuid[ZX_UUID_TEXT], text[80];
  int n;

  if (conn == NULL)
    return;
  if (!end->is_good) {
    zxd_visitor_refuse (hub, conn, end->post->number, NULL, "unavailable");
    return;
  }
  zx_uuid_format (end->post->uuid, uuid);
  n = g_snprintf (text, sizeof text, "{\"ended\":\"%s\"}", uuid);
  zxd_conn_put_text (hub, conn, text, n);
}

static void
end_told (ZxdHub *hub, gpointer data)
{
  End *end = data;
  ZxdHubVisitor *visitor = g_hash_table_lookup (hub->awaiting, end->post);

  g_hash_table_remove (hub->awaiting, end->post);
  if (visitor != NULL)
    visitor->awaited = NULL;
  answer (hub, end);
  free_end (end);
  if (visitor != NULL)
    zxd_visitor_release_held (hub, visitor);
}

static void
end_written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  End *end = user_data;
  g_autoptr (GError) error = NULL;

  zxd_store_write_finish (result, &error);
  end->is_good = error == NULL;
  if (error != NULL)
    g_info ("a visitor could not end his contact: %s", error->message);
  zxd_hub_note (end->hub, end_told, end, free_end);
}

void
zxd_visitor_start_end (ZxdHub *hub, ZxdHubVisitor *visitor, ZxdPost *post)
{
  End *end;

  post->contact_id = visitor->contact_id;
  if (post->contact_id == 0) {
    ZxdConn *conn = zxd_hub_find (hub, post->connection);

    if (conn != NULL)
      zxd_visitor_refuse (hub, conn, post->number, NULL, "no-contact");
    zxd_post_free (post);
    return;
  }
  end = g_new0 (End, 1);
  end->hub = hub;
  end->post = post;
  visitor->awaited = post;
  g_hash_table_insert (hub->awaiting, post, visitor);
  zxd_store_write (hub->store, write_end, end, NULL, end_written_cb, end);
}
