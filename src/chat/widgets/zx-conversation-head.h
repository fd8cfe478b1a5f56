/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client.h"

#include <adwaita.h>

/* Over the conversation: who it is and how sure that is, and for somebody who is not known the
 * question who it is. The agent alone answers that question: nothing here binds by itself.
 *
 * Properties: `client`, `contact` (nullable). Actions: chat.bind ((xxxbs): contact, customer,
 * person or 0, remember the visitor, how he is called) and chat.create ((xbss): contact, remember,
 * a new customer's name and company), which act on that contact whichever is shown;
 * chat.candidate-1 to -3, chat.find-customer, chat.new-customer, chat.unbind, chat.undo-bind. */
#define ZX_TYPE_CONVERSATION_HEAD (zx_conversation_head_get_type ())
G_DECLARE_FINAL_TYPE (ZxConversationHead, zx_conversation_head, ZX, CONVERSATION_HEAD, GtkBox)

/* Says in a popover why the contact still waits, or how it came to whoever has it. */
void zx_conversation_head_ask_why (ZxConversationHead *self);
