/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-server.h"

/* GET customers: the newest, or those that were looked for. */
void zxd_customer_list_register (ZxdServer *server);
