/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client.h"

#include <adwaita.h>

/* The colleagues who joined a chat, each with a button that lets him go (or oneself leave), and one
 * that hands the chat over to him: actions `chat.dismiss` and `chat.hand-over` (x: agent) of whom
 * it stands in. Hidden while there are none. Properties: `client`, `contact` (nullable). */
#define ZX_TYPE_GUEST_CHIPS (zx_guest_chips_get_type ())
G_DECLARE_FINAL_TYPE (ZxGuestChips, zx_guest_chips, ZX, GUEST_CHIPS, GtkBox)
