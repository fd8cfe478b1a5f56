/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A day at a large desk: router-day [EVENTS]. 500 agents, 20 queues, 2,000 waiting all the time.
 * Each event is told to the router, which then decides until it has nothing more to say; how long
 * that takes is the time from an event to its offers. Fails over the targets. */
#include "../unit/router-desk.h"

#include <stdlib.h>

enum { EVENTS = 1000000, FIRST = 20000, DAY_MS = 24 * 3600 * 1000, MOST_S = 30, MOST_US = 2000 };

static const DeskSize large = {.n_queues = 20,
                               .n_agents = 500,
                               .n_waiting = 2000,
                               .step_ms = DAY_MS / EVENTS,
                               .is_restless = FALSE};

static gint64
now_ns (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (gint64) now.tv_sec * 1000000000 + now.tv_nsec;
}

static int
compare_times (const void *a, const void *b)
{
  return (*(const guint32 *) a > *(const guint32 *) b) -
         (*(const guint32 *) a < *(const guint32 *) b);
}

static void
add_time (GArray *times, gint64 from_ns)
{
  guint32 ns = (guint32) (now_ns () - from_ns);

  g_array_append_val (times, ns);
}

/* Microseconds within which @share of @times, in order, are. */
static double
within (const GArray *times, double share)
{
  return g_array_index (times, guint32, (guint) (share * (times->len - 1))) / 1000.0;
}

static double
print_times (const char *what, GArray *times)
{
  qsort (times->data, times->len, sizeof (guint32), compare_times);
  g_print ("%s: %u, p50 %.1f µs, p99 %.1f µs, most %.1f µs\n", what, times->len,
           within (times, 0.5), within (times, 0.99), within (times, 1));
  return within (times, 0.99);
}

/* One event; the times of its decisions, and of all together, are added. */
static void
live (Desk *desk, GArray *decisions, GArray *events)
{
  gint64 event_ns = now_ns ();
  ZxdDecision decision;

  desk_step (desk);
  for (;;) {
    gint64 from_ns = now_ns ();
    gboolean has_decision = zxd_router_decide (desk->router, desk->now_ms, &decision);

    add_time (decisions, from_ns);
    if (!has_decision)
      break;
    desk_do (desk, &decision, FALSE);
  }
  add_time (events, event_ns);
}

int
main (int argc, char **argv)
{
  guint n_events = argc > 1 ? (guint) atoi (argv[1]) : EVENTS;
  g_autoptr (Desk) desk = desk_new (1, &large);
  g_autoptr (GArray) decisions = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) events = g_array_new (FALSE, FALSE, sizeof (guint32));
  gint64 from_ns;
  double seconds, p99_us;

  for (guint i = 0; i < FIRST; i++) /* the desk fills */
    live (desk, decisions, events);
  g_array_set_size (decisions, 0);
  g_array_set_size (events, 0);
  from_ns = now_ns ();
  for (guint i = 0; i < n_events; i++)
    live (desk, decisions, events);
  seconds = (double) (now_ns () - from_ns) / 1e9;
  g_print ("%u events in %.1f s: %.0f events/s; at the end %u wait, %u are offered, %u in hand\n",
           n_events, seconds, n_events / seconds, desk->lists[DESK_WAITING]->len,
           desk->lists[DESK_OFFERED]->len, desk->lists[DESK_IN_HAND]->len);
  g_print ("%" G_GUINT64_FORMAT " offers, %" G_GUINT64_FORMAT " ran out, %" G_GUINT64_FORMAT
           " withdrawn, %" G_GUINT64_FORMAT " overflows\n",
           desk->n_offers, desk->n_timeouts, desk->n_withdrawn, desk->n_overflows);
  print_times ("decisions", decisions);
  p99_us = print_times ("events with all their decisions", events);
  return seconds > MOST_S || p99_us > MOST_US;
}
