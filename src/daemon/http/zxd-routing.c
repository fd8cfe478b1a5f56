/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks for the lease `router`, as long as there is something to route; its holder does the rest. */
#include "zxd-routing.h"

#include "zx-id.h"
#include "zxd-routing-holder.h"
#include "zxd-server-private.h"
#include "zxd-store-lease.h"
#include "zxd-store-routing.h"

/* A holder who dies is followed within 1.45 s: the lease ends, and is asked for this often. */
enum { LEASE_MS = 1250, RENEW_MS = 400, ASK_MS = 200 };

struct _ZxdRouting {
  ZxdServer *server;        /* lent */
  ZxdRoutingHolder *holder; /* owned */
  char *name;               /* owned: this daemon's */
  gint64 renewed_us;        /* monotonic: when the lease was asked for last */
  gint64 compared_us;       /* the same: when the desk was last compared with the rows */
  gboolean is_used;         /* there is something to do: zxd_routing_is_used() */
  gboolean is_asking, is_reading_use, is_use_stale;
  guint tick; /* timer */
};

/* One trip to the store. */
typedef struct {
  char *name; /* owned */
  gint64 generation;
  gboolean is_used;
} Job;

static void look_for_use (ZxdRouting *routing);

static Job *
job_new (ZxdRouting *routing)
{
  Job *job = g_new0 (Job, 1);

  job->name = g_strdup (routing->name);
  return job;
}

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->name);
  g_free (job);
}

/* ---- the lease */

static gboolean
take_lease (ZxdTxn *txn, gpointer data, GError **error)
{
  Job *job = data;

  return zxd_lease_take (txn, "router", job->name, LEASE_MS, &job->generation, error);
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
  if (routing->is_used)
    zxd_routing_holder_begin (routing->holder, job->generation);
  job_free (job);
}

/* What is compared at all, and whether there is still anything to route, is looked at together. */
static void
compare (ZxdRouting *routing, gint64 now_us)
{
  gint64 wait_us = routing->server->config->routing_check_seconds * G_USEC_PER_SEC;

  if (now_us < routing->compared_us + wait_us)
    return;
  routing->compared_us = now_us;
  zxd_routing_holder_compare (routing->holder);
  look_for_use (routing);
}

static gboolean
tick_cb (gpointer data)
{
  ZxdRouting *routing = data;
  gint64 now_us = g_get_monotonic_time ();
  gint64 wait_ms = zxd_routing_holder_generation (routing->holder) != 0 ? RENEW_MS : ASK_MS;

  if (routing->is_asking || now_us < routing->renewed_us + (wait_ms - ASK_MS / 2) * 1000)
    return G_SOURCE_CONTINUE;
  routing->is_asking = TRUE;
  routing->renewed_us = now_us;
  zxd_store_write (zxd_server_get_store (routing->server), take_lease, job_new (routing), job_free,
                   taken_cb, routing);
  compare (routing, now_us);
  return G_SOURCE_CONTINUE;
}

/* Asks once more first: under which generation we have it now, and whether we do, is known for sure
 * only here. */
static gboolean
release_lease (ZxdTxn *txn, gpointer data, GError **error)
{
  Job *job = data;

  return take_lease (txn, job, error) &&
         (job->generation == 0 || zxd_lease_release (txn, "router", job->generation, error));
}

/* ---- whether there is anything to do */

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
  job_free (job);
  if (routing->is_used && routing->tick == 0) {
    routing->compared_us = g_get_monotonic_time ();
    routing->tick = g_timeout_add (ASK_MS, tick_cb, routing);
  } else if (!routing->is_used) {
    g_clear_handle_id (&routing->tick, g_source_remove);
    zxd_routing_holder_begin (routing->holder, 0); /* the lease ends by itself */
  }
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

  /* What is being read may be older than this event. */
  if (!routing->is_used || routing->is_reading_use || g_str_equal (event->noun, "queue"))
    look_for_use (routing);
  zxd_routing_holder_hear (routing->holder, event);
}

ZxdRouting *
zxd_routing_new (ZxdServer *server)
{
  /* Of all columns that zxd_routing_read() reads; messages, which are many, are not among them. */
  static const char *const nouns[] = {"contact", "offer", "agent",   "rights",
                                      "queue",   "group", "channel", "org"};
  ZxdRouting *routing = g_new0 (ZxdRouting, 1);

  routing->server = server;
  routing->holder = zxd_routing_holder_new (zxd_server_get_store (server));
  routing->name = zx_random_hex (8);
  for (gsize i = 0; i < G_N_ELEMENTS (nouns); i++)
    zxd_hub_watch (zxd_server_get_hub (server), nouns[i], changed_cb, routing);
  look_for_use (routing);
  return routing;
}

void
zxd_routing_free (ZxdRouting *routing)
{
  g_clear_handle_id (&routing->tick, g_source_remove);
  zxd_routing_holder_free (routing->holder);
  g_free (routing->name);
  g_free (routing);
}

void
zxd_routing_hand_over (ZxdRouting *routing)
{
  Job job = {.name = routing->name};
  g_autoptr (GError) error = NULL;

  zxd_routing_holder_begin (routing->holder, 0);
  if (routing->tick == 0) /* it was not even asked for */
    return;
  g_clear_handle_id (&routing->tick, g_source_remove);
  if (!zxd_store_write_sync (zxd_server_get_store (routing->server), release_lease, &job, &error))
    g_warning ("the lease of the router could not be given back: %s", error->message);
}

void
zxd_routing_print (const ZxdRouting *routing, GString *out)
{
  zxd_routing_holder_print (routing->holder, out);
}
