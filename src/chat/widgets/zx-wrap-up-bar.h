/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client.h"

#include <adwaita.h>

/* What a chat was about, asked when it is over for the customer: a category and a line. What is
 * chosen and typed is saved when another chat is shown; Done closes the chat. Shown by whom it
 * stands in, while the contact is in wrap-up and the agent's own. Properties: `client`, `contact`
 * (nullable). */
#define ZX_TYPE_WRAP_UP_BAR (zx_wrap_up_bar_get_type ())
G_DECLARE_FINAL_TYPE (ZxWrapUpBar, zx_wrap_up_bar, ZX, WRAP_UP_BAR, AdwBin)

void zx_wrap_up_bar_take_focus (ZxWrapUpBar *self);
