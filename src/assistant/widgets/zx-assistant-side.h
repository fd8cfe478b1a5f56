/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-side-panel.h"

/* The best answers to what the customer of the selected contact wrote last, or to what the agent
 * looks up; they are gone the moment the customer writes again, so an answer to an older question
 * is never sent by mistake. Below them what the agent has pinned, which stays, and what fits the
 * reply that he is writing. */
#define ZX_TYPE_ASSISTANT_SIDE (zx_assistant_side_get_type ())
G_DECLARE_FINAL_TYPE (ZxAssistantSide, zx_assistant_side, ZX, ASSISTANT_SIDE, ZxSidePanel)
