/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-server.h"

/* Renews the leases of the agents with a socket here, and puts those offline whom no daemon has a
 * socket of any more for `away-seconds`. Main thread. */
typedef struct _ZxdAway ZxdAway;

ZxdAway *zxd_away_new (ZxdServer *server);
void zxd_away_free (ZxdAway *away);
