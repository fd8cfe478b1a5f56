/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* What the wire words of an answer's scope and of its reasons mean, in the agent's language. */

/* For whom the article is (a word of ZxSuggestion:scope), null for a word that we do not know. */
const char *zx_scope_words (const char *rule);

/* Whether that speaks against it. */
gboolean zx_scope_is_against (const char *rule);

/* What is alike (ZxReason:kind), or what raised or lowered the article. */
const char *zx_reason_words (const char *kind);
