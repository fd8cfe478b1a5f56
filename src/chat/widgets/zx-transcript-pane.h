/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client.h"

#include <adwaita.h>

/* A transcript with all its states: rows, loading, failed with a button to try again, its
 * beginning, and a way back to the newest message when scrolled up. Loads older pages by itself.
 * Properties: `client` (set once), `transcript` (nullable), `at-newest` (boolean, read-only).
 * Actions: transcript.newest, transcript.retry. */
#define ZX_TYPE_TRANSCRIPT_PANE (zx_transcript_pane_get_type ())
G_DECLARE_FINAL_TYPE (ZxTranscriptPane, zx_transcript_pane, ZX, TRANSCRIPT_PANE, AdwBin)

void zx_transcript_pane_set_transcript (ZxTranscriptPane *self, ZxTranscript *transcript);
gboolean zx_transcript_pane_get_at_newest (ZxTranscriptPane *self);
void zx_transcript_pane_go_to_newest (ZxTranscriptPane *self);
