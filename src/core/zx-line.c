/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "zx-line.h"

char *
zx_one_line (const char *text, guint most)
{
  GString *line = g_string_new (NULL);
  gboolean wants_space = FALSE;
  guint n = 0;

  g_return_val_if_fail (most > 0, g_string_free (line, FALSE));

  for (const char *at = text; at != NULL && *at != '\0' && n <= most; at = g_utf8_next_char (at)) {
    gunichar c = g_utf8_get_char (at);

    if (g_unichar_isspace (c)) {
      wants_space = n > 0;
      continue;
    }
    if (wants_space)
      g_string_append_c (line, ' ');
    g_string_append_unichar (line, c);
    n += wants_space ? 2 : 1;
    wants_space = FALSE;
  }
  if (n > most) {
    g_string_truncate (line, (gsize) (g_utf8_offset_to_pointer (line->str, most - 1) - line->str));
    g_string_append (line, "…");
  }
  return g_string_free (line, FALSE);
}
