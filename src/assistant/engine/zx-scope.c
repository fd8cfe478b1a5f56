/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Raises, lowers or hides articles by who asks. */
#include "zx-scope.h"

#include "zx-versions.h"

#include <stdio.h>
#include <string.h>

enum {
  DENSE_LEAST = 2,  /* characters without spaces between words that make a text Chinese */
  SPACED_LEAST = 3, /* words that make it one of a spaced script: as the engine has it */
  OLD_YEARS = 2,
};

static const struct {
  const char *word;
  double factor;
} rules[ZX_SCOPE_RULES] = {[ZX_SCOPE_PRODUCT] = {"product", 1.15},
                           [ZX_SCOPE_OTHER_PRODUCT] = {"other_product", 0.6},
                           [ZX_SCOPE_MODULE] = {"module", 1.05},
                           [ZX_SCOPE_OTHER_MODULE] = {"other_module", 0.85},
                           [ZX_SCOPE_VERSION] = {"version", 1.1},
                           [ZX_SCOPE_OTHER_VERSION] = {"other_version", 0.5},
                           [ZX_SCOPE_TIER] = {"tier", 1},
                           [ZX_SCOPE_OTHER_TIER] = {"other_tier", 0},
                           [ZX_SCOPE_NOT_YET] = {"not_yet", 0},
                           [ZX_SCOPE_EXPIRED] = {"expired", 0},
                           [ZX_SCOPE_OTHER_LANGUAGE] = {"other_language", 0.8},
                           [ZX_SCOPE_OLD] = {"old", 0.95}};

#define OWN_PRODUCT_FACTOR 1.25
#define NEAR_VERSION_FACTOR 0.75

struct _ZxScopeArticle {
  char *lang;                    /* owned, null */
  char **products;               /* owned, folded */
  char **modules;                /* owned, folded */
  char **tiers;                  /* owned, folded */
  GArray *versions;              /* owned ZxVersionRange */
  gboolean all_products;         /* it says so … */
  gboolean all_versions;         /* … and so */
  guint32 from, until, old_from; /* days, 0: none */
};

typedef struct {
  char *name; /* owned, folded; null: not known */
  ZxVersion version;
  char **modules;  /* owned, folded */
  gboolean is_own; /* what the contact is about */
} Product;

struct _ZxScopeAsker {
  char *tier;                   /* owned, folded, null */
  char *lang;                   /* owned, null */
  guint32 today;                /* 0: not known */
  GPtrArray *products;          /* owned Product */
  gboolean is_dense, is_spaced; /* what he wrote */
  gboolean is_agent;
};

const char *
zx_scope_rule_word (ZxScopeRule rule)
{
  g_return_val_if_fail (rule < ZX_SCOPE_RULES, "");
  return rules[rule].word;
}

/* ---- reading words */

/* Letters alone, so that "天枢ERP" is "天枢 erp". */
static char *
fold (const char *text, gssize length)
{
  g_autofree char *form = g_utf8_normalize (text, length, G_NORMALIZE_ALL_COMPOSE);
  g_autofree char *lower = form != NULL ? g_utf8_casefold (form, -1) : NULL;
  GString *out = g_string_new (NULL);

  for (const char *p = lower; p != NULL && *p != '\0'; p = g_utf8_next_char (p))
    if (!g_unichar_isspace (g_utf8_get_char (p)))
      g_string_append_unichar (out, g_utf8_get_char (p));
  return g_string_free (out, FALSE);
}

static gboolean
is_comma (gunichar c)
{
  return c == ',' || c == 0xFF0C || c == 0x3001 || c == ';' || c == 0xFF1B;
}

/* The items of a list, folded. */
static char **
split (const char *list)
{
  g_autoptr (GStrvBuilder) items = g_strv_builder_new ();
  const char *start = list;

  for (const char *p = list; p != NULL; p = *p != '\0' ? g_utf8_next_char (p) : NULL) {
    g_autofree char *item = NULL;

    if (*p != '\0' && !is_comma (g_utf8_get_char (p)))
      continue;
    item = fold (start, p - start);
    if (*item != '\0')
      g_strv_builder_add (items, item);
    start = *p != '\0' ? g_utf8_next_char (p) : p;
  }
  return g_strv_builder_end (items);
}

/* Whether the list says that nobody is left out. */
static gboolean
names_all (char **list)
{
  static const char *const all[] = {"*",        "all",      "any",       "allproducts",
                                    "全部",     "全部产品", "所有产品",  "allversions",
                                    "全部版本", "所有版本", "anyversion"};

  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    if (g_strv_contains ((const char *const *) list, all[i]))
      return TRUE;
  return FALSE;
}

static guint32
read_day (const char *text, int years)
{
  int year, month, day;
  GDate date;

  if (text == NULL || sscanf (text, "%4d-%2d-%2d", &year, &month, &day) != 3 || year < 1 ||
      year > 9000 || !g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year))
    return 0;
  g_date_set_dmy (&date, (GDateDay) day, (GDateMonth) month, (GDateYear) year);
  g_date_add_years (&date, (guint) years);
  return g_date_get_julian (&date);
}

/* ---- the article */

ZxScopeArticle *
zx_scope_article_new (const ZxScopeText *text)
{
  ZxScopeArticle *article = g_atomic_rc_box_new0 (ZxScopeArticle);
  g_auto (GStrv) versions = split (text->versions);

  article->lang = g_strdup (text->lang);
  article->products = split (text->product);
  article->all_products = names_all (article->products);
  article->all_versions = names_all (versions);
  article->modules = split (text->modules);
  article->tiers = split (text->tiers);
  article->versions = zx_versions_parse (text->versions);
  article->from = read_day (text->valid_from, 0);
  article->until = read_day (text->valid_until, 0);
  article->old_from = read_day (text->updated_on, OLD_YEARS);
  return article;
}

ZxScopeArticle *
zx_scope_article_ref (ZxScopeArticle *article)
{
  return g_atomic_rc_box_acquire (article);
}

static void
article_clear (gpointer data)
{
  ZxScopeArticle *article = data;

  g_free (article->lang);
  g_strfreev (article->products);
  g_strfreev (article->modules);
  g_strfreev (article->tiers);
  g_array_unref (article->versions);
}

void
zx_scope_article_unref (ZxScopeArticle *article)
{
  g_atomic_rc_box_release_full (article, article_clear);
}

/* ---- who asks */

static void
product_free (gpointer data)
{
  Product *product = data;

  g_free (product->name);
  g_strfreev (product->modules);
  g_free (product);
}

ZxScopeAsker *
zx_scope_asker_new (const char *tier, const char *lang, const char *today)
{
  ZxScopeAsker *asker = g_new0 (ZxScopeAsker, 1);

  asker->tier = tier != NULL ? fold (tier, -1) : NULL;
  asker->lang = g_strdup (lang);
  asker->today = read_day (today, 0);
  asker->products = g_ptr_array_new_with_free_func (product_free);
  return asker;
}

void
zx_scope_asker_free (ZxScopeAsker *asker)
{
  g_free (asker->tier);
  g_free (asker->lang);
  g_ptr_array_unref (asker->products);
  g_free (asker);
}

void
zx_scope_asker_add (ZxScopeAsker *asker,
                    const char *product,
                    const char *version,
                    const char *modules,
                    gboolean is_own)
{
  Product *added = g_new0 (Product, 1);

  added->name = product != NULL && *product != '\0' ? fold (product, -1) : NULL;
  zx_version_parse (version, &added->version);
  added->modules = split (modules);
  added->is_own = is_own;
  g_ptr_array_add (asker->products, added);
}

static gboolean
is_dense (gunichar c)
{
  GUnicodeScript script = g_unichar_get_script (c);

  return script == G_UNICODE_SCRIPT_HAN || script == G_UNICODE_SCRIPT_HIRAGANA ||
         script == G_UNICODE_SCRIPT_KATAKANA || script == G_UNICODE_SCRIPT_HANGUL ||
         script == G_UNICODE_SCRIPT_BOPOMOFO;
}

void
zx_scope_asker_set_question (ZxScopeAsker *asker, const char *question)
{
  guint dense = 0, words = 0;
  gboolean is_inside = FALSE;

  for (const char *p = question; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    dense += is_dense (c);
    words += g_unichar_isalpha (c) && !is_inside;
    is_inside = g_unichar_isalnum (c);
  }
  asker->is_dense = dense >= DENSE_LEAST;
  asker->is_spaced = dense == 0 && words >= SPACED_LEAST;
}

void
zx_scope_asker_set_agent (ZxScopeAsker *asker)
{
  asker->is_agent = TRUE;
}

/* ---- the rules */

static void
hold (ZxScopeVerdict *verdict, ZxScopeRule rule, double factor)
{
  verdict->factors[verdict->n_factors++] = (ZxScopeFactor){rule, factor};
  verdict->factor *= factor;
}

static void
hold_rule (ZxScopeVerdict *verdict, ZxScopeRule rule)
{
  hold (verdict, rule, rules[rule].factor);
}

static gboolean
has (char **list, const char *word)
{
  return word != NULL && g_strv_contains ((const char *const *) list, word);
}

/* Whether what is known of that product says something of the article. */
static gboolean
is_about (const ZxScopeArticle *article, const Product *product)
{
  return *article->products == NULL || article->all_products || product->name == NULL ||
         has (article->products, product->name);
}

static void
judge_product (const ZxScopeArticle *article, const ZxScopeAsker *asker, ZxScopeVerdict *verdict)
{
  gboolean is_known = FALSE, is_his = FALSE, is_own = FALSE;

  if (*article->products == NULL)
    return;
  for (guint i = 0; i < asker->products->len; i++) {
    const Product *product = g_ptr_array_index (asker->products, i);
    gboolean is_for = is_about (article, product) && product->name != NULL;

    is_known = is_known || product->name != NULL;
    is_his = is_his || is_for;
    is_own = is_own || (is_for && product->is_own);
  }
  if (is_his)
    hold (verdict, ZX_SCOPE_PRODUCT, is_own ? OWN_PRODUCT_FACTOR : rules[ZX_SCOPE_PRODUCT].factor);
  else if (is_known)
    hold_rule (verdict, ZX_SCOPE_OTHER_PRODUCT);
}

static void
judge_modules (const ZxScopeArticle *article, const ZxScopeAsker *asker, ZxScopeVerdict *verdict)
{
  gboolean is_known = FALSE, is_his = FALSE;

  for (guint i = 0; *article->modules != NULL && i < asker->products->len; i++) {
    const Product *product = g_ptr_array_index (asker->products, i);

    if (!is_about (article, product))
      continue;
    is_known = is_known || *product->modules != NULL;
    for (char **module = product->modules; *module != NULL; module++)
      is_his = is_his || has (article->modules, *module);
  }
  if (is_known)
    hold_rule (verdict, is_his ? ZX_SCOPE_MODULE : ZX_SCOPE_OTHER_MODULE);
}

/* For another release of the same line, that is with the same first number. */
static gboolean
is_near (const ZxScopeArticle *article, const ZxVersion *version)
{
  ZxVersion line = {.parts = {version->parts[0]}, .n = 1};

  return zx_versions_have (article->versions, &line);
}

/* The contact's own word counts more than what is in the customer's papers. */
static void
judge_version (const ZxScopeArticle *article, const ZxScopeAsker *asker, ZxScopeVerdict *verdict)
{
  gboolean is_known[2] = {FALSE, FALSE}, is_in[2] = {FALSE, FALSE}, is_beside[2] = {FALSE, FALSE};
  int of;

  if (article->versions->len == 0 && !article->all_versions)
    return;
  for (guint i = 0; i < asker->products->len; i++) {
    const Product *product = g_ptr_array_index (asker->products, i);

    if (!is_about (article, product) || product->version.n == 0)
      continue;
    of = product->is_own ? 1 : 0;
    is_known[of] = TRUE;
    is_in[of] = is_in[of] || article->all_versions ||
                zx_versions_have (article->versions, &product->version);
    is_beside[of] = is_beside[of] || is_near (article, &product->version);
  }
  of = is_known[1] ? 1 : 0;
  if (is_known[of] && is_in[of])
    hold_rule (verdict, ZX_SCOPE_VERSION);
  else if (is_known[of])
    hold (verdict, ZX_SCOPE_OTHER_VERSION,
          is_beside[of] ? NEAR_VERSION_FACTOR : rules[ZX_SCOPE_OTHER_VERSION].factor);
}

static void
judge_tier (const ZxScopeArticle *article, const ZxScopeAsker *asker, ZxScopeVerdict *verdict)
{
  if (*article->tiers == NULL || asker->tier == NULL)
    return;
  if (has (article->tiers, asker->tier))
    hold_rule (verdict, ZX_SCOPE_TIER);
  else
    hold (verdict, ZX_SCOPE_OTHER_TIER, asker->is_agent ? 1 : rules[ZX_SCOPE_OTHER_TIER].factor);
}

static void
judge_days (const ZxScopeArticle *article, const ZxScopeAsker *asker, ZxScopeVerdict *verdict)
{
  if (asker->today == 0)
    return;
  if (article->from > asker->today)
    hold_rule (verdict, ZX_SCOPE_NOT_YET);
  if (article->until != 0 && article->until < asker->today)
    hold_rule (verdict, ZX_SCOPE_EXPIRED);
  if (article->old_from != 0 && article->old_from < asker->today)
    hold_rule (verdict, ZX_SCOPE_OLD);
}

/* The length of "zh" in "zh-Hans". */
static gsize
main_part (const char *lang)
{
  return strcspn (lang, "-_");
}

static gboolean
is_dense_lang (const char *lang)
{
  return main_part (lang) == 2 &&
         (g_ascii_strncasecmp (lang, "zh", 2) == 0 || g_ascii_strncasecmp (lang, "ja", 2) == 0 ||
          g_ascii_strncasecmp (lang, "ko", 2) == 0);
}

/* Another script than that of the question is lowered by the engine already. */
static void
judge_language (const ZxScopeArticle *article, const ZxScopeAsker *asker, ZxScopeVerdict *verdict)
{
  gboolean is_dense_asker;
  gsize length;

  if (article->lang == NULL || asker->lang == NULL)
    return;
  is_dense_asker = is_dense_lang (asker->lang);
  if (asker->is_dense || asker->is_spaced) {
    if (asker->is_dense != is_dense_asker || is_dense_lang (article->lang) != is_dense_asker)
      return;
  }
  length = main_part (asker->lang);
  if (main_part (article->lang) != length ||
      g_ascii_strncasecmp (article->lang, asker->lang, length) != 0)
    hold_rule (verdict, ZX_SCOPE_OTHER_LANGUAGE);
}

void
zx_scope_judge (const ZxScopeArticle *article, const ZxScopeAsker *asker, ZxScopeVerdict *verdict)
{
  *verdict = (ZxScopeVerdict){.factor = 1};
  judge_product (article, asker, verdict);
  judge_modules (article, asker, verdict);
  judge_version (article, asker, verdict);
  judge_tier (article, asker, verdict);
  judge_days (article, asker, verdict);
  judge_language (article, asker, verdict);
}
