/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

/* Its child costs next to nothing in frames that change something else. When it draws with cairo,
 * GTK 4.8 goes through every render node of a window in each frame, and clips away what has not
 * changed. What is in here becomes one recording once nothing has changed in it for a moment, which
 * cairo leaves out as a whole when it lies beside what has to be painted. With another renderer it
 * is a plain bin. */
#define ZX_TYPE_STILL (zx_still_get_type ())
G_DECLARE_FINAL_TYPE (ZxStill, zx_still, ZX, STILL, AdwBin)
