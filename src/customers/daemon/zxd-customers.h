/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-server.h"

/* Who the customer is, and what was before: endpoints for the customer panel. */
void zxd_customers_register (ZxdServer *server);
