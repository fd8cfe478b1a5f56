/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-server.h"

/* The customer's side of web chat: loader, conversation frame, visitors' sessions and their first
 * messages. Adds its endpoints to @server, for whose whole life it stays. */
void zxd_chat_register (ZxdServer *server);
