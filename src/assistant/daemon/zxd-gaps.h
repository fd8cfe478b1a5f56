/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-server.h"

/* For who oversees: GET gaps and gaps.csv, the questions for which no answer was accepted. */
void zxd_gaps_register (ZxdServer *server);
