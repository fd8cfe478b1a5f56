/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-server.h"

/* Closes contacts whose time for wrap-up is over. Each daemon does: who comes second finds nothing
 * left to do. Main thread. */
typedef struct _ZxdWrapUp ZxdWrapUp;

ZxdWrapUp *zxd_wrap_up_new (ZxdServer *server);
void zxd_wrap_up_free (ZxdWrapUp *wrap_up);
