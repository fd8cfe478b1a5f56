/* SPDX-License-Identifier: GPL-3.0-or-later */
/* zuoxid: finds the command that was meant. */
#include "zxd-verb.h"

#include <locale.h>

typedef struct {
  const char *noun, *verb; /* verb null: one word is enough */
  int (*run) (int argc, char **argv);
  const char *help;
} Command;

static const Command commands[] = {
    {"serve", NULL, zxd_verb_serve, "serve agents and customers (also without any command)"},
    {"user", "add", zxd_verb_user_add, "add an agent's account"},
    {"user", "list", zxd_verb_user_list, "list the accounts"},
    {"user", "passwd", zxd_verb_user_passwd, "set a password; the account's sessions end"},
    {"user", "disable", zxd_verb_user_disable, "let nobody sign in; its sessions end"},
    {"user", "enable", zxd_verb_user_enable, "let the account sign in again"},
    {"user", "role", zxd_verb_user_role, "make it agent, engineer, lead or admin"},
    {"user", "scope", zxd_verb_user_scope, "let it see own, subtree or all organisations"},
    {"org", "add", zxd_verb_org_add, "add an organisation"},
    {"org", "list", zxd_verb_org_list, "list the organisations"},
    {"channel", "add", zxd_verb_channel_add, "add a web page that shows the chat, or change it"},
    {"channel", "list", zxd_verb_channel_list, "list the channels"},
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

static void
print_help (void)
{
  g_print ("Usage: zuoxid [COMMAND] [OPTION…]\n\nCommands:\n");
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++) {
    g_autofree char *name = g_strjoin (" ", commands[i].noun, commands[i].verb, NULL);

    g_print ("  %-16s %s\n", name, commands[i].help);
  }
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

int
main (int argc, char **argv)
{
  const char *noun = argc > 1 ? argv[1] : NULL, *verb = argc > 2 ? argv[2] : NULL;

  setlocale (LC_ALL, "");
  if (noun != NULL && (g_str_equal (noun, "--help") || g_str_equal (noun, "-h"))) {
    print_help ();
    return ZXD_DONE;
  }
  if (noun != NULL && g_str_equal (noun, "--version")) {
    g_print ("zuoxid %s\n", ZX_VERSION);
    return ZXD_DONE;
  }
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
  g_printerr ("zuoxid: there is no command “%s%s%s”\n", noun, verb != NULL ? " " : "",
              verb != NULL ? verb : "");
  print_help ();
  return ZXD_MISUSED;
}
