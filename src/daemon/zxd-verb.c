/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every command does first and last. */
#include "zxd-verb.h"

#include "zxd-identity-value.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

static gboolean
parse (ZxdVerb *verb,
       const ZxdVerbKind *kind,
       GOptionContext *context,
       char ***line,
       GError **error)
{
  if (!g_option_context_parse_strv (context, line, error))
    return FALSE;
  verb->words = g_strdupv (*line + 1);
  if (g_strv_length (verb->words) != kind->words)
    return zx_throw (error, ZX_ERROR_BAD_DATA, "%u words expected, %u given", kind->words,
                     g_strv_length (verb->words));
  return TRUE;
}

static gboolean
begin (ZxdVerb *verb, const ZxdVerbKind *kind, int argc, char **argv, GError **error)
{
  g_autofree GOptionEntry *common = zxd_config_options (&verb->config, kind->is_serving);
  g_autofree char *file = NULL;
  GOptionEntry config_entry[] = {
      {"config", 'c', 0, G_OPTION_ARG_FILENAME, &file,
       "Configuration file (default: DIR/zuoxid.conf, or " ZX_CONFIG_FILE ")", "FILE"},
      {NULL}};
  g_autoptr (GOptionContext) context = g_option_context_new (kind->usage);
  g_auto (GStrv) line = g_new0 (char *, argc + 1);

  for (int i = 0; i < argc; i++)
    line[i] = g_strdup (argv[i]);
  g_set_prgname (argv[0]);
  g_option_context_set_summary (context, kind->about);
  g_option_context_add_main_entries (context, config_entry, NULL);
  g_option_context_add_main_entries (context, common, NULL);
  if (kind->options != NULL)
    g_option_context_add_main_entries (context, kind->options, NULL);
  return parse (verb, kind, context, &line, error) &&
         zxd_config_finish (&verb->config, file, error);
}

gboolean
zxd_verb_make_data_dir (ZxdVerb *verb, GError **error)
{
  if (g_mkdir_with_parents (verb->config.data_dir, 0700) != 0)
    return zx_throw (error, ZX_ERROR_UNAVAILABLE, "%s cannot be made: %s", verb->config.data_dir,
                     g_strerror (errno));
  zxd_store_set_sql_dir (verb->config.sql_dir);
  return TRUE;
}

gboolean
zxd_verb_open_store (ZxdVerb *verb, GError **error)
{
  if (!zxd_verb_make_data_dir (verb, error))
    return FALSE;
  zxd_identity_set_country (verb->config.phone_country);
  verb->store = zxd_store_open (verb->config.database, error);
  return verb->store != NULL;
}

int
zxd_verb_run (const ZxdVerbKind *kind, int argc, char **argv)
{
  ZxdVerb verb = {0};
  g_autoptr (GError) error = NULL;
  int code = ZXD_DONE;

  if (!begin (&verb, kind, argc, argv, &error)) {
    g_printerr ("%s: %s\nTry “%s --help”.\n", argv[0], error->message, argv[0]);
    code = ZXD_MISUSED;
  } else if (!kind->run (&verb, kind->data, &error)) {
    g_printerr ("%s: %s\n", argv[0], error->message);
    code = ZXD_FAILED;
  }
  g_clear_pointer (&verb.store, zxd_store_close);
  g_strfreev (verb.words);
  zxd_config_clear (&verb.config);
  return code;
}

char *
zxd_verb_read_line (const char *what, GError **error)
{
  char text[4096];

  if (fgets (text, sizeof text, stdin) == NULL || *g_strchomp (text) == '\0') {
    zx_throw (error, ZX_ERROR_BAD_DATA, "%s is expected on standard input.", what);
    return NULL;
  }
  return g_strdup (text);
}
