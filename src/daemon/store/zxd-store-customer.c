/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Customers and their parts: writing them. */
#include "zxd-store-customer.h"

#include "zx-clock.h"
#include "zx-json.h"
#include "zxd-customer-private.h"

#include <string.h>

enum { MOST_NAME = 200, MOST_NOTE = 4000 };

static gboolean
check (const ZxdCustomer *customer, GError **error)
{
  if (customer->name == NULL || *customer->name == '\0' ||
      g_utf8_strlen (customer->name, -1) > MOST_NAME)
    return zx_throw (error, ZX_ERROR_BAD_DATA, "A customer's name has 1 to %d characters.",
                     MOST_NAME);
  if (g_strcmp0 (customer->kind, "company") != 0 && g_strcmp0 (customer->kind, "person") != 0)
    return zx_throw (error, ZX_ERROR_BAD_DATA, "%s: the kind is company or person.",
                     customer->name);
  if (customer->note != NULL && g_utf8_strlen (customer->note, -1) > MOST_NOTE)
    return zx_throw (error, ZX_ERROR_BAD_DATA, "%s: a note has at most %d characters.",
                     customer->name, MOST_NOTE);
  return TRUE;
}

gboolean
zxd_customer_add (ZxdTxn *txn, ZxdCustomer *customer, GError **error)
{
  ZxdStmt *stmt;
  gint64 n_rows;

  if (!check (customer, error))
    return FALSE;
  stmt = zxd_db_prepare (
      zxd_txn_db (txn),
      "INSERT INTO customer (id, org_id, external_id, name, kind, tier, owner_agent_id, note, rev, "
      "created_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (external_id) DO NOTHING",
      error);
  if (stmt == NULL)
    return FALSE;
  customer->id = customer->rev = zxd_txn_next_seq (txn);
  zxd_stmt_bind_int (stmt, 1, customer->id);
  zxd_stmt_bind_int (stmt, 2, customer->org_id);
  zxd_stmt_bind_text (stmt, 3, customer->external_id);
  zxd_stmt_bind_text (stmt, 4, customer->name);
  zxd_stmt_bind_text (stmt, 5, customer->kind);
  zxd_stmt_bind_text (stmt, 6, zx_enum_word (ZX_TYPE_TIER, customer->tier));
  zxd_stmt_bind_id (stmt, 7, customer->owner_agent_id);
  zxd_stmt_bind_text (stmt, 8, customer->note);
  zxd_stmt_bind_int (stmt, 9, customer->rev);
  zxd_stmt_bind_int (stmt, 10, zx_clock_now_ms ());
  if (!zxd_stmt_change (stmt, &n_rows, error))
    return FALSE;
  return n_rows == 1 ||
         zx_throw (error, ZX_ERROR_CONFLICT, "There is a customer with the number %s already.",
                   customer->external_id);
}

gboolean
zxd_customer_add_person (ZxdTxn *txn,
                         const ZxdCustomer *customer,
                         const char *name,
                         const char *title,
                         const char *lang,
                         gint64 *person_id,
                         GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (zxd_txn_db (txn),
                                  "INSERT INTO person (customer_id, name, title, lang, rev) "
                                  "VALUES (?, ?, ?, ?, ?) RETURNING id",
                                  error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, customer->id);
  zxd_stmt_bind_text (stmt, 2, name);
  zxd_stmt_bind_text (stmt, 3, title);
  zxd_stmt_bind_text (stmt, 4, lang);
  zxd_stmt_bind_int (stmt, 5, customer->rev);
  if (zxd_stmt_step (stmt, error) != ZXD_STEP_ROW)
    return FALSE;
  *person_id = zxd_stmt_int (stmt, 0);
  zxd_stmt_reset (stmt);
  return TRUE;
}

gboolean
zxd_customer_add_identity (ZxdTxn *txn,
                           const ZxdCustomer *customer,
                           gint64 person_id,
                           const char *kind,
                           const char *value,
                           gboolean shared,
                           GError **error)
{
  g_autofree char *normal = zxd_identity_normalise (kind, value, error);
  ZxdStmt *stmt;
  gint64 n_rows;

  if (normal == NULL) {
    g_prefix_error (error, "%s: ", customer->name);
    return FALSE;
  }
  stmt = zxd_db_prepare (zxd_txn_db (txn),
                         "INSERT INTO identity (customer_id, person_id, kind, value, shared) "
                         "VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                         error);
  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, customer->id);
  zxd_stmt_bind_id (stmt, 2, person_id);
  zxd_stmt_bind_text (stmt, 3, kind);
  zxd_stmt_bind_text (stmt, 4, normal);
  zxd_stmt_bind_int (stmt, 5, shared);
  if (!zxd_stmt_change (stmt, &n_rows, error))
    return FALSE;
  return n_rows == 1 ||
         zx_throw (error, ZX_ERROR_CONFLICT, "%s: the %s %s belongs to somebody else.",
                   customer->name, kind, normal);
}

gboolean
zxd_customer_add_contract (ZxdTxn *txn,
                           const ZxdCustomer *customer,
                           const ZxdContract *contract,
                           GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      zxd_txn_db (txn),
      "INSERT INTO contract (customer_id, name, level, starts_on, ends_on, modules, kind_id, "
      "remaining, note, rev) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, customer->id);
  zxd_stmt_bind_text (stmt, 2, contract->name);
  zxd_stmt_bind_text (stmt, 3, contract->level);
  zxd_stmt_bind_text (stmt, 4, contract->starts_on);
  zxd_stmt_bind_text (stmt, 5, contract->ends_on);
  zxd_stmt_bind_text (stmt, 6, contract->modules);
  zxd_stmt_bind_id (stmt, 7, contract->kind_id);
  zxd_stmt_bind_text (stmt, 8, contract->remaining);
  zxd_stmt_bind_text (stmt, 9, contract->note);
  zxd_stmt_bind_int (stmt, 10, customer->rev);
  return zxd_stmt_run (stmt, error);
}

gboolean
zxd_customer_add_product (ZxdTxn *txn,
                          const ZxdCustomer *customer,
                          const ZxdProduct *product,
                          GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      zxd_txn_db (txn),
      "INSERT INTO product (customer_id, name, version, modules, environment, installed_on, rev) "
      "VALUES (?, ?, ?, ?, ?, ?, ?)",
      error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, customer->id);
  zxd_stmt_bind_text (stmt, 2, product->name);
  zxd_stmt_bind_text (stmt, 3, product->version);
  zxd_stmt_bind_text (stmt, 4, product->modules);
  zxd_stmt_bind_text (stmt, 5, product->environment);
  zxd_stmt_bind_text (stmt, 6, product->installed_on);
  zxd_stmt_bind_int (stmt, 7, customer->rev);
  return zxd_stmt_run (stmt, error);
}

/* @was is its organisation before, 0 when nobody knew of it. */
static gboolean
tell (ZxdTxn *txn, gint64 id, gint64 seq, gint64 was, GError **error)
{
  static const ZxAudience nobody = {0};
  g_autoptr (GString) json = g_string_new ("{");
  ZxAudience desk = {.kind = ZX_AUDIENCE_DESK}, before = {.kind = ZX_AUDIENCE_DESK, .org_id = was};
  gint64 rev;

  if (!zxd_customer_add_json (zxd_txn_db (txn), id, json, &desk.org_id, &rev, error))
    return FALSE;
  g_string_append_c (json, '}');
  return zxd_txn_event (txn, seq, "customer", id, 0, &desk, was != 0 ? &before : &nobody, json->str,
                        error);
}

static gboolean
read_org (ZxdDb *db, gint64 id, gint64 *org_id, gint64 *rev, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db, "SELECT org_id, rev FROM customer WHERE id = ?", error);
  ZxdStep step = ZXD_STEP_FAILED;

  *org_id = *rev = 0;
  if (stmt != NULL) {
    zxd_stmt_bind_int (stmt, 1, id);
    step = zxd_stmt_step (stmt, error);
  }
  if (step == ZXD_STEP_ROW) {
    *org_id = zxd_stmt_int (stmt, 0);
    *rev = zxd_stmt_int (stmt, 1);
    zxd_stmt_reset (stmt);
  }
  if (step == ZXD_STEP_DONE)
    return zx_throw (error, ZX_ERROR_NOT_FOUND, "There is no such customer.");
  return step == ZXD_STEP_ROW;
}

gboolean
zxd_customer_tell (ZxdTxn *txn, gint64 id, gint64 seq, gboolean is_new, GError **error)
{
  gint64 org_id, rev;

  return read_org (zxd_txn_db (txn), id, &org_id, &rev, error) &&
         tell (txn, id, seq, is_new ? 0 : org_id, error);
}

gboolean
zxd_customer_changed_at (ZxdTxn *txn, gint64 id, gint64 was_org_id, gint64 seq, GError **error)
{
  ZxdStmt *stmt =
      zxd_db_prepare (zxd_txn_db (txn), "UPDATE customer SET rev = ? WHERE id = ?", error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, seq);
  zxd_stmt_bind_int (stmt, 2, id);
  return zxd_stmt_run (stmt, error) && tell (txn, id, seq, was_org_id, error);
}

gboolean
zxd_customer_changed (ZxdTxn *txn, gint64 id, gint64 was_org_id, gint64 *rev, GError **error)
{
  gint64 seq = zxd_txn_next_seq (txn), org_id, before;

  if (rev != NULL)
    *rev = seq;
  return read_org (zxd_txn_db (txn), id, &org_id, &before, error) &&
         zxd_customer_changed_at (txn, id, was_org_id != 0 ? was_org_id : org_id, seq, error);
}

/* The customer that @id was merged into in the end, 0 when it was not. */
static gboolean
find_survivor (ZxdDb *db, gint64 id, gint64 *survivor_id, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      db,
      "WITH RECURSIVE chain (id, depth) AS (SELECT merged_into_id, 1 FROM customer WHERE id = ? "
      "AND merged_into_id IS NOT NULL UNION ALL SELECT c.merged_into_id, chain.depth + 1 "
      "FROM customer c JOIN chain ON c.id = chain.id WHERE c.merged_into_id IS NOT NULL "
      "AND chain.depth < 100) SELECT id FROM chain ORDER BY depth DESC LIMIT 1",
      error);
  ZxdStep step;

  *survivor_id = 0;
  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, id);
  step = zxd_stmt_step (stmt, error);
  if (step == ZXD_STEP_ROW) {
    *survivor_id = zxd_stmt_int (stmt, 0);
    zxd_stmt_reset (stmt);
  }
  return step != ZXD_STEP_FAILED;
}

static gboolean
throw_hidden (ZxdDb *db, gint64 id, const ZxRights *rights, ZxdRefusal *refusal, GError **error)
{
  gint64 survivor_id;
  gboolean is_seen = FALSE;

  if (!find_survivor (db, id, &survivor_id, error) ||
      (survivor_id != 0 && !zxd_customer_is_seen (db, survivor_id, rights, &is_seen, error)))
    return FALSE;
  if (!is_seen)
    return zx_throw (error, ZX_ERROR_NOT_FOUND, "There is no such customer.");
  zx_json_add_id (zxd_refusal_set (refusal, "merged"), "into", survivor_id);
  return zx_throw (error, ZX_ERROR_NOT_FOUND,
                   "This customer was merged into another one; open that one.");
}

gboolean
zxd_customer_check (ZxdDb *db,
                    gint64 id,
                    const ZxRights *rights,
                    gboolean to_change,
                    gint64 *org_id,
                    gint64 *rev,
                    ZxdRefusal *refusal,
                    GError **error)
{
  gint64 org, now;
  gboolean is_seen;

  if (!zxd_customer_is_seen (db, id, rights, &is_seen, error))
    return FALSE;
  if (!is_seen)
    return throw_hidden (db, id, rights, refusal, error);
  if (!read_org (db, id, &org, &now, error))
    return FALSE;
  if (to_change && !(zx_rights_can (rights, ZX_RIGHT_ANSWER) && zx_rights_sees_org (rights, org)))
    return zx_throw (error, ZX_ERROR_NOT_ALLOWED,
                     "This customer belongs to another organisation; ask there to change it.");
  if (org_id != NULL)
    *org_id = org;
  if (rev != NULL)
    *rev = now;
  return TRUE;
}

/* The one id that @stmt gives, 0 when it gives none. */
static gint64
read_id (ZxdStmt *stmt, GError **error)
{
  gint64 id = 0;

  switch (zxd_stmt_step (stmt, error)) {
  case ZXD_STEP_ROW:
    id = zxd_stmt_int (stmt, 0);
    zxd_stmt_reset (stmt);
    return id;
  case ZXD_STEP_DONE:
    return 0;
  case ZXD_STEP_FAILED:
  default:
    return -1;
  }
}

gint64
zxd_customer_by_external_id (ZxdDb *db, const char *external_id, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db, "SELECT id FROM customer WHERE external_id = ?", error);

  if (stmt == NULL)
    return -1;
  zxd_stmt_bind_text (stmt, 1, external_id);
  return read_id (stmt, error);
}

gint64
zxd_customer_person (ZxdDb *db, gint64 customer_id, const char *name, GError **error)
{
  ZxdStmt *stmt =
      zxd_db_prepare (db, "SELECT id FROM person WHERE customer_id = ? AND name = ?", error);

  if (stmt == NULL)
    return -1;
  zxd_stmt_bind_int (stmt, 1, customer_id);
  zxd_stmt_bind_text (stmt, 2, name);
  return read_id (stmt, error);
}
