/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a question and as a text: put, asked, marked and cut. What is marked must lie within
 * the text, between characters, in order. */
#include "fuzz.h"
#include "zx-search.h"

#include <string.h>

static void
check_marks (const char *question, const char *text)
{
  g_autoptr (GArray) marks = zx_search_mark (question, text);
  gsize at = 0, length = strlen (text);

  for (guint i = 0; i < marks->len; i++) {
    const ZxSearchMark *mark = &g_array_index (marks, ZxSearchMark, i);

    g_assert_cmpuint (mark->from, >=, at);
    g_assert_cmpuint (mark->to, >, mark->from);
    g_assert_cmpuint (mark->to, <=, length);
    g_assert_cmpuint (text[mark->from] & 0xC0, !=, 0x80);
    g_assert_cmpuint (text[mark->to] & 0xC0, !=, 0x80);
    at = mark->to;
  }
}

/* The first half is the question, the second the text. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *question = g_strndup ((const char *) data, size / 2);
  g_autofree char *raw = g_strndup ((const char *) data + size / 2, size - size / 2);
  g_autofree char *text = g_utf8_make_valid (raw, -1);
  g_autoptr (ZxSearch) search = zx_search_new ();
  g_autoptr (ZxSearchSnapshot) snapshot = NULL;
  ZxSearchHit hits[4];

  zx_search_put (search, 1, raw, question);
  zx_search_put (search, 2, "Title 标题", text);
  zx_search_learn (search, 2, question);
  snapshot = zx_search_snapshot (search);
  gsize n = zx_search_ask (snapshot, question, hits, G_N_ELEMENTS (hits));
  for (gsize i = 0; i < n; i++)
    g_assert_true (hits[i].fit >= 0 && hits[i].fit <= 1);
  check_marks (question, text);
  g_autofree char *excerpt = zx_search_excerpt (question, text, 30);
  g_assert_true (g_utf8_validate (excerpt, -1, NULL));
  g_assert_cmpint (g_utf8_strlen (excerpt, -1), <=, 32);
  return 0;
}
