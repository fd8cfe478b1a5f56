/* SPDX-License-Identifier: GPL-3.0-or-later */
/* zuoxid: finds the command that was meant. */
#include "zxd-thumb.h"
#include "zxd-verb.h"

#include <locale.h>

typedef struct {
  const char *noun, *verb; /* verb null: one word is enough */
  int (*run) (int argc, char **argv);
  const char *help;
} Command;

static const Command commands[] = {
    {"serve", NULL, zxd_verb_serve, "serve agents and customers (also without any command)"},
    {"setup", NULL, zxd_verb_first, "make the first organisation and its administrator"},
    {"user", "add", zxd_verb_user_add, "add an agent's account"},
    {"user", "list", zxd_verb_user_list, "list the accounts"},
    {"user", "passwd", zxd_verb_user_passwd, "set a password; the account's sessions end"},
    {"user", "disable", zxd_verb_user_disable, "let nobody sign in; its sessions end"},
    {"user", "enable", zxd_verb_user_enable, "let the account sign in again"},
    {"user", "set", zxd_verb_user_set,
     "change an account: name, role, scope, organisation, skills"},
    {"org", "add", zxd_verb_org_add, "add an organisation"},
    {"org", "list", zxd_verb_org_list, "list the organisations"},
    {"org", "set", zxd_verb_org_set, "rename an organisation"},
    {"channel", "key", zxd_verb_channel_key, "make a key for signing visitors' identities"},
    {"import", "customers", zxd_verb_import_customers, "take customers from a CSV file"},
    {"import", "articles", zxd_verb_import_articles, "publish a folder of articles"},
    {"import", "sample", zxd_verb_import_sample, "import sample people and customers"},
    {"person", "export", zxd_verb_person_export, "print all that is held of one person"},
    {"person", "erase", zxd_verb_person_erase, "erase one person; figures stay"},
    {"backup", NULL, zxd_verb_backup, "write all data into one file, while serving"},
    {"restore", NULL, zxd_verb_restore, "fill an empty database from such a file"},
    {"check", NULL, zxd_verb_check, "check that the data hangs together"},
};

/* The verbs of whatever stands in the store's table of things to set up. */
static const char *const setup_verbs[] = {"add", "set", "remove", "list"};

static void
print_setup_help (void)
{
  gsize n;
  const ZxdSetupNoun *nouns = zxd_setup_nouns (&n);

  for (gsize i = 0; i < n; i++)
    for (gsize v = 0; v < G_N_ELEMENTS (setup_verbs); v++) {
      g_autofree char *name = g_strjoin (" ", nouns[i].noun, setup_verbs[v], NULL);
      g_autofree char *help = zxd_verb_setup_help (&nouns[i], setup_verbs[v]);

      if (help != NULL)
        g_print ("  %-22s %s\n", name, help);
    }
}

static void
print_help (void)
{
  g_print ("Usage: zuoxid [COMMAND] [OPTION…]\n\nCommands:\n");
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++) {
    g_autofree char *name = g_strjoin (" ", commands[i].noun, commands[i].verb, NULL);

    g_print ("  %-22s %s\n", name, commands[i].help);
  }
  print_setup_help ();
  g_print ("\n“zuoxid COMMAND --help” explains one of them.\n");
}

static int
run_command (const Command *command, int argc, char **argv)
{
  g_autofree char *name = g_strjoin (" ", "zuoxid", command->noun, command->verb, NULL);
  int skip = command->verb != NULL ? 2 : 1;

  argv[skip] = name;
  return command->run (argc - skip, argv + skip);
}

/* -1 when it is none of these. */
static int
run_setup (const char *noun, const char *verb, int argc, char **argv)
{
  const ZxdSetupNoun *found = zxd_setup_noun (noun);
  g_autofree char *help = NULL, *name = NULL;

  if (found == NULL || verb == NULL)
    return -1;
  for (gsize v = 0; v < G_N_ELEMENTS (setup_verbs) && help == NULL; v++)
    if (g_str_equal (verb, setup_verbs[v]))
      help = zxd_verb_setup_help (found, verb);
  if (help == NULL)
    return -1;
  name = g_strjoin (" ", "zuoxid", noun, verb, NULL);
  argv[2] = name;
  return zxd_verb_setup (found, verb, argc - 2, argv + 2);
}

int
main (int argc, char **argv)
{
  const char *noun = argc > 1 ? argv[1] : NULL, *verb = argc > 2 ? argv[2] : NULL;
  int code;

  setlocale (LC_ALL, "");
  if (noun != NULL && (g_str_equal (noun, "--help") || g_str_equal (noun, "-h"))) {
    print_help ();
    return ZXD_DONE;
  }
  if (noun != NULL && g_str_equal (noun, "--version")) {
    g_print ("zuoxid %s\n", ZX_VERSION);
    return ZXD_DONE;
  }
  if (g_strcmp0 (noun, ZXD_THUMB_VERB) == 0)
    return zxd_verb_thumbnail (argc - 1, argv + 1);
  if (noun == NULL || *noun == '-') {
    argv[0] = (char *) "zuoxid";
    return zxd_verb_serve (argc, argv);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++) {
    const Command *command = &commands[i];

    if (g_str_equal (noun, command->noun) &&
        (command->verb == NULL || g_strcmp0 (verb, command->verb) == 0))
      return run_command (command, argc, argv);
  }
  code = run_setup (noun, verb, argc, argv);
  if (code >= 0)
    return code;
  g_printerr ("zuoxid: there is no command “%s%s%s”\n", noun, verb != NULL ? " " : "",
              verb != NULL ? verb : "");
  print_help ();
  return ZXD_MISUSED;
}
