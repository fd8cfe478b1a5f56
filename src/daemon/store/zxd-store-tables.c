/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads whole tables, page by page, as text that does not depend on the store. */
#include "zxd-store-tables.h"

#include "zx-json.h"

#include <string.h>

enum { PAGE = 500 };

static const ZxdTable tables[] = {
    {"counter", "n"},
    {"org", "id"},
    {"agent", "id"},
    {"channel", "id"},
    {"secret", "id"},
    {"agent_group", "id"},
    {"queue", "id"},
    {"reply", "id"},
    {"catalog_product", "id"},
    {"catalog_version", "id"},
    {"contract_kind", "id"},
    {"tier", "id"},
    {"field", "id"},
    {"category", "id"},
    {"calendar", "id"},
    {"customer", "id"},
    {"person", "id"},
    {"identity", "id"},
    {"contract", "id"},
    {"product", "id"},
    {"note", "id"},
    {"merge", "id"},
    {"merge_row", "merge_id,noun,row_id"},
    {"visitor", "id"},
    {"contact", "id"},
    {"binding", "id"},
    {"guest", "id"},
    {"offer", "id"},
    {"presence_change", "id"},
    {"leg", "id"},
    {"message", "id"},
    {"file", "id"},
    {"article", "id"},
    {"asked", "id"},
    {"shown", "asked_id,place"},
    {"verdict", "id"},
    {"request", "uuid"},
    {"audit", "id"},
    {"event", "seq"},
    {"token", "id", ZXD_TABLE_PASSING},
    {"ticket", "hash", ZXD_TABLE_PASSING},
    {"failure", "key", ZXD_TABLE_PASSING},
    {"lease", "name", ZXD_TABLE_PASSING},
    {"dropped_file", "sha256", ZXD_TABLE_PASSING},
    {"dropped_sender", "visitor_id", ZXD_TABLE_PASSING},
    {"files_home", "mark", ZXD_TABLE_PASSING},
};

const ZxdTable *
zxd_tables_get (gsize *n_tables)
{
  *n_tables = G_N_ELEMENTS (tables);
  return tables;
}

const ZxdTable *
zxd_table_find (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
    if (g_strcmp0 (tables[i].name, name) == 0)
      return &tables[i];
  return NULL;
}

static void
free_column (gpointer data)
{
  ZxdColumn *column = data;

  g_free (column->name);
  g_free (column);
}

static ZxdColumnKind
column_kind (const char *type)
{
  if (strstr (type, "int") != NULL || strstr (type, "INT") != NULL)
    return ZXD_COLUMN_INT;
  return g_ascii_strcasecmp (type, "text") == 0 ? ZXD_COLUMN_TEXT : ZXD_COLUMN_BYTES;
}

static int
compare_columns (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(ZxdColumn *const *) a)->name, (*(ZxdColumn *const *) b)->name);
}

GPtrArray *
zxd_table_read_columns (ZxdDb *db, const char *table, GError **error)
{
  g_autoptr (GPtrArray) columns = g_ptr_array_new_with_free_func (free_column);
  ZxdStmt *stmt =
      zxd_db_prepare (db,
                      zxd_db_is_postgres (db) ? "SELECT column_name::text, data_type::text FROM "
                                                "information_schema.columns WHERE table_schema = "
                                                "current_schema () AND table_name = ?"
                                              : "SELECT name, type FROM pragma_table_info (?)",
                      error);
  ZxdStep step;

  if (stmt == NULL)
    return NULL;
  zxd_stmt_bind_text (stmt, 1, table);
  while ((step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW) {
    ZxdColumn *column = g_new (ZxdColumn, 1);

    *column =
        (ZxdColumn){g_strdup (zxd_stmt_text (stmt, 0)), column_kind (zxd_stmt_text (stmt, 1))};
    g_ptr_array_add (columns, column);
  }
  g_ptr_array_sort (columns, compare_columns);
  return step == ZXD_STEP_DONE ? g_steal_pointer (&columns) : NULL;
}

/* ---- one table */

/* A place in the order of the key: what the last row's key was. */
typedef struct {
  ZxdColumnKind kind;
  guint column; /* of the row */
  gint64 number;
  char *text; /* owned */
  guint8 *bytes;
  gsize length;
} Key;

static void
clear_key (gpointer data)
{
  Key *key = data;

  g_free (key->text);
  g_free (key->bytes);
}

static GArray *
find_keys (const ZxdTable *table, GPtrArray *columns)
{
  g_auto (GStrv) names = g_strsplit (table->key, ",", -1);
  GArray *keys = g_array_new (FALSE, TRUE, sizeof (Key));

  g_array_set_clear_func (keys, clear_key);
  for (gsize i = 0; names[i] != NULL; i++)
    for (guint k = 0; k < columns->len; k++) {
      const ZxdColumn *column = columns->pdata[k];
      Key key = {.kind = column->kind, .column = k};

      if (g_str_equal (column->name, names[i]))
        g_array_append_val (keys, key);
    }
  return keys;
}

/* The first page, or with @is_next the one behind a key. PostgreSQL would order texts by its own
 * language. */
static const char *
compose (ZxdDb *db, const ZxdTable *table, GPtrArray *columns, GArray *keys, gboolean is_next)
{
  g_autoptr (GString) sql = g_string_new ("SELECT ");
  g_autoptr (GString) key = g_string_new (NULL);
  g_autoptr (GString) marks = g_string_new (NULL);

  for (guint i = 0; i < columns->len; i++)
    g_string_append_printf (sql, "%s%s", i > 0 ? ", " : "",
                            ((ZxdColumn *) columns->pdata[i])->name);
  for (guint i = 0; i < keys->len; i++) {
    const Key *part = &g_array_index (keys, Key, i);
    const char *name = ((ZxdColumn *) columns->pdata[part->column])->name;
    gboolean is_text = part->kind == ZXD_COLUMN_TEXT && zxd_db_is_postgres (db);

    g_string_append_printf (key, "%s%s%s", i > 0 ? ", " : "", name,
                            is_text ? " COLLATE \"C\"" : "");
    g_string_append (marks, i > 0 ? ", ?" : "?");
  }
  g_string_append_printf (sql, " FROM %s ", table->name);
  if (is_next)
    g_string_append_printf (sql, "WHERE (%s) > (%s) ", key->str, marks->str);
  g_string_append_printf (sql, "ORDER BY %s LIMIT %d", key->str, PAGE);
  return g_intern_string (sql->str);
}

static void
bind_keys (ZxdStmt *stmt, GArray *keys)
{
  for (guint i = 0; i < keys->len; i++) {
    const Key *key = &g_array_index (keys, Key, i);

    if (key->kind == ZXD_COLUMN_INT)
      zxd_stmt_bind_int (stmt, (int) i + 1, key->number);
    else if (key->kind == ZXD_COLUMN_TEXT)
      zxd_stmt_bind_text (stmt, (int) i + 1, key->text);
    else
      zxd_stmt_bind_bytes (stmt, (int) i + 1, key->bytes, key->length);
  }
}

static void
keep_keys (ZxdStmt *stmt, GArray *keys)
{
  for (guint i = 0; i < keys->len; i++) {
    Key *key = &g_array_index (keys, Key, i);
    int column = (int) key->column;

    clear_key (key);
    key->text = NULL;
    key->bytes = NULL;
    if (key->kind == ZXD_COLUMN_INT)
      key->number = zxd_stmt_int (stmt, column);
    else if (key->kind == ZXD_COLUMN_TEXT)
      key->text = g_strdup (zxd_stmt_text (stmt, column));
    else
      key->bytes = g_memdup2 (zxd_stmt_bytes (stmt, column, &key->length), key->length);
  }
}

static void
add_value (ZxdStmt *stmt, int column, ZxdColumnKind kind, GString *line)
{
  const char *text;
  const guint8 *bytes;
  gsize length;

  if (column > 0)
    g_string_append_c (line, ',');
  if (kind == ZXD_COLUMN_BYTES) {
    bytes = zxd_stmt_bytes (stmt, column, &length);
    if (bytes != NULL) {
      g_string_append_c (line, '"');
      for (gsize i = 0; i < length; i++)
        g_string_append_printf (line, "%02x", bytes[i]);
      g_string_append_c (line, '"');
      return;
    }
  }
  text = kind != ZXD_COLUMN_BYTES ? zxd_stmt_text (stmt, column) : NULL;
  if (text == NULL)
    g_string_append (line, "null");
  else if (kind == ZXD_COLUMN_INT)
    g_string_append (line, text);
  else
    zx_json_quote (line, text, -1);
}

static void
write_row (ZxdStmt *stmt, GPtrArray *columns, GString *line)
{
  g_string_assign (line, "[");
  for (guint i = 0; i < columns->len; i++)
    add_value (stmt, (int) i, ((ZxdColumn *) columns->pdata[i])->kind, line);
  g_string_append_c (line, ']');
}

/* One page; *@n_rows is how many there were. */
static gboolean
read_page (ZxdStmt *stmt,
           GPtrArray *columns,
           GArray *keys,
           GChecksum *sum,
           ZxdTableLine line,
           gpointer data,
           int *n_rows,
           GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  ZxdStep step;

  *n_rows = 0;
  while ((step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW) {
    write_row (stmt, columns, text);
    if (line != NULL && !line (text->str, text->len, data, error)) {
      zxd_stmt_reset (stmt);
      return FALSE;
    }
    g_string_append_c (text, '\n');
    g_checksum_update (sum, (const guchar *) text->str, (gssize) text->len);
    if (++*n_rows == PAGE)
      keep_keys (stmt, keys);
  }
  return step == ZXD_STEP_DONE;
}

gboolean
zxd_table_read (ZxdDb *db,
                const ZxdTable *table,
                ZxdTableLine line,
                gpointer data,
                ZxdTableFigures *figures,
                GError **error)
{
  g_autoptr (GPtrArray) columns = zxd_table_read_columns (db, table->name, error);
  g_autoptr (GArray) keys = NULL;
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  int n_rows;

  if (columns == NULL)
    return FALSE;
  if (columns->len == 0)
    return zx_throw (error, ZX_ERROR_BAD_DATA, "there is no table %s", table->name);
  *figures = (ZxdTableFigures){0};
  keys = find_keys (table, columns);
  do {
    ZxdStmt *stmt =
        zxd_db_prepare (db, compose (db, table, columns, keys, figures->rows > 0), error);

    if (stmt == NULL)
      return FALSE;
    if (figures->rows > 0)
      bind_keys (stmt, keys);
    if (!read_page (stmt, columns, keys, sum, line, data, &n_rows, error))
      return FALSE;
    figures->rows += n_rows;
  } while (n_rows == PAGE);
  g_strlcpy (figures->sha256, g_checksum_get_string (sum), sizeof figures->sha256);
  return TRUE;
}

gboolean
zxd_table_read_last_id (ZxdDb *db, const char *table, gint64 *id, GError **error)
{
  ZxdStmt *stmt =
      zxd_db_prepare (db,
                      zxd_db_is_postgres (db)
                          ? "SELECT coalesce (pg_sequence_last_value (s.oid), 0) FROM pg_class s "
                            "JOIN pg_depend d ON d.objid = s.oid AND d.deptype = 'i' JOIN pg_class "
                            "t ON t.oid = d.refobjid WHERE s.relkind = 'S' AND t.relname = ? AND "
                            "t.relnamespace = current_schema ()::regnamespace"
                          : "SELECT seq FROM sqlite_sequence WHERE name = ?",
                      error);
  ZxdStep step;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_text (stmt, 1, table);
  step = zxd_stmt_step (stmt, error);
  *id = step == ZXD_STEP_ROW ? zxd_stmt_int (stmt, 0) : 0;
  if (step == ZXD_STEP_ROW)
    zxd_stmt_reset (stmt);
  return step != ZXD_STEP_FAILED;
}
