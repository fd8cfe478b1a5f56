/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages: an agent sends one, a customer's first one comes in. */
#include "zxd-store-message.h"

#include "zx-clock.h"
#include "zx-json.h"
#include "zxd-contact-takers.h"
#include "zxd-message-private.h"
#include "zxd-store-agent.h"
#include "zxd-store-answers.h"
#include "zxd-store-file.h"

/* ---- what stands against sending */

static gboolean
refuse (ZxdVerdict *verdict, ZxdVerdictKind kind, const char *by)
{
  zxd_verdict_clear (verdict);
  *verdict = (ZxdVerdict){.kind = kind, .by = g_strdup (by)};
  return TRUE;
}

/* Looks for the newest message that @sql selects (author's name, id, time) among those of the
 * contact that are newer than what the agent has seen; @not_by 0 is everybody. */
static gboolean
find_newer (ZxdTxn *txn,
            const char *sql,
            const ZxdDraft *draft,
            gint64 not_by,
            ZxdVerdictKind kind,
            ZxdVerdict *verdict,
            GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (zxd_txn_db (txn), sql, error);
  ZxdStep step;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, draft->contact_id);
  zxd_stmt_bind_int (stmt, 2, draft->seen_seq);
  if (not_by != 0)
    zxd_stmt_bind_int (stmt, 3, not_by);
  step = zxd_stmt_step (stmt, error);
  if (step == ZXD_STEP_ROW) {
    refuse (verdict, kind, zxd_stmt_text (stmt, 0));
    verdict->seq = zxd_stmt_int (stmt, 1);
    verdict->sent_at_ms = zxd_stmt_int (stmt, 2);
    zxd_stmt_reset (stmt);
  }
  return step != ZXD_STEP_FAILED;
}

static const char colleague_sql[] =
    "SELECT a.name, m.id, m.sent_at_ms FROM message m LEFT JOIN agent a ON a.id = m.agent_id "
    "WHERE m.contact_id = ? AND m.id > ? AND m.author = 'agent' AND m.internal = 0 "
    "AND m.recalled_at_ms IS NULL AND m.agent_id <> ? ORDER BY m.id DESC LIMIT 1";

static const char customer_sql[] =
    "SELECT c.name, m.id, m.sent_at_ms FROM message m JOIN contact c ON c.id = m.contact_id "
    "WHERE m.contact_id = ? AND m.id > ? AND m.author = 'customer' AND m.recalled_at_ms IS NULL "
    "ORDER BY m.id DESC LIMIT 1";

/* Leaves DONE in @verdict when nothing stands against it. */
static gboolean
judge (ZxdTxn *txn,
       const ZxRights *rights,
       const ZxdDraft *draft,
       const ZxdContact *contact,
       ZxdVerdict *verdict,
       GError **error)
{
  gboolean is_others = contact->agent_id != 0 && contact->agent_id != rights->agent_id &&
                       !zx_guests_contain (contact->guests, rights->agent_id);

  refuse (verdict, ZXD_VERDICT_DONE, NULL);
  if (draft->is_internal ? zx_contact_state_is_over (contact->state)
                         : zx_contact_state_is_ended (contact->state))
    return refuse (verdict, ZXD_VERDICT_OVER, NULL);
  if (is_others && !zx_rights_can (rights, ZX_RIGHT_OVERSEE))
    return refuse (verdict, ZXD_VERDICT_TAKEN, contact->agent_name);
  if (draft->is_internal)
    return TRUE;
  if (contact->agent_id == 0 && !zxd_contact_may_be_taken (contact, rights))
    return refuse (verdict, ZXD_VERDICT_RESERVED, contact->place.group_name);
  if (!find_newer (txn, colleague_sql, draft, rights->agent_id, ZXD_VERDICT_ANSWERED_MEANWHILE,
                   verdict, error))
    return FALSE;
  if (verdict->kind != ZXD_VERDICT_DONE || !draft->is_verbatim)
    return TRUE;
  return find_newer (txn, customer_sql, draft, 0, ZXD_VERDICT_CUSTOMER_WROTE_MEANWHILE, verdict,
                     error);
}

/* ---- rows */

typedef struct {
  gint64 id, contact_id, agent_id; /* all 0: no such message */
} Known;

static gboolean
find_known (ZxdTxn *txn, const guint8 uuid[ZX_UUID_BYTES], Known *known, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      zxd_txn_db (txn), "SELECT id, contact_id, agent_id FROM message WHERE uuid = ?", error);
  ZxdStep step;

  *known = (Known){0};
  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_uuid (stmt, 1, uuid);
  step = zxd_stmt_step (stmt, error);
  if (step == ZXD_STEP_ROW) {
    *known = (Known){zxd_stmt_int (stmt, 0), zxd_stmt_int (stmt, 1), zxd_stmt_int (stmt, 2)};
    zxd_stmt_reset (stmt);
  }
  return step != ZXD_STEP_FAILED;
}

typedef struct {
  gint64 id;
  const guint8 *uuid;
  gint64 contact_id;
  ZxAuthor author;
  gint64 agent_id;
  gboolean is_internal;
  const char *text;
  gint64 sent_at_ms;
  char *extra; /* owned */
  gint64 quote_id;
} Row;

static void
row_clear (Row *row)
{
  g_free (row->extra);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Row, row_clear)

static gboolean
insert_row (ZxdTxn *txn, const Row *row, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      zxd_txn_db (txn),
      "INSERT INTO message (id, uuid, contact_id, author, agent_id, internal, text, sent_at_ms, "
      "extra, rev, quote_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?1, ?10)",
      error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, row->id);
  zxd_stmt_bind_uuid (stmt, 2, row->uuid);
  zxd_stmt_bind_int (stmt, 3, row->contact_id);
  zxd_stmt_bind_text (stmt, 4, zx_enum_word (ZX_TYPE_AUTHOR, row->author));
  zxd_stmt_bind_id (stmt, 5, row->agent_id);
  zxd_stmt_bind_int (stmt, 6, row->is_internal ? 1 : 0);
  zxd_stmt_bind_text (stmt, 7, row->text);
  zxd_stmt_bind_int (stmt, 8, row->sent_at_ms);
  zxd_stmt_bind_text (stmt, 9, row->extra);
  zxd_stmt_bind_id (stmt, 10, row->quote_id);
  return zxd_stmt_run (stmt, error);
}

gboolean
zxd_message_add_json (ZxdDb *db, gint64 id, gboolean with_id, GString *out, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      db, "SELECT " ZXD_MESSAGE_COLUMNS " FROM " ZXD_MESSAGE_TABLES " WHERE m.id = ?", error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, id);
  if (zxd_stmt_step (stmt, error) != ZXD_STEP_ROW)
    return FALSE;
  g_string_append_c (out, '{');
  zxd_message_add_row (stmt, with_id, out);
  g_string_append_c (out, '}');
  zxd_stmt_reset (stmt);
  return TRUE;
}

/* Inserts @row and logs it for those who see @contact. */
static gboolean
store (ZxdTxn *txn, Row *row, const ZxdContact *contact, GError **error)
{
  g_autoptr (GString) json = g_string_new (NULL);
  ZxAudience now = zxd_contact_audience (contact);

  return insert_row (txn, row, error) &&
         zxd_message_add_json (zxd_txn_db (txn), row->id, FALSE, json, error) &&
         zxd_txn_event (txn, row->id, "message", row->id, contact->id, &now, NULL, json->str,
                        error);
}

/* ---- what rides along */

/* Takes an open object; nothing in it becomes null. */
static char *
close_extra (GString *extra)
{
  if (extra->len > 1)
    return g_string_free (g_string_append_c (extra, '}'), FALSE);
  g_string_free (extra, TRUE);
  return NULL;
}

/* Gives the files to the message that @row will be, and names them in @extra. */
static gboolean
attach_files (ZxdTxn *txn,
              const char *const *files,
              const Row *row,
              gint64 visitor_id,
              GString *extra,
              GError **error)
{
  g_autoptr (GString) json = g_string_new (NULL);

  if (files == NULL || files[0] == NULL)
    return TRUE;
  if (!zxd_file_attach (txn, files, row->contact_id, row->id, row->agent_id, visitor_id, json,
                        error))
    return FALSE;
  zx_json_add_raw (extra, "files", json->str);
  return TRUE;
}

/* A note calls only colleagues who can read it. */
static gboolean
add_mentions (ZxdTxn *txn,
              const ZxdDraft *draft,
              const ZxdContact *contact,
              GString *extra,
              ZxdVerdict *verdict,
              GError **error)
{
  ZxAudience audience = zxd_contact_audience (contact);
  g_autoptr (GString) json = g_string_new ("[");

  for (gsize i = 0; i < draft->n_mentions; i++) {
    g_autoptr (GError) reason = NULL;
    g_autoptr (ZxRights) rights = zxd_agent_rights (zxd_txn_db (txn), draft->mentions[i], &reason);

    if (rights == NULL && !g_error_matches (reason, ZX_ERROR, ZX_ERROR_NOT_FOUND)) {
      g_propagate_error (error, g_steal_pointer (&reason));
      return FALSE;
    }
    if (rights == NULL || !zx_rights_sees (rights, &audience))
      return refuse (verdict, ZXD_VERDICT_BAD_MENTION, NULL);
    g_string_append_printf (json, "%s\"%" G_GINT64_FORMAT "\"", i > 0 ? "," : "",
                            draft->mentions[i]);
  }
  g_string_append_c (json, ']');
  if (draft->n_mentions > 0)
    zx_json_add_raw (extra, "mentions", json->str);
  return TRUE;
}

/* Fills @row's extra; a verdict that is not DONE says why it cannot be. */
static gboolean
add_draft_extra (ZxdTxn *txn,
                 const ZxdDraft *draft,
                 const ZxdContact *contact,
                 Row *row,
                 ZxdVerdict *verdict,
                 GError **error)
{
  g_autoptr (GString) extra = g_string_new ("{");
  ZxdQuote quote = {
      .contact_id = contact->id, .id = draft->quote_id, .may_be_internal = draft->is_internal};

  if (draft->suggestion != NULL)
    zx_json_add_raw (extra, "suggestion", draft->suggestion);
  if (draft->quote_id != 0) {
    if (!zxd_message_add_quote (zxd_txn_db (txn), &quote, extra, &row->quote_id, error))
      return FALSE;
    if (row->quote_id == 0)
      return refuse (verdict, ZXD_VERDICT_BAD_QUOTE, NULL);
  }
  if (!attach_files (txn, draft->files, row, 0, extra, error) ||
      !add_mentions (txn, draft, contact, extra, verdict, error))
    return FALSE;
  row->extra = close_extra (g_steal_pointer (&extra));
  return TRUE;
}

static gboolean
add_incoming_extra (ZxdTxn *txn, const ZxdIncoming *incoming, Row *row, GError **error)
{
  g_autoptr (GString) extra = g_string_new ("{");
  ZxdQuote quote = {.contact_id = incoming->contact_id};

  if (incoming->quote != NULL && zx_uuid_parse (incoming->quote, quote.uuid) &&
      !zxd_message_add_quote (zxd_txn_db (txn), &quote, extra, &row->quote_id, error))
    return FALSE;
  if (!attach_files (txn, incoming->files, row, incoming->visitor_id, extra, error))
    return FALSE;
  row->extra = close_extra (g_steal_pointer (&extra));
  return TRUE;
}

/* ---- the two ways in */

static gboolean
send_again (ZxdTxn *txn,
            const ZxRights *rights,
            const ZxdDraft *draft,
            const Known *known,
            ZxdVerdict *verdict,
            GString *json,
            GError **error)
{
  if (known->contact_id != draft->contact_id || known->agent_id != rights->agent_id)
    return zx_throw (error, ZX_ERROR_BAD_DATA, "this uuid names another message");
  refuse (verdict, ZXD_VERDICT_AGAIN, NULL);
  return zxd_message_add_json (zxd_txn_db (txn), known->id, TRUE, json, error);
}

gboolean
zxd_message_send (ZxdTxn *txn,
                  const ZxRights *rights,
                  const ZxdDraft *draft,
                  ZxdVerdict *verdict,
                  GString *json,
                  GError **error)
{
  g_autoptr (ZxdContact) contact = zxd_contact_load (zxd_txn_db (txn), draft->contact_id, error);
  Known known;
  g_auto (Row) row = {.uuid = draft->uuid,
                      .contact_id = draft->contact_id,
                      .author = ZX_AUTHOR_AGENT,
                      .agent_id = rights->agent_id,
                      .is_internal = draft->is_internal,
                      .text = draft->text,
                      .sent_at_ms = zx_clock_now_ms ()};

  g_string_truncate (json, 0);
  if (contact == NULL)
    return FALSE;
  if (!zx_rights_sees_org (rights, contact->org_id) &&
      !zx_guests_contain (contact->guests, rights->agent_id))
    return zx_throw (error, ZX_ERROR_NOT_FOUND, "There is no such contact.");
  if (!find_known (txn, draft->uuid, &known, error))
    return FALSE;
  if (known.id != 0)
    return send_again (txn, rights, draft, &known, verdict, json, error);
  if (!judge (txn, rights, draft, contact, verdict, error))
    return FALSE;
  if (verdict->kind != ZXD_VERDICT_DONE)
    return TRUE;
  if (contact->agent_id == 0 && !draft->is_internal &&
      !zxd_contact_take (txn, rights, contact, error))
    return FALSE;
  row.id = zxd_txn_next_seq (txn);
  if (!add_draft_extra (txn, draft, contact, &row, verdict, error))
    return FALSE;
  if (verdict->kind != ZXD_VERDICT_DONE) /* its number goes with what was written: nothing is */
    return zx_throw (error, ZX_ERROR_BAD_DATA, "%s",
                     verdict->kind == ZXD_VERDICT_BAD_QUOTE
                         ? "What is quoted was not said in this conversation, or is for colleagues."
                         : "A colleague who is mentioned does not see this contact.");
  return store (txn, &row, contact, error) &&
         (draft->suggestion == NULL ||
          zxd_verdict_sent (txn, contact->id, rights->agent_id, row.id, row.sent_at_ms,
                            draft->suggestion, error)) &&
         zxd_message_add_json (zxd_txn_db (txn), row.id, TRUE, json, error);
}

gboolean
zxd_message_receive (ZxdTxn *txn,
                     const ZxdIncoming *incoming,
                     ZxdPostOutcome *outcome,
                     gint64 *seq,
                     GError **error)
{
  g_autoptr (ZxdContact) contact = zxd_contact_load (zxd_txn_db (txn), incoming->contact_id, error);
  Known known;
  g_auto (Row) row = {.uuid = incoming->uuid,
                      .contact_id = incoming->contact_id,
                      .author = ZX_AUTHOR_CUSTOMER,
                      .text = incoming->text,
                      .sent_at_ms = incoming->sent_at_ms};

  if (contact == NULL || !find_known (txn, incoming->uuid, &known, error))
    return FALSE;
  *seq = known.id;
  *outcome = ZXD_POST_AGAIN;
  if (known.id != 0)
    return TRUE;
  *outcome = ZXD_POST_OVER;
  if (zx_contact_state_is_ended (contact->state))
    return TRUE;
  row.id = zxd_txn_next_seq (txn);
  if (!add_incoming_extra (txn, incoming, &row, error) || !store (txn, &row, contact, error))
    return FALSE;
  *outcome = ZXD_POST_STORED;
  *seq = row.id;
  return TRUE;
}
