/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-server.h"

/* Two customers become one, and two again. */
void zxd_merge_register (ZxdServer *server);
