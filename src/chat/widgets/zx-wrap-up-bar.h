/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client.h"

#include <adwaita.h>

/* What a chat was about, asked when it is over for the customer: a category and a line. What is
 * chosen is saved at once, what is typed soon after; Done closes the chat, and so does the server
 * when the time is over that its queue gives. The bar shows that time, and what the agent was still
 * writing when the chat was over. Shown by whom it stands in, while the contact is in wrap-up and
 * the agent's own. Properties: `client`, `contact` (nullable). Actions: `wrap-up.extend`,
 * `wrap-up.copy`. */
#define ZX_TYPE_WRAP_UP_BAR (zx_wrap_up_bar_get_type ())
G_DECLARE_FINAL_TYPE (ZxWrapUpBar, zx_wrap_up_bar, ZX, WRAP_UP_BAR, AdwBin)

/* @expected: the agent ended it himself, and the summary is what he writes next. Otherwise the
 * keyboard goes to the words above it, where what he goes on typing does nothing. */
void zx_wrap_up_bar_take_focus (ZxWrapUpBar *self, gboolean expected);

/* Whether its action `wrap-up.extend` gives more time. */
gboolean zx_wrap_up_bar_can_extend (ZxWrapUpBar *self);
