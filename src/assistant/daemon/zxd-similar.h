/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-server.h"

/* GET contacts/{id}/similar: closed contacts in which the same was asked, and how they ended. */
void zxd_similar_register (ZxdServer *server);
