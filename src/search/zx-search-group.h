/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Compares short texts with each other by what they are about, without an index. Any thread. */

enum { ZX_SEARCH_GROUP_MOST = 5000 };

/* How alike each of @texts is to @question: 0 … 1 into @likeness. */
void zx_search_compare (const char *question, const char *const *texts, gsize n, float *likeness);

/* Puts like texts together: @groups gets for each text the place of the first one that it belongs
 * to (its own for the first of a group). Up to ZX_SEARCH_GROUP_MOST take about a second; later ones
 * stay alone. The same texts in the same order make the same groups. */
void zx_search_group (const char *const *texts, gsize n, guint *groups);

/* Whether a text is about something: "are you there?" and "thanks" are not. */
gboolean zx_search_has_matter (const char *text);
