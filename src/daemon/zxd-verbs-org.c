/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `zuoxid org …`: the tree of organisations. */
#include "zxd-verb.h"

#include "zx-json.h"
#include "zxd-store-org.h"

typedef struct {
  const char *word; /* lent */
  char *parent;     /* owned, null: a root */
  char *name;       /* owned, null: unchanged */
  gint64 id;
} Wish;

static gboolean
add (ZxdTxn *txn, gpointer data, GError **error)
{
  Wish *wish = data;
  g_autoptr (JsonObject) values = json_object_new ();
  g_auto (ZxdRefusal) refusal = {0};
  ZxdActor actor = {0};
  gboolean again;

  json_object_set_string_member (values, "name", wish->word);
  if (wish->parent != NULL) {
    gint64 parent_id = zxd_org_find (zxd_txn_db (txn), wish->parent, error);
    g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, parent_id);

    if (parent_id == 0)
      return FALSE;
    json_object_set_string_member (values, "parent_id", text);
  }
  return zxd_org_create (txn, &actor, NULL, values, &wish->id, &again, &refusal, error);
}

static gboolean
run_add (ZxdVerb *verb, gpointer data, GError **error)
{
  Wish *wish = data;

  wish->word = verb->words[0];
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

static gboolean
set (ZxdTxn *txn, gpointer data, GError **error)
{
  Wish *wish = data;
  gint64 id = zxd_org_find (zxd_txn_db (txn), wish->word, error);
  g_autoptr (JsonObject) values = json_object_new ();
  g_auto (ZxdRefusal) refusal = {0};
  ZxdActor actor = {0};

  if (wish->name != NULL)
    json_object_set_string_member (values, "name", wish->name);
  return id != 0 && zxd_org_change (txn, &actor, id, 0, values, &refusal, error);
}

static gboolean
run_set (ZxdVerb *verb, gpointer data, GError **error)
{
  Wish *wish = data;

  wish->word = verb->words[0];
  return zxd_verb_open_store (verb, error) && zxd_store_write_sync (verb->store, set, wish, error);
}

int
zxd_verb_org_set (int argc, char **argv)
{
  Wish wish = {0};
  GOptionEntry options[] = {
      {"name", 0, 0, G_OPTION_ARG_STRING, &wish.name, "Call it so from now on", "NAME"}, {NULL}};
  ZxdVerbKind kind = {"NAME|ID", "Renames an organisation.", options, FALSE, 1, run_set, &wish};
  int code = zxd_verb_run (&kind, argc, argv);

  g_free (wish.name);
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
