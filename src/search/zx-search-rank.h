/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-search-gather.h"

/* The close look at candidates, in the pieces that an explanation needs singly. */

/* Adds to @candidates what the terms from @first up to @end of the question say of the @n articles
 * @found, all of part @p. */
void zx_rank_words (const ZxQuestion *question,
                    guint p,
                    guint first,
                    guint end,
                    const ZxGathered *found,
                    guint n,
                    ZxSearchCandidate *candidates);

/* How like the question the article's title and past questions are, taken together. Unless null,
 * @each gets what each of them adds to that. */
float zx_rank_units (const ZxQuestion *question, const ZxPart *part, guint doc, float *each);

float zx_rank_script_factor (const ZxQuestion *question, const ZxSegment *segment, guint doc);
float zx_rank_learnt_factor (const ZxSearchSnapshot *snapshot, gint64 id);
