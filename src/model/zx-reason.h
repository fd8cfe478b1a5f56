/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-json.h"

#include <gio/gio.h>

/* One reason why an article is an answer; never changes. Properties, read-only: kind (wire word:
 * "word", "pair", "letters", "han", "han_pair", "sound", "title", "question"; of a factor "learnt",
 * "script" or a word of ZxSuggestion:scope), text (what of the question it is about, a past
 * question for "question", null for "title" and factors), is-factor, value (a part of the score, or
 * what the sum of all parts is multiplied by), share (0 … 1, of all parts; 0 of a factor), level (0
 * … 1, beside the greatest part; likewise). All single characters, and all sounds, are one reason.
 */
#define ZX_TYPE_REASON (zx_reason_get_type ())
G_DECLARE_FINAL_TYPE (ZxReason, zx_reason, ZX, REASON, GObject)

/* The reasons in an answer to POST suggestions/why: the parts, greatest first, then the factors. A
 * new list of ZxReason. */
GListModel *zx_reasons_read (JsonObject *json);

const char *zx_reason_get_kind (ZxReason *self);
