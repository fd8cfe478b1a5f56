/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hears that another program has committed events to the same database, and carries between daemons
 * what is no fact. */
#include "zxd-db-postgres.h"
#include "zxd-store-private.h"

#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>

/* SQLite has no call for it: a command-line verb beside the daemon is noticed within this time. */
enum { LOOK_MS = 1000 };

enum {
  PASS_MS = 50, /* what is passed on gathers for so long: one transaction, and the newest only */
  MOST_PASSING = 256, /* of different keys; further ones are lost */
  MOST_WORDS = 7800,  /* PostgreSQL takes less than 8,000 bytes; ours and the mark must fit */
};

#define PASSING "zuoxi_passing"

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

/* ---- what is passed on */

void
zxd_store_pass_on (ZxdStore *store, const char *key, const char *words)
{
  gboolean is_first;

  if (!store->is_postgres || strlen (words) > MOST_WORDS)
    return;
  g_mutex_lock (&store->lock);
  is_first = g_hash_table_size (store->passing) == 0;
  if (g_hash_table_size (store->passing) < MOST_PASSING ||
      g_hash_table_contains (store->passing, key))
    g_hash_table_replace (store->passing, g_strdup (key), g_strdup (words));
  g_mutex_unlock (&store->lock);
  if (is_first && eventfd_write (store->pass, 1) < 0)
    zxd_db_die ("eventfd", "cannot wake the ear");
}

static gboolean
send_words (ZxdStore *store, const char *words, GError **error)
{
  g_autofree char *marked = g_strconcat (store->mark, " ", words, NULL);
  ZxdStmt *stmt = zxd_db_prepare (store->ear_db, "SELECT pg_notify ('" PASSING "', ?)", error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_text (stmt, 1, marked);
  return zxd_stmt_run (stmt, error);
}

static gboolean
send_all (ZxdStore *store, GHashTable *passing, GError **error)
{
  GHashTableIter iter;
  gpointer words;

  if (!zxd_db_execute (store->ear_db, "BEGIN", error))
    return FALSE;
  g_hash_table_iter_init (&iter, passing);
  while (g_hash_table_iter_next (&iter, NULL, &words))
    if (!send_words (store, words, error))
      return FALSE;
  return zxd_db_execute (store->ear_db, "COMMIT", error);
}

static void
pass_on (ZxdStore *store)
{
  g_autoptr (GHashTable) passing = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GError) error = NULL;
  GHashTable *taken;

  g_mutex_lock (&store->lock);
  taken = store->passing;
  store->passing = g_steal_pointer (&passing);
  g_mutex_unlock (&store->lock);
  passing = taken;
  if (g_hash_table_size (passing) > 0 && !send_all (store, passing, &error))
    zxd_db_die ("PostgreSQL", error->message);
}

/* "MARK WORDS" of whichever daemon. */
static void
take_passed (ZxdStore *store, const char *payload)
{
  const char *words = strchr (payload, ' ');
  ZxdStoreListener listener;
  gpointer data;

  if (words == NULL || (gsize) (words - payload) != strlen (store->mark) ||
      strncmp (payload, store->mark, strlen (store->mark)) == 0)
    return;
  g_mutex_lock (&store->lock);
  listener = store->listener;
  data = store->listener_data;
  g_mutex_unlock (&store->lock);
  if (listener.passed != NULL)
    listener.passed (words + 1, data);
}

/* ---- the thread */

/* A notification of events is "SEQ MARK". */
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

    if (g_str_equal (notification->relname, PASSING))
      take_passed (store, notification->extra);
    else if (*mark == ' ' && strcmp (mark + 1, store->mark) != 0)
      newest = MAX (newest, seq);
    PQfreemem (notification);
  }
  if (newest > 0)
    tell (store, newest);
}

/* What has come is sent when it has gathered; never much later, however much comes. */
static int
gather (ZxdStore *store, struct pollfd *bell, gint64 *due_us)
{
  gint64 now_us = g_get_monotonic_time ();
  eventfd_t value;

  if (bell->revents != 0) {
    eventfd_read (bell->fd, &value);
    if (*due_us == 0)
      *due_us = now_us + PASS_MS * 1000;
  }
  if (*due_us == 0)
    return -1;
  if (now_us < *due_us)
    return (int) ((*due_us - now_us) / 1000) + 1;
  *due_us = 0;
  pass_on (store);
  return 0; /* notifications may have come along with the answers */
}

gpointer
zxd_ear (gpointer data)
{
  ZxdStore *store = data;
  struct pollfd fds[3] = {{store->stop, POLLIN, 0}, {-1, POLLIN, 0}, {-1, POLLIN, 0}};
  gint64 version = 0, due_us = 0;
  /* One may have come along with the answers when the store was opened: poll() is silent of it. */
  int wait_ms = store->is_postgres ? 0 : LOOK_MS;

  if (store->is_postgres) {
    fds[1].fd = PQsocket (zxd_db_postgres_connection (store->ear_db));
    fds[2].fd = store->pass;
  }
  for (;;) {
    if (poll (fds, 3, wait_ms) < 0)
      continue;
    if (fds[0].revents != 0)
      return NULL;
    if (!store->is_postgres) {
      look_into_file (store, &version);
      continue;
    }
    if (fds[1].revents != 0 || wait_ms == 0)
      read_notifications (store);
    wait_ms = gather (store, &fds[2], &due_us);
  }
}
