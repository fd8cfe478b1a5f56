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
  GHashTable *waits; /* owned: GSocket (lent) → Wait (owned) */
  guint tick;        /* timer, 0 when there is no connection */
};

typedef struct {
  GSocket *socket;    /* owned */
  GWeakRef message;   /* its newest request */
  gint64 deadline;    /* monotonic µs */
  gboolean is_closed; /* at the last look */
} Wait;

static void
wait_free (gpointer data)
{
  Wait *wait = data;

  g_weak_ref_clear (&wait->message);
  g_object_unref (wait->socket);
  g_free (wait);
}

/* libsoup's listener never gives back what g_socket_accept() gave it (3.2.3, soup-listener.c,
 * listen_watch()): half a kilobyte for each connection. When the connection has been
 * closed for a while, its requests are gone and there is one reference besides ours, that is it. */
static void
give_back (Wait *wait)
{
  g_autoptr (GObject) message = g_weak_ref_get (&wait->message);

  if (message == NULL && g_atomic_int_get (&G_OBJECT (wait->socket)->ref_count) == 2)
    g_object_unref (wait->socket);
}

/* Whether this connection is over, and has been at the last look as well. */
static gboolean
is_over (Wait *wait)
{
  gboolean was_closed = wait->is_closed;

  wait->is_closed = g_socket_is_closed (wait->socket);
  return was_closed && wait->is_closed;
}

/* Shutting down lets libsoup see the end and close the connection itself. */
static gboolean
tick_cb (gpointer data)
{
  ZxdPatience *patience = data;
  gint64 now_us = g_get_monotonic_time ();
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, patience->waits);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    Wait *wait = value;

    if (is_over (wait)) {
      give_back (wait);
      g_hash_table_iter_remove (&iter);
    } else if (!wait->is_closed && now_us >= wait->deadline) {
      g_socket_shutdown (wait->socket, TRUE, TRUE, NULL);
      wait->deadline = G_MAXINT64;
    }
  }
  if (g_hash_table_size (patience->waits) > 0)
    return G_SOURCE_CONTINUE;
  patience->tick = 0;
  return G_SOURCE_REMOVE;
}

guint
zxd_patience_count (ZxdPatience *patience)
{
  return g_hash_table_size (patience->waits);
}

static guint
count_open (ZxdPatience *patience)
{
  GHashTableIter iter;
  gpointer value;
  guint n = 0;

  g_hash_table_iter_init (&iter, patience->waits);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    n += !g_socket_is_closed (((Wait *) value)->socket);
  return n;
}

static gboolean
is_full (ZxdPatience *patience)
{
  return g_hash_table_size (patience->waits) >= MOST_CONNECTIONS &&
         count_open (patience) >= MOST_CONNECTIONS;
}

static void
wait_for (Wait *wait, gint64 wait_us)
{
  wait->deadline = g_get_monotonic_time () + wait_us;
}

static Wait *
find (ZxdPatience *patience, GSocket *socket)
{
  return socket != NULL ? g_hash_table_lookup (patience->waits, socket) : NULL;
}

static Wait *
add (ZxdPatience *patience, GSocket *socket)
{
  Wait *wait = g_new0 (Wait, 1);

  wait->socket = g_object_ref (socket);
  g_weak_ref_init (&wait->message, NULL);
  g_hash_table_insert (patience->waits, socket, wait);
  if (patience->tick == 0)
    patience->tick = g_timeout_add (TICK_MS, tick_cb, patience);
  return wait;
}

void
zxd_patience_forget (ZxdPatience *patience, GSocket *socket)
{
  Wait *wait = find (patience, socket);

  if (wait != NULL)
    wait->deadline = G_MAXINT64;
}

void
zxd_patience_wait (ZxdPatience *patience, GSocket *socket, gint64 wait_us)
{
  Wait *wait = find (patience, socket);

  if (wait != NULL)
    wait_for (wait, CLAMP (wait_us, 0, patience->idle_us));
}

static void
whole_request_cb (SoupServerMessage *message, ZxdPatience *patience)
{
  Wait *wait = find (patience, soup_server_message_get_socket (message));

  if (wait != NULL)
    wait_for (wait, ANSWER_US);
}

static void
answered_cb (SoupServerMessage *message, ZxdPatience *patience)
{
  Wait *wait = find (patience, soup_server_message_get_socket (message));

  if (wait != NULL)
    wait_for (wait, patience->idle_us);
}

/* Comes with the connection, before its first byte, and then with the first byte of each further
 * request. */
static void
request_started_cb (SoupServer *soup, SoupServerMessage *message, ZxdPatience *patience)
{
  GSocket *socket = soup_server_message_get_socket (message);
  Wait *wait = find (patience, socket);

  if (socket == NULL)
    return;
  if (wait == NULL && is_full (patience)) {
    g_socket_shutdown (socket, TRUE, TRUE, NULL);
    return;
  }
  if (wait == NULL)
    wait = add (patience, socket);
  g_weak_ref_set (&wait->message, message);
  wait_for (wait, patience->idle_us);
  g_signal_connect (message, "got-body", G_CALLBACK (whole_request_cb), patience);
  g_signal_connect (message, "finished", G_CALLBACK (answered_cb), patience);
}

ZxdPatience *
zxd_patience_new (SoupServer *soup, guint idle_seconds)
{
  ZxdPatience *patience = g_new0 (ZxdPatience, 1);

  patience->idle_us = idle_seconds * (gint64) G_USEC_PER_SEC;
  patience->waits = g_hash_table_new_full (NULL, NULL, NULL, wait_free);
  g_signal_connect (soup, "request-started", G_CALLBACK (request_started_cb), patience);
  return patience;
}

void
zxd_patience_free (ZxdPatience *patience)
{
  g_clear_handle_id (&patience->tick, g_source_remove);
  g_hash_table_unref (patience->waits);
  g_free (patience);
}
