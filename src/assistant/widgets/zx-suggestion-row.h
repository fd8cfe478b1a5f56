/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client.h"

#include <adwaita.h>

/* One proposed answer: number key, title with the matches marked, excerpt, fit, source, how often
 * it was used, and all of it on demand. Its buttons and keys name its article (x) to the actions
 * `assistant.use` ((xb): edit first), `assistant.judge` ((xs): "up" or "down") `assistant.pin` and
 * `assistant.why-this` (x) of what it stands in. Properties: `used` (it has been sent, so it can
 * only be edited), `pinned`, `narrow` (without excerpt), `expanded` (all of it is shown). */
#define ZX_TYPE_SUGGESTION_ROW (zx_suggestion_row_get_type ())
G_DECLARE_FINAL_TYPE (ZxSuggestionRow, zx_suggestion_row, ZX, SUGGESTION_ROW, GtkListBoxRow)

/* @number: of its key; 0: none. */
GtkWidget *zx_suggestion_row_new (ZxSuggestion *suggestion, guint number);
ZxSuggestion *zx_suggestion_row_get_suggestion (ZxSuggestionRow *self);

/* Whether it shows this article for this question. */
gboolean zx_suggestion_row_shows (ZxSuggestionRow *self, ZxSuggestion *suggestion);

/* Shows another answer in the same row; it is neither used nor expanded yet, unless the row shows
 * its article for its question already. */
void zx_suggestion_row_set_suggestion (ZxSuggestionRow *self, ZxSuggestion *suggestion);

/* Nothing is shown in it for now: the next answer comes into it as into a new row. Until then
 * zx_suggestion_row_get_suggestion() gives null. */
void zx_suggestion_row_forget (ZxSuggestionRow *self);

/* Its words changed so lately, in sight, that who clicks there means the former ones. The row
 * flashes then, and the click should do nothing. */
gboolean zx_suggestion_row_hold_back (ZxSuggestionRow *self);
gboolean zx_suggestion_row_get_used (ZxSuggestionRow *self);
void zx_suggestion_row_set_used (ZxSuggestionRow *self, gboolean used);

/* Where it is told why it was found. Lent. */
GtkWidget *zx_suggestion_row_get_why (ZxSuggestionRow *self);

/* The client's markup with its matches on a yellow ground, so that they are seen without bold and
 * read without colour. New. */
char *zx_suggestion_highlight (const char *markup);
