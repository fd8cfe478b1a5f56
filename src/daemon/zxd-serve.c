/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `zuoxid serve`: opens the store, starts the hub and the server, and runs until it is told to end.
 */
#include "zxd-verb.h"

#include "zxd-files.h"
#include "zxd-server.h"
#include "zxd-store-agent.h"

#define ZXD_MODULE(name) void zxd_##name##_register (ZxdServer *server);
#include "zxd-modules.inc"
#undef ZXD_MODULE

#include <glib-unix.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

enum { HOUR_SECONDS = 3600 };

typedef struct {
  ZxdVerb *verb;     /* lent */
  ZxdHub *hub;       /* owned */
  ZxdServer *server; /* owned */
  GMainLoop *loop;   /* owned */
  int parent;        /* who started us */
  gboolean only_list;
} Service;

/* Each connection is a descriptor: as many as the system lets us have. */
static void
raise_descriptor_limit (void)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
    limit.rlim_cur = limit.rlim_max;
    setrlimit (RLIMIT_NOFILE, &limit);
  }
}

/* The kernel tells us of the parent's end; only if it ended before we asked must we look. */
static gboolean
follow_parent (Service *service, GError **error)
{
  prctl (PR_SET_PDEATHSIG, SIGTERM);
  if (getppid () != service->parent)
    return zx_throw (error, ZX_ERROR_UNAVAILABLE, "the parent process has ended");
  return TRUE;
}

static gboolean
told_to_end_cb (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_CONTINUE;
}

static gboolean
prune_cb (gpointer data)
{
  Service *service = data;

  zxd_store_prune (service->verb->store,
                   service->verb->config.event_days * (gint64) 24 * HOUR_SECONDS * 1000);
  return G_SOURCE_CONTINUE;
}

static gboolean
read_need (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  return zxd_agent_needs_first (db, data, error);
}

/* An installation that nobody can set up yet says what to do next. */
static gboolean
greet_the_first (Service *service, GError **error)
{
  const ZxdConfig *config = &service->verb->config;
  gboolean is_needed = FALSE;
  g_autofree char *where = NULL;

  if (!zxd_store_read_sync (service->verb->store, read_need, &is_needed, error))
    return FALSE;
  /* A conninfo may hold a password, and this goes into the log. */
  where = zxd_store_is_postgres (service->verb->store) ? g_strdup ("(the same as here)")
                                                       : g_strdup (config->database);
  if (is_needed)
    g_printerr (
        "zuoxid: there is no administrator yet. Run this, type a password and press "
        "Enter:\n  zuoxid setup --data '%s' --database '%s' --org 'Our company' --login admin "
        "--name Administrator --password-stdin\n",
        config->data_dir, where);
  return TRUE;
}

static void
register_modules (ZxdServer *server)
{
#define ZXD_MODULE(name) zxd_##name##_register (server);
#include "zxd-modules.inc"
#undef ZXD_MODULE
}

static void
run (Service *service)
{
  guint ends[] = {g_unix_signal_add (SIGTERM, told_to_end_cb, service->loop),
                  g_unix_signal_add (SIGINT, told_to_end_cb, service->loop)};
  guint prune = g_timeout_add_seconds (HOUR_SECONDS, prune_cb, service);

  prune_cb (service);
  g_print ("ready port=%d\n", zxd_server_get_port (service->server));
  fflush (stdout);
  g_main_loop_run (service->loop);
  g_source_remove (prune);
  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    g_source_remove (ends[i]);
}

static gboolean
start (Service *service, GError **error)
{
  signal (SIGPIPE, SIG_IGN);
  raise_descriptor_limit ();
  if (service->verb->config.exit_with_parent && !follow_parent (service, error))
    return FALSE;
  if (!zxd_verb_open_store (service->verb, error))
    return FALSE;
  service->hub = zxd_hub_new (service->verb->store);
  zxd_hub_set_visitor_rate (service->hub, service->verb->config.visitor_rate);
  service->server = zxd_server_new (&service->verb->config, service->verb->store, service->hub);
  register_modules (service->server);
  if (service->only_list) {
    g_autofree char *list = zxd_server_list_endpoints (service->server);

    g_print ("%s\n", list);
    return TRUE;
  }
  if (!zxd_server_open_files (service->server, error))
    return FALSE;
  if (!zxd_server_listen (service->server, error))
    return FALSE;
  if (!greet_the_first (service, error))
    return FALSE;
  service->loop = g_main_loop_new (NULL, FALSE);
  run (service);
  return TRUE;
}

/* Sockets first, then what they stand on. The store commits all that was queued. */
static void
shut_down (Service *service)
{
  if (service->hub != NULL)
    zxd_hub_stop (service->hub);
  if (service->server != NULL)
    zxd_server_hand_over (service->server);
  g_clear_pointer (&service->verb->store, zxd_store_close);
  g_clear_pointer (&service->server, zxd_server_free);
  g_clear_pointer (&service->hub, zxd_hub_free);
  g_clear_pointer (&service->loop, g_main_loop_unref);
}

static gboolean
serve (ZxdVerb *verb, gpointer data, GError **error)
{
  Service *service = data;
  gboolean went_well;

  service->verb = verb;
  went_well = start (service, error);
  shut_down (service);
  return went_well;
}

int
zxd_verb_serve (int argc, char **argv)
{
  Service service = {.parent = getppid ()};
  GOptionEntry options[] = {{"list-endpoints", 0, 0, G_OPTION_ARG_NONE, &service.only_list,
                             "Print the endpoints and end", NULL},
                            {NULL}};
  ZxdVerbKind kind = {.about = "Serves agents and customers.",
                      .options = options,
                      .is_serving = TRUE,
                      .run = serve,
                      .data = &service};

  return zxd_verb_run (&kind, argc, argv);
}
