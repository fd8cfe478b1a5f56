/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hears that another program has committed events to the same database. */
#include "zxd-db-postgres.h"
#include "zxd-store-private.h"

#include <poll.h>
#include <string.h>

/* SQLite has no call for it: a command-line verb beside the daemon is noticed within this time. */
enum { LOOK_MS = 1000 };

static void
tell (ZxdStore *store, gint64 seq)
{
  ZxdStoreListener listener;
  gpointer data;

  zxd_store_raise_head (store, seq);
  g_mutex_lock (&store->lock);
  listener = store->listener;
  data = store->listener_data;
  g_mutex_unlock (&store->lock);
  if (listener.remote != NULL)
    listener.remote (seq, data);
}

/* The file's version changes with our own commits too; only a head that we do not know is news. */
static void
look_into_file (ZxdStore *store, gint64 *version)
{
  g_autoptr (GError) error = NULL;
  gint64 now, head;

  if (!zxd_db_number (store->ear_db, "PRAGMA data_version", &now, &error))
    zxd_db_die ("SQLite", error->message);
  if (now == *version)
    return;
  if (!zxd_db_number (store->ear_db, "SELECT n FROM counter", &head, &error))
    zxd_db_die ("SQLite", error->message);
  *version = now;
  if (head > zxd_store_head (store))
    tell (store, head);
}

/* A notification is "SEQ MARK". */
static void
read_notifications (ZxdStore *store)
{
  PGconn *raw = zxd_db_postgres_connection (store->ear_db);
  PGnotify *notification;
  gint64 newest = 0;

  if (!PQconsumeInput (raw))
    zxd_db_die ("PostgreSQL", PQerrorMessage (raw));
  while ((notification = PQnotifies (raw)) != NULL) {
    char *mark;
    gint64 seq = g_ascii_strtoll (notification->extra, &mark, 10);

    if (*mark == ' ' && strcmp (mark + 1, store->mark) != 0)
      newest = MAX (newest, seq);
    PQfreemem (notification);
  }
  if (newest > 0)
    tell (store, newest);
}

gpointer
zxd_ear (gpointer data)
{
  ZxdStore *store = data;
  struct pollfd fds[2] = {{store->stop, POLLIN, 0}, {-1, POLLIN, 0}};
  gint64 version = 0;

  if (store->is_postgres)
    fds[1].fd = PQsocket (zxd_db_postgres_connection (store->ear_db));
  for (;;) {
    if (poll (fds, 2, store->is_postgres ? -1 : LOOK_MS) < 0)
      continue;
    if (fds[0].revents != 0)
      return NULL;
    if (!store->is_postgres)
      look_into_file (store, &version);
    else if (fds[1].revents != 0)
      read_notifications (store);
  }
}
