/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-attach-strip.h"
#include "zx-mentions.h"
#include "zx-quick-replies.h"

/* Characters that one message may have; the server refuses more. */
#define ZX_COMPOSER_MOST 4000

/* Where the agent writes. Enter sends and Shift+Enter breaks the line (or, when `enter-sends` is
 * false, Ctrl+Enter and Enter); neither while an input method composes. Grows with its text up to a
 * third of a small window. Properties: `text` (string), `placeholder` (string), `enter-sends`
 * (boolean), `can-send` (boolean, read-only: there is something to send and it is not too long),
 * `is-note` (boolean: what is written is for colleagues only, and looks like it; action
 * composer.note). Quick replies: see ZxQuickReplies; action composer.replies opens them. Signals:
 * `send`: the agent wants it sent, whoever sends clears the text; `quote-closed`: what is written
 * is to answer to nothing in particular. Main thread only. */
#define ZX_TYPE_COMPOSER (zx_composer_get_type ())
G_DECLARE_FINAL_TYPE (ZxComposer, zx_composer, ZX, COMPOSER, GtkBox)

/* The text as typed; owned by the caller, never null. */
char *zx_composer_dup_text (ZxComposer *self);

/* Replaces everything; cannot be undone, for it may be another customer's. */
void zx_composer_set_text (ZxComposer *self, const char *text);

/* At the cursor; undone by Ctrl+Z. */
void zx_composer_insert_text (ZxComposer *self, const char *text);

void zx_composer_take_focus (ZxComposer *self);

gboolean zx_composer_get_is_note (ZxComposer *self);
void zx_composer_set_is_note (ZxComposer *self, gboolean is_note);

/* Shows what is answered to: @line (null: nothing) of @who. */
void zx_composer_set_quote (ZxComposer *self, const char *who, const char *line);

/* What `/` offers, see zx_quick_replies_set_records(). */
void zx_composer_set_replies (ZxComposer *self,
                              GListModel *records,
                              ZxReplyExpand expand,
                              gpointer user_data);
void zx_composer_set_language (ZxComposer *self, const char *language); /* the customer's */

/* What is written about, for whom `@` in a note offers; @contact nullable. */
void zx_composer_set_contact (ZxComposer *self, ZxClient *client, ZxContact *contact);

/* The files that go with the text: the composer adds to them and takes from them. Null: none can.
 */
void zx_composer_set_files (ZxComposer *self, ZxClient *client, GListStore *files);
