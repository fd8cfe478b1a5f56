/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What other threads ask of the hub about its connections, carried over as notes. */
#include "zxd-hub-private.h"

#include <unistd.h>

/* ---- sockets and sessions */

typedef struct {
  int fd;
  ZxdPeer peer; /* its rights are owned */
  guint8 *early;
  gsize early_length;
} Adoption;

static void
free_adoption (gpointer data)
{
  Adoption *adoption = data;

  if (adoption->fd >= 0)
    close (adoption->fd);
  g_clear_pointer (&adoption->peer.rights, zx_rights_free);
  g_free (adoption->early);
  g_free (adoption);
}

static void
adopt (ZxdHub *hub, gpointer data)
{
  Adoption *adoption = data;

  zxd_conn_adopt (hub, adoption->fd, &adoption->peer, adoption->early, adoption->early_length);
  adoption->fd = -1;
  free_adoption (adoption);
}

void
zxd_hub_adopt (ZxdHub *hub, int fd, const ZxdPeer *peer, const guint8 *early, gsize early_length)
{
  Adoption *adoption = g_new (Adoption, 1);

  *adoption = (Adoption){fd, *peer, g_memdup2 (early, early_length), early_length};
  if (peer->rights != NULL)
    adoption->peer.rights = zx_rights_copy (peer->rights);
  zxd_hub_note (hub, adopt, adoption, free_adoption);
}

static void
end_session (ZxdHub *hub, gpointer data)
{
  gint64 *session_id = data;

  for (guint slot = 0; slot < hub->conns->len; slot++) {
    ZxdConn *conn = hub->conns->pdata[slot];

    if (conn != NULL && conn->is_agent && conn->session_id == *session_id)
      zxd_conn_close (hub, conn, ZXD_CLOSE_SESSION_OVER);
  }
  g_free (session_id);
}

void
zxd_hub_end_session (ZxdHub *hub, gint64 session_id)
{
  zxd_hub_note (hub, end_session, g_memdup2 (&session_id, sizeof session_id), g_free);
}

static void
end_visitor (ZxdHub *hub, gpointer data)
{
  gint64 *visitor_id = data;
  ZxdHubVisitor *visitor = g_hash_table_lookup (hub->visitors, visitor_id);

  for (ZxdConn *conn = visitor != NULL ? visitor->conns : NULL, *next; conn != NULL; conn = next) {
    next = conn->next_peer; /* closing takes it out of the list */
    zxd_conn_close (hub, conn, ZXD_CLOSE_SESSION_OVER);
  }
  g_free (visitor_id);
}

void
zxd_hub_end_visitor_here (ZxdHub *hub, gint64 visitor_id)
{
  zxd_hub_note (hub, end_visitor, g_memdup2 (&visitor_id, sizeof visitor_id), g_free);
}

/* ---- visitors and frames that are no facts */

typedef struct {
  gint64 id, contact_id;
  char *json; /* owned, null for set_contact */
} Told;

static void
free_told (gpointer data)
{
  Told *told = data;

  g_free (told->json);
  g_free (told);
}

static void
take_contact (ZxdHub *hub, gpointer data)
{
  Told *told = data;
  ZxdHubVisitor *visitor = g_hash_table_lookup (hub->visitors, &told->id);

  if (visitor != NULL) {
    visitor->newer_id = MAX (visitor->newer_id, told->contact_id);
    zxd_visitor_release_held (hub, visitor);
  }
  free_told (told);
}

void
zxd_hub_set_contact (ZxdHub *hub, gint64 visitor_id, gint64 contact_id)
{
  Told *told = g_new (Told, 1);

  *told = (Told){visitor_id, contact_id, NULL};
  zxd_hub_note (hub, take_contact, told, free_told);
}

void
zxd_conn_put_passing (ZxdHub *hub, ZxdConn *conns, const char *json)
{
  for (ZxdConn *conn = conns; conn != NULL; conn = conn->next_peer)
    if (zxd_conn_unsent (conn) < ZXD_SEND_LOW)
      zxd_conn_put_text (hub, conn, json, -1);
}

static void
take_contact_frame (ZxdHub *hub, gpointer data)
{
  Told *told = data;
  ZxdHubVisitor *visitor = g_hash_table_lookup (hub->contacts, &told->contact_id);

  if (visitor != NULL)
    zxd_conn_put_passing (hub, visitor->conns, told->json);
  free_told (told);
}

void
zxd_hub_tell_contact (ZxdHub *hub, gint64 contact_id, const char *json)
{
  Told *told = g_new (Told, 1);

  *told = (Told){0, contact_id, g_strdup (json)};
  zxd_hub_note (hub, take_contact_frame, told, free_told);
}
