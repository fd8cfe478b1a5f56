/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules of search/: what is the same word, what is found first, what is marked and shown, and that
 * a snapshot stays as it was. */
#include "zx-search-private.h"

#include <string.h>

static const struct {
  gint64 id;
  const char *title, *body;
} articles[] = {
    {1, "开票报错 E-3107：税号校验未通过", "打开客户档案，重新录入纳税人识别号，然后重新开票。"},
    {2, "月结时提示存在未过账单据", "打开结账检查，把未过账的单据批量过账，再结账。"},
    {3, "库存盘点：盘盈盘亏怎样录入", "新建盘点单，录入实盘数量，审核差异以后过账。"},
    {4, "打印模板错位", "在打印设置里选择正确的纸张，缩放选实际大小。"},
    {5, "Invoice import stops with a duplicate number", "Open the history and delete the line."},
    {6, "Exporting a report to Excel is slow", "Choose data only and narrow the filter."},
    {7, "Preparing the upgrade to version 8.2", "Back up the database and stop the service."},
    {8, "A user cannot see a menu", "Give the role the function and a data scope."},
};

static ZxSearch *
make_base (void)
{
  ZxSearch *search = zx_search_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (articles); i++)
    zx_search_put (search, articles[i].id, articles[i].title, articles[i].body);
  return search;
}

static gint64
first (ZxSearchSnapshot *snapshot, const char *question)
{
  ZxSearchHit hit = {0};

  return zx_search_ask (snapshot, question, &hit, 1) > 0 ? hit.id : 0;
}

static void
test_one_word_has_many_spellings (void)
{
  static const struct {
    const char *question;
    gint64 id;
  } cases[] = {
      {"稅號校驗未通過", 1},                /* traditional */
      {"庫存盤點", 3},                      /* traditional */
      {"Ｅ－３１０７", 1},                  /* full width */
      {"ｅｘｐｏｒｔ ｅｘｃｅｌ", 6},       /* full width */
      {"盘\xE2\x80\x8B点", 3},              /* zero-width space inside */
      {"\xEF\xBB\xBF盘点", 3},              /* byte order mark */
      {"E3107", 1},                         /* without its hyphen */
      {"e-3107", 1},                        /* lower case */
      {"EXPORTED REPORTS", 6},              /* other forms of the words */
      {"rep\xC3\xB3rt to \xC3\x89xcel", 6}, /* accents */
      {"盘点", 3},                          /* two characters */
      {"盘店怎么做", 3},                    /* a homophone */
      {"发票校验未通国", 1},                /* a homophone */
      {"invioce imprt", 5},                 /* mistyped */
      {"upgrdae", 7},                       /* mistyped */
  };
  g_autoptr (ZxSearch) search = make_base ();
  g_autoptr (ZxSearchSnapshot) snapshot = zx_search_snapshot (search);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    gint64 found = first (snapshot, cases[i].question);

    if (found != cases[i].id)
      g_test_message ("%s", cases[i].question);
    g_assert_cmpint (found, ==, cases[i].id);
  }
}

static void
test_words_of_a_rare_script_count (void)
{
  g_autoptr (ZxSearch) search = make_base ();
  g_autoptr (ZxSearchSnapshot) snapshot = zx_search_snapshot (search);

  g_assert_cmpint (first (snapshot, "请问一下提示 E-3107 是什么意思，应该怎么处理"), ==, 1);
  g_assert_cmpint (first (snapshot, "Excel 里面怎么办"), ==, 6);
}

static void
test_the_script_of_the_question_comes_first (void)
{
  g_autoptr (ZxSearch) search = make_base ();
  g_autoptr (ZxSearchSnapshot) snapshot = NULL;

  zx_search_put (search, 20, "升级 upgrade：E-1202 怎么处理",
                 "停止服务，备份数据库，然后重新升级。");
  zx_search_put (search, 21, "The upgrade stops: E-1202", "Stop the service and start it again.");
  snapshot = zx_search_snapshot (search);
  g_assert_cmpint (first (snapshot, "my upgrade says E-1202"), ==, 21);
  g_assert_cmpint (first (snapshot, "升级 upgrade E-1202"), ==, 20);
}

static void
test_fit_tells_answer_from_chatter (void)
{
  static const char *chatter[] = {"你好", "在吗",   "thanks, bye", "今天天气真好",
                                  "",     "？？？", "的"};
  g_autoptr (ZxSearch) search = make_base ();
  g_autoptr (ZxSearchSnapshot) snapshot = zx_search_snapshot (search);
  ZxSearchHit hit;

  for (gsize i = 0; i < G_N_ELEMENTS (chatter); i++)
    if (zx_search_ask (snapshot, chatter[i], &hit, 1) > 0)
      g_assert_cmpfloat (hit.fit, <, 0.35);
  g_assert_cmpuint (zx_search_ask (snapshot, "盘亏怎么录入", &hit, 1), ==, 1);
  g_assert_cmpfloat (hit.fit, >, 0.6);
  g_assert_cmpfloat (hit.fit, <=, 1);
}

/* Articles that are alike but for their numbers, in one language or the other. */
static void
fill (ZxSearch *search, gint64 from, const char *title, const char *body, guint n)
{
  for (guint i = 0; i < n; i++) {
    g_autofree char *own_title = g_strdup_printf ("%s %u", title, 1000 + i);
    g_autofree char *own_body = g_strdup_printf ("%s %u. %s", body, 7000 + i, body);

    zx_search_put (search, from + i, own_title, own_body);
  }
}

static void
test_fit_does_not_depend_on_other_languages (void)
{
  static const char *const questions[] = {"invoice import stops", "how can I export to Excel",
                                          "my user sees no menu", "which line of the list is wrong",
                                          "nobody has a paper menu"};
  g_autoptr (ZxSearch) search = make_base ();
  g_autoptr (ZxSearchSnapshot) alone = NULL, among = NULL;

  fill (search, 100, "How to set up a printer", "Choose the paper and the driver of the printer",
        20);
  for (gint64 id = 1; id <= 4; id++)
    zx_search_remove (search, id);
  alone = zx_search_snapshot (search);
  fill (search, 1000, "怎样设置打印机", "选择纸张，安装驱动程序，再打印测试页。", 200);
  among = zx_search_snapshot (search);
  for (gsize i = 0; i < G_N_ELEMENTS (questions); i++) {
    ZxSearchHit one = {0}, other = {0};

    zx_search_ask (alone, questions[i], &one, 1);
    zx_search_ask (among, questions[i], &other, 1);
    g_test_message ("%s: %.3f and %.3f", questions[i], one.fit, other.fit);
    g_assert_cmpint (one.id, ==, other.id);
    g_assert_cmpfloat_with_epsilon (one.fit, other.fit, 0.05);
  }
}

static void
test_the_newest_text_is_found (void)
{
  g_autoptr (ZxSearch) search = make_base ();
  g_autoptr (ZxSearchSnapshot) before = zx_search_snapshot (search);

  zx_search_put (search, 4, "手机端登录", "允许手机登录并批准设备。");
  zx_search_remove (search, 3);
  zx_search_remove (search, 99);
  g_autoptr (ZxSearchSnapshot) after = zx_search_snapshot (search);
  g_assert_cmpuint (zx_search_count (search), ==, 7);
  g_assert_cmpint (first (after, "手机登录"), ==, 4);
  g_assert_cmpint (first (after, "打印模板错位"), !=, 4);
  g_assert_cmpint (first (after, "库存盘点"), !=, 3);
  g_assert_cmpint (first (before, "打印模板错位"), ==, 4);
  g_assert_cmpint (first (before, "库存盘点"), ==, 3);
  g_assert_cmpint (first (before, "手机登录"), !=, 4);
}

static void
test_a_learnt_question_is_found_again_and_forgotten (void)
{
  g_autoptr (ZxSearch) search = make_base ();
  ZxSearchHit hit = {0};

  zx_search_learn (search, 7, "小李说要换新的大版本");
  zx_search_learn (search, 99, "nobody");
  g_autoptr (ZxSearchSnapshot) learnt = zx_search_snapshot (search);
  g_assert_cmpint (first (learnt, "大版本怎么换"), ==, 7);
  zx_search_put (search, 7, articles[6].title, articles[6].body);
  g_autoptr (ZxSearchSnapshot) replaced = zx_search_snapshot (search);
  g_assert_cmpint (first (replaced, "大版本怎么换"), ==, 7);
  zx_search_unlearn (search, 7, "小李说要换新的大版本");
  g_autoptr (ZxSearchSnapshot) forgotten = zx_search_snapshot (search);
  if (zx_search_ask (forgotten, "大版本怎么换", &hit, 1) > 0)
    g_assert_cmpint (hit.id, !=, 7);
}

enum { TOPICS = 20, ASKED = 4 };

/* The weight of likeness in a base where each topic was asked for ASKED times: in words of its own
 * that are its neighbour's title, or in a sentence that is the same for every topic. */
static float
judge_topics (gboolean in_words_of_its_own)
{
  g_autoptr (ZxSearch) search = zx_search_new ();
  g_autoptr (ZxSearchSnapshot) snapshot = NULL;

  for (guint topic = 0; topic < TOPICS; topic++) {
    guint other = (topic + 1) % TOPICS;
    g_autofree char *title =
        in_words_of_its_own
            ? g_strdup_printf ("cause%c effect%c remedy%c", 'a' + other, 'a' + other, 'a' + other)
            : g_strdup_printf ("topic%c", 'a' + topic);
    g_autofree char *body = g_strdup_printf ("topic%c", 'a' + topic);

    zx_search_put (search, topic + 1, title, body);
  }
  for (guint i = 0; i < TOPICS * ASKED; i++) {
    guint topic = i % TOPICS;
    g_autoptr (GString) question = g_string_new (NULL);

    if (in_words_of_its_own)
      g_string_append_printf (question, "cause%c effect%c remedy%c time%u", 'a' + topic,
                              'a' + topic, 'a' + topic, i);
    else
      g_string_append_printf (question, "topic%c", 'a' + topic);
    for (guint word = 0; word < 40 && !in_words_of_its_own; word++)
      g_string_append_printf (question, " %c%cx%c", 'a' + i / TOPICS, 'a' + word / 8,
                              'a' + word % 8);
    zx_search_learn (search, topic + 1, question->str);
  }
  zx_search_judge (search);
  snapshot = zx_search_snapshot (search);
  return snapshot->likeness;
}

static void
test_past_questions_count_as_far_as_they_help (void)
{
  g_assert_cmpfloat (judge_topics (FALSE), <=, ZX_LIKENESS_UNTRIED);
  g_assert_cmpfloat (judge_topics (TRUE), >, ZX_LIKENESS_UNTRIED);
}

static void
test_only_the_newest_questions_count (void)
{
  g_autoptr (ZxSearch) search = make_base ();
  ZxSearchHit hit;

  zx_search_learn (search, 8, "quux");
  for (int i = 0; i < ZX_SEARCH_QUESTIONS; i++) {
    g_autofree char *question = g_strdup_printf ("giraffe %c%c", 'a' + i % 26, 'a' + i / 26);

    zx_search_learn (search, 8, question);
  }
  g_autoptr (ZxSearchSnapshot) snapshot = zx_search_snapshot (search);
  g_assert_cmpint (first (snapshot, "giraffe"), ==, 8);
  g_assert_true (zx_search_ask (snapshot, "quux", &hit, 1) == 0 || hit.id != 8);
}

/* ---- many articles: segments are made, merged and thinned out */

static char *
word (guint number)
{
  return g_strdup_printf ("w%c%c%c%c", 'a' + number % 26, 'a' + number / 26 % 26,
                          'a' + number / 676 % 26, 'a' + number / 17576 % 26);
}

static void
put_numbered (ZxSearch *search, guint number, guint version)
{
  g_autofree char *own = word (number * 7 + version), *title = g_strdup_printf ("Topic %s", own);

  zx_search_put (search, number + 1, title, "The same common text in every article 每篇都有的文字");
}

static void
test_what_is_found_does_not_depend_on_the_history (void)
{
  g_autoptr (ZxSearch) search = zx_search_new ();
  enum { N = 3000 };

  for (guint i = 0; i < N; i++) {
    put_numbered (search, i, 0);
    if (i % 37 == 0)
      zx_search_snapshot_unref (zx_search_snapshot (search));
  }
  for (guint i = 0; i < N; i += 3)
    put_numbered (search, i, 1);
  for (guint i = 0; i < N; i += 5)
    zx_search_remove (search, i + 1);
  g_autoptr (ZxSearchSnapshot) snapshot = zx_search_snapshot (search);
  g_assert_cmpuint (zx_search_count (search), ==, N - N / 5);
  for (guint i = 0; i < N; i++) {
    g_autofree char *own = word (i * 7 + (i % 3 == 0)),
                    *question = g_strdup_printf ("topic %s", own);
    gint64 found = first (snapshot, question);

    if (i % 5 == 0)
      g_assert_cmpint (found, !=, i + 1);
    else
      g_assert_cmpint (found, ==, i + 1);
  }
}

typedef struct {
  ZxSearchSnapshot *snapshot;
  int is_over; /* atomic */
} Reading;

static gpointer
read_again_and_again (gpointer data)
{
  Reading *reading = data;
  guint wrong = 0;

  while (!g_atomic_int_get (&reading->is_over))
    for (gsize i = 0; i < G_N_ELEMENTS (articles); i++)
      wrong += first (reading->snapshot, articles[i].title) != articles[i].id;
  return GUINT_TO_POINTER (wrong);
}

static void
test_a_snapshot_is_unaffected_by_the_writer (void)
{
  g_autoptr (ZxSearch) search = make_base ();
  Reading reading = {zx_search_snapshot (search), 0};
  GThread *threads[3];

  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("reader", read_again_and_again, &reading);
  for (guint i = 0; i < 400; i++) {
    zx_search_put (search, articles[i % 8].id, "别的标题", "别的正文");
    zx_search_learn (search, articles[i % 5].id, "别的问题");
    if (i % 3 == 0)
      zx_search_remove (search, articles[i % 7].id);
    zx_search_snapshot_unref (zx_search_snapshot (search));
  }
  g_atomic_int_set (&reading.is_over, 1);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    g_assert_cmpuint (GPOINTER_TO_UINT (g_thread_join (threads[i])), ==, 0);
  zx_search_snapshot_unref (reading.snapshot);
}

/* ---- marks and excerpts */

static void
assert_marked (const char *question, const char *text, const char *wanted)
{
  g_autoptr (GArray) marks = zx_search_mark (question, text);
  g_autoptr (GString) shown = g_string_new (NULL);
  gsize at = 0;

  for (guint i = 0; i < marks->len; i++) {
    const ZxSearchMark *mark = &g_array_index (marks, ZxSearchMark, i);

    g_assert_cmpuint (mark->from, >=, at);
    g_assert_cmpuint (mark->to, >, mark->from);
    g_string_append_len (shown, text + at, (gssize) (mark->from - at));
    g_string_append_c (shown, '[');
    g_string_append_len (shown, text + mark->from, (gssize) (mark->to - mark->from));
    g_string_append_c (shown, ']');
    at = mark->to;
  }
  g_string_append (shown, text + at);
  g_assert_cmpstr (shown->str, ==, wanted);
}

static void
test_matching_words_are_marked_where_they_stand (void)
{
  assert_marked ("税号校验不通过怎么办", "开票：税号校验未通过", "开票：[税号校验]未[通过]");
  assert_marked ("稅號", "请核对税号。", "请核对[税号]。");
  assert_marked ("exports to excel", "How to Export a report to Excel",
                 "How to [Export] a report to [Excel]");
  assert_marked ("Ｅｘｃｅｌ导出", "导出 Excel 文件", "[导出] [Excel] 文件");
  assert_marked ("how do I do this", "How do I do that", "How do I do that");
  assert_marked ("", "text", "text");
  assert_marked ("text", "", "");
  assert_marked ("cafe", "A caf\x65\xCC\x81 is open", "A [caf\x65\xCC\x81] is open");
}

static void
test_the_excerpt_shows_the_answer (void)
{
  const char *body =
      "月结之前请通知同事。先检查库存。然后在结账检查里批量过账，再点结账。最后核对余额。";
  g_autofree char *excerpt = zx_search_excerpt ("怎样批量过账", body, 20);
  g_autofree char *whole = zx_search_excerpt ("怎样批量过账", body, 200);
  g_autofree char *cut = zx_search_excerpt ("批量过账", body, 8);
  g_autofree char *nothing = zx_search_excerpt ("批量过账", " \n ", 8);
  g_autofree char *lines = zx_search_excerpt ("second", "1. First step.\n2. Second step.", 100);

  g_assert_cmpstr (excerpt, ==, "然后在结账检查里批量过账，再点结账。");
  g_assert_cmpstr (whole, ==, body);
  g_assert_nonnull (strstr (cut, "批量过账"));
  g_assert_cmpint (g_utf8_strlen (cut, -1), <=, 8);
  g_assert_cmpstr (nothing, ==, "");
  g_assert_cmpstr (lines, ==, "1. First step. 2. Second step.");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/search/one-word-has-many-spellings", test_one_word_has_many_spellings);
  g_test_add_func ("/search/words-of-a-rare-script-count", test_words_of_a_rare_script_count);
  g_test_add_func ("/search/the-script-of-the-question-comes-first",
                   test_the_script_of_the_question_comes_first);
  g_test_add_func ("/search/fit-tells-answer-from-chatter", test_fit_tells_answer_from_chatter);
  g_test_add_func ("/search/fit-does-not-depend-on-articles-in-other-languages",
                   test_fit_does_not_depend_on_other_languages);
  g_test_add_func ("/search/the-newest-text-is-found", test_the_newest_text_is_found);
  g_test_add_func ("/search/a-learnt-question-is-found-again-and-forgotten",
                   test_a_learnt_question_is_found_again_and_forgotten);
  g_test_add_func ("/search/past-questions-count-as-far-as-they-help",
                   test_past_questions_count_as_far_as_they_help);
  g_test_add_func ("/search/only-the-newest-questions-count", test_only_the_newest_questions_count);
  g_test_add_func ("/search/what-is-found-does-not-depend-on-the-history",
                   test_what_is_found_does_not_depend_on_the_history);
  g_test_add_func ("/search/a-snapshot-is-unaffected-by-the-writer",
                   test_a_snapshot_is_unaffected_by_the_writer);
  g_test_add_func ("/search/matching-words-are-marked-where-they-stand",
                   test_matching_words_are_marked_where_they_stand);
  g_test_add_func ("/search/the-excerpt-shows-the-answer", test_the_excerpt_shows_the_answer);
  return g_test_run ();
}
