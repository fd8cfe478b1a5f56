/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes back what an agent said of whose a contact is. */
#include "zxd-store-bind.h"

#include "zx-clock.h"
#include "zx-json.h"
#include "zxd-bind-private.h"
#include "zxd-store-customer.h"

static ZxIdentityTrust
read_trust (ZxdStmt *stmt, int column)
{
  int value = ZX_IDENTITY_UNKNOWN;

  zx_enum_from_word (ZX_TYPE_IDENTITY_TRUST, zxd_stmt_text (stmt, column), &value);
  return value;
}

/* `id` is 0 when there is none. */
static gboolean
read_newest (ZxdDb *db, gint64 contact_id, ZxdBinding *binding, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      db,
      "SELECT id, was_customer_id, was_person_id, was_trust, was_name, was_company, "
      "was_bound_by_id, visitor_id, visitor_customer_id, visitor_person_id, visitor_trust, "
      "visitor_bound_by_id, made_customer_id, made_identity_id FROM binding "
      "WHERE contact_id = ? AND undone_at_ms IS NULL ORDER BY id DESC LIMIT 1",
      error);
  ZxdStep step;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, contact_id);
  step = zxd_stmt_step (stmt, error);
  if (step != ZXD_STEP_ROW)
    return step == ZXD_STEP_DONE;
  *binding = (ZxdBinding){.id = zxd_stmt_int (stmt, 0),
                          .was_customer_id = zxd_stmt_int (stmt, 1),
                          .was_person_id = zxd_stmt_int (stmt, 2),
                          .was_trust = read_trust (stmt, 3),
                          .was_name = g_strdup (zxd_stmt_text (stmt, 4)),
                          .was_company = g_strdup (zxd_stmt_text (stmt, 5)),
                          .was_bound_by_id = zxd_stmt_int (stmt, 6),
                          .visitor_id = zxd_stmt_int (stmt, 7),
                          .visitor_customer_id = zxd_stmt_int (stmt, 8),
                          .visitor_person_id = zxd_stmt_int (stmt, 9),
                          .visitor_trust = read_trust (stmt, 10),
                          .visitor_bound_by_id = zxd_stmt_int (stmt, 11),
                          .made_customer_id = zxd_stmt_int (stmt, 12),
                          .made_identity_id = zxd_stmt_int (stmt, 13)};
  zxd_stmt_reset (stmt);
  return TRUE;
}

/* Whom it was may have been merged into another one, or be gone. */
static gboolean
find_again (ZxdDb *db, gint64 *customer_id, gint64 *person_id, GError **error)
{
  gint64 survivor_id = *customer_id;
  ZxdStmt *stmt;

  while (survivor_id != 0) {
    stmt = zxd_db_prepare (db, "SELECT merged_into_id FROM customer WHERE id = ?", error);
    if (stmt == NULL)
      return FALSE;
    *customer_id = survivor_id;
    zxd_stmt_bind_int (stmt, 1, *customer_id);
    if (!zxd_visitor_read_number (stmt, &survivor_id, error))
      return FALSE;
  }
  stmt = zxd_db_prepare (db, "SELECT id FROM customer WHERE id = ?", error);
  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, *customer_id);
  if (!zxd_visitor_read_number (stmt, customer_id, error))
    return FALSE;
  stmt = zxd_db_prepare (
      db, "SELECT id FROM person WHERE id = ? AND customer_id = ? AND erased_at_ms IS NULL", error);
  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, *person_id);
  zxd_stmt_bind_int (stmt, 2, *customer_id);
  return zxd_visitor_read_number (stmt, person_id, error);
}

static gboolean
restore_contact (ZxdTxn *txn, ZxdContact *contact, const ZxdBinding *binding, GError **error)
{
  ZxdDb *db = zxd_txn_db (txn);

  contact->customer_id = binding->was_customer_id;
  contact->person_id = binding->was_person_id;
  contact->trust = binding->was_trust;
  contact->bound_by_id = binding->was_bound_by_id;
  g_free (contact->name);
  g_free (contact->company);
  contact->name = g_strdup (binding->was_name);
  contact->company = g_strdup (binding->was_company);
  if (!find_again (db, &contact->customer_id, &contact->person_id, error))
    return FALSE;
  if (contact->customer_id == 0 && contact->trust == ZX_IDENTITY_BOUND) {
    contact->trust = contact->name != NULL || contact->company != NULL ? ZX_IDENTITY_STATED
                                                                       : ZX_IDENTITY_UNKNOWN;
    contact->bound_by_id = 0;
  }
  return zxd_customer_tier (db, contact->customer_id, &contact->tier, error) &&
         zxd_contact_save (txn, contact, NULL, error);
}

/* Unless he has been verified since. */
static gboolean
restore_visitor (ZxdDb *db, const ZxdBinding *binding, GError **error)
{
  g_auto (ZxdVisitor) visitor = {0};

  if (binding->visitor_id == 0)
    return TRUE;
  if (!zxd_visitor_by_id (db, binding->visitor_id, &visitor, error))
    return FALSE;
  if (visitor.id == 0 ||
      (visitor.trust == ZX_IDENTITY_VERIFIED && binding->visitor_trust != ZX_IDENTITY_VERIFIED))
    return TRUE;
  visitor.customer_id = binding->visitor_customer_id;
  visitor.person_id = binding->visitor_person_id;
  visitor.bound_by_id = binding->visitor_bound_by_id;
  visitor.trust = binding->visitor_trust;
  if (!find_again (db, &visitor.customer_id, &visitor.person_id, error))
    return FALSE;
  if (visitor.customer_id == 0 && visitor.trust == ZX_IDENTITY_BOUND) {
    visitor.trust = zxd_bind_trust_of (&visitor);
    visitor.bound_by_id = 0;
  }
  return zxd_bind_save_visitor (db, &visitor, error);
}

/* ---- what it made */

static gboolean
take_identity (ZxdTxn *txn, gint64 id, GError **error)
{
  ZxdDb *db = zxd_txn_db (txn);
  ZxdStmt *stmt = zxd_db_prepare (db, "SELECT customer_id FROM identity WHERE id = ?", error);
  gint64 customer_id;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, id);
  if (!zxd_visitor_read_number (stmt, &customer_id, error))
    return FALSE;
  if (customer_id == 0)
    return TRUE;
  stmt = zxd_db_prepare (db, "DELETE FROM identity WHERE id = ?", error);
  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, id);
  return zxd_stmt_run (stmt, error) && zxd_customer_changed (txn, customer_id, 0, NULL, error);
}

/* Nobody has changed it, and no other contact or visitor is its. Fills its organisation. */
static gboolean
check_untouched (ZxdDb *db, ZxdBind *bind, gint64 id, gint64 *org_id, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      db,
      "SELECT org_id FROM customer WHERE id = ?1 AND rev = id AND merged_into_id IS NULL "
      "AND NOT EXISTS (SELECT 1 FROM contact WHERE customer_id = ?1) "
      "AND NOT EXISTS (SELECT 1 FROM visitor WHERE customer_id = ?1)",
      error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, id);
  if (!zxd_visitor_read_number (stmt, org_id, error))
    return FALSE;
  if (*org_id != 0)
    return TRUE;
  zxd_refusal_set (&bind->refusal, "changed");
  return zx_throw (error, ZX_ERROR_CONFLICT,
                   "Somebody has worked with the new customer since. Unbind the contact instead.");
}

static gboolean
take_customer (ZxdTxn *txn, ZxdBind *bind, gint64 id, GError **error)
{
  static const char *const deletes[] = {
      "DELETE FROM identity WHERE customer_id = ?", "DELETE FROM person WHERE customer_id = ?",
      "DELETE FROM product WHERE customer_id = ?", "DELETE FROM customer WHERE id = ?"};
  static const ZxAudience nobody = {0};
  ZxdDb *db = zxd_txn_db (txn);
  ZxAudience desk = {.kind = ZX_AUDIENCE_DESK};

  if (!check_untouched (db, bind, id, &desk.org_id, error))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (deletes); i++) {
    ZxdStmt *stmt = zxd_db_prepare (db, deletes[i], error);

    if (stmt == NULL)
      return FALSE;
    zxd_stmt_bind_int (stmt, 1, id);
    if (!zxd_stmt_run (stmt, error))
      return FALSE;
  }
  return zxd_txn_event (txn, zxd_txn_next_seq (txn), "customer", id, 0, &nobody, &desk, NULL,
                        error);
}

static gboolean
mark_undone (ZxdDb *db, gint64 id, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db, "UPDATE binding SET undone_at_ms = ? WHERE id = ?", error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, zx_clock_now_ms ());
  zxd_stmt_bind_int (stmt, 2, id);
  return zxd_stmt_run (stmt, error);
}

gboolean
zxd_bind_undo (ZxdTxn *txn, ZxdBind *bind, GError **error)
{
  ZxdDb *db = zxd_txn_db (txn);
  g_autoptr (ZxdContact) contact = zxd_bind_begin (txn, bind, error);
  g_auto (ZxdBinding) binding = {0};
  gint64 was_customer_id;

  if (contact == NULL)
    return bind->again;
  if (!read_newest (db, contact->id, &binding, error))
    return FALSE;
  if (binding.id == 0) {
    zxd_refusal_set (&bind->refusal, "nothing-to-undo");
    return zx_throw (error, ZX_ERROR_CONFLICT, "Nobody has said whose this contact is.");
  }
  if (contact->trust == ZX_IDENTITY_VERIFIED && binding.was_trust != ZX_IDENTITY_VERIFIED) {
    zxd_refusal_set (&bind->refusal, "verified");
    return zx_throw (error, ZX_ERROR_CONFLICT,
                     "The vendor's own server has said since whose this contact is.");
  }
  was_customer_id = contact->customer_id;
  return restore_contact (txn, contact, &binding, error) && restore_visitor (db, &binding, error) &&
         (binding.made_customer_id != 0
              ? take_customer (txn, bind, binding.made_customer_id, error)
              : binding.made_identity_id == 0 ||
                    take_identity (txn, binding.made_identity_id, error)) &&
         mark_undone (db, binding.id, error) &&
         zxd_bind_note (txn, bind, "contact.bind-undo", was_customer_id, contact->customer_id,
                        error);
}
