/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* Asks why an offer is declined. Signal `chosen` (const char *reason): one of zx_decline_reasons,
 * or the agent's own words; it has closed then. */
#define ZX_TYPE_DECLINE_POPOVER (zx_decline_popover_get_type ())
G_DECLARE_FINAL_TYPE (ZxDeclinePopover, zx_decline_popover, ZX, DECLINE_POPOVER, GtkPopover)
