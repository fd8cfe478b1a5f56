/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fills a database from a backup, in one transaction: it is whole or as it was. */
#include "zxd-store-backup.h"

#include "zx-json.h"
#include "zxd-schema.h"
#include "zxd-store-private.h"
#include "zxd-store-tables.h"

#include <string.h>

typedef struct {
  ZxdDb *db;                 /* lent */
  GDataInputStream *lines;   /* owned */
  ZxdBackupFigures *figures; /* lent */
  gint64 schema;             /* of the backup */
  guint64 line;              /* which one was read last */
} Restore;

/* The columns of the table that is being filled, as the backup has them. */
typedef struct {
  const ZxdTable *table;
  GPtrArray *columns; /* owned ZxdColumn */
  gint64 last_id;
} Head;

static void
head_clear (Head *head)
{
  g_clear_pointer (&head->columns, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Head, head_clear)

/* ---- reading */

static gboolean
damaged (const Restore *restore, const char *what, GError **error)
{
  return zx_throw (error, ZX_ERROR_BAD_DATA,
                   "line %" G_GUINT64_FORMAT " %s; nothing was changed, take another backup",
                   restore->line, what);
}

/* The next line; null with @error at the end too, for a whole backup ends with a line that says so.
 */
static char *
read_line (Restore *restore, gsize *length, GError **error)
{
  g_autoptr (GError) problem = NULL;
  char *line = g_data_input_stream_read_line (restore->lines, length, NULL, &problem);

  restore->line++;
  if (line != NULL)
    return line;
  damaged (restore, problem != NULL ? problem->message : "is missing: the file is cut off", error);
  return NULL;
}

static JsonObject *
read_object (Restore *restore, GError **error)
{
  gsize length;
  g_autofree char *line = read_line (restore, &length, error);
  JsonObject *object;

  if (line == NULL)
    return NULL;
  object = zx_json_parse (line, (gssize) length, NULL);
  if (object == NULL)
    damaged (restore, "is no part of a backup", error);
  return object;
}

static gboolean
read_beginning (Restore *restore, GError **error)
{
  g_autoptr (JsonObject) object = read_object (restore, error);

  if (object == NULL)
    return FALSE;
  if (zx_json_int (object, "zuoxi_backup", 0) != 1)
    return damaged (restore, "is not the beginning of a backup that this zuoxid can read", error);
  restore->schema = zx_json_int (object, "schema", 0);
  restore->figures->seq = zx_json_int (object, "seq", 0);
  return TRUE;
}

static void
free_column (gpointer data)
{
  g_free (((ZxdColumn *) data)->name);
  g_free (data);
}

/* Names go into SQL: only those that the database knows as its own. */
static gboolean
read_columns (Restore *restore, JsonArray *array, Head *head, GError **error)
{
  g_autoptr (GPtrArray) known = zxd_table_read_columns (restore->db, head->table->name, error);
  guint count = array != NULL ? json_array_get_length (array) : 0;

  if (known == NULL)
    return FALSE;
  head->columns = g_ptr_array_new_with_free_func (free_column);
  for (guint i = 0; i < known->len && count == known->len; i++) {
    const ZxdColumn *column = known->pdata[i];
    JsonNode *node = json_array_get_element (array, i);
    JsonArray *pair = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

    if (pair == NULL || json_array_get_length (pair) != 2 ||
        g_strcmp0 (zx_json_element_string (pair, 0), column->name) != 0)
      break;
    g_ptr_array_add (head->columns, g_memdup2 (column, sizeof *column));
    ((ZxdColumn *) head->columns->pdata[i])->name = g_strdup (column->name);
  }
  return head->columns->len == known->len ||
         damaged (restore, "names columns that this zuoxid does not know", error);
}

/* ---- writing */

static ZxdStmt *
prepare_insert (ZxdDb *db, const Head *head, GError **error)
{
  g_autoptr (GString) sql = g_string_new (NULL);

  g_string_append_printf (sql, "INSERT INTO %s (", head->table->name);
  for (guint i = 0; i < head->columns->len; i++)
    g_string_append_printf (sql, "%s%s", i > 0 ? ", " : "",
                            ((ZxdColumn *) head->columns->pdata[i])->name);
  g_string_append (sql, ") VALUES (");
  for (guint i = 0; i < head->columns->len; i++)
    g_string_append (sql, i > 0 ? ", ?" : "?");
  g_string_append_c (sql, ')');
  return zxd_db_prepare (db, g_intern_string (sql->str), error);
}

/* Hex digits to bytes in the string chunk's place; null when they are none. */
static guint8 *
read_hex (const char *text, gsize *length)
{
  gsize digits = strlen (text);
  guint8 *bytes = g_malloc (digits / 2 + 1);

  *length = digits / 2;
  for (gsize i = 0; i < *length; i++) {
    int high = g_ascii_xdigit_value (text[2 * i]), low = g_ascii_xdigit_value (text[2 * i + 1]);

    if (high < 0 || low < 0 || digits % 2 != 0) {
      g_free (bytes);
      return NULL;
    }
    bytes[i] = (guint8) (high << 4 | low);
  }
  return bytes;
}

/* @kept holds bytes until the row is written. */
static gboolean
bind_value (ZxdStmt *stmt, int place, ZxdColumnKind kind, JsonNode *node, GPtrArray *kept)
{
  gsize length;
  guint8 *bytes;

  if (JSON_NODE_HOLDS_NULL (node)) {
    zxd_stmt_bind_text (stmt, place, NULL);
    return TRUE;
  }
  if (!JSON_NODE_HOLDS_VALUE (node) ||
      json_node_get_value_type (node) != (kind == ZXD_COLUMN_INT ? G_TYPE_INT64 : G_TYPE_STRING))
    return FALSE;
  if (kind == ZXD_COLUMN_INT) {
    zxd_stmt_bind_int (stmt, place, json_node_get_int (node));
  } else if (kind == ZXD_COLUMN_TEXT) {
    zxd_stmt_bind_text (stmt, place, json_node_get_string (node));
  } else {
    bytes = read_hex (json_node_get_string (node), &length);
    if (bytes == NULL)
      return FALSE;
    g_ptr_array_add (kept, bytes);
    zxd_stmt_bind_bytes (stmt, place, bytes, length);
  }
  return TRUE;
}

static gboolean
insert_row (Restore *restore, const Head *head, JsonParser *parser, GPtrArray *kept, GError **error)
{
  ZxdStmt *stmt = prepare_insert (restore->db, head, error);
  JsonNode *root = json_parser_get_root (parser);
  JsonArray *row = root != NULL && JSON_NODE_HOLDS_ARRAY (root) ? json_node_get_array (root) : NULL;
  gboolean is_good = row != NULL && json_array_get_length (row) == head->columns->len;

  if (stmt == NULL)
    return FALSE;
  g_ptr_array_set_size (kept, 0);
  for (guint i = 0; i < head->columns->len && is_good; i++)
    is_good = bind_value (stmt, (int) i + 1, ((ZxdColumn *) head->columns->pdata[i])->kind,
                          json_array_get_element (row, i), kept);
  if (!is_good)
    return damaged (restore, "is no row of its table", error);
  restore->figures->rows++;
  return zxd_stmt_run (stmt, error);
}

static gboolean
check_foot (Restore *restore,
            const char *line,
            gsize length,
            gint64 rows,
            GChecksum *sum,
            GError **error)
{
  g_autoptr (JsonObject) foot = zx_json_parse (line, (gssize) length, NULL);

  return (foot != NULL && zx_json_int (foot, "rows", -1) == rows &&
          g_strcmp0 (zx_json_string (foot, "sha256"), g_checksum_get_string (sum)) == 0) ||
         damaged (restore, "does not fit the rows before it: the file is damaged", error);
}

static gboolean
read_rows (Restore *restore, const Head *head, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr (GPtrArray) kept = g_ptr_array_new_with_free_func (g_free);
  gint64 rows = 0;

  for (;;) {
    gsize length;
    g_autofree char *line = read_line (restore, &length, error);

    if (line == NULL)
      return FALSE;
    if (line[0] == '{')
      return check_foot (restore, line, length, rows, sum, error);
    if (!json_parser_load_from_data (parser, line, (gssize) length, NULL))
      return damaged (restore, "is no row", error);
    if (!insert_row (restore, head, parser, kept, error))
      return FALSE;
    g_checksum_update (sum, (const guchar *) line, (gssize) length);
    g_checksum_update (sum, (const guchar *) "\n", 1);
    rows++;
  }
}

/* So that no id is given out twice, even those of rows that were there once. */
static gboolean
write_last_id (ZxdDb *db, const Head *head, GError **error)
{
  const char *name = head->table->name;
  g_autofree char *sql = NULL;

  if (head->last_id == 0)
    return TRUE;
  sql = zxd_db_is_postgres (db)
            ? g_strdup_printf ("SELECT setval (pg_get_serial_sequence ('%s', 'id'), "
                               "%" G_GINT64_FORMAT ")",
                               name, head->last_id)
            : g_strdup_printf ("DELETE FROM sqlite_sequence WHERE name = '%s'; INSERT INTO "
                               "sqlite_sequence (name, seq) VALUES ('%s', %" G_GINT64_FORMAT ")",
                               name, name, head->last_id);
  return zxd_db_execute (db, sql, error);
}

/* One table with its rows; *@is_end when the last line came instead. */
static gboolean
read_table (Restore *restore, gboolean *is_end, GError **error)
{
  g_autoptr (JsonObject) object = read_object (restore, error);
  g_auto (Head) head = {0};
  g_autofree char *sql = NULL;

  if (object == NULL)
    return FALSE;
  *is_end = json_object_has_member (object, "end");
  if (*is_end)
    return zx_json_int (object, "end", -1) == restore->figures->tables ||
           damaged (restore, "counts other tables than there were", error);
  head.table = zxd_table_find (zx_json_string (object, "table"));
  head.last_id = zx_json_int (object, "last_id", 0);
  if (head.table == NULL)
    return damaged (restore, "names a table that this zuoxid does not know", error);
  if (!read_columns (restore, zx_json_array (object, "columns"), &head, error))
    return FALSE;
  restore->figures->tables++;
  sql = g_strdup_printf ("DELETE FROM %s", head.table->name); /* what the schema put there */
  return zxd_db_execute (restore->db, sql, error) && read_rows (restore, &head, error) &&
         write_last_id (restore->db, &head, error);
}

/* ---- the target */

/* TRUE with *@is_there. */
static gboolean
has_table (ZxdDb *db, const char *name, gboolean *is_there, GError **error)
{
  g_autoptr (GPtrArray) columns = zxd_table_read_columns (db, name, error);

  *is_there = columns != NULL && columns->len > 0;
  return columns != NULL;
}

static gboolean
check_empty (ZxdDb *db, GError **error)
{
  static const char *const tables[] = {"org",     "agent",   "channel", "customer",
                                       "visitor", "contact", "article"};

  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++) {
    g_autofree char *sql = g_strdup_printf ("SELECT count (*) FROM %s", tables[i]);
    gboolean is_there;
    gint64 rows = 0;

    if (!has_table (db, tables[i], &is_there, error) ||
        (is_there && !zxd_db_number (db, g_intern_string (sql), &rows, error)))
      return FALSE;
    if (rows > 0)
      return zx_throw (error, ZX_ERROR_CONFLICT,
                       "there is data already (%s: %" G_GINT64_FORMAT
                       "); restore into another place, or say --replace to lose it",
                       tables[i], rows);
  }
  return TRUE;
}

static gboolean
drop_all (ZxdDb *db, GError **error)
{
  gsize n_tables;
  const ZxdTable *tables = zxd_tables_get (&n_tables);

  for (gsize i = 0; i < n_tables; i++) {
    g_autofree char *sql = g_strdup_printf ("DROP TABLE IF EXISTS %s", tables[i].name);

    if (!zxd_db_execute (db, sql, error))
      return FALSE;
  }
  return zxd_db_execute (db, "DROP TABLE IF EXISTS migration", error);
}

/* A daemon that has just been stopped is seen by PostgreSQL for a moment longer. */
enum { MOST_LOOKS = 50, LOOK_AGAIN_US = 100 * 1000 };

/* *@others: how many connections of daemons there are beside this one, in the end. */
static gboolean
count_others (ZxdDb *db, gint64 *others, GError **error)
{
  for (int i = 0; i < MOST_LOOKS; i++) {
    if (i > 0)
      g_usleep (LOOK_AGAIN_US);
    if (!zxd_db_number (db,
                        "SELECT count (*) FROM pg_stat_activity WHERE datname = "
                        "current_database () AND application_name = 'zuoxid' "
                        "AND pid <> pg_backend_pid ()",
                        others, error))
      return FALSE;
    if (*others == 0)
      break;
  }
  return TRUE;
}

/* Nobody else may look on: what a daemon has in memory would no longer be true. A SQLite file
 * leaves its log only for who has it alone. */
static gboolean
be_alone (ZxdDb *db, GError **error)
{
  gint64 others = 0;

  if (!zxd_db_is_postgres (db))
    return zxd_db_execute (db, "PRAGMA busy_timeout = 500; PRAGMA journal_mode = DELETE", NULL) ||
           zx_throw (error, ZX_ERROR_CONFLICT, "a daemon has this database open; stop it first");
  if (!zxd_db_execute (db, "SET idle_in_transaction_session_timeout = 0", error) ||
      !count_others (db, &others, error))
    return FALSE;
  return others == 0 ||
         zx_throw (error, ZX_ERROR_CONFLICT, "a daemon has this database open; stop it first");
}

static gboolean
fill (Restore *restore, gboolean replace, GError **error)
{
  gboolean is_end = FALSE;

  if (!read_beginning (restore, error) || (!replace && !check_empty (restore->db, error)) ||
      !drop_all (restore->db, error) ||
      !zxd_schema_apply (restore->db, zxd_store_get_sql_dir (), (int) restore->schema, error))
    return FALSE;
  while (!is_end)
    if (!read_table (restore, &is_end, error))
      return FALSE;
  return zxd_schema_apply (restore->db, zxd_store_get_sql_dir (), 0, error);
}

gboolean
zxd_backup_restore (const char *where,
                    GInputStream *stream,
                    gboolean replace,
                    ZxdBackupFigures *figures,
                    GError **error)
{
  g_autoptr (GZlibDecompressor) zlib = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP);
  g_autoptr (GInputStream) plain = g_converter_input_stream_new (stream, G_CONVERTER (zlib));
  g_autoptr (GDataInputStream) lines = g_data_input_stream_new (plain);
  g_autoptr (ZxdDb) db = zxd_store_connect (where, error);
  Restore restore = {db, lines, figures, 0, 0};

  *figures = (ZxdBackupFigures){0};
  g_data_input_stream_set_newline_type (lines, G_DATA_STREAM_NEWLINE_TYPE_LF);
  if (db == NULL || !be_alone (db, error) ||
      !zxd_db_execute (db, zxd_db_is_postgres (db) ? "BEGIN" : "BEGIN EXCLUSIVE", error))
    return FALSE;
  if (fill (&restore, replace, error))
    return zxd_db_execute (db, "COMMIT", error);
  zxd_db_reset_all (db);
  zxd_db_execute (db, "ROLLBACK", NULL);
  return FALSE;
}
