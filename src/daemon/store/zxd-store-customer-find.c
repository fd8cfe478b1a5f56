/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of customers, and the texts that they are found by. */
#include "zxd-store-customer-find.h"

#include "zx-json.h"

static void
part_clear (gpointer data)
{
  ZxdFindPart *part = data;

  g_free (part->text);
}

ZxdFindTexts *
zxd_find_texts_new (gint64 id, gint64 org_id, ZxTier tier)
{
  ZxdFindTexts *texts = g_new0 (ZxdFindTexts, 1);

  *texts = (ZxdFindTexts){id, org_id, tier, g_array_new (FALSE, FALSE, sizeof (ZxdFindPart))};
  g_array_set_clear_func (texts->parts, part_clear);
  return texts;
}

void
zxd_find_texts_free (ZxdFindTexts *texts)
{
  g_array_unref (texts->parts);
  g_free (texts);
}

void
zxd_find_texts_add (ZxdFindTexts *texts, ZxdFindWhat what, const char *text)
{
  if (text != NULL && *text != '\0') {
    ZxdFindPart part = {what, g_strdup (text)};

    g_array_append_val (texts->parts, part);
  }
}

gboolean
zxd_find_what_of (const char *identity_kind, ZxdFindWhat *what)
{
  static const struct {
    const char *kind;
    ZxdFindWhat what;
  } kinds[] = {{"phone", ZXD_FIND_PHONE},
               {"mail", ZXD_FIND_MAIL},
               {"account", ZXD_FIND_ACCOUNT},
               {"client_id", ZXD_FIND_ACCOUNT},
               {"external", ZXD_FIND_NUMBER}};

  for (gsize i = 0; identity_kind != NULL && i < G_N_ELEMENTS (kinds); i++) {
    if (g_str_equal (kinds[i].kind, identity_kind)) {
      *what = kinds[i].what;
      return TRUE;
    }
  }
  return FALSE;
}

/* ---- texts */

gboolean
zxd_customer_list_ids (ZxdDb *db, gint64 after, int most, GArray *ids, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      db, "SELECT id FROM customer WHERE id > ? AND merged_into_id IS NULL ORDER BY id LIMIT ?",
      error);
  ZxdStep step = ZXD_STEP_FAILED;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, after);
  zxd_stmt_bind_int (stmt, 2, most);
  while ((step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW) {
    gint64 id = zxd_stmt_int (stmt, 0);

    g_array_append_val (ids, id);
  }
  return step == ZXD_STEP_DONE;
}

/* A statement over a set of customers; @postgres and @sqlite differ only in how they name the set.
 */
static ZxdStmt *
over_set (ZxdDb *db, const char *sqlite, const char *postgres, const GArray *ids, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db, zxd_db_is_postgres (db) ? postgres : sqlite, error);

  if (stmt != NULL)
    zxd_stmt_bind_list (stmt, 1, &g_array_index (ids, gint64, 0), ids->len);
  return stmt;
}

#define IN_SET_SQLITE "IN (SELECT value FROM json_each (?))"
#define IN_SET_POSTGRES "= ANY (CAST (? AS BIGINT[]))"

/* Rows come in the order of the customers' ids; @place walks along. */
static ZxdFindTexts *
texts_of (GPtrArray *texts, guint *place, gint64 id)
{
  while (*place < texts->len && ((ZxdFindTexts *) g_ptr_array_index (texts, *place))->id < id)
    (*place)++;
  if (*place == texts->len || ((ZxdFindTexts *) g_ptr_array_index (texts, *place))->id != id)
    return NULL;
  return g_ptr_array_index (texts, *place);
}

static gboolean
read_names (ZxdDb *db, const GArray *ids, GPtrArray *texts, GError **error)
{
#define NAMES(set)                                                                                 \
  "SELECT id, org_id, tier, name, external_id FROM customer WHERE id " set                         \
  " AND merged_into_id IS NULL ORDER BY id"
  ZxdStmt *stmt = over_set (db, NAMES (IN_SET_SQLITE), NAMES (IN_SET_POSTGRES), ids, error);
  ZxdStep step = ZXD_STEP_FAILED;

  while (stmt != NULL && (step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW) {
    int tier = ZX_TIER_REGULAR;
    ZxdFindTexts *customer;

    zx_enum_from_word (ZX_TYPE_TIER, zxd_stmt_text (stmt, 2), &tier);
    customer = zxd_find_texts_new (zxd_stmt_int (stmt, 0), zxd_stmt_int (stmt, 1), tier);
    zxd_find_texts_add (customer, ZXD_FIND_NAME, zxd_stmt_text (stmt, 3));
    zxd_find_texts_add (customer, ZXD_FIND_NUMBER, zxd_stmt_text (stmt, 4));
    g_ptr_array_add (texts, customer);
  }
  return step == ZXD_STEP_DONE;
#undef NAMES
}

static gboolean
read_people (ZxdDb *db, const GArray *ids, GPtrArray *texts, guint place, GError **error)
{
#define PEOPLE(set)                                                                                \
  "SELECT customer_id, name FROM person WHERE customer_id " set                                    \
  " AND erased_at_ms IS NULL ORDER BY customer_id, id"
  ZxdStmt *stmt = over_set (db, PEOPLE (IN_SET_SQLITE), PEOPLE (IN_SET_POSTGRES), ids, error);
  ZxdStep step = ZXD_STEP_FAILED;

  while (stmt != NULL && (step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW) {
    ZxdFindTexts *customer = texts_of (texts, &place, zxd_stmt_int (stmt, 0));

    if (customer != NULL)
      zxd_find_texts_add (customer, ZXD_FIND_PERSON, zxd_stmt_text (stmt, 1));
  }
  return step == ZXD_STEP_DONE;
#undef PEOPLE
}

static gboolean
read_identities (ZxdDb *db, const GArray *ids, GPtrArray *texts, guint place, GError **error)
{
#define IDENTITIES(set)                                                                            \
  "SELECT customer_id, kind, value FROM identity WHERE customer_id " set " ORDER BY customer_id, " \
  "id"
  ZxdStmt *stmt =
      over_set (db, IDENTITIES (IN_SET_SQLITE), IDENTITIES (IN_SET_POSTGRES), ids, error);
  ZxdStep step = ZXD_STEP_FAILED;

  while (stmt != NULL && (step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW) {
    ZxdFindTexts *customer = texts_of (texts, &place, zxd_stmt_int (stmt, 0));
    ZxdFindWhat what;

    if (customer != NULL && zxd_find_what_of (zxd_stmt_text (stmt, 1), &what))
      zxd_find_texts_add (customer, what, zxd_stmt_text (stmt, 2));
  }
  return step == ZXD_STEP_DONE;
#undef IDENTITIES
}

gboolean
zxd_customer_list_texts (ZxdDb *db, const GArray *ids, GPtrArray *texts, GError **error)
{
  guint place = texts->len;

  return read_names (db, ids, texts, error) && read_people (db, ids, texts, place, error) &&
         read_identities (db, ids, texts, place, error);
}

/* ---- lines */

static void
line_clear (gpointer data)
{
  ZxdCustomerLine *line = data;

  g_free (line->members);
}

GArray *
zxd_customer_lines_new (void)
{
  GArray *lines = g_array_new (FALSE, FALSE, sizeof (ZxdCustomerLine));

  g_array_set_clear_func (lines, line_clear);
  return lines;
}

/* Customers have no owner who hides them. */
static ZxdStmt *
prepare_lines (ZxdDb *db, ZxRights *anybodys, GError **error)
{
  g_autofree char *sql = NULL;

  anybodys->role = ZX_ROLE_LEAD;
  sql = g_strdup_printf (
      "SELECT c.id, c.rev, c.org_id, c.name, c.kind, c.tier, c.external_id, a.name, "
      "(SELECT count(*) FROM person p WHERE p.customer_id = c.id AND p.erased_at_ms IS NULL) "
      "FROM customer c LEFT JOIN agent a ON a.id = c.owner_agent_id "
      "WHERE c.merged_into_id IS NULL AND %s AND c.id %s",
      zxd_rights_predicate (db, anybodys, "c.org_id", "c.owner_agent_id"),
      zxd_db_is_postgres (db) ? IN_SET_POSTGRES : IN_SET_SQLITE);
  return zxd_db_prepare (db, g_intern_string (sql), error);
}

static gboolean
read_lines (ZxdStmt *stmt, GArray *lines, GError **error)
{
  ZxdStep step;

  while ((step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW) {
    GString *json = g_string_new ("{");
    ZxdCustomerLine line = {zxd_stmt_int (stmt, 0), NULL};

    zx_json_add_id (json, "id", line.id);
    zx_json_add_int (json, "rev", zxd_stmt_int (stmt, 1));
    zx_json_add_id (json, "org_id", zxd_stmt_int (stmt, 2));
    zx_json_add_string (json, "name", zxd_stmt_text (stmt, 3));
    zx_json_add_string (json, "kind", zxd_stmt_text (stmt, 4));
    zx_json_add_string (json, "tier", zxd_stmt_text (stmt, 5));
    zx_json_add_string (json, "external_id", zxd_stmt_text (stmt, 6));
    zx_json_add_string (json, "owner_name", zxd_stmt_text (stmt, 7));
    zx_json_add_int (json, "people_count", zxd_stmt_int (stmt, 8));
    line.members = g_string_free (g_string_erase (json, 0, 1), FALSE);
    g_array_append_val (lines, line);
  }
  return step == ZXD_STEP_DONE;
}

gboolean
zxd_customer_list_of (ZxdDb *db,
                      const ZxRights *rights,
                      const GArray *ids,
                      GArray *lines,
                      GError **error)
{
  ZxRights anybodys = *rights;
  ZxdStmt *stmt = prepare_lines (db, &anybodys, error);
  int place = 1;

  if (stmt == NULL)
    return FALSE;
  zxd_rights_bind (stmt, &place, &anybodys);
  zxd_stmt_bind_list (stmt, place++, &g_array_index (ids, gint64, 0), ids->len);
  return read_lines (stmt, lines, error);
}

/* The newest of one organisation, above @least and below @before, newest first. */
static gboolean
add_newest (ZxdDb *db,
            gint64 org_id,
            gint64 least,
            gint64 before,
            int most,
            GArray *ids,
            GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db,
                                  "SELECT id FROM customer WHERE org_id = ? AND id > ? AND id < ? "
                                  "AND merged_into_id IS NULL ORDER BY id DESC LIMIT ?",
                                  error);
  ZxdStep step;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, org_id);
  zxd_stmt_bind_int (stmt, 2, least);
  zxd_stmt_bind_int (stmt, 3, before);
  zxd_stmt_bind_int (stmt, 4, most);
  while ((step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW) {
    gint64 id = zxd_stmt_int (stmt, 0);

    g_array_append_val (ids, id);
  }
  return step == ZXD_STEP_DONE;
}

static int
newer_first (gconstpointer a, gconstpointer b)
{
  const gint64 *left = a, *right = b;

  return (*left < *right) - (*left > *right);
}

static int
newer_line_first (gconstpointer a, gconstpointer b)
{
  return newer_first (&((const ZxdCustomerLine *) a)->id, &((const ZxdCustomerLine *) b)->id);
}

/* An ordered head of each organisation: all of them at once would be sorted as a whole. */
gboolean
zxd_customer_list_newest (ZxdDb *db,
                          const ZxRights *rights,
                          gint64 after,
                          int most,
                          GArray *lines,
                          GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 least = 0;

  for (gsize i = 0; i < rights->n_orgs; i++) {
    if (!add_newest (db, rights->orgs[i], least, after > 0 ? after : G_MAXINT64, most, ids, error))
      return FALSE;
    g_array_sort (ids, newer_first);
    if (ids->len >= (guint) most) {
      g_array_set_size (ids, (guint) most);
      least = g_array_index (ids, gint64, most - 1);
    }
  }
  if (ids->len > 0 && !zxd_customer_list_of (db, rights, ids, lines, error))
    return FALSE;
  g_array_sort (lines, newer_line_first);
  return TRUE;
}
