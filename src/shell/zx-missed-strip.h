/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-duty.h"
#include "zx-keymap.h"

#include <adwaita.h>

/* A bar under the header, on every page, while the agent counts as missed: what that means, since
 * when, and the button that ends it (the action `desk.back`). */
#define ZX_TYPE_MISSED_STRIP (zx_missed_strip_get_type ())
G_DECLARE_FINAL_TYPE (ZxMissedStrip, zx_missed_strip, ZX, MISSED_STRIP, AdwBin)

/* Once. */
void zx_missed_strip_set_up (ZxMissedStrip *self, ZxDuty *duty, ZxKeymap *keymap);
