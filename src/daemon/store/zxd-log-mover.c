/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Moves SQLite's log into its file while the writer goes on. */
#include "zxd-log-mover.h"

#include "zxd-db-private.h"

#include <sys/resource.h>
#include <unistd.h>

/* A long reader may hold back what is to be moved: so long until it is tried again. */
#define AGAIN_US (100 * 1000)

/* While one pass is made the writer goes on; what it has added is little, and moved in the next. */
enum { MOST_PASSES = 8 };

enum { NICENESS = 10 }; /* who waits for a commit comes first */

struct _ZxdLogMover {
  char *path; /* owned */
  GThread *thread;
  GMutex lock; /* of all below */
  GCond changed;
  gboolean is_wanted, is_over;
  gint64 not_before; /* monotonic */
};

/* One pass; FALSE when all is in the file or nothing more can be done now. */
static gboolean
move (ZxdDb *db)
{
  g_autoptr (GError) error = NULL;
  ZxdStmt *stmt = zxd_db_prepare (db, "PRAGMA wal_checkpoint (PASSIVE)", &error);
  gboolean is_more = FALSE;

  if (stmt != NULL && zxd_stmt_step (stmt, &error) == ZXD_STEP_ROW) {
    /* busy, pages in the log, pages of them that are in the file */
    is_more = zxd_stmt_int (stmt, 0) == 0 && zxd_stmt_int (stmt, 2) < zxd_stmt_int (stmt, 1);
    zxd_stmt_reset (stmt);
  }
  if (error != NULL)
    g_info ("the log is moved later: %s", error->message);
  return is_more;
}

static gpointer
run (gpointer data)
{
  ZxdLogMover *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ZxdDb) db = zxd_db_open_sqlite (self->path, FALSE, &error);

  if (db == NULL) {
    g_warning ("the log is moved within commits: %s", error->message);
    return NULL;
  }
  setpriority (PRIO_PROCESS, (id_t) gettid (), NICENESS);
  g_mutex_lock (&self->lock);
  while (!self->is_over) {
    if (!self->is_wanted) {
      g_cond_wait (&self->changed, &self->lock);
      continue;
    }
    g_mutex_unlock (&self->lock);
    for (int i = 0; i < MOST_PASSES && move (db); i++)
      ;
    g_mutex_lock (&self->lock);
    self->is_wanted = FALSE;
    self->not_before = g_get_monotonic_time () + AGAIN_US;
  }
  g_mutex_unlock (&self->lock);
  return NULL;
}

ZxdLogMover *
zxd_log_mover_new (const char *path)
{
  ZxdLogMover *self = g_new0 (ZxdLogMover, 1);

  self->path = g_strdup (path);
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->thread = g_thread_new ("log mover", run, self);
  return self;
}

void
zxd_log_mover_wake (ZxdLogMover *self)
{
  g_mutex_lock (&self->lock);
  if (!self->is_wanted && g_get_monotonic_time () >= self->not_before) {
    self->is_wanted = TRUE;
    g_cond_signal (&self->changed);
  }
  g_mutex_unlock (&self->lock);
}

void
zxd_log_mover_free (ZxdLogMover *self)
{
  if (self == NULL)
    return;
  g_mutex_lock (&self->lock);
  self->is_over = TRUE;
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->lock);
  g_thread_join (self->thread);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self->path);
  g_free (self);
}
