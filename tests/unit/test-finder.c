/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules of finding customers: by what each is found, what comes first, and what is marked. */
#include "zxd-finder-pack.h"

#include <string.h>

typedef struct {
  gint64 id, org_id;
  ZxTier tier;
  const char *parts; /* a letter for what it is and the text, separated by | */
} Known;

static const Known customers[] = {
    {1, 1, ZX_TIER_REGULAR,
     "n天成软件有限公司|#C-1001|p刘洋|++8613800138000|@liu.yang@tiancheng.example"},
    {2, 1, ZX_TIER_VIP, "n新天成贸易|#T-77|p单雄信|++8675512345678"},
    {3, 1, ZX_TIER_SUPER_VIP, "n重庆长安银行|#c-1002|p曾国藩|aCQ-BANK"},
    {4, 1, ZX_TIER_REGULAR, "nBlue Ocean Trading|pJosé Núñez|@jose@blue-ocean.example"},
    {5, 2, ZX_TIER_SUPER_VIP, "n天成南方|p吕布"},
    {6, 1, ZX_TIER_REGULAR, "n天成"},
    {7, 1, ZX_TIER_REGULAR, "n刘洋|++4915112345678"},
    {8, 1, ZX_TIER_REGULAR, "nＡＢＣ電腦公司|p吕绿"},
    {9, 1, ZX_TIER_REGULAR, "n张三|p张小三"},
};

static ZxdFindTexts *
make_texts (const Known *known)
{
  static const char letters[] = "n#p+@a";
  ZxdFindTexts *texts = zxd_find_texts_new (known->id, known->org_id, known->tier);
  g_auto (GStrv) parts = g_strsplit (known->parts, "|", -1);

  for (gsize i = 0; parts[i] != NULL; i++) {
    gsize what = (gsize) (strchr (letters, parts[i][0]) - letters);

    zxd_find_texts_add (texts, (ZxdFindWhat) what, parts[i] + 1);
  }
  return texts;
}

static void
change (GPtrArray *packs, gint64 id, ZxdFindTexts *texts)
{
  g_autoptr (GArray) changes = g_array_new (FALSE, FALSE, sizeof (ZxdPackChange));
  ZxdPackChange one = {id, texts};

  g_array_append_val (changes, one);
  zxd_packs_change (packs, changes);
  g_clear_pointer (&texts, zxd_find_texts_free);
}

static GPtrArray *
make_packs (void)
{
  GPtrArray *packs = zxd_packs_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (customers); i++)
    change (packs, customers[i].id, make_texts (&customers[i]));
  return packs;
}

/* The ids found by who sees organisation 1, as "1 2 3". */
static char *
ask (GPtrArray *packs, const char *text)
{
  gint64 orgs[] = {1};
  ZxRights rights = {.orgs = orgs, .n_orgs = 1};
  g_autoptr (ZxdQuery) query = zxd_query_new (text);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  GString *found = g_string_new (NULL);

  if (query != NULL)
    zxd_packs_find (packs, query, &rights, 10, ids);
  for (guint i = 0; i < ids->len; i++)
    g_string_append_printf (found, "%s%d", i > 0 ? " " : "", (int) g_array_index (ids, gint64, i));
  return g_string_free (found, FALSE);
}

static void
test_is_found_by_any_part (void)
{
  static const struct {
    const char *query, *found;
  } cases[] = {
      {"软件", "1"},
      {"软", "1"},
      {"天成软件有限公司", "1"},
      {"软件 刘", "1"},           /* two words, two parts */
      {"软件 单", ""},            /* both must be there */
      {"軟件", "1"},              /* traditional */
      {"电脑", "8"},              /* kept in traditional */
      {"abc", "8"},               /* kept in full width */
      {"ｂｌｕｅ", "4"},          /* asked in full width */
      {"OCEAN", "4"},             /* case */
      {"nunez", "4"},             /* accents */
      {"tianchengruanjian", "1"}, /* pinyin */
      {"tian ruan", "1"},         /* pinyin of two words */
      {"tcrj", "1"},              /* initials */
      {"rjyx", "1"},              /* initials inside */
      {"cqcayh", "3"},            /* three characters said otherwise than usual */
      {"chongqingchanganyinhang", "3"},
      {"zengguofan", "3"}, /* surnames */
      {"sxx", "2"},
      {"shan", "2"},
      {"lvlv", "8"}, /* ü is v on the keyboard */
      {"138", "1"},  /* a phone by any three digits */
      {"0013800", "1"},
      {"13800138000", "1"},
      {"138 0013-8000", "1"}, /* as people write them */
      {"+86 138 0013 8000", "1"},
      {"0755-12345678", "2"}, /* with a trunk zero */
      {"1234567", "2 7"},
      {"13", ""}, /* two digits are in too many */
      {"c-1001", "1"},
      {"C-100", "3 1"}, /* the tier decides */
      {"T-77", "2"},
      {"cq-bank", "3"},
      {"tiancheng.example", "1"},
      {"liu.yang@", "1"},
      {"blue-ocean", "4"},
      {"nobody", ""},
      {"o", "4"}, /* a letter alone: where a word begins */
      {"  ", ""},
      {"", ""},
      {"\x01\x02", ""},
  };
  g_autoptr (GPtrArray) packs = make_packs ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *found = ask (packs, cases[i].query);

    g_assert_cmpstr (found, ==, cases[i].found);
  }
}

static void
test_the_best_comes_first (void)
{
  static const struct {
    const char *query, *found;
  } cases[] = {
      {"天成", "6 1 2"}, /* the very name, a name that begins so, one that has it inside */
      {"tc", "6 1 2"},   /* all that it sounds, the beginning, inside */
      {"刘洋", "7 1"},   /* of equals the newest */
      {"liuy", "7 1"},   /* the customer before the person */
      {"张三", "9"},     {"zs", "9"},
  };
  g_autoptr (GPtrArray) packs = make_packs ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *found = ask (packs, cases[i].query);

    g_assert_cmpstr (found, ==, cases[i].found);
  }
}

static void
test_what_was_asked_for_is_marked (void)
{
  static const struct {
    gint64 id;
    const char *query, *match;
  } cases[] = {
      {1, "软件", "{\"what\":\"name\",\"text\":\"天成软件有限公司\",\"marks\":[[2,4]]}"},
      {1, "ruanj", "{\"what\":\"pinyin\",\"text\":\"天成软件有限公司\",\"marks\":[[2,4]]}"},
      {1, "tc", "{\"what\":\"initials\",\"text\":\"天成软件有限公司\",\"marks\":[[0,2]]}"},
      {1, "公司 天成", "{\"what\":\"name\",\"text\":\"天成软件有限公司\",\"marks\":[[0,2],[6,8]]}"},
      {1, "ly", "{\"what\":\"person\",\"text\":\"刘洋\",\"marks\":[[0,2]]}"},
      {1, "138-0013", "{\"what\":\"phone\",\"text\":\"+8613800138000\",\"marks\":[[3,10]]}"},
      {1, "1001", "{\"what\":\"number\",\"text\":\"C-1001\",\"marks\":[[2,6]]}"},
      {1, "YANG@", "{\"what\":\"mail\",\"text\":\"liu.yang@tiancheng.example\",\"marks\":[[4,9]]}"},
      {3, "bank", "{\"what\":\"account\",\"text\":\"CQ-BANK\",\"marks\":[[3,7]]}"},
      {4, "NUÑ", "{\"what\":\"person\",\"text\":\"José Núñez\",\"marks\":[[5,8]]}"},
      {8, "abc", "{\"what\":\"name\",\"text\":\"ＡＢＣ電腦公司\",\"marks\":[[0,3]]}"},
      {9, "blue", "null"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (ZxdFindTexts) texts = make_texts (&customers[cases[i].id - 1]);
    g_autoptr (ZxdQuery) query = zxd_query_new (cases[i].query);
    g_autoptr (GString) json = g_string_new (NULL);

    zxd_query_explain (query, texts, json);
    g_assert_cmpstr (json->str, ==, cases[i].match);
  }
}

static void
test_a_change_is_found_and_the_old_is_not (void)
{
  g_autoptr (GPtrArray) packs = make_packs ();
  g_autoptr (GPtrArray) before = zxd_packs_copy (packs);
  g_autofree char *found = NULL, *gone = NULL, *moved = NULL, *old = NULL;
  const Known renamed = {4, 1, ZX_TIER_REGULAR, "nRed River"}, theirs = {1, 2, 0, "n天成软件"};

  change (packs, 4, make_texts (&renamed));
  change (packs, 7, NULL);
  change (packs, 1, make_texts (&theirs));
  found = ask (packs, "red river");
  g_assert_cmpstr (found, ==, "4");
  gone = ask (packs, "ocean");
  g_assert_cmpstr (gone, ==, "");
  moved = ask (packs, "刘洋"); /* one is gone, one is another organisation's */
  g_assert_cmpstr (moved, ==, "");
  old = ask (before, "ocean"); /* who still reads the old state is not disturbed */
  g_assert_cmpstr (old, ==, "4");
}

/* Many packs, changed at random, hold the same as a plain table. */
static void
test_packs_hold_what_was_put (void)
{
  enum { IDS = 5000, ROUNDS = 60, BATCH = 200 };
  g_autoptr (GPtrArray) packs = zxd_packs_new ();
  g_autofree gboolean *there = g_new0 (gboolean, IDS);
  gsize count = 0;

  for (guint round = 0; round < ROUNDS; round++) {
    g_autoptr (GArray) changes = g_array_new (FALSE, FALSE, sizeof (ZxdPackChange));

    for (guint i = 0, id = 0; i < BATCH; i++) {
      ZxdPackChange one = {0, NULL};

      id += (guint) g_test_rand_int_range (1, IDS / BATCH);
      one.id = id;
      there[id] = g_test_rand_int_range (0, 4) > 0;
      if (there[id]) {
        g_autofree char *name = g_strdup_printf ("n<%u>", id);
        const Known known = {id, 1, ZX_TIER_REGULAR, name};

        one.texts = make_texts (&known);
      }
      g_array_append_val (changes, one);
    }
    zxd_packs_change (packs, changes);
    for (guint i = 0; i < changes->len; i++)
      if (g_array_index (changes, ZxdPackChange, i).texts != NULL)
        zxd_find_texts_free (g_array_index (changes, ZxdPackChange, i).texts);
  }
  for (guint id = 1; id < IDS; id++) {
    count += there[id];
    if (id % 97 == 0) {
      g_autofree char *query = g_strdup_printf ("<%u>", id);
      g_autofree char *found = ask (packs, query), *wanted = g_strdup_printf ("%u", id);

      g_assert_cmpstr (found, ==, there[id] ? wanted : "");
    }
  }
  g_assert_cmpuint (zxd_packs_count (packs), ==, count);
}

/* ---- what is skipped would not have mattered */

enum { MANY = 2500 };
static const char *const names[] = {"天成", "安居", "有限公司", "Ocean", "An", "北京", "南京", "8"};
static const char *const people[] = {"张三", "安娜", "吕布", "Ann Ng", "单雄信"};

#define ONE_OF(array) ((array)[g_test_rand_int_range (0, G_N_ELEMENTS (array))])

static char *
make_parts (void)
{
  return g_strdup_printf (
      "n%s%s%s%s|#K-%05d|p%s|++86%d000%04d|+7%d|@u%d.a@%s%d.example|a%d|ax%d000%04dy",
      ONE_OF (names), ONE_OF (names), g_test_rand_bit () ? " " : "", ONE_OF (names),
      g_test_rand_int_range (0, 2000), ONE_OF (people), g_test_rand_int_range (130, 140),
      g_test_rand_int_range (0, 30), g_test_rand_int_range (10, 99), g_test_rand_int_range (0, 99),
      g_test_rand_bit () ? "ocean" : "an", g_test_rand_int_range (0, 9),
      g_test_rand_int_range (0, 3) * 1000, g_test_rand_int_range (130, 140),
      g_test_rand_int_range (0, 30));
}

static GPtrArray *
make_many (GPtrArray *texts)
{
  g_autoptr (GArray) changes = g_array_new (FALSE, FALSE, sizeof (ZxdPackChange));
  GPtrArray *packs = zxd_packs_new ();

  for (guint id = 1; id <= MANY; id++) {
    g_autofree char *parts = make_parts ();
    Known known = {id, id % 10 == 0 ? 2 : 1, (ZxTier) g_test_rand_int_range (0, 3), parts};
    ZxdPackChange one = {id, make_texts (&known)};

    g_array_append_val (changes, one);
    g_ptr_array_add (texts, one.texts);
  }
  zxd_packs_change (packs, changes);
  return packs;
}

/* The best place of the word, every one of them looked at. */
static ZxdFit
plain_fit (const ZxdWord *word, const GString *lines)
{
  ZxdFit best = ZXD_FIT_NOT;

  for (guint i = 0; i < word->n_needles; i++) {
    const ZxdNeedle *needle = &word->needles[i];

    for (const char *at = lines->str; at + needle->length <= lines->str + lines->len; at++)
      if (memcmp (at, needle->bytes, needle->length) == 0)
        best = MIN (best, zxd_needle_fit (needle, lines->str, at));
  }
  return best;
}

typedef struct {
  ZxdFit fit;
  ZxTier tier;
  gint64 id;
} Ranked;

static int
better_first (gconstpointer a, gconstpointer b)
{
  const Ranked *left = a, *right = b;

  if (left->fit != right->fit)
    return left->fit < right->fit ? -1 : 1;
  if (left->tier != right->tier)
    return left->tier > right->tier ? -1 : 1;
  return left->id > right->id ? -1 : left->id < right->id;
}

/* All customers of organisation 1 that fit, best first. */
static GArray *
rank_all (GPtrArray *texts, const ZxdQuery *query)
{
  const ZxdNeedle *first = &query->words[0].needles[0];
  gboolean is_letter = first->length == 1 && g_ascii_isalnum (first->bytes[0]);
  GArray *ranked = g_array_new (FALSE, FALSE, sizeof (Ranked));
  g_autoptr (GString) lines = g_string_new (NULL);
  ZxFoldedText folded = {0};

  for (guint i = 0; i < texts->len; i++) {
    const ZxdFindTexts *customer = g_ptr_array_index (texts, i);
    Ranked one = {ZXD_FIT_EXACT, customer->tier, customer->id};

    g_string_truncate (lines, 0);
    zxd_lines_write (customer, &folded, lines);
    for (guint j = 0; j < query->n_words; j++) {
      ZxdFit fit = plain_fit (&query->words[j], lines);

      one.fit = MAX (one.fit, is_letter && j == 0 && fit > ZXD_FIT_WORD_START ? ZXD_FIT_NOT : fit);
    }
    if (one.fit != ZXD_FIT_NOT && customer->org_id == 1)
      g_array_append_val (ranked, one);
  }
  g_array_sort (ranked, better_first);
  g_free (folded.at);
  return ranked;
}

static void
compare_with_plain (GPtrArray *packs, GPtrArray *texts, const char *text)
{
  static const guint mosts[] = {1, 50, MANY};
  gint64 orgs[] = {1};
  ZxRights rights = {.orgs = orgs, .n_orgs = 1};
  g_autoptr (ZxdQuery) query = zxd_query_new (text);
  g_autoptr (GArray) ranked = rank_all (texts, query);

  for (gsize i = 0; i < G_N_ELEMENTS (mosts); i++) {
    g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));

    zxd_packs_find (packs, query, &rights, mosts[i], ids);
    for (guint j = 0; j < MAX (ids->len, MIN (ranked->len, mosts[i])); j++) {
      gint64 found = j < ids->len ? g_array_index (ids, gint64, j) : 0;
      gint64 wanted = j < ranked->len ? g_array_index (ranked, Ranked, j).id : 0;

      if (found != wanted)
        g_error ("“%s”: place %u of %u has %d, not %d", text, j, mosts[i], (int) found,
                 (int) wanted);
    }
  }
}

static void
test_skipping_changes_nothing (void)
{
  static const char *const queries[] = {
      "a",          "u",          "k",
      "8",          "1",          "0",
      "z",          "an",         "ng",
      "u a",        "0 8",        "000",
      "0000",       "00",         "861",
      "86135",      "000000000",  "1350000012",
      "1370000007", "1310000001", "@",
      ".",          "-",          "-0",
      "安",         "有限",       "公司 北",
      "张 天 1",    "k-00",       "xx",
      "anju an",    "ajy",        "tc",
      "lb",         "u1",         "0.a@ocean",
      "example",    "K-01999",    "京",
      "shanxx a",   "bj",         "a0",
      "ann",        "ocean 0",    "2000",
      "龘",         "755",        "711",
      "77",         "71",         "有限公司天成",
  };
  g_autoptr (GPtrArray) texts =
      g_ptr_array_new_with_free_func ((GDestroyNotify) zxd_find_texts_free);
  g_autoptr (GPtrArray) packs = make_many (texts);

  for (gsize i = 0; i < G_N_ELEMENTS (queries); i++)
    compare_with_plain (packs, texts, queries[i]);
  for (guint i = 0; i < 60; i++) {
    const ZxdFindTexts *customer = g_ptr_array_index (texts, g_test_rand_int_range (0, MANY));
    const ZxdFindPart *part = &g_array_index (
        customer->parts, ZxdFindPart, g_test_rand_int_range (0, (int) customer->parts->len));
    glong length = g_utf8_strlen (part->text, -1), from = g_test_rand_int_range (0, (int) length);
    g_autofree char *piece = g_utf8_substring (
        part->text, from, g_test_rand_int_range ((int) from + 1, (int) length + 1));

    if (*g_strstrip (piece) != '\0')
      compare_with_plain (packs, texts, piece);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/finder/is-found-by-any-part", test_is_found_by_any_part);
  g_test_add_func ("/finder/the-best-comes-first", test_the_best_comes_first);
  g_test_add_func ("/finder/what-was-asked-for-is-marked", test_what_was_asked_for_is_marked);
  g_test_add_func ("/finder/a-change-is-found-and-the-old-is-not",
                   test_a_change_is_found_and_the_old_is_not);
  g_test_add_func ("/finder/packs-hold-what-was-put", test_packs_hold_what_was_put);
  g_test_add_func ("/finder/skipping-changes-nothing", test_skipping_changes_nothing);
  return g_test_run ();
}
