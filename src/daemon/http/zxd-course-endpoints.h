/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-server.h"

/* Ending contacts, wrapping them up, guests, taking over. */
void zxd_course_register (ZxdServer *server);
