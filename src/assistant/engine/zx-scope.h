/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* For whom an article is, and how far that is who asks. Plain rules; nothing here reads the clock
 * or the store. The factors multiply; what nobody knows of either side changes nothing.
 * What helps with the next release often helps with this one: it comes after what is for this one,
 * and says that it is for another, but where nothing else fits it is better than silence:
 *
 * | what is known                                                        | factor    |
 * | for the product that the contact is about                            | 1.25      |
 * | for another product that the customer has                            | 1.15      |
 * | for products that he does not have                                   | 0.6       |
 * | for a module that he has, of a product that he has                   | 1.05      |
 * | for modules that he does not have                                    | 0.85      |
 * | his version is among the article's                                   | 1.1       |
 * | his version is not, but one of the same line (8.0 beside 8.1) is     | 0.75      |
 * | nor is one of its line                                               | 0.5       |
 * | for tiers, his among them                                            | 1         |
 * | for other tiers                                                      | 0: hidden |
 * | not valid yet, or no more                                            | 0: hidden |
 * | in another language than he writes (the script is the engine's part) | 0.8       |
 * | not brought up to date for more than two years                       | 0.95      |
 */
typedef enum {
  ZX_SCOPE_PRODUCT,
  ZX_SCOPE_OTHER_PRODUCT,
  ZX_SCOPE_MODULE,
  ZX_SCOPE_OTHER_MODULE,
  ZX_SCOPE_VERSION,
  ZX_SCOPE_OTHER_VERSION,
  ZX_SCOPE_TIER,
  ZX_SCOPE_OTHER_TIER,
  ZX_SCOPE_NOT_YET,
  ZX_SCOPE_EXPIRED,
  ZX_SCOPE_OTHER_LANGUAGE,
  ZX_SCOPE_OLD,
  ZX_SCOPE_RULES
} ZxScopeRule;

const char *zx_scope_rule_word (ZxScopeRule rule); /* "product", "other_product" … */

/* An article's own words about whom it is for, as its author wrote them; each may be null. Lists
 * are separated by commas. Versions: "8.2", "8.0, 8.1", "8.0 – 8.2", "8.1+", "8.1 及以上", "3.x".
 * "All products" and "All versions" (全部产品, 全部版本) have those of everybody; other text
 * without a number names no version. Days are ISO; the last one still counts. */
typedef struct {
  const char *lang, *product, *modules, *versions, *tiers;
  const char *valid_from, *valid_until, *updated_on;
} ZxScopeText;

/* The same, read. Never changed, counted by reference; any thread. */
typedef struct _ZxScopeArticle ZxScopeArticle;

ZxScopeArticle *zx_scope_article_new (const ZxScopeText *text);
ZxScopeArticle *zx_scope_article_ref (ZxScopeArticle *article);
void zx_scope_article_unref (ZxScopeArticle *article);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZxScopeArticle, zx_scope_article_unref)

/* Who asks. Made by one thread, then only read. */
typedef struct _ZxScopeAsker ZxScopeAsker;

/* @lang: what the customer usually writes. @today: an ISO day. Each may be null: not known. */
ZxScopeAsker *zx_scope_asker_new (const char *tier, const char *lang, const char *today);
void zx_scope_asker_free (ZxScopeAsker *asker);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZxScopeAsker, zx_scope_asker_free)

/* A product that he has; @is_own: the one that the contact is about. Each text may be null: a
 * version alone is one of a product that nobody knows. */
void zx_scope_asker_add (ZxScopeAsker *asker,
                         const char *product,
                         const char *version,
                         const char *modules,
                         gboolean is_own);

/* What he writes is looked at for its script: his language is not what he does not write. */
void zx_scope_asker_set_question (ZxScopeAsker *asker, const char *question);

/* An agent looks something up for himself: other tiers are told, but hide nothing. */
void zx_scope_asker_set_agent (ZxScopeAsker *asker);

typedef struct {
  ZxScopeRule rule;
  double factor;
} ZxScopeFactor;

/* The rules that hold, in their order, and what they come to: 0 hides the article. */
typedef struct {
  ZxScopeFactor factors[ZX_SCOPE_RULES];
  guint n_factors;
  double factor;
} ZxScopeVerdict;

void
zx_scope_judge (const ZxScopeArticle *article, const ZxScopeAsker *asker, ZxScopeVerdict *verdict);
