/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-side-panel.h"

/* The best answers to what the customer of the selected contact wrote last. They are gone the
 * moment he writes again, so an answer to an older question can never be sent. */
#define ZX_TYPE_ASSISTANT_SIDE (zx_assistant_side_get_type ())
G_DECLARE_FINAL_TYPE (ZxAssistantSide, zx_assistant_side, ZX, ASSISTANT_SIDE, ZxSidePanel)
