/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes two customers of one again. */
#include "zxd-store-merge.h"

#include "zx-clock.h"
#include "zx-json.h"
#include "zxd-bind-private.h"
#include "zxd-customer-private.h"
#include "zxd-merge-private.h"
#include "zxd-store-customer.h"

/* ---- what it was */

typedef struct {
  gint64 merged_id;
  gboolean is_undone;
  JsonObject *filled; /* owned */
} Merge;

static void
merge_clear (Merge *merge)
{
  g_clear_pointer (&merge->filled, json_object_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Merge, merge_clear)

static gboolean
read_merge (ZxdDb *db, const ZxdMerge *wish, Merge *merge, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      db, "SELECT merged_id, undone_at_ms, filled FROM merge WHERE id = ? AND survivor_id = ?",
      error);
  ZxdStep step;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, wish->merge_id);
  zxd_stmt_bind_int (stmt, 2, wish->survivor_id);
  step = zxd_stmt_step (stmt, error);
  if (step == ZXD_STEP_DONE)
    return zx_throw (error, ZX_ERROR_NOT_FOUND, "There is no such merge of this customer.");
  if (step == ZXD_STEP_FAILED)
    return FALSE;
  merge->merged_id = zxd_stmt_int (stmt, 0);
  merge->is_undone = zxd_stmt_int (stmt, 1) != 0;
  merge->filled = zxd_merge_fields (zxd_stmt_text (stmt, 2));
  zxd_stmt_reset (stmt);
  return TRUE;
}

/* Rows that came through an earlier merge may have been moved on by a later one. */
static gboolean
check_newest (ZxdDb *db, ZxdMerge *wish, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      db, "SELECT id FROM merge WHERE survivor_id = ? AND id > ? AND undone_at_ms IS NULL LIMIT 1",
      error);
  gint64 later;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, wish->survivor_id);
  zxd_stmt_bind_int (stmt, 2, wish->merge_id);
  if (!zxd_visitor_read_number (stmt, &later, error))
    return FALSE;
  if (later == 0)
    return TRUE;
  zxd_refusal_set (&wish->refusal, "later-merge");
  return zx_throw (error, ZX_ERROR_CONFLICT,
                   "Another customer was merged into this one since; undo that first.");
}

/* ---- members that were filled are emptied, unless somebody has changed them */

static void
empty_text (char **text, JsonObject *filled, const char *name)
{
  const char *got = zx_json_string (filled, name);

  if (got != NULL && g_strcmp0 (*text, got) == 0)
    g_clear_pointer (text, g_free);
}

static void
empty_fields (ZxdMerged *survivor, JsonObject *filled)
{
  JsonObject *got = zx_json_object (filled, "fields");
  g_autoptr (JsonObject) fields = zxd_merge_fields (survivor->fields);
  g_autoptr (GList) keys = got != NULL ? json_object_get_members (got) : NULL;

  for (GList *at = keys; at != NULL; at = at->next) {
    if (g_strcmp0 (zx_json_string (fields, at->data), zx_json_string (got, at->data)) == 0)
      json_object_remove_member (fields, at->data);
  }
  if (got == NULL)
    return;
  g_free (survivor->fields);
  survivor->fields = zxd_merge_fields_text (fields);
}

void
zxd_merged_empty (ZxdMerged *survivor, JsonObject *filled)
{
  empty_text (&survivor->note, filled, "note");
  empty_text (&survivor->lang, filled, "lang");
  empty_text (&survivor->external_id, filled, "external_id");
  empty_fields (survivor, filled);
}

/* The number goes back, if it is not another customer's by now. */
static gboolean
give_number_back (ZxdDb *db, ZxdMerged *merged, JsonObject *filled, GError **error)
{
  const char *number = zx_json_string (filled, "external_id");
  gint64 taken;

  if (number == NULL || merged->external_id != NULL)
    return TRUE;
  taken = zxd_customer_by_external_id (db, number, error);
  if (taken == 0)
    merged->external_id = g_strdup (number);
  return taken >= 0;
}

static gboolean
empty (ZxdDb *db, const ZxdMerge *wish, const Merge *merge, ZxdMerged *merged, GError **error)
{
  g_auto (ZxdMerged) survivor = {0};

  if (!zxd_merged_load (db, wish->survivor_id, &survivor, error) ||
      !zxd_merged_load (db, merge->merged_id, merged, error))
    return FALSE;
  if (survivor.owner_agent_id == zx_json_id (merge->filled, "owner_agent_id"))
    survivor.owner_agent_id = 0;
  zxd_merged_empty (&survivor, merge->filled);
  return zxd_merged_save (db, wish->survivor_id, &survivor, error) &&
         give_number_back (db, merged, merge->filled, error) &&
         zxd_merged_save (db, merge->merged_id, merged, error);
}

/* ---- rows go back. Places: 1 whose they become, 2 the survivor, 3 the merge. */

#define CAME(noun) "id IN (SELECT row_id FROM merge_row WHERE merge_id = ?3 AND noun = '" noun "')"
#define BACK(table) "UPDATE " table " SET customer_id = ?1 WHERE customer_id = ?2 AND " CAME (table)
/* What is a person's goes where he goes; what was given to one who stays, stays. */
#define FOLLOWS(table)                                                                             \
  "((" CAME (table) " AND NOT EXISTS (SELECT 1 FROM person p WHERE p.id = " table                  \
                    ".person_id AND p.customer_id = ?2)) OR person_id IN (SELECT id FROM person "  \
                    "WHERE customer_id "                                                           \
                    "= ?1))"
#define BACK_WITH_PERSON(table)                                                                    \
  "UPDATE " table " SET customer_id = ?1 WHERE customer_id = ?2 AND " FOLLOWS (table)

static gboolean
move_rows_back (ZxdDb *db, const gint64 places[3], GError **error)
{
  static const char *const moves[] = {BACK ("person"),
                                      BACK ("contract"),
                                      BACK ("product"),
                                      BACK ("note"),
                                      BACK_WITH_PERSON ("identity"),
                                      BACK_WITH_PERSON ("visitor")};

  for (gsize i = 0; i < G_N_ELEMENTS (moves); i++) {
    if (!zxd_merge_run (db, moves[i], places, 3, error))
      return FALSE;
  }
  return TRUE;
}

/* The tier that the contact had before, if the merge changed it. */
static gboolean
restore_tier (ZxdDb *db, const ZxdMerge *wish, ZxdContact *contact, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      db, "SELECT was_tier FROM merge_row WHERE merge_id = ? AND noun = 'contact' AND row_id = ?",
      error);
  int tier = contact->tier;
  ZxdStep step;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, wish->merge_id);
  zxd_stmt_bind_int (stmt, 2, contact->id);
  step = zxd_stmt_step (stmt, error);
  if (step == ZXD_STEP_ROW) {
    zx_enum_from_word (ZX_TYPE_TIER, zxd_stmt_text (stmt, 0), &tier);
    zxd_stmt_reset (stmt);
  }
  contact->tier = tier;
  return step != ZXD_STEP_FAILED;
}

static gboolean
move_open_contacts_back (ZxdTxn *txn, const ZxdMerge *wish, const gint64 places[3], GError **error)
{
  ZxdDb *db = zxd_txn_db (txn);
  g_autoptr (GArray) ids =
      zxd_merge_list (db,
                      "SELECT id FROM contact WHERE customer_id = ?2 AND " ZXD_MERGE_IS_OPEN
                      " AND " FOLLOWS ("contact") " ORDER BY id",
                      places, 3, error);

  for (guint i = 0; ids != NULL && i < ids->len; i++) {
    g_autoptr (ZxdContact) contact = zxd_contact_load (db, g_array_index (ids, gint64, i), error);

    if (contact == NULL || !restore_tier (db, wish, contact, error))
      return FALSE;
    contact->customer_id = places[0];
    if (!zxd_contact_save (txn, contact, NULL, error))
      return FALSE;
  }
  return ids != NULL;
}

/* As they came: without a word of their own. One that was open then may have its tier to get back.
 */
static gboolean
move_past_contacts_back (ZxdDb *db, const gint64 places[3], GError **error)
{
  return zxd_merge_run (db,
                        "UPDATE contact SET customer_id = ?1, "
                        "rev = (SELECT rev FROM customer WHERE id = ?1), "
                        "tier = COALESCE ((SELECT r.was_tier FROM merge_row r WHERE r.merge_id = "
                        "?3 AND r.noun = 'contact' AND r.row_id = contact.id), tier) "
                        "WHERE customer_id = ?2 AND NOT (" ZXD_MERGE_IS_OPEN
                        ") AND " FOLLOWS ("contact"),
                        places, 3, error);
}

/* ---- the whole */

static gboolean
show_again (ZxdTxn *txn, const ZxdMerge *wish, const Merge *merge, GError **error)
{
  ZxdDb *db = zxd_txn_db (txn);
  gint64 done[] = {zx_clock_now_ms (), wish->merge_id};

  return zxd_merge_run (db, "UPDATE customer SET merged_into_id = NULL WHERE id = ?",
                        &merge->merged_id, 1, error) &&
         zxd_merge_run (db, "UPDATE merge SET undone_at_ms = ? WHERE id = ?", done,
                        G_N_ELEMENTS (done), error) &&
         zxd_customer_changed_at (txn, merge->merged_id, 0, zxd_txn_next_seq (txn), error) &&
         zxd_customer_changed (txn, wish->survivor_id, 0, NULL, error);
}

static gboolean
check_undo (ZxdDb *db, ZxdMerge *wish, const Merge *merge, GError **error)
{
  g_auto (ZxdMerged) merged = {0};

  if (merge->is_undone) {
    zxd_refusal_set (&wish->refusal, "undone");
    return zx_throw (error, ZX_ERROR_CONFLICT, "This merge was undone already.");
  }
  if (!check_newest (db, wish, error) || !zxd_merged_load (db, merge->merged_id, &merged, error))
    return FALSE;
  return zx_rights_sees_org (wish->actor->rights, merged.org_id) ||
         zx_throw (error, ZX_ERROR_NOT_ALLOWED,
                   "The merged customer belongs to another organisation; ask there to undo it.");
}

gboolean
zxd_merge_undo (ZxdTxn *txn, ZxdMerge *wish, GError **error)
{
  ZxdDb *db = zxd_txn_db (txn);
  gint64 actor_id = wish->actor->rights->agent_id, made;
  g_auto (Merge) merge = {0};
  g_auto (ZxdMerged) merged = {0};
  gint64 places[3];

  zxd_refusal_clear (&wish->refusal);
  if (!zxd_customer_check (db, wish->survivor_id, wish->actor->rights, TRUE, NULL, NULL,
                           &wish->refusal, error) ||
      !read_merge (db, wish, &merge, error) ||
      !zxd_txn_request_result (txn, wish->request, actor_id, &wish->again, &made, error))
    return FALSE;
  wish->restored_id = merge.merged_id;
  if (wish->again)
    return TRUE;
  places[0] = merge.merged_id;
  places[1] = wish->survivor_id;
  places[2] = wish->merge_id;
  return check_undo (db, wish, &merge, error) && empty (db, wish, &merge, &merged, error) &&
         move_rows_back (db, places, error) && show_again (txn, wish, &merge, error) &&
         move_open_contacts_back (txn, wish, places, error) &&
         move_past_contacts_back (db, places, error) &&
         zxd_merge_note (txn, wish, "customer.merge-undo", wish->survivor_id, merged.name, error) &&
         zxd_merge_note (txn, wish, "customer.merge-undo", merge.merged_id, merged.name, error);
}
