/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes down what the seat assistant showed and what agents made of it. */
#include "zxd-store-answers.h"

#include "zx-clock.h"
#include "zx-json.h"
#include "zxd-store-article.h"
#include "zxd-store-contact.h"

static const char *const words[] = {"sent", "edited", "up", "down"};

const char *
zxd_judged_word (ZxdJudged kind)
{
  return kind < ZXD_JUDGED_KINDS ? words[kind] : NULL;
}

/* Prepares @sql with @n ids bound in order. */
static ZxdStmt *
prepare (ZxdDb *db, const char *sql, const gint64 *ids, int n, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db, sql, error);

  for (int i = 0; stmt != NULL && i < n; i++)
    zxd_stmt_bind_int (stmt, i + 1, ids[i]);
  return stmt;
}

static gboolean
run (ZxdTxn *txn, const char *sql, const gint64 *ids, int n, GError **error)
{
  ZxdStmt *stmt = prepare (zxd_txn_db (txn), sql, ids, n, error);

  return stmt != NULL && zxd_stmt_run (stmt, error);
}

/* The one number of the one row that @stmt selects; 0 when there is none. */
static gboolean
read_number (ZxdStmt *stmt, gint64 *number, GError **error)
{
  ZxdStep step = stmt != NULL ? zxd_stmt_step (stmt, error) : ZXD_STEP_FAILED;

  *number = 0;
  if (step == ZXD_STEP_ROW) {
    *number = zxd_stmt_int (stmt, 0);
    zxd_stmt_reset (stmt);
  }
  return step != ZXD_STEP_FAILED;
}

/* All daemons read the article's verdicts anew. */
static gboolean
tell (ZxdTxn *txn, gint64 seq, gint64 article_id, GError **error)
{
  static const ZxAudience nobody = {.kind = ZX_AUDIENCE_NOBODY};

  return zxd_txn_event (txn, seq, "verdict", article_id, 0, &nobody, &nobody, "{}", error);
}

/* ---- what was shown */

gboolean
zxd_asked_is_known (ZxdDb *db, gint64 question_id, gboolean *is_known, GError **error)
{
  gint64 id;
  gboolean done = read_number (
      prepare (db, "SELECT id FROM asked WHERE question_id = ?", &question_id, 1, error), &id,
      error);

  *is_known = id != 0;
  return done;
}

static gint64
thousandths (double fit)
{
  return (gint64) (CLAMP (fit, 0, 1) * 1000 + 0.5);
}

static gboolean
add_shown (ZxdTxn *txn, gint64 asked_id, const ZxdAsked *asked, GError **error)
{
  for (gsize i = 0; i < asked->n_shown; i++) {
    const gint64 values[] = {asked_id, (gint64) i + 1, asked->shown[i].article_id,
                             thousandths (asked->shown[i].fit)};

    if (!run (txn, "INSERT INTO shown (asked_id, place, article_id, fit) VALUES (?, ?, ?, ?)",
              values, G_N_ELEMENTS (values), error))
      return FALSE;
  }
  return TRUE;
}

gboolean
zxd_asked_add (ZxdTxn *txn, const ZxdAsked *asked, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      zxd_txn_db (txn),
      "INSERT INTO asked (question_id, contact_id, org_id, at_ms, first_fit, agent_id) "
      "SELECT m.id, m.contact_id, CAST (?1 AS BIGINT), CAST (?2 AS BIGINT), CAST (?3 AS BIGINT), "
      "CAST (?6 AS BIGINT) "
      "FROM message m WHERE m.id = ?4 AND m.contact_id = ?5 AND m.author = 'customer' "
      "ON CONFLICT (question_id) DO NOTHING RETURNING id",
      error);
  gint64 id;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, asked->org_id);
  zxd_stmt_bind_int (stmt, 2, asked->at_ms);
  /* 0 is bound as null: what fits that badly is never shown. */
  zxd_stmt_bind_id (stmt, 3, asked->n_shown > 0 ? MAX (1, thousandths (asked->shown[0].fit)) : 0);
  zxd_stmt_bind_int (stmt, 4, asked->question_id);
  zxd_stmt_bind_int (stmt, 5, asked->contact_id);
  zxd_stmt_bind_int (stmt, 6, asked->agent_id);
  return read_number (stmt, &id, error) && (id == 0 || add_shown (txn, id, asked, error));
}

/* ---- verdicts */

typedef struct {
  gint64 question_id, article_id, agent_id, at_ms, contact_id, message_id;
  ZxdJudged kind;
} Row;

/* *@is_new is FALSE when the agent had said so before. */
static gboolean
insert_row (ZxdTxn *txn, gint64 id, const Row *row, gboolean *is_new, GError **error)
{
  ZxdStmt *stmt =
      zxd_db_prepare (zxd_txn_db (txn),
                      "INSERT INTO verdict (id, question_id, article_id, agent_id, kind, at_ms, "
                      "contact_id, message_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
                      "ON CONFLICT (question_id, article_id, agent_id, kind) DO NOTHING",
                      error);
  gint64 n_rows;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, id);
  zxd_stmt_bind_int (stmt, 2, row->question_id);
  zxd_stmt_bind_int (stmt, 3, row->article_id);
  zxd_stmt_bind_int (stmt, 4, row->agent_id);
  zxd_stmt_bind_text (stmt, 5, words[row->kind]);
  zxd_stmt_bind_int (stmt, 6, row->at_ms);
  zxd_stmt_bind_int (stmt, 7, row->contact_id);
  zxd_stmt_bind_id (stmt, 8, row->message_id);
  if (!zxd_stmt_change (stmt, &n_rows, error))
    return FALSE;
  *is_new = n_rows > 0;
  return TRUE;
}

/* Whether the agent has already said so: asked first, because a number that is taken is used. */
static gboolean
has_row (ZxdDb *db, const Row *row, gboolean *has, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db,
                                  "SELECT id FROM verdict WHERE question_id = ? AND article_id = ? "
                                  "AND agent_id = ? AND kind = ?",
                                  error);
  gint64 id = 0;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, row->question_id);
  zxd_stmt_bind_int (stmt, 2, row->article_id);
  zxd_stmt_bind_int (stmt, 3, row->agent_id);
  zxd_stmt_bind_text (stmt, 4, words[row->kind]);
  if (!read_number (stmt, &id, error))
    return FALSE;
  *has = id != 0;
  return TRUE;
}

static gboolean
add_row (ZxdTxn *txn, const Row *row, GError **error)
{
  gboolean has, is_new;
  gint64 seq;

  if (!has_row (zxd_txn_db (txn), row, &has, error))
    return FALSE;
  if (has)
    return TRUE;
  seq = zxd_txn_next_seq (txn);
  return insert_row (txn, seq, row, &is_new, error) && tell (txn, seq, row->article_id, error);
}

/* The contact in which a customer asked it; NOT_FOUND. */
static ZxdContact *
load_question (ZxdDb *db, const ZxRights *rights, gint64 question_id, GError **error)
{
  ZxdStmt *stmt =
      prepare (db, "SELECT contact_id FROM message WHERE id = ? AND author = 'customer'",
               &question_id, 1, error);
  gint64 contact_id;

  if (!read_number (stmt, &contact_id, error))
    return NULL;
  if (contact_id == 0) {
    zx_throw (error, ZX_ERROR_NOT_FOUND, "There is no such question.");
    return NULL;
  }
  return zxd_contact_load_seen (db, rights, contact_id, error);
}

/* The agent's thumbs for it, but for @kind, go. */
static gboolean
drop_thumbs (ZxdTxn *txn, const Row *row, gboolean *dropped, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      zxd_txn_db (txn),
      "DELETE FROM verdict WHERE question_id = ? AND article_id = ? AND agent_id = ? AND kind IN "
      "('up', 'down') AND kind <> ?",
      error);
  gint64 n_rows;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, row->question_id);
  zxd_stmt_bind_int (stmt, 2, row->article_id);
  zxd_stmt_bind_int (stmt, 3, row->agent_id);
  zxd_stmt_bind_text (stmt, 4, row->kind < ZXD_JUDGED_KINDS ? words[row->kind] : "");
  if (!zxd_stmt_change (stmt, &n_rows, error))
    return FALSE;
  *dropped = n_rows > 0;
  return TRUE;
}

gboolean
zxd_thumb_set (ZxdTxn *txn, const ZxRights *rights, const ZxdThumb *thumb, GError **error)
{
  ZxdDb *db = zxd_txn_db (txn);
  g_autoptr (ZxdContact) contact = load_question (db, rights, thumb->question_id, error);
  g_autoptr (ZxdArticle) article = NULL;
  Row row = {.question_id = thumb->question_id,
             .article_id = thumb->article_id,
             .agent_id = rights->agent_id,
             .kind = thumb->kind,
             .at_ms = zx_clock_now_ms ()};
  gboolean is_again, dropped;

  if (contact == NULL)
    return FALSE;
  article = zxd_article_load_for (db, thumb->article_id, contact->org_id, error);
  if (article == NULL || !zxd_txn_request (txn, thumb->request, rights->agent_id, &is_again, error))
    return FALSE;
  row.contact_id = contact->id;
  if (is_again)
    return TRUE;
  if (!drop_thumbs (txn, &row, &dropped, error))
    return FALSE;
  if (thumb->kind < ZXD_JUDGED_KINDS)
    return add_row (txn, &row, error);
  return !dropped || tell (txn, zxd_txn_next_seq (txn), row.article_id, error);
}

/* Both must be there: the client names what it saw, and that may be gone. */
static gboolean
is_answer (ZxdDb *db, const Row *row, gboolean *is, GError **error)
{
  const gint64 ids[] = {row->question_id, row->contact_id, row->article_id};
  ZxdStmt *stmt =
      prepare (db,
               "SELECT m.id FROM message m WHERE m.id = ? AND m.contact_id = ? AND m.author = "
               "'customer' AND EXISTS (SELECT 1 FROM article a WHERE a.id = ?)",
               ids, G_N_ELEMENTS (ids), error);
  gint64 id;
  gboolean done = read_number (stmt, &id, error);

  *is = id != 0;
  return done;
}

gboolean
zxd_verdict_sent (ZxdTxn *txn,
                  gint64 contact_id,
                  gint64 agent_id,
                  gint64 message_id,
                  gint64 at_ms,
                  const char *suggestion,
                  GError **error)
{
  g_autoptr (JsonObject) object = zx_json_parse (suggestion, -1, NULL);
  gboolean is_edited = zx_json_bool (object, "edited", FALSE), is;
  Row row = {.question_id = zx_json_id (object, "question_id"),
             .article_id = zx_json_id (object, "article_id"),
             .agent_id = agent_id,
             .at_ms = at_ms,
             .contact_id = contact_id,
             .message_id = message_id,
             .kind = is_edited ? ZXD_JUDGED_EDITED : ZXD_JUDGED_SENT};

  return is_answer (zxd_txn_db (txn), &row, &is, error) && (!is || add_row (txn, &row, error));
}

/* The articles that @sql selects by @id (gint64). */
static GArray *
list_ids (ZxdDb *db, const char *sql, gint64 id, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  ZxdStmt *stmt = prepare (db, sql, &id, 1, error);
  ZxdStep step = ZXD_STEP_FAILED;

  while (stmt != NULL && (step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW) {
    gint64 found = zxd_stmt_int (stmt, 0);

    g_array_append_val (ids, found);
  }
  return step == ZXD_STEP_DONE ? g_steal_pointer (&ids) : NULL;
}

static gboolean
tell_all (ZxdTxn *txn, const GArray *articles, GError **error)
{
  for (guint i = 0; i < articles->len; i++)
    if (!tell (txn, zxd_txn_next_seq (txn), g_array_index (articles, gint64, i), error))
      return FALSE;
  return TRUE;
}

/* Closed contacts are found by what was asked in them. */
static gboolean
tell_past (ZxdTxn *txn, gint64 message_id, GError **error)
{
  static const ZxAudience nobody = {.kind = ZX_AUDIENCE_NOBODY};
  gint64 contact_id;

  if (!read_number (prepare (zxd_txn_db (txn),
                             "SELECT c.id FROM message m JOIN contact c ON c.id = m.contact_id "
                             "WHERE m.id = ? AND m.author = 'customer' AND c.state = 'closed'",
                             &message_id, 1, error),
                    &contact_id, error))
    return FALSE;
  return contact_id == 0 || zxd_txn_event (txn, zxd_txn_next_seq (txn), "past", contact_id, 0,
                                           &nobody, &nobody, "{}", error);
}

gboolean
zxd_verdict_recalled (ZxdTxn *txn, gint64 id, GError **error)
{
  g_autoptr (GArray) articles =
      list_ids (zxd_txn_db (txn),
                "SELECT DISTINCT v.article_id FROM message m JOIN verdict v ON v.contact_id = "
                "m.contact_id WHERE m.id = ? ORDER BY v.article_id",
                id, error);

  return articles != NULL && tell_past (txn, id, error) &&
         (articles->len == 0 ||
          (run (txn, "DELETE FROM verdict WHERE message_id = ?", &id, 1, error) &&
           tell_all (txn, articles, error)));
}

gboolean
zxd_asked_erase (ZxdTxn *txn, gint64 contact_id, GError **error)
{
  g_autoptr (GArray) articles =
      list_ids (zxd_txn_db (txn),
                "SELECT DISTINCT article_id FROM verdict WHERE contact_id = ? ORDER BY article_id",
                contact_id, error);

  return articles != NULL &&
         run (txn,
              "DELETE FROM shown WHERE asked_id IN (SELECT id FROM asked WHERE contact_id = ?)",
              &contact_id, 1, error) &&
         run (txn, "DELETE FROM asked WHERE contact_id = ?", &contact_id, 1, error) &&
         run (txn, "DELETE FROM verdict WHERE contact_id = ?", &contact_id, 1, error) &&
         tell_all (txn, articles, error);
}

/* ---- for learning */

void
zxd_verdict_row_free (ZxdVerdictRow *row)
{
  g_free (row->question);
  g_free (row);
}

gboolean
zxd_verdict_articles (ZxdDb *db, gint64 after, int limit, GArray *ids, GError **error)
{
  const gint64 values[] = {after, limit};
  ZxdStmt *stmt = prepare (
      db,
      "SELECT DISTINCT article_id FROM verdict WHERE article_id > ? ORDER BY article_id LIMIT ?",
      values, G_N_ELEMENTS (values), error);
  ZxdStep step = ZXD_STEP_FAILED;

  while (stmt != NULL && (step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW) {
    gint64 found = zxd_stmt_int (stmt, 0);

    g_array_append_val (ids, found);
  }
  return step == ZXD_STEP_DONE;
}

static ZxdJudged
kind_of (const char *word)
{
  for (int kind = 0; kind < ZXD_JUDGED_KINDS; kind++)
    if (g_strcmp0 (word, words[kind]) == 0)
      return (ZxdJudged) kind;
  return ZXD_JUDGED_KINDS;
}

gboolean
zxd_verdict_list (ZxdDb *db,
                  gint64 article_id,
                  gint64 since_ms,
                  int limit,
                  GPtrArray *rows,
                  GError **error)
{
  const gint64 values[] = {article_id, since_ms, limit};
  ZxdStmt *stmt = prepare (db,
                           "SELECT v.id, v.question_id, v.agent_id, v.at_ms, v.kind, m.text FROM "
                           "verdict v JOIN message m ON m.id = v.question_id WHERE v.article_id = "
                           "? AND v.at_ms >= ? ORDER BY v.id DESC LIMIT ?",
                           values, G_N_ELEMENTS (values), error);
  ZxdStep step = ZXD_STEP_FAILED;

  while (stmt != NULL && (step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW) {
    ZxdVerdictRow *row = g_new (ZxdVerdictRow, 1);

    *row = (ZxdVerdictRow){zxd_stmt_int (stmt, 0),
                           zxd_stmt_int (stmt, 1),
                           zxd_stmt_int (stmt, 2),
                           zxd_stmt_int (stmt, 3),
                           kind_of (zxd_stmt_text (stmt, 4)),
                           g_strdup (zxd_stmt_text (stmt, 5))};
    g_ptr_array_add (rows, row);
  }
  return step == ZXD_STEP_DONE;
}

gboolean
zxd_verdict_row_step_back (ZxdDb *db, ZxdVerdictRow *row, gboolean *is_there, GError **error)
{
  ZxdStmt *stmt = prepare (db,
                           "SELECT p.id, p.text FROM message m JOIN message p ON p.contact_id = "
                           "m.contact_id AND p.id < m.id WHERE m.id = ? AND p.author = 'customer' "
                           "AND p.text <> '' ORDER BY p.id DESC LIMIT 1",
                           &row->question_id, 1, error);
  ZxdStep step = stmt != NULL ? zxd_stmt_step (stmt, error) : ZXD_STEP_FAILED;

  *is_there = step == ZXD_STEP_ROW;
  if (step == ZXD_STEP_ROW) {
    row->question_id = zxd_stmt_int (stmt, 0);
    g_free (row->question);
    row->question = g_strdup (zxd_stmt_text (stmt, 1));
    zxd_stmt_reset (stmt);
  }
  return step != ZXD_STEP_FAILED;
}

gboolean
zxd_shown_count (ZxdDb *db,
                 gint64 article_id,
                 gint64 since_ms,
                 gint64 until_ms,
                 gint64 *count,
                 GError **error)
{
  const gint64 values[] = {article_id, since_ms, until_ms};

  return read_number (
      prepare (
          db,
          "SELECT count(*) FROM (SELECT 1 FROM shown s JOIN asked q ON q.id = s.asked_id WHERE "
          "s.article_id = ? AND q.at_ms >= ? AND q.at_ms <= ? ORDER BY s.asked_id DESC LIMIT "
          "5000) t",
          values, G_N_ELEMENTS (values), error),
      count, error);
}

gboolean
zxd_asked_pairs (ZxdDb *db, gint64 org_id, int limit, GArray *pairs, GError **error)
{
  const gint64 values[] = {org_id, limit};
  ZxdStmt *stmt =
      prepare (db,
               "SELECT q.first_fit, q.agent_id, min (v.agent_id), max (v.agent_id) FROM (SELECT "
               "id, question_id, first_fit, agent_id FROM asked WHERE org_id = ? AND first_fit IS "
               "NOT NULL AND at_ms <= (SELECT max (at_ms) FROM verdict) ORDER BY at_ms DESC, id "
               "DESC LIMIT ?) q LEFT JOIN verdict v ON v.question_id = q.question_id AND v.kind <> "
               "'down' AND EXISTS (SELECT 1 FROM shown s WHERE s.asked_id = q.id AND s.article_id "
               "= v.article_id) GROUP BY q.id, q.first_fit, q.agent_id",
               values, G_N_ELEMENTS (values), error);
  ZxdStep step = ZXD_STEP_FAILED;

  while (stmt != NULL && (step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW) {
    gint64 by = zxd_stmt_int (stmt, 2);
    ZxdAskedPair pair = {.first_fit = (double) zxd_stmt_int (stmt, 0) / 1000,
                         .is_accepted = by != 0};

    if (!pair.is_accepted)
      pair.agent_id = zxd_stmt_int (stmt, 1);
    else if (by == zxd_stmt_int (stmt, 3))
      pair.agent_id = by;
    g_array_append_val (pairs, pair);
  }
  return step == ZXD_STEP_DONE;
}

gboolean
zxd_asked_next_org (ZxdDb *db, gint64 *org_id, GError **error)
{
  const gint64 after = *org_id;

  return read_number (prepare (db, "SELECT coalesce (min (org_id), 0) FROM asked WHERE org_id > ?",
                               &after, 1, error),
                      org_id, error);
}

/* ---- for showing */

static gboolean
read_thumb (ZxdDb *db, const gint64 ids[3], ZxdJudged *own, GError **error)
{
  ZxdStmt *stmt = prepare (db,
                           "SELECT kind FROM verdict WHERE article_id = ? AND question_id = ? AND "
                           "agent_id = ? AND kind IN ('up', 'down')",
                           ids, 3, error);
  ZxdStep step = stmt != NULL ? zxd_stmt_step (stmt, error) : ZXD_STEP_FAILED;

  *own = ZXD_JUDGED_KINDS;
  if (step == ZXD_STEP_ROW) {
    *own = kind_of (zxd_stmt_text (stmt, 0));
    zxd_stmt_reset (stmt);
  }
  return step != ZXD_STEP_FAILED;
}

gboolean
zxd_use_read (ZxdDb *db,
              gint64 article_id,
              gint64 question_id,
              gint64 agent_id,
              ZxdUse *use,
              GError **error)
{
  const gint64 ids[] = {article_id, question_id, agent_id};
  ZxdStmt *stmt =
      prepare (db,
               "SELECT count(*), coalesce (sum (CASE WHEN EXISTS (SELECT 1 FROM verdict v WHERE "
               "v.question_id = q.question_id AND v.article_id = ?1 AND v.kind IN ('sent', "
               "'edited')) THEN 1 ELSE 0 END), 0) FROM (SELECT asked_id FROM shown WHERE "
               "article_id = ?1 ORDER BY asked_id DESC LIMIT 200) s JOIN asked q ON q.id = "
               "s.asked_id",
               ids, 1, error);

  if (!read_number (prepare (db,
                             "SELECT count(*) FROM (SELECT 1 FROM verdict WHERE article_id = ? AND "
                             "kind IN ('sent', 'edited') LIMIT 10000) t",
                             ids, 1, error),
                    &use->used, error) ||
      stmt == NULL || zxd_stmt_step (stmt, error) != ZXD_STEP_ROW)
    return FALSE;
  use->shown = (int) zxd_stmt_int (stmt, 0);
  use->sent = (int) zxd_stmt_int (stmt, 1);
  zxd_stmt_reset (stmt);
  return read_thumb (db, ids, &use->own, error);
}
