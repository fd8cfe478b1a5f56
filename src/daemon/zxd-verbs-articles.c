/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `zuoxid import articles`: a folder of Markdown files becomes the knowledge base. */
#include "zxd-verb.h"

#include "zxd-import-articles.h"
#include "zxd-store-org.h"

typedef struct {
  char *org; /* owned, null: the first */
  gint64 org_id;
} Wish;

static gboolean
find_org (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  Wish *wish = data;

  wish->org_id = zxd_org_find (db, wish->org, error);
  return wish->org_id != 0;
}

static gboolean
run (ZxdVerb *verb, gpointer data, GError **error)
{
  Wish *wish = data;
  ZxdImportFigures figures;

  if (!zxd_verb_open_store (verb, error) ||
      !zxd_store_read_sync (verb->store, find_org, wish, error) ||
      !zxd_import_articles (verb->store, verb->words[0], wish->org_id, &figures, error))
    return FALSE;
  g_print ("articles: %u added, %u changed, %u as they were\n", figures.added, figures.changed,
           figures.same);
  return TRUE;
}

static const char about[] =
    "Publishes the articles of a folder of Markdown files; again: what changed.\n\n"
    "Each file begins with a line ---, lines “key: value” and a line ---. Keys:\n"
    "  ref, title, lang          needed; lang is zh-Hans, en …\n"
    "  product, modules          for whom it is: lists with commas\n"
    "  versions                  8.2 or 8.0, 8.1 or 8.0 – 8.2 or 8.1+ or 3.x\n"
    "  tiers                     super_vip, vip, regular: nobody else gets it\n"
    "  valid-from, valid-until   days like 2026-11-21, both included\n"
    "  updated                   a day, or updated-days-ago: a number";

int
zxd_verb_import_articles (int argc, char **argv)
{
  Wish wish = {0};
  GOptionEntry options[] = {{"org", 0, 0, G_OPTION_ARG_STRING, &wish.org,
                             "Visible in this organisation and below (name or id)", "ORG"},
                            {NULL}};
  ZxdVerbKind kind = {
      .usage = "DIR", .about = about, .options = options, .words = 1, .run = run, .data = &wish};
  int code = zxd_verb_run (&kind, argc, argv);

  g_free (wish.org);
  return code;
}
