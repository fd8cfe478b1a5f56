/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Brings customers up to date from the rows of a table: which one a row means, and what it says. */
#include "zxd-import-private.h"

#include "zx-clock.h"
#include "zx-json.h"
#include "zxd-store-audit.h"

void
zxd_known_clear (ZxdKnown *known)
{
  g_free (known->name);
  g_free (known->kind);
  g_free (known->tier);
  g_free (known->note);
  g_free (known->lang);
  g_free (known->fields);
}

gboolean
zxd_import_refuse (ZxdImportRow *row, const char *member, GError **error, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  row->blame = member;
  return zx_throw (error, ZX_ERROR_BAD_DATA, "%s", message);
}

/* ---- which customer */

/* The survivor's id when it was merged; 0 when there is none, -1 with @error. */
static gint64
by_external_id (ZxdDb *db, const char *external_id, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      db,
      "WITH RECURSIVE chain (id, into_id) AS (SELECT id, merged_into_id FROM customer WHERE "
      "external_id = ? UNION SELECT c.id, c.merged_into_id FROM customer c JOIN chain ON c.id = "
      "chain.into_id) SELECT id FROM chain WHERE into_id IS NULL",
      error);
  ZxdStep step;
  gint64 id = 0;

  if (stmt == NULL)
    return -1;
  zxd_stmt_bind_text (stmt, 1, external_id);
  step = zxd_stmt_step (stmt, error);
  if (step == ZXD_STEP_ROW) {
    id = zxd_stmt_int (stmt, 0);
    zxd_stmt_reset (stmt);
  }
  return step == ZXD_STEP_FAILED ? -1 : id;
}

/* The same by name; several of one name are refused, for nobody knows which is meant. */
static gint64
by_name (ZxdDb *db, ZxdImportRow *row, gint64 org_id, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db,
                                  "SELECT id FROM customer WHERE name = ? AND org_id = ? AND "
                                  "merged_into_id IS NULL ORDER BY id LIMIT 2",
                                  error);
  ZxdStep step;
  gint64 id = 0;
  int count = 0;

  if (stmt == NULL)
    return -1;
  zxd_stmt_bind_text (stmt, 1, row->name);
  zxd_stmt_bind_int (stmt, 2, org_id);
  while ((step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW) {
    id = zxd_stmt_int (stmt, 0);
    count++;
  }
  if (step == ZXD_STEP_FAILED)
    return -1;
  if (count > 1) {
    zxd_import_refuse (row, "external_id", error,
                       "several customers are called “%s”; give the external_id", row->name);
    return -1;
  }
  return id;
}

static gboolean
load (ZxdDb *db, gint64 id, ZxdKnown *known, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      db,
      "SELECT org_id, owner_agent_id, name, kind, tier, note, lang, fields FROM customer "
      "WHERE id = ?",
      error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, id);
  if (zxd_stmt_step (stmt, error) != ZXD_STEP_ROW)
    return FALSE;
  *known = (ZxdKnown){
      .id = id,
      .org_id = zxd_stmt_int (stmt, 0),
      .owner_id = zxd_stmt_int (stmt, 1),
      .name = g_strdup (zxd_stmt_text (stmt, 2)),
      .kind = g_strdup (zxd_stmt_text (stmt, 3)),
      .tier = g_strdup (zxd_stmt_text (stmt, 4)),
      .note = g_strdup (zxd_stmt_text (stmt, 5)),
      .lang = g_strdup (zxd_stmt_text (stmt, 6)),
      .fields = g_strdup (zxd_stmt_text (stmt, 7)),
  };
  zxd_stmt_reset (stmt);
  return TRUE;
}

/* ---- changing it */

gboolean
zxd_import_touch (ZxdTxn *txn,
                  ZxdImportBatch *batch,
                  const ZxdKnown *known,
                  gint64 *seq,
                  GError **error)
{
  ZxdImportTouch *touched = g_hash_table_lookup (batch->touched, &known->id);
  ZxdStmt *stmt;

  if (touched != NULL) {
    *seq = touched->seq;
    return TRUE;
  }
  touched = g_new (ZxdImportTouch, 1);
  *touched = (ZxdImportTouch){known->id, zxd_txn_next_seq (txn), known->org_id, FALSE};
  g_hash_table_replace (batch->touched, &touched->id, touched);
  *seq = touched->seq;
  stmt = zxd_db_prepare (zxd_txn_db (txn), "UPDATE customer SET rev = ? WHERE id = ?", error);
  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, touched->seq);
  zxd_stmt_bind_int (stmt, 2, known->id);
  return zxd_stmt_run (stmt, error);
}

gboolean
zxd_import_take_text (char **known, const char *said)
{
  if (said == NULL || g_strcmp0 (*known, said) == 0)
    return FALSE;
  g_free (*known);
  *known = g_strdup (said);
  return TRUE;
}

static gboolean
take_id (gint64 *known, gint64 said)
{
  if (said == 0 || *known == said)
    return FALSE;
  *known = said;
  return TRUE;
}

static gboolean
take_fields (char **known, GHashTable *said)
{
  g_autoptr (JsonObject) fields = NULL;
  g_autoptr (JsonNode) node = NULL;
  GHashTableIter iter;
  gpointer key, text;
  gboolean has_changed = FALSE;

  if (said == NULL || g_hash_table_size (said) == 0)
    return FALSE;
  fields = *known != NULL ? zx_json_parse (*known, -1, NULL) : NULL;
  if (fields == NULL)
    fields = json_object_new ();
  g_hash_table_iter_init (&iter, said);
  while (g_hash_table_iter_next (&iter, &key, &text)) {
    if (g_strcmp0 (zx_json_string (fields, key), text) == 0)
      continue;
    json_object_set_string_member (fields, key, text);
    has_changed = TRUE;
  }
  if (!has_changed)
    return FALSE;
  node = json_node_new (JSON_NODE_OBJECT);
  json_node_set_object (node, fields);
  g_free (*known);
  *known = zx_json_text (node);
  return TRUE;
}

static gboolean
save (ZxdTxn *txn, const ZxdKnown *known, GError **error)
{
  ZxdStmt *stmt =
      zxd_db_prepare (zxd_txn_db (txn),
                      "UPDATE customer SET org_id = ?, owner_agent_id = ?, name = ?, kind = ?, "
                      "tier = ?, note = ?, lang = ?, fields = ?, "
                      "created_at_ms = coalesce (created_at_ms, ?) WHERE id = ?",
                      error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, known->org_id);
  zxd_stmt_bind_id (stmt, 2, known->owner_id);
  zxd_stmt_bind_text (stmt, 3, known->name);
  zxd_stmt_bind_text (stmt, 4, known->kind);
  zxd_stmt_bind_text (stmt, 5, known->tier);
  zxd_stmt_bind_text (stmt, 6, known->note);
  zxd_stmt_bind_text (stmt, 7, known->lang);
  zxd_stmt_bind_text (stmt, 8, known->fields);
  zxd_stmt_bind_int (stmt, 9, zx_clock_now_ms ());
  zxd_stmt_bind_int (stmt, 10, known->id);
  return zxd_stmt_run (stmt, error);
}

static gboolean
add_customer (ZxdTxn *txn,
              ZxdImportBatch *batch,
              ZxdImportRow *row,
              ZxdKnown *known,
              GError **error)
{
  int tier = ZX_TIER_REGULAR;
  ZxdCustomer customer = {.org_id = row->org_id != 0 ? row->org_id : batch->org_id,
                          .external_id = row->external_id,
                          .name = row->name,
                          .kind = row->kind != NULL ? row->kind : "company",
                          .owner_agent_id = row->owner_agent_id,
                          .note = row->note};
  ZxdImportTouch *touched;

  if (row->name == NULL)
    return zxd_import_refuse (row, "name", error, "a new customer needs a name");
  if (row->tier != NULL)
    zx_enum_from_word (ZX_TYPE_TIER, row->tier, &tier);
  customer.tier = tier;
  if (!zxd_customer_add (txn, &customer, error))
    return FALSE;
  touched = g_new (ZxdImportTouch, 1);
  *touched = (ZxdImportTouch){customer.id, customer.rev, customer.org_id, TRUE};
  g_hash_table_replace (batch->touched, &touched->id, touched);
  if (!load (zxd_txn_db (txn), customer.id, known, error))
    return FALSE;
  zxd_import_take_text (&known->lang, row->lang);
  take_fields (&known->fields, row->fields);
  return save (txn, known, error);
}

static gboolean
change_customer (ZxdTxn *txn,
                 ZxdImportBatch *batch,
                 ZxdImportRow *row,
                 ZxdKnown *known,
                 GError **error)
{
  gboolean has_changed;
  gint64 seq, was_org = known->org_id;

  has_changed = zxd_import_take_text (&known->name, row->name);
  has_changed |= zxd_import_take_text (&known->kind, row->kind);
  has_changed |= zxd_import_take_text (&known->tier, row->tier);
  has_changed |= zxd_import_take_text (&known->note, row->note);
  has_changed |= zxd_import_take_text (&known->lang, row->lang);
  has_changed |= take_fields (&known->fields, row->fields);
  has_changed |= take_id (&known->owner_id, row->owner_agent_id);
  if (!has_changed && (row->org_id == 0 || row->org_id == was_org))
    return TRUE;
  if (!zxd_import_touch (txn, batch, known, &seq, error))
    return FALSE;
  take_id (&known->org_id, row->org_id);
  return save (txn, known, error);
}

static gboolean
put_row (ZxdTxn *txn, ZxdImportBatch *batch, ZxdImportRow *row, ZxdKnown *known, GError **error)
{
  ZxdDb *db = zxd_txn_db (txn);
  gint64 org_id = row->org_id != 0 ? row->org_id : batch->org_id;

  row->blame = "name";
  if (row->external_id == NULL && row->name == NULL)
    return zxd_import_refuse (row, "name", error, "a row needs an external_id or a name");
  known->id = row->external_id != NULL ? by_external_id (db, row->external_id, error)
                                       : by_name (db, row, org_id, error);
  if (known->id < 0)
    return FALSE;
  if (known->id == 0
          ? !add_customer (txn, batch, row, known, error)
          : !load (db, known->id, known, error) || !change_customer (txn, batch, row, known, error))
    return FALSE;
  return zxd_import_put_parts (txn, batch, row, known, error);
}

/* ---- batches */

ZxdImportBatch *
zxd_import_batch_new (gint64 org_id, const char *source)
{
  ZxdImportBatch *batch = g_new0 (ZxdImportBatch, 1);
  g_autoptr (GString) detail = g_string_new ("{");

  zx_json_add_string (detail, "import", source);
  g_string_append_c (detail, '}');
  batch->org_id = org_id;
  batch->detail = g_strdup (detail->str);
  batch->touched = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_free);
  batch->seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  return batch;
}

void
zxd_import_batch_free (ZxdImportBatch *batch)
{
  if (batch == NULL)
    return;
  g_free (batch->detail);
  g_hash_table_unref (batch->touched);
  g_hash_table_unref (batch->seen);
  g_free (batch);
}

void
zxd_import_batch_begin (ZxdImportBatch *batch)
{
  g_hash_table_remove_all (batch->touched);
  g_hash_table_remove_all (batch->seen);
  batch->figures = (ZxdImportFigures){0};
}

gboolean
zxd_import_row (ZxdTxn *txn, ZxdImportBatch *batch, ZxdImportRow *row, GError **error)
{
  ZxdImportFigures before = batch->figures;
  guint n_touched = g_hash_table_size (batch->touched);
  g_auto (ZxdKnown) known = {0};

  if (put_row (txn, batch, row, &known, error)) {
    g_hash_table_add (batch->seen, g_memdup2 (&known.id, sizeof known.id));
    return TRUE;
  }
  batch->figures = before;
  if (g_hash_table_size (batch->touched) > n_touched)
    g_hash_table_remove (batch->touched, &known.id);
  return FALSE;
}

static gboolean
tell (ZxdTxn *txn, ZxdImportBatch *batch, const ZxdImportTouch *touched, GError **error)
{
  ZxdAudit audit = {.action = touched->is_new ? "customer.add" : "customer.change",
                    .noun = "customer",
                    .obj_id = touched->id,
                    .detail = batch->detail};
  ZxAudience now = {.kind = ZX_AUDIENCE_DESK},
             was = {.kind = ZX_AUDIENCE_DESK, .org_id = touched->was_org};
  g_autoptr (GString) json = NULL;
  gint64 rev;

  if (!zxd_audit_add (txn, &audit, error))
    return FALSE;
  if (touched->is_new)
    return zxd_customer_tell (txn, touched->id, touched->seq, TRUE, error);
  json = g_string_new ("{");
  if (!zxd_customer_add_json (zxd_txn_db (txn), touched->id, json, &now.org_id, &rev, error))
    return FALSE;
  g_string_append_c (json, '}');
  return zxd_txn_event (txn, touched->seq, "customer", touched->id, 0, &now, &was, json->str,
                        error);
}

gboolean
zxd_import_batch_tell (ZxdTxn *txn,
                       ZxdImportBatch *batch,
                       ZxdImportFigures *figures,
                       GError **error)
{
  GHashTableIter iter;
  gpointer touched;

  g_hash_table_iter_init (&iter, batch->touched);
  while (g_hash_table_iter_next (&iter, NULL, &touched)) {
    if (!tell (txn, batch, touched, error))
      return FALSE;
    if (((ZxdImportTouch *) touched)->is_new)
      batch->figures.added++;
    else
      batch->figures.changed++;
  }
  batch->figures.same = g_hash_table_size (batch->seen) - g_hash_table_size (batch->touched);
  *figures = batch->figures;
  return TRUE;
}
