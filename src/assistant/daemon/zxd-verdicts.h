/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-server.h"

/* POST /api/v1/verdicts: what an agent says of an answer without sending it. */
void zxd_verdicts_register (ZxdServer *server);
