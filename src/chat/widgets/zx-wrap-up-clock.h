/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client.h"

#include <adwaita.h>

/* How long is left until a moment of the server's clock: grey, amber in the last quarter of a
 * minute, then red and counting what is over. Signal `second-passed`: while it can be seen. */
#define ZX_TYPE_WRAP_UP_CLOCK (zx_wrap_up_clock_get_type ())
G_DECLARE_FINAL_TYPE (ZxWrapUpClock, zx_wrap_up_clock, ZX, WRAP_UP_CLOCK, AdwBin)

void zx_wrap_up_clock_set_client (ZxWrapUpClock *self, ZxClient *client);
void zx_wrap_up_clock_set_until (ZxWrapUpClock *self, gint64 until_ms);

/* "0:42", or "-0:07" when it is over; what is left is rounded up. New. */
char *zx_wrap_up_clock_words (gint64 left_ms);
