/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST suggestions: the articles that answer what a customer wrote, ready to be shown and sent, or
 * that an agent looks up. */
#include "zxd-assistant.h"

#include "zxd-article-index.h"
#include "zxd-plain-text.h"
#include "zxd-store-article.h"
#include "zxd-store-contact.h"

#include <string.h>

enum {
  MOST_ITEMS = 3,
  MOST_FOUND = 6,       /* by who searches for himself */
  LOOK_AT = 12,         /* hits, because some may not be visible in the customer's organisation */
  MOST_QUESTION = 2000, /* characters that may be typed */
  RECENT = 5,           /* messages without an answer that make up a question */
  EXCERPT_CHARS = 110,
  ANSWER_CHARS = 1500, /* a message has 4,000 */
  BODY_CHARS = 200000,
};

/* When the best article is below FIRST_FIT it is more likely beside the point than to it: better to
 * show nothing. Beside a good one the next two may be weaker: the agent sees which is which. */
#define FIRST_FIT 0.4
#define NEXT_FIT 0.1
#define FOUND_FIT 0.05 /* who searches for himself judges for himself */

typedef struct {
  ZxdAnswer answer;
  ZxRights *rights;           /* owned */
  ZxSearchSnapshot *snapshot; /* owned */
  gint64 contact_id;          /* 0: nobody waits for the answer, the agent looks something up */
  char *typed;                /* owned; null: what the customer wrote */

  gint64 org_id, question_id;
  char *question; /* owned: shown */
  char *recent;   /* owned: all that waits for an answer, null when it is the question alone */
} Ask;

static void
ask_free (gpointer data)
{
  Ask *ask = data;

  if (ask->answer.json != NULL)
    g_string_free (ask->answer.json, TRUE);
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
  if (ask->typed == NULL)
    return read_question (db, ask, error);
  ask->question = g_strdup (ask->typed);
  return TRUE;
}

/* ---- the answers */

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

static void
add_item (GString *json, const char *question, const ZxdArticle *article, double fit)
{
  g_autofree char *plain = zxd_plain_text (article->body, BODY_CHARS);
  g_autofree char *excerpt = zx_search_excerpt (question, plain, EXCERPT_CHARS);
  g_autofree char *answer = zxd_plain_text (article->body, ANSWER_CHARS);

  g_string_append_c (json, '{');
  zx_json_add_id (json, "article_id", article->id);
  zx_json_add_string (json, "ref", article->ref);
  zx_json_add_string (json, "title", article->title);
  add_marks (json, "title_marks", question, article->title);
  zx_json_add_string (json, "excerpt", excerpt);
  add_marks (json, "excerpt_marks", question, excerpt);
  zx_json_add_string (json, "answer", answer);
  zx_json_add_double (json, "fit", fit);
  zx_json_add_string (json, "updated_on", article->updated_on);
  zx_json_add_raw (json, "url", "null");
  g_string_append_c (json, '}');
}

static gboolean
add_items (ZxdDb *db, Ask *ask, const char *question, guint *n, GError **error)
{
  ZxSearchHit hits[LOOK_AT];
  gsize found = zx_search_ask (ask->snapshot, question, hits, LOOK_AT);

  gsize most = ask->contact_id == 0 ? MOST_FOUND : MOST_ITEMS;

  *n = 0;
  for (gsize i = 0; i < found && *n < most; i++) {
    if (hits[i].fit < (ask->contact_id == 0 ? FOUND_FIT : *n == 0 ? FIRST_FIT : NEXT_FIT))
      break;

    g_autoptr (GError) failed = NULL;
    g_autoptr (ZxdArticle) article = zxd_article_load_for (db, hits[i].id, ask->org_id, &failed);

    if (article == NULL && !g_error_matches (failed, ZX_ERROR, ZX_ERROR_NOT_FOUND)) {
      g_propagate_error (error, g_steal_pointer (&failed));
      return FALSE;
    }
    if (article == NULL)
      continue; /* of another organisation, or gone since the index was made */
    if ((*n)++ > 0)
      g_string_append_c (ask->answer.json, ',');
    add_item (ask->answer.json, question, article, hits[i].fit);
  }
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
  return TRUE;
}

static void
suggest (ZxdCall *call, gpointer data)
{
  JsonObject *body = zxd_call_body (call);
  const char *typed;
  Ask *ask;

  if (body == NULL)
    return;
  typed = zx_json_string (body, "text");
  if (zx_json_id (body, "contact_id") == 0 && (typed == NULL || *typed == '\0')) {
    zxd_call_problem (call, 400, "bad-data", "Name a contact by contact_id, or give a text.");
    return;
  }
  if (typed != NULL && g_utf8_strlen (typed, -1) > MOST_QUESTION) {
    zxd_call_problem (call, 400, "bad-data", "text has more than %d characters.", MOST_QUESTION);
    return;
  }
  ask = g_new0 (Ask, 1);
  ask->answer.json = g_string_new (NULL);
  ask->rights = zx_rights_copy (zxd_call_rights (call));
  ask->snapshot = zxd_article_index_get (data);
  ask->contact_id = zx_json_id (body, "contact_id");
  ask->typed = g_strdup (typed);
  zxd_call_read_answer (call, find_answers, ask, ask_free);
}

void
zxd_assistant_register (ZxdServer *server)
{
  zxd_server_add_endpoint (server, "POST", "/api/v1/suggestions", ZXD_SIGNED_IN, suggest,
                           zxd_article_index_new (server));
}
