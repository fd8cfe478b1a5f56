/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "zx-json.h"

/* One answer that the assistant proposes. Nothing but its verdict ever changes. Properties:
 * article-id (int64), ref, title, excerpt (plain), title-markup, excerpt-markup (Pango markup:
 * matching words are bold), answer (the plain text that is sent), fit (double, 0 to 1), updated-on
 * (ISO day), url (or null), used (how many times it was sent as it is, or edited), used-share (of
 * the times it was shown, 0 to 1; below 0: too seldom to say), verdict (what this agent said of it,
 * "up", "down" or null), like (the nearest past question that it answered, or null), scope (for
 * whom it is, as far as that is known of the customer: wire words, "other_version" and the like).
 */
#define ZX_TYPE_SUGGESTION (zx_suggestion_get_type ())
G_DECLARE_FINAL_TYPE (ZxSuggestion, zx_suggestion, ZX, SUGGESTION, GObject)

/* From one of `items` of an answer to POST suggestions. @question_id is that answer's, 0 if null.
 */
ZxSuggestion *zx_suggestion_new (JsonObject *item, gint64 question_id);

gint64 zx_suggestion_get_article_id (ZxSuggestion *self);
gint64 zx_suggestion_get_question_id (ZxSuggestion *self);
double zx_suggestion_get_fit (ZxSuggestion *self);
const char *zx_suggestion_get_ref (ZxSuggestion *self);
const char *zx_suggestion_get_title (ZxSuggestion *self);
const char *zx_suggestion_get_title_markup (ZxSuggestion *self);
const char *zx_suggestion_get_answer (ZxSuggestion *self);
const char *zx_suggestion_get_updated_on (ZxSuggestion *self);
guint zx_suggestion_get_used (ZxSuggestion *self);
double zx_suggestion_get_used_share (ZxSuggestion *self);
const char *zx_suggestion_get_verdict (ZxSuggestion *self); /* nullable */

/* For the client. */
void zx_suggestion_set_verdict (ZxSuggestion *self, const char *verdict);

/* @text as Pango markup with the half-open character ranges [[from,to],…] of @marks in bold.
 * Ranges that overlap, run backwards or leave the text are cut to what is left of them. */
char *zx_suggestion_mark_up (const char *text, JsonArray *marks);
