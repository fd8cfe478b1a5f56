/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where one person has left traces. */
#include "zxd-person-private.h"

#include "zx-json.h"

#include <string.h>

const char *
zxd_traces_in (ZxdDb *db, const char *column)
{
  g_autofree char *text =
      g_strdup_printf (zxd_db_is_postgres (db) ? "%s = ANY (CAST (?1 AS BIGINT[]))"
                                               : "%s IN (SELECT value FROM json_each (?1))",
                       column);

  return g_intern_string (text);
}

ZxdStmt *
zxd_traces_prepare (ZxdTraces *self,
                    const char *format,
                    const char *column,
                    const GArray *ids,
                    GError **error)
{
  g_auto (GStrv) parts = g_strsplit (format, "%s", 2);
  g_autofree char *sql = g_strconcat (parts[0], zxd_traces_in (self->db, column), parts[1], NULL);
  ZxdStmt *stmt = zxd_db_prepare (self->db, g_intern_string (sql), error);

  if (stmt != NULL)
    zxd_stmt_bind_list (stmt, 1, (const gint64 *) (gpointer) ids->data, ids->len);
  return stmt;
}

gboolean
zxd_traces_contain (const GArray *ids, gint64 id)
{
  for (guint i = 0; i < ids->len; i++)
    if (g_array_index (ids, gint64, i) == id)
      return TRUE;
  return FALSE;
}

/* The first column of every row into @ids, the others (texts) into the words. */
static gboolean
collect (ZxdTraces *self, ZxdStmt *stmt, GArray *ids, int n_texts, GError **error)
{
  ZxdStep step = ZXD_STEP_FAILED;

  while (stmt != NULL && (step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW) {
    gint64 id = zxd_stmt_int (stmt, 0);

    if (ids != NULL && !zxd_traces_contain (ids, id))
      g_array_append_val (ids, id);
    for (int i = 1; i <= n_texts; i++)
      zxd_words_add (&self->words, zxd_stmt_text (stmt, i));
  }
  return step == ZXD_STEP_DONE;
}

static ZxdStmt *
about (ZxdTraces *self, const char *sql, gint64 id, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (self->db, sql, error);

  if (stmt != NULL)
    zxd_stmt_bind_int (stmt, 1, id);
  return stmt;
}

static gboolean
find_person (ZxdTraces *self, gint64 customer_id, GError **error)
{
  ZxdStmt *stmt = about (self, "SELECT customer_id, name, erased_at_ms FROM person WHERE id = ?",
                         self->person_id, error);
  ZxdStep step = stmt != NULL ? zxd_stmt_step (stmt, error) : ZXD_STEP_FAILED;

  if (step == ZXD_STEP_FAILED)
    return FALSE;
  if (step == ZXD_STEP_ROW) {
    self->customer_id = zxd_stmt_int (stmt, 0);
    self->is_erased = zxd_stmt_int (stmt, 2) != 0;
    zxd_words_add (&self->words, zxd_stmt_text (stmt, 1));
    zxd_stmt_reset (stmt);
  }
  return (step == ZXD_STEP_ROW && (customer_id == 0 || customer_id == self->customer_id)) ||
         zx_throw (error, ZX_ERROR_NOT_FOUND, "There is no such person; read the customer again.");
}

/* His customer, those merged into it, and those he was moved between by merging. */
static gboolean
find_customers (ZxdTraces *self, GError **error)
{
  g_array_append_val (self->customers, self->customer_id);
  return collect (self,
                  about (self,
                         "SELECT merged_id FROM merge WHERE survivor_id = ? AND undone_at_ms IS "
                         "NULL",
                         self->customer_id, error),
                  self->customers, 0, error) &&
         collect (self,
                  about (self,
                         "SELECT m.survivor_id FROM merge m JOIN merge_row r ON r.merge_id = m.id "
                         "WHERE r.noun = 'person' AND r.row_id = ? UNION "
                         "SELECT m.merged_id FROM merge m JOIN merge_row r ON r.merge_id = m.id "
                         "WHERE r.noun = 'person' AND r.row_id = ?1",
                         self->person_id, error),
                  self->customers, 0, error);
}

/* A private customer without anybody else is he himself; one that was merged away, if it has his
 * name. */
static gboolean
find_wholes (ZxdTraces *self, GError **error)
{
  ZxdStmt *stmt = zxd_traces_prepare (
      self,
      "SELECT c.id, c.name, c.external_id FROM customer c WHERE %s AND c.kind = 'person' AND NOT "
      "EXISTS (SELECT 1 FROM person p WHERE p.customer_id = c.id AND p.id <> ?2 AND "
      "p.erased_at_ms IS NULL)",
      "c.id", self->customers, error);
  ZxdStep step = ZXD_STEP_FAILED;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 2, self->person_id);
  while ((step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW) {
    gint64 id = zxd_stmt_int (stmt, 0);

    if (id != self->customer_id && !zxd_words_has (&self->words, zxd_stmt_text (stmt, 1)))
      continue;
    g_array_append_val (self->wholes, id);
    zxd_words_add (&self->words, zxd_stmt_text (stmt, 1));
    zxd_words_add (&self->words, zxd_stmt_text (stmt, 2));
  }
  return step == ZXD_STEP_DONE;
}

/* One kind of trace: rows whose id goes into @ids and whose other columns name him. */
typedef struct {
  GArray *ids, *over; /* lent; over null: about the person */
  const char *sql;    /* with one %s, for @column, unless it is about the person */
  const char *column;
  int n_texts;
} Look;

static gboolean
look (ZxdTraces *self, const Look *look, GError **error)
{
  ZxdStmt *stmt = look->over == NULL
                      ? about (self, look->sql, self->person_id, error)
                      : zxd_traces_prepare (self, look->sql, look->column, look->over, error);

  return collect (self, stmt, look->ids, look->n_texts, error);
}

/* What he was called and reached by, and where he came from. Later ones build on earlier ones. What
 * a browser called itself names nobody elsewhere: it may be “customer”. */
static gboolean
find_places (ZxdTraces *self, GError **error)
{
#define MOVED(table)                                                                               \
  " JOIN merge_row r ON r.row_id = t.id AND r.noun = '" table "' WHERE %s AND t.person_id IS NULL"
  const Look looks[] = {
      {self->merges, self->wholes, "SELECT id FROM merge WHERE %s AND undone_at_ms IS NULL",
       "merged_id", 0},
      {self->identities, NULL, "SELECT id FROM identity WHERE person_id = ?", NULL, 0},
      {NULL, NULL, "SELECT id, value FROM identity WHERE person_id = ? AND shared = 0", NULL, 1},
      {self->identities, self->wholes, "SELECT id, value FROM identity WHERE %s", "customer_id", 1},
      {self->identities, self->merges, "SELECT t.id, t.value FROM identity t" MOVED ("identity"),
       "r.merge_id", 1},
      {self->visitors, NULL, "SELECT id, account FROM visitor WHERE person_id = ?", NULL, 1},
      {self->visitors, self->wholes, "SELECT id, account FROM visitor WHERE %s", "customer_id", 1},
      {self->visitors, self->merges, "SELECT t.id, t.account FROM visitor t" MOVED ("visitor"),
       "r.merge_id", 1},
      {self->contacts, NULL, "SELECT id FROM contact WHERE person_id = ?", NULL, 0},
      {self->contacts, self->wholes, "SELECT id FROM contact WHERE %s", "customer_id", 0},
      {self->contacts, self->merges, "SELECT t.id FROM contact t" MOVED ("contact"), "r.merge_id",
       0},
      {self->contacts, self->visitors, "SELECT id FROM contact WHERE %s AND person_id IS NULL",
       "visitor_id", 0},
      /* Browsers that are nobody's, but he wrote from them. */
      {self->visitors, self->contacts,
       "SELECT v.id, v.account FROM visitor v JOIN contact c ON c.visitor_id = v.id "
       "WHERE %s AND v.person_id IS NULL",
       "c.id", 1},
  };
#undef MOVED

  for (gsize i = 0; i < G_N_ELEMENTS (looks); i++)
    if (!look (self, &looks[i], error))
      return FALSE;
  return TRUE;
}

/* Nobody reads by an export what he may not read otherwise, nor erases what he does not see. */
static gboolean
check_sight (ZxdTraces *self, const ZxRights *rights, GError **error)
{
  g_autofree char *sql =
      g_strconcat ("SELECT c.id FROM contact c WHERE %s AND NOT ",
                   zxd_rights_contact_predicate (self->db, rights, "c"), " LIMIT 1", NULL);
  ZxdStmt *stmt = zxd_traces_prepare (self, sql, "c.id", self->contacts, error);
  ZxdStep step = ZXD_STEP_FAILED;
  int place = 2;

  if (stmt != NULL) {
    zxd_rights_contact_bind (stmt, &place, rights);
    step = zxd_stmt_step (stmt, error);
  }
  if (step == ZXD_STEP_ROW) {
    zxd_stmt_reset (stmt);
    return zx_throw (error, ZX_ERROR_NOT_ALLOWED,
                     "This person has also been in touch with other organisations; ask an "
                     "administrator of all of them to do it.");
  }
  return step == ZXD_STEP_DONE;
}

gboolean
zxd_traces_find (ZxdTraces *self, ZxdTxn *txn, const ZxdPersonDeed *deed, GError **error)
{
  *self = (ZxdTraces){.txn = txn, .db = zxd_txn_db (txn), .person_id = deed->person_id};
  zxd_words_init (&self->words);
  self->customers = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->wholes = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->merges = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->identities = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->contacts = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->visitors = g_array_new (FALSE, FALSE, sizeof (gint64));
  return find_person (self, deed->customer_id, error) && find_customers (self, error) &&
         find_wholes (self, error) && find_places (self, error) &&
         (deed->rights == NULL || check_sight (self, deed->rights, error));
}

void
zxd_traces_clear (ZxdTraces *self)
{
  zxd_words_clear (&self->words);
  g_clear_pointer (&self->customers, g_array_unref);
  g_clear_pointer (&self->wholes, g_array_unref);
  g_clear_pointer (&self->merges, g_array_unref);
  g_clear_pointer (&self->identities, g_array_unref);
  g_clear_pointer (&self->contacts, g_array_unref);
  g_clear_pointer (&self->visitors, g_array_unref);
}

gboolean
zxd_traces_are_in_audit (const ZxdTraces *self, const char *noun, gint64 obj_id, const char *detail)
{
  gboolean is_whole = g_str_equal (noun, "contact") || zxd_traces_contain (self->wholes, obj_id);
  g_autoptr (JsonObject) object = *detail == '{' ? zx_json_parse (detail, -1, NULL) : NULL;
  const char *part = object != NULL ? zx_json_string (object, "part") : NULL;

  if (is_whole || zxd_words_are_in (&self->words, detail))
    return TRUE;
  if (g_strcmp0 (part, "person") == 0)
    return zx_json_id (object, "id") == self->person_id;
  return g_strcmp0 (part, "identity") == 0 && zx_json_id (object, "person") == self->person_id;
}
