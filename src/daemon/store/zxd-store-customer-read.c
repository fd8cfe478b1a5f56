/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Customers as agents see them: the whole object, and the contacts of the past. */
#include "zxd-store-customer.h"

#include "zx-json.h"

/* ---- parts: each appends an array of objects */

typedef void (*RowFunc) (ZxdStmt *stmt, GString *json);

static gboolean
add_array (ZxdStmt *stmt, const char *name, RowFunc row, GString *json, GError **error)
{
  gboolean is_first = TRUE;
  ZxdStep step;

  if (stmt == NULL)
    return FALSE;
  zx_json_add_raw (json, name, "[");
  while ((step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW) {
    g_string_append (json, is_first ? "{" : ",{");
    row (stmt, json);
    g_string_append_c (json, '}');
    is_first = FALSE;
  }
  g_string_append_c (json, ']');
  return step == ZXD_STEP_DONE;
}

/* Statement for the parts of one customer. */
static ZxdStmt *
parts_of (ZxdDb *db, const char *sql, gint64 customer_id, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db, sql, error);

  if (stmt != NULL)
    zxd_stmt_bind_int (stmt, 1, customer_id);
  return stmt;
}

static void
add_words (GString *json, const char *name, const char *words)
{
  g_auto (GStrv) each = g_strsplit (words != NULL ? words : "", ",", -1);
  gboolean is_first = TRUE;

  zx_json_add_raw (json, name, "[");
  for (gsize i = 0; each[i] != NULL; i++) {
    if (each[i][0] == '\0')
      continue;
    if (!is_first)
      g_string_append_c (json, ',');
    zx_json_quote (json, each[i], -1);
    is_first = FALSE;
  }
  g_string_append_c (json, ']');
}

static void
add_identity (ZxdStmt *stmt, GString *json)
{
  zx_json_add_id (json, "id", zxd_stmt_int (stmt, 0));
  zx_json_add_id (json, "person_id", zxd_stmt_int (stmt, 1));
  zx_json_add_string (json, "kind", zxd_stmt_text (stmt, 2));
  zx_json_add_string (json, "value", zxd_stmt_text (stmt, 3));
  zx_json_add_bool (json, "shared", zxd_stmt_int (stmt, 4) != 0);
}

static void
add_contract (ZxdStmt *stmt, GString *json)
{
  zx_json_add_id (json, "id", zxd_stmt_int (stmt, 0));
  zx_json_add_string (json, "name", zxd_stmt_text (stmt, 1));
  zx_json_add_string (json, "level", zxd_stmt_text (stmt, 2));
  zx_json_add_string (json, "starts_on", zxd_stmt_text (stmt, 3));
  zx_json_add_string (json, "ends_on", zxd_stmt_text (stmt, 4));
  add_words (json, "modules", zxd_stmt_text (stmt, 5));
  zx_json_add_id (json, "kind_id", zxd_stmt_int (stmt, 6));
  zx_json_add_string (json, "remaining", zxd_stmt_text (stmt, 7));
  zx_json_add_string (json, "note", zxd_stmt_text (stmt, 8));
}

static void
add_product (ZxdStmt *stmt, GString *json)
{
  zx_json_add_id (json, "id", zxd_stmt_int (stmt, 0));
  zx_json_add_string (json, "name", zxd_stmt_text (stmt, 1));
  zx_json_add_string (json, "version", zxd_stmt_text (stmt, 2));
  add_words (json, "modules", zxd_stmt_text (stmt, 3));
  zx_json_add_string (json, "environment", zxd_stmt_text (stmt, 4));
  zx_json_add_string (json, "installed_on", zxd_stmt_text (stmt, 5));
  zx_json_add_string (json, "note", zxd_stmt_text (stmt, 6));
}

static void
add_note (ZxdStmt *stmt, GString *json)
{
  zx_json_add_id (json, "id", zxd_stmt_int (stmt, 0));
  zx_json_add_id (json, "by_id", zxd_stmt_int (stmt, 1));
  zx_json_add_string (json, "by", zxd_stmt_text (stmt, 2));
  zx_json_add_string (json, "text", zxd_stmt_text (stmt, 3));
  zx_json_add_time (json, "at", zxd_stmt_int (stmt, 4));
}

/* Which customer was merged into this one, by whom. */
static void
add_merge (ZxdStmt *stmt, GString *json)
{
  zx_json_add_id (json, "id", zxd_stmt_int (stmt, 0));
  zx_json_add_string (json, "name", zxd_stmt_text (stmt, 1));
  zx_json_add_string (json, "by", zxd_stmt_text (stmt, 2));
  zx_json_add_time (json, "at", zxd_stmt_int (stmt, 3));
}

/* ---- people with their identities */

typedef struct {
  gint64 id;
  char *name, *title, *lang; /* owned */
  gboolean is_erased;
} Person;

static void
person_clear (gpointer data)
{
  Person *person = data;

  g_free (person->name);
  g_free (person->title);
  g_free (person->lang);
}

static GArray *
read_people (ZxdDb *db, gint64 customer_id, GError **error)
{
  g_autoptr (GArray) people = g_array_new (FALSE, FALSE, sizeof (Person));
  ZxdStmt *stmt = parts_of (
      db,
      "SELECT id, name, title, lang, erased_at_ms FROM person WHERE customer_id = ? ORDER BY id",
      customer_id, error);
  ZxdStep step = ZXD_STEP_FAILED;

  g_array_set_clear_func (people, person_clear);
  while (stmt != NULL && (step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW) {
    Person person = {zxd_stmt_int (stmt, 0), g_strdup (zxd_stmt_text (stmt, 1)),
                     g_strdup (zxd_stmt_text (stmt, 2)), g_strdup (zxd_stmt_text (stmt, 3)),
                     zxd_stmt_int (stmt, 4) != 0};

    g_array_append_val (people, person);
  }
  return step == ZXD_STEP_DONE ? g_steal_pointer (&people) : NULL;
}

static gboolean
add_person (ZxdDb *db, const Person *person, GString *json, GError **error)
{
  ZxdStmt *stmt = parts_of (
      db, "SELECT id, person_id, kind, value, shared FROM identity WHERE person_id = ? ORDER BY id",
      person->id, error);

  zx_json_add_id (json, "id", person->id);
  zx_json_add_string (json, "name", person->name);
  zx_json_add_string (json, "title", person->title);
  zx_json_add_string (json, "lang", person->lang);
  if (person->is_erased)
    zx_json_add_bool (json, "erased", TRUE);
  return add_array (stmt, "identities", add_identity, json, error);
}

static gboolean
add_people (ZxdDb *db, gint64 customer_id, GString *json, GError **error)
{
  g_autoptr (GArray) people = read_people (db, customer_id, error);

  if (people == NULL)
    return FALSE;
  zx_json_add_raw (json, "people", "[");
  for (guint i = 0; i < people->len; i++) {
    g_string_append (json, i == 0 ? "{" : ",{");
    if (!add_person (db, &g_array_index (people, Person, i), json, error))
      return FALSE;
    g_string_append_c (json, '}');
  }
  g_string_append_c (json, ']');
  return TRUE;
}

/* ---- the whole */

static void
add_owner (ZxdStmt *stmt, GString *json)
{
  if (zxd_stmt_int (stmt, 6) == 0) {
    zx_json_add_raw (json, "owner", "null");
    return;
  }
  zx_json_add_raw (json, "owner", "{");
  zx_json_add_id (json, "id", zxd_stmt_int (stmt, 6));
  zx_json_add_string (json, "name", zxd_stmt_text (stmt, 7));
  g_string_append_c (json, '}');
}

static gboolean
add_row (ZxdDb *db, gint64 id, GString *json, gint64 *org_id, gint64 *rev, GError **error)
{
  ZxdStmt *stmt = parts_of (
      db,
      "SELECT c.org_id, c.external_id, c.name, c.kind, c.tier, c.note, c.owner_agent_id, a.name, "
      "c.rev, c.lang, c.fields, c.created_at_ms FROM customer c LEFT JOIN agent a ON a.id = "
      "c.owner_agent_id WHERE c.id = ?",
      id, error);
  ZxdStep step = stmt != NULL ? zxd_stmt_step (stmt, error) : ZXD_STEP_FAILED;

  if (step == ZXD_STEP_DONE)
    return zx_throw (error, ZX_ERROR_NOT_FOUND, "There is no such customer.");
  if (step == ZXD_STEP_FAILED)
    return FALSE;
  *org_id = zxd_stmt_int (stmt, 0);
  *rev = zxd_stmt_int (stmt, 8);
  zx_json_add_id (json, "org_id", *org_id);
  zx_json_add_string (json, "external_id", zxd_stmt_text (stmt, 1));
  zx_json_add_string (json, "name", zxd_stmt_text (stmt, 2));
  zx_json_add_string (json, "kind", zxd_stmt_text (stmt, 3));
  zx_json_add_string (json, "tier", zxd_stmt_text (stmt, 4));
  add_owner (stmt, json);
  zx_json_add_string (json, "note", zxd_stmt_text (stmt, 5));
  zx_json_add_string (json, "lang", zxd_stmt_text (stmt, 9));
  zx_json_add_raw (json, "fields",
                   zxd_stmt_text (stmt, 10) != NULL ? zxd_stmt_text (stmt, 10) : "{}");
  zx_json_add_time (json, "created_at", zxd_stmt_int (stmt, 11));
  zxd_stmt_reset (stmt);
  return TRUE;
}

gboolean
zxd_customer_add_json (ZxdDb *db,
                       gint64 id,
                       GString *json,
                       gint64 *org_id,
                       gint64 *rev,
                       GError **error)
{
  static const char identities[] = "SELECT id, person_id, kind, value, shared FROM identity "
                                   "WHERE customer_id = ? AND person_id IS NULL ORDER BY id";
  static const char contracts[] =
      "SELECT id, name, level, starts_on, ends_on, modules, kind_id, remaining, note FROM contract "
      "WHERE customer_id = ? ORDER BY ends_on DESC, id";
  static const char products[] = "SELECT id, name, version, modules, environment, installed_on, "
                                 "note FROM product WHERE customer_id = ? ORDER BY id";
  static const char notes[] = /* the newest; the others are in the timeline */
      "SELECT n.id, n.agent_id, a.name, n.text, n.at_ms FROM note n LEFT JOIN agent a "
      "ON a.id = n.agent_id WHERE n.customer_id = ? ORDER BY n.at_ms DESC, n.id DESC LIMIT 50";
  static const char merges[] =
      "SELECT m.id, c.name, a.name, m.at_ms FROM merge m JOIN customer c ON c.id = m.merged_id "
      "LEFT JOIN agent a ON a.id = m.agent_id WHERE m.survivor_id = ? AND m.undone_at_ms IS NULL "
      "ORDER BY m.id DESC LIMIT 50";

  return add_row (db, id, json, org_id, rev, error) && add_people (db, id, json, error) &&
         add_array (parts_of (db, identities, id, error), "identities", add_identity, json,
                    error) &&
         add_array (parts_of (db, contracts, id, error), "contracts", add_contract, json, error) &&
         add_array (parts_of (db, products, id, error), "products", add_product, json, error) &&
         add_array (parts_of (db, notes, id, error), "notes", add_note, json, error) &&
         add_array (parts_of (db, merges, id, error), "merges", add_merge, json, error);
}

/* ---- parts of it, as they are */

gboolean
zxd_customer_each_product (ZxdDb *db,
                           gint64 customer_id,
                           int limit,
                           ZxdProductFunc tell,
                           gpointer data,
                           GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db,
                                  "SELECT name, version, modules, environment, installed_on FROM "
                                  "product WHERE customer_id = ? ORDER BY id LIMIT ?",
                                  error);
  ZxdStep step;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, customer_id);
  zxd_stmt_bind_int (stmt, 2, limit);
  while ((step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW) {
    const ZxdProduct product = {zxd_stmt_text (stmt, 0), zxd_stmt_text (stmt, 1),
                                zxd_stmt_text (stmt, 2), zxd_stmt_text (stmt, 3),
                                zxd_stmt_text (stmt, 4)};

    tell (&product, data);
  }
  return step == ZXD_STEP_DONE;
}

gboolean
zxd_customer_lang (ZxdDb *db, gint64 customer_id, gint64 person_id, char **lang, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db,
                                  "SELECT COALESCE ((SELECT lang FROM person WHERE id = ?), "
                                  "(SELECT lang FROM customer WHERE id = ?))",
                                  error);

  *lang = NULL;
  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, person_id);
  zxd_stmt_bind_int (stmt, 2, customer_id);
  if (zxd_stmt_step (stmt, error) != ZXD_STEP_ROW)
    return FALSE;
  *lang = g_strdup (zxd_stmt_text (stmt, 0));
  zxd_stmt_reset (stmt);
  return TRUE;
}

/* ---- who may see it */

gboolean
zxd_customer_is_seen (ZxdDb *db,
                      gint64 id,
                      const ZxRights *rights,
                      gboolean *is_seen,
                      GError **error)
{
  ZxRights anybodys = *rights;
  g_autofree char *sql = NULL;
  ZxdStmt *stmt;
  ZxdStep step;
  int place = 1;

  anybodys.role = ZX_ROLE_LEAD; /* customers have no owner who hides them */
  sql = g_strdup_printf ("SELECT 1 FROM customer c WHERE c.id = ? AND c.merged_into_id IS NULL AND "
                         "(%s OR EXISTS (SELECT 1 FROM contact k WHERE "
                         "k.customer_id = c.id AND k.closed_at_ms IS NULL AND %s))",
                         zxd_rights_predicate (db, &anybodys, "c.org_id", "c.owner_agent_id"),
                         zxd_rights_contact_predicate (db, rights, "k"));
  stmt = zxd_db_prepare (db, g_intern_string (sql), error);
  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, place++, id);
  zxd_rights_bind (stmt, &place, &anybodys);
  zxd_rights_contact_bind (stmt, &place, rights);
  step = zxd_stmt_step (stmt, error);
  *is_seen = step == ZXD_STEP_ROW;
  if (step == ZXD_STEP_ROW)
    zxd_stmt_reset (stmt);
  return step != ZXD_STEP_FAILED;
}
