/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-config.h"
#include "zxd-store-setup.h"

/* What every command of `zuoxid` does first and last: options, configuration, store. */
typedef struct {
  ZxdConfig config;
  ZxdStore *store; /* owned, null until opened */
  char **words;    /* owned: what is left of the command line */
} ZxdVerb;

/* Exit codes. */
enum { ZXD_DONE = 0, ZXD_FAILED = 1, ZXD_MISUSED = 2 };

/* A command's own part: what it does once its options are read. */
typedef gboolean (*ZxdVerbFunc) (ZxdVerb *verb, gpointer data, GError **error);

typedef struct {
  const char *usage;           /* the words behind the command, as --help shows them; may be null */
  const char *about;           /* one sentence */
  const GOptionEntry *options; /* its own, may be null */
  gboolean is_serving;         /* knows the options of serving as well */
  guint words;                 /* how many there must be */
  ZxdVerbFunc run;
  gpointer data;
} ZxdVerbKind;

/* Reads the command line, runs, says what went wrong, and closes everything. The exit code. */
int zxd_verb_run (const ZxdVerbKind *kind, int argc, char **argv);

/* The folder of the data is there, and the store knows where the schema is. */
gboolean zxd_verb_make_data_dir (ZxdVerb *verb, GError **error);

gboolean zxd_verb_open_store (ZxdVerb *verb, GError **error);

/* One line from standard input, without its end. Null with @error when there is none. */
char *zxd_verb_read_line (const char *what, GError **error);

/* The commands. Each gets argv[0] = its name. */
int zxd_verb_serve (int argc, char **argv);
int zxd_verb_user_add (int argc, char **argv);
int zxd_verb_user_list (int argc, char **argv);
int zxd_verb_user_passwd (int argc, char **argv);
int zxd_verb_user_disable (int argc, char **argv);
int zxd_verb_user_enable (int argc, char **argv);
int zxd_verb_user_set (int argc, char **argv);
int zxd_verb_org_add (int argc, char **argv);
int zxd_verb_org_list (int argc, char **argv);
int zxd_verb_org_set (int argc, char **argv);
int zxd_verb_first (int argc, char **argv);
int zxd_verb_channel_key (int argc, char **argv);
int zxd_verb_import_customers (int argc, char **argv);
int zxd_verb_import_articles (int argc, char **argv);
int zxd_verb_import_sample (int argc, char **argv);
int zxd_verb_person_export (int argc, char **argv);
int zxd_verb_person_erase (int argc, char **argv);
int zxd_verb_backup (int argc, char **argv);
int zxd_verb_restore (int argc, char **argv);
int zxd_verb_check (int argc, char **argv);
int zxd_verb_thumbnail (int argc, char **argv); /* the daemon's own child, see zxd-thumb.h */

/* Whatever stands in the store's table of things to set up: @verb is add, set, remove or list. The
 * help is null when the noun has no such verb; caller frees. */
int zxd_verb_setup (const ZxdSetupNoun *noun, const char *verb, int argc, char **argv);
char *zxd_verb_setup_help (const ZxdSetupNoun *noun, const char *verb);
