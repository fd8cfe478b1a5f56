/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Article files, as anybody may have written them: read, turned into plain text, cut to length. */
#include "fuzz.h"
#include "zxd-front-matter.h"
#include "zxd-plain-text.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_auto (ZxdArticle) article = {0};
  g_autoptr (GError) error = NULL;

  if (!zxd_front_matter_parse ("fuzz", (const char *) data, size, 0, &article, &error)) {
    g_assert_nonnull (error);
    return 0;
  }
  g_assert_true (g_utf8_validate (article.title, -1, NULL));
  g_autofree char *whole = zxd_plain_text (article.body, size);
  g_autofree char *some = zxd_plain_text (article.body, 40);
  g_assert_true (g_utf8_validate (whole, -1, NULL));
  g_assert_true (g_str_has_prefix (whole, some));
  return 0;
}
