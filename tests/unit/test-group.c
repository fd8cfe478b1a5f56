/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Like questions come together, others stay apart, and a flood of them takes a bounded time; a
 * rejected article stands lower. */
#include "zx-search-group.h"
#include "zx-search.h"

static const char *const matters[][4] = {
    {"打印机连不上怎么办", "你好，打印机连不上了", "打印机老是连不上", "連不上打印機"},
    {"发票抬头开错了怎么改", "请问发票抬头开错了", "发票的抬头写错，要改", "开错发票抬头"},
    {"The scanner makes a noise", "scanner noise when it starts", "Strange noise from my scanner",
     "scanner is making noise all day"},
    {"How do I reset my password?", "password reset does not work", "I want to reset the password",
     "resetting my password"},
};

static void
like_ones_come_together (void)
{
  const char *texts[16];
  guint groups[16];

  for (guint i = 0; i < 16; i++)
    texts[i] = matters[i % 4][i / 4];
  zx_search_group (texts, 16, groups);
  for (guint i = 0; i < 16; i++)
    g_assert_cmpuint (groups[i], ==, i % 4);
}

/* What nearly everybody asks is common in every word of it, and still one matter. */
static void
what_all_ask_is_one (void)
{
  const char *texts[40];
  guint groups[40], together = 0;

  for (guint i = 0; i < 40; i++)
    texts[i] = matters[i % 10 == 9 ? 1 : 0][i / 4 % 4];
  zx_search_group (texts, 40, groups);
  for (guint i = 0; i < 40; i++)
    together += groups[i] == 0;
  g_assert_cmpuint (together, ==, 36);
}

static void
likest_is_the_same (void)
{
  float likeness[4];

  zx_search_compare ("打印机连不上怎么办？", matters[0], 4, likeness);
  g_assert_cmpfloat (likeness[0], >, 0.95F);
  for (guint i = 1; i < 4; i++)
    g_assert_cmpfloat (likeness[0], >, likeness[i]);
  zx_search_compare ("scanner", matters[0], 4, likeness);
  g_assert_cmpfloat (likeness[0], <, 0.01F);
  zx_search_compare ("", matters[0], 4, likeness);
  g_assert_cmpfloat (likeness[0], <, 0.01F);
}

static void
many_end_in_time (void)
{
  enum { N = ZX_SEARCH_GROUP_MOST + 10 };
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autofree guint *groups = g_new (guint, N);

  for (guint i = 0; i < N; i++)
    g_ptr_array_add (texts, g_strdup_printf ("the machine of kind %u reports failure %u again",
                                             i % 50, i % 700));
  zx_search_group ((const char *const *) texts->pdata, N, groups);
  for (guint i = 0; i < N; i++)
    g_assert_cmpuint (groups[i], <=, i);
  g_assert_cmpuint (groups[N - 1], ==, N - 1);
}

static void
small_talk_has_no_matter (void)
{
  static const char *const about[] = {"开票报错 E-3107", "打印机", "printer broken", "E-3107"};
  static const char *const nothing[] = {"在吗？",      "你好", "谢谢你", "Hello, is anybody there?",
                                        "thanks, bye", "",     "？？？", "👍"};

  for (gsize i = 0; i < G_N_ELEMENTS (about); i++)
    g_assert_true (zx_search_has_matter (about[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (nothing); i++)
    g_assert_false (zx_search_has_matter (nothing[i]));
}

/* ---- the factor of an article, which is how rejections weigh */

static double
score_of (ZxSearchSnapshot *snapshot, gint64 id)
{
  ZxSearchHit hits[4];
  gsize n = zx_search_ask (snapshot, "the scanner makes a noise", hits, G_N_ELEMENTS (hits));

  for (gsize i = 0; i < n; i++)
    if (hits[i].id == id)
      return hits[i].score;
  return 0;
}

static void
factor_lowers_one_article (void)
{
  g_autoptr (ZxSearch) search = zx_search_new ();
  g_autoptr (ZxSearchSnapshot) before = NULL, lowered = NULL, again = NULL;

  zx_search_put (search, 1, "Noise of the scanner", "Oil the rails.");
  zx_search_put (search, 2, "Noise of the printer", "Oil the rollers.");
  before = zx_search_snapshot (search);
  zx_search_set_factor (search, 1, 0.8F);
  lowered = zx_search_snapshot (search);
  g_assert_cmpfloat_with_epsilon (score_of (lowered, 1), 0.8 * score_of (before, 1), 1e-5);
  g_assert_cmpfloat (score_of (lowered, 2), ==, score_of (before, 2));
  zx_search_put (search, 1, "Noise of the scanner", "Oil the rails.");
  g_clear_pointer (&lowered, zx_search_snapshot_unref);
  lowered = zx_search_snapshot (search);
  g_assert_cmpfloat (score_of (lowered, 1), <, score_of (before, 1));
  zx_search_set_factor (search, 1, 1);
  again = zx_search_snapshot (search);
  g_assert_cmpfloat (score_of (again, 1), >, score_of (lowered, 1));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/group/like-questions-come-together-and-others-stay-apart",
                   like_ones_come_together);
  g_test_add_func ("/group/what-nearly-all-ask-is-one-matter", what_all_ask_is_one);
  g_test_add_func ("/group/what-is-asked-in-the-same-words-is-likest", likest_is_the_same);
  g_test_add_func ("/group/thousands-of-questions-end-in-time", many_end_in_time);
  g_test_add_func ("/group/small-talk-has-no-matter", small_talk_has_no_matter);
  g_test_add_func ("/factor/it-lowers-one-article-until-it-is-taken-back",
                   factor_lowers_one_article);
  return g_test_run ();
}
