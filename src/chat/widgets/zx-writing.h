/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client-talk.h"
#include "zx-composer.h"

/* What the agent writes in a contact: an answer and an internal note, which never mix, with what
 * each carries along (the message it answers to, the suggestion it came from). It fills the
 * composer when another contact is shown or the side is changed, keeps drafts, and sends.
 *
 * Signal `sent`: something has gone into the outbox. Owned by the conversation, which owns the
 * composer; main thread only. */
#define ZX_TYPE_WRITING (zx_writing_get_type ())
G_DECLARE_FINAL_TYPE (ZxWriting, zx_writing, ZX, WRITING, GObject)

/* @composer must outlive it, or zx_writing_set_contact (NULL) be called before. */
ZxWriting *zx_writing_new (ZxComposer *composer, ZxClient *client);

/* What is written belongs to @contact (nullable) now. @transcript is the contact's. */
void zx_writing_set_contact (ZxWriting *self, ZxContact *contact, ZxTranscript *transcript);

/* Sends what stands in the composer, as what the composer says it is. */
void zx_writing_send (ZxWriting *self);

/* Sends @suggestion to the customer, or (@edit) makes it the answer that is being written. A note
 * that is being written is in the way of sending: the agent is told so, and FALSE returned. */
gboolean zx_writing_use_suggestion (ZxWriting *self, ZxSuggestion *suggestion, gboolean edit);

/* The next message answers to @message; null: to none. */
void zx_writing_quote (ZxWriting *self, ZxMessage *message);

/* Puts the words of a refused or recalled message back where they were written; a refused one goes
 * out of the outbox. */
void zx_writing_edit (ZxWriting *self, ZxMessage *message);
