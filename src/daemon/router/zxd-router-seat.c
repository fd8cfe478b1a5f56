/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps the agents who have room in the order in which their queues choose them. */
#include "zxd-router-private.h"

enum { UNKNOWN_WEIGHT = 1 }; /* of a contact on a channel that its agent has no room for */

/* So fine are loads compared. */
enum { SHARES = 1000000 };

ZxdRouterAgent *
zxd_router_agent_new (const ZxdAgentFacts *facts)
{
  ZxdRouterAgent *agent = g_new0 (ZxdRouterAgent, 1);

  zxd_agent_facts_copy (&agent->facts, facts);
  agent->hand = g_ptr_array_new ();
  agent->seats = g_ptr_array_new ();
  return agent;
}

void
zxd_router_agent_free (ZxdRouterAgent *agent)
{
  g_ptr_array_unref (agent->hand);
  g_ptr_array_unref (agent->seats);
  zxd_agent_facts_clear (&agent->facts);
  g_free (agent);
}

static const ZxdRoom *
room_for (const ZxdRouterAgent *agent, const char *channel)
{
  for (guint i = 0; i < agent->facts.n_rooms; i++)
    if (agent->facts.rooms[i].channel == channel)
      return &agent->facts.rooms[i];
  return NULL;
}

static guint32
bit_of (const ZxdRouterAgent *agent, const ZxdRoom *room)
{
  return 1u << (room - agent->facts.rooms);
}

/* What he has in hand, and what he could take besides. */
static void
count_hand (ZxdRouterAgent *agent)
{
  int taken[ZXD_ROOMS] = {0};

  agent->load = 0;
  for (guint i = 0; i < agent->hand->len; i++) {
    const ZxdRouterContact *contact = agent->hand->pdata[i];
    const ZxdRoom *room = room_for (agent, contact->facts.channel);

    agent->load += room != NULL ? room->weight : UNKNOWN_WEIGHT;
    if (room != NULL)
      taken[room - agent->facts.rooms]++;
  }
  agent->open_rooms = 0;
  for (guint i = 0; i < agent->facts.n_rooms; i++) {
    const ZxdRoom *room = &agent->facts.rooms[i];

    if (taken[i] < room->most && agent->load + room->weight <= agent->facts.capacity)
      agent->open_rooms |= bit_of (agent, room);
  }
}

gboolean
zxd_agent_is_ready (const ZxdRouterAgent *agent)
{
  return agent->facts.presence == ZX_PRESENCE_ONLINE && !agent->facts.is_missed;
}

static gboolean
has_skill (const ZxdRouterAgent *agent, const ZxdSkill *wanted)
{
  for (guint i = 0; i < agent->facts.n_skills; i++)
    if (agent->facts.skills[i].name == wanted->name &&
        agent->facts.skills[i].level >= wanted->level) /* it may be there twice */
      return TRUE;
  return FALSE;
}

gboolean
zxd_agent_is_able (const ZxdRouterAgent *agent, const ZxdNeeds *needs)
{
  const ZxdRoom *room = room_for (agent, needs->channel);

  if (room == NULL || room->most < 1)
    return FALSE;
  for (guint i = 0; i < needs->n_wants; i++)
    if (!has_skill (agent, &needs->wants[i]))
      return FALSE;
  return TRUE;
}

gboolean
zxd_agent_has_room (const ZxdRouterAgent *agent, const char *channel)
{
  const ZxdRoom *room = room_for (agent, channel);

  return room != NULL && (agent->open_rooms & bit_of (agent, room)) != 0;
}

gboolean
zxd_agent_serves (const ZxdRouterAgent *agent, const ZxdRouterQueue *queue)
{
  for (guint i = 0; i < agent->facts.n_groups; i++)
    for (guint k = 0; k < queue->facts.n_groups; k++)
      if (agent->facts.groups[i] == queue->facts.groups[k])
        return TRUE;
  return FALSE;
}

/* Who has contacts in hand is idle since the last of them was offered or ended. */
static void
weigh_merits (ZxdRouterSeat *seat)
{
  const ZxdAgentFacts *facts = &seat->agent->facts;
  gint64 load = seat->agent->load, share = load * SHARES / MAX (facts->capacity, 1);
  gint64 *merits = seat->merits;

  switch (seat->queue->facts.method) {
  case ZX_METHOD_LONGEST_IDLE:
    merits[0] = load > 0;
    merits[1] = load > 0 ? MAX (facts->idle_since_ms, facts->offered_at_ms) : facts->idle_since_ms;
    merits[2] = share;
    break;
  case ZX_METHOD_ROUND_ROBIN:
    merits[0] = facts->offered_at_ms;
    merits[1] = share;
    merits[2] = facts->idle_since_ms;
    break;
  case ZX_METHOD_LEAST_LOADED:
  case ZX_METHOD_PULL:
    merits[0] = share;
    merits[1] = facts->idle_since_ms;
    merits[2] = facts->offered_at_ms;
    break;
  }
}

static int
compare_seats (gconstpointer a, gconstpointer b, gpointer unused)
{
  const ZxdRouterSeat *left = a, *right = b;

  for (guint i = 0; i < G_N_ELEMENTS (left->merits); i++)
    if (left->merits[i] != right->merits[i])
      return zxd_compare (left->merits[i], right->merits[i]);
  return zxd_compare (left->agent->facts.id, right->agent->facts.id);
}

static void
leave_free (ZxdRouterSeat *seat)
{
  if (seat->place != NULL)
    g_sequence_remove (g_steal_pointer (&seat->place));
}

/* Makes hopeful the lanes of which he could take a contact; and if he is no longer what he was,
 * those in which somebody may have waited for him, or for his answer. */
static void
hope_for (ZxdRouter *router, const ZxdRouterSeat *seat, gboolean is_changed)
{
  GHashTableIter iter;
  gpointer value;

  if (seat->place == NULL && !is_changed)
    return;
  g_hash_table_iter_init (&iter, seat->queue->lanes);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    ZxdRouterLane *lane = value;

    if ((is_changed && lane->n_particular > 0) ||
        (seat->place != NULL && zxd_agent_has_room (seat->agent, lane->needs.channel) &&
         zxd_agent_is_able (seat->agent, &lane->needs)))
      zxd_lane_hope (router, lane);
  }
}

static void
settle_seat (ZxdRouterSeat *seat)
{
  leave_free (seat);
  if (!zxd_agent_is_ready (seat->agent) || seat->agent->open_rooms == 0)
    return;
  weigh_merits (seat);
  seat->place = g_sequence_insert_sorted (seat->queue->free, seat, compare_seats, NULL);
}

static void
settle (ZxdRouter *router, ZxdRouterAgent *agent)
{
  gboolean is_ready = zxd_agent_is_ready (agent);
  gboolean is_changed = agent->is_changed || agent->was_ready != is_ready;

  agent->is_touched = agent->is_changed = FALSE;
  agent->was_ready = is_ready;
  count_hand (agent);
  for (guint i = 0; i < agent->seats->len; i++) {
    settle_seat (agent->seats->pdata[i]);
    hope_for (router, agent->seats->pdata[i], is_changed);
  }
}

void
zxd_router_settle (ZxdRouter *router)
{
  for (guint i = 0; i < router->touched->len; i++)
    settle (router, router->touched->pdata[i]);
  g_ptr_array_set_size (router->touched, 0);
}

void
zxd_agent_touch (ZxdRouter *router, ZxdRouterAgent *agent)
{
  if (agent->is_touched)
    return;
  agent->is_touched = TRUE;
  g_ptr_array_add (router->touched, agent);
}

void
zxd_agent_sit (ZxdRouter *router, ZxdRouterAgent *agent, ZxdRouterQueue *queue)
{
  ZxdRouterSeat *seat = g_new0 (ZxdRouterSeat, 1);

  seat->queue = queue;
  seat->agent = agent;
  seat->index = queue->seats->len;
  g_ptr_array_add (queue->seats, seat);
  g_ptr_array_add (agent->seats, seat);
  zxd_agent_touch (router, agent);
}

void
zxd_agent_stand_up (ZxdRouter *router, ZxdRouterSeat *seat)
{
  ZxdRouterQueue *queue = seat->queue;
  guint index = seat->index;

  leave_free (seat);
  hope_for (router, seat, TRUE);
  g_ptr_array_remove_fast (seat->agent->seats, seat);
  g_ptr_array_remove_index_fast (queue->seats, index); /* frees it */
  if (index < queue->seats->len)
    ((ZxdRouterSeat *) queue->seats->pdata[index])->index = index;
}

void
zxd_agent_take (ZxdRouter *router, ZxdRouterAgent *agent, ZxdRouterContact *contact)
{
  g_ptr_array_add (agent->hand, contact);
  zxd_agent_touch (router, agent);
}

void
zxd_agent_drop (ZxdRouter *router, ZxdRouterAgent *agent, ZxdRouterContact *contact)
{
  g_ptr_array_remove_fast (agent->hand, contact);
  zxd_agent_touch (router, agent);
}
