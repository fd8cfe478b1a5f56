/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a question to a base that stands: asked, explained, marked and cut. What is found
 * must be in order and explain itself, nothing hidden may be told, and what is shown must be text.
 */
#include "fuzz.h"
#include "zx-search-group.h"
#include "zx-search.h"

#include <math.h>
#include <string.h>

static const struct {
  const char *title, *body;
} articles[] = {
    {"开票报错 E-3107：税号校验未通过", "打开客户档案，重新录入纳税人识别号，然后重新开票。"},
    {"月结时提示存在未过账单据", "打开结账检查，把未过账的单据批量过账，再结账！\n先备份。"},
    {"Invoice import stops with a duplicate number", "Open the history; delete the line. Done."},
    {"Exporting a report to Excel is slow", "Choose data only and narrow the filter."},
    {"升级 upgrade：E-1202 怎么处理", "停止服务，备份数据库 8.2，然后重新升级。"},
    {"パスワードを忘れた", "設定を開き、カ\xEF\xBE\x9Eイドに従います。 각 caf\x65\xCC\x81"},
    {"", ""},
};
enum { N = G_N_ELEMENTS (articles), PADDED = 220, MOST = 5 };

/* Enough articles for pairs of characters to count, and for hidden ones to make room. */
static ZxSearchSnapshot *
make_base (void)
{
  g_autoptr (ZxSearch) search = zx_search_new ();

  for (guint i = 0; i < PADDED; i++) {
    g_autofree char *title = g_strdup_printf ("%s %u", articles[i % N].title, i);

    zx_search_put (search, i + 1, i < N ? articles[i].title : title, articles[i * 3 % N].body);
  }
  zx_search_learn (search, 1, "税号不对怎么开票");
  zx_search_learn (search, 1, "\xFF\xFE\x80 not UTF-8 \xE7");
  zx_search_learn (search, 4, "why is the excel export so slow?");
  zx_search_set_factor (search, 2, 0.7F);
  return zx_search_snapshot (search);
}

/* As a scope would: by the question's first byte some are hidden, some raised. */
static double
look_up (gint64 id, gpointer data)
{
  guint8 way = *(guint8 *) data;

  return way < 32 ? 1 : (id * way) % 4 / 2.0;
}

static void
check_explanation (ZxSearchSnapshot *snapshot, const char *question, guint8 *way, ZxSearchHit *hit)
{
  g_autoptr (GArray) terms = zx_search_explain (snapshot, question, hit->id, look_up, way);
  double sum = 0, factor = 1;

  g_assert_nonnull (terms);
  for (guint i = 0; i < terms->len; i++) {
    const ZxSearchTerm *term = &g_array_index (terms, ZxSearchTerm, i);

    g_assert_true (g_utf8_validate (term->text, -1, NULL));
    if (term->kind >= ZX_SEARCH_TERM_LEARNT)
      factor *= term->score;
    else
      sum += term->score;
  }
  g_assert_cmpfloat_with_epsilon (sum * factor, hit->score, 1e-5);
}

static void
check_answers (ZxSearchSnapshot *snapshot, const char *question)
{
  guint8 way = (guint8) question[0];
  ZxSearchHit hits[MOST];
  gsize n = zx_search_ask_within (snapshot, question, look_up, &way, hits, MOST);

  for (gsize i = 0; i < n; i++) {
    g_assert_true (hits[i].id >= 1 && hits[i].id <= PADDED);
    g_assert_cmpfloat (look_up (hits[i].id, &way), >, 0);
    g_assert_true (hits[i].fit >= 0 && hits[i].fit <= 1);
    g_assert_true (isfinite (hits[i].score) && hits[i].score >= 0);
    g_assert_true (i == 0 || hits[i].score <= hits[i - 1].score);
  }
  if (n > 0)
    check_explanation (snapshot, question, &way, hits + n - 1);
}

static void
check_shown (const char *question, const char *body, gsize chars)
{
  g_autoptr (GArray) marks = zx_search_mark (question, body);
  gsize at = 0, length = strlen (body);

  for (guint i = 0; i < marks->len; i++) {
    const ZxSearchMark *mark = &g_array_index (marks, ZxSearchMark, i);

    g_assert_true (mark->from >= at && mark->to > mark->from && mark->to <= length);
    g_assert_true (g_utf8_validate (body + mark->from, (gssize) (mark->to - mark->from), NULL));
    at = mark->to;
  }
  g_autofree char *excerpt = zx_search_excerpt (question, body, chars);
  g_assert_true (g_utf8_validate (excerpt, -1, NULL));
  g_assert_cmpint (g_utf8_strlen (excerpt, -1), <=, (glong) chars);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static ZxSearchSnapshot *snapshot;
  g_autofree char *question = g_strndup ((const char *) data, size);
  g_autofree char *text = g_utf8_make_valid (question, -1);
  const char *other[] = {text};
  float likeness;

  if (snapshot == NULL)
    snapshot = make_base ();
  check_answers (snapshot, question);
  check_shown (question, size % 2 == 0 ? text : articles[size % N].body, size % 40);
  zx_search_compare (question, other, 1, &likeness);
  g_assert_true (likeness >= 0 && likeness <= 1.0001F);
  zx_search_has_matter (question);
  return 0;
}
