/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-search.h"

/* Finds a short text, such as the name of an action, by a few of its letters: at the start of its
 * words, inside of them, by pinyin or its initials, or scattered in order. For lists of hundreds;
 * articles have zx_search_ask(), customers the daemon's own search.
 *
 * How well all words of @query are found in @text: the more, the better; 0 when one of them is not.
 * @marks (null, or of ZxSearchMark) gets what was found, in order, not overlapping. Any thread. */
guint zx_fuzzy_match (const char *query, const char *text, GArray *marks);

/* @text as Pango markup with what was found of @query in bold, or null when it is not found.
 * *@worth is how well, and stays as it is when @query is empty: then all is found. */
char *zx_fuzzy_mark_up (const char *query, const char *text, guint *worth);
