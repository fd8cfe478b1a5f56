/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST suggestions: the articles that answer what a customer wrote, ready to be shown and sent, or
 * that an agent looks up. */
#include "zxd-assistant.h"

#include "zx-clock.h"
#include "zx-search-group.h"
#include "zx-threshold.h"
#include "zxd-answer-figures.h"
#include "zxd-gaps.h"
#include "zxd-question.h"
#include "zxd-similar.h"
#include "zxd-store-answers.h"
#include "zxd-suggestion.h"
#include "zxd-verdicts.h"
#include "zxd-why.h"

enum {
  MOST_ITEMS = ZXD_SHOWN_MOST,
  MOST_FOUND = 6, /* by who searches for himself */
  LOOK_AT = 12,   /* hits, because some may not be visible in the customer's organisation */
};

typedef struct {
  ZxdAnswer answer;
  ZxdStore *store;        /* lent */
  ZxdArticleIndex *index; /* lent */
  GHashTable *thresholds; /* owned reference */
  ZxdQuestion question;
  gboolean is_ahead; /* nobody sees the answers yet */

  gboolean is_noted; /* what was shown is written down once it has been answered … */
  ZxdAsked asked;    /* … this */
} Ask;

static gboolean
write_asked (ZxdTxn *txn, gpointer data, GError **error)
{
  return zxd_asked_add (txn, data, error);
}

static void
ask_free (gpointer data)
{
  Ask *ask = data;

  if (ask->is_noted)
    zxd_store_write (ask->store, write_asked, g_memdup2 (&ask->asked, sizeof ask->asked), g_free,
                     NULL, NULL);
  zxd_answer_clear (&ask->answer);
  zxd_question_clear (&ask->question);
  g_clear_pointer (&ask->thresholds, g_hash_table_unref);
  g_free (ask);
}

/* When the best article is below the threshold that was learnt it is more likely beside the point
 * than to it: better to show nothing. So it is with another one that has no chance beside @first,
 * the fit of the one before all (0: there is none yet). */
static double
least_fit (const Ask *ask, double first)
{
  if (ask->question.is_search)
    return ZX_THRESHOLD_LOOKED_UP;
  return first > 0 ? zx_threshold_next (first)
                   : zxd_threshold_of (ask->thresholds, ask->question.org_id);
}

/* An article may come first for whom it is rather than for what it says, and yet fit too badly to
 * be shown: it is passed over, if another one, which says more, fits. *@passed: what those said
 * that were passed over. */
static gboolean
is_passed_over (const Ask *ask, const ZxSearchHit *hit, double factor, double *passed)
{
  double says = hit->score / MAX (factor, 1);

  if (hit->fit >= least_fit (ask, 0) && says >= *passed)
    return FALSE;
  *passed = MAX (*passed, says);
  return TRUE;
}

static gboolean
add_items (ZxdDb *db, Ask *ask, const char *text, guint *n, GError **error)
{
  ZxdQuestion *question = &ask->question;
  gsize most = question->is_search ? MOST_FOUND : MOST_ITEMS, found, n_passed = 0;
  ZxSearchHit hits[LOOK_AT];
  double passed = 0, first = 0;

  *n = 0;
  zxd_question_ask (question, text);
  found =
      zx_search_ask_within (question->snapshot, text, zxd_question_scope, question, hits, LOOK_AT);
  for (gsize i = 0; i < found && *n + n_passed < most; i++) {
    ZxdSuggestion suggestion = {ask->index, question->rights, text, question->question_id,
                                hits[i].fit};
    g_autoptr (GError) failed = NULL;
    g_autoptr (ZxdArticle) article = NULL;

    zxd_question_judge (question, hits[i].id, &suggestion.scope);
    if (*n == 0 && is_passed_over (ask, &hits[i], suggestion.scope.factor, &passed)) {
      n_passed++;
      continue;
    }
    if (hits[i].fit < least_fit (ask, first))
      break;
    article = zxd_question_load_article (question, db, hits[i].id, &failed);
    if (article == NULL && !g_error_matches (failed, ZX_ERROR, ZX_ERROR_NOT_FOUND)) {
      g_propagate_error (error, g_steal_pointer (&failed));
      return FALSE;
    }
    if (article == NULL)
      continue; /* of another organisation, or gone since the index was made */
    if (*n > 0)
      g_string_append_c (ask->answer.json, ',');
    if (!zxd_suggestion_add (db, &suggestion, article, ask->answer.json, error))
      return FALSE;
    first = *n == 0 ? hits[i].fit : first;
    if (*n < MOST_ITEMS)
      ask->asked.shown[*n] = (ZxdShown){article->id, hits[i].fit};
    (*n)++;
  }
  return TRUE;
}

/* Whether what was shown is to be written down: the first time that it was for this message. */
static gboolean
note_asked (ZxdDb *db, Ask *ask, guint n_shown, GError **error)
{
  const ZxdQuestion *question = &ask->question;
  gboolean is_known;

  ask->is_noted = FALSE;
  if (ask->is_ahead || question->typed != NULL || question->question_id == 0 ||
      !zxd_article_index_is_ready (ask->index) || !zx_search_has_matter (question->question))
    return TRUE;
  if (!zxd_asked_is_known (db, question->question_id, &is_known, error))
    return FALSE;
  ask->is_noted = !is_known;
  ask->asked.question_id = question->question_id;
  ask->asked.contact_id = question->contact_id;
  ask->asked.org_id = question->org_id;
  ask->asked.agent_id = question->rights->agent_id;
  ask->asked.at_ms = zx_clock_now_ms ();
  ask->asked.n_shown = n_shown;
  return TRUE;
}

static gboolean
find_answers (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  Ask *ask = data;
  ZxdQuestion *question = &ask->question;
  GString *json = ask->answer.json;
  guint n = 0;

  if (!zxd_question_read (question, db, error))
    return FALSE;
  g_string_assign (json, "{");
  zx_json_add_id (json, "question_id", question->question_id);
  zx_json_add_string (json, "question", question->question != NULL ? question->question : "");
  g_string_append (json, ",\"items\":[");
  if (question->question != NULL && !add_items (db, ask, question->question, &n, error))
    return FALSE;
  /* "Are you there?" alone finds nothing: then all that waits for an answer is the question. */
  if (n == 0 && question->recent != NULL && !add_items (db, ask, question->recent, &n, error))
    return FALSE;
  g_string_append (json, "]}");
  return note_asked (db, ask, n, error);
}

static void
suggest (ZxdCall *call, gpointer data)
{
  JsonObject *body = zxd_call_body (call);
  ZxdArticleIndex *index = data;
  Ask *ask;

  if (body == NULL)
    return;
  ask = g_new0 (Ask, 1);
  if (!zxd_question_take (&ask->question, call, body, index)) {
    ask_free (ask);
    return;
  }
  ask->answer.json = g_string_new (NULL);
  ask->store = zxd_server_get_store (zxd_call_server (call));
  ask->index = index;
  ask->thresholds = zxd_article_index_get_thresholds (index);
  ask->is_ahead = zx_json_bool (body, "prefetch", FALSE);
  zxd_call_read_answer (call, find_answers, ask, ask_free);
}

void
zxd_assistant_register (ZxdServer *server)
{
  ZxdArticleIndex *index = zxd_article_index_new (server);

  zxd_server_add_endpoint (server, "POST", "/api/v1/suggestions", ZXD_SIGNED_IN, suggest, index);
  zxd_why_register (server, index);
  zxd_verdicts_register (server);
  zxd_answer_figures_register (server);
  zxd_gaps_register (server);
  zxd_similar_register (server);
}
