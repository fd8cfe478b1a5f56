/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-panel.h"

/* The chat tab: the open chats on the left, the chosen one in the middle. `subject` is the chosen
 * ZxContact, `badge` how many wait for this agent. Its keys are in ZxPanelClass:shortcuts. */
#define ZX_TYPE_CHAT_PANEL (zx_chat_panel_get_type ())
G_DECLARE_FINAL_TYPE (ZxChatPanel, zx_chat_panel, ZX, CHAT_PANEL, ZxPanel)
