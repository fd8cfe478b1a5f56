/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes two customers one. */
#include "zxd-store-merge.h"

#include "zx-clock.h"
#include "zx-json.h"
#include "zxd-bind-private.h"
#include "zxd-merge-private.h"
#include "zxd-store-audit.h"
#include "zxd-store-customer.h"

/* ---- small helpers of both ways */

void
zxd_merged_clear (ZxdMerged *merged)
{
  g_clear_pointer (&merged->name, g_free);
  g_clear_pointer (&merged->external_id, g_free);
  g_clear_pointer (&merged->note, g_free);
  g_clear_pointer (&merged->lang, g_free);
  g_clear_pointer (&merged->fields, g_free);
}

gboolean
zxd_merged_load (ZxdDb *db, gint64 id, ZxdMerged *merged, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db,
                                  "SELECT org_id, rev, owner_agent_id, name, external_id, note, "
                                  "lang, fields, tier FROM customer WHERE id = ?",
                                  error);
  int tier = ZX_TIER_REGULAR;
  ZxdStep step;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, id);
  step = zxd_stmt_step (stmt, error);
  if (step == ZXD_STEP_DONE)
    return zx_throw (error, ZX_ERROR_NOT_FOUND, "There is no such customer.");
  if (step == ZXD_STEP_FAILED)
    return FALSE;
  zx_enum_from_word (ZX_TYPE_TIER, zxd_stmt_text (stmt, 8), &tier);
  *merged = (ZxdMerged){.org_id = zxd_stmt_int (stmt, 0),
                        .rev = zxd_stmt_int (stmt, 1),
                        .owner_agent_id = zxd_stmt_int (stmt, 2),
                        .name = g_strdup (zxd_stmt_text (stmt, 3)),
                        .external_id = g_strdup (zxd_stmt_text (stmt, 4)),
                        .note = g_strdup (zxd_stmt_text (stmt, 5)),
                        .lang = g_strdup (zxd_stmt_text (stmt, 6)),
                        .fields = g_strdup (zxd_stmt_text (stmt, 7)),
                        .tier = tier};
  zxd_stmt_reset (stmt);
  return TRUE;
}

gboolean
zxd_merged_save (ZxdDb *db, gint64 id, const ZxdMerged *merged, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db,
                                  "UPDATE customer SET owner_agent_id = ?, external_id = ?, "
                                  "note = ?, lang = ?, fields = ? WHERE id = ?",
                                  error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_id (stmt, 1, merged->owner_agent_id);
  zxd_stmt_bind_text (stmt, 2, merged->external_id);
  zxd_stmt_bind_text (stmt, 3, merged->note);
  zxd_stmt_bind_text (stmt, 4, merged->lang);
  zxd_stmt_bind_text (stmt, 5, merged->fields);
  zxd_stmt_bind_int (stmt, 6, id);
  return zxd_stmt_run (stmt, error);
}

static ZxdStmt *
prepare (ZxdDb *db, const char *sql, const gint64 *numbers, gsize n_numbers, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db, sql, error);

  for (gsize i = 0; stmt != NULL && i < n_numbers; i++)
    zxd_stmt_bind_id (stmt, (int) i + 1, numbers[i]);
  return stmt;
}

gboolean
zxd_merge_run (ZxdDb *db, const char *sql, const gint64 *numbers, gsize n_numbers, GError **error)
{
  ZxdStmt *stmt = prepare (db, sql, numbers, n_numbers, error);

  return stmt != NULL && zxd_stmt_run (stmt, error);
}

GArray *
zxd_merge_list (ZxdDb *db, const char *sql, const gint64 *numbers, gsize n_numbers, GError **error)
{
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (gint64));
  ZxdStmt *stmt = prepare (db, sql, numbers, n_numbers, error);
  ZxdStep step = ZXD_STEP_FAILED;

  while (stmt != NULL && (step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW) {
    gint64 id = zxd_stmt_int (stmt, 0);

    g_array_append_val (list, id);
  }
  return step == ZXD_STEP_DONE ? g_steal_pointer (&list) : NULL;
}

gboolean
zxd_merge_note (ZxdTxn *txn,
                const ZxdMerge *merge,
                const char *action,
                gint64 customer_id,
                const char *title,
                GError **error)
{
  g_autoptr (GString) detail = g_string_new ("{");
  ZxdAudit audit = {.actor_id = merge->actor->rights->agent_id,
                    .action = action,
                    .noun = "customer",
                    .obj_id = customer_id,
                    .address = merge->actor->address};

  zx_json_add_id (detail, "id", merge->merge_id);
  zx_json_add_string (detail, "title", title);
  g_string_append_c (detail, '}');
  audit.detail = detail->str;
  return zxd_audit_add (txn, &audit, error);
}

JsonObject *
zxd_merge_fields (const char *fields)
{
  JsonObject *object = fields != NULL ? zx_json_parse (fields, -1, NULL) : NULL;

  return object != NULL ? object : json_object_new ();
}

char *
zxd_merge_fields_text (JsonObject *fields)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), fields);

  return json_object_get_size (fields) > 0 ? zx_json_text (node) : NULL;
}

/* ---- empty members are filled */

static void
fill_text (char **into, const char *from, const char *name, GString *filled)
{
  if (*into != NULL || from == NULL)
    return;
  *into = g_strdup (from);
  zx_json_add_string (filled, name, from);
}

static void
fill_fields (ZxdMerged *survivor, const ZxdMerged *from, GString *filled)
{
  g_autoptr (JsonObject) into = zxd_merge_fields (survivor->fields);
  g_autoptr (JsonObject) more = zxd_merge_fields (from->fields);
  g_autoptr (GList) keys = json_object_get_members (more);
  gsize before = json_object_get_size (into);
  g_autoptr (GString) got = g_string_new ("{");

  for (GList *at = keys; at != NULL; at = at->next) {
    const char *text = zx_json_string (more, at->data);

    if (text == NULL || json_object_has_member (into, at->data))
      continue;
    json_object_set_string_member (into, at->data, text);
    zx_json_add_string (got, at->data, text);
  }
  if (json_object_get_size (into) == before)
    return;
  g_free (survivor->fields);
  survivor->fields = zxd_merge_fields_text (into);
  g_string_append_c (got, '}');
  zx_json_add_raw (filled, "fields", got->str);
}

/* Both rows are written; what the survivor got is the result. Caller frees; null with @error. */
static char *
fill (ZxdDb *db, const ZxdMerge *merge, ZxdMerged *survivor, ZxdMerged *from, GError **error)
{
  g_autoptr (GString) filled = g_string_new ("{");

  if (survivor->owner_agent_id == 0 && from->owner_agent_id != 0) {
    survivor->owner_agent_id = from->owner_agent_id;
    zx_json_add_id (filled, "owner_agent_id", from->owner_agent_id);
  }
  fill_text (&survivor->note, from->note, "note", filled);
  fill_text (&survivor->lang, from->lang, "lang", filled);
  fill_fields (survivor, from, filled);
  if (survivor->external_id == NULL && from->external_id != NULL) {
    fill_text (&survivor->external_id, from->external_id, "external_id", filled);
    g_clear_pointer (&from->external_id, g_free); /* there is only one who has it */
  }
  g_string_append_c (filled, '}');
  if (!zxd_merged_save (db, merge->from_id, from, error) ||
      !zxd_merged_save (db, merge->survivor_id, survivor, error))
    return NULL;
  return g_string_free (g_steal_pointer (&filled), FALSE);
}

/* ---- rows move */

static gboolean
insert_merge (ZxdDb *db, ZxdMerge *merge, const char *filled, GError **error)
{
  ZxdStmt *stmt =
      zxd_db_prepare (db,
                      "INSERT INTO merge (survivor_id, merged_id, agent_id, at_ms, filled) "
                      "VALUES (?, ?, ?, ?, ?) RETURNING id",
                      error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, merge->survivor_id);
  zxd_stmt_bind_int (stmt, 2, merge->from_id);
  zxd_stmt_bind_int (stmt, 3, merge->actor->rights->agent_id);
  zxd_stmt_bind_int (stmt, 4, zx_clock_now_ms ());
  zxd_stmt_bind_text (stmt, 5, filled);
  return zxd_visitor_read_number (stmt, &merge->merge_id, error);
}

/* Of each table, which rows were the other one's; then they are the survivor's. */
#define REMEMBER(table)                                                                            \
  "INSERT INTO merge_row (merge_id, noun, row_id) SELECT CAST (? AS BIGINT), '" table              \
  "', id FROM " table " WHERE customer_id = ?"
#define MOVE(table) "UPDATE " table " SET customer_id = ? WHERE customer_id = ?"

static const struct {
  const char *remember, *move;
} moves[] = {
    {REMEMBER ("person"), MOVE ("person")},     {REMEMBER ("identity"), MOVE ("identity")},
    {REMEMBER ("contract"), MOVE ("contract")}, {REMEMBER ("product"), MOVE ("product")},
    {REMEMBER ("note"), MOVE ("note")},         {REMEMBER ("visitor"), MOVE ("visitor")},
};

static gboolean
move_rows (ZxdDb *db, const ZxdMerge *merge, GError **error)
{
  gint64 remember[] = {merge->merge_id, merge->from_id},
         move[] = {merge->survivor_id, merge->from_id};

  for (gsize i = 0; i < G_N_ELEMENTS (moves); i++) {
    if (!zxd_merge_run (db, moves[i].remember, remember, G_N_ELEMENTS (remember), error) ||
        !zxd_merge_run (db, moves[i].move, move, G_N_ELEMENTS (move), error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
remember_contact (ZxdDb *db,
                  const ZxdMerge *merge,
                  gint64 contact_id,
                  const char *was_tier,
                  GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      db, "INSERT INTO merge_row (merge_id, noun, row_id, was_tier) VALUES (?, 'contact', ?, ?)",
      error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, merge->merge_id);
  zxd_stmt_bind_int (stmt, 2, contact_id);
  zxd_stmt_bind_text (stmt, 3, was_tier);
  return zxd_stmt_run (stmt, error);
}

/* An open contact is told singly, and treated as the survivor is from now on. */
static gboolean
move_open_contacts (ZxdTxn *txn, const ZxdMerge *merge, const ZxdMerged *survivor, GError **error)
{
  ZxdDb *db = zxd_txn_db (txn);
  g_autoptr (GArray) ids = zxd_merge_list (
      db, "SELECT id FROM contact WHERE customer_id = ? AND " ZXD_MERGE_IS_OPEN " ORDER BY id",
      &merge->from_id, 1, error);

  for (guint i = 0; ids != NULL && i < ids->len; i++) {
    g_autoptr (ZxdContact) contact = zxd_contact_load (db, g_array_index (ids, gint64, i), error);
    const char *was_tier = NULL;

    if (contact == NULL)
      return FALSE;
    if (contact->tier != survivor->tier) {
      was_tier = zx_enum_word (ZX_TYPE_TIER, contact->tier);
      contact->tier = survivor->tier;
    }
    contact->customer_id = merge->survivor_id;
    if (!remember_contact (db, merge, contact->id, was_tier, error) ||
        !zxd_contact_save (txn, contact, NULL, error))
      return FALSE;
  }
  return ids != NULL;
}

/* There may be thousands of past ones while the whole centre waits for the counter row, so these
 * are told by the survivor's event alone, whose rev they take: who reads its history reads it
 * again. */
static gboolean
move_past_contacts (ZxdDb *db, const ZxdMerge *merge, GError **error)
{
  gint64 remember[] = {merge->merge_id, merge->from_id},
         move[] = {merge->survivor_id, merge->survivor_id, merge->from_id};

  return zxd_merge_run (db, REMEMBER ("contact"), remember, G_N_ELEMENTS (remember), error) &&
         zxd_merge_run (db,
                        "UPDATE contact SET customer_id = ?, rev = (SELECT rev FROM customer WHERE "
                        "id = ?) WHERE customer_id = ?",
                        move, G_N_ELEMENTS (move), error);
}

/* ---- the whole */

static gboolean
hide_merged (ZxdTxn *txn, const ZxdMerge *merge, gint64 org_id, GError **error)
{
  static const ZxAudience nobody = {0};
  ZxAudience desk = {.kind = ZX_AUDIENCE_DESK, .org_id = org_id};
  gint64 seq = zxd_txn_next_seq (txn), numbers[] = {merge->survivor_id, seq, merge->from_id};

  return zxd_merge_run (zxd_txn_db (txn),
                        "UPDATE customer SET merged_into_id = ?, rev = ? WHERE id = ?", numbers,
                        G_N_ELEMENTS (numbers), error) &&
         zxd_txn_event (txn, seq, "customer", merge->from_id, 0, &nobody, &desk, NULL, error);
}

static gboolean
check_both (ZxdDb *db, ZxdMerge *merge, GError **error)
{
  const ZxRights *rights = merge->actor->rights;
  gint64 rev;

  if (merge->from_id == merge->survivor_id)
    return zx_throw (error, ZX_ERROR_BAD_DATA, "“from_id” is another customer than this one.");
  return zxd_customer_check (db, merge->survivor_id, rights, TRUE, NULL, &rev, &merge->refusal,
                             error) &&
         zxd_customer_check (db, merge->from_id, rights, TRUE, NULL, NULL, &merge->refusal,
                             error) &&
         zxd_change_check_rev (db, "customer", merge->survivor_id, merge->seen_rev, rev,
                               &merge->refusal, error);
}

gboolean
zxd_merge (ZxdTxn *txn, ZxdMerge *merge, GError **error)
{
  ZxdDb *db = zxd_txn_db (txn);
  g_auto (ZxdMerged) survivor = {0}, from = {0};
  g_autofree char *filled = NULL;

  zxd_refusal_clear (&merge->refusal);
  if (!zxd_txn_request_result (txn, merge->request, merge->actor->rights->agent_id, &merge->again,
                               &merge->merge_id, error))
    return FALSE;
  if (merge->again)
    return TRUE;
  if (!check_both (db, merge, error) ||
      !zxd_merged_load (db, merge->survivor_id, &survivor, error) ||
      !zxd_merged_load (db, merge->from_id, &from, error))
    return FALSE;
  filled = fill (db, merge, &survivor, &from, error);
  return filled != NULL && insert_merge (db, merge, filled, error) &&
         move_rows (db, merge, error) && hide_merged (txn, merge, from.org_id, error) &&
         zxd_customer_changed (txn, merge->survivor_id, 0, NULL, error) &&
         move_open_contacts (txn, merge, &survivor, error) &&
         move_past_contacts (db, merge, error) &&
         zxd_merge_note (txn, merge, "customer.merge", merge->survivor_id, from.name, error) &&
         zxd_txn_request_made (txn, merge->request, merge->merge_id, error);
}
