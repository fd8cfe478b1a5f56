/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client.h"

#include <adwaita.h>

/* Why an answer was found: each part of its score with a bar, and what raised or lowered it. Once
 * it is open the reasons have the keyboard; Escape closes it, and who had the keyboard has it
 * again. Whoever gives it a parent unparents it. */
#define ZX_TYPE_WHY_POPOVER (zx_why_popover_get_type ())
G_DECLARE_FINAL_TYPE (ZxWhyPopover, zx_why_popover, ZX, WHY_POPOVER, GtkPopover)

ZxWhyPopover *zx_why_popover_new (void);

/* Opens it at @place, which is a widget below its parent. @search, @draft: what the agent looked up
 * or began to write, see zx_client_explain_async(). */
void zx_why_popover_open (ZxWhyPopover *self,
                          ZxClient *client,
                          ZxContact *contact,
                          ZxSuggestion *suggestion,
                          const char *search,
                          const char *draft,
                          GtkWidget *place);
