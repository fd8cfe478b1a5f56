/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-server.h"

/* Taking a message back, and who is writing. */
void zxd_talk_register (ZxdServer *server);
