/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client-day.h"

#include <adwaita.h>

/* A few lines of what the agent has done today; nothing until it was loaded. */
#define ZX_TYPE_MY_DAY (zx_my_day_get_type ())
G_DECLARE_FINAL_TYPE (ZxMyDay, zx_my_day, ZX, MY_DAY, AdwBin)

ZxMyDay *zx_my_day_new (void);

/* Asks the server anew; what was shown stays until it answers. */
void zx_my_day_load (ZxMyDay *self, ZxClient *client);

/* The lines: what was handled, where the time went, what did not go well (or null), what customers
 * said (or null). New. */
char *zx_my_day_work (const ZxDay *day);
char *zx_my_day_time (const ZxDay *day);
char *zx_my_day_passed (const ZxDay *day);
char *zx_my_day_rated (const ZxDay *day);
