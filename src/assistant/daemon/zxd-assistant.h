/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-server.h"

/* The seat assistant's half in the daemon: adds POST /api/v1/suggestions. */
void zxd_assistant_register (ZxdServer *server);
