/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client.h"

#include <adwaita.h>

/* What the agent must know before he writes in a chat: no connection, a colleague has it, it waits
 * in the queue, nobody waits at the other end, it is over. Each is a line with what can be done.
 * Properties: `client`, `contact` (nullable). */
#define ZX_TYPE_CHAT_NOTES (zx_chat_notes_get_type ())
G_DECLARE_FINAL_TYPE (ZxChatNotes, zx_chat_notes, ZX, CHAT_NOTES, GtkBox)
