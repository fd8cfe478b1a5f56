/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-search-text.h"

/* How a folded text sounds, for finding names by pinyin. A character that is said in two ways in
 * names (重庆, 单先生) doubles the ways of saying the whole; from the fourth such character on only
 * the usual one counts. */
enum { ZX_PINYIN_MOST_WAYS = 8 };

/* In how many ways it can be said; 0 when there is no Han character in it. Any thread. */
guint zx_pinyin_count_ways (const ZxFoldedText *text);

/* Appends the text said in way @way: each Han character as its toneless syllable, or only as that
 * syllable's first letter (@initials); Latin letters and digits as they are, all else left out.
 * @places (null, or of guint32) gets for each byte appended the place in `text->at`. */
void zx_pinyin_say (const ZxFoldedText *text,
                    guint way,
                    gboolean initials,
                    GString *out,
                    GArray *places);
