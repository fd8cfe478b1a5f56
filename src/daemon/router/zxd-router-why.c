/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says why: why this agent, why no longer, why still waiting. */
#include "zxd-router-private.h"

#include "zx-clock.h"
#include "zx-json.h"

/* How the figures of a reason are called on the wire; null: there is none. */
static const struct {
  const char *word;
  gboolean has_n, has_of, has_agent, is_instant;
} words[] = {
    [ZXD_WHY_REGULAR] = {"regular"},
    [ZXD_WHY_ONLY_SKILLED] = {"only_skilled", .has_n = TRUE},
    [ZXD_WHY_ONLY_FREE] = {"only_free"},
    [ZXD_WHY_LEAST_LOADED] = {"least_loaded", .has_n = TRUE, .has_of = TRUE},
    [ZXD_WHY_LONGEST_IDLE] = {"longest_idle", .has_n = TRUE},
    [ZXD_WHY_ROUND_ROBIN] = {"round_robin", .has_n = TRUE},
    [ZXD_WHY_NEW_ROUND] = {"new_round", .has_n = TRUE},
    [ZXD_WHY_REFUSED] = {"refused", .has_n = TRUE},
    [ZXD_WHY_WAITED] = {"waited", .has_n = TRUE},
    [ZXD_WHY_NO_ANSWER] = {"no_answer", .has_n = TRUE},
    [ZXD_WHY_GONE] = {"gone"},
    [ZXD_WHY_MOST_WAIT] = {"most_wait", .has_n = TRUE, .has_of = TRUE},
    [ZXD_WHY_MOST_WAITING] = {"most_waiting", .has_n = TRUE, .has_of = TRUE},
    [ZXD_WHY_PLACE] = {"place", .has_n = TRUE, .has_of = TRUE},
    [ZXD_WHY_OFFERED] = {"offered", .has_agent = TRUE, .is_instant = TRUE},
    [ZXD_WHY_PULL] = {"pull"},
    [ZXD_WHY_NOBODY_SERVES] = {"nobody_serves"},
    [ZXD_WHY_NOBODY_ONLINE] = {"nobody_online", .has_n = TRUE},
    [ZXD_WHY_NOBODY_SKILLED] = {"nobody_skilled", .has_n = TRUE},
    [ZXD_WHY_ALL_MISSED] = {"all_missed", .has_n = TRUE},
    [ZXD_WHY_REGULAR_UNTIL] = {"regular_until", .has_agent = TRUE, .is_instant = TRUE},
    [ZXD_WHY_ALL_FULL] = {"all_full", .has_n = TRUE},
    [ZXD_WHY_REST] = {"rest", .has_of = TRUE, .is_instant = TRUE},
    [ZXD_WHY_FREE_REFUSED] = {"free_refused", .has_n = TRUE, .has_of = TRUE},
};

void
zxd_reasons_add (ZxdReasons *reasons, ZxdReason reason)
{
  g_return_if_fail (reasons->length < G_N_ELEMENTS (reasons->items));
  reasons->items[reasons->length++] = reason;
}

void
zxd_reason_add_json (const ZxdReason *reason, GString *json)
{
  g_string_append_c (json, '{');
  zx_json_add_string (json, "why", words[reason->why].word);
  if (words[reason->why].has_n)
    zx_json_add_int (json, "n", reason->n);
  if (words[reason->why].has_of)
    zx_json_add_int (json, "of", reason->of);
  if (words[reason->why].has_agent)
    zx_json_add_id (json, "agent", reason->id);
  if (words[reason->why].is_instant)
    zx_json_add_time (json, "until", reason->n);
  g_string_append_c (json, '}');
}

char *
zxd_reasons_to_json (const ZxdReasons *reasons)
{
  GString *json = g_string_new ("[");

  for (guint i = 0; i < reasons->length; i++) {
    if (i > 0)
      g_string_append_c (json, ',');
    zxd_reason_add_json (&reasons->items[i], json);
  }
  g_string_append_c (json, ']');
  return g_string_free (json, FALSE);
}

static ZxdReason
reason_of_method (const ZxdRouterQueue *queue, const ZxdRouterAgent *agent, gint64 now_ms)
{
  gint64 idle_since_ms = agent->facts.idle_since_ms, offered_at_ms = agent->facts.offered_at_ms;

  switch (queue->facts.method) {
  case ZX_METHOD_LONGEST_IDLE:
    return (ZxdReason){ZXD_WHY_LONGEST_IDLE, .n = MAX (now_ms - idle_since_ms, 0)};
  case ZX_METHOD_ROUND_ROBIN:
    return (ZxdReason){ZXD_WHY_ROUND_ROBIN,
                       .n = offered_at_ms != 0 ? MAX (now_ms - offered_at_ms, 1) : 0};
  case ZX_METHOD_LEAST_LOADED:
  case ZX_METHOD_PULL:
    break;
  }
  return (ZxdReason){ZXD_WHY_LEAST_LOADED, .n = agent->load, .of = agent->facts.capacity};
}

/* How many have room for the channel, and how many of those are able. */
static void
count_free (const ZxdRouterLane *lane, gint64 *n_free, gint64 *n_able)
{
  GSequenceIter *iter = g_sequence_get_begin_iter (lane->queue->free);

  *n_free = *n_able = 0;
  for (; !g_sequence_iter_is_end (iter); iter = g_sequence_iter_next (iter)) {
    const ZxdRouterAgent *agent = ((ZxdRouterSeat *) g_sequence_get (iter))->agent;

    if (!zxd_agent_has_room (agent, lane->needs.channel))
      continue;
    ++*n_free;
    *n_able += zxd_agent_is_able (agent, &lane->needs);
  }
}

/* Why this agent: the decisive thing first. */
void
zxd_reasons_of_choice (ZxdReasons *reasons, const ZxdChoice *choice, gint64 now_ms)
{
  const ZxdRouterContact *contact = choice->contact;
  gint64 n_free, n_able;

  count_free (contact->lane, &n_free, &n_able);
  if (choice->is_new_round)
    zxd_reasons_add (reasons, (ZxdReason){ZXD_WHY_NEW_ROUND, .n = contact->facts.n_refused});
  if (choice->is_regular)
    zxd_reasons_add (reasons, (ZxdReason){ZXD_WHY_REGULAR});
  else if (n_able == 1 && n_free > 1)
    zxd_reasons_add (reasons, (ZxdReason){ZXD_WHY_ONLY_SKILLED, .n = n_free});
  else if (n_able == 1)
    zxd_reasons_add (reasons, (ZxdReason){ZXD_WHY_ONLY_FREE});
  else
    zxd_reasons_add (reasons, reason_of_method (contact->lane->queue, choice->agent, now_ms));
  if (contact->facts.n_refused > 0 && !choice->is_new_round)
    zxd_reasons_add (reasons, (ZxdReason){ZXD_WHY_REFUSED, .n = contact->facts.n_refused});
  zxd_reasons_add (
      reasons, (ZxdReason){ZXD_WHY_WAITED, .n = MAX (now_ms - contact->facts.entered_at_ms, 0)});
}

/* The agents of a queue, each set within the one before. */
typedef struct {
  gint64 all, online, able, ready, with_room, willing; /* willing: with room, has not refused */
} Counts;

static Counts
count_agents (const ZxdRouterContact *contact)
{
  const ZxdRouterLane *lane = contact->lane;
  Counts counts = {.all = lane->queue->seats->len};

  for (guint i = 0; i < lane->queue->seats->len; i++) {
    const ZxdRouterAgent *agent = ((ZxdRouterSeat *) lane->queue->seats->pdata[i])->agent;
    gboolean is_online = agent->facts.presence == ZX_PRESENCE_ONLINE;
    gboolean is_able = is_online && zxd_agent_is_able (agent, &lane->needs);
    gboolean is_ready = is_able && zxd_agent_is_ready (agent);
    gboolean has_room = is_ready && zxd_agent_has_room (agent, lane->needs.channel);

    counts.online += is_online;
    counts.able += is_able;
    counts.ready += is_ready;
    counts.with_room += has_room;
    counts.willing += has_room && agent->facts.id != contact->facts.passed_by_id &&
                      !zxd_contact_has_refusal (contact, agent->facts.id);
  }
  return counts;
}

/* The one thing that would have to change for it to be offered. */
static void
add_obstacle (const ZxdRouter *router, const ZxdRouterContact *contact, ZxdReasons *reasons)
{
  Counts counts = count_agents (contact);
  ZxdRouterAgent *regular = zxd_contact_regular (router, contact);
  gint64 rest_ms = zxd_contact_rests_until (contact);
  gint64 until_ms = contact->facts.entered_at_ms + contact->lane->queue->facts.regular_ms;

  if (counts.all == 0)
    zxd_reasons_add (reasons, (ZxdReason){ZXD_WHY_NOBODY_SERVES});
  else if (counts.online == 0)
    zxd_reasons_add (reasons, (ZxdReason){ZXD_WHY_NOBODY_ONLINE, .n = counts.all});
  else if (counts.able == 0)
    zxd_reasons_add (reasons, (ZxdReason){ZXD_WHY_NOBODY_SKILLED, .n = counts.online});
  else if (counts.ready == 0)
    zxd_reasons_add (reasons, (ZxdReason){ZXD_WHY_ALL_MISSED, .n = counts.able});
  else if (regular != NULL && router->now_ms < until_ms)
    zxd_reasons_add (reasons,
                     (ZxdReason){ZXD_WHY_REGULAR_UNTIL, .n = until_ms, .id = regular->facts.id});
  else if (counts.with_room == 0)
    zxd_reasons_add (reasons, (ZxdReason){ZXD_WHY_ALL_FULL, .n = counts.ready});
  else if (router->now_ms < rest_ms)
    zxd_reasons_add (reasons,
                     (ZxdReason){ZXD_WHY_REST, .n = rest_ms, .of = contact->facts.n_refused});
  else if (counts.willing == 0)
    zxd_reasons_add (reasons, (ZxdReason){ZXD_WHY_FREE_REFUSED, .n = counts.with_room,
                                          .of = counts.ready - counts.with_room});
}

void
zxd_router_why_waiting (ZxdRouter *router, gint64 contact_id, ZxdReasons *reasons)
{
  ZxdRouterContact *contact = g_hash_table_lookup (router->contacts, &contact_id);
  ZxdRouterQueue *queue =
      contact != NULL ? g_hash_table_lookup (router->queues, &contact->facts.queue_id) : NULL;

  *reasons = (ZxdReasons){0};
  zxd_router_settle (router);
  if (contact == NULL || queue == NULL || !zxd_contact_is_in_queue (contact))
    return;
  if (contact->offer.contact_id != 0) {
    zxd_reasons_add (reasons, (ZxdReason){ZXD_WHY_OFFERED, .n = contact->offer.deadline_ms,
                                          .id = contact->offer.agent_id});
    return;
  }
  zxd_reasons_add (reasons, (ZxdReason){ZXD_WHY_PLACE, .n = zxd_contact_place (contact),
                                        .of = queue->n_waiting});
  if (queue->facts.method == ZX_METHOD_PULL)
    zxd_reasons_add (reasons, (ZxdReason){ZXD_WHY_PULL});
  else
    add_obstacle (router, contact, reasons);
}
