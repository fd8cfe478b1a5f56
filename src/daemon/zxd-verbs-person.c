/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `zuoxid person …`: all that is held of one person, and its erasure. */
#include "zxd-verb.h"

#include "zx-id.h"
#include "zxd-store-person.h"

typedef struct {
  gint64 id;
  gboolean yes;
  GString *json; /* owned */
} Wish;

static gboolean
read_id (ZxdVerb *verb, Wish *wish, GError **error)
{
  return zx_id_parse (verb->words[0], &wish->id) ||
         zx_throw (error, ZX_ERROR_BAD_DATA, "“%s” is no person's id.", verb->words[0]);
}

static gboolean export(ZxdTxn *txn, gpointer data, GError **error)
{
  Wish *wish = data;
  ZxdPersonDeed deed = {.person_id = wish->id};

  return zxd_person_export (txn, &deed, wish->json, error);
}

static gboolean
run_export (ZxdVerb *verb, gpointer data, GError **error)
{
  Wish *wish = data;

  if (!read_id (verb, wish, error) || !zxd_verb_open_store (verb, error) ||
      !zxd_store_write_sync (verb->store, export, wish, error))
    return FALSE;
  g_print ("%s\n", wish->json->str);
  return TRUE;
}

int
zxd_verb_person_export (int argc, char **argv)
{
  Wish wish = {.json = g_string_new (NULL)};
  ZxdVerbKind kind = {.usage = "ID",
                      .about = "Prints all that is held of one person, as JSON.",
                      .words = 1,
                      .run = run_export,
                      .data = &wish};
  int code = zxd_verb_run (&kind, argc, argv);

  g_string_free (wish.json, TRUE);
  return code;
}

static gboolean
erase (ZxdTxn *txn, gpointer data, GError **error)
{
  Wish *wish = data;
  ZxdPersonDeed deed = {.person_id = wish->id};
  gboolean is_good = zxd_person_erase (txn, &deed, error);

  zxd_refusal_clear (&deed.refusal);
  return is_good;
}

static gboolean
run_erase (ZxdVerb *verb, gpointer data, GError **error)
{
  Wish *wish = data;

  if (!read_id (verb, wish, error))
    return FALSE;
  if (!wish->yes)
    return zx_throw (error, ZX_ERROR_BAD_DATA,
                     "This cannot be undone. Export what must be kept, then add --yes.");
  if (!zxd_verb_open_store (verb, error) || !zxd_store_write_sync (verb->store, erase, wish, error))
    return FALSE;
  g_print ("Person %" G_GINT64_FORMAT " is erased. Backups made before still have him.\n",
           wish->id);
  if (zxd_store_is_postgres (verb->store))
    g_print ("PostgreSQL keeps what was overwritten until its next VACUUM.\n");
  return TRUE;
}

int
zxd_verb_person_erase (int argc, char **argv)
{
  Wish wish = {0};
  GOptionEntry options[] = {
      {"yes", 0, 0, G_OPTION_ARG_NONE, &wish.yes, "Do it; it cannot be undone", NULL}, {NULL}};
  ZxdVerbKind kind = {
      "ID",    "Erases one person: name, identities, words. Contacts and figures stay.",
      options, FALSE,
      1,       run_erase,
      &wish};

  return zxd_verb_run (&kind, argc, argv);
}
