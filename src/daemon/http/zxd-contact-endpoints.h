/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-server.h"

/* Contacts and their messages, for agents: list, look, accept, write, read, close. */
void zxd_contacts_register (ZxdServer *server);
