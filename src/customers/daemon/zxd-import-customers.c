/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes a table of customers in, batch by batch. */
#include "zxd-import-customers.h"

#include "zxd-import-columns.h"

/* A batch ends early when its text is this large, so that memory stays bounded. */
enum { MOST_BYTES = 8 * 1024 * 1024 };

typedef enum { FAILED, WRITTEN, TRIED, REFUSED } Outcome;

typedef struct {
  const ZxdImportPlan *plan; /* lent */
  ZxdStore *store;           /* lent */
  ZxdColumns *columns;       /* owned */
  ZxdImportBatch *batch;     /* owned */
  GPtrArray *rows;           /* owned ZxdTableRow: of the batch that is being gathered */
  gsize bytes;               /* of text in them */
  ZxdImportReport *report;   /* lent */

  GPtrArray *problems; /* owned GError or null, one a row: what the store refused */
  ZxdImportFigures figures;
  Outcome outcome;
} Import;

static void
free_error (gpointer data)
{
  if (data != NULL)
    g_error_free (data);
}

/* ---- on the writer's thread; may run twice */

typedef struct {
  ZxdImportBatch *batch;
  ZxdImportRow *row;
} OneRow;

static gboolean
write_row (ZxdTxn *txn, gpointer data, GError **error)
{
  OneRow *one = data;

  return zxd_import_row (txn, one->batch, one->row, error);
}

static gboolean
write_rows (ZxdTxn *txn, Import *import, guint *refused, GError **error)
{
  for (guint i = 0; i < import->rows->len; i++) {
    ZxdTableRow *row = import->rows->pdata[i];
    OneRow one = {import->batch, &row->row};
    GError *problem = NULL;

    if (row->problem == NULL && !zxd_txn_try (txn, write_row, &one, &problem, error))
      return FALSE;
    *refused += row->problem != NULL || problem != NULL;
    g_ptr_array_add (import->problems, problem);
  }
  return TRUE;
}

/* What is not to be kept ends with an error that undoes it. */
static gboolean
write_batch (ZxdTxn *txn, gpointer data, GError **error)
{
  Import *import = data;
  guint refused = 0;

  import->outcome = FAILED;
  g_ptr_array_set_size (import->problems, 0);
  zxd_import_batch_begin (import->batch);
  if (!write_rows (txn, import, &refused, error) ||
      !zxd_import_batch_tell (txn, import->batch, &import->figures, error))
    return FALSE;
  if (refused > 0 && !import->plan->may_skip_rows) {
    import->outcome = REFUSED;
    return zx_throw (error, ZX_ERROR_CONFLICT, "%u rows are refused", refused);
  }
  import->outcome = import->plan->only_try ? TRIED : WRITTEN;
  return !import->plan->only_try || zx_throw (error, ZX_ERROR_CONFLICT, "only tried");
}

/* ---- batches */

static void
count_figures (Import *import)
{
  ZxdImportReport *report = import->report;

  report->added += import->figures.added;
  report->changed += import->figures.changed;
  report->same += import->figures.same;
  report->people += import->figures.people;
  report->identities += import->figures.identities;
  report->contracts += import->figures.contracts;
  report->products += import->figures.products;
}

static guint
report_refused (Import *import)
{
  guint refused = 0;

  for (guint i = 0; i < import->rows->len; i++) {
    ZxdTableRow *row = import->rows->pdata[i];
    const GError *problem = row->problem;

    if (problem == NULL && i < import->problems->len && import->problems->pdata[i] != NULL) {
      problem = import->problems->pdata[i];
      zxd_columns_blame (import->columns, row);
    }
    if (problem == NULL)
      continue;
    refused++;
    import->plan->refused (row->line, row->bad_column, row->bad_cell, problem->message,
                           import->plan->data);
  }
  return refused;
}

static void
report_batch (Import *import)
{
  const ZxdTableRow *first = import->rows->pdata[0],
                    *last = import->rows->pdata[import->rows->len - 1];
  guint refused = report_refused (import), left_out = import->rows->len - refused;

  import->report->refused += refused;
  if (import->outcome != REFUSED) {
    count_figures (import);
    return;
  }
  import->report->left_out += left_out;
  if (import->plan->left_out != NULL && left_out > 0)
    import->plan->left_out (first->line, last->line, left_out, import->plan->data);
}

static gboolean
end_batch (Import *import, ZxdCsv *csv, GError **error)
{
  g_autoptr (GError) failed = NULL;

  if (import->rows->len == 0)
    return TRUE;
  if (!zxd_store_write_sync (import->store, write_batch, import, &failed) &&
      import->outcome == FAILED) {
    const ZxdTableRow *first = import->rows->pdata[0];

    g_propagate_prefixed_error (error, g_steal_pointer (&failed), "at line %" G_GUINT64_FORMAT ": ",
                                first->line);
    return FALSE;
  }
  import->report->rows += import->rows->len;
  report_batch (import);
  g_ptr_array_set_size (import->rows, 0);
  import->bytes = 0;
  if (import->plan->progress != NULL)
    import->plan->progress (import->report->rows, zxd_csv_get_bytes (csv), import->plan->data);
  return TRUE;
}

/* Rows of one customer that follow each other stay in one batch. */
static gboolean
is_of_last_customer (Import *import, const ZxdTableRow *row)
{
  const ZxdTableRow *last = import->rows->pdata[import->rows->len - 1];

  return row->row.external_id != NULL &&
         g_strcmp0 (row->row.external_id, last->row.external_id) == 0;
}

static gboolean
add_row (Import *import, ZxdCsv *csv, ZxdTableRow *row, GError **error)
{
  gboolean is_full =
      import->bytes + row->size > MOST_BYTES ||
      (import->rows->len >= import->plan->batch && !is_of_last_customer (import, row));

  if (import->rows->len > 0 && is_full && !end_batch (import, csv, error)) {
    zxd_table_row_free (row);
    return FALSE;
  }
  g_ptr_array_add (import->rows, row);
  import->bytes += row->size + sizeof (ZxdTableRow) + 1024;
  return TRUE;
}

/* ---- the table */

static gboolean
read_header (Import *import, ZxdCsv *csv, const ZxdImportWords *words, GError **error)
{
  const char *skipped;

  switch (zxd_csv_next (csv, error)) {
  case ZXD_CSV_ROW:
    break;
  case ZXD_CSV_END:
    return zx_throw (error, ZX_ERROR_BAD_DATA, "the file is empty");
  case ZXD_CSV_BAD_ROW:
    g_prefix_error (error, "line 1: ");
    return FALSE;
  case ZXD_CSV_FAILED:
  default:
    return FALSE;
  }
  import->columns =
      zxd_columns_new (csv, import->plan->maps, import->plan->may_skip_columns, words, error);
  if (import->columns == NULL)
    return FALSE;
  skipped = zxd_columns_get_skipped (import->columns);
  import->report->skipped = g_strdup (skipped);
  import->report->delimiter = zxd_csv_get_delimiter (csv);
  return TRUE;
}

static gboolean
read_rows (Import *import, ZxdCsv *csv, GError **error)
{
  for (;;) {
    GError *problem = NULL;
    ZxdTableRow *row;

    switch (zxd_csv_next (csv, &problem)) {
    case ZXD_CSV_ROW:
      row = zxd_columns_read (import->columns, csv);
      break;
    case ZXD_CSV_BAD_ROW:
      row = zxd_columns_read_bad (import->columns, csv, problem);
      break;
    case ZXD_CSV_END:
      return end_batch (import, csv, error);
    case ZXD_CSV_FAILED:
    default:
      g_propagate_error (error, problem);
      return FALSE;
    }
    if (!add_row (import, csv, row, error))
      return FALSE;
  }
}

static gboolean
read_words (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  zxd_import_words_clear (data);
  return zxd_import_words_read (db, data, error);
}

void
zxd_import_report_clear (ZxdImportReport *report)
{
  g_clear_pointer (&report->encoding, g_free);
  g_clear_pointer (&report->skipped, g_free);
}

gboolean
zxd_import_customers (ZxdStore *store,
                      GInputStream *stream,
                      const ZxdImportPlan *plan,
                      ZxdImportReport *report,
                      GError **error)
{
  g_auto (ZxdImportWords) words = {0};
  g_autoptr (ZxdCsv) csv = zxd_csv_new (stream, plan->encoding, plan->delimiter, error);
  Import import = {.plan = plan, .store = store, .report = report};
  gboolean went_well;

  if (csv == NULL || !zxd_store_read_sync (store, read_words, &words, error))
    return FALSE;
  import.batch = zxd_import_batch_new (plan->org_id, plan->source);
  import.rows = g_ptr_array_new_with_free_func ((GDestroyNotify) zxd_table_row_free);
  import.problems = g_ptr_array_new_with_free_func (free_error);
  went_well = read_header (&import, csv, &words, error) && read_rows (&import, csv, error);
  report->encoding = g_strdup (zxd_csv_get_encoding (csv));
  zxd_columns_free (import.columns);
  zxd_import_batch_free (import.batch);
  g_ptr_array_unref (import.rows);
  g_ptr_array_unref (import.problems);
  return went_well;
}
