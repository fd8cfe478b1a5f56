/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a list of ids out of a row. */
#include "zxd-ids.h"

GArray *
zxd_ids_parse (const char *text)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  while (text != NULL && *text != '\0') {
    char *end;
    gint64 id = g_ascii_strtoll (text, &end, 10);

    if (end == text) {
      text++;
      continue;
    }
    g_array_append_val (ids, id);
    text = end;
  }
  return ids;
}
