/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages: an agent sends one, a customer's first one comes in. */
#include "zxd-store-message.h"

#include "zx-clock.h"
#include "zx-json.h"
#include "zxd-message-private.h"

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
    "AND m.agent_id <> ? ORDER BY m.id DESC LIMIT 1";

static const char customer_sql[] =
    "SELECT c.name, m.id, m.sent_at_ms FROM message m JOIN contact c ON c.id = m.contact_id "
    "WHERE m.contact_id = ? AND m.id > ? AND m.author = 'customer' ORDER BY m.id DESC LIMIT 1";

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
  const char *extra;
} Row;

static gboolean
insert_row (ZxdTxn *txn, const Row *row, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      zxd_txn_db (txn),
      "INSERT INTO message (id, uuid, contact_id, author, agent_id, internal, text, sent_at_ms, "
      "extra, rev) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?1)",
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
  return zxd_stmt_run (stmt, error);
}

/* Appends the members of message @id to @out, with id and rev when @whole. */
static gboolean
add_json (ZxdTxn *txn, gint64 id, gboolean whole, GString *out, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      zxd_txn_db (txn), "SELECT " ZXD_MESSAGE_COLUMNS " FROM " ZXD_MESSAGE_TABLES " WHERE m.id = ?",
      error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, id);
  if (zxd_stmt_step (stmt, error) != ZXD_STEP_ROW)
    return FALSE;
  g_string_append_c (out, '{');
  zxd_message_add_row (stmt, whole, out);
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

  row->id = zxd_txn_next_seq (txn);
  row->contact_id = contact->id;
  return insert_row (txn, row, error) && add_json (txn, row->id, FALSE, json, error) &&
         zxd_txn_event (txn, row->id, "message", row->id, contact->id, &now, NULL, json->str,
                        error);
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
  return add_json (txn, known->id, TRUE, json, error);
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
  Row row = {.uuid = draft->uuid,
             .author = ZX_AUTHOR_AGENT,
             .agent_id = rights->agent_id,
             .is_internal = draft->is_internal,
             .text = draft->text,
             .sent_at_ms = zx_clock_now_ms (),
             .extra = draft->extra};

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
  return store (txn, &row, contact, error) && add_json (txn, row.id, TRUE, json, error);
}

gboolean
zxd_message_receive (ZxdTxn *txn,
                     gint64 contact_id,
                     const guint8 uuid[ZX_UUID_BYTES],
                     const char *text,
                     gint64 sent_at_ms,
                     ZxdPostOutcome *outcome,
                     gint64 *seq,
                     GError **error)
{
  g_autoptr (ZxdContact) contact = zxd_contact_load (zxd_txn_db (txn), contact_id, error);
  Known known;
  Row row = {.uuid = uuid, .author = ZX_AUTHOR_CUSTOMER, .text = text, .sent_at_ms = sent_at_ms};

  if (contact == NULL || !find_known (txn, uuid, &known, error))
    return FALSE;
  *seq = known.id;
  *outcome = ZXD_POST_AGAIN;
  if (known.id != 0)
    return TRUE;
  *outcome = ZXD_POST_OVER;
  if (zx_contact_state_is_ended (contact->state))
    return TRUE;
  if (!store (txn, &row, contact, error))
    return FALSE;
  *outcome = ZXD_POST_STORED;
  *seq = row.id;
  return TRUE;
}
