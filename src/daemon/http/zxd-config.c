/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One table of options, read from the command line and from the configuration file. */
#include "zxd-config.h"

#include "zx-error.h"
#include "zxd-identity-value.h"

#define GROUP "zuoxid"

enum { UNSET = G_MININT };

typedef struct {
  const char *name;
  GOptionArg kind;
  gsize offset;
  gboolean serving; /* of no meaning to the other verbs */
  int fallback, least, most;
  const char *help, *value;
} Option;

#define PLACE(member) G_STRUCT_OFFSET (ZxdConfig, member)

static const Option options[] = {
    {"data", G_OPTION_ARG_FILENAME, PLACE (data_dir), FALSE, 0, 0, 0,
     "Folder of database, key and files", "DIR"},
    {"database", G_OPTION_ARG_STRING, PLACE (database), FALSE, 0, 0, 0,
     "SQLite file, or PostgreSQL conninfo or URI", "WHERE"},
    {"key-file", G_OPTION_ARG_FILENAME, PLACE (key_file), FALSE, 0, 0, 0,
     "Master key of the stored secrets", "FILE"},
    {"files", G_OPTION_ARG_FILENAME, PLACE (files_dir), FALSE, 0, 0, 0,
     "Folder of what is sent along with messages; several daemons share it", "DIR"},
    {"sql-dir", G_OPTION_ARG_FILENAME, PLACE (sql_dir), FALSE, 0, 0, 0,
     "Folder of the schema files", "DIR"},
    {"phone-country", G_OPTION_ARG_INT, PLACE (phone_country), FALSE, ZXD_PHONE_COUNTRY, 1, 999,
     "Country code of phone numbers written without one", "N"},
    {"listen", G_OPTION_ARG_STRING, PLACE (listen), TRUE, 0, 0, 0, "Address to listen on",
     "ADDRESS"},
    {"port", G_OPTION_ARG_INT, PLACE (port), TRUE, 7700, 0, 65535, "Port, 0 for any free one", "N"},
    {"public-url", G_OPTION_ARG_STRING, PLACE (public_url), TRUE, 0, 0, 0,
     "How customers' browsers reach this daemon", "URL"},
    {"web-dir", G_OPTION_ARG_FILENAME, PLACE (web_dir), TRUE, 0, 0, 0,
     "Folder of the customers' pages", "DIR"},
    {"trusted-proxy", G_OPTION_ARG_STRING_ARRAY, PLACE (trusted_proxies), TRUE, 0, 0, 0,
     "Believe X-Forwarded-For and -Proto from these addresses", "CIDR"},
    {"metrics-token", G_OPTION_ARG_STRING, PLACE (metrics_token), TRUE, 0, 0, 0,
     "Bearer token for /metrics from other machines", "TOKEN"},
    {"exit-with-parent", G_OPTION_ARG_NONE, PLACE (exit_with_parent), TRUE, 0, 0, 0,
     "End when the process that started this one ends", NULL},
    {"require-category", G_OPTION_ARG_NONE, PLACE (require_category), TRUE, 0, 0, 0,
     "Close contacts only with a category, once there are categories", NULL},
    {"idle-seconds", G_OPTION_ARG_INT, PLACE (idle_seconds), TRUE, 60, 1, 3600,
     "How long a connection may take to send a request", "N"},
    {"open-requests", G_OPTION_ARG_INT, PLACE (open_requests), TRUE, 1200, 1, 10000000,
     "Requests without sign-in per address and minute", "N"},
    {"sign-ins", G_OPTION_ARG_INT, PLACE (sign_ins), TRUE, 60, 1, 100000,
     "Sign-in attempts per address and minute", "N"},
    {"visitor-sessions", G_OPTION_ARG_INT, PLACE (visitor_sessions), TRUE, 60, 1, 10000000,
     "Visitor sessions per address and minute", "N"},
    {"visitor-rate", G_OPTION_ARG_INT, PLACE (visitor_rate), TRUE, 20, 20, 10000000,
     "Messages of one visitor in ten seconds", "N"},
    {"file-most-mb", G_OPTION_ARG_INT, PLACE (file_most_mb), TRUE, 10, 1, 1000,
     "Largest file that a visitor may send", "MB"},
    {"agent-file-most-mb", G_OPTION_ARG_INT, PLACE (agent_file_most_mb), TRUE, 50, 1, 1000,
     "Largest file that an agent may send", "MB"},
    {"visitor-files", G_OPTION_ARG_INT, PLACE (visitor_files), TRUE, 30, 1, 1000000,
     "Files of one visitor in a minute", "N"},
    {"visitor-address-mb", G_OPTION_ARG_INT, PLACE (visitor_address_mb), TRUE, 2000, 1, 10000000,
     "Visitors' files from one network in a day, together", "MB"},
    {"files-reserve-mb", G_OPTION_ARG_INT, PLACE (files_reserve_mb), TRUE, 512, 0, 1000000000,
     "Free space that files leave on their disk", "MB"},
    {"clamd", G_OPTION_ARG_STRING, PLACE (clamd), TRUE, 0, 0, 0,
     "Have files scanned by clamd: unix:/path or host:port", "WHERE"},
    {"lockout-tries", G_OPTION_ARG_INT, PLACE (lockout_tries), TRUE, 5, 1, 100,
     "Wrong passwords before an account is locked for an address", "N"},
    {"lockout-seconds", G_OPTION_ARG_INT, PLACE (lockout_seconds), TRUE, 300, 1, 86400,
     "How long it stays locked", "N"},
    {"session-days", G_OPTION_ARG_INT, PLACE (session_days), TRUE, 30, 1, 366,
     "How long a sign-in is good for", "N"},
    {"away-seconds", G_OPTION_ARG_INT, PLACE (away_seconds), TRUE, 30, 1, 3600,
     "How long a vanished agent keeps the presence", "N"},
    {"lost-seconds", G_OPTION_ARG_INT, PLACE (lost_seconds), TRUE, 120, 1, 86400,
     "How long a vanished agent keeps the chats", "N"},
    {"routing-check-seconds", G_OPTION_ARG_INT, PLACE (routing_check_seconds), TRUE, 60, 1, 86400,
     "How often what is known of queues and agents is compared with the database", "N"},
    {"recall-seconds", G_OPTION_ARG_INT, PLACE (recall_seconds), TRUE, 120, 0, 86400,
     "How long a message can be taken back", "N"},
    {"repeat-days", G_OPTION_ARG_INT, PLACE (repeat_days), TRUE, 7, 0, 3650,
     "A customer who comes again within so many days may have the same matter", "N"},
    {"event-days", G_OPTION_ARG_INT, PLACE (event_days), TRUE, 7, 1, 3650,
     "How long the event log is kept", "N"},
};

static int *
int_of (ZxdConfig *config, const Option *option)
{
  return G_STRUCT_MEMBER_P (config, option->offset);
}

GOptionEntry *
zxd_config_options (ZxdConfig *config, gboolean serving)
{
  GOptionEntry *entries = g_new0 (GOptionEntry, G_N_ELEMENTS (options) + 1);
  gsize n = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (options); i++) {
    const Option *option = &options[i];

    if (option->kind == G_OPTION_ARG_INT)
      *int_of (config, option) = UNSET;
    if (option->serving && !serving)
      continue;
    entries[n++] = (GOptionEntry){.long_name = option->name,
                                  .arg = option->kind,
                                  .arg_data = G_STRUCT_MEMBER_P (config, option->offset),
                                  .description = option->help,
                                  .arg_description = option->value};
  }
  return entries;
}

static gboolean
read_key (ZxdConfig *config, GKeyFile *file, const Option *option, GError **error)
{
  gpointer place = G_STRUCT_MEMBER_P (config, option->offset);
  GError *problem = NULL;

  switch (option->kind) {
  case G_OPTION_ARG_INT:
    if (*(int *) place == UNSET)
      *(int *) place = g_key_file_get_integer (file, GROUP, option->name, &problem);
    break;
  case G_OPTION_ARG_NONE:
    if (!*(gboolean *) place)
      *(gboolean *) place = g_key_file_get_boolean (file, GROUP, option->name, &problem);
    break;
  case G_OPTION_ARG_STRING_ARRAY:
    if (*(char ***) place == NULL)
      *(char ***) place = g_key_file_get_string_list (file, GROUP, option->name, NULL, &problem);
    break;
  default:
    if (*(char **) place == NULL)
      *(char **) place = g_key_file_get_string (file, GROUP, option->name, &problem);
    break;
  }
  if (problem != NULL) {
    zx_throw (error, ZX_ERROR_BAD_DATA, "%s: %s", option->name, problem->message);
    g_error_free (problem);
    return FALSE;
  }
  return TRUE;
}

static const Option *
find_option (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (options); i++) {
    if (g_str_equal (options[i].name, name))
      return &options[i];
  }
  return NULL;
}

static gboolean
read_file (ZxdConfig *config, const char *path, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_auto (GStrv) keys = NULL;

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, error)) {
    g_prefix_error (error, "%s: ", path);
    return FALSE;
  }
  keys = g_key_file_get_keys (file, GROUP, NULL, error);
  if (keys == NULL)
    return FALSE;
  for (gsize i = 0; keys[i] != NULL; i++) {
    const Option *option = find_option (keys[i]);

    if (option == NULL)
      return zx_throw (error, ZX_ERROR_BAD_DATA, "%s: there is no option “%s”", path, keys[i]);
    if (!read_key (config, file, option, error)) {
      g_prefix_error (error, "%s: ", path);
      return FALSE;
    }
  }
  return TRUE;
}

static char *
choose (char *given, const char *variable, char *fallback)
{
  if (given != NULL) {
    g_free (fallback);
    return given;
  }
  if (variable != NULL && g_getenv (variable) != NULL) {
    g_free (fallback);
    return g_strdup (g_getenv (variable));
  }
  return fallback;
}

static gboolean
check_numbers (ZxdConfig *config, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (options); i++) {
    const Option *option = &options[i];
    int *value;

    if (option->kind != G_OPTION_ARG_INT)
      continue;
    value = int_of (config, option);
    if (*value == UNSET)
      *value = option->fallback;
    if (*value < option->least || *value > option->most)
      return zx_throw (error, ZX_ERROR_BAD_DATA, "--%s must be between %d and %d", option->name,
                       option->least, option->most);
  }
  return TRUE;
}

/* Where the file is when nobody says. Caller frees. */
static char *
usual_file (const ZxdConfig *config)
{
  if (config->data_dir != NULL)
    return g_build_filename (config->data_dir, "zuoxid.conf", NULL);
  if (g_file_test (ZX_CONFIG_FILE, G_FILE_TEST_EXISTS))
    return g_strdup (ZX_CONFIG_FILE);
  return g_build_filename (g_get_user_data_dir (), "zuoxid", "zuoxid.conf", NULL);
}

gboolean
zxd_config_finish (ZxdConfig *config, const char *file, GError **error)
{
  g_autofree char *usual = file == NULL ? usual_file (config) : NULL;

  if (usual != NULL && g_file_test (usual, G_FILE_TEST_EXISTS))
    file = usual;
  if (file != NULL && !read_file (config, file, error))
    return FALSE;

  config->data_dir =
      choose (config->data_dir, NULL, g_build_filename (g_get_user_data_dir (), "zuoxid", NULL));
  config->database =
      choose (config->database, NULL, g_build_filename (config->data_dir, "zuoxi.db", NULL));
  config->key_file =
      choose (config->key_file, NULL, g_build_filename (config->data_dir, "master.key", NULL));
  config->files_dir =
      choose (config->files_dir, NULL, g_build_filename (config->data_dir, "files", NULL));
  config->web_dir =
      choose (config->web_dir, "ZX_WEB_DIR", g_build_filename (ZX_DATA_DIR, "web", NULL));
  config->sql_dir =
      choose (config->sql_dir, "ZX_SQL_DIR", g_build_filename (ZX_DATA_DIR, "sql", NULL));
  config->listen = choose (config->listen, NULL, g_strdup ("127.0.0.1"));
  while (config->public_url != NULL && g_str_has_suffix (config->public_url, "/"))
    config->public_url[strlen (config->public_url) - 1] = '\0';
  return check_numbers (config, error);
}

void
zxd_config_clear (ZxdConfig *config)
{
  g_clear_pointer (&config->data_dir, g_free);
  g_clear_pointer (&config->database, g_free);
  g_clear_pointer (&config->key_file, g_free);
  g_clear_pointer (&config->files_dir, g_free);
  g_clear_pointer (&config->clamd, g_free);
  g_clear_pointer (&config->listen, g_free);
  g_clear_pointer (&config->public_url, g_free);
  g_clear_pointer (&config->web_dir, g_free);
  g_clear_pointer (&config->sql_dir, g_free);
  g_clear_pointer (&config->metrics_token, g_free);
  g_clear_pointer (&config->trusted_proxies, g_strfreev);
}
