/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `zuoxid import customers`: customers out of a CSV file. */
#include "zxd-verb.h"

#include "zx-line.h"
#include "zxd-csv.h"
#include "zxd-import-columns.h"
#include "zxd-import-customers.h"
#include "zxd-store-org.h"

#include <errno.h>
#include <gio/gunixinputstream.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { BATCH = 500, MOST_BATCH = 10000, CELL_CHARACTERS = 60 /* of a refused one, shown */ };

typedef struct {
  char *org, *encoding, *delimiter, *report; /* owned, null: not given */
  char **maps;                               /* owned, null */
  int batch;
  gboolean only_try, may_skip_rows, may_skip_columns;

  gint64 org_id;
  const char *file;  /* lent */
  FILE *report_file; /* owned, null: the standard error */
  GTimer *timer;     /* owned */
  gint64 size;       /* of the file, 0: not known */
  gint64 shown_usec; /* when progress was shown last */
  gboolean shows_progress, has_shown;
} Wish;

static gboolean
find_org (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  Wish *wish = data;

  wish->org_id = zxd_org_find (db, wish->org, error);
  return wish->org_id != 0;
}

/* ---- what is said meanwhile */

static void
wipe_progress (Wish *wish)
{
  if (wish->has_shown)
    g_printerr ("\r\033[K");
  wish->has_shown = FALSE;
}

static void
progress_cb (guint64 rows, guint64 bytes, gpointer data)
{
  Wish *wish = data;
  gint64 now_usec = g_get_monotonic_time ();
  double seconds = g_timer_elapsed (wish->timer, NULL);

  if (!wish->shows_progress || now_usec - wish->shown_usec < G_USEC_PER_SEC / 2)
    return;
  wish->shown_usec = now_usec;
  wipe_progress (wish);
  g_printerr ("%" G_GUINT64_FORMAT " rows, %.0f a second", rows, (double) rows / seconds);
  if (wish->size > 0)
    g_printerr (", %d %%", (int) (100 * bytes / (guint64) wish->size));
  wish->has_shown = TRUE;
}

static void
refused_cb (guint64 line, const char *column, const char *cell, const char *problem, gpointer data)
{
  Wish *wish = data;
  g_autofree char *shown = zx_one_line (cell, CELL_CHARACTERS);
  g_autoptr (GString) text = g_string_new (NULL);

  if (wish->report_file == NULL) {
    wipe_progress (wish);
    g_string_append_printf (text, "%s:%" G_GUINT64_FORMAT ": ", wish->file, line);
    if (column != NULL)
      g_string_append_printf (text, "%s%s%s%s: ", column, *shown != '\0' ? " “" : "", shown,
                              *shown != '\0' ? "”" : "");
    g_printerr ("%s%s\n", text->str, problem);
    return;
  }
  g_string_append_printf (text, "%" G_GUINT64_FORMAT ",", line);
  zxd_csv_add_cell (text, column != NULL ? column : "");
  g_string_append_c (text, ',');
  zxd_csv_add_cell (text, shown);
  g_string_append_c (text, ',');
  zxd_csv_add_cell (text, problem);
  fprintf (wish->report_file, "%s\r\n", text->str);
}

static void
left_out_cb (guint64 first_line, guint64 last_line, guint rows, gpointer data)
{
  Wish *wish = data;

  wipe_progress (wish);
  g_printerr ("%s:%" G_GUINT64_FORMAT "-%" G_GUINT64_FORMAT
              ": %u good rows are left out as well, for they share a batch with refused ones; "
              "mend those and run it again, or say --skip-bad\n",
              wish->file, first_line, last_line, rows);
}

static void
print_report (const Wish *wish, const ZxdImportReport *report)
{
  double seconds = g_timer_elapsed (wish->timer, NULL);

  g_print ("read: %s, delimiter %s\n", report->encoding,
           report->delimiter == '\t'  ? "tab"
           : report->delimiter == ';' ? "“;”"
                                      : "“,”");
  if (report->skipped != NULL)
    g_print ("columns left out: %s\n", report->skipped);
  g_print ("rows: %" G_GUINT64_FORMAT " read, %" G_GUINT64_FORMAT " refused, %" G_GUINT64_FORMAT
           " left out with them\n",
           report->rows, report->refused, report->left_out);
  g_print ("customers: %" G_GUINT64_FORMAT " added, %" G_GUINT64_FORMAT
           " changed, %" G_GUINT64_FORMAT " as they were\n",
           report->added, report->changed, report->same);
  g_print ("new parts: %" G_GUINT64_FORMAT " people, %" G_GUINT64_FORMAT
           " identities, %" G_GUINT64_FORMAT " contracts, %" G_GUINT64_FORMAT " products\n",
           report->people, report->identities, report->contracts, report->products);
  g_print ("%.1f s, %.0f rows a second%s\n", seconds, (double) report->rows / MAX (seconds, 1e-3),
           wish->only_try ? "; only tried, nothing is written" : "");
}

/* ---- running */

static gboolean
read_delimiter (const Wish *wish, char *delimiter, GError **error)
{
  const char *word = wish->delimiter;

  *delimiter = 0;
  if (word == NULL)
    return TRUE;
  if (g_str_equal (word, "tab") || g_str_equal (word, "\\t"))
    *delimiter = '\t';
  else if (strlen (word) == 1 && strchr (",;\t", *word) != NULL)
    *delimiter = *word;
  return *delimiter != 0 || zx_throw (error, ZX_ERROR_BAD_DATA, "--delimiter is , or ; or tab");
}

static GInputStream *
open_file (Wish *wish, GError **error)
{
  g_autoptr (GFile) file = NULL;
  g_autoptr (GFileInfo) info = NULL;
  GFileInputStream *stream;

  if (g_str_equal (wish->file, "-"))
    return g_unix_input_stream_new (STDIN_FILENO, FALSE);
  file = g_file_new_for_commandline_arg (wish->file);
  stream = g_file_read (file, NULL, error);
  if (stream == NULL)
    return NULL;
  info = g_file_input_stream_query_info (stream, G_FILE_ATTRIBUTE_STANDARD_SIZE, NULL, NULL);
  wish->size = info != NULL ? g_file_info_get_size (info) : 0;
  return G_INPUT_STREAM (stream);
}

/* The mark in front lets spreadsheets see that it is UTF-8. */
static gboolean
open_report (Wish *wish, GError **error)
{
  if (wish->report == NULL)
    return TRUE;
  wish->report_file = fopen (wish->report, "we");
  if (wish->report_file == NULL)
    return zx_throw (error, ZX_ERROR_UNAVAILABLE, "%s: %s", wish->report, g_strerror (errno));
  fputs ("\xEF\xBB\xBFline,column,cell,problem\r\n", wish->report_file);
  return TRUE;
}

static gboolean
close_report (Wish *wish, GError **error)
{
  FILE *file = g_steal_pointer (&wish->report_file);

  return file == NULL || fclose (file) == 0 ||
         zx_throw (error, ZX_ERROR_UNAVAILABLE, "%s: %s", wish->report, g_strerror (errno));
}

static gboolean
import (ZxdVerb *verb, Wish *wish, GError **error)
{
  g_autofree char *source = g_path_get_basename (wish->file);
  g_autoptr (GInputStream) stream = NULL;
  g_auto (ZxdImportReport) report = {0};
  ZxdImportPlan plan = {.source = source,
                        .maps = (const char *const *) wish->maps,
                        .encoding = wish->encoding,
                        .batch = (guint) wish->batch,
                        .may_skip_columns = wish->may_skip_columns,
                        .may_skip_rows = wish->may_skip_rows,
                        .only_try = wish->only_try,
                        .refused = refused_cb,
                        .left_out = left_out_cb,
                        .progress = progress_cb,
                        .data = wish};
  gboolean went_well;

  if (!read_delimiter (wish, &plan.delimiter, error))
    return FALSE;
  stream = open_file (wish, error);
  if (stream == NULL || !open_report (wish, error) || !zxd_verb_open_store (verb, error) ||
      !zxd_store_read_sync (verb->store, find_org, wish, error))
    return FALSE;
  plan.org_id = wish->org_id;
  wish->timer = g_timer_new ();
  went_well = zxd_import_customers (verb->store, stream, &plan, &report, error);
  wipe_progress (wish);
  if (!went_well)
    g_prefix_error (error, "%s: ", wish->file);
  if (report.rows > 0)
    print_report (wish, &report);
  if (went_well && report.refused > 0)
    went_well = zx_throw (error, ZX_ERROR_BAD_DATA, "%" G_GUINT64_FORMAT " rows were refused%s%s",
                          report.refused, wish->report != NULL ? "; see " : "",
                          wish->report != NULL ? wish->report : "");
  return went_well;
}

static gboolean
run (ZxdVerb *verb, gpointer data, GError **error)
{
  Wish *wish = data;
  gboolean went_well;

  wish->file = verb->words[0];
  wish->shows_progress = isatty (STDERR_FILENO);
  if (wish->batch < 1 || wish->batch > MOST_BATCH)
    return zx_throw (error, ZX_ERROR_BAD_DATA, "--batch must be between 1 and %d", MOST_BATCH);
  went_well = import (verb, wish, error);
  return close_report (wish, went_well ? error : NULL) && went_well;
}

int
zxd_verb_import_customers (int argc, char **argv)
{
  Wish wish = {.batch = BATCH};
  g_autofree char *columns = zxd_columns_describe ();
  g_autofree char *about = g_strconcat (
      "Adds customers from a CSV file (- for the standard input), or brings them up to date.\n\n"
      "A row is known by its external_id, without one by its name; several rows of one customer "
      "add people, contracts and products. Empty cells leave what is there; the same file again "
      "changes nothing. Each batch of rows is written whole or not at all: a refused row keeps "
      "its batch out, or with --skip-bad only itself. It may run beside a daemon that serves.\n\n",
      columns, NULL);
  GOptionEntry options[] = {
      {"map", 0, 0, G_OPTION_ARG_STRING_ARRAY, &wish.maps,
       "What a column means, like \"Kunde=name\"; \"column=-\" leaves it out; may be repeated",
       "COLUMN=MEANING"},
      {"ignore-unknown", 0, 0, G_OPTION_ARG_NONE, &wish.may_skip_columns,
       "Leave out columns that are not known", NULL},
      {"dry-run", 0, 0, G_OPTION_ARG_NONE, &wish.only_try,
       "Say what would be done, batch by batch, and write nothing", NULL},
      {"skip-bad", 0, 0, G_OPTION_ARG_NONE, &wish.may_skip_rows,
       "Leave refused rows out and write the others", NULL},
      {"batch", 0, 0, G_OPTION_ARG_INT, &wish.batch,
       "Rows in one transaction (default 500); rows of one customer stay together", "N"},
      {"report", 0, 0, G_OPTION_ARG_FILENAME, &wish.report,
       "Write the refused rows into this CSV file instead of the standard error", "FILE"},
      {"org", 0, 0, G_OPTION_ARG_STRING, &wish.org,
       "Organisation of new customers, by name or id (default: the first)", "ORG"},
      {"encoding", 0, 0, G_OPTION_ARG_STRING, &wish.encoding,
       "UTF-8, UTF-16, GB18030, GBK, GB2312, ISO-8859-1 or WINDOWS-1252 (default: found out)",
       "NAME"},
      {"delimiter", 0, 0, G_OPTION_ARG_STRING, &wish.delimiter,
       ", or ; or tab (default: found out)", "MARK"},
      {NULL}};
  ZxdVerbKind kind = {"FILE.csv", about, options, FALSE, 1, run, &wish};
  int code = zxd_verb_run (&kind, argc, argv);

  g_free (wish.org);
  g_free (wish.encoding);
  g_free (wish.delimiter);
  g_free (wish.report);
  g_strfreev (wish.maps);
  g_clear_pointer (&wish.timer, g_timer_destroy);
  return code;
}
