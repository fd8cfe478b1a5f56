/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client.h"

/* What the agent has done since midnight of his organisation. */
typedef struct {
  gint64 from;                      /* that midnight */
  gint64 online_ms, break_ms;       /* so long in that presence */
  gint64 wrap_ms;                   /* so long in wrap-up */
  gint64 handled, passed_on;        /* chats: closed, given to a colleague */
  gint64 mean_handle_ms;            /* 0 when nothing was handled */
  gint64 missed, declined, ratings; /* offers; how many customers rated */
  double rating_mean;               /* 0 without ratings */
} ZxDay;

void zx_client_day_async (ZxClient *self,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
gboolean zx_client_day_finish (ZxClient *self, GAsyncResult *result, ZxDay *day, GError **error);
