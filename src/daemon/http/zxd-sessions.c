/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ends sockets whose sign-in ended, here, in another daemon or on the command line. */
#include "zxd-server-private.h"

#include "zx-clock.h"
#include "zxd-store-agent.h"
#include "zxd-store-failure.h"

/* Expired sign-ins and lapsed lockouts are swept so often. */
enum { SWEEP_SECONDS = 60 };

/* More than can end while one upgrade is under way. */
enum { MOST_REMEMBERED = 10000 };

typedef struct {
  gint64 seq;
  ZxRights *rights; /* owned */
} Change;

struct _ZxdSessions {
  ZxdServer *server;   /* lent */
  GHashTable *ended;   /* owned: session ids (owned) */
  GHashTable *changes; /* owned: agent id (owned) → Change (owned) */
  guint sweep;         /* timer */
};

static void
change_free (gpointer data)
{
  Change *change = data;

  zx_rights_free (change->rights);
  g_free (change);
}

static gint64 *
key_of (gint64 id)
{
  return g_memdup2 (&id, sizeof id);
}

static void
token_event_cb (const ZxdEvent *event, gpointer data)
{
  struct _ZxdSessions *sessions = data;

  if (event->json != NULL)
    return;
  if (g_hash_table_size (sessions->ended) >= MOST_REMEMBERED)
    g_hash_table_remove_all (sessions->ended);
  g_hash_table_add (sessions->ended, key_of (event->id));
  zxd_hub_end_session (sessions->server->hub, event->id);
}

static void
rights_event_cb (const ZxdEvent *event, gpointer data)
{
  struct _ZxdSessions *sessions = data;
  ZxRights *rights = zxd_rights_from_json (event->id, event->json);
  Change *change;

  if (rights == NULL)
    return;
  change = g_new0 (Change, 1);
  *change = (Change){event->seq, rights};
  g_hash_table_replace (sessions->changes, key_of (event->id), change);
}

static gboolean
sweep (ZxdTxn *txn, gpointer data, GError **error)
{
  gint64 now_ms = zx_clock_now_ms ();

  return zxd_token_expire (txn, now_ms, NULL, error) && zxd_failure_prune (txn, now_ms, error);
}

static void
swept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  zxd_store_write_finish (result, &error);
  if (error != NULL)
    g_warning ("sweeping old sign-ins: %s", error->message);
}

static gboolean
sweep_cb (gpointer data)
{
  struct _ZxdSessions *sessions = data;

  zxd_store_write (sessions->server->store, sweep, NULL, NULL, swept_cb, NULL);
  return G_SOURCE_CONTINUE;
}

struct _ZxdSessions *
zxd_sessions_new (ZxdServer *server)
{
  struct _ZxdSessions *sessions = g_new0 (struct _ZxdSessions, 1);

  sessions->server = server;
  sessions->ended = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  sessions->changes = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, change_free);
  sessions->sweep = g_timeout_add_seconds (SWEEP_SECONDS, sweep_cb, sessions);
  zxd_hub_watch (server->hub, "token", token_event_cb, sessions);
  zxd_hub_watch (server->hub, "rights", rights_event_cb, sessions);
  return sessions;
}

void
zxd_sessions_free (struct _ZxdSessions *sessions)
{
  g_clear_handle_id (&sessions->sweep, g_source_remove);
  g_hash_table_unref (sessions->ended);
  g_hash_table_unref (sessions->changes);
  g_free (sessions);
}

gboolean
zxd_sessions_has_ended (struct _ZxdSessions *sessions, gint64 session_id)
{
  return g_hash_table_contains (sessions->ended, &session_id);
}

const ZxRights *
zxd_sessions_newer_rights (struct _ZxdSessions *sessions, gint64 agent_id, gint64 than)
{
  Change *change = g_hash_table_lookup (sessions->changes, &agent_id);

  return change != NULL && change->seq > than ? change->rights : NULL;
}
