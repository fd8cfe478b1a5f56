/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Wakes when the time of the next wrap-up is over, and has it closed. */
#include "zxd-wrap-up.h"

#include "zx-clock.h"
#include "zxd-store-course.h"

#include <string.h>

/* What no contact tells, such as the last category being deleted, is seen so late at most. */
enum { LOOK_AGAIN_MS = 60000 };

struct _ZxdWrapUp {
  ZxdServer *server; /* lent */
  guint timer;
  gboolean is_busy;  /* a trip to the store is under way … */
  gboolean is_stale; /* … and something changed since it began */
};

/* One trip to the store. */
typedef struct {
  gboolean needs_category;
  gint64 due_ms;
} Job;

static void look (ZxdWrapUp *wrap_up);

/* ---- closing */

static gboolean
close_due (ZxdTxn *txn, gpointer data, GError **error)
{
  const Job *job = data;

  return zxd_course_close_due (txn, job->needs_category, zx_clock_now_ms (), error);
}

static gboolean
due_cb (gpointer data)
{
  ZxdWrapUp *wrap_up = data;

  wrap_up->timer = 0;
  look (wrap_up);
  return G_SOURCE_REMOVE;
}

static void
look_again_in (ZxdWrapUp *wrap_up, gint64 wait_ms)
{
  g_clear_handle_id (&wrap_up->timer, g_source_remove);
  wrap_up->timer = g_timeout_add ((guint) CLAMP (wait_ms, 1, LOOK_AGAIN_MS), due_cb, wrap_up);
}

static void
closed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ZxdWrapUp *wrap_up = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree Job *job = zxd_store_write_finish (result, &error);

  wrap_up->is_busy = FALSE;
  if (job != NULL) {
    look (wrap_up);
    return;
  }
  g_warning ("ending wrap-up: %s", error->message);
  look_again_in (wrap_up, LOOK_AGAIN_MS);
}

/* ---- looking for what is due */

static gboolean
read_due (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  Job *job = data;

  return zxd_course_next_due (db, job->needs_category, &job->due_ms, error);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ZxdWrapUp *wrap_up = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree Job *job = zxd_store_read_finish (result, &error);
  gint64 now_ms = zx_clock_now_ms ();

  if (job != NULL && job->due_ms <= now_ms) {
    zxd_store_write (zxd_server_get_store (wrap_up->server), close_due, g_steal_pointer (&job),
                     g_free, closed_cb, wrap_up);
    return;
  }
  wrap_up->is_busy = FALSE;
  if (job == NULL)
    g_warning ("looking for the end of wrap-up: %s", error->message);
  look_again_in (wrap_up, job != NULL ? MIN (job->due_ms - now_ms, LOOK_AGAIN_MS) : LOOK_AGAIN_MS);
  if (wrap_up->is_stale)
    look (wrap_up);
}

/* One trip at a time; what changes meanwhile is looked at by the next. */
static void
look (ZxdWrapUp *wrap_up)
{
  Job *job;

  wrap_up->is_stale = wrap_up->is_busy;
  if (wrap_up->is_busy)
    return;
  wrap_up->is_busy = TRUE;
  job = g_new0 (Job, 1);
  job->needs_category = zxd_server_get_config (wrap_up->server)->require_category;
  zxd_store_read (zxd_server_get_store (wrap_up->server), read_due, job, g_free, looked_cb,
                  wrap_up);
}

static void
contact_changed_cb (const ZxdEvent *event, gpointer data)
{
  if (event->json != NULL && strstr (event->json, "\"wrap_until\":") != NULL)
    look (data);
}

ZxdWrapUp *
zxd_wrap_up_new (ZxdServer *server)
{
  ZxdWrapUp *wrap_up = g_new0 (ZxdWrapUp, 1);

  wrap_up->server = server;
  zxd_hub_watch (zxd_server_get_hub (server), "contact", contact_changed_cb, wrap_up);
  look (wrap_up);
  return wrap_up;
}

void
zxd_wrap_up_free (ZxdWrapUp *wrap_up)
{
  g_clear_handle_id (&wrap_up->timer, g_source_remove);
  g_free (wrap_up);
}
