/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A customer's people, identities, contracts, products and notes, as agents change them. */
#include "zxd-store-customer-edit.h"

#include "zx-clock.h"
#include "zx-json.h"
#include "zxd-customer-private.h"

static const ZxdColumn person[] = {
    {"name", ZXD_COLUMN_TEXT, TRUE, NULL},
    {"title", ZXD_COLUMN_TEXT, FALSE, NULL},
    {"lang", ZXD_COLUMN_LANG, FALSE, NULL},
};
static const ZxdColumn identity[] = {
    {"kind", ZXD_COLUMN_CHOICE, TRUE, "phone mail client_id account external"},
    {"value", ZXD_COLUMN_TEXT, TRUE, NULL},
    {"shared", ZXD_COLUMN_BOOL, TRUE, NULL},
    {"person_id", ZXD_COLUMN_REF, FALSE, "person"},
};
static const ZxdColumn contract[] = {
    {"name", ZXD_COLUMN_TEXT, TRUE, NULL},
    {"kind_id", ZXD_COLUMN_REF, FALSE, "contract_kind"},
    {"level", ZXD_COLUMN_TEXT, FALSE, NULL},
    {"starts_on", ZXD_COLUMN_DAY, FALSE, NULL},
    {"ends_on", ZXD_COLUMN_DAY, FALSE, NULL},
    {"modules", ZXD_COLUMN_WORDS, FALSE, NULL},
    {"remaining", ZXD_COLUMN_TEXT, FALSE, NULL},
    {"note", ZXD_COLUMN_LONG, FALSE, NULL},
};
static const ZxdColumn product[] = {
    {"name", ZXD_COLUMN_TEXT, TRUE, NULL},         {"version", ZXD_COLUMN_TEXT, FALSE, NULL},
    {"modules", ZXD_COLUMN_WORDS, FALSE, NULL},    {"environment", ZXD_COLUMN_TEXT, FALSE, NULL},
    {"installed_on", ZXD_COLUMN_DAY, FALSE, NULL}, {"note", ZXD_COLUMN_LONG, FALSE, NULL},
};
static const ZxdColumn note[] = {
    {"text", ZXD_COLUMN_LONG, TRUE, NULL},
    {"agent_id", ZXD_COLUMN_OURS, FALSE, NULL},
    {"at_ms", ZXD_COLUMN_OURS, TRUE, NULL},
};

/* The whole customer travels with every change: what it may hold is bounded. */
typedef struct {
  const char *noun; /* the table */
  const ZxdColumn *columns;
  guint n_columns;
  gboolean has_rev;
  int most;          /* of one customer */
  const char *title; /* the column that names it in the audit trail, null: none may */
} Kind;

#define COLUMNS(c) c, G_N_ELEMENTS (c)

static const Kind kinds[ZXD_N_PARTS] = {
    [ZXD_PART_PERSON] = {"person", COLUMNS (person), TRUE, 200, "name"},
    [ZXD_PART_IDENTITY] = {"identity", COLUMNS (identity), FALSE, 500, "value"},
    [ZXD_PART_CONTRACT] = {"contract", COLUMNS (contract), TRUE, 100, "name"},
    [ZXD_PART_PRODUCT] = {"product", COLUMNS (product), TRUE, 200, "name"},
    [ZXD_PART_NOTE] = {"note", COLUMNS (note), TRUE, 5000, NULL},
};

static ZxdRow
row_of (ZxdPart part)
{
  return (ZxdRow){.table = kinds[part].noun,
                  .columns = kinds[part].columns,
                  .n_columns = kinds[part].n_columns};
}

/* The first column of the first row of @sql, with @id at its one place; 0 when there is none. */
static gboolean
ask (ZxdDb *db, const char *sql, gint64 id, gint64 *number, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db, sql, error);
  ZxdStep step;

  *number = 0;
  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, id);
  step = zxd_stmt_step (stmt, error);
  if (step == ZXD_STEP_ROW) {
    *number = zxd_stmt_int (stmt, 0);
    zxd_stmt_reset (stmt);
  }
  return step != ZXD_STEP_FAILED;
}

/* Runs @sql with @id at its one place. */
static gboolean
run (ZxdDb *db, const char *sql, gint64 id, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db, sql, error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, id);
  return zxd_stmt_run (stmt, error);
}

/* ---- what each kind asks for besides its columns */

/* Whose it is must be one of this customer's people who is still there. */
static gboolean
check_owner (ZxdDb *db, ZxdEdit *edit, const ZxdRow *row, GError **error)
{
  const char *person_id = zxd_row_get (row, "person_id");
  gint64 customer_id;

  if (person_id == NULL)
    return TRUE;
  if (!ask (db, "SELECT customer_id FROM person WHERE id = ? AND erased_at_ms IS NULL",
            g_ascii_strtoll (person_id, NULL, 10), &customer_id, error))
    return FALSE;
  if (customer_id == edit->customer_id)
    return TRUE;
  zxd_row_refuse (&edit->refusal, "person_id", "unknown");
  return zx_throw (error, ZX_ERROR_BAD_DATA, "“person_id” is none of this customer's people.");
}

/* @id is the identity's own, 0 when it is new. Personal ones are there once; a shared one is not
 * told twice by the same customer. */
static gboolean
check_value (ZxdTxn *txn, ZxdEdit *edit, ZxdRow *row, gint64 id, GError **error)
{
  static const char personal[] =
      "SELECT c.id, c.name, c.org_id, p.name FROM identity i JOIN customer c ON c.id = "
      "i.customer_id LEFT JOIN person p ON p.id = i.person_id "
      "WHERE i.value = ? AND i.id <> ? AND i.kind = ? AND i.shared = 0";
  const char *kind = zxd_row_get (row, "kind");
  g_autofree char *value = zxd_identity_normalise (kind, zxd_row_get (row, "value"), error);
  ZxdOwnerQuery query = {personal, value, kind, id};
  g_autofree char *what = g_strdup_printf ("The %s %s", kind, value);

  if (value == NULL)
    return zxd_row_refuse (&edit->refusal, "value", "malformed");
  zxd_row_set (row, "value", value);
  return zxd_row_get (row, "shared")[0] == '1' ||
         zxd_edit_check_free (txn, edit, &query, what, error);
}

static gboolean
check_days (ZxdEdit *edit, const ZxdRow *row, GError **error)
{
  const char *from = zxd_row_get (row, "starts_on"), *to = zxd_row_get (row, "ends_on");

  if (from == NULL || to == NULL || strcmp (from, to) <= 0)
    return TRUE;
  zxd_row_refuse (&edit->refusal, "ends_on", "malformed");
  return zx_throw (error, ZX_ERROR_BAD_DATA, "A contract ends after it has begun.");
}

static gboolean
check (ZxdTxn *txn, ZxdPart part, ZxdEdit *edit, ZxdRow *row, gint64 id, GError **error)
{
  switch (part) {
  case ZXD_PART_IDENTITY:
    return check_owner (zxd_txn_db (txn), edit, row, error) &&
           check_value (txn, edit, row, id, error);
  case ZXD_PART_CONTRACT:
    return check_days (edit, row, error);
  case ZXD_PART_PERSON:
  case ZXD_PART_PRODUCT:
  case ZXD_PART_NOTE:
  case ZXD_N_PARTS:
  default:
    return TRUE;
  }
}

/* May this one be touched at all? */
static gboolean
check_touch (ZxdTxn *txn, ZxdPart part, ZxdEdit *edit, const ZxdRow *row, GError **error)
{
  const ZxRights *rights = edit->actor.rights;
  gboolean is_removed = edit->body == NULL;
  gint64 erased_at, author;

  if (part == ZXD_PART_NOTE) {
    const char *agent_id = zxd_row_get (row, "agent_id");

    author = agent_id != NULL ? g_ascii_strtoll (agent_id, NULL, 10) : 0;
    return author == rights->agent_id || (is_removed && zx_rights_can (rights, ZX_RIGHT_OVERSEE)) ||
           zx_throw (error, ZX_ERROR_NOT_ALLOWED,
                     is_removed ? "Only its author or a lead removes a note."
                                : "Only its author changes a note; write another one.");
  }
  if (part != ZXD_PART_PERSON)
    return TRUE;
  if (!ask (zxd_txn_db (txn), "SELECT erased_at_ms FROM person WHERE id = ?", edit->part_id,
            &erased_at, error))
    return FALSE;
  if (erased_at == 0)
    return TRUE;
  zxd_refusal_set (&edit->refusal, "erased");
  return zx_throw (error, ZX_ERROR_CONFLICT,
                   "This person was erased at his own request and stays so; add a new one.");
}

/* ---- rows */

static gboolean
check_room (ZxdDb *db, const Kind *kind, gint64 customer_id, GError **error)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT count(*) FROM %s WHERE customer_id = ?", kind->noun);
  gint64 count;

  if (!ask (db, g_intern_string (sql), customer_id, &count, error))
    return FALSE;
  return count < kind->most ||
         zx_throw (error, ZX_ERROR_CONFLICT, "A customer has at most %d of these; remove some.",
                   kind->most);
}

/* The values that a new one has before its body is read. */
static void
set_usual (ZxdRow *row, ZxdPart part, const ZxdEdit *edit, gint64 person_id)
{
  g_autofree char *agent = g_strdup_printf ("%" G_GINT64_FORMAT, edit->actor.rights->agent_id);
  g_autofree char *whose = g_strdup_printf ("%" G_GINT64_FORMAT, person_id);
  g_autofree char *now = g_strdup_printf ("%" G_GINT64_FORMAT, zx_clock_now_ms ());

  if (part == ZXD_PART_NOTE) {
    zxd_row_set (row, "agent_id", agent);
    zxd_row_set (row, "at_ms", now);
  }
  if (part == ZXD_PART_IDENTITY) {
    zxd_row_set (row, "shared", "0");
    zxd_row_set (row, "person_id", person_id != 0 ? whose : NULL);
  }
}

/* Which part it is, into the open @detail; of an identity also whose, so that it can be found. */
static void
add_which (const ZxdRow *row, const Kind *kind, gint64 id, GString *detail)
{
  zx_json_add_string (detail, "part", kind->noun);
  zx_json_add_id (detail, "id", id);
  if (kind->title != NULL)
    zx_json_add_string (detail, "title", zxd_row_get (row, kind->title));
  if (kind == &kinds[ZXD_PART_IDENTITY])
    zx_json_add_string (detail, "person", zxd_row_get (row, "person_id"));
}

gboolean
zxd_part_insert (ZxdTxn *txn,
                 ZxdPart part,
                 ZxdEdit *edit,
                 JsonObject *body,
                 gint64 person_id,
                 gint64 rev,
                 gint64 *id,
                 GString *detail,
                 GError **error)
{
  const Kind *kind = &kinds[part];
  g_auto (ZxdRow) row = row_of (part);
  ZxdDb *db = zxd_txn_db (txn);

  set_usual (&row, part, edit, person_id);
  if (!zxd_row_read (&row, db, body, &edit->refusal, error) ||
      !check (txn, part, edit, &row, 0, error) ||
      !check_room (db, kind, edit->customer_id, error) ||
      !zxd_row_insert (&row, db, edit->customer_id, kind->has_rev ? rev : 0, id, error))
    return FALSE;
  if (detail == NULL)
    return TRUE;
  add_which (&row, kind, *id, detail);
  return zxd_row_add_difference (&row, db, TRUE, FALSE, detail, error);
}

/* ---- adding, changing, removing */

static gboolean
finish (ZxdTxn *txn,
        ZxdPart part,
        ZxdEdit *edit,
        const char *verb,
        GString *detail,
        gint64 org_id,
        gint64 rev,
        GError **error)
{
  g_autofree char *action = g_strdup_printf ("%s.%s", kinds[part].noun, verb);

  return zxd_edit_audit (txn, edit, action, detail, error) &&
         zxd_customer_changed_at (txn, edit->customer_id, org_id, rev, error);
}

gboolean
zxd_customer_add_part (ZxdTxn *txn, ZxdPart part, ZxdEdit *edit, GError **error)
{
  g_autoptr (GString) detail = g_string_new ("{");
  gint64 org_id, rev;

  if (!zxd_customer_check (zxd_txn_db (txn), edit->customer_id, edit->actor.rights, TRUE, &org_id,
                           NULL, &edit->refusal, error) ||
      !zxd_edit_begin (txn, edit, error))
    return FALSE;
  if (edit->is_again)
    return TRUE;
  rev = zxd_txn_next_seq (txn);
  return zxd_part_insert (txn, part, edit, edit->body, 0, rev, &edit->made_id, detail, error) &&
         zxd_txn_request_made (txn, edit->request, edit->made_id, error) &&
         finish (txn, part, edit, "add", g_steal_pointer (&detail), org_id, rev, error);
}

/* Loads the part that is changed or removed, when it may be. */
static gboolean
load (ZxdTxn *txn, ZxdPart part, ZxdEdit *edit, ZxdRow *row, gint64 *org_id, GError **error)
{
  ZxdDb *db = zxd_txn_db (txn);
  gint64 rev;

  return zxd_customer_check (db, edit->customer_id, edit->actor.rights, TRUE, org_id, &rev,
                             &edit->refusal, error) &&
         zxd_change_check_rev (db, "customer", edit->customer_id, edit->seen_rev, rev,
                               &edit->refusal, error) &&
         zxd_row_load (row, db, edit->part_id, edit->customer_id, error) &&
         check_touch (txn, part, edit, row, error);
}

gboolean
zxd_customer_edit_part (ZxdTxn *txn, ZxdPart part, ZxdEdit *edit, GError **error)
{
  const Kind *kind = &kinds[part];
  g_auto (ZxdRow) row = row_of (part);
  g_autoptr (GString) detail = g_string_new ("{");
  ZxdDb *db = zxd_txn_db (txn);
  gint64 org_id, rev;

  if (!load (txn, part, edit, &row, &org_id, error) ||
      !zxd_row_read (&row, db, edit->body, &edit->refusal, error) ||
      !check (txn, part, edit, &row, edit->part_id, error))
    return FALSE;
  if (!zxd_row_is_changed (&row))
    return TRUE;
  rev = zxd_txn_next_seq (txn);
  add_which (&row, kind, edit->part_id, detail);
  return zxd_row_add_difference (&row, db, FALSE, FALSE, detail, error) &&
         zxd_row_update (&row, db, edit->part_id, kind->has_rev ? rev : 0, error) &&
         finish (txn, part, edit, "change", g_steal_pointer (&detail), org_id, rev, error);
}

/* What hangs at a person goes with him; his contacts stay, so he stays for them. */
static gboolean
release_person (ZxdTxn *txn, ZxdEdit *edit, GError **error)
{
  ZxdDb *db = zxd_txn_db (txn);
  gint64 contacts;

  if (!ask (db, "SELECT count(*) FROM contact WHERE person_id = ?", edit->part_id, &contacts,
            error))
    return FALSE;
  if (contacts > 0) {
    zx_json_add_int (zxd_refusal_set (&edit->refusal, "in-use"), "contacts", contacts);
    return zx_throw (error, ZX_ERROR_CONFLICT,
                     "This person has conversations. An administrator can erase him.");
  }
  return run (db, "DELETE FROM identity WHERE person_id = ?", edit->part_id, error) &&
         run (db, "UPDATE visitor SET person_id = NULL WHERE person_id = ?", edit->part_id, error);
}

/* The row as it was, compared with nothing. */
static gboolean
describe_gone (ZxdDb *db, const Kind *kind, ZxdRow *row, gint64 id, GString *detail, GError **error)
{
  add_which (row, kind, id, detail);
  for (guint i = 0; i < row->n_columns; i++)
    zxd_row_set (row, row->columns[i].name, NULL);
  return zxd_row_add_difference (row, db, FALSE, TRUE, detail, error);
}

gboolean
zxd_customer_remove_part (ZxdTxn *txn, ZxdPart part, ZxdEdit *edit, GError **error)
{
  const Kind *kind = &kinds[part];
  g_auto (ZxdRow) row = row_of (part);
  g_autoptr (GString) detail = g_string_new ("{");
  g_autofree char *sql = g_strdup_printf ("DELETE FROM %s WHERE id = ?", kind->noun);
  ZxdDb *db = zxd_txn_db (txn);
  gint64 org_id;

  return load (txn, part, edit, &row, &org_id, error) &&
         (part != ZXD_PART_PERSON || release_person (txn, edit, error)) &&
         describe_gone (db, kind, &row, edit->part_id, detail, error) &&
         run (db, g_intern_string (sql), edit->part_id, error) &&
         finish (txn, part, edit, "remove", g_steal_pointer (&detail), org_id,
                 zxd_txn_next_seq (txn), error);
}
