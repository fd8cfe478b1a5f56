/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-message.h"

#include <adwaita.h>

/* A conversation of any length: a window of at most 200 rows on a list of ZxMessage, oldest first.
 *
 * It is a GtkScrollable that measures its rows instead of guessing them, so it is exact: while it
 * is at the newest message it stays there, whatever arrives, and otherwise the line that the agent
 * reads stays where it is, whatever is put before or after it and however wide the window gets.
 *
 * Properties: `model` (GListModel of ZxMessage), `client` (for the clock and for who "I" am),
 * `header` (a widget above the oldest message), `at-newest` (boolean, read-only). Signal
 * `older-wanted`: the oldest message of the model is about to be seen. Main thread only. */
#define ZX_TYPE_TRANSCRIPT_VIEW (zx_transcript_view_get_type ())
G_DECLARE_FINAL_TYPE (ZxTranscriptView, zx_transcript_view, ZX, TRANSCRIPT_VIEW, GtkWidget)

gboolean zx_transcript_view_get_at_newest (ZxTranscriptView *self);

/* Shows the newest message and stays with it. */
void zx_transcript_view_go_to_newest (ZxTranscriptView *self);

/* Shows @message, a third from the upper edge, and stays there; @take_focus: the keyboard goes to
 * it. FALSE when the list does not have it (yet). */
gboolean
zx_transcript_view_show_message (ZxTranscriptView *self, ZxMessage *message, gboolean take_focus);
gboolean zx_transcript_view_is_in_sight (ZxTranscriptView *self, ZxMessage *message);

/* What comes behind the message @id is new: a line says so. 0: no line. */
void zx_transcript_view_set_new_after (ZxTranscriptView *self, gint64 id);

/* Words to be marked wherever they stand; null: none. */
void zx_transcript_view_set_find (ZxTranscriptView *self, const char *text);

/* For tests: how many rows there are now. */
guint zx_transcript_view_get_n_rows (ZxTranscriptView *self);
