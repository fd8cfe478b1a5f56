/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Brings a customer's people, identities, contracts and products up to date from the row of a
 * table. */
#include "zxd-import-private.h"

/* What the functions that add a part want to know of their customer. */
static gboolean
begin_part (ZxdTxn *txn,
            ZxdImportBatch *batch,
            const ZxdKnown *known,
            ZxdCustomer *customer,
            GError **error)
{
  *customer = (ZxdCustomer){.id = known->id, .org_id = known->org_id, .name = known->name};
  return zxd_import_touch (txn, batch, known, &customer->rev, error);
}

static gboolean
put_person (ZxdTxn *txn,
            ZxdImportBatch *batch,
            const ZxdKnown *known,
            const char *name,
            const char *title,
            gint64 *person_id,
            GError **error)
{
  ZxdDb *db = zxd_txn_db (txn);
  ZxdCustomer customer;
  ZxdStmt *stmt;
  gboolean is_as_it_was;

  *person_id = zxd_customer_person (db, known->id, name, error);
  if (*person_id < 0)
    return FALSE;
  if (*person_id == 0) {
    batch->figures.people++;
    return begin_part (txn, batch, known, &customer, error) &&
           zxd_customer_add_person (txn, &customer, name, title, NULL, person_id, error);
  }
  stmt = zxd_db_prepare (db, "SELECT title FROM person WHERE id = ?", error);
  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, *person_id);
  if (zxd_stmt_step (stmt, error) != ZXD_STEP_ROW)
    return FALSE;
  is_as_it_was = title == NULL || g_strcmp0 (zxd_stmt_text (stmt, 0), title) == 0;
  zxd_stmt_reset (stmt);
  if (is_as_it_was)
    return TRUE;
  if (!begin_part (txn, batch, known, &customer, error))
    return FALSE;
  stmt = zxd_db_prepare (db, "UPDATE person SET title = ?, rev = ? WHERE id = ?", error);
  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_text (stmt, 1, title);
  zxd_stmt_bind_int (stmt, 2, customer.rev);
  zxd_stmt_bind_int (stmt, 3, *person_id);
  return zxd_stmt_run (stmt, error);
}

/* Is it this customer's already; otherwise, when it is personal, whose. */
static gboolean
look_for_identity (ZxdDb *db,
                   gint64 customer_id,
                   gint64 person_id,
                   const char *kind,
                   const char *value,
                   gboolean *is_there,
                   char **owner,
                   GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      db,
      "SELECT i.customer_id, i.person_id, i.shared, c.name, p.name FROM identity i "
      "JOIN customer c ON c.id = i.customer_id LEFT JOIN person p ON p.id = i.person_id "
      "WHERE i.kind = ? AND i.value = ?",
      error);
  ZxdStep step = ZXD_STEP_FAILED;

  *is_there = FALSE;
  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_text (stmt, 1, kind);
  zxd_stmt_bind_text (stmt, 2, value);
  while ((step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW) {
    if (zxd_stmt_int (stmt, 0) == customer_id &&
        (person_id == 0 || zxd_stmt_int (stmt, 1) == person_id)) {
      *is_there = TRUE;
    } else if (zxd_stmt_int (stmt, 2) == 0 && *owner == NULL) {
      const char *person = zxd_stmt_text (stmt, 4);

      *owner = person != NULL ? g_strdup_printf ("%s, %s", zxd_stmt_text (stmt, 3), person)
                              : g_strdup (zxd_stmt_text (stmt, 3));
    }
  }
  return step == ZXD_STEP_DONE;
}

static gboolean
put_identity (ZxdTxn *txn,
              ZxdImportBatch *batch,
              const ZxdKnown *known,
              gint64 person_id,
              const ZxdImportIdentity *identity,
              ZxdImportRow *row,
              GError **error)
{
  g_autofree char *value = zxd_identity_normalise (identity->kind, identity->value, error);
  g_autofree char *owner = NULL;
  ZxdCustomer customer;
  gboolean is_there;

  row->blame = identity->kind;
  if (value == NULL || !look_for_identity (zxd_txn_db (txn), known->id, person_id, identity->kind,
                                           value, &is_there, &owner, error))
    return FALSE;
  if (is_there)
    return TRUE;
  if (owner != NULL && !row->is_shared)
    return zxd_import_refuse (row, identity->kind, error,
                              "%s belongs to %s; leave it out, merge the two, or say shared = yes",
                              value, owner);
  batch->figures.identities++;
  return begin_part (txn, batch, known, &customer, error) &&
         zxd_customer_add_identity (txn, &customer, person_id, identity->kind, identity->value,
                                    row->is_shared, error);
}

/* What is there of a part. */
typedef struct {
  gint64 id; /* 0: nothing */
  guint count;
  char *said[7]; /* owned; `count` of them */
} Part;

static void
part_clear (Part *part)
{
  for (guint i = 0; i < part->count; i++)
    g_free (part->said[i]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Part, part_clear)

/* Of this name and, where both say it, this @second. @sql gives the id and what it says. */
static gboolean
find_part (ZxdDb *db,
           const char *sql,
           gint64 customer_id,
           const char *name,
           const char *second,
           Part *part,
           GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db, sql, error);
  ZxdStep step;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, customer_id);
  zxd_stmt_bind_text (stmt, 2, name);
  zxd_stmt_bind_text (stmt, 3, second);
  step = zxd_stmt_step (stmt, error);
  if (step == ZXD_STEP_ROW) {
    part->id = zxd_stmt_int (stmt, 0);
    for (guint i = 0; i < part->count; i++)
      part->said[i] = g_strdup (zxd_stmt_text (stmt, (int) i + 1));
    zxd_stmt_reset (stmt);
  }
  return step != ZXD_STEP_FAILED;
}

/* @sql sets what was said, then rev, of the part of this id. */
static gboolean
change_part (ZxdTxn *txn,
             ZxdImportBatch *batch,
             const ZxdKnown *known,
             const char *sql,
             Part *part,
             const char *const *said,
             GError **error)
{
  int count = (int) part->count;
  gboolean has_changed = FALSE;
  ZxdCustomer customer;
  ZxdStmt *stmt;

  for (int i = 0; i < count; i++)
    has_changed |= zxd_import_take_text (&part->said[i], said[i]);
  if (!has_changed)
    return TRUE;
  if (!begin_part (txn, batch, known, &customer, error) ||
      (stmt = zxd_db_prepare (zxd_txn_db (txn), sql, error)) == NULL)
    return FALSE;
  for (int i = 0; i < count; i++)
    zxd_stmt_bind_text (stmt, i + 1, part->said[i]);
  zxd_stmt_bind_int (stmt, count + 1, customer.rev);
  zxd_stmt_bind_int (stmt, count + 2, part->id);
  return zxd_stmt_run (stmt, error);
}

static gboolean
put_contract (ZxdTxn *txn,
              ZxdImportBatch *batch,
              const ZxdKnown *known,
              const ZxdContract *said,
              GError **error)
{
  g_autofree char *kind =
      said->kind_id != 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, said->kind_id) : NULL;
  const char *const texts[] = {said->level,     said->starts_on, said->ends_on, said->modules,
                               said->remaining, said->note,      kind};
  g_auto (Part) part = {.count = G_N_ELEMENTS (texts)};
  ZxdCustomer customer;

  if (!find_part (zxd_txn_db (txn),
                  "SELECT id, level, starts_on, ends_on, modules, remaining, note, "
                  "CAST (kind_id AS TEXT) FROM contract WHERE "
                  "customer_id = ?1 AND name = ?2 AND (CAST (?3 AS TEXT) IS NULL OR "
                  "starts_on IS NULL OR starts_on = ?3) ORDER BY starts_on DESC, id LIMIT 1",
                  known->id, said->name, said->starts_on, &part, error))
    return FALSE;
  if (part.id != 0)
    return change_part (txn, batch, known,
                        "UPDATE contract SET level = ?, starts_on = ?, ends_on = ?, modules = ?, "
                        "remaining = ?, note = ?, kind_id = CAST (? AS BIGINT), rev = ? "
                        "WHERE id = ?",
                        &part, texts, error);
  batch->figures.contracts++;
  return begin_part (txn, batch, known, &customer, error) &&
         zxd_customer_add_contract (txn, &customer, said, error);
}

static gboolean
put_product (ZxdTxn *txn,
             ZxdImportBatch *batch,
             const ZxdKnown *known,
             const ZxdProduct *said,
             GError **error)
{
  const char *const texts[] = {said->version, said->environment, said->installed_on, said->modules};
  g_auto (Part) part = {.count = G_N_ELEMENTS (texts)};
  ZxdCustomer customer;

  if (!find_part (zxd_txn_db (txn),
                  "SELECT id, version, environment, installed_on, modules FROM product WHERE "
                  "customer_id = ?1 AND name = ?2 AND (CAST (?3 AS TEXT) IS NULL OR "
                  "environment IS NULL OR environment = ?3) ORDER BY id LIMIT 1",
                  known->id, said->name, said->environment, &part, error))
    return FALSE;
  if (part.id != 0)
    return change_part (txn, batch, known,
                        "UPDATE product SET version = ?, environment = ?, installed_on = ?, "
                        "modules = ?, rev = ? WHERE id = ?",
                        &part, texts, error);
  batch->figures.products++;
  return begin_part (txn, batch, known, &customer, error) &&
         zxd_customer_add_product (txn, &customer, said, error);
}

gboolean
zxd_import_put_parts (ZxdTxn *txn,
                      ZxdImportBatch *batch,
                      ZxdImportRow *row,
                      const ZxdKnown *known,
                      GError **error)
{
  const char *person = row->person;
  gint64 person_id = 0;

  if (person == NULL && g_str_equal (known->kind, "person"))
    person = known->name;
  if (person == NULL && row->title != NULL)
    return zxd_import_refuse (row, "title", error, "a title needs its person");
  row->blame = "person";
  if (person != NULL && !put_person (txn, batch, known, person, row->title, &person_id, error))
    return FALSE;
  for (guint i = 0; i < row->n_identities; i++)
    if (!put_identity (txn, batch, known, person_id, &row->identities[i], row, error))
      return FALSE;
  row->blame = "contract";
  if (row->contract.name != NULL && !put_contract (txn, batch, known, &row->contract, error))
    return FALSE;
  row->blame = "product";
  return row->product.name == NULL || put_product (txn, batch, known, &row->product, error);
}
