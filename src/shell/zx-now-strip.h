/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client.h"

#include <adwaita.h>

/* One slim bar under the header, on every page: what the agent has under way and does not see, with
 * how long, and the way back to it. A chat that he has ended and still has to wrap up; the oldest
 * of them when there are several. Properties: client, subject (what is in front of him). */
#define ZX_TYPE_NOW_STRIP (zx_now_strip_get_type ())
G_DECLARE_FINAL_TYPE (ZxNowStrip, zx_now_strip, ZX, NOW_STRIP, AdwBin)

/* Goes to what the strip shows; FALSE when it shows nothing. */
gboolean zx_now_strip_go (ZxNowStrip *self);
