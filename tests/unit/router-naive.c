/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The router's rules as plainly as can be: every question looks at everything. */
#include "router-naive.h"

typedef gint64 Merits[5];

static gboolean
serves (const DeskAgent *agent, const DeskQueue *queue)
{
  for (guint i = 0; i < agent->facts.n_groups; i++)
    for (guint k = 0; k < queue->facts.n_groups; k++)
      if (agent->groups[i] == queue->groups[k])
        return TRUE;
  return FALSE;
}

static const ZxdRoom *
room_for (const DeskAgent *agent, const char *channel)
{
  for (guint i = 0; i < agent->facts.n_rooms; i++)
    if (g_str_equal (agent->rooms[i].channel, channel))
      return &agent->rooms[i];
  return NULL;
}

static void
count_hand (Desk *desk, const DeskAgent *agent, const char *channel, int *load, int *taken)
{
  *load = *taken = 0;
  for (guint place = DESK_OFFERED; place < DESK_PLACES; place++)
    for (guint i = 0; i < desk->lists[place]->len; i++) {
      const DeskContact *contact = desk->lists[place]->pdata[i];
      const ZxdRoom *room = room_for (agent, contact->facts.channel);
      int times = (contact->facts.agent_id == agent->facts.id) +
                  (contact->offer.agent_id == agent->facts.id);

      *load += times * (room != NULL ? room->weight : 1);
      *taken += g_strcmp0 (contact->facts.channel, channel) == 0 ? times : 0;
    }
}

gboolean
naive_has_room (Desk *desk, const DeskAgent *agent, const char *channel)
{
  const ZxdRoom *room = room_for (agent, channel);
  int load, taken;

  count_hand (desk, agent, channel, &load, &taken);
  return room != NULL && taken < room->most && load + room->weight <= agent->facts.capacity;
}

static gboolean
can (const DeskAgent *agent, const DeskContact *contact)
{
  if (room_for (agent, contact->facts.channel) == NULL)
    return FALSE;
  for (guint i = 0; i < contact->facts.n_wants; i++) {
    gboolean has = FALSE;

    for (guint k = 0; k < agent->facts.n_skills; k++)
      has |= g_ascii_strcasecmp (agent->skills[k].name, contact->wants[i].name) == 0 &&
             agent->skills[k].level >= contact->wants[i].level;
    if (!has)
      return FALSE;
  }
  return TRUE;
}

static gboolean
refused (const DeskContact *contact, gint64 agent_id)
{
  for (guint i = 0; i < contact->refused->len; i++)
    if (g_array_index (contact->refused, gint64, i) == agent_id)
      return TRUE;
  return FALSE;
}

static gboolean
is_candidate (Desk *desk, const DeskAgent *agent, const DeskContact *contact)
{
  return agent != NULL && agent->is_known && agent->facts.presence == ZX_PRESENCE_ONLINE &&
         !agent->facts.is_missed && serves (agent, desk_queue (desk, contact->facts.queue_id)) &&
         can (agent, contact);
}

/* The less the better. */
static void
weigh (Desk *desk, const DeskAgent *agent, ZxMethod method, Merits merits)
{
  gint64 idle = agent->facts.idle_since_ms, offered = agent->facts.offered_at_ms, share;
  int load, taken;

  count_hand (desk, agent, NULL, &load, &taken);
  share = (gint64) load * 12 / agent->facts.capacity; /* capacity is 4 on every desk */
  merits[4] = agent->facts.id;
  merits[3] = 0;
  if (method == ZX_METHOD_LEAST_LOADED) {
    merits[0] = share, merits[1] = idle, merits[2] = offered;
  } else if (method == ZX_METHOD_ROUND_ROBIN) {
    merits[0] = offered, merits[1] = share, merits[2] = idle;
  } else {
    merits[0] = load > 0, merits[1] = load > 0 ? MAX (idle, offered) : idle, merits[2] = share;
  }
}

static gboolean
is_better (const Merits a, const Merits b)
{
  for (guint i = 0; i < 5; i++)
    if (a[i] != b[i])
      return a[i] < b[i];
  return FALSE;
}

static gboolean
passed_on (const DeskContact *contact, const DeskAgent *agent)
{
  return contact->facts.passed_by_id == agent->facts.id;
}

/* How little he is wanted: who has refused, and then who passed it on, only if nobody else is
 * there. */
static int
reluctance (const DeskContact *contact, const DeskAgent *agent)
{
  return passed_on (contact, agent) ? 2 : refused (contact, agent->facts.id) ? 1 : 0;
}

static DeskAgent *
agent_for (Desk *desk, const DeskContact *contact)
{
  const ZxdQueueFacts *queue = &desk_queue (desk, contact->facts.queue_id)->facts;
  DeskAgent *regular = desk_agent (desk, contact->facts.last_agent_id), *best = NULL;
  Merits merits, best_merits;
  int least = 2;

  if (is_candidate (desk, regular, contact) && reluctance (contact, regular) == 0) {
    if (naive_has_room (desk, regular, contact->facts.channel))
      return regular;
    if (desk->now_ms < contact->facts.entered_at_ms + queue->regular_ms)
      return NULL;
  }
  for (guint i = 0; i < desk->agents->len; i++)
    if (is_candidate (desk, desk->agents->pdata[i], contact))
      least = MIN (least, reluctance (contact, desk->agents->pdata[i]));
  if ((least == 1 || (least == 2 && refused (contact, contact->facts.passed_by_id))) &&
      desk->now_ms < contact->facts.refused_at_ms + ZXD_REST_MS)
    return NULL;
  for (guint i = 0; i < desk->agents->len; i++) {
    DeskAgent *agent = desk->agents->pdata[i];

    if (!is_candidate (desk, agent, contact) || reluctance (contact, agent) != least ||
        !naive_has_room (desk, agent, contact->facts.channel))
      continue;
    weigh (desk, agent, queue->method, merits);
    if (best == NULL || is_better (merits, best_merits)) {
      best = agent;
      memcpy (best_merits, merits, sizeof merits);
    }
  }
  return best;
}

static gboolean
is_routed (Desk *desk, const DeskContact *contact)
{
  return desk_queue (desk, contact->facts.queue_id)->facts.method != ZX_METHOD_PULL;
}

/* When it would have come were it of the lowest tier. */
static gint64
standing (Desk *desk, const DeskContact *contact)
{
  gint64 step_ms = desk_queue (desk, contact->facts.queue_id)->facts.age_step_ms;
  int tier = is_routed (desk, contact) ? (int) contact->facts.tier : 0;

  if (step_ms == 0)
    step_ms = G_GINT64_CONSTANT (3153600000000); /* a century */
  return contact->facts.entered_at_ms -
         step_ms * (contact->facts.is_left ? tier - ZXD_LEFT_STEPS : tier);
}

static gboolean
is_before (Desk *desk, const DeskContact *a, const DeskContact *b)
{
  gint64 left = standing (desk, a), right = standing (desk, b);

  return left != right ? left < right : a->facts.id < b->facts.id;
}

guint
naive_ahead (Desk *desk, const DeskContact *contact)
{
  guint ahead = 0;

  for (guint i = 0; i < desk->lists[DESK_WAITING]->len; i++) {
    const DeskContact *other = desk->lists[DESK_WAITING]->pdata[i];

    ahead += other->facts.queue_id == contact->facts.queue_id && is_before (desk, other, contact);
  }
  return ahead;
}

/* The open offer that ends first; at once when its agent is not there. */
static gboolean
end_of_offer (Desk *desk, ZxdDecision *decision)
{
  gint64 first_ms = desk->now_ms;

  for (guint place = DESK_OFFERED; place < DESK_PLACES; place++)
    for (guint i = 0; i < desk->lists[place]->len; i++) {
      const DeskContact *contact = desk->lists[place]->pdata[i];
      DeskAgent *agent = desk_agent (desk, contact->offer.agent_id);
      gboolean is_there = agent != NULL && agent->facts.presence == ZX_PRESENCE_ONLINE;
      gboolean is_ahead = contact->offer.made_at_ms > desk->now_ms + ZXD_AHEAD_MS;
      gint64 ends_ms = !is_there ? G_MININT64 : is_ahead ? 0 : contact->offer.deadline_ms;

      if (contact->offer.contact_id == 0 || ends_ms > first_ms ||
          (ends_ms == first_ms && decision->contact_id != 0 &&
           contact->facts.id > decision->contact_id))
        continue;
      first_ms = ends_ms;
      decision->kind = is_there && !is_ahead && desk->now_ms - ends_ms <= ZXD_LATE_MS
                           ? ZXD_DECISION_TIMEOUT
                           : ZXD_DECISION_WITHDRAW;
      decision->contact_id = contact->facts.id;
      decision->agent_id = contact->offer.agent_id;
    }
  return decision->contact_id != 0;
}

static gboolean
offer (Desk *desk, ZxdDecision *decision)
{
  DeskContact *best = NULL;
  DeskAgent *agent;

  for (guint i = 0; i < desk->lists[DESK_WAITING]->len; i++) {
    DeskContact *contact = desk->lists[DESK_WAITING]->pdata[i];

    if (is_routed (desk, contact) && (best == NULL || is_before (desk, contact, best)) &&
        (agent = agent_for (desk, contact)) != NULL) {
      best = contact;
      decision->agent_id = agent->facts.id;
    }
  }
  if (best == NULL)
    return FALSE;
  decision->kind = ZXD_DECISION_OFFER;
  decision->contact_id = best->facts.id;
  decision->deadline_ms = desk->now_ms + desk_queue (desk, best->facts.queue_id)->facts.offer_ms;
  return TRUE;
}

/* Nobody waits for what was left as a message, and who was served before is not sent away. */
static gboolean
may_overflow (const DeskContact *contact)
{
  return !contact->facts.is_left && !contact->facts.has_begun;
}

/* Who has waited too long, the first of them first. */
static DeskContact *
overdue (Desk *desk)
{
  DeskContact *found = NULL;
  gint64 first_ms = desk->now_ms;

  for (guint i = 0; i < desk->lists[DESK_WAITING]->len; i++) {
    DeskContact *contact = desk->lists[DESK_WAITING]->pdata[i];
    gint64 most_ms = desk_queue (desk, contact->facts.queue_id)->facts.most_wait_ms;
    gint64 ends_ms = contact->facts.entered_at_ms + most_ms;

    if (!may_overflow (contact) || most_ms == 0 || ends_ms > first_ms ||
        (ends_ms == first_ms && found != NULL && contact->facts.id > found->facts.id))
      continue;
    first_ms = ends_ms;
    found = contact;
  }
  return found;
}

/* Who stands last in the first queue that is too long. */
static DeskContact *
surplus (Desk *desk)
{
  for (guint q = 0; q < desk->queues->len; q++) {
    const ZxdQueueFacts *queue = &((DeskQueue *) desk->queues->pdata[q])->facts;
    DeskContact *last = NULL;
    guint n = 0;

    if (queue->most_waiting == 0)
      continue;
    for (guint i = 0; i < desk->lists[DESK_WAITING]->len; i++) {
      DeskContact *contact = desk->lists[DESK_WAITING]->pdata[i];

      if (contact->facts.queue_id != queue->id || !may_overflow (contact))
        continue;
      n++;
      if (last == NULL || is_before (desk, last, contact))
        last = contact;
    }
    if (n > queue->most_waiting)
      return last;
  }
  return NULL;
}

gboolean
naive_decide (Desk *desk, ZxdDecision *decision)
{
  DeskContact *contact;

  *decision = (ZxdDecision){0};
  if (end_of_offer (desk, decision) || offer (desk, decision))
    return TRUE;
  if ((contact = overdue (desk)) == NULL)
    contact = surplus (desk);
  if (contact == NULL)
    return FALSE;
  decision->kind = ZXD_DECISION_OVERFLOW;
  decision->contact_id = contact->facts.id;
  return TRUE;
}
