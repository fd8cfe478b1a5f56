/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-store.h"

/* Sign-in attempts that have not succeeded (yet), counted per login and address, and per login
 * from anywhere. An attempt is counted before the password is looked at, so that many at once gain
 * nothing. */
typedef struct {
  int tries;      /* for one login from one address; ten times as many from anywhere */
  gint64 lock_ms; /* how long it stays locked, and how long attempts are remembered */
} ZxdLockout;

/* Counts one attempt. *@wait_ms > 0: it is locked for so long, nothing was counted. */
gboolean zxd_failure_count (ZxdTxn *txn,
                            const char *login,
                            const char *address,
                            const ZxdLockout *lockout,
                            gint64 now_ms,
                            gint64 *wait_ms,
                            GError **error);

/* The password was right: forgets what was counted. */
gboolean zxd_failure_forget (ZxdTxn *txn, const char *login, const char *address, GError **error);

/* Drops what has lapsed. */
gboolean zxd_failure_prune (ZxdTxn *txn, gint64 now_ms, GError **error);
