/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first bytes of a file from a stranger, under every name that it might have. */
#include "fuzz.h"
#include "zx-file-kind.h"

#include <string.h>

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  gsize n;
  const ZxFileKind *kinds = zx_file_kinds (&n);
  g_autofree char *raw = g_strndup ((const char *) data, MIN (size, 600));
  g_autofree char *name = zx_file_clean_name (raw);
  guint32 width, height;
  guint found = 0;

  g_assert_true (g_utf8_validate (name, -1, NULL));
  g_assert_cmpuint (strlen (name), <=, 200);
  g_assert_null (strpbrk (name, "/\\\n\r\""));
  for (gsize i = 0; i < n; i++) {
    g_auto (GStrv) words = g_strsplit (kinds[i].extensions, " ", -1);
    g_autofree char *called = g_strconcat ("x.", words[0], NULL);
    const ZxFileKind *kind = zx_file_kind_of (data, size, called, &width, &height);

    g_assert_true (kind == NULL || kind == &kinds[i]);
    g_assert_true (kind == NULL || !kind->is_picture || (width > 0 && height > 0));
    found += kind != NULL;
  }
  g_assert_cmpuint (found, <=, 3); /* old office files and texts go by their names */
  return 0;
}
