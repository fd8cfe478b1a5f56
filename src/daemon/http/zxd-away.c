/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Watches agents' sockets come and go. */
#include "zxd-away.h"

#include "zx-id.h"
#include "zxd-store-away.h"
#include "zxd-store-lease.h"

struct _ZxdAway {
  ZxdServer *server;            /* lent */
  char *holder;                 /* owned: this daemon's name */
  GHashTable *agents;           /* owned: ids (owned) of those with a socket here */
  gint64 patience_ms, grace_ms; /* for the presence, and from then on for the chats */
  gint64 started_us;            /* monotonic */
  guint tick;                   /* timer */
};

typedef enum { RENEW, JOINED, LEFT, SWEEP } Deed;

typedef struct {
  Deed deed;
  char *holder;   /* owned */
  GArray *agents; /* owned: gint64 */
  gint64 patience_ms;
  gint64 grace_ms; /* SWEEP: chats of who was last here before that are lost; -1: none are */
  gboolean is_due;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->holder);
  g_array_unref (job->agents);
  g_free (job);
}

static Job *
job_new (ZxdAway *away, Deed deed)
{
  Job *job = g_new0 (Job, 1);

  job->deed = deed;
  job->holder = g_strdup (away->holder);
  job->agents = g_array_new (FALSE, FALSE, sizeof (gint64));
  job->patience_ms = away->patience_ms;
  return job;
}

static gboolean
write_one (ZxdTxn *txn, const Job *job, gint64 id, gint64 until_ms, GError **error)
{
  switch (job->deed) {
  case JOINED:
  case RENEW: /* also of one whom another daemon held to be away */
    return zxd_away_hold (txn, id, job->holder, until_ms, error) &&
           zxd_away_return (txn, id, error);
  case LEFT:
    return zxd_away_let_go (txn, id, until_ms, error);
  case SWEEP:
  default:
    return TRUE;
  }
}

static gint64
lost_before (const Job *job, gint64 now_ms)
{
  return job->grace_ms >= 0 ? now_ms - job->grace_ms : 0;
}

static gboolean
write_job (ZxdTxn *txn, gpointer data, GError **error)
{
  Job *job = data;
  gint64 now_ms;

  if (!zxd_lease_now (zxd_txn_db (txn), &now_ms, error))
    return FALSE;
  if (job->deed == SWEEP)
    return zxd_away_sweep (txn, now_ms, lost_before (job, now_ms), error);
  for (guint i = 0; i < job->agents->len; i++) {
    if (!write_one (txn, job, g_array_index (job->agents, gint64, i), now_ms + job->patience_ms,
                    error))
      return FALSE;
  }
  return TRUE;
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  Job *job = zxd_store_write_finish (result, &error);

  if (job != NULL)
    job_free (job);
  else
    g_warning ("keeping agents' presence: %s", error->message);
}

static void
start (ZxdAway *away, Job *job)
{
  zxd_store_write (zxd_server_get_store (away->server), write_job, job, job_free, written_cb, NULL);
}

/* ---- those whose time is over: looked for by reading, so that a quiet daemon writes nothing */

static gboolean
look_for_due (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  Job *job = data;
  gint64 now_ms;

  return zxd_lease_now (db, &now_ms, error) &&
         zxd_away_is_due (db, now_ms, lost_before (job, now_ms), &job->is_due, error);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  Job *job = zxd_store_read_finish (result, &error);

  if (job == NULL)
    g_warning ("looking for agents who vanished: %s", error->message);
  else if (job->is_due)
    start (user_data, job);
  else
    job_free (job);
}

/* After a pause of ours everybody has as long to come back as after one of his own. */
static gint64
grace_of (const ZxdAway *away)
{
  gint64 up_ms = (g_get_monotonic_time () - away->started_us) / 1000;

  return up_ms >= away->patience_ms + away->grace_ms ? away->grace_ms : -1;
}

static void
look (ZxdAway *away)
{
  Job *job = job_new (away, SWEEP);

  job->grace_ms = grace_of (away);
  zxd_store_read (zxd_server_get_store (away->server), look_for_due, job, job_free, looked_cb,
                  away);
}

static gboolean
tick_cb (gpointer data)
{
  ZxdAway *away = data;

  if (g_hash_table_size (away->agents) > 0) {
    Job *job = job_new (away, RENEW);
    GHashTableIter iter;
    gpointer key;

    g_hash_table_iter_init (&iter, away->agents);
    while (g_hash_table_iter_next (&iter, &key, NULL))
      g_array_append_vals (job->agents, key, 1);
    start (away, job);
  }
  look (away);
  return G_SOURCE_CONTINUE;
}

static void
agent_cb (gint64 agent_id, gboolean is_connected, gpointer data)
{
  ZxdAway *away = data;
  Job *job = job_new (away, is_connected ? JOINED : LEFT);

  g_array_append_val (job->agents, agent_id);
  if (is_connected)
    g_hash_table_add (away->agents, g_memdup2 (&agent_id, sizeof agent_id));
  else
    g_hash_table_remove (away->agents, &agent_id);
  start (away, job);
}

ZxdAway *
zxd_away_new (ZxdServer *server)
{
  const ZxdConfig *config = zxd_server_get_config (server);
  ZxdAway *away = g_new0 (ZxdAway, 1);

  away->server = server;
  away->holder = zx_random_hex (8);
  away->agents = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  away->patience_ms = config->away_seconds * (gint64) 1000;
  away->grace_ms = MAX (config->lost_seconds - config->away_seconds, 0) * (gint64) 1000;
  away->started_us = g_get_monotonic_time ();
  away->tick = g_timeout_add (MAX (away->patience_ms / 6, 200), tick_cb, away);
  zxd_hub_watch_agents (zxd_server_get_hub (server), agent_cb, away);
  return away;
}

void
zxd_away_free (ZxdAway *away)
{
  g_clear_handle_id (&away->tick, g_source_remove);
  g_hash_table_unref (away->agents);
  g_free (away->holder);
  g_free (away);
}
