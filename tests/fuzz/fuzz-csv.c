/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables that anybody may have made: taken apart, understood as customers, written and read again.
 */
#include "fuzz.h"
#include "zxd-import-columns.h"

#include <string.h>

static void
check_cells (ZxdCsv *csv, GPtrArray *cells)
{
  g_ptr_array_set_size (cells, 0);
  for (guint i = 0; i < zxd_csv_get_length (csv); i++) {
    const char *cell = zxd_csv_get_cell (csv, i);

    g_assert_true (g_utf8_validate (cell, -1, NULL));
    g_assert_null (strchr (cell, '\r'));
    g_ptr_array_add (cells, g_strdup (cell));
  }
}

/* Written as we write it, the same row comes back, but for the mark before formulas. */
static void
check_written (GPtrArray *cells)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (ZxdCsv) csv = NULL;

  for (guint i = 0; i < cells->len; i++) {
    g_string_append (text, i > 0 ? "," : "");
    zxd_csv_add_cell (text, cells->pdata[i]);
  }
  stream = g_memory_input_stream_new_from_data (text->str, (gssize) text->len, NULL);
  csv = zxd_csv_new (stream, "UTF-8", ',', NULL);
  g_assert_cmpint (zxd_csv_next (csv, NULL), ==, ZXD_CSV_ROW);
  g_assert_cmpuint (zxd_csv_get_length (csv), ==, cells->len);
  for (guint i = 0; i < cells->len; i++) {
    const char *was = cells->pdata[i], *is = zxd_csv_get_cell (csv, i);

    g_assert_null (*is != '\0' ? strchr ("=+-@\t", *is) : NULL);
    g_assert_cmpstr (is + (*is == '\'' && *was != '\''), ==, was);
  }
}

static void
check_row (ZxdColumns *columns, ZxdCsv *csv, GError *problem)
{
  ZxdTableRow *row = problem != NULL ? zxd_columns_read_bad (columns, csv, problem)
                                     : zxd_columns_read (columns, csv);

  if (row->problem == NULL && row->row.contract.ends_on != NULL)
    g_assert_cmpuint (strlen (row->row.contract.ends_on), ==, strlen ("2026-11-21"));
  if (row->problem == NULL && row->row.name != NULL)
    g_assert_cmpint (g_utf8_strlen (row->row.name, -1), <=, 200);
  zxd_table_row_free (row);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_data (data, (gssize) size, NULL);
  g_autoptr (ZxdCsv) csv = zxd_csv_new (stream, NULL, 0, NULL);
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (ZxdColumns) columns = NULL;
  g_auto (ZxdImportWords) words = {
      .fields = g_ptr_array_new (),
      .tier_names = g_hash_table_new (g_str_hash, g_str_equal),
      .orgs = g_hash_table_new (g_str_hash, g_str_equal),
      .agents = g_hash_table_new (g_str_hash, g_str_equal),
  };
  ZxdCsvStep step;

  do {
    GError *problem = NULL;

    step = zxd_csv_next (csv, &problem);
    g_assert_true ((step == ZXD_CSV_BAD_ROW) == (problem != NULL));
    if (step == ZXD_CSV_ROW) {
      check_cells (csv, cells);
      check_written (cells);
    }
    if (columns == NULL && step == ZXD_CSV_ROW) {
      columns = zxd_columns_new (csv, NULL, TRUE, &words, NULL);
      if (columns == NULL)
        return 0;
    } else if (columns != NULL && step != ZXD_CSV_END) {
      check_row (columns, csv, g_steal_pointer (&problem));
    }
    g_clear_error (&problem);
  } while (step != ZXD_CSV_END);
  return 0;
}
