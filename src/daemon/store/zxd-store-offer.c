/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Offers: made, answered, run out; each change with its event. */
#include "zxd-store-offer.h"

#include "zx-clock.h"
#include "zx-json.h"
#include "zxd-pass-trail.h"
#include "zxd-store-agent.h"
#include "zxd-store-pass.h"
#include "zxd-store-setup.h"

/* An offer by hand stands so long, where its queue does not say. */
enum { BY_HAND_S = 30 };

#define SELECT_OFFER                                                                               \
  "SELECT o.id, o.contact_id, o.agent_id, o.queue_id, o.org_id, o.by_id, o.kind, o.note, o.why, "  \
  "o.reason, o.made_at_ms, o.deadline_ms, o.ended_at_ms, o.outcome, o.rev, t.name, b.name "        \
  "FROM offer o LEFT JOIN agent t ON t.id = o.agent_id LEFT JOIN agent b ON b.id = o.by_id "

void
zxd_offer_clear (ZxdOffer *offer)
{
  g_clear_pointer (&offer->note, g_free);
  g_clear_pointer (&offer->why, g_free);
  g_clear_pointer (&offer->reason, g_free);
  g_clear_pointer (&offer->outcome, g_free);
  g_clear_pointer (&offer->agent_name, g_free);
  g_clear_pointer (&offer->by_name, g_free);
}

/* ---- reading */

static gint64
read_row (ZxdStmt *stmt, ZxdOffer *offer)
{
  zxd_offer_clear (offer);
  *offer = (ZxdOffer){
      .id = zxd_stmt_int (stmt, 0),
      .contact_id = zxd_stmt_int (stmt, 1),
      .agent_id = zxd_stmt_int (stmt, 2),
      .queue_id = zxd_stmt_int (stmt, 3),
      .org_id = zxd_stmt_int (stmt, 4),
      .by_id = zxd_stmt_int (stmt, 5),
      .kind = g_intern_string (zxd_stmt_text (stmt, 6)),
      .note = g_strdup (zxd_stmt_text (stmt, 7)),
      .why = g_strdup (zxd_stmt_text (stmt, 8)),
      .reason = g_strdup (zxd_stmt_text (stmt, 9)),
      .made_at_ms = zxd_stmt_int (stmt, 10),
      .deadline_ms = zxd_stmt_int (stmt, 11),
      .ended_at_ms = zxd_stmt_int (stmt, 12),
      .outcome = g_strdup (zxd_stmt_text (stmt, 13)),
      .agent_name = g_strdup (zxd_stmt_text (stmt, 15)),
      .by_name = g_strdup (zxd_stmt_text (stmt, 16)),
  };
  return zxd_stmt_int (stmt, 14);
}

/* NOT_FOUND when there is none. */
static gboolean
read_one (ZxdStmt *stmt, ZxdOffer *offer, gint64 *rev, GError **error)
{
  switch (zxd_stmt_step (stmt, error)) {
  case ZXD_STEP_ROW:
    *rev = read_row (stmt, offer);
    zxd_stmt_reset (stmt);
    return TRUE;
  case ZXD_STEP_DONE:
    return zx_throw (error, ZX_ERROR_NOT_FOUND, "There is no such offer.");
  case ZXD_STEP_FAILED:
  default:
    return FALSE;
  }
}

static gboolean
load (ZxdDb *db, gint64 id, ZxdOffer *offer, gint64 *rev, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db, SELECT_OFFER "WHERE o.id = ?", error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, id);
  return read_one (stmt, offer, rev, error);
}

static gboolean
load_open (ZxdDb *db, gint64 contact_id, ZxdOffer *offer, GError **error)
{
  ZxdStmt *stmt =
      zxd_db_prepare (db, SELECT_OFFER "WHERE o.contact_id = ? AND o.ended_at_ms IS NULL", error);
  gint64 rev;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, contact_id);
  return read_one (stmt, offer, &rev, error);
}

/* Its agent, wherever he belongs, who made it, and who oversees. */
static ZxAudience
audience_of (const ZxdOffer *offer)
{
  return (ZxAudience){
      ZX_AUDIENCE_DESK, offer->org_id, offer->agent_id, {offer->agent_id, offer->by_id}};
}

static void
add_json (GString *json, const ZxdOffer *offer)
{
  zx_json_add_id (json, "contact_id", offer->contact_id);
  zx_json_add_id (json, "agent_id", offer->agent_id);
  zx_json_add_string (json, "agent_name", offer->agent_name);
  zx_json_add_id (json, "queue_id", offer->queue_id);
  zx_json_add_string (json, "kind", offer->kind);
  zx_json_add_id (json, "by_id", offer->by_id);
  zx_json_add_string (json, "by_name", offer->by_name);
  zx_json_add_string (json, "note", offer->note);
  zx_json_add_raw (json, "why", offer->why);
  zx_json_add_time (json, "made_at", offer->made_at_ms);
  zx_json_add_time (json, "deadline", offer->deadline_ms);
  zx_json_add_time (json, "ended_at", offer->ended_at_ms);
  zx_json_add_string (json, "outcome", offer->outcome);
  zx_json_add_string (json, "reason", offer->reason);
}

static gboolean
add_object (ZxdDb *db, GString *json, const ZxdOffer *offer, gint64 rev, GError **error)
{
  g_string_append_c (json, '{');
  zx_json_add_id (json, "id", offer->id);
  zx_json_add_int (json, "rev", rev);
  add_json (json, offer);
  if (!zxd_offer_add_seen (db, offer, json, error))
    return FALSE;
  g_string_append_c (json, '}');
  return TRUE;
}

gboolean
zxd_offer_get (ZxdDb *db, const ZxRights *rights, gint64 id, GString *json, GError **error)
{
  g_auto (ZxdOffer) offer = {0};
  ZxAudience audience;
  gint64 rev;

  if (!load (db, id, &offer, &rev, error))
    return FALSE;
  audience = audience_of (&offer);
  if (!zx_rights_sees (rights, &audience))
    return zx_throw (error, ZX_ERROR_NOT_FOUND, "There is no such offer.");
  return add_object (db, json, &offer, rev, error);
}

gboolean
zxd_offer_list (ZxdDb *db, gint64 as_of, const ZxRights *rights, GString *json, GError **error)
{
  ZxdStmt *stmt =
      zxd_db_prepare (db, SELECT_OFFER "WHERE o.ended_at_ms IS NULL ORDER BY o.id", error);
  g_auto (ZxdOffer) offer = {0};
  gboolean is_first = TRUE;
  ZxdStep step;

  if (stmt == NULL)
    return FALSE;
  g_string_append (json, "{\"items\":[");
  while ((step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW) {
    gint64 rev = read_row (stmt, &offer);
    ZxAudience audience = audience_of (&offer);

    if (!zx_rights_sees (rights, &audience))
      continue;
    if (!is_first)
      g_string_append_c (json, ',');
    if (!add_object (db, json, &offer, rev, error))
      return FALSE;
    is_first = FALSE;
  }
  g_string_append_c (json, ']');
  zx_json_add_int (json, "as_of", as_of);
  g_string_append_c (json, '}');
  return step == ZXD_STEP_DONE;
}

/* ---- writing */

static gboolean
tell (ZxdTxn *txn, const ZxdOffer *offer, gint64 seq, gboolean is_new, GError **error)
{
  g_autoptr (GString) json = g_string_new ("{");
  ZxAudience now = audience_of (offer);
  const ZxAudience nobody = {ZX_AUDIENCE_NOBODY, 0, 0};

  add_json (json, offer);
  g_string_append_c (json, '}');
  return zxd_txn_event (txn, seq, "offer", offer->id, 0, &now, is_new ? &nobody : &now, json->str,
                        error);
}

/* Makes it; its names are read. */
static gboolean
insert (ZxdTxn *txn, const ZxdOffer *wanted, GError **error)
{
  ZxdStmt *stmt =
      zxd_db_prepare (zxd_txn_db (txn),
                      "INSERT INTO offer (id, contact_id, agent_id, org_id, queue_id, by_id, kind, "
                      "note, why, made_at_ms, deadline_ms, rev) VALUES (?1, ?2, ?3, ?4, ?5, ?6, "
                      "?7, ?8, ?9, ?10, ?11, ?1)",
                      error);
  g_auto (ZxdOffer) offer = {0};
  gint64 rev, id;

  if (stmt == NULL)
    return FALSE;
  id = zxd_txn_next_seq (txn);
  zxd_stmt_bind_int (stmt, 1, id);
  zxd_stmt_bind_int (stmt, 2, wanted->contact_id);
  zxd_stmt_bind_int (stmt, 3, wanted->agent_id);
  zxd_stmt_bind_int (stmt, 4, wanted->org_id);
  zxd_stmt_bind_id (stmt, 5, wanted->queue_id);
  zxd_stmt_bind_id (stmt, 6, wanted->by_id);
  zxd_stmt_bind_text (stmt, 7, wanted->kind);
  zxd_stmt_bind_text (stmt, 8, wanted->note);
  zxd_stmt_bind_text (stmt, 9, wanted->why != NULL ? wanted->why : "[]");
  zxd_stmt_bind_int (stmt, 10, wanted->made_at_ms);
  zxd_stmt_bind_int (stmt, 11, wanted->deadline_ms);
  return zxd_stmt_run (stmt, error) && load (zxd_txn_db (txn), id, &offer, &rev, error) &&
         tell (txn, &offer, id, TRUE, error);
}

static gboolean
end (ZxdTxn *txn, ZxdOffer *offer, const char *outcome, const char *reason, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      zxd_txn_db (txn),
      "UPDATE offer SET ended_at_ms = ?, outcome = ?, reason = ?, rev = ? WHERE id = ?", error);
  gint64 seq;

  if (stmt == NULL)
    return FALSE;
  seq = zxd_txn_next_seq (txn);
  offer->ended_at_ms = zx_clock_now_ms ();
  g_free (offer->outcome);
  offer->outcome = g_strdup (outcome);
  g_free (offer->reason);
  offer->reason = g_strdup (reason);
  zxd_stmt_bind_int (stmt, 1, offer->ended_at_ms);
  zxd_stmt_bind_text (stmt, 2, offer->outcome);
  zxd_stmt_bind_text (stmt, 3, offer->reason);
  zxd_stmt_bind_int (stmt, 4, seq);
  zxd_stmt_bind_int (stmt, 5, offer->id);
  return zxd_stmt_run (stmt, error) && tell (txn, offer, seq, FALSE, error);
}

/* The contact has its old place again, or nobody else is asked about it. */
static gboolean
release (ZxdTxn *txn, gint64 contact_id, GError **error)
{
  g_autoptr (ZxdContact) contact = zxd_contact_load (zxd_txn_db (txn), contact_id, error);

  if (contact == NULL)
    return FALSE;
  if (contact->state == ZX_CONTACT_OFFERED)
    contact->state = ZX_CONTACT_QUEUED;
  return zxd_contact_save (txn, contact, NULL, error);
}

/* ---- the router's */

/* Whether @agent may be asked now: what the router saw must still be so. */
static gboolean
check_agent (ZxdDb *db, gint64 agent_id, gint64 in_hand, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      db,
      "SELECT CASE WHEN presence = 'online' AND missed_at_ms IS NULL AND disabled = 0 THEN 1 END, "
      "(SELECT count(*) FROM contact c WHERE c.agent_id = a.id AND c.state NOT IN ('closed', "
      "'abandoned', 'missed') AND c.state NOT IN ('queued', 'offered')) + (SELECT count(*) FROM "
      "offer o WHERE o.agent_id = a.id AND o.ended_at_ms IS NULL) FROM agent a WHERE a.id = ?",
      error);
  gboolean is_ready = FALSE;
  gint64 taken = 0;
  ZxdStep step;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, agent_id);
  step = zxd_stmt_step (stmt, error);
  if (step == ZXD_STEP_FAILED)
    return FALSE;
  if (step == ZXD_STEP_ROW) {
    is_ready = zxd_stmt_int (stmt, 0) != 0;
    taken = zxd_stmt_int (stmt, 1);
    zxd_stmt_reset (stmt);
  }
  return (is_ready && taken <= in_hand) ||
         zx_throw (error, ZX_ERROR_CONFLICT, "agent %" G_GINT64_FORMAT " cannot be asked",
                   agent_id);
}

gboolean
zxd_offer_make (ZxdTxn *txn, const ZxdOffer *wanted, gint64 in_hand, GError **error)
{
  g_autoptr (ZxdContact) contact = zxd_contact_load (zxd_txn_db (txn), wanted->contact_id, error);
  ZxdOffer offer = *wanted; /* lends its texts */

  if (contact == NULL)
    return FALSE;
  if (contact->state != ZX_CONTACT_QUEUED)
    return zx_throw (error, ZX_ERROR_CONFLICT, "contact %" G_GINT64_FORMAT " no longer waits",
                     contact->id);
  if (!check_agent (zxd_txn_db (txn), offer.agent_id, in_hand, error))
    return FALSE;
  offer.org_id = contact->org_id;
  offer.by_id = contact->passed_by_id;
  offer.kind = offer.by_id != 0 ? "transfer" : "new";
  offer.note = contact->passed_note;
  contact->state = ZX_CONTACT_OFFERED;
  return insert (txn, &offer, error) && zxd_contact_save (txn, contact, NULL, error);
}

/* The open offer that the router speaks of. */
static gboolean
load_same (ZxdDb *db, gint64 contact_id, gint64 agent_id, ZxdOffer *offer, GError **error)
{
  if (!load_open (db, contact_id, offer, error))
    return FALSE;
  return offer->agent_id == agent_id ||
         zx_throw (error, ZX_ERROR_CONFLICT, "it is offered to somebody else meanwhile");
}

gboolean
zxd_offer_run_out (ZxdTxn *txn, gint64 contact_id, gint64 agent_id, gint64 now_ms, GError **error)
{
  g_auto (ZxdOffer) offer = {0};

  return load_same (zxd_txn_db (txn), contact_id, agent_id, &offer, error) &&
         end (txn, &offer, "timeout", NULL, error) && release (txn, contact_id, error) &&
         zxd_agent_set_missed (txn, agent_id, now_ms, error);
}

gboolean
zxd_offer_withdraw (ZxdTxn *txn, gint64 contact_id, gint64 agent_id, GError **error)
{
  g_auto (ZxdOffer) offer = {0};

  return load_same (zxd_txn_db (txn), contact_id, agent_id, &offer, error) &&
         end (txn, &offer, "withdrawn", NULL, error) && release (txn, contact_id, error);
}

/* ---- the agents' */

/* The offer, when @rights are its agent's. *@again: this was done before. */
static gboolean
load_own (ZxdTxn *txn,
          const ZxRights *rights,
          gint64 id,
          const guint8 request[ZX_UUID_BYTES],
          ZxdOffer *offer,
          gboolean *again,
          GError **error)
{
  gint64 rev;

  if (!load (zxd_txn_db (txn), id, offer, &rev, error))
    return FALSE;
  if (offer->agent_id != rights->agent_id)
    return zx_throw (error, ZX_ERROR_NOT_FOUND, "There is no such offer.");
  return zxd_txn_request (txn, request, rights->agent_id, again, error);
}

gboolean
zxd_offer_accept (ZxdTxn *txn,
                  const ZxRights *rights,
                  gint64 id,
                  const guint8 request[ZX_UUID_BYTES],
                  gint64 *contact_id,
                  ZxdVerdict *verdict,
                  GError **error)
{
  g_autoptr (ZxdContact) contact = NULL;
  g_auto (ZxdOffer) offer = {0};
  gboolean again;

  zxd_verdict_clear (verdict);
  *verdict = (ZxdVerdict){.kind = ZXD_VERDICT_DONE};
  if (!load_own (txn, rights, id, request, &offer, &again, error))
    return FALSE;
  *contact_id = offer.contact_id;
  if (again) {
    verdict->kind = ZXD_VERDICT_AGAIN;
    return TRUE;
  }
  if (offer.ended_at_ms != 0) {
    verdict->kind = ZXD_VERDICT_OVER;
    return TRUE;
  }
  if (!g_str_equal (offer.kind, "consult") && !zx_rights_sees_org (rights, offer.org_id))
    return zx_throw (error, ZX_ERROR_NOT_FOUND, "There is no such offer."); /* his rights changed */
  contact = zxd_contact_load (zxd_txn_db (txn), offer.contact_id, error);
  if (contact == NULL)
    return FALSE;
  if (g_str_equal (offer.kind, "consult"))
    return end (txn, &offer, "accepted", NULL, error) &&
           zxd_pass_join (txn, contact, &offer, error);
  return contact->agent_id != 0 ? zxd_pass_change_hands (txn, contact, rights->agent_id, error)
                                : zxd_contact_take (txn, rights, contact, error);
}

gboolean
zxd_offer_decline (ZxdTxn *txn,
                   const ZxRights *rights,
                   gint64 id,
                   const guint8 request[ZX_UUID_BYTES],
                   const char *reason,
                   ZxdVerdict *verdict,
                   ZxdRefusal *refusal,
                   GError **error)
{
  g_auto (ZxdOffer) offer = {0};
  gboolean again, wants;

  zxd_verdict_clear (verdict);
  *verdict = (ZxdVerdict){.kind = ZXD_VERDICT_DONE};
  if (!load_own (txn, rights, id, request, &offer, &again, error))
    return FALSE;
  if (again || offer.ended_at_ms != 0) {
    verdict->kind = again ? ZXD_VERDICT_AGAIN : ZXD_VERDICT_OVER;
    return TRUE;
  }
  if (!zxd_offer_wants_reason (zxd_txn_db (txn), offer.queue_id, &wants, error))
    return FALSE;
  if (wants && reason == NULL)
    return zxd_refuse_field (refusal, "reason", "missing", error,
                             "Say why you leave this contact to a colleague.");
  return end (txn, &offer, "declined", reason, error) && release (txn, offer.contact_id, error);
}

/* From who had made it (nobody: the router), to whom it was put. */
static gboolean
note_taken_back (ZxdTxn *txn, const ZxdActor *actor, const ZxdOffer *offer, GError **error)
{
  g_auto (ZxdPassEnd) maker = zxd_pass_end_new ("agent", offer->by_id, offer->by_name);
  g_auto (ZxdPassEnd) asked = zxd_pass_end_new ("agent", offer->agent_id, offer->agent_name);

  return zxd_pass_note (txn, actor, "contact.withdraw", offer->contact_id, &maker, &asked, error);
}

gboolean
zxd_offer_take_back (ZxdTxn *txn,
                     const ZxdActor *actor,
                     gint64 id,
                     const guint8 request[ZX_UUID_BYTES],
                     ZxdVerdict *verdict,
                     GError **error)
{
  const ZxRights *rights = actor->rights;
  g_auto (ZxdOffer) offer = {0};
  ZxAudience audience;
  gboolean again;
  gint64 rev;

  zxd_verdict_clear (verdict);
  *verdict = (ZxdVerdict){.kind = ZXD_VERDICT_DONE};
  if (!load (zxd_txn_db (txn), id, &offer, &rev, error))
    return FALSE;
  audience = audience_of (&offer);
  if (!zx_rights_sees (rights, &audience))
    return zx_throw (error, ZX_ERROR_NOT_FOUND, "There is no such offer.");
  if (offer.by_id != rights->agent_id &&
      !(zx_rights_can (rights, ZX_RIGHT_OVERSEE) && zx_rights_sees_org (rights, offer.org_id)))
    return zx_throw (error, ZX_ERROR_NOT_ALLOWED,
                     "Only who made an offer, or who oversees, takes it back.");
  if (!zxd_txn_request (txn, request, rights->agent_id, &again, error))
    return FALSE;
  if (again || offer.ended_at_ms != 0) {
    verdict->kind = again ? ZXD_VERDICT_AGAIN : ZXD_VERDICT_OVER;
    return TRUE;
  }
  return note_taken_back (txn, actor, &offer, error) &&
         end (txn, &offer, "withdrawn", NULL, error) && release (txn, offer.contact_id, error);
}

/* ---- by hand */

static gboolean
read_offer_s (ZxdDb *db, gint64 queue_id, gint64 *offer_s, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db, "SELECT offer_s FROM queue WHERE id = ?", error);
  ZxdStep step;

  *offer_s = 0;
  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, queue_id);
  step = zxd_stmt_step (stmt, error);
  if (step == ZXD_STEP_ROW) {
    *offer_s = zxd_stmt_int (stmt, 0);
    zxd_stmt_reset (stmt);
  }
  if (*offer_s == 0)
    *offer_s = BY_HAND_S;
  return step != ZXD_STEP_FAILED;
}

gboolean
zxd_offer_make_by_hand (ZxdTxn *txn, ZxdContact *contact, const ZxdOffer *wanted, GError **error)
{
  ZxdOffer offer = *wanted; /* lends its texts */
  gint64 offer_s;

  if (!read_offer_s (zxd_txn_db (txn), contact->place.queue_id, &offer_s, error))
    return FALSE;
  offer.contact_id = contact->id;
  offer.org_id = contact->org_id;
  offer.queue_id = contact->place.queue_id;
  offer.made_at_ms = zx_clock_now_ms ();
  offer.deadline_ms = offer.made_at_ms + offer_s * 1000;
  if (contact->state == ZX_CONTACT_QUEUED)
    contact->state = ZX_CONTACT_OFFERED;
  return insert (txn, &offer, error) && zxd_contact_save (txn, contact, NULL, error);
}

gboolean
zxd_offer_end_open (ZxdTxn *txn, gint64 contact_id, const char *outcome, GError **error)
{
  g_auto (ZxdOffer) offer = {0};

  return load_open (zxd_txn_db (txn), contact_id, &offer, error) &&
         end (txn, &offer, outcome, NULL, error);
}

/* ---- what follows from the contact's own changes */

static gboolean
has_open (ZxdDb *db, gint64 contact_id, gboolean *has, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      db, "SELECT 1 FROM offer WHERE contact_id = ? AND ended_at_ms IS NULL", error);
  ZxdStep step;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, contact_id);
  step = zxd_stmt_step (stmt, error);
  *has = step == ZXD_STEP_ROW;
  zxd_stmt_reset (stmt);
  return step != ZXD_STEP_FAILED;
}

gboolean
zxd_offer_follow (ZxdTxn *txn, ZxdContact *contact, GError **error)
{
  g_auto (ZxdOffer) offer = {0};
  gboolean has, is_taken;

  if (contact->state == ZX_CONTACT_OFFERED)
    return TRUE;
  if (!has_open (zxd_txn_db (txn), contact->id, &has, error))
    return FALSE;
  if (!has)
    return TRUE;
  if (!load_open (zxd_txn_db (txn), contact->id, &offer, error))
    return FALSE;
  is_taken = contact->agent_id == offer.agent_id && !zx_contact_state_is_ended (contact->state);
  if (is_taken && contact->came_by == NULL)
    contact->came_by = g_str_equal (offer.kind, "new") ? "offer" : offer.kind;
  return end (txn, &offer, is_taken ? "accepted" : "withdrawn", NULL, error);
}

/* ---- its words */

static GArray *
list_with_words (ZxdDb *db, gint64 contact_id, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  ZxdStmt *stmt = zxd_db_prepare (
      db, "SELECT id FROM offer WHERE contact_id = ? AND (note IS NOT NULL OR reason IS NOT NULL)",
      error);
  ZxdStep step = ZXD_STEP_FAILED;

  if (stmt != NULL)
    zxd_stmt_bind_int (stmt, 1, contact_id);
  while (stmt != NULL && (step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW) {
    gint64 id = zxd_stmt_int (stmt, 0);

    g_array_append_val (ids, id);
  }
  return step == ZXD_STEP_DONE ? g_steal_pointer (&ids) : NULL;
}

static gboolean
rewrite_events (ZxdDb *db, gint64 id, GError **error)
{
  g_autoptr (GString) json = g_string_new ("{");
  g_auto (ZxdOffer) offer = {0};
  gint64 rev = 0;
  ZxdStmt *stmt;

  if (!load (db, id, &offer, &rev, error))
    return FALSE;
  add_json (json, &offer);
  g_string_append_c (json, '}');
  stmt = zxd_db_prepare (
      db, "UPDATE event SET json = ? WHERE noun = 'offer' AND (seq = ? OR seq = ?)", error);
  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_text (stmt, 1, json->str);
  zxd_stmt_bind_int (stmt, 2, id);  /* its making … */
  zxd_stmt_bind_int (stmt, 3, rev); /* … and its end */
  return zxd_stmt_run (stmt, error);
}

gboolean
zxd_offer_erase (ZxdTxn *txn, gint64 contact_id, GError **error)
{
  ZxdDb *db = zxd_txn_db (txn);
  g_autoptr (GArray) ids = list_with_words (db, contact_id, error);
  ZxdStmt *stmt =
      ids != NULL
          ? zxd_db_prepare (db, "UPDATE offer SET note = NULL, reason = NULL WHERE contact_id = ?",
                            error)
          : NULL;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, contact_id);
  if (!zxd_stmt_run (stmt, error))
    return FALSE;
  for (guint i = 0; i < ids->len; i++)
    if (!rewrite_events (db, g_array_index (ids, gint64, i), error))
      return FALSE;
  return TRUE;
}
