/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST suggestions: the articles that answer what a customer wrote, ready to be shown and sent, or
 * that an agent looks up. */
#include "zxd-assistant.h"

#include "zx-clock.h"
#include "zx-search-group.h"
#include "zxd-answer-figures.h"
#include "zxd-article-index.h"
#include "zxd-gaps.h"
#include "zxd-similar.h"
#include "zxd-store-answers.h"
#include "zxd-store-contact.h"
#include "zxd-suggestion.h"
#include "zxd-verdicts.h"

#include <string.h>

enum {
  MOST_ITEMS = ZXD_SHOWN_MOST,
  MOST_FOUND = 6,       /* by who searches for himself */
  LOOK_AT = 12,         /* hits, because some may not be visible in the customer's organisation */
  MOST_QUESTION = 2000, /* characters that may be typed */
  RECENT = 5,           /* messages without an answer that make up a question */
};

/* When the best article is below the threshold that was learnt it is more likely beside the point
 * than to it: better to show nothing. Beside a good one the next two may be weaker: the agent sees
 * which is which. */
#define NEXT_FIT 0.1
#define FOUND_FIT 0.05 /* who searches for himself judges for himself */

typedef struct {
  ZxdAnswer answer;
  ZxdStore *store;            /* lent */
  ZxdArticleIndex *index;     /* lent */
  ZxRights *rights;           /* owned */
  ZxSearchSnapshot *snapshot; /* owned */
  double threshold;           /* below it nothing is shown */
  gint64 contact_id;          /* 0: nobody waits for the answer */
  char *typed;                /* owned; null: what the customer wrote */
  gboolean is_search;         /* the agent looks something up */
  gboolean is_ahead;          /* nobody sees the answers yet */

  gint64 org_id, question_id;
  char *question; /* owned: shown */
  char *recent;   /* owned: all that waits for an answer, null when it is the question alone */

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
  zx_rights_free (ask->rights);
  zx_search_snapshot_unref (ask->snapshot);
  g_free (ask->typed);
  g_free (ask->question);
  g_free (ask->recent);
  g_free (ask);
}

/* ---- the question */

/* The customer's newest message, and with it those before that wait for the same answer. */
static gboolean
read_question (ZxdDb *db, Ask *ask, GError **error)
{
  ZxdStmt *stmt =
      zxd_db_prepare (db,
                      "SELECT id, author, text FROM message "
                      "WHERE contact_id = ? AND internal = 0 AND author IN ('customer', 'agent') "
                      "ORDER BY id DESC LIMIT ?",
                      error);
  ZxdStep step = ZXD_STEP_FAILED;
  gboolean is_answered = FALSE;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, ask->contact_id);
  zxd_stmt_bind_int (stmt, 2, 4 * RECENT);
  for (guint n = 0; (step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW;) {
    gboolean is_customer = g_str_equal (zxd_stmt_text (stmt, 1), "customer");
    const char *text = zxd_stmt_text (stmt, 2);

    if (is_customer && ask->question == NULL) {
      ask->question_id = zxd_stmt_int (stmt, 0);
      ask->question = g_strdup (text);
    } else if (is_customer && !is_answered && n < RECENT) {
      g_autofree char *later = ask->recent != NULL ? ask->recent : g_strdup (ask->question);

      ask->recent = g_strdup_printf ("%s\n%s", text, later);
    }
    n += is_customer;
    is_answered = is_answered || (!is_customer && ask->question != NULL);
  }
  return step == ZXD_STEP_DONE;
}

/* Whose knowledge it is: of the contact's organisation, or of the agent's own. */
static gboolean
find_org (ZxdDb *db, Ask *ask, GError **error)
{
  g_autoptr (ZxdContact) contact = NULL;

  ask->org_id = ask->rights->org_id;
  if (ask->contact_id == 0)
    return TRUE;
  contact = zxd_contact_load_seen (db, ask->rights, ask->contact_id, error);
  if (contact == NULL)
    return FALSE;
  ask->org_id = contact->org_id;
  return TRUE;
}

static gboolean
find_question (ZxdDb *db, Ask *ask, GError **error)
{
  g_clear_pointer (&ask->question, g_free);
  g_clear_pointer (&ask->recent, g_free);
  ask->question_id = 0;
  if (!find_org (db, ask, error))
    return FALSE;
  if (ask->contact_id != 0 && !read_question (db, ask, error))
    return FALSE;
  if (ask->typed == NULL)
    return TRUE;
  g_clear_pointer (&ask->recent, g_free);
  g_free (ask->question);
  ask->question = g_strdup (ask->typed);
  return TRUE;
}

/* ---- the answers */

static gboolean
add_items (ZxdDb *db, Ask *ask, const char *question, guint *n, GError **error)
{
  ZxSearchHit hits[LOOK_AT];
  gsize found = zx_search_ask (ask->snapshot, question, hits, LOOK_AT);
  gsize most = ask->is_search ? MOST_FOUND : MOST_ITEMS;
  const ZxdSuggestionFor reader = {ask->index, ask->rights, question, ask->question_id};

  *n = 0;
  for (gsize i = 0; i < found && *n < most; i++) {
    if (hits[i].fit < (ask->is_search ? FOUND_FIT : *n == 0 ? ask->threshold : NEXT_FIT))
      break;

    g_autoptr (GError) failed = NULL;
    g_autoptr (ZxdArticle) article = zxd_article_load_for (db, hits[i].id, ask->org_id, &failed);

    if (article == NULL && !g_error_matches (failed, ZX_ERROR, ZX_ERROR_NOT_FOUND)) {
      g_propagate_error (error, g_steal_pointer (&failed));
      return FALSE;
    }
    if (article == NULL)
      continue; /* of another organisation, or gone since the index was made */
    if (*n > 0)
      g_string_append_c (ask->answer.json, ',');
    if (!zxd_suggestion_add (db, &reader, article, hits[i].fit, ask->answer.json, error))
      return FALSE;
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
  gboolean is_known;

  ask->is_noted = FALSE;
  if (ask->is_ahead || ask->typed != NULL || ask->question_id == 0 ||
      !zxd_article_index_is_ready (ask->index) || !zx_search_has_matter (ask->question))
    return TRUE;
  if (!zxd_asked_is_known (db, ask->question_id, &is_known, error))
    return FALSE;
  ask->is_noted = !is_known;
  ask->asked.question_id = ask->question_id;
  ask->asked.contact_id = ask->contact_id;
  ask->asked.org_id = ask->org_id;
  ask->asked.at_ms = zx_clock_now_ms ();
  ask->asked.n_shown = n_shown;
  return TRUE;
}

static gboolean
find_answers (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  Ask *ask = data;
  GString *json = ask->answer.json;
  guint n = 0;

  if (!find_question (db, ask, error))
    return FALSE;
  g_string_assign (json, "{");
  zx_json_add_id (json, "question_id", ask->question_id);
  zx_json_add_string (json, "question", ask->question != NULL ? ask->question : "");
  g_string_append (json, ",\"items\":[");
  if (ask->question != NULL && !add_items (db, ask, ask->question, &n, error))
    return FALSE;
  /* "Are you there?" alone finds nothing: then all that waits for an answer is the question. */
  if (n == 0 && ask->recent != NULL && !add_items (db, ask, ask->recent, &n, error))
    return FALSE;
  g_string_append (json, "]}");
  return note_asked (db, ask, n, error);
}

/* What the agent types: something that he looks up, or the beginning of his answer. Null with 400
 * answered when it is no good; *@typed null when there is none. */
static gboolean
take_typed (ZxdCall *call, JsonObject *body, const char **typed)
{
  static const char *const members[] = {"search", "text", "draft"};
  const char *member = NULL;
  gboolean is_for_nobody = zx_json_id (body, "contact_id") == 0;

  *typed = NULL;
  for (gsize i = 0; *typed == NULL && i < G_N_ELEMENTS (members); i++)
    *typed = zx_json_string (body, member = members[i]);
  if (is_for_nobody && (*typed == NULL || **typed == '\0' || g_str_equal (member, "draft"))) {
    zxd_call_problem (call, 400, "bad-data", "Name a contact by contact_id, or give a text.");
    return FALSE;
  }
  if (*typed != NULL && g_utf8_strlen (*typed, -1) > MOST_QUESTION) {
    zxd_call_problem (call, 400, "bad-data", "%s has more than %d characters.", member,
                      MOST_QUESTION);
    return FALSE;
  }
  return TRUE;
}

static void
suggest (ZxdCall *call, gpointer data)
{
  JsonObject *body = zxd_call_body (call);
  ZxdArticleIndex *index = data;
  const char *typed;
  Ask *ask;

  if (body == NULL || !take_typed (call, body, &typed))
    return;
  ask = g_new0 (Ask, 1);
  ask->answer.json = g_string_new (NULL);
  ask->store = zxd_server_get_store (zxd_call_server (call));
  ask->index = index;
  ask->rights = zx_rights_copy (zxd_call_rights (call));
  ask->snapshot = zxd_article_index_get (index);
  ask->threshold = zxd_article_index_get_threshold (index);
  ask->contact_id = zx_json_id (body, "contact_id");
  ask->typed = g_strdup (typed);
  ask->is_ahead = zx_json_bool (body, "prefetch", FALSE);
  ask->is_search = ask->contact_id == 0 || zx_json_string (body, "search") != NULL;
  zxd_call_read_answer (call, find_answers, ask, ask_free);
}

void
zxd_assistant_register (ZxdServer *server)
{
  zxd_server_add_endpoint (server, "POST", "/api/v1/suggestions", ZXD_SIGNED_IN, suggest,
                           zxd_article_index_new (server));
  zxd_verdicts_register (server);
  zxd_answer_figures_register (server);
  zxd_gaps_register (server);
  zxd_similar_register (server);
}
