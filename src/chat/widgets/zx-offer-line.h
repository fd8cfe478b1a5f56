/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client.h"

#include <adwaita.h>

/* Says that a chat is open before a colleague, and for how long still; who asked him, or oversees,
 * can withdraw it (action `chat.withdraw` of whom it stands in). Hidden while nobody is asked.
 * Properties: `client`, `contact` (nullable). */
#define ZX_TYPE_OFFER_LINE (zx_offer_line_get_type ())
G_DECLARE_FINAL_TYPE (ZxOfferLine, zx_offer_line, ZX, OFFER_LINE, GtkBox)
