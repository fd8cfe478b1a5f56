/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `zuoxid user …`: agents' accounts. */
#include "zxd-verb.h"

#include "zx-json.h"
#include "zxd-passwords.h"
#include "zxd-store-agent.h"
#include "zxd-store-audit.h"
#include "zxd-store-org.h"

#include <stdio.h>

/* What is to be done, filled from the command line. */
typedef struct {
  const char *action; /* as the audit trail says it */
  char *login;        /* owned, folded */
  char *name;         /* owned */
  char *org;          /* owned, null: the only root, made when there is none */
  char *role_word;    /* owned, null: unchanged */
  char *scope_word;   /* owned, null: unchanged */
  char *hash;         /* owned: of the password */
  ZxRole role;
  ZxScope scope;
  gboolean has_password, takes_role, takes_scope, disabled;
} Wish;

static void
wish_clear (Wish *wish)
{
  g_clear_pointer (&wish->login, g_free);
  g_clear_pointer (&wish->name, g_free);
  g_clear_pointer (&wish->org, g_free);
  g_clear_pointer (&wish->role_word, g_free);
  g_clear_pointer (&wish->scope_word, g_free);
  g_clear_pointer (&wish->hash, g_free);
}

static gboolean
note (ZxdTxn *txn, const Wish *wish, gint64 id, const char *detail, GError **error)
{
  ZxdAudit audit = {.action = wish->action, .noun = "agent", .obj_id = id, .detail = detail};

  return zxd_audit_add (txn, &audit, error);
}

static gboolean
read_word (GType type, const char *word, int *value, GError **error)
{
  g_autoptr (GString) words = g_string_new (NULL);

  if (zx_enum_from_word (type, word, value))
    return TRUE;
  for (int i = 0; zx_enum_word (type, i) != NULL; i++)
    g_string_append_printf (words, "%s%s", i > 0 ? ", " : "", zx_enum_word (type, i));
  return zx_throw (error, ZX_ERROR_BAD_DATA, "“%s” is none of: %s.", word, words->str);
}

static char *
read_password (GError **error)
{
  g_autofree char *password = zxd_verb_read_line ("The password", error);

  return password != NULL ? zxd_passwords_hash (password, error) : NULL;
}

/* ---- user add */

static gboolean
add (ZxdTxn *txn, gpointer data, GError **error)
{
  Wish *wish = data;
  g_auto (ZxdAgent) agent = {.login = g_strdup (wish->login),
                             .name = g_strdup (wish->name),
                             .role = wish->role,
                             .scope = wish->scope,
                             .password_hash = g_strdup (wish->hash)};

  agent.org_id = zxd_org_find (zxd_txn_db (txn), wish->org, error);
  return agent.org_id != 0 && zxd_agent_add (txn, &agent, error) &&
         note (txn, wish, agent.id, wish->login, error);
}

static gboolean
prepare_add (Wish *wish, const char *login, GError **error)
{
  int role = ZX_ROLE_AGENT, scope = ZX_SCOPE_SUBTREE;

  wish->login = zxd_login_fold (login, error);
  if (wish->login == NULL ||
      (wish->role_word != NULL && !read_word (ZX_TYPE_ROLE, wish->role_word, &role, error)) ||
      (wish->scope_word != NULL && !read_word (ZX_TYPE_SCOPE, wish->scope_word, &scope, error)))
    return FALSE;
  wish->role = role;
  wish->scope = scope;
  if (wish->name == NULL)
    wish->name = g_strdup (login);
  if (wish->has_password)
    wish->hash = read_password (error);
  return !wish->has_password || wish->hash != NULL;
}

static gboolean
run_add (ZxdVerb *verb, gpointer data, GError **error)
{
  return prepare_add (data, verb->words[0], error) && zxd_verb_open_store (verb, error) &&
         zxd_store_write_sync (verb->store, add, data, error);
}

int
zxd_verb_user_add (int argc, char **argv)
{
  Wish wish = {.action = "user.add"};
  GOptionEntry options[] = {
      {"name", 0, 0, G_OPTION_ARG_STRING, &wish.name, "The agent's name", "NAME"},
      {"role", 0, 0, G_OPTION_ARG_STRING, &wish.role_word, "agent (default), engineer, lead, admin",
       "ROLE"},
      {"scope", 0, 0, G_OPTION_ARG_STRING, &wish.scope_word, "own, subtree (default) or all",
       "SCOPE"},
      {"org", 0, 0, G_OPTION_ARG_STRING, &wish.org,
       "Organisation, by name or id (default: the first)", "ORG"},
      {"password-stdin", 0, 0, G_OPTION_ARG_NONE, &wish.has_password,
       "Read the password from standard input; without it nobody can sign in yet", NULL},
      {NULL}};
  ZxdVerbKind kind = {"LOGIN", "Adds an agent's account.", options, FALSE, 1, run_add, &wish};
  int code = zxd_verb_run (&kind, argc, argv);

  wish_clear (&wish);
  return code;
}

/* ---- user list */

static void
print_agent (const ZxdAgent *agent, gpointer data)
{
  g_print ("%s\t%s\t%s\t%s\t%s\t%s%s\n", agent->login, agent->name,
           zx_enum_word (ZX_TYPE_ROLE, agent->role), zx_enum_word (ZX_TYPE_SCOPE, agent->scope),
           agent->org_name, zx_enum_word (ZX_TYPE_PRESENCE, agent->presence),
           agent->disabled ? "\tdisabled" : "");
}

static gboolean
list (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  return zxd_agent_list (db, 0, G_MAXINT, print_agent, NULL, error);
}

static gboolean
run_list (ZxdVerb *verb, gpointer data, GError **error)
{
  return zxd_verb_open_store (verb, error) && zxd_store_read_sync (verb->store, list, NULL, error);
}

int
zxd_verb_user_list (int argc, char **argv)
{
  ZxdVerbKind kind = {.about = "Lists the accounts: login, name, role, scope, organisation, "
                               "presence.",
                      .run = run_list};

  return zxd_verb_run (&kind, argc, argv);
}

/* ---- changes of one account: user passwd, disable, enable, role, scope */

static gboolean
change_rights (ZxdTxn *txn, Wish *wish, const ZxdAgent *agent, GError **error)
{
  int role = agent->role, scope = agent->scope;
  gint64 org_id = agent->org_id;

  if ((wish->role_word != NULL && !read_word (ZX_TYPE_ROLE, wish->role_word, &role, error)) ||
      (wish->scope_word != NULL && !read_word (ZX_TYPE_SCOPE, wish->scope_word, &scope, error)))
    return FALSE;
  if (wish->org != NULL)
    org_id = zxd_org_find (zxd_txn_db (txn), wish->org, error);
  return org_id != 0 && zxd_agent_set_rights (txn, agent->id, role, scope, org_id, error);
}

static gboolean
change (ZxdTxn *txn, gpointer data, GError **error)
{
  Wish *wish = data;
  const char *word = wish->role_word != NULL ? wish->role_word : wish->scope_word;
  g_auto (ZxdAgent) agent = {0};
  gboolean went_well;

  if (!zxd_agent_by_login (zxd_txn_db (txn), wish->login, &agent, error))
    return FALSE;
  if (wish->hash != NULL)
    went_well = zxd_agent_set_password (txn, agent.id, wish->hash, error);
  else if (word != NULL)
    went_well = change_rights (txn, wish, &agent, error);
  else
    went_well = zxd_agent_set_disabled (txn, agent.id, wish->disabled, error);
  return went_well && note (txn, wish, agent.id, word, error);
}

static gboolean
run_change (ZxdVerb *verb, gpointer data, GError **error)
{
  Wish *wish = data;

  wish->login = zxd_login_fold (verb->words[0], error);
  if (wish->login == NULL)
    return FALSE;
  if (wish->has_password) {
    wish->hash = read_password (error);
    if (wish->hash == NULL)
      return FALSE;
  }
  if (wish->takes_role)
    wish->role_word = g_strdup (verb->words[1]);
  if (wish->takes_scope)
    wish->scope_word = g_strdup (verb->words[1]);
  return zxd_verb_open_store (verb, error) &&
         zxd_store_write_sync (verb->store, change, wish, error);
}

static int
run_change_verb (Wish *wish,
                 const char *usage,
                 const char *about,
                 guint words,
                 int argc,
                 char **argv)
{
  GOptionEntry options[] = {
      {"org", 0, 0, G_OPTION_ARG_STRING, &wish->org, "Move it to this organisation", "ORG"},
      {NULL}};
  ZxdVerbKind kind = {usage, about, words > 1 ? options : NULL, FALSE, words, run_change, wish};
  int code = zxd_verb_run (&kind, argc, argv);

  wish_clear (wish);
  return code;
}

int
zxd_verb_user_passwd (int argc, char **argv)
{
  Wish wish = {.action = "user.passwd", .has_password = TRUE};

  return run_change_verb (&wish, "LOGIN",
                          "Sets the password that stands on standard input; the sessions end.", 1,
                          argc, argv);
}

int
zxd_verb_user_disable (int argc, char **argv)
{
  Wish wish = {.action = "user.disable", .disabled = TRUE};

  return run_change_verb (&wish, "LOGIN", "Nobody signs in any more; the sessions end at once.", 1,
                          argc, argv);
}

int
zxd_verb_user_enable (int argc, char **argv)
{
  Wish wish = {.action = "user.enable"};

  return run_change_verb (&wish, "LOGIN", "The account can be used again.", 1, argc, argv);
}

int
zxd_verb_user_role (int argc, char **argv)
{
  Wish wish = {.action = "user.role", .takes_role = TRUE};

  return run_change_verb (&wish, "LOGIN agent|engineer|lead|admin", "What the account may do.", 2,
                          argc, argv);
}

int
zxd_verb_user_scope (int argc, char **argv)
{
  Wish wish = {.action = "user.scope", .takes_scope = TRUE};

  return run_change_verb (&wish, "LOGIN own|subtree|all", "Which organisations the account sees.",
                          2, argc, argv);
}
