/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cuts off connections that keep the server waiting. */
#include "zxd-patience.h"

/* Open HTTP connections at a time: a browser's keep-alive ones and those on their way to the hub.
 * Each costs a descriptor and a few kilobytes. */
#define MOST_CONNECTIONS 10000

/* For computing an answer and for the client to read it. */
#define ANSWER_US ((gint64) 300 * G_USEC_PER_SEC)

#define TICK_MS 500

struct _ZxdPatience {
  gint64 idle_us;
  GHashTable *deadlines; /* owned: GSocket (weak) → gint64 (owned), monotonic µs */
  guint tick;            /* timer, 0 when there is no connection */
};

static void
socket_gone_cb (gpointer data, GObject *where)
{
  ZxdPatience *patience = data;

  g_hash_table_remove (patience->deadlines, where);
}

void
zxd_patience_forget (ZxdPatience *patience, GSocket *socket)
{
  if (g_hash_table_remove (patience->deadlines, socket))
    g_object_weak_unref (G_OBJECT (socket), socket_gone_cb, patience);
}

/* Shutting down lets libsoup see the end and close the connection itself. */
static gboolean
tick_cb (gpointer data)
{
  ZxdPatience *patience = data;
  gint64 now_us = g_get_monotonic_time ();
  GHashTableIter iter;
  gpointer socket, deadline;

  g_hash_table_iter_init (&iter, patience->deadlines);
  while (g_hash_table_iter_next (&iter, &socket, &deadline)) {
    if (now_us < *(gint64 *) deadline)
      continue;
    g_socket_shutdown (socket, TRUE, TRUE, NULL);
    *(gint64 *) deadline = G_MAXINT64;
  }
  if (g_hash_table_size (patience->deadlines) > 0)
    return G_SOURCE_CONTINUE;
  patience->tick = 0;
  return G_SOURCE_REMOVE;
}

static void
wait_for (ZxdPatience *patience, GSocket *socket, gint64 wait_us)
{
  gint64 *deadline = g_hash_table_lookup (patience->deadlines, socket);

  if (deadline == NULL) {
    deadline = g_new (gint64, 1);
    g_hash_table_insert (patience->deadlines, socket, deadline);
    g_object_weak_ref (G_OBJECT (socket), socket_gone_cb, patience);
  }
  *deadline = g_get_monotonic_time () + wait_us;
  if (patience->tick == 0)
    patience->tick = g_timeout_add (TICK_MS, tick_cb, patience);
}

void
zxd_patience_wait (ZxdPatience *patience, GSocket *socket, gint64 wait_us)
{
  if (socket != NULL && g_hash_table_contains (patience->deadlines, socket))
    wait_for (patience, socket, CLAMP (wait_us, 0, patience->idle_us));
}

static GSocket *
socket_of (SoupServerMessage *message)
{
  return soup_server_message_get_socket (message);
}

static void
whole_request_cb (SoupServerMessage *message, ZxdPatience *patience)
{
  GSocket *socket = socket_of (message);

  if (socket != NULL && g_hash_table_contains (patience->deadlines, socket))
    wait_for (patience, socket, ANSWER_US);
}

static void
answered_cb (SoupServerMessage *message, ZxdPatience *patience)
{
  GSocket *socket = socket_of (message);

  if (socket != NULL && g_hash_table_contains (patience->deadlines, socket))
    wait_for (patience, socket, patience->idle_us);
}

/* Comes with the connection, before its first byte, and then with the first byte of each further
 * request. */
static void
request_started_cb (SoupServer *soup, SoupServerMessage *message, ZxdPatience *patience)
{
  GSocket *socket = socket_of (message);

  if (socket == NULL)
    return;
  if (g_hash_table_size (patience->deadlines) >= MOST_CONNECTIONS &&
      !g_hash_table_contains (patience->deadlines, socket)) {
    g_socket_shutdown (socket, TRUE, TRUE, NULL);
    return;
  }
  wait_for (patience, socket, patience->idle_us);
  g_signal_connect (message, "got-body", G_CALLBACK (whole_request_cb), patience);
  g_signal_connect (message, "finished", G_CALLBACK (answered_cb), patience);
}

ZxdPatience *
zxd_patience_new (SoupServer *soup, guint idle_seconds)
{
  ZxdPatience *patience = g_new0 (ZxdPatience, 1);

  patience->idle_us = idle_seconds * (gint64) G_USEC_PER_SEC;
  patience->deadlines = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  g_signal_connect (soup, "request-started", G_CALLBACK (request_started_cb), patience);
  return patience;
}

void
zxd_patience_free (ZxdPatience *patience)
{
  GHashTableIter iter;
  gpointer socket;

  g_clear_handle_id (&patience->tick, g_source_remove);
  g_hash_table_iter_init (&iter, patience->deadlines);
  while (g_hash_table_iter_next (&iter, &socket, NULL))
    g_object_weak_unref (socket, socket_gone_cb, patience);
  g_hash_table_unref (patience->deadlines);
  g_free (patience);
}
