/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `zuoxid user …`: agents' accounts. */
#include "zxd-verb.h"

#include "zx-json.h"
#include "zxd-field-work.h"
#include "zxd-passwords.h"
#include "zxd-store-agent.h"
#include "zxd-store-org.h"

/* What is to be done, filled from the command line. */
typedef struct {
  const char *login;               /* lent, as it was typed */
  char *name, *org, *role, *scope; /* owned, null: not said */
  char *hash;                      /* owned, null: no password */
  char **capacity, **skills;       /* owned, null: not said */
  const char *disabled;            /* "true", "false"; null: unchanged */
  gboolean has_password;
} Wish;

static void
wish_clear (Wish *wish)
{
  g_free (wish->name);
  g_free (wish->org);
  g_free (wish->role);
  g_free (wish->scope);
  g_free (wish->hash);
  g_strfreev (wish->capacity);
  g_strfreev (wish->skills);
}

#define AT_ONCE(wish)                                                                              \
  {                                                                                                \
    "at-once", 0, 0, G_OPTION_ARG_STRING_ARRAY, &wish.capacity,                                    \
        "How many contacts of a kind at once, like web=4 (the default); may be repeated", "KIND=N" \
  }
#define SKILL(wish)                                                                                \
  {                                                                                                \
    "skill", 0, 0, G_OPTION_ARG_STRING_ARRAY, &wish.skills,                                        \
        "What the agent knows, and how well, from 1 to 5; may be repeated", "NAME=LEVEL"           \
  }

static char *
read_password (GError **error)
{
  g_autofree char *password = zxd_verb_read_line ("The password", error);

  return password != NULL ? zxd_passwords_hash (password, error) : NULL;
}

static void
set_text (JsonObject *values, const char *member, const char *text)
{
  if (text != NULL)
    json_object_set_string_member (values, member, text);
}

/* Takes @json. */
static void
set_json (JsonObject *values, const char *member, char *json)
{
  g_autofree char *owned = json;

  json_object_set_member (values, member, json_from_string (owned, NULL));
}

/* What is said as members of the account's JSON; null when there is no such organisation. */
static JsonObject *
read_values (ZxdDb *db, const Wish *wish, gboolean is_new, GError **error)
{
  g_autoptr (JsonObject) values = json_object_new ();

  set_text (values, "login", wish->login);
  set_text (values, "name", wish->name);
  set_text (values, "role", wish->role);
  set_text (values, "scope", wish->scope);
  if (wish->disabled != NULL)
    json_object_set_boolean_member (values, "disabled", g_str_equal (wish->disabled, "true"));
  if (wish->capacity != NULL)
    set_json (values, "capacity", zxd_field_capacity_from_words (wish->capacity));
  if (wish->skills != NULL)
    set_json (values, "skills", zxd_field_skills_from_words (wish->skills));
  if (is_new || wish->org != NULL) {
    gint64 org_id = zxd_org_find (db, wish->org, error);
    g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, org_id);

    if (org_id == 0)
      return NULL;
    json_object_set_string_member (values, "org_id", id);
  }
  return g_steal_pointer (&values);
}

/* ---- user add */

static gboolean
add (ZxdTxn *txn, gpointer data, GError **error)
{
  Wish *wish = data;
  g_autoptr (JsonObject) values = read_values (zxd_txn_db (txn), wish, TRUE, error);
  g_auto (ZxdRefusal) refusal = {0};
  ZxdActor actor = {0};
  gboolean again;
  gint64 id;

  return values != NULL &&
         zxd_agent_create (txn, &actor, NULL, values, wish->hash, &id, &again, &refusal, error);
}

static gboolean
run_add (ZxdVerb *verb, gpointer data, GError **error)
{
  Wish *wish = data;

  wish->login = verb->words[0];
  if (wish->has_password && (wish->hash = read_password (error)) == NULL)
    return FALSE;
  return zxd_verb_open_store (verb, error) && zxd_store_write_sync (verb->store, add, data, error);
}

int
zxd_verb_user_add (int argc, char **argv)
{
  Wish wish = {0};
  GOptionEntry options[] = {
      {"name", 0, 0, G_OPTION_ARG_STRING, &wish.name, "The agent's name", "NAME"},
      {"role", 0, 0, G_OPTION_ARG_STRING, &wish.role, "agent (default), engineer, lead, admin",
       "ROLE"},
      {"scope", 0, 0, G_OPTION_ARG_STRING, &wish.scope, "own, subtree (default) or all", "SCOPE"},
      {"org", 0, 0, G_OPTION_ARG_STRING, &wish.org,
       "Organisation, by name or id (default: the first)", "ORG"},
      AT_ONCE (wish),
      SKILL (wish),
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
  g_autofree char *capacity = zxd_field_capacity_words (agent->capacity);
  g_autofree char *skills = zxd_field_skills_words (agent->skills);

  g_print ("%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s%s\n", agent->login, agent->name,
           zx_enum_word (ZX_TYPE_ROLE, agent->role), zx_enum_word (ZX_TYPE_SCOPE, agent->scope),
           agent->org_name, zx_enum_word (ZX_TYPE_PRESENCE, agent->presence), capacity, skills,
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
                               "presence, contacts at once, skills.",
                      .run = run_list};

  return zxd_verb_run (&kind, argc, argv);
}

/* ---- changes of one account: user set, passwd, disable, enable */

static gboolean
change (ZxdTxn *txn, gpointer data, GError **error)
{
  Wish *wish = data;
  ZxdDb *db = zxd_txn_db (txn);
  g_autofree char *folded = zxd_login_fold (wish->login, error);
  g_autoptr (JsonObject) values = NULL;
  g_auto (ZxdAgent) agent = {0};
  g_auto (ZxdRefusal) refusal = {0};
  ZxdActor actor = {0};

  if (folded == NULL || !zxd_agent_by_login (db, folded, &agent, error))
    return FALSE;
  if (wish->hash != NULL)
    return zxd_agent_change_password (txn, &actor, agent.id, wish->hash, error);
  values = read_values (db, wish, FALSE, error);
  return values != NULL && zxd_agent_change (txn, &actor, agent.id, 0, values, &refusal, error);
}

static gboolean
run_change (ZxdVerb *verb, gpointer data, GError **error)
{
  Wish *wish = data;

  wish->login = verb->words[0];
  if (wish->has_password && (wish->hash = read_password (error)) == NULL)
    return FALSE;
  return zxd_verb_open_store (verb, error) &&
         zxd_store_write_sync (verb->store, change, wish, error);
}

static int
run_change_verb (Wish *wish, const char *about, const GOptionEntry *options, int argc, char **argv)
{
  ZxdVerbKind kind = {"LOGIN", about, options, FALSE, 1, run_change, wish};
  int code = zxd_verb_run (&kind, argc, argv);

  wish_clear (wish);
  return code;
}

int
zxd_verb_user_set (int argc, char **argv)
{
  Wish wish = {0};
  GOptionEntry options[] = {
      {"name", 0, 0, G_OPTION_ARG_STRING, &wish.name, "The agent's name", "NAME"},
      {"role", 0, 0, G_OPTION_ARG_STRING, &wish.role, "agent, engineer, lead or admin", "ROLE"},
      {"scope", 0, 0, G_OPTION_ARG_STRING, &wish.scope,
       "Which organisations it sees: own, subtree or all", "SCOPE"},
      {"org", 0, 0, G_OPTION_ARG_STRING, &wish.org, "Move it to this organisation", "ORG"},
      AT_ONCE (wish),
      SKILL (wish),
      {NULL}};

  return run_change_verb (&wish, "Changes an account; what is not given stays.", options, argc,
                          argv);
}

int
zxd_verb_user_passwd (int argc, char **argv)
{
  Wish wish = {.has_password = TRUE};

  return run_change_verb (&wish,
                          "Sets the password that stands on standard input; the sessions end.",
                          NULL, argc, argv);
}

int
zxd_verb_user_disable (int argc, char **argv)
{
  Wish wish = {.disabled = "true"};

  return run_change_verb (&wish, "Nobody signs in any more; the sessions end at once.", NULL, argc,
                          argv);
}

int
zxd_verb_user_enable (int argc, char **argv)
{
  Wish wish = {.disabled = "false"};

  return run_change_verb (&wish, "The account can be used again.", NULL, argc, argv);
}
