/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says names in pinyin, in each way that people know. */
#include "zx-search-pinyin.h"

#include <string.h>

enum { MOST_DOUBLE = 3 }; /* 2³ = ZX_PINYIN_MOST_WAYS */

/* What the table of usual readings does not have: the second readings that stand in names of
 * companies, places and people (surnames above all). Sorted by character. */
static const struct {
  gunichar c;
  const char *sound;
} second_readings[] = {
    {0x4E07 /* 万 */, "mo"},    {0x4E50 /* 乐 */, "yue"},   {0x4EC7 /* 仇 */, "qiu"},
    {0x4F1A /* 会 */, "kuai"},  {0x4FDE /* 俞 */, "shu"},   {0x516D /* 六 */, "lu"},
    {0x533A /* 区 */, "ou"},    {0x5355 /* 单 */, "shan"},  {0x53A6 /* 厦 */, "xia"},
    {0x53C2 /* 参 */, "shen"},  {0x53EC /* 召 */, "shao"},  {0x5458 /* 员 */, "yun"},
    {0x5730 /* 地 */, "di"},    {0x5821 /* 堡 */, "pu"},    {0x5BBF /* 宿 */, "xiu"},
    {0x5C09 /* 尉 */, "yu"},    {0x66FE /* 曾 */, "zeng"},  {0x671D /* 朝 */, "zhao"},
    {0x6734 /* 朴 */, "piao"},  {0x67CF /* 柏 */, "bo"},    {0x67E5 /* 查 */, "zha"},
    {0x6821 /* 校 */, "jiao"},  {0x6A21 /* 模 */, "mu"},    {0x6C88 /* 沈 */, "chen"},
    {0x6CCA /* 泊 */, "bo"},    {0x6DA1 /* 涡 */, "guo"},   {0x6FB9 /* 澹 */, "tan"},
    {0x725F /* 牟 */, "mu"},    {0x7387 /* 率 */, "shuai"}, {0x756A /* 番 */, "pan"},
    {0x76D6 /* 盖 */, "ge"},    {0x76DB /* 盛 */, "cheng"}, {0x79CD /* 种 */, "chong"},
    {0x7CFB /* 系 */, "ji"},    {0x7E41 /* 繁 */, "po"},    {0x7F2A /* 缪 */, "miao"},
    {0x7FDF /* 翟 */, "zhai"},  {0x831C /* 茜 */, "xi"},    {0x8398 /* 莘 */, "xin"},
    {0x839E /* 莞 */, "wan"},   {0x851A /* 蔚 */, "yu"},    {0x85CF /* 藏 */, "zang"},
    {0x868C /* 蚌 */, "beng"},  {0x884C /* 行 */, "hang"},  {0x8983 /* 覃 */, "qin"},
    {0x89C1 /* 见 */, "xian"},  {0x89D2 /* 角 */, "jue"},   {0x89E3 /* 解 */, "xie"},
    {0x8C03 /* 调 */, "tiao"},  {0x8D3E /* 贾 */, "gu"},    {0x8F66 /* 车 */, "ju"},
    {0x90FD /* 都 */, "du"},    {0x91CD /* 重 */, "chong"}, {0x94C5 /* 铅 */, "yan"},
    {0x957F /* 长 */, "chang"}, {0x963F /* 阿 */, "e"},     {0x964D /* 降 */, "xiang"},
    {0x9ED1 /* 黑 */, "he"},
};

/* Null when there is only the usual one. */
static const char *
second_reading (gunichar c)
{
  gsize low = 0, high = G_N_ELEMENTS (second_readings);

  while (low < high) {
    gsize middle = low + (high - low) / 2;

    if (second_readings[middle].c == c)
      return second_readings[middle].sound;
    if (second_readings[middle].c < c)
      low = middle + 1;
    else
      high = middle;
  }
  return NULL;
}

guint
zx_pinyin_count_ways (const ZxFoldedText *text)
{
  guint n_double = 0;
  gboolean has_han = FALSE;

  for (gsize i = 0; i < text->n; i++) {
    gunichar c = text->at[i].c;

    if (zx_fold_sound (c) == 0)
      continue;
    has_han = TRUE;
    if (n_double < MOST_DOUBLE && second_reading (c) != NULL)
      n_double++;
  }
  return has_han ? 1u << n_double : 0;
}

/* The syllable of a character in this way of saying; null when it has none. */
static const char *
say (gunichar c, guint way, guint *n_double)
{
  guint sound = zx_fold_sound (c);
  const char *second = sound != 0 ? second_reading (c) : NULL;

  if (sound == 0)
    return NULL;
  if (second != NULL && *n_double < MOST_DOUBLE && way >> (*n_double)++ & 1)
    return second;
  return zx_sound_name (sound);
}

void
zx_pinyin_say (const ZxFoldedText *text, guint way, gboolean initials, GString *out, GArray *places)
{
  guint n_double = 0;

  for (gsize i = 0; i < text->n; i++) {
    gunichar c = text->at[i].c;
    const char *syllable = say (c, way, &n_double);
    gsize before = out->len;

    if (syllable != NULL)
      g_string_append_len (out, syllable, initials ? 1 : (gssize) strlen (syllable));
    else if (c < 0x80 && g_ascii_isalnum ((char) c))
      g_string_append_c (out, (char) c);
    for (guint32 place = (guint32) i; places != NULL && before < out->len; before++)
      g_array_append_val (places, place);
  }
}
