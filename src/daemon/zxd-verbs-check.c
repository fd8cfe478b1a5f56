/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `zuoxid check`: counts, and what does not hang together. */
#include "zxd-verb.h"

#include "zxd-store-check.h"

typedef struct {
  guint problems;
} Report;

static void
print_find (const char *what, gint64 count, gboolean is_problem, gpointer data)
{
  Report *report = data;

  g_print ("%s%s: %" G_GINT64_FORMAT "\n", is_problem ? "PROBLEM " : "", what, count);
  report->problems += is_problem;
}

static gboolean
check (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  return zxd_store_check (db, print_find, data, error);
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
  ZxdVerbKind kind = {.about =
                          "Counts what there is and checks that it hangs together; exit code 1 "
                          "when it does not.",
                      .run = run_check,
                      .data = &report};

  return zxd_verb_run (&kind, argc, argv);
}
