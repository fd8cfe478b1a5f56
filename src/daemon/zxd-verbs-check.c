/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `zuoxid check`: counts, and what does not hang together. */
#include "zxd-verb.h"

#include "zxd-store-check.h"

typedef struct {
  guint problems;
  gboolean wants_tables;
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
run_check (ZxdVerb *verb, gpointer data, GError **error)
{
  Report *report = data;

  if (!zxd_verb_open_store (verb, error) ||
      !zxd_store_read_sync (verb->store, check, report, error))
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
                            {NULL}};
  ZxdVerbKind kind = {.about =
                          "Counts what there is and checks that it hangs together; exit code 1 "
                          "when it does not.",
                      .options = options,
                      .run = run_check,
                      .data = &report};

  return zxd_verb_run (&kind, argc, argv);
}
