/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Knows the words that carry a question but say nothing about its matter. */
#include "zx-search-empty.h"

#include <string.h>

/* They are cut like any text, so the lists hold for all spellings. */
static const char *const empty_words =
    "a am an and any are as at be been but by can could cant do does did dont for from get got had "
    "has have havent he her hi hello how i if im in into is isnt it its me my no not of on or our "
    "please so some than thank thanks that the their them then there they this to too up us was we "
    "were what when where which who why will with wont would you your ive about after before just "
    "im id should there these those any also want need like know tell help way ";
static const char *const empty_pairs =
    "怎么|么办|怎样|什么|么样|为什|为何|何时|哪些|哪个|哪里|可以|我们|我的|我想|你们|您好|你好|"
    "请问|问一|问下|想问|一下|如何|"
    "这个|这种|那个|是不|不是|有没|没有|能不|不能|能否|是否|时候|一个|因为|所以|还是|就是|麻烦|"
    "谢谢|帮我|帮忙|告诉|"
    "知道|需要|应该|现在|的时|了吗|的吗|是什|么回|回事|已经|可是|但是|老师|客服|多少|吗我|我要";
static const char *const empty_characters =
    "的了吗呢吧啊呀嘛我你您他她它们是在有和与及么怎这那就都也还把被让请问";

static GHashTable *
make_set (void)
{
  GHashTable *set = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr (ZxTokeniser) tokeniser = zx_tokeniser_new ();
  const struct {
    const char *text;
    ZxTokenKind kind;
  } lists[] = {
      {empty_words, ZX_TOKEN_STEM}, {empty_pairs, ZX_TOKEN_HAN2}, {empty_characters, ZX_TOKEN_HAN}};

  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++) {
    gsize n;
    const ZxToken *tokens = zx_tokeniser_cut (tokeniser, lists[i].text, strlen (lists[i].text), &n);

    for (gsize j = 0; j < n; j++)
      if (zx_key_kind (tokens[j].key) == lists[i].kind)
        g_hash_table_add (set, g_memdup2 (&tokens[j].key, sizeof tokens[j].key));
  }
  return set;
}

gboolean
zx_key_is_empty (guint64 key)
{
  static GHashTable *empty;

  if (g_once_init_enter (&empty))
    g_once_init_leave (&empty, make_set ());
  return g_hash_table_contains (empty, &key);
}
