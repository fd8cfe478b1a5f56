/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds the lease `router`, and lets decisions be made and written as long as it does. */
#include "zxd-routing.h"

#include "zx-clock.h"
#include "zx-id.h"
#include "zxd-routing-look.h"
#include "zxd-store-lease.h"
#include "zxd-store-routing.h"

/* A holder who dies is followed within 1.75 s: the lease ends, and is asked for this often. */
enum { LEASE_MS = 1500, RENEW_MS = 500, ASK_MS = 250, AGAIN_MS = 200 };

struct _ZxdRouting {
  ZxdServer *server; /* lent */
  char *holder;      /* owned: this daemon's name */
  gint64 generation; /* of the lease; 0: another one holds it */
  gint64 renewed_us; /* monotonic: when it was asked for last */
  gboolean is_used;  /* there is something to do: zxd_routing_is_used() */
  gboolean is_asking, is_busy;
  gboolean is_reading_use, is_use_stale;
  gboolean is_stale; /* something changed since the last look */
  guint tick, due;   /* timers */
};

/* One trip to the store. */
typedef struct {
  char *holder; /* owned */
  gint64 generation;
  gboolean is_used;
  ZxdRoutingLook look; /* owned */
  guint n_refused;     /* deeds that no longer fitted */
} Job;

static void run (ZxdRouting *routing);
static void look_for_use (ZxdRouting *routing);

static Job *
job_new (ZxdRouting *routing)
{
  Job *job = g_new0 (Job, 1);

  job->holder = g_strdup (routing->holder);
  job->generation = routing->generation;
  return job;
}

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->holder);
  zxd_routing_look_clear (&job->look);
  g_free (job);
}

/* ---- doing what was decided */

static gboolean
do_all (ZxdTxn *txn, gpointer data, GError **error)
{
  Job *job = data;

  job->n_refused = 0;
  if (!zxd_lease_fence (txn, "router", job->generation, error))
    return FALSE;
  for (guint i = 0; i < job->look.deeds->len; i++) {
    ZxdRoutingDeed *deed = &g_array_index (job->look.deeds, ZxdRoutingDeed, i);
    g_autoptr (GError) refused = NULL;

    if (!zxd_txn_try (txn, zxd_routing_do_deed, deed, &refused, error))
      return FALSE;
    if (refused != NULL)
      g_info ("a decision came too late: %s", refused->message);
    job->n_refused += refused != NULL;
  }
  return TRUE;
}

static gboolean
due_cb (gpointer data)
{
  ZxdRouting *routing = data;

  routing->due = 0;
  routing->is_stale = TRUE;
  run (routing);
  return G_SOURCE_REMOVE;
}

/* Looks again in @wait_ms at the latest. */
static void
look_again_in (ZxdRouting *routing, gint64 wait_ms)
{
  g_clear_handle_id (&routing->due, g_source_remove);
  routing->due = g_timeout_add ((guint) CLAMP (wait_ms, 1, G_MAXINT), due_cb, routing);
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ZxdRouting *routing = user_data;
  g_autoptr (GError) error = NULL;
  Job *job = zxd_store_write_finish (result, &error);

  routing->is_busy = FALSE;
  if (job == NULL) {
    g_info ("routing: %s", error->message);
    routing->generation = 0; /* asked for anew at the next tick */
    return;
  }
  if (job->n_refused > 0)
    look_again_in (routing, AGAIN_MS);
  job_free (job);
  run (routing);
}

/* ---- looking */

static gboolean
look (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  Job *job = data;

  return zxd_routing_look (db, zx_clock_now_ms (), &job->look, error);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ZxdRouting *routing = user_data;
  g_autoptr (GError) error = NULL;
  Job *job = zxd_store_read_finish (result, &error);

  if (job == NULL) {
    g_warning ("routing: %s", error->message);
    routing->is_busy = FALSE;
    look_again_in (routing, AGAIN_MS);
    return;
  }
  if (job->look.next_due_ms != G_MAXINT64)
    look_again_in (routing, job->look.next_due_ms - zx_clock_now_ms ());
  if (job->look.deeds->len > 0) {
    zxd_store_write (zxd_server_get_store (routing->server), do_all, job, job_free, done_cb,
                     routing);
    return;
  }
  job_free (job);
  routing->is_busy = FALSE;
  run (routing);
}

/* One trip at a time; what changes meanwhile is looked at by the next. */
static void
run (ZxdRouting *routing)
{
  if (routing->generation == 0 || routing->is_busy || !routing->is_stale)
    return;
  routing->is_busy = TRUE;
  routing->is_stale = FALSE;
  zxd_store_read (zxd_server_get_store (routing->server), look, job_new (routing), job_free,
                  looked_cb, routing);
}

/* ---- the lease */

static gboolean
take_lease (ZxdTxn *txn, gpointer data, GError **error)
{
  Job *job = data;

  return zxd_lease_take (txn, "router", job->holder, LEASE_MS, &job->generation, error);
}

static void
taken_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ZxdRouting *routing = user_data;
  g_autoptr (GError) error = NULL;
  Job *job = zxd_store_write_finish (result, &error);

  routing->is_asking = FALSE;
  if (job == NULL) {
    g_warning ("asking for the lease of the router: %s", error->message);
    return;
  }
  if (job->generation != routing->generation) {
    routing->generation = job->generation;
    routing->is_stale = TRUE;
    g_clear_handle_id (&routing->due, g_source_remove);
  }
  job_free (job);
  run (routing);
}

static gboolean
tick_cb (gpointer data)
{
  ZxdRouting *routing = data;
  gint64 now_us = g_get_monotonic_time ();
  gint64 wait_ms = routing->generation != 0 ? RENEW_MS : ASK_MS;

  if (!routing->is_used || routing->is_asking ||
      now_us < routing->renewed_us + (wait_ms - ASK_MS / 2) * 1000)
    return G_SOURCE_CONTINUE;
  routing->is_asking = TRUE;
  routing->renewed_us = now_us;
  zxd_store_write (zxd_server_get_store (routing->server), take_lease, job_new (routing), job_free,
                   taken_cb, routing);
  return G_SOURCE_CONTINUE;
}

/* ---- what changes */

static gboolean
read_use (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  Job *job = data;

  return zxd_routing_is_used (db, &job->is_used, error);
}

static void
used_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ZxdRouting *routing = user_data;
  g_autoptr (GError) error = NULL;
  Job *job = zxd_store_read_finish (result, &error);

  routing->is_reading_use = FALSE;
  if (routing->is_use_stale)
    look_for_use (routing);
  if (job == NULL) {
    g_warning ("reading how queues are routed: %s", error->message);
    return;
  }
  routing->is_used = job->is_used;
  if (!job->is_used)
    routing->generation = 0; /* the lease ends by itself */
  job_free (job);
  if (routing->is_used && routing->tick == 0)
    routing->tick = g_timeout_add (ASK_MS, tick_cb, routing);
  else if (!routing->is_used)
    g_clear_handle_id (&routing->tick, g_source_remove);
}

/* One reading at a time; what changes meanwhile is seen by the next. */
static void
look_for_use (ZxdRouting *routing)
{
  routing->is_use_stale = routing->is_reading_use;
  if (routing->is_reading_use)
    return;
  routing->is_reading_use = TRUE;
  zxd_store_read (zxd_server_get_store (routing->server), read_use, job_new (routing), job_free,
                  used_cb, routing);
}

static void
changed_cb (const ZxdEvent *event, gpointer data)
{
  ZxdRouting *routing = data;

  routing->is_stale = TRUE;
  if (!routing->is_used || g_str_equal (event->noun, "queue"))
    look_for_use (routing);
  run (routing);
}

ZxdRouting *
zxd_routing_new (ZxdServer *server)
{
  static const char *const nouns[] = {"contact", "offer", "agent", "queue", "group", "rights"};
  ZxdRouting *routing = g_new0 (ZxdRouting, 1);

  routing->server = server;
  routing->holder = zx_random_hex (8);
  for (gsize i = 0; i < G_N_ELEMENTS (nouns); i++)
    zxd_hub_watch (zxd_server_get_hub (server), nouns[i], changed_cb, routing);
  look_for_use (routing);
  return routing;
}

void
zxd_routing_free (ZxdRouting *routing)
{
  g_clear_handle_id (&routing->tick, g_source_remove);
  g_clear_handle_id (&routing->due, g_source_remove);
  g_free (routing->holder);
  g_free (routing);
}
