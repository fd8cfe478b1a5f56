/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* A few threads for what blocks on the disk or on a child. */
typedef struct _ZxdWorkers ZxdWorkers;

ZxdWorkers *zxd_workers_new (int n_threads);
void zxd_workers_free (ZxdWorkers *workers); /* waits until all that was given is done */

/* On one of the threads. FALSE with @error. */
typedef gboolean (*ZxdWork) (gpointer data, GError **error);

/* @data must live until @callback, which comes in the caller's main context. Main thread. */
void zxd_workers_run (ZxdWorkers *workers,
                      ZxdWork work,
                      gpointer data,
                      GAsyncReadyCallback callback,
                      gpointer user_data);
gboolean zxd_workers_run_finish (GAsyncResult *result, GError **error);
