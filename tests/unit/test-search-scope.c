/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules of asking within a scope, and of explaining a score: what is hidden makes room, and the
 * parts of a score are the score. */
#include "zx-search-private.h"

enum { N = 1200, MOST = 10 };

/* Many articles about one matter, each a little less than the one before. */
static ZxSearch *
make_alike (void)
{
  ZxSearch *search = zx_search_new ();

  for (guint i = 1; i <= N; i++) {
    g_autoptr (GString) body = g_string_new ("Open the ledger.");

    for (guint k = 0; k < i / 8; k++)
      g_string_append (body, " something");
    zx_search_put (search, i, "Printer jams", body->str);
  }
  return search;
}

typedef struct {
  gint64 hidden_below; /* articles */
  gint64 favoured;
  double factor; /* of the favoured */
  GHashTable *asked;
} Scope;

static double
look_up (gint64 id, gpointer data)
{
  Scope *scope = data;

  g_assert_true (g_hash_table_add (scope->asked, GUINT_TO_POINTER (id)));
  return id < scope->hidden_below ? 0 : id == scope->favoured ? scope->factor : 1;
}

static gsize
ask (ZxSearchSnapshot *snapshot, const char *question, Scope *scope, ZxSearchHit *hits)
{
  gsize n;

  scope->asked = g_hash_table_new (NULL, NULL);
  n = zx_search_ask_within (snapshot, question, look_up, scope, hits, MOST);
  g_hash_table_unref (scope->asked);
  return n;
}

static void
test_hidden_ones_make_room (void)
{
  static const gint64 hidden_below[] = {2, 10, 160, 400};
  g_autoptr (ZxSearch) search = make_alike ();
  g_autoptr (ZxSearchSnapshot) snapshot = zx_search_snapshot (search);
  ZxSearchHit hits[MOST], all[MOST];

  g_assert_cmpuint (zx_search_ask (snapshot, "printer jams", all, MOST), ==, MOST);
  for (gsize i = 0; i < G_N_ELEMENTS (hidden_below); i++) {
    Scope scope = {.hidden_below = hidden_below[i]};

    g_assert_cmpuint (ask (snapshot, "printer jams", &scope, hits), ==, MOST);
    for (gsize k = 0; k < MOST; k++)
      g_assert_cmpint (hits[k].id, >=, hidden_below[i]);
  }
  Scope nobody = {.hidden_below = N + 1};
  g_assert_cmpuint (ask (snapshot, "printer jams", &nobody, hits), ==, 0);
}

static void
test_a_factor_raises_and_lowers (void)
{
  g_autoptr (ZxSearch) search = make_alike ();
  g_autoptr (ZxSearchSnapshot) snapshot = zx_search_snapshot (search);
  ZxSearchHit hits[MOST], plain[MOST];
  Scope scope = {.factor = 1.5};

  zx_search_ask (snapshot, "printer jams", plain, MOST);
  scope.favoured = plain[5].id;
  ask (snapshot, "printer jams", &scope, hits);
  g_assert_cmpint (hits[0].id, ==, plain[5].id);
  g_assert_cmpfloat_with_epsilon (hits[0].score, plain[5].score * 1.5, 1e-6);
  g_assert_cmpfloat_with_epsilon (hits[0].fit, plain[5].fit, 1e-6);

  scope.favoured = plain[0].id;
  scope.factor = 0.75;
  ask (snapshot, "printer jams", &scope, hits);
  for (gsize i = 0; i < MOST; i++)
    if (hits[i].id == plain[0].id) {
      g_assert_cmpuint (i, >, 0);
      g_assert_cmpfloat_with_epsilon (hits[i].score, plain[0].score * 0.75, 1e-6);
      g_assert_cmpfloat_with_epsilon (hits[i].fit, plain[0].fit * 0.75, 1e-6);
    }
}

/* ---- explanations */

static double
half_for_two (gint64 id, G_GNUC_UNUSED gpointer data)
{
  return id == 2 ? 0.5 : id == 4 ? 0 : 1.25;
}

static ZxSearch *
make_base (void)
{
  ZxSearch *search = zx_search_new ();

  zx_search_put (search, 1, "开票报错 E-3107：税号校验未通过", "重新录入纳税人识别号，然后开票。");
  zx_search_put (search, 2, "Invoice import stops with a duplicate number", "Delete the line.");
  zx_search_put (search, 3, "库存盘点：盘盈盘亏怎样录入",
                 "新建盘点单，录入实盘数量，审核以后过账。");
  zx_search_put (search, 4, "Exporting a report to Excel is slow", "Choose data only.");
  zx_search_put (search, 5, "Importing customers", "Choose the file of customers to import.");
  zx_search_learn (search, 3, "盘店数量不对");
  zx_search_learn (search, 3, "盘点怎么做");
  zx_search_learn (search, 5, "how do I import my customers");
  zx_search_set_factor (search, 3, 0.8F);
  return search;
}

static const ZxSearchTerm *
find (const GArray *terms, ZxSearchTermKind kind, const char *text)
{
  for (guint i = 0; terms != NULL && i < terms->len; i++) {
    const ZxSearchTerm *term = &g_array_index (terms, ZxSearchTerm, i);

    if (term->kind == kind && g_str_equal (term->text, text))
      return term;
  }
  return NULL;
}

static double
add_up (const GArray *terms)
{
  double sum = 0, factor = 1;

  for (guint i = 0; i < terms->len; i++) {
    const ZxSearchTerm *term = &g_array_index (terms, ZxSearchTerm, i);

    if (term->kind >= ZX_SEARCH_TERM_LEARNT)
      factor *= term->score;
    else
      sum += term->score;
  }
  return sum * factor;
}

static void
test_the_parts_of_a_score_are_the_score (void)
{
  static const char *questions[] = {
      "稅號校驗未通過",     "E3107",        "盘店怎么做", "invioce imprt stops",
      "import 报错 E-3107", "盘点数量不对", "my imports", "customer 盘点"};
  g_autoptr (ZxSearch) search = make_base ();
  g_autoptr (ZxSearchSnapshot) snapshot = zx_search_snapshot (search);

  for (gsize i = 0; i < G_N_ELEMENTS (questions) * 2; i++) {
    const char *question = questions[i / 2];
    ZxSearchScopeFunc scope = i % 2 ? half_for_two : NULL;
    ZxSearchHit hits[MOST];
    gsize n = zx_search_ask_within (snapshot, question, scope, NULL, hits, MOST);

    g_assert_cmpuint (n, >, 0);
    for (gsize k = 0; k < n; k++) {
      g_autoptr (GArray) terms = zx_search_explain (snapshot, question, hits[k].id, scope, NULL);

      g_assert_nonnull (terms);
      g_assert_cmpfloat_with_epsilon (add_up (terms), hits[k].score, 1e-6);
    }
  }
}

static void
test_each_part_says_what_it_is (void)
{
  g_autoptr (ZxSearch) search = make_base ();
  g_autoptr (ZxSearchSnapshot) snapshot = zx_search_snapshot (search);
  g_autoptr (GArray) typo =
      zx_search_explain (snapshot, "Invioce import stops", 2, half_for_two, NULL);
  g_autoptr (GArray) sound = zx_search_explain (snapshot, "请问盘店怎么做", 3, NULL, NULL);

  g_assert_nonnull (find (typo, ZX_SEARCH_TERM_WORD, "import"));
  g_assert_nonnull (find (typo, ZX_SEARCH_TERM_PAIR, "import stops"));
  g_assert_nonnull (find (typo, ZX_SEARCH_TERM_LETTERS, "Invioce"));
  g_assert_nonnull (find (typo, ZX_SEARCH_TERM_TITLE, ""));
  g_assert_null (find (typo, ZX_SEARCH_TERM_WORD, "Invioce"));
  g_assert_cmpfloat_with_epsilon (find (typo, ZX_SEARCH_TERM_SCOPE, "")->score, 0.5, 1e-6);
  g_assert_nonnull (find (sound, ZX_SEARCH_TERM_SOUND, "盘店"));
  g_assert_nonnull (find (sound, ZX_SEARCH_TERM_HAN, "盘"));
  g_assert_nonnull (find (sound, ZX_SEARCH_TERM_QUESTION, "盘点怎么做"));
  g_assert_cmpfloat_with_epsilon (find (sound, ZX_SEARCH_TERM_LEARNT, "")->score, 0.8, 1e-6);
  for (guint i = 1; i < sound->len; i++)
    if (g_array_index (sound, ZxSearchTerm, i).kind < ZX_SEARCH_TERM_LEARNT)
      g_assert_cmpfloat (g_array_index (sound, ZxSearchTerm, i - 1).score, >=,
                         g_array_index (sound, ZxSearchTerm, i).score);
}

static void
test_what_is_not_found_is_not_explained (void)
{
  g_autoptr (ZxSearch) search = make_base ();
  g_autoptr (ZxSearchSnapshot) before = zx_search_snapshot (search);

  g_assert_null (zx_search_explain (before, "Excel report", 4, half_for_two, NULL));
  g_assert_null (zx_search_explain (before, "Excel report", 99, NULL, NULL));
  g_assert_null (zx_search_explain (before, "", 4, NULL, NULL));
  zx_search_remove (search, 4);
  g_autoptr (ZxSearchSnapshot) after = zx_search_snapshot (search);
  g_autoptr (GArray) terms = zx_search_explain (before, "Excel report", 4, NULL, NULL);
  g_assert_nonnull (terms);
  g_assert_null (zx_search_explain (after, "Excel report", 4, NULL, NULL));
}

/* Segments are merged while articles come; what was learnt stays with its words. */
static void
test_past_questions_keep_their_words_through_merges (void)
{
  g_autoptr (ZxSearch) search = make_base ();
  g_autoptr (ZxSearchSnapshot) snapshot = NULL;

  for (guint i = 100; i < 400; i++) {
    g_autofree char *title = g_strdup_printf ("Matter of %u", i);

    zx_search_put (search, i, title, "Something else entirely.");
    zx_search_snapshot_unref (zx_search_snapshot (search));
  }
  snapshot = zx_search_snapshot (search);
  g_autoptr (GArray) terms = zx_search_explain (snapshot, "import my customers", 5, NULL, NULL);
  g_assert_nonnull (find (terms, ZX_SEARCH_TERM_QUESTION, "how do I import my customers"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/search/hidden-ones-make-room", test_hidden_ones_make_room);
  g_test_add_func ("/search/a-factor-raises-and-lowers", test_a_factor_raises_and_lowers);
  g_test_add_func ("/search/the-parts-of-a-score-are-the-score",
                   test_the_parts_of_a_score_are_the_score);
  g_test_add_func ("/search/each-part-says-what-it-is", test_each_part_says_what_it_is);
  g_test_add_func ("/search/what-is-not-found-is-not-explained",
                   test_what_is_not_found_is_not_explained);
  g_test_add_func ("/search/past-questions-keep-their-words-through-merges",
                   test_past_questions_keep_their_words_through_merges);
  return g_test_run ();
}
