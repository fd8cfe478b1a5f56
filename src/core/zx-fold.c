/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes what differs in case alone the same. */
#include "zx-fold.h"

/* GLib folds small Cherokee letters to large ones, as Unicode does, but large ones to small ones:
 * the two would change places and never meet. In small letters they do; all else is small by then.
 */
char *
zx_fold (const char *text)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);
  GString *small = g_string_sized_new (64);

  for (const char *at = folded; *at != '\0'; at = g_utf8_next_char (at))
    g_string_append_unichar (small, g_unichar_tolower (g_utf8_get_char (at)));
  return g_string_free (small, FALSE);
}
