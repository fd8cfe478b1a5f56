/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-server.h"

/* Each file's endpoints. */
void zxd_channel_keys_register (ZxdServer *server);
void zxd_orgs_register (ZxdServer *server);
void zxd_people_register (ZxdServer *server);
void zxd_setup_register (ZxdServer *server);
void zxd_trail_register (ZxdServer *server);
