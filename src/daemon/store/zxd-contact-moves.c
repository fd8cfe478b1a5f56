/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What agents and visitors do with a contact: accept, read. */
#include "zxd-store-contact.h"

#include "zx-clock.h"
#include "zx-json.h"
#include "zxd-contact-takers.h"
#include "zxd-store-agent.h"
#include "zxd-store-course.h"

void
zxd_verdict_clear (ZxdVerdict *verdict)
{
  g_clear_pointer (&verdict->by, g_free);
}

const char *
zxd_verdict_problem (const ZxdVerdict *verdict)
{
  switch (verdict->kind) {
  case ZXD_VERDICT_TAKEN:
    return "taken";
  case ZXD_VERDICT_RESERVED:
    return "reserved";
  case ZXD_VERDICT_OVER:
    return "over";
  case ZXD_VERDICT_ANSWERED_MEANWHILE:
    return "answered-meanwhile";
  case ZXD_VERDICT_CUSTOMER_WROTE_MEANWHILE:
    return "customer-wrote-meanwhile";
  case ZXD_VERDICT_TOO_LATE:
    return "too-late";
  case ZXD_VERDICT_BAD_QUOTE:
    return "bad-quote";
  case ZXD_VERDICT_BAD_MENTION:
    return "bad-mention";
  case ZXD_VERDICT_DONE:
  case ZXD_VERDICT_AGAIN:
  default:
    return NULL;
  }
}

void
zxd_verdict_add_json (const ZxdVerdict *verdict, GString *out)
{
  zx_json_add_string (out, "by", verdict->by);
  if (verdict->seq != 0)
    zx_json_add_int (out, "seq", verdict->seq);
  if (verdict->sent_at_ms != 0)
    zx_json_add_time (out, "sent_at", verdict->sent_at_ms);
}

static gboolean
give_verdict (ZxdVerdict *verdict, ZxdVerdictKind kind, const char *by)
{
  zxd_verdict_clear (verdict);
  *verdict = (ZxdVerdict){.kind = kind, .by = g_strdup (by)};
  return TRUE;
}

/* TRUE in *@known when this very action was done before. Asked before anything else: what it did
 * then may forbid it now. */
static gboolean
was_done (ZxdTxn *txn, const guint8 request[ZX_UUID_BYTES], gboolean *known, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (zxd_txn_db (txn), "SELECT 1 FROM request WHERE uuid = ?", error);
  ZxdStep step;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_uuid (stmt, 1, request);
  step = zxd_stmt_step (stmt, error);
  *known = step == ZXD_STEP_ROW;
  zxd_stmt_reset (stmt);
  return step != ZXD_STEP_FAILED;
}

/* A contact that this agent may know of: also one that a colleague of his scope has taken, so that
 * he can be told who. */
static ZxdContact *
load_in_scope (ZxdTxn *txn, const ZxRights *rights, gint64 id, GError **error)
{
  g_autoptr (ZxdContact) contact = zxd_contact_load (zxd_txn_db (txn), id, error);

  if (contact == NULL)
    return NULL;
  if (!zx_rights_sees_org (rights, contact->org_id) &&
      !zx_guests_contain (contact->guests, rights->agent_id)) {
    zx_throw (error, ZX_ERROR_NOT_FOUND, "There is no such contact.");
    return NULL;
  }
  return g_steal_pointer (&contact);
}

gboolean
zxd_contact_take (ZxdTxn *txn, const ZxRights *rights, ZxdContact *contact, GError **error)
{
  ZxAudience was = zxd_contact_audience (contact);

  if (!zx_contact_state_can_move (contact->state, ZX_CONTACT_ACTIVE))
    return zx_throw (error, ZX_ERROR_CONFLICT, "this contact cannot be accepted now");
  contact->agent_id = rights->agent_id;
  contact->state = ZX_CONTACT_ACTIVE;
  if (contact->accepted_at_ms == 0)
    contact->accepted_at_ms = zx_clock_now_ms ();
  contact->passed_by_id = 0; /* its offer keeps who, and his words */
  g_clear_pointer (&contact->passed_note, g_free);
  return zxd_course_drop_guest (txn, contact, rights->agent_id, error) &&
         zxd_agent_note_work (txn, rights->agent_id, zx_clock_now_ms (), error) &&
         zxd_contact_save (txn, contact, &was, error);
}

gboolean
zxd_contact_accept (ZxdTxn *txn,
                    const ZxRights *rights,
                    gint64 id,
                    const guint8 request[ZX_UUID_BYTES],
                    ZxdVerdict *verdict,
                    GError **error)
{
  g_autoptr (ZxdContact) contact = load_in_scope (txn, rights, id, error);
  gboolean known;

  if (contact == NULL || !was_done (txn, request, &known, error))
    return FALSE;
  if (known)
    return give_verdict (verdict, ZXD_VERDICT_AGAIN, NULL);
  if (contact->agent_id != 0 && contact->agent_id != rights->agent_id)
    return give_verdict (verdict, ZXD_VERDICT_TAKEN, contact->agent_name);
  if (zx_contact_state_is_ended (contact->state))
    return give_verdict (verdict, ZXD_VERDICT_OVER, NULL);
  if (contact->agent_id == 0 && !zxd_contact_may_be_taken (contact, rights))
    return give_verdict (verdict, ZXD_VERDICT_RESERVED, contact->place.group_name);

  give_verdict (verdict, ZXD_VERDICT_DONE, NULL);
  if (!zxd_txn_request (txn, request, rights->agent_id, &known, error))
    return FALSE;
  if (contact->agent_id == rights->agent_id && contact->state == ZX_CONTACT_ACTIVE)
    return TRUE;
  return zxd_contact_take (txn, rights, contact, error);
}

/* Nobody can have read further than the newest message. */
static gboolean
bound_by_newest (ZxdTxn *txn, gint64 contact_id, gint64 *seq, GError **error)
{
  ZxdStmt *stmt =
      zxd_db_prepare (zxd_txn_db (txn), "SELECT max(id) FROM message WHERE contact_id = ?", error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, contact_id);
  if (zxd_stmt_step (stmt, error) != ZXD_STEP_ROW)
    return FALSE;
  *seq = MIN (*seq, zxd_stmt_int (stmt, 0));
  zxd_stmt_reset (stmt);
  return TRUE;
}

gboolean
zxd_contact_read (ZxdTxn *txn, const ZxRights *rights, gint64 id, gint64 seq, GError **error)
{
  g_autoptr (ZxdContact) contact = zxd_contact_load_seen (zxd_txn_db (txn), rights, id, error);

  if (contact == NULL || !bound_by_newest (txn, id, &seq, error))
    return FALSE;
  if (contact->agent_id != rights->agent_id || seq <= contact->agent_read_seq)
    return TRUE;
  contact->agent_read_seq = seq;
  return zxd_contact_save (txn, contact, NULL, error);
}

gboolean
zxd_contact_read_by_visitor (ZxdTxn *txn,
                             gint64 contact_id,
                             gint64 read_seq,
                             gint64 got_seq,
                             GError **error)
{
  g_autoptr (ZxdContact) contact = zxd_contact_load (zxd_txn_db (txn), contact_id, error);

  got_seq = MAX (got_seq, read_seq); /* what he has read has reached him */
  if (contact == NULL || !bound_by_newest (txn, contact_id, &read_seq, error) ||
      !bound_by_newest (txn, contact_id, &got_seq, error))
    return FALSE;
  if (read_seq <= contact->visitor_read_seq && got_seq <= contact->visitor_got_seq)
    return TRUE;
  contact->visitor_read_seq = MAX (contact->visitor_read_seq, read_seq);
  contact->visitor_got_seq = MAX (contact->visitor_got_seq, got_seq);
  return zxd_contact_save (txn, contact, NULL, error);
}
