/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-store.h"

/* A lease = the right of one daemon among several to do one thing (route, sweep …), for a while and
 * renewed before it ends. Each new holder gets a new generation; what he writes is fenced by it, so
 * one who has lost the lease without noticing changes nothing. Time is the database's own on
 * PostgreSQL, as the clocks of several machines differ. */

/* What time it is for leases, in milliseconds since 1970. */
gboolean zxd_lease_now (ZxdDb *db, gint64 *now_ms, GError **error);

/* Takes the free or expired lease @name for @for_ms, or renews it. @holder names this daemon and
 * nobody else. *@generation is 0 when another one holds it. */
gboolean zxd_lease_take (ZxdTxn *txn,
                         const char *name,
                         const char *holder,
                         gint64 for_ms,
                         gint64 *generation,
                         GError **error);

/* CONFLICT unless the lease is still of this generation: first in every closure that acts on it. As
 * long as @txn lasts nobody else can take it. */
gboolean zxd_lease_fence (ZxdTxn *txn, const char *name, gint64 generation, GError **error);

/* Gives it back, so that another daemon need not wait; nothing when it is lost already. */
gboolean zxd_lease_release (ZxdTxn *txn, const char *name, gint64 generation, GError **error);
