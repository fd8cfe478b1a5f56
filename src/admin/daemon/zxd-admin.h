/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-server.h"

/* Endpoints with which an administrator sets the installation up. */
void zxd_admin_register (ZxdServer *server);
