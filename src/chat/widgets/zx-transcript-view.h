/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

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

/* For tests: how many rows there are now. */
guint zx_transcript_view_get_n_rows (ZxTranscriptView *self);
