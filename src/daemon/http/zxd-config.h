/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* How this daemon was told to run. Options on the command line and keys of the configuration file
 * (group [zuoxid]) have the same names; the command line wins. Does not change after the start. */
typedef struct {
  char *data_dir;         /* owned, never null once filled: database, key file, attachments */
  char *database;         /* owned: a path or a PostgreSQL conninfo */
  char *key_file;         /* owned: the master key of the secrets */
  char *files_dir;        /* owned: what is sent along with messages */
  char *clamd;            /* owned, null: files are not scanned */
  char *listen;           /* owned: an address */
  int port;               /* 0: any free one */
  char *public_url;       /* owned, null: taken from each request; without a final slash */
  char *web_dir;          /* owned */
  char *sql_dir;          /* owned */
  char *metrics_token;    /* owned, null: /metrics answers loopback only */
  char **trusted_proxies; /* owned, null when none: CIDR blocks */
  int phone_country;      /* of numbers that are written without one: 86 */
  gboolean exit_with_parent;
  gboolean require_category; /* a contact is closed only with a category */

  int idle_seconds;     /* a connection may send nothing for */
  int open_requests;    /* requests without sign-in, per address and minute */
  int sign_ins;         /* sign-in attempts per address and minute */
  int visitor_sessions; /* visitor sessions per address and minute */
  int visitor_rate;     /* messages of one visitor in ten seconds */
  int file_most_mb;     /* largest file of a visitor */
  int agent_file_most_mb;
  int visitor_files;         /* files of one visitor in a minute */
  int visitor_address_mb;    /* of visitors' files from one network in a day */
  int files_reserve_mb;      /* of the files' disk that visitors' files leave free */
  int lockout_tries;         /* wrong passwords before an account is locked for an address */
  int lockout_seconds;       /* for how long */
  int session_days;          /* a sign-in is good for */
  int away_seconds;          /* a vanished agent keeps his presence for */
  int routing_check_seconds; /* between two comparisons of the router's desk with the rows */
  int lost_seconds;          /* and his chats for, if that is longer */
  int recall_seconds;        /* a message can be taken back for */
  int repeat_days;           /* who comes again within so many days may have the same matter */
  int event_days;            /* the event log is kept for */
} ZxdConfig;

/* The common options of all verbs (data, database, configuration) or, with @serving, all of them.
 * The entries write into @config, which must live as long as they do. Caller frees with g_free().
 */
GOptionEntry *zxd_config_options (ZxdConfig *config, gboolean serving);

/* After parsing: adds what @file says and was not given on the command line, then the defaults, and
 * checks ranges. @file null: DIR/zuoxid.conf when the command line says --data DIR; else the
 * system's, else the user's own, if there is one. */
gboolean zxd_config_finish (ZxdConfig *config, const char *file, GError **error);
void zxd_config_clear (ZxdConfig *config);
