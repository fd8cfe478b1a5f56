/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client.h"

#include <adwaita.h>

/* Says in sentences why a chat still waits, or how it came to whoever has it. Has a parent that
 * lays out its children itself, such as a GtkBox; gives the keyboard back when it closes. */
#define ZX_TYPE_WAIT_POPOVER (zx_wait_popover_get_type ())
G_DECLARE_FINAL_TYPE (ZxWaitPopover, zx_wait_popover, ZX, WAIT_POPOVER, GtkPopover)

ZxWaitPopover *zx_wait_popover_new (void);

/* Asks the server and opens at @place, which is inside its parent. */
void
zx_wait_popover_open (ZxWaitPopover *self, ZxClient *client, ZxContact *contact, GtkWidget *place);
