/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists and changes whatever an administrator sets up, as its entry of the table says. */
#include "zxd-setup-private.h"

#include "zx-json.h"
#include "zxd-store-agent.h"
#include "zxd-store-audit.h"

#include <string.h>

enum { MOST_TOLD = 80 }; /* characters of a value in the audit trail */

/* ---- SQL from the table; interned, so that it is prepared once */

static const char *
column_list (const ZxdSetupNoun *noun, const char *suffix, int *n)
{
  g_autoptr (GString) list = g_string_new (NULL);

  for (*n = 0; *n < ZXD_SETUP_COLUMNS && noun->columns[*n].name != NULL; (*n)++) {
    g_string_append_printf (list, "%s%s%s", *n > 0 ? ", " : "", noun->columns[*n].name, suffix);
  }
  return g_intern_string (list->str);
}

static const char *
select_sql (const ZxdSetupNoun *noun, const char *rest)
{
  int n;
  g_autofree char *sql = g_strdup_printf ("SELECT id, rev, %s FROM %s %s",
                                          column_list (noun, "", &n), noun->table, rest);

  return g_intern_string (sql);
}

static void
read_row (ZxdStmt *stmt, const ZxdSetupNoun *noun, ZxdSetupRow *row)
{
  zxd_setup_row_clear (row);
  row->id = zxd_stmt_int (stmt, 0);
  row->rev = zxd_stmt_int (stmt, 1);
  for (int i = 0; i < ZXD_SETUP_COLUMNS && noun->columns[i].name != NULL; i++) {
    row->has[i] = zxd_stmt_text (stmt, i + 2) != NULL;
    if (zxd_setup_is_number (noun->columns[i].kind))
      row->numbers[i] = zxd_stmt_int (stmt, i + 2);
    else
      row->texts[i] = g_strdup (zxd_stmt_text (stmt, i + 2));
  }
}

static gint64
org_of (const ZxdSetupNoun *noun, const ZxdSetupRow *row)
{
  int place = zxd_setup_place (noun, "org_id");

  return place >= 0 ? row->numbers[place] : 0;
}

static ZxAudience
audience_of (const ZxdSetupNoun *noun, const ZxdSetupRow *row)
{
  gint64 org_id = org_of (noun, row);

  return (ZxAudience){org_id != 0 ? ZX_AUDIENCE_BELOW : ZX_AUDIENCE_EVERYONE, org_id, 0};
}

static gboolean
load (ZxdDb *db,
      const ZxdSetupNoun *noun,
      const ZxRights *rights,
      gint64 id,
      ZxdSetupRow *row,
      GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db, select_sql (noun, "WHERE id = ?"), error);
  ZxAudience audience;
  ZxdStep step;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, id);
  step = zxd_stmt_step (stmt, error);
  if (step == ZXD_STEP_FAILED)
    return FALSE;
  if (step == ZXD_STEP_ROW) {
    read_row (stmt, noun, row);
    zxd_stmt_reset (stmt);
    audience = audience_of (noun, row);
    if (noun->flags & ZXD_SETUP_ADMINS)
      audience.kind = ZX_AUDIENCE_DESK;
    if (rights == NULL || zx_rights_sees (rights, &audience))
      return TRUE;
  }
  return zx_throw (error, ZX_ERROR_NOT_FOUND, "There is no such %s.", noun->noun);
}

/* ---- reading */

static void
add_members (GString *json, const ZxdSetupNoun *noun, const ZxdSetupRow *row)
{
  for (int i = 0; i < ZXD_SETUP_COLUMNS && noun->columns[i].name != NULL; i++)
    zxd_setup_add_member (json, noun, i, row);
  if (noun->add_members != NULL)
    noun->add_members (json, row->texts);
}

static void
add_item (GString *json, const ZxdSetupNoun *noun, const ZxdSetupRow *row)
{
  g_string_append_c (json, '{');
  zx_json_add_id (json, "id", row->id);
  zx_json_add_int (json, "rev", row->rev);
  add_members (json, noun, row);
  g_string_append_c (json, '}');
}

static const char *
list_sql (ZxdDb *db, const ZxdSetupNoun *noun, const ZxRights *rights)
{
  if (rights == NULL || zxd_setup_place (noun, "org_id") < 0)
    return select_sql (noun, "WHERE id > ? ORDER BY id LIMIT ?");
  if (zxd_db_is_postgres (db))
    return select_sql (noun,
                       "WHERE id > ? AND (org_id = ANY (CAST (? AS BIGINT[])) OR org_id = ANY "
                       "(CAST (? AS BIGINT[]))) ORDER BY id LIMIT ?");
  return select_sql (noun,
                     "WHERE id > ? AND (org_id IN (SELECT value FROM json_each (?)) OR org_id "
                     "IN (SELECT value FROM json_each (?))) ORDER BY id LIMIT ?");
}

gboolean
zxd_setup_list (ZxdDb *db,
                gint64 as_of,
                const ZxdSetupNoun *noun,
                const ZxRights *rights,
                int limit,
                gint64 after,
                GString *json,
                GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db, list_sql (db, noun, rights), error);
  g_auto (ZxdSetupRow) row = {0};
  int place = 1, n_rows;
  ZxdStep step;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, place++, after);
  if (rights != NULL && zxd_setup_place (noun, "org_id") >= 0) {
    zxd_stmt_bind_list (stmt, place++, rights->orgs, rights->n_orgs);
    zxd_stmt_bind_list (stmt, place++, rights->above,
                        noun->flags & ZXD_SETUP_ADMINS ? 0 : rights->n_above);
  }
  zxd_stmt_bind_int (stmt, place, limit + 1); /* one more shows that there are more */
  g_string_append (json, "{\"items\":[");
  for (n_rows = 0; (step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW; n_rows++) {
    if (n_rows == limit) {
      zxd_stmt_reset (stmt);
      break;
    }
    read_row (stmt, noun, &row);
    g_string_append (json, n_rows > 0 ? "," : "");
    add_item (json, noun, &row);
  }
  if (step == ZXD_STEP_FAILED)
    return FALSE;
  g_string_append_c (json, ']');
  zx_json_add_id (json, "next", step == ZXD_STEP_ROW ? row.id : 0);
  zx_json_add_int (json, "as_of", as_of);
  g_string_append_c (json, '}');
  return TRUE;
}

gboolean
zxd_setup_get (ZxdDb *db,
               const ZxdSetupNoun *noun,
               const ZxRights *rights,
               gint64 id,
               GString *json,
               gint64 *rev,
               GError **error)
{
  g_auto (ZxdSetupRow) row = {0};

  if (!load (db, noun, rights, id, &row, error))
    return FALSE;
  add_item (json, noun, &row);
  *rev = row.rev;
  return TRUE;
}

/* ---- who may */

gboolean
zxd_setup_may_change_common (ZxdDb *db, const ZxRights *rights, GError **error)
{
  ZxdStmt *stmt = rights != NULL
                      ? zxd_db_prepare (db, "SELECT id FROM org WHERE parent_id IS NULL", error)
                      : NULL;
  gboolean sees_all = TRUE;
  ZxdStep step = rights != NULL && stmt == NULL ? ZXD_STEP_FAILED : ZXD_STEP_DONE;

  while (stmt != NULL && (step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW)
    sees_all = sees_all && zx_rights_sees_org (rights, zxd_stmt_int (stmt, 0));
  if (step == ZXD_STEP_FAILED)
    return FALSE;
  return sees_all || zx_throw (error, ZX_ERROR_NOT_ALLOWED,
                               "All organisations share this: ask an administrator of the topmost "
                               "one to change it.");
}

static gboolean
check_may_change (ZxdDb *db,
                  const ZxdSetupNoun *noun,
                  const ZxRights *rights,
                  const ZxdSetupRow *row,
                  GError **error)
{
  gint64 org_id = org_of (noun, row);

  if (org_id == 0)
    return zxd_setup_may_change_common (db, rights, error);
  return rights == NULL || zx_rights_sees_org (rights, org_id) ||
         zx_throw (error, ZX_ERROR_NOT_ALLOWED,
                   "It belongs to an organisation above yours: ask an administrator there.");
}

/* ---- no two of the same name */

static gboolean
check_unique (ZxdDb *db,
              const ZxdSetupNoun *noun,
              const ZxdSetupRow *row,
              ZxdRefusal *refusal,
              GError **error)
{
  int key = zxd_setup_place (noun, noun->key),
      among = noun->among != NULL ? zxd_setup_place (noun, noun->among) : -1;
  g_autofree char *also = among >= 0 ? g_strdup_printf (" AND %s = ?", noun->among) : g_strdup ("");
  g_autofree char *text = g_strdup_printf ("SELECT count (*) FROM %s WHERE %s = ? AND id <> ?%s",
                                           noun->table, noun->key, also);
  ZxdStmt *stmt = zxd_db_prepare (db, g_intern_string (text), error);
  gboolean is_taken;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_text (stmt, 1, row->texts[key]);
  zxd_stmt_bind_int (stmt, 2, row->id);
  if (among >= 0)
    zxd_stmt_bind_int (stmt, 3, row->numbers[among]);
  if (zxd_stmt_step (stmt, error) != ZXD_STEP_ROW)
    return FALSE;
  is_taken = zxd_stmt_int (stmt, 0) > 0;
  zxd_stmt_reset (stmt);
  return !is_taken || zxd_refuse_taken (refusal, noun->key, error,
                                        "There is %s “%s” already: choose another %s.", noun->one,
                                        row->texts[key], noun->key);
}

/* ---- the trail */

static char *
shorten (const ZxdSetupNoun *noun, int place, const ZxdSetupRow *row)
{
  g_autoptr (GString) member = g_string_new ("{");
  const char *text = row->texts[place];

  if (zxd_setup_is_number (noun->columns[place].kind) || text == NULL ||
      g_utf8_strlen (text, -1) <= MOST_TOLD) {
    zxd_setup_add_member (member, noun, place, row);
    return g_strdup (member->str + strlen (noun->columns[place].name) + 4);
  }
  g_string_truncate (member, 0);
  {
    g_autofree char *start = g_utf8_substring (text, 0, MOST_TOLD);
    g_autofree char *cut = g_strconcat (start, "…", NULL);

    zx_json_quote (member, cut, -1);
  }
  return g_strdup (member->str);
}

/* {"name":["old","new"],…}: the members that differ. Null when none does. */
static char *
describe_change (const ZxdSetupNoun *noun, const ZxdSetupRow *was, const ZxdSetupRow *row)
{
  g_autoptr (GString) detail = g_string_new ("{");

  for (int i = 0; i < ZXD_SETUP_COLUMNS && noun->columns[i].name != NULL; i++) {
    g_autofree char *before = NULL, *after = NULL, *pair = NULL;

    if (g_strcmp0 (was->texts[i], row->texts[i]) == 0 && was->numbers[i] == row->numbers[i] &&
        (!zxd_setup_is_number (noun->columns[i].kind) || was->has[i] == row->has[i]))
      continue;
    before = shorten (noun, i, was);
    after = shorten (noun, i, row);
    pair = g_strdup_printf ("[%s,%s]", before, after);
    zx_json_add_raw (detail, noun->columns[i].name, pair);
  }
  if (detail->len == 1)
    return NULL;
  g_string_append_c (detail, '}');
  return g_string_free (g_steal_pointer (&detail), FALSE);
}

static gboolean
note (ZxdTxn *txn,
      const ZxdSetupNoun *noun,
      const ZxdActor *actor,
      const char *verb,
      const ZxdSetupRow *row,
      const char *detail,
      GError **error)
{
  g_autofree char *action = g_strdup_printf ("%s.%s", noun->noun, verb), *key = NULL;
  ZxdAudit audit = {.actor_id = actor->rights != NULL ? actor->rights->agent_id : 0,
                    .action = action,
                    .noun = noun->noun,
                    .obj_id = row->id,
                    .address = actor->address,
                    .detail = detail};

  if (detail == NULL) {
    GString *json = g_string_new ("{");

    zxd_setup_add_member (json, noun, zxd_setup_place (noun, noun->key), row);
    g_string_append_c (json, '}');
    audit.detail = key = g_string_free (json, FALSE);
  }
  return zxd_audit_add (txn, &audit, error);
}

static gboolean
tell (ZxdTxn *txn,
      const ZxdSetupNoun *noun,
      const ZxdSetupRow *was,
      const ZxdSetupRow *row,
      gint64 seq,
      GError **error)
{
  static const ZxAudience nobody = {0};
  const ZxdSetupRow *one = row != NULL ? row : was;
  ZxAudience now = audience_of (noun, one), before = was != NULL ? audience_of (noun, was) : nobody;
  g_autoptr (GString) json = g_string_new ("{");

  if (row != NULL)
    add_members (json, noun, row);
  g_string_append_c (json, '}');
  return zxd_txn_event (txn, seq, noun->noun, one->id, 0, &now, &before,
                        row != NULL ? json->str : NULL, error);
}

/* ---- changes */

static void
bind_columns (ZxdStmt *stmt, int place, const ZxdSetupNoun *noun, const ZxdSetupRow *row)
{
  for (int i = 0; i < ZXD_SETUP_COLUMNS && noun->columns[i].name != NULL; i++) {
    if (!zxd_setup_is_number (noun->columns[i].kind))
      zxd_stmt_bind_text (stmt, place + i, row->texts[i]);
    else if (noun->columns[i].kind == ZXD_SETUP_NUMBER && row->has[i])
      zxd_stmt_bind_int (stmt, place + i, row->numbers[i]);
    else
      zxd_stmt_bind_id (stmt, place + i, row->numbers[i]);
  }
}

static gboolean
insert (ZxdDb *db, const ZxdSetupNoun *noun, const ZxdSetupRow *row, GError **error)
{
  int n;
  const char *names = column_list (noun, "", &n);
  g_autoptr (GString) sql = g_string_new (NULL);
  ZxdStmt *stmt;

  g_string_printf (sql, "INSERT INTO %s (id, rev, %s) VALUES (?, ?", noun->table, names);
  for (int i = 0; i < n; i++)
    g_string_append (sql, ", ?");
  g_string_append_c (sql, ')');
  stmt = zxd_db_prepare (db, g_intern_string (sql->str), error);
  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, row->id);
  zxd_stmt_bind_int (stmt, 2, row->rev);
  bind_columns (stmt, 3, noun, row);
  return zxd_stmt_run (stmt, error);
}

static gboolean
add (ZxdTxn *txn,
     const ZxdSetupNoun *noun,
     const ZxdActor *actor,
     JsonObject *values,
     ZxdSetupRow *row,
     ZxdRefusal *refusal,
     GError **error)
{
  ZxdDb *db = zxd_txn_db (txn);

  if (!zxd_setup_take (db, noun, actor->rights, values, NULL, row, refusal, error) ||
      !check_may_change (db, noun, actor->rights, row, error) ||
      !check_unique (db, noun, row, refusal, error))
    return FALSE;
  row->id = row->rev = zxd_txn_next_seq (txn);
  return insert (db, noun, row, error) && tell (txn, noun, NULL, row, row->rev, error) &&
         note (txn, noun, actor, "add", row, NULL, error);
}

gboolean
zxd_setup_add (ZxdTxn *txn,
               const ZxdSetupNoun *noun,
               const ZxdActor *actor,
               const guint8 request[ZX_UUID_BYTES],
               JsonObject *values,
               gint64 *id,
               gboolean *again,
               ZxdRefusal *refusal,
               GError **error)
{
  g_auto (ZxdSetupRow) row = {0};
  gint64 actor_id = actor->rights != NULL ? actor->rights->agent_id : 0;

  *again = FALSE;
  if (request != NULL && !zxd_txn_request_result (txn, request, actor_id, again, id, error))
    return FALSE;
  if (*again)
    return TRUE;
  if (!add (txn, noun, actor, values, &row, refusal, error))
    return FALSE;
  *id = row.id;
  return request == NULL || zxd_txn_request_made (txn, request, row.id, error);
}

static gboolean
load_to_change (ZxdDb *db,
                const ZxdSetupNoun *noun,
                const ZxdActor *actor,
                gint64 id,
                gint64 seen,
                ZxdSetupRow *row,
                ZxdRefusal *refusal,
                GError **error)
{
  return load (db, noun, actor->rights, id, row, error) &&
         check_may_change (db, noun, actor->rights, row, error) &&
         (seen == 0 || zxd_change_check_rev (db, noun->noun, id, seen, row->rev, refusal, error));
}

static gboolean
update (ZxdDb *db, const ZxdSetupNoun *noun, const ZxdSetupRow *row, GError **error)
{
  int n;
  const char *pairs = column_list (noun, " = ?", &n);
  g_autofree char *sql =
      g_strdup_printf ("UPDATE %s SET %s, rev = ? WHERE id = ?", noun->table, pairs);
  ZxdStmt *stmt = zxd_db_prepare (db, g_intern_string (sql), error);

  if (stmt == NULL)
    return FALSE;
  bind_columns (stmt, 1, noun, row);
  zxd_stmt_bind_int (stmt, n + 1, row->rev);
  zxd_stmt_bind_int (stmt, n + 2, row->id);
  return zxd_stmt_run (stmt, error);
}

gboolean
zxd_setup_change (ZxdTxn *txn,
                  const ZxdSetupNoun *noun,
                  const ZxdActor *actor,
                  gint64 id,
                  gint64 seen,
                  JsonObject *values,
                  ZxdRefusal *refusal,
                  GError **error)
{
  ZxdDb *db = zxd_txn_db (txn);
  g_auto (ZxdSetupRow) was = {0}, row = {0};
  g_autofree char *detail = NULL;

  if (!load_to_change (db, noun, actor, id, seen, &was, refusal, error))
    return FALSE;
  row.id = id;
  if (!zxd_setup_take (db, noun, actor->rights, values, &was, &row, refusal, error) ||
      !check_unique (db, noun, &row, refusal, error))
    return FALSE;
  detail = describe_change (noun, &was, &row);
  if (detail == NULL)
    return TRUE;
  row.rev = zxd_txn_next_seq (txn);
  return update (db, noun, &row, error) && tell (txn, noun, &was, &row, row.rev, error) &&
         (noun->follow == NULL || noun->follow (txn, id, FALSE, error)) &&
         note (txn, noun, actor, "change", &row, detail, error);
}

static gboolean
check_unused (ZxdDb *db, const ZxdSetupNoun *noun, gint64 id, ZxdRefusal *refusal, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (noun->uses) && noun->uses[i].noun != NULL; i++) {
    const ZxdSetupUse *use = &noun->uses[i];
    ZxdStmt *stmt = zxd_db_prepare (
        db, use->postgres != NULL && zxd_db_is_postgres (db) ? use->postgres : use->sqlite, error);
    g_autofree char *first = NULL;
    gint64 count = 0;
    ZxdStep step;
    GString *members;

    if (stmt == NULL)
      return FALSE;
    zxd_stmt_bind_int (stmt, 1, id);
    for (; (step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW; count++)
      if (first == NULL)
        first = g_strdup (zxd_stmt_text (stmt, 0));
    if (step == ZXD_STEP_FAILED)
      return FALSE;
    if (count == 0)
      continue;
    members = zxd_refusal_set (refusal, "in-use");
    zx_json_add_string (members, "by", first);
    zx_json_add_string (members, "noun", use->noun);
    zx_json_add_int (members, "count", count);
    return zx_throw (error, ZX_ERROR_CONFLICT,
                     "It is in use by %s “%s” (%" G_GINT64_FORMAT " in all): change that first.",
                     use->noun, first, count);
  }
  return TRUE;
}

gboolean
zxd_setup_remove (ZxdTxn *txn,
                  const ZxdSetupNoun *noun,
                  const ZxdActor *actor,
                  gint64 id,
                  gint64 seen,
                  ZxdRefusal *refusal,
                  GError **error)
{
  ZxdDb *db = zxd_txn_db (txn);
  g_autofree char *sql = g_strdup_printf ("DELETE FROM %s WHERE id = ?", noun->table);
  g_auto (ZxdSetupRow) was = {0};
  ZxdStmt *stmt;

  if (!load_to_change (db, noun, actor, id, seen, &was, refusal, error) ||
      !check_unused (db, noun, id, refusal, error))
    return FALSE;
  stmt = zxd_db_prepare (db, g_intern_string (sql), error);
  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, id);
  return zxd_stmt_run (stmt, error) &&
         tell (txn, noun, &was, NULL, zxd_txn_next_seq (txn), error) &&
         (noun->follow == NULL || noun->follow (txn, id, TRUE, error)) &&
         note (txn, noun, actor, "remove", &was, NULL, error);
}

/* ---- by name */

static const char *
key_of_table (const char *table)
{
  const ZxdSetupNoun *nouns;
  gsize n;

  if (g_str_equal (table, "agent"))
    return "login";
  if (g_str_equal (table, "channel"))
    return "key";
  if (g_str_equal (table, "org"))
    return "name";
  nouns = zxd_setup_nouns (&n);
  for (gsize i = 0; i < n; i++)
    if (g_str_equal (nouns[i].table, table))
      return nouns[i].key;
  return NULL;
}

static const char *
word_of_table (const char *table)
{
  const ZxdSetupNoun *nouns;
  gsize n;

  nouns = zxd_setup_nouns (&n);
  for (gsize i = 0; i < n; i++)
    if (g_str_equal (nouns[i].table, table))
      return nouns[i].noun;
  return g_str_equal (table, "agent") ? "account" : table;
}

gint64
zxd_setup_find (ZxdDb *db, const char *table, const char *word, GError **error)
{
  const char *key = key_of_table (table);
  g_autofree char *sql = g_strdup_printf ("SELECT id FROM %s WHERE id = ? OR %s = ?", table, key);
  g_autofree char *folded = NULL;
  ZxdStmt *stmt = zxd_db_prepare (db, g_intern_string (sql), error);
  gint64 wanted = 0, found = 0;
  int count = 0;
  ZxdStep step;

  if (stmt == NULL)
    return 0;
  if (g_str_equal (table, "agent"))
    folded = zxd_login_fold (word, NULL);
  zx_id_parse (word, &wanted);
  zxd_stmt_bind_int (stmt, 1, wanted);
  zxd_stmt_bind_text (stmt, 2, folded != NULL ? folded : word);
  for (; (step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW; count++)
    found = zxd_stmt_int (stmt, 0);
  if (step == ZXD_STEP_DONE && count == 0)
    zx_throw (error, ZX_ERROR_NOT_FOUND, "There is no %s “%s”.", word_of_table (table), word);
  if (step == ZXD_STEP_DONE && count > 1)
    zx_throw (error, ZX_ERROR_BAD_DATA, "Several are called “%s”: use the id.", word);
  return step == ZXD_STEP_DONE && count == 1 ? found : 0;
}

char *
zxd_setup_called (ZxdDb *db, const char *table, gint64 id)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT %s FROM %s WHERE id = ?", key_of_table (table), table);
  ZxdStmt *stmt = zxd_db_prepare (db, g_intern_string (sql), NULL);
  char *name = NULL;

  if (stmt == NULL)
    return NULL;
  zxd_stmt_bind_int (stmt, 1, id);
  if (zxd_stmt_step (stmt, NULL) == ZXD_STEP_ROW) {
    name = g_strdup (zxd_stmt_text (stmt, 0));
    zxd_stmt_reset (stmt);
  }
  return name;
}
