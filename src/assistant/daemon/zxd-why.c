/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST suggestions/why: which words, past questions and rules brought an answer. */
#include "zxd-why.h"

#include "zxd-question.h"

enum { MOST_HITS = 600 }; /* as many as the engine looks at closely */

static const char *const words[] = {
    [ZX_SEARCH_TERM_WORD] = "word",         [ZX_SEARCH_TERM_PAIR] = "pair",
    [ZX_SEARCH_TERM_LETTERS] = "letters",   [ZX_SEARCH_TERM_HAN] = "han",
    [ZX_SEARCH_TERM_HAN_PAIR] = "han_pair", [ZX_SEARCH_TERM_SOUND] = "sound",
    [ZX_SEARCH_TERM_TITLE] = "title",       [ZX_SEARCH_TERM_QUESTION] = "question",
    [ZX_SEARCH_TERM_LEARNT] = "learnt",     [ZX_SEARCH_TERM_SCRIPT] = "script"};

typedef struct {
  ZxdAnswer answer;
  ZxdQuestion question;
  gint64 article_id;
} Wish;

static void
wish_free (gpointer data)
{
  Wish *wish = data;

  zxd_answer_clear (&wish->answer);
  zxd_question_clear (&wish->question);
  g_free (wish);
}

/* What adds up. */
static void
add_terms (GString *json, const GArray *terms)
{
  guint n = 0;

  g_string_append (json, ",\"terms\":[");
  for (guint i = 0; i < terms->len; i++) {
    const ZxSearchTerm *term = &g_array_index (terms, ZxSearchTerm, i);

    if (term->kind >= ZX_SEARCH_TERM_LEARNT)
      continue;
    g_string_append (json, n++ > 0 ? ",{" : "{");
    zx_json_add_string (json, "kind", words[term->kind]);
    zx_json_add_string (json, "text", term->text);
    zx_json_add_double (json, "score", term->score);
    g_string_append_c (json, '}');
  }
  g_string_append_c (json, ']');
}

static void
add_factor (GString *json, guint *n, const char *rule, double factor)
{
  g_string_append (json, (*n)++ > 0 ? ",{" : "{");
  zx_json_add_string (json, "rule", rule);
  zx_json_add_double (json, "factor", factor);
  g_string_append_c (json, '}');
}

/* What multiplies: the engine's own, then the scope rule by rule. */
static void
add_factors (GString *json, const GArray *terms, const ZxScopeVerdict *scope)
{
  guint n = 0;

  g_string_append (json, ",\"factors\":[");
  for (guint i = 0; i < terms->len; i++) {
    const ZxSearchTerm *term = &g_array_index (terms, ZxSearchTerm, i);

    if (term->kind == ZX_SEARCH_TERM_LEARNT || term->kind == ZX_SEARCH_TERM_SCRIPT)
      add_factor (json, &n, words[term->kind], term->score);
  }
  for (guint i = 0; i < scope->n_factors; i++)
    add_factor (json, &n, zx_scope_rule_word (scope->factors[i].rule), scope->factors[i].factor);
  g_string_append_c (json, ']');
}

/* The answer when @text finds the article; *@is_found says whether it does. */
static void
explain (Wish *wish, const char *text, gboolean *is_found)
{
  ZxdQuestion *question = &wish->question;
  g_autofree ZxSearchHit *hits = g_new (ZxSearchHit, MOST_HITS);
  g_autoptr (GArray) terms = NULL;
  ZxScopeVerdict scope;
  gsize n, i = 0;

  zxd_question_ask (question, text);
  n = zx_search_ask_within (question->snapshot, text, zxd_question_scope, question, hits,
                            MOST_HITS);
  while (i < n && hits[i].id != wish->article_id)
    i++;
  if (i < n)
    terms = zx_search_explain (question->snapshot, text, wish->article_id, zxd_question_scope,
                               question);
  *is_found = terms != NULL;
  if (terms == NULL)
    return;
  g_string_assign (wish->answer.json, "{");
  zx_json_add_double (wish->answer.json, "score", hits[i].score);
  zx_json_add_double (wish->answer.json, "fit", hits[i].fit);
  add_terms (wish->answer.json, terms);
  zxd_question_judge (question, wish->article_id, &scope);
  add_factors (wish->answer.json, terms, &scope);
  g_string_append_c (wish->answer.json, '}');
}

static gboolean
find_why (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  Wish *wish = data;
  ZxdQuestion *question = &wish->question;
  g_autoptr (ZxdArticle) article = NULL;
  gboolean is_found = FALSE;

  zxd_answer_wipe (&wish->answer);
  if (!zxd_question_read (question, db, error))
    return FALSE;
  article = zxd_question_load_article (question, db, wish->article_id, error);
  if (article == NULL)
    return FALSE;
  if (question->question != NULL)
    explain (wish, question->question, &is_found);
  if (!is_found && question->recent != NULL)
    explain (wish, question->recent, &is_found);
  return is_found ||
         zx_throw (error, ZX_ERROR_NOT_FOUND, "The question does not find this article.");
}

static void
post_why (ZxdCall *call, gpointer data)
{
  JsonObject *body = zxd_call_body (call);
  Wish *wish;

  if (body == NULL)
    return;
  wish = g_new0 (Wish, 1);
  if (!zxd_question_take (&wish->question, call, body, data)) {
    wish_free (wish);
    return;
  }
  wish->question.message_id = zx_json_id (body, "question_id");
  wish->article_id = zx_json_id (body, "article_id");
  zxd_call_read_answer (call, find_why, wish, wish_free);
}

void
zxd_why_register (ZxdServer *server, ZxdArticleIndex *index)
{
  zxd_server_add_endpoint (server, "POST", "/api/v1/suggestions/why", ZXD_SIGNED_IN, post_why,
                           index);
}
