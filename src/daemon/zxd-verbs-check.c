/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `zuoxid check`: counts, and what does not hang together. */
#include "zxd-verb.h"

#include "zxd-store-check.h"
#include "zxd-verbs-files.h"

typedef struct {
  guint problems;
  gboolean wants_tables, wants_bytes;
} Report;

static void
print_find (const char *what, gint64 count, gboolean is_problem, gpointer data)
{
  Report *report = data;

  g_print ("%s%s: %" G_GINT64_FORMAT "\n", is_problem ? "PROBLEM " : "", what, count);
  report->problems += is_problem;
}

static void
print_table (const char *table, const ZxdTableFigures *figures, gpointer data)
{
  g_print ("table %s: %" G_GINT64_FORMAT " rows, sha256 %s\n", table, figures->rows,
           figures->sha256);
}

static gboolean
check (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  Report *report = data;

  return zxd_store_check (db, print_find, report, error) &&
         (!report->wants_tables || zxd_store_check_tables (db, print_table, NULL, error));
}

static gboolean
check_files (ZxdVerb *verb, Report *report, GError **error)
{
  g_autoptr (ZxdFolder) folder = zxd_files_open_folder (&verb->config, verb->store, error);
  ZxdFileFigures figures;
  gint64 swept;

  if (folder == NULL ||
      !zxd_verb_check_files (verb->store, folder, report->wants_bytes, &figures, &swept, error))
    return FALSE;
  print_find ("contents of files and small pictures", figures.files, FALSE, report);
  if (figures.missing > 0)
    print_find ("contents that are not in the folder of files", figures.missing, TRUE, report);
  if (figures.damaged > 0)
    print_find ("contents that are damaged", figures.damaged, TRUE, report);
  if (swept > 0)
    print_find ("contents that no row named, removed", swept, FALSE, report);
  return TRUE;
}

static gboolean
run_check (ZxdVerb *verb, gpointer data, GError **error)
{
  Report *report = data;

  if (!zxd_verb_open_store (verb, error) ||
      !zxd_store_read_sync (verb->store, check, report, error) ||
      !check_files (verb, report, error))
    return FALSE;
  return report->problems == 0 ||
         zx_throw (error, ZX_ERROR_BAD_DATA, "%u problems found", report->problems);
}

int
zxd_verb_check (int argc, char **argv)
{
  Report report = {0};
  GOptionEntry options[] = {{"tables", 0, 0, G_OPTION_ARG_NONE, &report.wants_tables,
                             "Also count and fingerprint each table: the same lines mean the same "
                             "data, on either store",
                             NULL},
                            {"bytes", 0, 0, G_OPTION_ARG_NONE, &report.wants_bytes,
                             "Also read every file and compare it with its sum", NULL},
                            {NULL}};
  ZxdVerbKind kind = {.about =
                          "Counts what there is and checks that it hangs together; exit code 1 "
                          "when it does not. Removes bytes that no file names any more.",
                      .options = options,
                      .run = run_check,
                      .data = &report};

  return zxd_verb_run (&kind, argc, argv);
}
