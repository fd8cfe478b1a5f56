/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-server.h"

/* Each file's endpoints. */
void zxd_setup_register (ZxdServer *server);
