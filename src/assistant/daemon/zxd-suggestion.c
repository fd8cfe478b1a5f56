/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes one proposed answer as JSON. */
#include "zxd-suggestion.h"

#include "zx-search-group.h"
#include "zxd-plain-text.h"
#include "zxd-store-answers.h"
#include "zxd-store-contact.h"

enum {
  EXCERPT_CHARS = 110,
  ANSWER_CHARS = 1500, /* a message has 4,000 */
  BODY_CHARS = 200000,
  SHARE_LEAST = 5, /* shown less often, a share says nothing */
  LIKE_LOOKS = 5,  /* past questions that are looked at, likest first */
};

#define LIKE_LEAST 0.3F

/* [[from,to],…] in characters. */
static void
add_marks (GString *json, const char *name, const char *question, const char *text)
{
  g_autoptr (GArray) marks = zx_search_mark (question, text);
  g_autoptr (GString) list = g_string_new ("[");
  glong at = 0;
  gsize byte = 0;

  for (guint i = 0; i < marks->len; i++) {
    const ZxSearchMark *mark = &g_array_index (marks, ZxSearchMark, i);
    glong from = at + g_utf8_strlen (text + byte, (gssize) (mark->from - byte));

    at = from + g_utf8_strlen (text + mark->from, (gssize) (mark->to - mark->from));
    byte = mark->to;
    g_string_append_printf (list, "%s[%ld,%ld]", i > 0 ? "," : "", from, at);
  }
  g_string_append_c (list, ']');
  zx_json_add_raw (json, name, list->str);
}

/* ---- what became of it */

static gboolean
add_use (ZxdDb *db, const ZxdSuggestion *self, gint64 article_id, GString *json, GError **error)
{
  ZxdUse use;

  if (!zxd_use_read (db, article_id, self->question_id, self->rights->agent_id, &use, error))
    return FALSE;
  zx_json_add_int (json, "used", use.used);
  if (use.shown >= SHARE_LEAST)
    zx_json_add_double (json, "used_share", (double) use.sent / use.shown);
  else
    zx_json_add_raw (json, "used_share", "null");
  if (use.own < ZXD_JUDGED_KINDS)
    zx_json_add_string (json, "verdict", zxd_judged_word (use.own));
  else
    zx_json_add_raw (json, "verdict", "null");
  return TRUE;
}

/* ---- the past question */

typedef struct {
  gint64 id;
  float likeness;
} Past;

static int
compare_past (gconstpointer a, gconstpointer b)
{
  const Past *x = a, *y = b;

  if (x->likeness > y->likeness || x->likeness < y->likeness)
    return x->likeness > y->likeness ? -1 : 1;
  return x->id > y->id ? -1 : x->id < y->id;
}

/* All of @questions that are like enough (Past), likest first. */
static GArray *
list_past (const ZxdSuggestion *self, const GArray *questions)
{
  GArray *all = g_array_new (FALSE, FALSE, sizeof (Past));
  g_autofree const char **texts = g_new (const char *, questions->len + 1);
  g_autofree float *likeness = g_new (float, questions->len + 1);

  for (guint i = 0; i < questions->len; i++)
    texts[i] = g_array_index (questions, ZxLearntQuestion, i).question;
  zx_search_compare (self->question, texts, questions->len, likeness);
  for (guint i = 0; i < questions->len; i++) {
    Past past = {g_array_index (questions, ZxLearntQuestion, i).question_id, likeness[i]};

    if (past.likeness >= LIKE_LEAST && past.id != self->question_id)
      g_array_append_val (all, past);
  }
  g_array_sort (all, compare_past);
  return all;
}

/* Its words as they are now, if the reader may see them; else null. */
static gboolean
read_words (ZxdDb *db, const ZxRights *rights, gint64 id, char **words, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db, "SELECT contact_id, text FROM message WHERE id = ?", error);
  g_autoptr (ZxdContact) contact = NULL;
  g_autoptr (GError) unseen = NULL;
  gint64 contact_id;
  ZxdStep step;

  *words = NULL;
  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, id);
  step = zxd_stmt_step (stmt, error);
  if (step != ZXD_STEP_ROW)
    return step == ZXD_STEP_DONE;
  contact_id = zxd_stmt_int (stmt, 0);
  *words = *zxd_stmt_text (stmt, 1) != '\0' ? g_strdup (zxd_stmt_text (stmt, 1)) : NULL;
  zxd_stmt_reset (stmt);
  contact = zxd_contact_load_seen (db, rights, contact_id, &unseen);
  if (contact != NULL)
    return TRUE;
  g_clear_pointer (words, g_free);
  if (g_error_matches (unseen, ZX_ERROR, ZX_ERROR_NOT_FOUND))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&unseen));
  return FALSE;
}

static gboolean
add_like (ZxdDb *db, const ZxdSuggestion *self, gint64 article_id, GString *json, GError **error)
{
  g_autoptr (GArray) questions = zxd_article_index_get_questions (self->index, article_id);
  g_autoptr (GArray) past = questions != NULL ? list_past (self, questions) : NULL;
  g_autofree char *words = NULL;

  for (guint i = 0; past != NULL && i < MIN (past->len, LIKE_LOOKS) && words == NULL; i++)
    if (!read_words (db, self->rights, g_array_index (past, Past, i).id, &words, error))
      return FALSE;
  if (words != NULL)
    zx_json_add_string (json, "like", words);
  else
    zx_json_add_raw (json, "like", "null");
  return TRUE;
}

static void
add_scope (const ZxScopeVerdict *verdict, GString *json)
{
  g_autoptr (GString) words = g_string_new ("[");

  for (guint i = 0; i < verdict->n_factors; i++)
    g_string_append_printf (words, "%s\"%s\"", i > 0 ? "," : "",
                            zx_scope_rule_word (verdict->factors[i].rule));
  g_string_append_c (words, ']');
  zx_json_add_raw (json, "scope", words->str);
}

gboolean
zxd_suggestion_add (ZxdDb *db,
                    const ZxdSuggestion *self,
                    const ZxdArticle *article,
                    GString *json,
                    GError **error)
{
  g_autofree char *plain = zxd_plain_text (article->body, BODY_CHARS);
  g_autofree char *excerpt = zx_search_excerpt (self->question, plain, EXCERPT_CHARS);
  g_autofree char *answer = zxd_plain_text (article->body, ANSWER_CHARS);

  g_string_append_c (json, '{');
  zx_json_add_id (json, "article_id", article->id);
  zx_json_add_string (json, "ref", article->ref);
  zx_json_add_string (json, "title", article->title);
  add_marks (json, "title_marks", self->question, article->title);
  zx_json_add_string (json, "excerpt", excerpt);
  add_marks (json, "excerpt_marks", self->question, excerpt);
  zx_json_add_string (json, "answer", answer);
  zx_json_add_double (json, "fit", self->fit);
  zx_json_add_string (json, "updated_on", article->updated_on);
  zx_json_add_raw (json, "url", "null");
  add_scope (&self->scope, json);
  if (!add_use (db, self, article->id, json, error) ||
      !add_like (db, self, article->id, json, error))
    return FALSE;
  g_string_append_c (json, '}');
  return TRUE;
}
