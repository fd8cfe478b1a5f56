/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-server.h"

/* Whose contact it is: candidates, and what agents say. */
void zxd_bind_register (ZxdServer *server);
