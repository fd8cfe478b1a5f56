/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-duty.h"

#include <adwaita.h>

/* How many chats the agent has, of how many at once. Hidden while he cannot take any, or it is not
 * known how many. Property: `narrow` (boolean: there is no room for it). */
#define ZX_TYPE_CAPACITY_BAR (zx_capacity_bar_get_type ())
G_DECLARE_FINAL_TYPE (ZxCapacityBar, zx_capacity_bar, ZX, CAPACITY_BAR, AdwBin)

/* Once. */
void zx_capacity_bar_set_duty (ZxCapacityBar *self, ZxDuty *duty);
