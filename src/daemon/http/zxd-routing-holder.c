/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps the desk up to date by what is heard, and has written what it decides. */
#include "zxd-routing-holder.h"

#include "zx-clock.h"
#include "zxd-metrics.h"
#include "zxd-routing-look.h"
#include "zxd-store-lease.h"

/* Of one write: a burst of hundreds shall not keep the first ones from their agents. */
enum { MOST_DEEDS = 16 };

/* What made a deed impossible is mostly heard of within this time. When it is not, all is read. */
enum { AGAIN_MS = 50, MOST_REFUSALS = 3 };

/* A clock that stands so long before the last look was set back: all is read, as at the start. */
enum { BACK_MS = 1000 };

/* Looks and writes go on side by side. What was decided is true on the desk at once; until it is
 * written, the rows of its contact and its agent are older than the desk, and are left alone: they
 * are held. */
struct _ZxdRoutingHolder {
  ZxdStore *store;      /* lent */
  gint64 generation;    /* of the lease; 0: another one holds it */
  ZxdRoutingDesk *desk; /* owned; null while a look has it, and before the first one */
  ZxdRoutingNews news;  /* what the next look reads */
  ZxdRoutingNews held;
  GArray *deeds;          /* owned ZxdRoutingDeed: decided, but not on their way yet */
  ZxdRoutingNews refused; /* of deeds that no longer fitted: news again in a moment */
  guint n_refusals;       /* such writes in a row */
  gboolean is_looking, is_writing;
  gboolean shall_compare;
  ZxdRoutingNews suspects; /* rows that differed at the last comparison and were not told since */
  gint64 compared_as_of;
  gint64 looked_ms; /* the last look, by the wall clock */
  guint due, again; /* timers */
  /* Since the start of the daemon. */
  ZxdSpans decided; /* from hearing to having decided, for each decision */
  gint64 n_looks, n_full_looks, n_refused, n_differences;
};

static void run (ZxdRoutingHolder *holder);

/* ---- trips to the store */

typedef struct {
  gint64 generation;
  ZxdRoutingDesk *desk; /* owned */
  ZxdRoutingNews news;  /* owned: what is read */
  ZxdRoutingLook look;  /* owned */
  gint64 heard_us, decided_us;
  gboolean is_full, compares;
  ZxdRoutingNews differing; /* owned: what the comparison found */
  gint64 as_of;
} Trip;

static void
trip_free (gpointer data)
{
  Trip *trip = data;

  zxd_routing_desk_free (trip->desk);
  zxd_routing_news_clear (&trip->news);
  zxd_routing_news_clear (&trip->differing);
  zxd_routing_look_clear (&trip->look);
  g_free (trip);
}

typedef struct {
  gint64 generation;
  GArray *deeds;   /* owned ZxdRoutingDeed */
  GArray *refused; /* owned ZxdRoutingDeed: those of them that no longer fitted */
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  g_array_unref (work->deeds);
  g_array_unref (work->refused);
  g_free (work);
}

/* ---- writing what was decided */

static void
note_deeds (ZxdRoutingNews *news, GArray *deeds)
{
  for (guint i = 0; i < deeds->len; i++) {
    const ZxdDecision *decision = &g_array_index (deeds, ZxdRoutingDeed, i).decision;

    zxd_routing_news_contact (news, decision->contact_id);
    zxd_routing_news_agent (news, decision->agent_id);
  }
}

static gboolean
do_all (ZxdTxn *txn, gpointer data, GError **error)
{
  Work *work = data;

  g_array_set_size (work->refused, 0);
  if (!zxd_lease_fence (txn, "router", work->generation, error))
    return FALSE;
  for (guint i = 0; i < work->deeds->len; i++) {
    ZxdRoutingDeed *deed = &g_array_index (work->deeds, ZxdRoutingDeed, i);
    g_autoptr (GError) refused = NULL;

    if (!zxd_txn_try (txn, zxd_routing_do_deed, deed, &refused, error))
      return FALSE;
    if (refused == NULL)
      continue;
    g_info ("a decision came too late: %s", refused->message);
    g_array_append_val (work->refused, *deed);
  }
  return TRUE;
}

static gboolean
again_cb (gpointer data)
{
  ZxdRoutingHolder *holder = data;

  holder->again = 0;
  if (holder->n_refusals >= MOST_REFUSALS)
    zxd_routing_news_all (&holder->news);
  else
    zxd_routing_news_add (&holder->news, &holder->refused);
  zxd_routing_news_forget (&holder->refused);
  run (holder);
  return G_SOURCE_REMOVE;
}

/* The desk believes in deeds that are not done: the rows tell it better. */
static void
take_refusals (ZxdRoutingHolder *holder, GArray *deeds)
{
  holder->n_refused += deeds->len;
  holder->n_refusals = deeds->len > 0 ? holder->n_refusals + 1 : 0;
  if (deeds->len == 0)
    return;
  note_deeds (&holder->refused, deeds);
  if (holder->again == 0)
    holder->again = g_timeout_add (AGAIN_MS, again_cb, holder);
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ZxdRoutingHolder *holder = user_data;
  g_autoptr (GError) error = NULL;
  Work *work = zxd_store_write_finish (result, &error);

  holder->is_writing = FALSE;
  if (work == NULL) {
    g_info ("routing: %s", error->message);
    zxd_routing_holder_begin (holder, 0);
    return;
  }
  if (work->generation == holder->generation) {
    zxd_routing_news_forget (&holder->held);
    note_deeds (&holder->held, holder->deeds);
    take_refusals (holder, work->refused);
  }
  work_free (work);
  run (holder);
}

static void
write_deeds (ZxdRoutingHolder *holder)
{
  Work *work;

  if (holder->is_writing || holder->deeds->len == 0)
    return;
  work = g_new0 (Work, 1);
  work->generation = holder->generation;
  work->deeds = g_array_new (FALSE, FALSE, sizeof (ZxdRoutingDeed));
  work->refused = g_array_new (FALSE, FALSE, sizeof (ZxdRoutingDeed));
  g_array_append_vals (work->deeds, holder->deeds->data, MIN (holder->deeds->len, MOST_DEEDS));
  g_array_remove_range (holder->deeds, 0, work->deeds->len);
  holder->is_writing = TRUE;
  zxd_store_write (holder->store, do_all, work, work_free, done_cb, holder);
}

/* ---- comparing */

/* What an event has told since is no suspect. */
static void
excuse (ZxdRoutingHolder *holder, const ZxdRoutingNews *told)
{
  if (told->is_all)
    zxd_routing_news_forget (&holder->suspects);
  else
    zxd_routing_news_subtract (&holder->suspects, told);
}

static void
warn_of_suspects (ZxdRoutingHolder *holder)
{
  const ZxdRoutingNews *suspects = &holder->suspects;
  guint n_contacts = g_hash_table_size (suspects->contacts);
  guint n_agents = g_hash_table_size (suspects->agents);

  if (n_contacts + n_agents == 0 && !suspects->is_all)
    return;
  holder->n_differences += n_contacts + n_agents + (suspects->is_all ? 1 : 0);
  g_warning ("routing: %u contacts and %u agents%s were other in the database than any event had "
             "told; the database was followed",
             n_contacts, n_agents, suspects->is_all ? ", and queues," : "");
}

void
zxd_routing_holder_compare (ZxdRoutingHolder *holder)
{
  if (holder->generation == 0)
    return;
  warn_of_suspects (holder);
  zxd_routing_news_forget (&holder->suspects);
  holder->shall_compare = TRUE;
  run (holder);
}

/* ---- looking */

static gboolean
look (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  Trip *trip = data;

  trip->as_of = as_of;
  if (trip->compares) {
    if (!zxd_routing_check (db, trip->desk, &trip->differing, error))
      return FALSE;
    if (trip->news.is_all)
      zxd_routing_news_forget (&trip->differing);
    zxd_routing_news_subtract (&trip->differing, &trip->news);
    zxd_routing_news_forget (&trip->news); /* all rows are read */
  }
  if (!zxd_routing_look (db, trip->desk, &trip->news, zx_clock_now_ms (), &trip->look, error))
    return FALSE;
  trip->decided_us = g_get_monotonic_time ();
  return TRUE;
}

static gboolean
due_cb (gpointer data)
{
  ZxdRoutingHolder *holder = data;

  holder->due = 0;
  zxd_routing_news_now (&holder->news);
  run (holder);
  return G_SOURCE_REMOVE;
}

/* Looks again in @wait_ms at the latest. */
static void
look_again_in (ZxdRoutingHolder *holder, gint64 wait_ms)
{
  g_clear_handle_id (&holder->due, g_source_remove);
  holder->due = g_timeout_add ((guint) CLAMP (wait_ms, 1, G_MAXINT), due_cb, holder);
}

/* Takes what @trip brings home. */
static void
take_trip (ZxdRoutingHolder *holder, Trip *trip)
{
  GArray *deeds = trip->look.deeds;

  holder->desk = g_steal_pointer (&trip->desk);
  holder->n_looks++;
  holder->n_full_looks += trip->is_full;
  if (trip->heard_us != 0 && deeds->len > 0)
    zxd_spans_count (&holder->decided, trip->decided_us - trip->heard_us, deeds->len);
  if (trip->compares) {
    zxd_routing_news_add (&holder->suspects, &trip->differing);
    holder->compared_as_of = trip->as_of;
    excuse (holder, &holder->news);
  }
  if (trip->look.next_due_ms != G_MAXINT64)
    look_again_in (holder, trip->look.next_due_ms - zx_clock_now_ms ());
  note_deeds (&holder->held, deeds);
  g_array_append_vals (holder->deeds, deeds->data, deeds->len);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ZxdRoutingHolder *holder = user_data;
  g_autoptr (GError) error = NULL;
  Trip *trip = zxd_store_read_finish (result, &error);

  holder->is_looking = FALSE;
  if (trip == NULL) {
    g_warning ("routing: %s", error->message);
    look_again_in (holder, AGAIN_MS); /* without a desk: all is read */
    return;
  }
  if (trip->generation == holder->generation)
    take_trip (holder, trip);
  trip_free (trip);
  run (holder);
}

static void
look_now (ZxdRoutingHolder *holder)
{
  Trip *trip = g_new0 (Trip, 1);

  trip->generation = holder->generation;
  zxd_routing_news_init (&trip->news);
  zxd_routing_news_init (&trip->differing);
  zxd_routing_news_take (&holder->news, &holder->held, &trip->news);
  trip->heard_us = trip->news.heard_us;
  trip->compares = holder->shall_compare && !holder->is_writing && holder->desk != NULL;
  trip->desk = holder->desk != NULL ? g_steal_pointer (&holder->desk) : zxd_routing_desk_new ();
  holder->shall_compare &= !trip->compares;
  holder->looked_ms = zx_clock_now_ms ();
  holder->is_looking = TRUE;
  trip->is_full = trip->news.is_all || trip->compares;
  zxd_store_read (holder->store, look, trip, trip_free, looked_cb, holder);
}

/* Sets going whatever can go on. All rows are read only when none is held; a comparison can wait
 * for such a moment, decisions go on meanwhile. */
static void
run (ZxdRoutingHolder *holder)
{
  gint64 now_ms = zx_clock_now_ms ();

  if (holder->generation == 0)
    return;
  write_deeds (holder);
  if (holder->is_looking)
    return;
  if ((holder->desk == NULL || now_ms < holder->looked_ms - BACK_MS) && !holder->news.is_all)
    zxd_routing_news_all (&holder->news); /* a desk knows no time before its last look */
  if ((holder->shall_compare && !holder->is_writing) ||
      zxd_routing_news_waits (&holder->news, &holder->held))
    look_now (holder);
}

void
zxd_routing_holder_hear (ZxdRoutingHolder *holder, const ZxdEvent *event)
{
  if (holder->generation == 0)
    return;
  if (event->seq <= holder->compared_as_of) {
    ZxdRoutingNews told;

    zxd_routing_news_init (&told);
    zxd_routing_news_hear (&told, event);
    excuse (holder, &told);
    zxd_routing_news_clear (&told);
  }
  zxd_routing_news_hear (&holder->news, event);
  run (holder);
}

/* ---- the lease */

void
zxd_routing_holder_begin (ZxdRoutingHolder *holder, gint64 generation)
{
  if (generation == holder->generation)
    return;
  holder->generation = generation;
  g_clear_pointer (&holder->desk, zxd_routing_desk_free);
  g_array_set_size (holder->deeds, 0);
  zxd_routing_news_forget (&holder->news);
  zxd_routing_news_forget (&holder->held);
  zxd_routing_news_forget (&holder->refused);
  zxd_routing_news_forget (&holder->suspects);
  holder->n_refusals = 0;
  holder->shall_compare = FALSE;
  g_clear_handle_id (&holder->due, g_source_remove);
  g_clear_handle_id (&holder->again, g_source_remove);
  run (holder);
}

gint64
zxd_routing_holder_generation (const ZxdRoutingHolder *holder)
{
  return holder->generation;
}

static void
print_count (GString *out, const char *what, gint64 count)
{
  g_string_append_printf (out,
                          "# TYPE zuoxid_routing_%s_total counter\n"
                          "zuoxid_routing_%s_total %" G_GINT64_FORMAT "\n",
                          what, what, count);
}

void
zxd_routing_holder_print (const ZxdRoutingHolder *holder, GString *out)
{
  print_count (out, "looks", holder->n_looks);
  print_count (out, "full_looks", holder->n_full_looks);
  print_count (out, "refused", holder->n_refused);
  print_count (out, "differences", holder->n_differences);
  zxd_spans_print (&holder->decided, "zuoxid_routing_decision_seconds", out);
}

ZxdRoutingHolder *
zxd_routing_holder_new (ZxdStore *store)
{
  ZxdRoutingHolder *holder = g_new0 (ZxdRoutingHolder, 1);

  holder->store = store;
  holder->deeds = g_array_new (FALSE, FALSE, sizeof (ZxdRoutingDeed));
  zxd_routing_news_init (&holder->news);
  zxd_routing_news_init (&holder->held);
  zxd_routing_news_init (&holder->refused);
  zxd_routing_news_init (&holder->suspects);
  return holder;
}

void
zxd_routing_holder_free (ZxdRoutingHolder *holder)
{
  zxd_routing_holder_begin (holder, 0);
  g_array_unref (holder->deeds);
  zxd_routing_news_clear (&holder->news);
  zxd_routing_news_clear (&holder->held);
  zxd_routing_news_clear (&holder->refused);
  zxd_routing_news_clear (&holder->suspects);
  g_free (holder);
}
