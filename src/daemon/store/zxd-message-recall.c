/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes a message back: its words leave the row, the log, and whatever quotes it. */
#include "zx-json.h"
#include "zxd-message-private.h"
#include "zxd-store-answers.h"
#include "zxd-store-file.h"

/* The row of what is to be recalled. */
typedef struct {
  gint64 id, rev, contact_id, agent_id, visitor_id, sent_at_ms, recalled_at_ms;
  ZxAuthor author;
} Found;

static gboolean
find (ZxdDb *db, const ZxdRecall *recall, Found *found, GError **error)
{
  static const char by_id[] =
      "SELECT m.id, m.rev, m.contact_id, m.agent_id, c.visitor_id, m.sent_at_ms, m.recalled_at_ms, "
      "m.author FROM message m JOIN contact c ON c.id = m.contact_id WHERE m.id = ?";
  static const char by_uuid[] =
      "SELECT m.id, m.rev, m.contact_id, m.agent_id, c.visitor_id, m.sent_at_ms, m.recalled_at_ms, "
      "m.author FROM message m JOIN contact c ON c.id = m.contact_id WHERE m.uuid = ?";
  ZxdStmt *stmt = zxd_db_prepare (db, recall->id != 0 ? by_id : by_uuid, error);
  int author = ZX_AUTHOR_SYSTEM;
  ZxdStep step;

  if (stmt == NULL)
    return FALSE;
  if (recall->id != 0)
    zxd_stmt_bind_int (stmt, 1, recall->id);
  else
    zxd_stmt_bind_uuid (stmt, 1, recall->uuid);
  step = zxd_stmt_step (stmt, error);
  if (step == ZXD_STEP_FAILED)
    return FALSE;
  if (step == ZXD_STEP_DONE)
    return zx_throw (error, ZX_ERROR_NOT_FOUND, "There is no such message.");
  zx_enum_from_word (ZX_TYPE_AUTHOR, zxd_stmt_text (stmt, 7), &author);
  *found = (Found){.id = zxd_stmt_int (stmt, 0),
                   .rev = zxd_stmt_int (stmt, 1),
                   .contact_id = zxd_stmt_int (stmt, 2),
                   .agent_id = zxd_stmt_int (stmt, 3),
                   .visitor_id = zxd_stmt_int (stmt, 4),
                   .sent_at_ms = zxd_stmt_int (stmt, 5),
                   .recalled_at_ms = zxd_stmt_int (stmt, 6),
                   .author = (ZxAuthor) author};
  zxd_stmt_reset (stmt);
  return TRUE;
}

/* FALSE with NOT_FOUND when an agent does not see the contact: then nothing is told of the message
 * either. */
static gboolean
check_sight (ZxdDb *db, const ZxdRecall *recall, GError **error)
{
  g_autoptr (ZxdContact) seen = NULL;

  if (recall->rights == NULL)
    return TRUE;
  seen = zxd_contact_load_seen (db, recall->rights, recall->contact_id, error);
  return seen != NULL;
}

/* What is elsewhere, or another visitor's, is not there; who sees it and has not written it is told
 * so. */
static gboolean
check_author (const ZxdRecall *recall, const Found *found, GError **error)
{
  gboolean is_here = recall->rights != NULL ? found->contact_id == recall->contact_id
                                            : found->author == ZX_AUTHOR_CUSTOMER &&
                                                  found->visitor_id == recall->visitor_id;

  if (!is_here)
    return zx_throw (error, ZX_ERROR_NOT_FOUND, "There is no such message.");
  if (recall->rights != NULL &&
      (found->author != ZX_AUTHOR_AGENT || found->agent_id != recall->rights->agent_id))
    return zx_throw (error, ZX_ERROR_NOT_ALLOWED, "Only who wrote a message can take it back.");
  return TRUE;
}

/* ---- writing it over */

/* What the log says of a message: as it was made, and as it was changed last. */
static gboolean
overwrite_events (ZxdTxn *txn, gint64 id, gint64 rev, const char *json, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (zxd_txn_db (txn),
                                  "UPDATE event SET json = ? WHERE seq IN (?, ?) AND "
                                  "noun = 'message' AND obj_id = ? AND json IS NOT NULL",
                                  error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_text (stmt, 1, json);
  zxd_stmt_bind_int (stmt, 2, id);
  zxd_stmt_bind_int (stmt, 3, rev);
  zxd_stmt_bind_int (stmt, 4, id);
  return zxd_stmt_run (stmt, error);
}

/* The row was changed under the number @seq: all that the log ever said of it becomes what it is
 * now, and those who see it are told. */
static gboolean
tell_change (ZxdTxn *txn, gint64 id, gint64 old_rev, gint64 seq, gint64 contact_id, GError **error)
{
  ZxdDb *db = zxd_txn_db (txn);
  g_autoptr (ZxdContact) contact = zxd_contact_load (db, contact_id, error);
  g_autoptr (GString) json = g_string_new (NULL);
  ZxAudience now;

  if (contact == NULL || !zxd_message_add_json (db, id, FALSE, json, error) ||
      !overwrite_events (txn, id, old_rev, json->str, error))
    return FALSE;
  now = zxd_contact_audience (contact);
  return zxd_txn_event (txn, seq, "message", id, contact_id, &now, &now, json->str, error);
}

/* A message that quotes another one. */
typedef struct {
  gint64 id, rev, contact_id;
  char *extra; /* owned */
} Quoting;

static void
clear_quoting (gpointer data)
{
  g_free (((Quoting *) data)->extra);
}

static GArray *
list_quoting (ZxdDb *db, gint64 id, GError **error)
{
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (Quoting));
  ZxdStmt *stmt = zxd_db_prepare (
      db, "SELECT id, rev, contact_id, extra FROM message WHERE quote_id = ? ORDER BY id", error);
  ZxdStep step = ZXD_STEP_FAILED;

  g_array_set_clear_func (all, clear_quoting);
  if (stmt != NULL)
    zxd_stmt_bind_int (stmt, 1, id);
  while (stmt != NULL && (step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW) {
    Quoting quoting = {zxd_stmt_int (stmt, 0), zxd_stmt_int (stmt, 1), zxd_stmt_int (stmt, 2),
                       zxd_message_without_quoted_words (zxd_stmt_text (stmt, 3))};

    g_array_append_val (all, quoting);
  }
  return step == ZXD_STEP_DONE ? g_steal_pointer (&all) : NULL;
}

gboolean
zxd_message_blank_quotes (ZxdTxn *txn, gint64 id, GError **error)
{
  g_autoptr (GArray) all = list_quoting (zxd_txn_db (txn), id, error);

  for (guint i = 0; all != NULL && i < all->len; i++) {
    const Quoting *quoting = &g_array_index (all, Quoting, i);
    ZxdStmt *stmt;
    gint64 seq;

    if (quoting->extra == NULL) /* erased or recalled itself: it holds nothing */
      continue;
    stmt = zxd_db_prepare (zxd_txn_db (txn), "UPDATE message SET extra = ?, rev = ? WHERE id = ?",
                           error);
    if (stmt == NULL)
      return FALSE;
    seq = zxd_txn_next_seq (txn);
    zxd_stmt_bind_text (stmt, 1, quoting->extra);
    zxd_stmt_bind_int (stmt, 2, seq);
    zxd_stmt_bind_int (stmt, 3, quoting->id);
    if (!zxd_stmt_run (stmt, error) ||
        !tell_change (txn, quoting->id, quoting->rev, seq, quoting->contact_id, error))
      return FALSE;
  }
  return all != NULL;
}

static gboolean
blank (ZxdTxn *txn, const Found *found, gint64 now_ms, GError **error)
{
  gint64 seq = zxd_txn_next_seq (txn);
  ZxdStmt *stmt = zxd_db_prepare (zxd_txn_db (txn),
                                  "UPDATE message SET text = '', extra = NULL, quote_id = NULL, "
                                  "recalled_at_ms = ?, rev = ? WHERE id = ?",
                                  error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, now_ms);
  zxd_stmt_bind_int (stmt, 2, seq);
  zxd_stmt_bind_int (stmt, 3, found->id);
  if (!zxd_stmt_run (stmt, error) || !zxd_file_drop_of_message (txn, found->id, error) ||
      !tell_change (txn, found->id, found->rev, seq, found->contact_id, error) ||
      !zxd_message_blank_quotes (txn, found->id, error) ||
      !zxd_verdict_recalled (txn, found->id, error))
    return FALSE;
  zxd_txn_scrub (txn);
  return TRUE;
}

gboolean
zxd_message_recall (ZxdTxn *txn,
                    const ZxdRecall *recall,
                    ZxdVerdict *verdict,
                    GString *json,
                    GError **error)
{
  ZxdDb *db = zxd_txn_db (txn);
  Found found = {0};

  zxd_verdict_clear (verdict);
  *verdict = (ZxdVerdict){.kind = ZXD_VERDICT_DONE};
  if (!check_sight (db, recall, error) || !find (db, recall, &found, error) ||
      !check_author (recall, &found, error))
    return FALSE;
  if (found.recalled_at_ms != 0) {
    verdict->kind = ZXD_VERDICT_AGAIN;
  } else if (recall->now_ms - found.sent_at_ms >= recall->most_ms) {
    verdict->kind = ZXD_VERDICT_TOO_LATE;
    return TRUE;
  } else if (!blank (txn, &found, recall->now_ms, error)) {
    return FALSE;
  }
  return json == NULL || zxd_message_add_json (db, found.id, TRUE, json, error);
}
