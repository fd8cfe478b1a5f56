/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Does what blocks off the main thread. */
#include "zxd-workers.h"

struct _ZxdWorkers {
  GThreadPool *pool; /* owned */
};

typedef struct {
  ZxdWork work;
  gpointer data; /* lent */
} Job;

static void
run (gpointer data, gpointer user_data)
{
  g_autoptr (GTask) task = data;
  Job *job = g_task_get_task_data (task);
  GError *error = NULL;

  if (job->work (job->data, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

ZxdWorkers *
zxd_workers_new (int n_threads)
{
  ZxdWorkers *workers = g_new0 (ZxdWorkers, 1);

  workers->pool = g_thread_pool_new (run, NULL, n_threads, FALSE, NULL);
  return workers;
}

void
zxd_workers_free (ZxdWorkers *workers)
{
  g_thread_pool_free (workers->pool, FALSE, TRUE);
  g_free (workers);
}

void
zxd_workers_run (ZxdWorkers *workers,
                 ZxdWork work,
                 gpointer data,
                 GAsyncReadyCallback callback,
                 gpointer user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  Job *job = g_new (Job, 1);

  *job = (Job){work, data};
  g_task_set_source_tag (task, zxd_workers_run);
  g_task_set_task_data (task, job, g_free);
  g_thread_pool_push (workers->pool, task, NULL);
}

gboolean
zxd_workers_run_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
