/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes down who had a contact in hand, from when to when. */
#include "zxd-store-leg.h"

#include "zx-clock.h"

typedef struct {
  gint64 id, agent_id; /* 0: nobody has it */
  gboolean is_over;
} Leg;

static gboolean
read_open (ZxdDb *db, gint64 contact_id, Leg *leg, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      db, "SELECT id, agent_id, over_at_ms FROM leg WHERE contact_id = ? AND ended_at_ms IS NULL",
      error);
  ZxdStep step;

  *leg = (Leg){0};
  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, contact_id);
  step = zxd_stmt_step (stmt, error);
  if (step == ZXD_STEP_ROW) {
    *leg = (Leg){zxd_stmt_int (stmt, 0), zxd_stmt_int (stmt, 1), zxd_stmt_int (stmt, 2) != 0};
    zxd_stmt_reset (stmt);
  }
  return step != ZXD_STEP_FAILED;
}

/* Who has it in hand; 0: nobody. */
static gint64
hand_of (const ZxdContact *contact)
{
  switch (contact->state) {
  case ZX_CONTACT_ACTIVE:
  case ZX_CONTACT_HELD:
  case ZX_CONTACT_WRAP_UP:
    return contact->agent_id;
  case ZX_CONTACT_QUEUED:
  case ZX_CONTACT_OFFERED:
  case ZX_CONTACT_CLOSED:
  case ZX_CONTACT_ABANDONED:
  case ZX_CONTACT_MISSED:
  default:
    return 0;
  }
}

static const char *
way_out (const ZxdContact *contact)
{
  if (zx_contact_state_is_over (contact->state))
    return "closed";
  if (contact->went_by != NULL)
    return contact->went_by;
  return hand_of (contact) != 0 ? "takeover" : "transfer";
}

static gboolean
end_leg (ZxdTxn *txn, const ZxdContact *contact, const Leg *leg, gint64 now_ms, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (zxd_txn_db (txn),
                                  "UPDATE leg SET ended_at_ms = ?1, went_by = ?2, over_at_ms = "
                                  "coalesce (over_at_ms, ?1) WHERE id = ?3",
                                  error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, now_ms);
  zxd_stmt_bind_text (stmt, 2, way_out (contact));
  zxd_stmt_bind_int (stmt, 3, leg->id);
  return zxd_stmt_run (stmt, error);
}

static gboolean
begin_leg (ZxdTxn *txn, const ZxdContact *contact, gint64 now_ms, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      zxd_txn_db (txn),
      "INSERT INTO leg (contact_id, agent_id, queue_id, came_by, began_at_ms, over_at_ms) "
      "VALUES (?, ?, ?, ?, ?, ?)",
      error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, contact->id);
  zxd_stmt_bind_int (stmt, 2, contact->agent_id);
  zxd_stmt_bind_id (stmt, 3, contact->place.queue_id);
  zxd_stmt_bind_text (stmt, 4, contact->came_by != NULL ? contact->came_by : "pull");
  zxd_stmt_bind_int (stmt, 5, now_ms);
  zxd_stmt_bind_id (stmt, 6, contact->state == ZX_CONTACT_WRAP_UP ? now_ms : 0);
  return zxd_stmt_run (stmt, error);
}

/* The customer's part is over, what is left is the agent's. */
static gboolean
mark_over (ZxdTxn *txn, const Leg *leg, gint64 now_ms, GError **error)
{
  ZxdStmt *stmt =
      zxd_db_prepare (zxd_txn_db (txn), "UPDATE leg SET over_at_ms = ? WHERE id = ?", error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, now_ms);
  zxd_stmt_bind_int (stmt, 2, leg->id);
  return zxd_stmt_run (stmt, error);
}

gboolean
zxd_leg_follow (ZxdTxn *txn, const ZxdContact *contact, GError **error)
{
  gint64 now_ms = zx_clock_now_ms (), hand = hand_of (contact);
  Leg leg;

  if (!read_open (zxd_txn_db (txn), contact->id, &leg, error))
    return FALSE;
  if (leg.agent_id != hand)
    return (leg.id == 0 || end_leg (txn, contact, &leg, now_ms, error)) &&
           (hand == 0 || begin_leg (txn, contact, now_ms, error));
  return leg.id == 0 || leg.is_over || contact->state != ZX_CONTACT_WRAP_UP ||
         mark_over (txn, &leg, now_ms, error);
}
