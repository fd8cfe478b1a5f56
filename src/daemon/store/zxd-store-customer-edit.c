/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Customers as agents make and change them: the customer's own members. */
#include "zxd-store-customer-edit.h"

#include "zx-json.h"
#include "zxd-customer-private.h"
#include "zxd-field.h"
#include "zxd-store-audit.h"

enum { MOST_FIELD_TEXT = 500 };

static const ZxdColumn columns[] = {
    {"org_id", ZXD_COLUMN_REF, TRUE, "org"},
    {"name", ZXD_COLUMN_TEXT, TRUE, NULL},
    {"kind", ZXD_COLUMN_CHOICE, TRUE, "company person"},
    {"tier", ZXD_COLUMN_CHOICE, TRUE, "super_vip vip regular"},
    {"external_id", ZXD_COLUMN_TEXT, FALSE, NULL},
    {"owner_agent_id", ZXD_COLUMN_REF, FALSE, "agent"},
    {"note", ZXD_COLUMN_LONG, FALSE, NULL},
    {"lang", ZXD_COLUMN_LANG, FALSE, NULL},
    {"fields", ZXD_COLUMN_JSON, FALSE, NULL},
};

static ZxdRow
row_new (void)
{
  return (ZxdRow){.table = "customer", .columns = columns, .n_columns = G_N_ELEMENTS (columns)};
}

/* ---- what all changes do */

gboolean
zxd_edit_begin (ZxdTxn *txn, ZxdEdit *edit, GError **error)
{
  return zxd_txn_request_result (txn, edit->request, edit->actor.rights->agent_id, &edit->is_again,
                                 &edit->made_id, error);
}

gboolean
zxd_edit_audit (ZxdTxn *txn,
                const ZxdEdit *edit,
                const char *action,
                GString *detail,
                GError **error)
{
  ZxdAudit audit = {.actor_id = edit->actor.rights->agent_id,
                    .action = action,
                    .noun = "customer",
                    .obj_id = edit->customer_id,
                    .address = edit->actor.address};
  gboolean is_good;

  if (detail != NULL)
    audit.detail = g_string_append_c (detail, '}')->str;
  is_good = zxd_audit_add (txn, &audit, error);
  if (detail != NULL)
    g_string_free (detail, TRUE);
  return is_good;
}

gboolean
zxd_edit_check_free (ZxdTxn *txn,
                     ZxdEdit *edit,
                     const ZxdOwnerQuery *query,
                     const char *what,
                     GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (zxd_txn_db (txn), query->sql, error);
  GString *members;
  ZxdStep step;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_text (stmt, 1, query->text);
  zxd_stmt_bind_int (stmt, 2, query->number);
  if (query->more != NULL)
    zxd_stmt_bind_text (stmt, 3, query->more);
  step = zxd_stmt_step (stmt, error);
  if (step != ZXD_STEP_ROW)
    return step == ZXD_STEP_DONE;
  members = zxd_refusal_set (&edit->refusal, "belongs");
  if (zx_rights_sees_org (edit->actor.rights, zxd_stmt_int (stmt, 2))) {
    zx_json_add_id (members, "customer_id", zxd_stmt_int (stmt, 0));
    zx_json_add_string (members, "customer_name", zxd_stmt_text (stmt, 1));
    zx_json_add_string (members, "person_name", zxd_stmt_text (stmt, 3));
  }
  zxd_stmt_reset (stmt);
  return zx_throw (error, ZX_ERROR_CONFLICT,
                   "%s belongs to somebody else; take it away there first, or merge the two.",
                   what);
}

/* ---- own fields: each key must have been set up */

static gboolean
is_number (const char *text)
{
  char *end;

  g_ascii_strtod (text, &end);
  return end != text && *end == '\0';
}

/* One value against what was set up for its key, in @stmt's row (kind, choices). */
static gboolean
fits (ZxdStmt *stmt, const char *text)
{
  const char *kind = zxd_stmt_text (stmt, 0), *choices = zxd_stmt_text (stmt, 1);

  if (text == NULL || g_utf8_strlen (text, -1) > MOST_FIELD_TEXT)
    return FALSE;
  if (g_str_equal (kind, "number"))
    return is_number (text);
  if (g_str_equal (kind, "date"))
    return zxd_field_is_day (text);
  if (g_str_equal (kind, "choice")) {
    g_auto (GStrv) each = g_strsplit (choices != NULL ? choices : "", "\n", -1);

    return g_strv_contains ((const char *const *) each, text);
  }
  return TRUE;
}

static gboolean
check_field (ZxdDb *db, const char *key, const char *text, ZxdRefusal *refusal, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db, "SELECT kind, choices FROM field WHERE key = ?", error);
  gboolean is_good;
  ZxdStep step;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_text (stmt, 1, key);
  step = zxd_stmt_step (stmt, error);
  if (step == ZXD_STEP_FAILED)
    return FALSE;
  is_good = step == ZXD_STEP_ROW && fits (stmt, text);
  zxd_stmt_reset (stmt);
  if (is_good)
    return TRUE;
  zxd_row_refuse (refusal, key, step == ZXD_STEP_ROW ? "malformed" : "unknown");
  return zx_throw (error, ZX_ERROR_BAD_DATA,
                   step == ZXD_STEP_ROW
                       ? "The own field “%s” takes something else; see how it was set up."
                       : "There is no own field “%s”; an administrator can set it up.",
                   key);
}

/* The fields of @row with those of @given laid over them. */
static gboolean
merge_fields (ZxdRow *row, ZxdDb *db, JsonObject *given, ZxdRefusal *refusal, GError **error)
{
  const char *before = zxd_row_get (row, "fields");
  g_autoptr (JsonObject) old = before != NULL ? zx_json_parse (before, -1, NULL) : NULL;
  g_autoptr (JsonObject) all = json_object_new ();
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), all);
  g_autoptr (GList) keys = json_object_get_members (given),
                    old_keys = old != NULL ? json_object_get_members (old) : NULL;
  g_autofree char *text = NULL;

  for (GList *at = old_keys; at != NULL; at = at->next)
    json_object_set_string_member (all, at->data, zx_json_string (old, at->data));
  for (GList *at = keys; at != NULL; at = at->next) {
    const char *value = zx_json_string (given, at->data);

    if (json_object_get_null_member (given, at->data) || (value != NULL && *value == '\0'))
      json_object_remove_member (all, at->data);
    else if (!check_field (db, at->data, value, refusal, error))
      return FALSE;
    else
      json_object_set_string_member (all, at->data, value);
  }
  text = json_object_get_size (all) > 0 ? zx_json_text (node) : NULL;
  zxd_row_set (row, "fields", text);
  return TRUE;
}

static gboolean
read_fields (ZxdRow *row, ZxdDb *db, JsonObject *body, ZxdRefusal *refusal, GError **error)
{
  JsonObject *given = zx_json_object (body, "fields");

  if (given != NULL)
    return merge_fields (row, db, given, refusal, error);
  if (!json_object_has_member (body, "fields"))
    return TRUE;
  if (json_object_get_null_member (body, "fields")) {
    zxd_row_set (row, "fields", NULL);
    return TRUE;
  }
  zxd_row_refuse (refusal, "fields", "malformed");
  return zx_throw (error, ZX_ERROR_BAD_DATA, "“fields” must be an object of texts.");
}

/* ---- reading what the agent wants */

static gboolean
check_number (ZxdTxn *txn, ZxdEdit *edit, const ZxdRow *row, GError **error)
{
  ZxdOwnerQuery query = {"SELECT id, name, org_id, NULL FROM customer WHERE external_id = ? "
                         "AND id <> ?",
                         zxd_row_get (row, "external_id"), NULL, edit->customer_id};
  g_autofree char *what = g_strdup_printf ("The customer number %s", query.text);

  return query.text == NULL || zxd_edit_check_free (txn, edit, &query, what, error);
}

static gboolean
read_wish (ZxdTxn *txn, ZxdEdit *edit, ZxdRow *row, GError **error)
{
  ZxdDb *db = zxd_txn_db (txn);
  gint64 org_id;

  if (!zxd_row_read (row, db, edit->body, &edit->refusal, error) ||
      !read_fields (row, db, edit->body, &edit->refusal, error))
    return FALSE;
  org_id = g_ascii_strtoll (zxd_row_get (row, "org_id"), NULL, 10);
  if (!zx_rights_sees_org (edit->actor.rights, org_id)) {
    zxd_row_refuse (&edit->refusal, "org_id", "unknown");
    return zx_throw (error, ZX_ERROR_BAD_DATA, "“org_id” names nothing that is there.");
  }
  return check_number (txn, edit, row, error);
}

/* ---- making one */

static gboolean
insert (ZxdTxn *txn, ZxdEdit *edit, const ZxdRow *row, gint64 *rev, GError **error)
{
  ZxdCustomer customer = {.org_id = g_ascii_strtoll (zxd_row_get (row, "org_id"), NULL, 10),
                          .external_id = zxd_row_get (row, "external_id"),
                          .name = zxd_row_get (row, "name"),
                          .kind = zxd_row_get (row, "kind")};

  if (!zxd_customer_add (txn, &customer, error))
    return FALSE;
  edit->customer_id = customer.id;
  *rev = customer.rev;
  return zxd_row_update (row, zxd_txn_db (txn), customer.id, customer.rev, error);
}

/* Each member of @array is a part; an identity is @person_id's. */
static gboolean
insert_parts (ZxdTxn *txn,
              ZxdPart part,
              ZxdEdit *edit,
              JsonObject *body,
              gint64 person_id,
              gint64 rev,
              GError **error)
{
  JsonArray *array = zx_json_array (body, part == ZXD_PART_PERSON ? "people" : "identities");

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
    JsonNode *node = json_array_get_element (array, i);
    gint64 id;

    if (!JSON_NODE_HOLDS_OBJECT (node))
      return zx_throw (error, ZX_ERROR_BAD_DATA, "People and identities are objects.");
    if (!zxd_part_insert (txn, part, edit, json_node_get_object (node), person_id, rev, &id, NULL,
                          error))
      return FALSE;
    if (part == ZXD_PART_PERSON &&
        !insert_parts (txn, ZXD_PART_IDENTITY, edit, json_node_get_object (node), id, rev, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
zxd_customer_create (ZxdTxn *txn, ZxdEdit *edit, GError **error)
{
  g_auto (ZxdRow) row = row_new ();
  g_autofree char *own_org = g_strdup_printf ("%" G_GINT64_FORMAT, edit->actor.rights->org_id);
  GString *detail;
  gint64 rev;

  edit->customer_id = 0;
  if (!zx_rights_can (edit->actor.rights, ZX_RIGHT_ANSWER))
    return zx_throw (error, ZX_ERROR_NOT_ALLOWED, "Your role may not add customers.");
  if (!zxd_edit_begin (txn, edit, error))
    return FALSE;
  if (edit->is_again) {
    edit->customer_id = edit->made_id;
    return TRUE;
  }
  zxd_row_set (&row, "org_id", own_org);
  zxd_row_set (&row, "tier", "regular");
  if (!read_wish (txn, edit, &row, error) || !insert (txn, edit, &row, &rev, error) ||
      !insert_parts (txn, ZXD_PART_PERSON, edit, edit->body, 0, rev, error) ||
      !insert_parts (txn, ZXD_PART_IDENTITY, edit, edit->body, 0, rev, error))
    return FALSE;
  detail = g_string_new ("{");
  zx_json_add_string (detail, "title", zxd_row_get (&row, "name"));
  return zxd_edit_audit (txn, edit, "customer.add", detail, error) &&
         zxd_txn_request_made (txn, edit->request, edit->customer_id, error) &&
         zxd_customer_tell (txn, edit->customer_id, rev, TRUE, error);
}

/* ---- changing it */

gboolean
zxd_customer_edit (ZxdTxn *txn, ZxdEdit *edit, GError **error)
{
  g_auto (ZxdRow) row = row_new ();
  ZxdDb *db = zxd_txn_db (txn);
  gint64 org_id, rev;
  GString *detail;

  if (!zxd_customer_check (db, edit->customer_id, edit->actor.rights, TRUE, &org_id, &rev,
                           &edit->refusal, error) ||
      !zxd_change_check_rev (db, "customer", edit->customer_id, edit->seen_rev, rev, &edit->refusal,
                             error) ||
      !zxd_row_load (&row, db, edit->customer_id, 0, error) || !read_wish (txn, edit, &row, error))
    return FALSE;
  if (!zxd_row_is_changed (&row))
    return TRUE;
  rev = zxd_txn_next_seq (txn);
  detail = g_string_new ("{");
  if (!zxd_row_add_difference (&row, db, FALSE, FALSE, detail, error)) {
    g_string_free (detail, TRUE);
    return FALSE;
  }
  return zxd_edit_audit (txn, edit, "customer.change", detail, error) &&
         zxd_row_update (&row, db, edit->customer_id, rev, error) &&
         zxd_customer_changed_at (txn, edit->customer_id, org_id, rev, error);
}
