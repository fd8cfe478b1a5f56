/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For whom an article is: each rule of the table, versions as people write them, and that nothing
 * known changes nothing; and the table in which an index keeps it. */
#include "zx-scope.h"
#include "zx-versions.h"
#include "zxd-scope-table.h"

#define TODAY "2026-11-22"

static gboolean
have (const char *versions, const char *version)
{
  g_autoptr (GArray) ranges = zx_versions_parse (versions);
  ZxVersion his;

  return zx_version_parse (version, &his) && zx_versions_have (ranges, &his);
}

static void
versions_are_read_as_people_write_them (void)
{
  static const struct {
    const char *versions, *in, *out; /* separated by blanks */
  } cases[] = {
      {"8.2", "8.2 8.2.0 V8.2.17 8", "8.1 8.3 9 82"},
      {"8.2.1", "8.2.1 8.2 8.2.1.4", "8.2.0 8.2.10"},
      {"8.0 – 8.2", "8.0 8.0.7 8.1.4 8.2.99", "7.9 8.3 8.10"},
      {"V8.0-V8.2", "8.1", "8.3"},
      {"8.0~8.2", "8.1", "8.3"},
      {"8.0 至 8.2", "8.1", "8.3"},
      {"8.0 to 8.2", "8.1", "8.3"},
      {"from 8.0 to 8.2", "8.1", "8.3 7.9"},
      {"8.0, 8.2", "8.0.7 8.2.1", "8.1"},
      {"8.0、8.1 → 8.2", "8.0 8.1.4 8.2", "7.9 8.3"},
      {"8.1+", "8.1 8.1.0 8.10 9", "8.0.9 7"},
      {"8.1 版及以上", "8.1 9.0", "8.0"},
      {"≥ 8.1", "8.1 9.0", "8.0"},
      {">=v8.1", "8.1 9.0", "8.0"},
      {"8.1 or later", "8.1 9.0", "8.0"},
      {"8.1 及以下版本", "7.0 8.1.9", "8.2"},
      {"up to 8.1", "7.0 8.1.9", "8.2"},
      {"8.0 SP1", "8.0", "1 8.1"},
      {"App 3.x, server 8.1 – 8.2", "3.4 8.2.1", "8.0.7 4"},
      {"手机端 3.x，服务器 8.1 – 8.2", "3.4 8.2.1", "8.0.7 4"},
      {"99999999999999999999.1", "99999999999999999999.1", "1"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_auto (GStrv) in = g_strsplit (cases[i].in, " ", -1);
    g_auto (GStrv) out = g_strsplit (cases[i].out, " ", -1);

    for (char **v = in; *v != NULL; v++)
      if (!have (cases[i].versions, *v))
        g_error ("%s is not in %s", *v, cases[i].versions);
    for (char **v = out; *v != NULL; v++)
      if (have (cases[i].versions, *v))
        g_error ("%s is in %s", *v, cases[i].versions);
  }
}

static void
text_without_a_number_names_no_version (void)
{
  static const char *const texts[] = {"", "All versions", "全部版本", "SP1", "latest", "v", "- +"};
  ZxVersion version;

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GArray) ranges = zx_versions_parse (texts[i]);

    g_assert_cmpuint (ranges->len, ==, 0);
    g_assert_false (zx_version_parse (texts[i], &version));
  }
  g_assert_false (zx_version_parse (NULL, &version));
}

/* What holds for @text and @asker, as "product 1.25, old 0.95 = 1.1875". */
static void
assert_verdict (const ZxScopeText *text, const ZxScopeAsker *asker, const char *wanted)
{
  g_autoptr (ZxScopeArticle) article = zx_scope_article_new (text);
  g_autoptr (GString) said = g_string_new (NULL);
  ZxScopeVerdict verdict;

  zx_scope_judge (article, asker, &verdict);
  for (guint i = 0; i < verdict.n_factors; i++)
    g_string_append_printf (said, "%s %g, ", zx_scope_rule_word (verdict.factors[i].rule),
                            verdict.factors[i].factor);
  g_string_append_printf (said, "= %g", verdict.factor);
  g_assert_cmpstr (said->str, ==, wanted);
}

/* A customer with two products, whose contact is about the first. */
static ZxScopeAsker *
make_customer (void)
{
  ZxScopeAsker *asker = zx_scope_asker_new ("vip", "zh-Hans", TODAY);

  zx_scope_asker_add (asker, "天枢 ERP", "8.1.4", NULL, TRUE);
  zx_scope_asker_add (asker, "天枢 ERP", "8.2.0", "库存, 采购", FALSE);
  zx_scope_asker_add (asker, "天枢 HR", "5.0", NULL, FALSE);
  return asker;
}

static void
each_rule_of_the_table_holds (void)
{
  g_autoptr (ZxScopeAsker) customer = make_customer ();
  static const struct {
    ZxScopeText text;
    const char *wanted;
  } cases[] = {
      {{.product = NULL}, "= 1"},
      {{.product = "天枢ERP"}, "product 1.25, = 1.25"},
      {{.product = "天枢 hr"}, "product 1.15, = 1.15"},
      {{.product = "天枢 零售"}, "other_product 0.6, = 0.6"},
      {{.product = "天枢 零售、天枢 ERP"}, "product 1.25, = 1.25"},
      {{.product = "全部产品"}, "product 1.25, = 1.25"},
      {{.product = "All products", .versions = "All versions"},
       "product 1.25, version 1.1, = 1.375"},
      {{.product = "天枢 ERP", .modules = "采购，生产"}, "product 1.25, module 1.05, = 1.3125"},
      {{.product = "天枢 ERP", .modules = "生产"}, "product 1.25, other_module 0.85, = 1.0625"},
      {{.product = "天枢 HR", .modules = "考勤"}, "product 1.15, = 1.15"}, /* his are not known */
      {{.product = "天枢 ERP", .versions = "8.0 – 8.1"}, "product 1.25, version 1.1, = 1.375"},
      /* the contact's own version counts, not that of the other installation */
      {{.product = "天枢 ERP", .versions = "8.2"}, "product 1.25, other_version 0.75, = 0.9375"},
      {{.product = "天枢 ERP", .versions = "7.9, 9+"}, "product 1.25, other_version 0.5, = 0.625"},
      {{.product = "天枢 HR", .versions = "5.0"}, "product 1.15, version 1.1, = 1.265"},
      /* of a product that he does not have no version is his */
      {{.product = "天枢 零售", .versions = "5.0"}, "other_product 0.6, = 0.6"},
      {{.product = "天枢 ERP", .versions = "全部版本"}, "product 1.25, version 1.1, = 1.375"},
      {{.product = "天枢 ERP", .versions = "latest"}, "product 1.25, = 1.25"},
      {{.tiers = "vip, super_vip"}, "tier 1, = 1"},
      {{.tiers = "super_vip"}, "other_tier 0, = 0"},
      {{.valid_from = TODAY, .valid_until = TODAY}, "= 1"},
      {{.valid_from = "2026-11-23"}, "not_yet 0, = 0"},
      {{.valid_until = "2026-11-21"}, "expired 0, = 0"},
      {{.updated_on = "2024-11-22"}, "= 1"},
      {{.updated_on = "2024-11-21"}, "old 0.95, = 0.95"},
      {{.updated_on = "soon", .valid_until = "2026-02-30"}, "= 1"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_verdict (&cases[i].text, customer, cases[i].wanted);
}

static void
nothing_known_changes_nothing (void)
{
  g_autoptr (ZxScopeAsker) stranger = zx_scope_asker_new (NULL, NULL, NULL);
  const ZxScopeText text = {"en", "A", "M", "8.2", "vip", "2027-01-01", "2020-01-01", "2000-01-01"};

  const ZxScopeText all = {.product = "All products", .versions = "All versions"};

  assert_verdict (&text, stranger, "= 1");
  assert_verdict (&all, stranger, "= 1");
  zx_scope_asker_add (stranger, NULL, NULL, NULL, TRUE);
  assert_verdict (&text, stranger, "= 1");
}

static void
a_version_alone_is_one_of_any_product (void)
{
  g_autoptr (ZxScopeAsker) asker = zx_scope_asker_new (NULL, NULL, NULL);

  zx_scope_asker_add (asker, NULL, "8.1", NULL, TRUE);
  assert_verdict (&(ZxScopeText){.product = "A", .versions = "8.1"}, asker, "version 1.1, = 1.1");
  assert_verdict (&(ZxScopeText){.product = "B", .versions = "8.2"}, asker,
                  "other_version 0.75, = 0.75");
  assert_verdict (&(ZxScopeText){.versions = "8.2 – 9.0"}, asker, "other_version 0.75, = 0.75");
  assert_verdict (&(ZxScopeText){.versions = "80"}, asker, "other_version 0.5, = 0.5");
}

static void
one_of_several_installations_is_enough (void)
{
  g_autoptr (ZxScopeAsker) asker = zx_scope_asker_new (NULL, NULL, NULL);

  zx_scope_asker_add (asker, "A", "8.1", NULL, FALSE);
  zx_scope_asker_add (asker, "A", "8.2", NULL, FALSE);
  zx_scope_asker_add (asker, "A", NULL, NULL, TRUE);
  assert_verdict (&(ZxScopeText){.product = "A", .versions = "8.2"}, asker,
                  "product 1.25, version 1.1, = 1.375");
}

static void
an_agent_sees_what_is_for_other_tiers (void)
{
  g_autoptr (ZxScopeAsker) agent = zx_scope_asker_new ("regular", NULL, TODAY);

  zx_scope_asker_set_agent (agent);
  assert_verdict (&(ZxScopeText){.tiers = "vip"}, agent, "other_tier 1, = 1");
  assert_verdict (&(ZxScopeText){.valid_until = "2026-01-01"}, agent, "expired 0, = 0");
}

/* Where the question tells the script, the engine has lowered the other one already. */
static void
language_counts_where_the_script_tells_nothing (void)
{
  static const struct {
    const char *lang, *question, *article, *wanted;
  } cases[] = {
      {"zh-Hans", "E-3107", "en", "other_language 0.8, = 0.8"},
      {"zh-Hans", "E-3107", "zh-Hant", "= 1"},
      {"zh-Hans", "开票报错 E-3107", "en", "= 1"},
      {"zh-Hans", "开票报错", "ja", "other_language 0.8, = 0.8"},
      {"zh-Hans", "my invoice import fails", "en", "= 1"},
      {"zh-Hans", "my invoice import fails", "zh-Hans", "= 1"},
      {"en", "my invoice import fails", "de", "other_language 0.8, = 0.8"},
      {"en-GB", "my invoice import fails", "en", "= 1"},
      {"en", "my invoice import fails", "zh-Hans", "= 1"},
      {"en", "504", "zh-Hans", "other_language 0.8, = 0.8"},
      {NULL, "504", "zh-Hans", "= 1"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (ZxScopeAsker) asker = zx_scope_asker_new (NULL, cases[i].lang, NULL);

    zx_scope_asker_set_question (asker, cases[i].question);
    assert_verdict (&(ZxScopeText){.lang = cases[i].article}, asker, cases[i].wanted);
  }
}

/* ---- the table of the index */

enum { TABLE_IDS = 500, TABLE_STEPS = 4000, TABLE_HELD = 20 };

/* A table as it was handed out, and what it had to hold then. */
typedef struct {
  ZxdScopeTable *table;                /* owned */
  ZxScopeArticle *articles[TABLE_IDS]; /* owned, null: none */
} Held;

static void
hold_table (Held *held, ZxdScopeTable *table, ZxScopeArticle *const *articles)
{
  held->table = zxd_scope_table_ref (table);
  for (guint i = 0; i < TABLE_IDS; i++)
    held->articles[i] = articles[i] != NULL ? zx_scope_article_ref (articles[i]) : NULL;
}

static void
check_table (const Held *held)
{
  for (guint i = 0; i < TABLE_IDS; i++)
    g_assert_true (zxd_scope_table_get (held->table, (gint64) i * 256) == held->articles[i]);
  g_assert_null (zxd_scope_table_get (held->table, 1));
}

static void
held_drop (Held *held)
{
  for (guint i = 0; i < TABLE_IDS; i++)
    g_clear_pointer (&held->articles[i], zx_scope_article_unref);
  g_clear_pointer (&held->table, zxd_scope_table_unref);
}

static void
a_table_that_is_held_stays_as_it_was (void)
{
  ZxdScopeTable *table = zxd_scope_table_new ();
  g_autofree Held *held = g_new0 (Held, TABLE_HELD);
  Held now = {0};
  guint n = 0;

  for (guint step = 0; step < TABLE_STEPS; step++) {
    guint i = (guint) g_test_rand_int_range (0, TABLE_IDS);
    ZxScopeArticle *article =
        g_test_rand_bit () ? zx_scope_article_new (&(ZxScopeText){.lang = "en"}) : NULL;

    g_clear_pointer (&now.articles[i], zx_scope_article_unref);
    now.articles[i] = article != NULL ? zx_scope_article_ref (article) : NULL;
    zxd_scope_table_put (&table, (gint64) i * 256, article);
    if (step % (TABLE_STEPS / TABLE_HELD) == 0)
      hold_table (&held[n++], table, now.articles);
  }
  now.table = table;
  check_table (&now);
  for (guint i = 0; i < n; i++)
    check_table (&held[i]);
  held_drop (&now);
  for (guint i = 0; i < n; i++)
    held_drop (&held[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/versions/they-are-read-as-people-write-them",
                   versions_are_read_as_people_write_them);
  g_test_add_func ("/versions/text-without-a-number-names-none",
                   text_without_a_number_names_no_version);
  g_test_add_func ("/scope/each-rule-of-the-table-holds", each_rule_of_the_table_holds);
  g_test_add_func ("/scope/nothing-known-changes-nothing", nothing_known_changes_nothing);
  g_test_add_func ("/scope/a-version-alone-is-one-of-any-product",
                   a_version_alone_is_one_of_any_product);
  g_test_add_func ("/scope/one-of-several-installations-is-enough",
                   one_of_several_installations_is_enough);
  g_test_add_func ("/scope/an-agent-sees-what-is-for-other-tiers",
                   an_agent_sees_what_is_for_other_tiers);
  g_test_add_func ("/scope/language-counts-where-the-script-tells-nothing",
                   language_counts_where_the_script_tells_nothing);
  g_test_add_func ("/scope/a-table-that-is-held-stays-as-it-was",
                   a_table_that_is_held_stays_as_it_was);
  return g_test_run ();
}
