/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client.h"

#include <adwaita.h>

/* How long ago something was, in short words, kept right while it is shown; the exact time is its
 * tooltip. `at` = ms of server time (0 = empty), `client` gives the server's clock. */
#define ZX_TYPE_TIME_LABEL (zx_time_label_get_type ())
G_DECLARE_FINAL_TYPE (ZxTimeLabel, zx_time_label, ZX, TIME_LABEL, AdwBin)
