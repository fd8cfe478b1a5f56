/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Measures a message hub: sign-ins, memory a connection, latency at a fixed rate (open loop: from
 * the moment at which a message should have been sent), then messages a second with a fixed number
 * under way. Of two servers, asked for, the second is killed while messages come.
 * Prints one line of JSON. A lost message, acknowledgement or connection, or one told twice, fails
 * the run.
 */
#include "load.h"

#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>

enum {
  BODY_BYTES = 120,
  SIGN_IN_S = 300,
  DRAIN_S = 60,
  PER_S = 500,
  OUTAGE_PER_S = 2000, /* some are under way at any moment */
  KILLED_AFTER_S = 5,
  OUTAGE_S = 10,
};

/* A burst is good when 99 of 100 messages are delivered and acknowledged within this. When none is,
 * the last one is given, and its figures say so. */
static const double most_ms = 50;

typedef struct {
  double per_s, us_each;             /* µs of the server's processor time a message */
  double delivered_50, delivered_99; /* ms */
  double acknowledged_50, acknowledged_99;
  double other_cores; /* processor time of others, in cores */
  gboolean is_good;
} Result;

/* ---- messages */

void
load_delivered (Load *load, guint32 number)
{
  Messages *all = &load->messages;
  guint32 i = number - all->base;

  if (i >= all->sent)
    return;
  if (all->delivered_ms[i] >= 0) {
    all->doubled++;
    return;
  }
  all->delivered_ms[i] = (load_now () - all->sent_at[i]) * 1000;
  all->delivered++;
}

void
load_acknowledged (Load *load, guint32 number)
{
  Messages *all = &load->messages;
  guint32 i = number - all->base;

  if (i >= all->sent || all->acknowledged_ms[i] >= 0)
    return;
  all->acknowledged_ms[i] = (load_now () - all->sent_at[i]) * 1000;
  all->acknowledged++;
}

void
load_delivered_text (Load *load, const char *text, gsize length)
{
  const char *at = memmem (text, length, "\"m:", 3);

  if (at != NULL)
    load_delivered (load, strtoul (at + 3, NULL, 10));
}

static void
put_message (Load *load, guint32 number)
{
  char body[BODY_BYTES + 1];
  int n = g_snprintf (body, sizeof body, "m:%u:", number);

  memset (body + n, 'x', BODY_BYTES - n);
  body[BODY_BYTES] = '\0';
  load->protocol->send (load, &load->visitors[number % load->n_visitors], number, body);
}

void
load_send_again (Load *load, Peer *visitor)
{
  Messages *all = &load->messages;
  guint32 n = load->n_visitors;

  for (guint32 i = (visitor->index + n - all->base % n) % n; i < all->sent; i += n)
    if (all->acknowledged_ms[i] < 0)
      put_message (load, all->base + i);
}

static void
send_one (Load *load, double sent_at)
{
  Messages *all = &load->messages;
  guint32 i = all->sent;

  all->sent_at[i] = sent_at;
  all->delivered_ms[i] = all->acknowledged_ms[i] = -1;
  all->sent++;
  put_message (load, all->base + i);
}

static void
begin_phase (Load *load)
{
  load->messages.base += load->messages.sent;
  load->messages.sent = load->messages.delivered = load->messages.acknowledged = 0;
}

static gboolean
is_drained (Load *load)
{
  return load->messages.delivered == load->messages.sent &&
         load->messages.acknowledged == load->messages.sent;
}

/* ---- figures of a phase */

static int
compare_floats (gconstpointer a, gconstpointer b)
{
  float x = *(const float *) a, y = *(const float *) b;

  return (x > y) - (x < y);
}

static double
percentile (float *values, guint32 n, double share)
{
  qsort (values, n, sizeof *values, compare_floats);
  return n > 0 ? values[(guint32) (share * (n - 1))] : NAN;
}

typedef struct {
  double wall, idle, own, cpu;
} Clocks;

static Usage
read_usage (Load *load)
{
  Usage all = {0};

  for (int i = 0; i < load->n_servers; i++) {
    Usage one = load_usage (load->pids[i]);

    all.cpu_s += one.cpu_s;
    all.rss_kb += one.rss_kb;
    all.pss_kb += one.pss_kb;
  }
  return all;
}

static Clocks
read_clocks (Load *load)
{
  return (Clocks){load_now (), load_idle_s (), load_own_cpu (), read_usage (load).cpu_s};
}

static Result
finish_phase (Load *load, const Clocks *before, double seconds)
{
  Messages *all = &load->messages;
  Clocks after;
  Result result = {0};
  double cores = g_get_num_processors (), wall;

  if (!load_wait (load, is_drained, DRAIN_S)) {
    load_fail (load, "%u sent, %u delivered, %u acknowledged", all->sent, all->delivered,
               all->acknowledged);
    return result;
  }
  if (all->doubled > 0)
    load_fail (load, "%u of %u were delivered twice", all->doubled, all->sent);
  after = read_clocks (load);
  wall = after.wall - before->wall;
  result.other_cores =
      cores -
      (after.idle - before->idle + after.own - before->own + after.cpu - before->cpu) / wall;
  result.per_s = all->sent / seconds;
  result.us_each = (after.cpu - before->cpu) * 1e6 / MAX (all->sent, 1);
  result.delivered_50 = percentile (all->delivered_ms, all->sent, .5);
  result.delivered_99 = percentile (all->delivered_ms, all->sent, .99);
  result.acknowledged_50 = percentile (all->acknowledged_ms, all->sent, .5);
  result.acknowledged_99 = percentile (all->acknowledged_ms, all->sent, .99);
  result.is_good = result.delivered_99 < most_ms && result.acknowledged_99 < most_ms;
  return result;
}

/* Its clients hear of it as they would: their connections break. */
static void
kill_second (Load *load)
{
  load->dead_port = load->ports[1];
  kill (load->pids[1], SIGKILL);
}

static Result
run_open_loop (Load *load, double per_s, double seconds, double killed_after)
{
  Clocks before;
  double start;

  begin_phase (load);
  before = read_clocks (load);
  start = load_now ();
  while (!load->is_broken && load_now () < start + seconds) {
    double due;

    while ((due = start + load->messages.sent / per_s) <= load_now ())
      send_one (load, due);
    if (load->dead_port == 0 && load_now () > start + killed_after)
      kill_second (load);
    load_poll (load, 0); /* never asleep: a late wake-up of ours would be counted as theirs */
  }
  return finish_phase (load, &before, seconds);
}

static Result
run_burst (Load *load, guint32 under_way, double seconds)
{
  Messages *all = &load->messages;
  Clocks before;
  double start, end;

  begin_phase (load);
  before = read_clocks (load);
  start = load_now ();
  while (!load->is_broken && load_now () < start + seconds && all->sent < all->room - under_way) {
    while (all->sent - MIN (all->delivered, all->acknowledged) < under_way)
      send_one (load, load_now ());
    load_poll (load, 20);
  }
  end = load_now ();
  return finish_phase (load, &before, end - start);
}

static Result
find_best (Load *load, double seconds, guint32 *under_way)
{
  Result best = {0};
  int n_good = 0;

  for (guint32 k = 512; k >= 8 && n_good < 3 && !load->is_broken;) {
    Result result = run_burst (load, k, seconds);

    g_printerr ("%u under way: %.0f/s, %.1f us each, p99 %.1f ms, others %.2f cores\n", k,
                result.per_s, result.us_each, result.delivered_99, result.other_cores);
    if (!result.is_good) {
      if (n_good == 0)
        best = result;
      *under_way = k;
      k /= 4;
      continue;
    }
    if (n_good++ == 0)
      best.per_s = 0;
    if (result.per_s > best.per_s) {
      best = result;
      *under_way = k;
    }
  }
  return best;
}

/* ---- a server that ends */

static void
make_outage (Load *load, Result *result)
{
  int n_theirs = 0;

  for (int i = 0; i < load->n_agents; i++)
    n_theirs += load->agents[i].port == load->ports[1];
  for (int i = 0; i < load->n_visitors; i++)
    n_theirs += load->visitors[i].port == load->ports[1];
  *result = run_open_loop (load, OUTAGE_PER_S, OUTAGE_S, KILLED_AFTER_S);
  if (load->n_moved != n_theirs)
    load_fail (load, "%d of %d clients came to the other server", load->n_moved, n_theirs);
}

/* ---- connecting */

static int wanted_ready;

static gboolean
is_ready (Load *load)
{
  return load->n_ready >= wanted_ready;
}

static void
dial_all (Load *load, Peer *peers, int n, int base)
{
  for (int i = 0; i < n && !load->is_broken; i++) {
    load_dial (load, &peers[i]);
    wanted_ready = base + i + 1 - LOAD_DIALLED_AT_ONCE;
    if (!load_wait (load, is_ready, SIGN_IN_S))
      load_fail (load, "%d of %d signed in", load->n_ready - base, n);
  }
}

static Peer *
make_peers (Load *load, int n, gboolean is_agent)
{
  Peer *peers = g_new0 (Peer, n);

  for (int i = 0; i < n; i++) {
    peers[i].fd = -1;
    peers[i].index = i;
    peers[i].is_agent = is_agent;
    peers[i].agent = i % load->n_agents;
    peers[i].port = load->ports[i % load->n_servers];
  }
  return peers;
}

static double
connect_all (Load *load, Usage *before, Usage *after)
{
  int n_agents = load->n_agents + (load->protocol->prepare != NULL ? 1 : 0);
  double start, seconds, settled;

  load->agents = make_peers (load, n_agents, TRUE);
  load->visitors = make_peers (load, load->n_visitors, FALSE);
  dial_all (load, load->agents, n_agents, 0);
  if (load->protocol->prepare != NULL) {
    load->protocol->prepare (load);
  } else {
    wanted_ready = n_agents;
    load_wait (load, is_ready, SIGN_IN_S);
    load->n_ready = 0;
  }
  *before = read_usage (load);
  start = load_now ();
  dial_all (load, load->visitors, load->n_visitors, 0);
  wanted_ready = load->n_visitors;
  if (!load->is_broken && !load_wait (load, is_ready, SIGN_IN_S))
    load_fail (load, "%d visitors came in", load->n_ready);
  seconds = load_now () - start;
  settled = load_now () + 1;
  while (load_now () < settled)
    load_poll (load, 20);
  *after = read_usage (load);
  if (load->protocol->prepare != NULL && !load->is_broken)
    load->protocol->prepare (load);
  return seconds;
}

static void
print_result (Load *load,
              double fixed_s,
              gboolean is_killing,
              double sign_in_s,
              const Usage *before,
              const Usage *after)
{
  Result fixed, best = {0}, outage = {0};
  guint32 under_way = 0;

  if (load->is_broken)
    return;
  run_burst (load, 64, .3); /* to warm up */
  fixed = run_open_loop (load, PER_S, fixed_s, INFINITY);
  best = find_best (load, 1.5, &under_way);
  if (is_killing && !load->is_broken)
    make_outage (load, &outage);
  if (load->is_broken)
    return;
  g_print ("{\"visitors\":%d,\"agents\":%d,\"sign_in_s\":%.2f,\"kb_each\":%.2f,\"pss_mb\":%.0f,"
           "\"per_s\":%.0f,\"is_good\":%s,\"under_way\":%u,\"us_each\":%.1f,\"delivered_99\":%.2f,"
           "\"acknowledged_99\":%.2f,\"other_cores\":%.2f,\"fixed_50\":%.2f,\"fixed_99\":%.2f,"
           "\"fixed_acknowledged_99\":%.2f,\"fixed_other_cores\":%.2f,\"messages\":%u,"
           "\"moved\":%d,\"outage_50\":%.2f,\"outage_99\":%.2f}\n",
           load->n_visitors, load->n_agents, sign_in_s,
           (after->pss_kb - before->pss_kb) / load->n_visitors, after->pss_kb / 1024, best.per_s,
           best.is_good ? "true" : "false", under_way, best.us_each, best.delivered_99,
           best.acknowledged_99, best.other_cores, fixed.delivered_50, fixed.delivered_99,
           fixed.acknowledged_99, fixed.other_cores,
           load->messages.base - load->n_visitors + load->messages.sent, load->n_moved,
           outage.delivered_50, outage.delivered_99);
}

int
main (int argc, char **argv)
{
  g_autofree char *protocol = NULL, *channel = NULL;
  Load load = {.n_visitors = 200, .n_agents = 10, .random = 88172645463325252ull};
  gboolean is_killing = FALSE;
  double sign_in_s, fixed_s = 3;
  const GOptionEntry options[] = {
      {"protocol", 0, 0, G_OPTION_ARG_STRING, &protocol, "zuoxi, floor or sio", "NAME"},
      {"port", 0, 0, G_OPTION_ARG_INT, &load.ports[0], "Port on 127.0.0.1", "N"},
      {"second-port", 0, 0, G_OPTION_ARG_INT, &load.ports[1], "Another server of the same hub",
       "N"},
      {"second-pid", 0, 0, G_OPTION_ARG_INT, &load.pids[1], "Its process", "N"},
      {"kill-second", 0, 0, G_OPTION_ARG_NONE, &is_killing, "Kill that one at the end", NULL},
      {"fixed-s", 0, 0, G_OPTION_ARG_DOUBLE, &fixed_s, "How long at the fixed rate", "S"},
      {"pid", 0, 0, G_OPTION_ARG_INT, &load.pids[0], "The server's process", "N"},
      {"visitors", 0, 0, G_OPTION_ARG_INT, &load.n_visitors, "Connections", "N"},
      {"agents", 0, 0, G_OPTION_ARG_INT, &load.n_agents, "Agents", "N"},
      {"channel", 0, 0, G_OPTION_ARG_STRING, &channel, "Zuoxi's channel key", "KEY"},
      {NULL},
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  struct rlimit files = {20000, 20000};
  Usage before, after;

  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    g_error ("%s", error->message);
  load.protocol = protocol != NULL ? load_protocol_named (protocol) : NULL;
  if (load.protocol == NULL || load.ports[0] == 0 || load.pids[0] == 0)
    g_error ("--protocol, --port and --pid are needed");
  setrlimit (RLIMIT_NOFILE, &files);
  load.n_servers = load.ports[1] != 0 ? 2 : 1;
  load.channel = channel;
  load.password = g_getenv ("ZX_BENCH_PASSWORD");
  load.epoll_fd = epoll_create1 (EPOLL_CLOEXEC);
  load.scratch = g_string_sized_new (512);
  load.messages.room = 2000000;
  load.messages.base = load.n_visitors;
  load.messages.sent_at = g_new (double, load.messages.room);
  load.messages.delivered_ms = g_new (float, load.messages.room);
  load.messages.acknowledged_ms = g_new (float, load.messages.room);
  sign_in_s = connect_all (&load, &before, &after);
  print_result (&load, fixed_s, is_killing, sign_in_s, &before, &after);
  return load.is_broken ? 1 : 0;
}
