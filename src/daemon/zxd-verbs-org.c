/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `zuoxid org …`: the tree of organisations. */
#include "zxd-verb.h"

#include "zxd-store-audit.h"
#include "zxd-store-org.h"

typedef struct {
  const char *name; /* lent */
  char *parent;     /* owned, null: a root */
  gint64 id;
} Wish;

static gboolean
add (ZxdTxn *txn, gpointer data, GError **error)
{
  Wish *wish = data;
  ZxdAudit audit = {.action = "org.add", .noun = "org", .detail = wish->name};
  gint64 parent_id = 0;

  if (wish->parent != NULL) {
    parent_id = zxd_org_find (zxd_txn_db (txn), wish->parent, error);
    if (parent_id == 0)
      return FALSE;
  }
  if (!zxd_org_add (txn, wish->name, parent_id, &wish->id, error))
    return FALSE;
  audit.obj_id = wish->id;
  return zxd_audit_add (txn, &audit, error);
}

static gboolean
run_add (ZxdVerb *verb, gpointer data, GError **error)
{
  Wish *wish = data;

  wish->name = verb->words[0];
  if (!zxd_verb_open_store (verb, error) || !zxd_store_write_sync (verb->store, add, wish, error))
    return FALSE;
  g_print ("%" G_GINT64_FORMAT "\n", wish->id);
  return TRUE;
}

int
zxd_verb_org_add (int argc, char **argv)
{
  Wish wish = {0};
  GOptionEntry options[] = {{"parent", 0, 0, G_OPTION_ARG_STRING, &wish.parent,
                             "Put it below this one (name or id)", "ORG"},
                            {NULL}};
  ZxdVerbKind kind = {"NAME", "Adds an organisation and prints its id.", options, FALSE, 1, run_add,
                      &wish};
  int code = zxd_verb_run (&kind, argc, argv);

  g_free (wish.parent);
  return code;
}

static void
print_org (gint64 id, gint64 parent_id, const char *name, int depth, gpointer data)
{
  g_print ("%" G_GINT64_FORMAT "\t%*s%s\n", id, depth * 2, "", name);
}

static gboolean
list (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  return zxd_org_list (db, print_org, NULL, error);
}

static gboolean
run_list (ZxdVerb *verb, gpointer data, GError **error)
{
  return zxd_verb_open_store (verb, error) && zxd_store_read_sync (verb->store, list, NULL, error);
}

int
zxd_verb_org_list (int argc, char **argv)
{
  ZxdVerbKind kind = {.about = "Lists the organisations as a tree.", .run = run_list};

  return zxd_verb_run (&kind, argc, argv);
}
