/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Token buckets by key: each holds one minute's worth and refills evenly. Bounded in number: when
 * full, those that would be full again are forgotten, then all. One thread. */
typedef struct _ZxdLimits ZxdLimits;

ZxdLimits *zxd_limits_new (void);
void zxd_limits_free (ZxdLimits *limits);

/* Takes one token of @key. FALSE when there is none; *@wait_seconds says when one will be. */
gboolean zxd_limits_take (ZxdLimits *limits,
                          const char *key,
                          guint most_per_minute,
                          gint64 now_us,
                          guint *wait_seconds);
