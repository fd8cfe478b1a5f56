/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fetches what the agent has done today. */
#include "zx-client-day.h"

#include "zx-client-private.h"

static void
day_came_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (JsonObject) json = zx_client_take_answer (task, source, result);
  ZxDay *day;

  if (json == NULL)
    return;
  day = g_new (ZxDay, 1);
  *day = (ZxDay){
      .from = zx_json_time (json, "from"),
      .online_ms = zx_json_int (json, "online_ms", 0),
      .break_ms = zx_json_int (json, "break_ms", 0),
      .wrap_ms = zx_json_int (json, "wrap_ms", 0),
      .handled = zx_json_int (json, "handled", 0),
      .passed_on = zx_json_int (json, "passed_on", 0),
      .mean_handle_ms = zx_json_int (json, "mean_handle_ms", 0),
      .missed = zx_json_int (json, "missed", 0),
      .declined = zx_json_int (json, "declined", 0),
      .ratings = zx_json_int (json, "ratings", 0),
      .rating_mean = zx_json_double (json, "rating_mean", 0),
  };
  g_task_return_pointer (task, day, g_free);
}

void
zx_client_day_async (ZxClient *self,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, zx_client_day_async);
  zx_http_call_async (self->http, "GET", "me/day", NULL, cancellable, day_came_cb, task);
}

gboolean
zx_client_day_finish (ZxClient *self, GAsyncResult *result, ZxDay *day, GError **error)
{
  g_autofree ZxDay *got = g_task_propagate_pointer (G_TASK (result), error);

  if (got != NULL)
    *day = *got;
  return got != NULL;
}
