/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes all that is worth keeping into one stream. */
#include "zxd-store-backup.h"

#include "zx-clock.h"
#include "zx-json.h"
#include "zxd-db-private.h"
#include "zxd-store-tables.h"

typedef struct {
  GOutputStream *stream; /* lent */
} Backup;

static gboolean
write_line (const char *line, gsize length, gpointer data, GError **error)
{
  Backup *backup = data;

  return g_output_stream_write_all (backup->stream, line, length, NULL, NULL, error) &&
         g_output_stream_write_all (backup->stream, "\n", 1, NULL, NULL, error);
}

static gboolean
write_object (Backup *backup, GString *json, GError **error)
{
  g_string_append_c (json, '}');
  return write_line (json->str, json->len, backup, error);
}

static gboolean
write_beginning (ZxdDb *db, Backup *backup, ZxdBackupFigures *figures, GError **error)
{
  g_autoptr (GString) json = g_string_new ("{");
  gint64 schema;

  if (!zxd_db_number (db, "SELECT max (number) FROM migration", &schema, error) ||
      !zxd_db_number (db, "SELECT n FROM counter", &figures->seq, error))
    return FALSE;
  zx_json_add_int (json, "zuoxi_backup", 1);
  zx_json_add_int (json, "schema", schema);
  zx_json_add_int (json, "seq", figures->seq);
  zx_json_add_time (json, "at", zx_clock_now_ms ());
  zx_json_add_string (json, "zuoxid", ZX_VERSION);
  return write_object (backup, json, error);
}

static gboolean
write_table (ZxdDb *db, Backup *backup, const ZxdTable *table, gint64 *rows, GError **error)
{
  static const char *const kinds[] = {"int", "text", "bytes"};
  g_autoptr (GPtrArray) columns = zxd_table_read_columns (db, table->name, error);
  g_autoptr (GString) head = g_string_new ("{");
  g_autoptr (GString) foot = g_string_new ("{");
  ZxdTableFigures figures;
  gint64 last_id;

  if (columns == NULL || !zxd_table_read_last_id (db, table->name, &last_id, error))
    return FALSE;
  zx_json_add_string (head, "table", table->name);
  zx_json_add_int (head, "last_id", last_id);
  zx_json_add_raw (head, "columns", "[");
  for (guint i = 0; i < columns->len; i++) {
    const ZxdColumn *column = columns->pdata[i];

    g_string_append_printf (head, "%s[\"%s\",\"%s\"]", i > 0 ? "," : "", column->name,
                            kinds[column->kind]);
  }
  g_string_append_c (head, ']');
  if (!write_object (backup, head, error) ||
      !zxd_table_read (db, table, write_line, backup, &figures, error))
    return FALSE;
  *rows += figures.rows;
  zx_json_add_int (foot, "rows", figures.rows);
  zx_json_add_string (foot, "sha256", figures.sha256);
  return write_object (backup, foot, error);
}

gboolean
zxd_backup_write (ZxdDb *db, GOutputStream *stream, ZxdBackupFigures *figures, GError **error)
{
  g_autoptr (GZlibCompressor) zlib = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, -1);
  g_autoptr (GOutputStream) compressed = g_converter_output_stream_new (stream, G_CONVERTER (zlib));
  g_autoptr (GString) end = g_string_new ("{");
  Backup backup = {compressed};
  gsize n_tables;
  const ZxdTable *tables = zxd_tables_get (&n_tables);

  g_filter_output_stream_set_close_base_stream (G_FILTER_OUTPUT_STREAM (compressed), FALSE);
  *figures = (ZxdBackupFigures){0};
  if (!write_beginning (db, &backup, figures, error))
    return FALSE;
  for (gsize i = 0; i < n_tables; i++) {
    if (tables[i].kind != ZXD_TABLE_KEPT)
      continue;
    if (!write_table (db, &backup, &tables[i], &figures->rows, error))
      return FALSE;
    figures->tables++;
  }
  zx_json_add_int (end, "end", figures->tables);
  return write_object (&backup, end, error) && g_output_stream_close (compressed, NULL, error);
}
