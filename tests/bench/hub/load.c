/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Measures a message hub: sign-ins, memory a connection, latency at a fixed rate (open loop: from
 * the moment at which a message should have been sent), then messages a second with a fixed number
 * under way. Prints one line of JSON. A lost message, acknowledgement or connection fails the run.
 */
#include "load.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>

enum {
  DIALLED_AT_ONCE = 64,
  BODY_BYTES = 120,
  SIGN_IN_S = 300,
  DRAIN_S = 10,
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

  if (i >= all->sent || all->delivered_ms[i] >= 0)
    return;
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
send_one (Load *load, double sent_at)
{
  Messages *all = &load->messages;
  guint32 i = all->sent, number = all->base + i;
  char body[BODY_BYTES + 1];
  int n = g_snprintf (body, sizeof body, "m:%u:", number);

  memset (body + n, 'x', BODY_BYTES - n);
  body[BODY_BYTES] = '\0';
  all->sent_at[i] = sent_at;
  all->delivered_ms[i] = all->acknowledged_ms[i] = -1;
  all->sent++;
  load->protocol->send (load, &load->visitors[number % load->n_visitors], number, body);
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

static Clocks
read_clocks (Load *load)
{
  return (Clocks){load_now (), load_idle_s (), load_own_cpu (), load_usage (load->pid).cpu_s};
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

static Result
run_open_loop (Load *load, double per_s, double seconds)
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
    wanted_ready = base + i + 1 - DIALLED_AT_ONCE;
    if (!load_wait (load, is_ready, SIGN_IN_S))
      load_fail (load, "%d of %d signed in", load->n_ready - base, n);
  }
}

static Peer *
make_peers (int n, gboolean is_agent, int n_agents)
{
  Peer *peers = g_new0 (Peer, n);

  for (int i = 0; i < n; i++) {
    peers[i].fd = -1;
    peers[i].index = i;
    peers[i].is_agent = is_agent;
    peers[i].agent = i % n_agents;
  }
  return peers;
}

static double
connect_all (Load *load, Usage *before, Usage *after)
{
  int n_agents = load->n_agents + (load->protocol->prepare != NULL ? 1 : 0);
  double start, seconds, settled;

  load->agents = make_peers (n_agents, TRUE, load->n_agents);
  load->visitors = make_peers (load->n_visitors, FALSE, load->n_agents);
  dial_all (load, load->agents, n_agents, 0);
  if (load->protocol->prepare != NULL) {
    load->protocol->prepare (load);
  } else {
    wanted_ready = n_agents;
    load_wait (load, is_ready, SIGN_IN_S);
    load->n_ready = 0;
  }
  *before = load_usage (load->pid);
  start = load_now ();
  dial_all (load, load->visitors, load->n_visitors, 0);
  wanted_ready = load->n_visitors;
  if (!load->is_broken && !load_wait (load, is_ready, SIGN_IN_S))
    load_fail (load, "%d visitors came in", load->n_ready);
  seconds = load_now () - start;
  settled = load_now () + 1;
  while (load_now () < settled)
    load_poll (load, 20);
  *after = load_usage (load->pid);
  if (load->protocol->prepare != NULL && !load->is_broken)
    load->protocol->prepare (load);
  return seconds;
}

static void
print_result (Load *load, double sign_in_s, const Usage *before, const Usage *after)
{
  Result fixed, best = {0};
  guint32 under_way = 0;
  double per_s = 500;

  if (load->is_broken)
    return;
  run_burst (load, 64, .3); /* to warm up */
  fixed = run_open_loop (load, per_s, 3);
  best = find_best (load, 1.5, &under_way);
  if (load->is_broken)
    return;
  g_print ("{\"visitors\":%d,\"agents\":%d,\"sign_in_s\":%.2f,\"kb_each\":%.2f,"
           "\"per_s\":%.0f,\"is_good\":%s,\"under_way\":%u,\"us_each\":%.1f,\"delivered_99\":%.2f,"
           "\"acknowledged_99\":%.2f,\"other_cores\":%.2f,\"fixed_50\":%.2f,\"fixed_99\":%.2f,"
           "\"fixed_acknowledged_99\":%.2f,\"fixed_other_cores\":%.2f,\"messages\":%u}\n",
           load->n_visitors, load->n_agents, sign_in_s,
           (after->pss_kb - before->pss_kb) / load->n_visitors, best.per_s,
           best.is_good ? "true" : "false", under_way, best.us_each, best.delivered_99,
           best.acknowledged_99, best.other_cores, fixed.delivered_50, fixed.delivered_99,
           fixed.acknowledged_99, fixed.other_cores, load->messages.base + load->messages.sent);
}

int
main (int argc, char **argv)
{
  g_autofree char *protocol = NULL, *channel = NULL;
  Load load = {.n_visitors = 200, .n_agents = 10, .random = 88172645463325252ull};
  const GOptionEntry options[] = {
      {"protocol", 0, 0, G_OPTION_ARG_STRING, &protocol, "zuoxi, floor or sio", "NAME"},
      {"port", 0, 0, G_OPTION_ARG_INT, &load.port, "Port on 127.0.0.1", "N"},
      {"pid", 0, 0, G_OPTION_ARG_INT, &load.pid, "The server's process", "N"},
      {"visitors", 0, 0, G_OPTION_ARG_INT, &load.n_visitors, "Connections", "N"},
      {"agents", 0, 0, G_OPTION_ARG_INT, &load.n_agents, "Agents", "N"},
      {"channel", 0, 0, G_OPTION_ARG_STRING, &channel, "Zuoxi's channel key", "KEY"},
      {NULL},
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  struct rlimit files = {20000, 20000};
  Usage before, after;
  double sign_in_s;

  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    g_error ("%s", error->message);
  load.protocol = protocol != NULL ? load_protocol_named (protocol) : NULL;
  if (load.protocol == NULL || load.port == 0 || load.pid == 0)
    g_error ("--protocol, --port and --pid are needed");
  setrlimit (RLIMIT_NOFILE, &files);
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
  print_result (&load, sign_in_s, &before, &after);
  return load.is_broken ? 1 : 0;
}
