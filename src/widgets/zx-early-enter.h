/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Enter that was pressed in a search before the answer to what was typed is here: it counts once
 * that answer comes, unless something else is typed first, even if that is deleted again.
 *
 * @wanted is the search's own (owned, null at first): the text for which Enter was pressed; free it
 * to forget the Enter. @typed and @shown (what the hits are the answer to; null: nothing yet) are
 * without spaces round them. */

/* Enter: TRUE when the first hit is to be chosen now. */
gboolean zx_early_enter_press (char **wanted, const char *typed, const char *shown);

/* What is typed has changed, or is asked for again. */
void zx_early_enter_type (char **wanted, const char *typed);

/* The answer is here: TRUE when its first hit is to be chosen. */
gboolean zx_early_enter_answer (char **wanted, const char *shown);
