/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `zuoxid setup`: the first organisation and its administrator, in one go. */
#include "zxd-verb.h"

#include "zxd-passwords.h"
#include "zxd-store-agent.h"
#include "zxd-store-org.h"

typedef struct {
  char *org, *login, *name; /* owned, null: not said */
  char *hash;               /* owned */
  gboolean has_password;
} Wish;

static gboolean
add_org (ZxdTxn *txn, const Wish *wish, gint64 *id, GError **error)
{
  g_autoptr (JsonObject) values = json_object_new ();
  g_auto (ZxdRefusal) refusal = {0};
  ZxdActor actor = {0};
  gboolean again;

  json_object_set_string_member (values, "name", wish->org);
  return zxd_org_create (txn, &actor, NULL, values, id, &again, &refusal, error);
}

static gboolean
add_admin (ZxdTxn *txn, const Wish *wish, gint64 org_id, GError **error)
{
  g_autoptr (JsonObject) values = json_object_new ();
  g_autofree char *org = g_strdup_printf ("%" G_GINT64_FORMAT, org_id);
  g_auto (ZxdRefusal) refusal = {0};
  ZxdActor actor = {0};
  gboolean again;
  gint64 id;

  json_object_set_string_member (values, "login", wish->login);
  if (wish->name != NULL)
    json_object_set_string_member (values, "name", wish->name);
  json_object_set_string_member (values, "role", "admin");
  json_object_set_string_member (values, "scope", "all");
  json_object_set_string_member (values, "org_id", org);
  return zxd_agent_create (txn, &actor, NULL, values, wish->hash, &id, &again, &refusal, error);
}

/* All or nothing; an organisation that is there already is used when it has the name. */
static gboolean
set_up (ZxdTxn *txn, gpointer data, GError **error)
{
  Wish *wish = data;
  ZxdDb *db = zxd_txn_db (txn);
  gboolean is_needed;
  gint64 org_id;

  if (!zxd_agent_needs_first (db, &is_needed, error))
    return FALSE;
  if (!is_needed)
    return zx_throw (error, ZX_ERROR_CONFLICT,
                     "There is an administrator already: let him add what is needed, or use "
                     "“zuoxid user add”.");
  org_id = zxd_org_find (db, wish->org, NULL);
  return (org_id != 0 || add_org (txn, wish, &org_id, error)) &&
         add_admin (txn, wish, org_id, error);
}

static gboolean
run (ZxdVerb *verb, gpointer data, GError **error)
{
  Wish *wish = data;
  g_autofree char *password = NULL;

  if (wish->org == NULL || wish->login == NULL || !wish->has_password)
    return zx_throw (error, ZX_ERROR_BAD_DATA,
                     "say --org NAME, --login LOGIN and --password-stdin");
  password = zxd_verb_read_line ("The password", error);
  wish->hash = password != NULL ? zxd_passwords_hash (password, error) : NULL;
  if (wish->hash == NULL || !zxd_verb_open_store (verb, error) ||
      !zxd_store_write_sync (verb->store, set_up, wish, error))
    return FALSE;
  g_print ("%s may sign in now and set up everything else.\n", wish->login);
  return TRUE;
}

int
zxd_verb_first (int argc, char **argv)
{
  Wish wish = {0};
  GOptionEntry options[] = {
      {"org", 0, 0, G_OPTION_ARG_STRING, &wish.org, "What the organisation is called", "NAME"},
      {"login", 0, 0, G_OPTION_ARG_STRING, &wish.login, "What the administrator signs in as",
       "LOGIN"},
      {"name", 0, 0, G_OPTION_ARG_STRING, &wish.name, "The administrator's name", "NAME"},
      {"password-stdin", 0, 0, G_OPTION_ARG_NONE, &wish.has_password,
       "Read the password from standard input", NULL},
      {NULL}};
  ZxdVerbKind kind = {.about = "Makes the first organisation and its administrator; refuses when "
                               "there is one.",
                      .options = options,
                      .run = run,
                      .data = &wish};
  int code = zxd_verb_run (&kind, argc, argv);

  g_free (wish.org);
  g_free (wish.login);
  g_free (wish.name);
  g_free (wish.hash);
  return code;
}
