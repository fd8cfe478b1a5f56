/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client.h"

#include <adwaita.h>

/* The middle of the chat panel: who it is, what was said, and where one answers. What the agent
 * types belongs to its contact and is kept as that contact's draft. What it shows counts as read
 * while its window is the active one and the newest message is in sight.
 *
 * Properties: `client` (set once), `contact` (or null: says what this is and what to do). Actions:
 * chat.accept, chat.end, transcript.newest, transcript.retry, transcript.resend, transcript.edit,
 * transcript.drop. */
#define ZX_TYPE_CONVERSATION (zx_conversation_get_type ())
G_DECLARE_FINAL_TYPE (ZxConversation, zx_conversation, ZX, CONVERSATION, AdwBin)

void zx_conversation_set_client (ZxConversation *self, ZxClient *client);
void zx_conversation_set_contact (ZxConversation *self, ZxContact *contact);

/* Puts the keyboard where one writes. */
void zx_conversation_take_focus (ZxConversation *self);
void zx_conversation_insert_text (ZxConversation *self, const char *text);

/* Whether the contact that is shown lets the agent do @action now. */
gboolean zx_conversation_can (ZxConversation *self, const char *action);

/* One of the conversation's or its head's actions; FALSE when it cannot be done now. */
gboolean zx_conversation_act (ZxConversation *self, const char *action, GVariant *parameter);

/* Sends @suggestion's answer now, or (@edit) puts it into the composer and remembers where it came
 * from. FALSE when there is nobody to send it to, or a note in the way. */
gboolean
zx_conversation_use_suggestion (ZxConversation *self, ZxSuggestion *suggestion, gboolean edit);
