/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lets a desk live at random. */
#include "router-desk.h"

enum { START_MS = 1000000, OFFER_MS = 20000, MINUTE_MS = 60000 };

static const char *const channels[DESK_CHANNELS] = {"web", "phone"};
static const char *const skills[DESK_SKILLS] = {"billing", "drives", "lang:en", "lang:zh"};
/* The same, as another administrator types them. */
static const char *const others[DESK_SKILLS] = {"Billing", "drives", "lang:EN", "lang:zh"};

static guint
below (Desk *desk, guint n)
{
  return (guint) g_rand_int_range (desk->rand, 0, (gint32) n);
}

static gboolean
one_in (Desk *desk, guint n)
{
  return below (desk, n) == 0;
}

static guint
pick_groups (Desk *desk, gint64 groups[DESK_GROUPS])
{
  guint n = 0;

  for (gint64 group = 1; group <= DESK_GROUPS; group++)
    if (one_in (desk, 2))
      groups[n++] = group;
  return n;
}

static guint
pick_skills (Desk *desk, ZxdSkill *some, guint odds)
{
  guint n = 0;

  for (guint i = 0; i < DESK_SKILLS; i++)
    if (one_in (desk, odds))
      some[n++] = (ZxdSkill){odds == 2 ? others[i] : skills[i], 1 + (int) below (desk, 3)};
  return n;
}

static void
set_up_queue (Desk *desk, DeskQueue *queue)
{
  ZxdQueueFacts *facts = &queue->facts;

  facts->method =
      one_in (desk, 12) ? ZX_METHOD_PULL : (ZxMethod) (ZX_METHOD_LEAST_LOADED + below (desk, 3));
  facts->n_groups = pick_groups (desk, queue->groups);
  if (facts->n_groups == 0 && !desk->size.is_restless)
    queue->groups[facts->n_groups++] = 1; /* somebody serves it */
  facts->groups = queue->groups;
  facts->offer_ms = OFFER_MS;
  facts->regular_ms = one_in (desk, 2) ? 0 : 30000;
  facts->age_step_ms = one_in (desk, 4) ? 0 : MINUTE_MS;
  facts->most_wait_ms = one_in (desk, 3) ? 10 * MINUTE_MS : 0;
  facts->most_waiting = one_in (desk, 4) ? 1 + desk->size.n_waiting / 3 : 0;
}

static void
put_in_groups (Desk *desk, DeskAgent *agent)
{
  agent->facts.n_groups = pick_groups (desk, agent->groups);
  agent->facts.groups = agent->groups;
}

static void
set_up_agent (Desk *desk, DeskAgent *agent)
{
  ZxdAgentFacts *facts = &agent->facts;

  facts->capacity = 4;
  facts->n_skills = pick_skills (desk, agent->skills, 2);
  facts->skills = agent->skills;
  agent->rooms[0] = (ZxdRoom){channels[0], 2 + (int) below (desk, 3), 1};
  agent->rooms[1] = (ZxdRoom){channels[1], 1, 3};
  facts->n_rooms = one_in (desk, 8) ? 1 : 2;
  facts->rooms = agent->rooms;
}

static void
free_contact (gpointer data)
{
  DeskContact *contact = data;

  g_array_unref (contact->refused);
  g_free (contact);
}

static void
leave_list (Desk *desk, DeskContact *contact)
{
  GPtrArray *list = desk->lists[contact->place];

  g_ptr_array_remove_index_fast (list, contact->index);
  if (contact->index < list->len)
    ((DeskContact *) list->pdata[contact->index])->index = contact->index;
}

static void
enter_list (Desk *desk, DeskContact *contact, DeskPlace place)
{
  contact->place = place;
  contact->index = desk->lists[place]->len;
  g_ptr_array_add (desk->lists[place], contact);
}

static void
move (Desk *desk, DeskContact *contact, DeskPlace place)
{
  leave_list (desk, contact);
  enter_list (desk, contact, place);
}

static void
tell_contact (ZxdRouter *router, DeskContact *contact)
{
  contact->facts.refused_by = (const gint64 *) (gpointer) contact->refused->data;
  contact->facts.n_refused = contact->refused->len;
  zxd_router_put_contact (router, &contact->facts);
}

static void
tell_agent (Desk *desk, DeskAgent *agent)
{
  agent->is_known = TRUE;
  zxd_router_put_agent (desk->router, &agent->facts);
}

Desk *
desk_new (guint32 seed, const DeskSize *size)
{
  Desk *desk = g_new0 (Desk, 1);

  desk->size = *size;
  desk->rand = g_rand_new_with_seed (seed);
  desk->router = zxd_router_new ();
  desk->queues = g_ptr_array_new_with_free_func (g_free);
  desk->agents = g_ptr_array_new_with_free_func (g_free);
  for (guint place = 0; place < DESK_PLACES; place++)
    desk->lists[place] = g_ptr_array_new ();
  desk->contacts = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, free_contact);
  desk->now_ms = START_MS;
  for (guint i = 0; i < size->n_queues; i++) {
    DeskQueue *queue = g_new0 (DeskQueue, 1);

    queue->facts.id = i + 1;
    set_up_queue (desk, queue);
    g_ptr_array_add (desk->queues, queue);
    zxd_router_put_queue (desk->router, &queue->facts);
  }
  for (guint i = 0; i < size->n_agents; i++) {
    DeskAgent *agent = g_new0 (DeskAgent, 1);

    agent->facts.id = i + 1;
    agent->facts.idle_since_ms = desk->now_ms - below (desk, 1000);
    agent->facts.presence = one_in (desk, 5) ? ZX_PRESENCE_OFFLINE : ZX_PRESENCE_ONLINE;
    put_in_groups (desk, agent);
    set_up_agent (desk, agent);
    g_ptr_array_add (desk->agents, agent);
    tell_agent (desk, agent);
  }
  return desk;
}

void
desk_free (Desk *desk)
{
  g_rand_free (desk->rand);
  zxd_router_free (desk->router);
  g_ptr_array_unref (desk->queues);
  g_ptr_array_unref (desk->agents);
  for (guint place = 0; place < DESK_PLACES; place++)
    g_ptr_array_unref (desk->lists[place]);
  g_hash_table_unref (desk->contacts);
  g_free (desk);
}

DeskQueue *
desk_queue (Desk *desk, gint64 id)
{
  return desk->queues->pdata[id - 1];
}

DeskAgent *
desk_agent (Desk *desk, gint64 id)
{
  DeskAgent *agent = id >= 1 && id <= desk->agents->len ? desk->agents->pdata[id - 1] : NULL;

  return agent != NULL && agent->is_known ? agent : NULL;
}

static DeskContact *
any_contact (Desk *desk, DeskPlace place)
{
  GPtrArray *list = desk->lists[place];

  return list->len > 0 ? list->pdata[below (desk, list->len)] : NULL;
}

static DeskAgent *
any_agent (Desk *desk)
{
  return desk->agents->pdata[below (desk, desk->agents->len)];
}

static void
arrive (Desk *desk)
{
  DeskContact *contact = g_new0 (DeskContact, 1);
  ZxdContactFacts *facts = &contact->facts;

  facts->id = ++desk->last_id;
  facts->queue_id = 1 + below (desk, desk->queues->len);
  facts->last_agent_id = one_in (desk, 4) ? any_agent (desk)->facts.id : 0;
  facts->state = ZX_CONTACT_QUEUED;
  facts->tier = one_in (desk, 10)  ? ZX_TIER_SUPER_VIP
                : one_in (desk, 4) ? ZX_TIER_VIP
                                   : ZX_TIER_REGULAR;
  facts->channel = channels[one_in (desk, 5)];
  facts->entered_at_ms = desk->now_ms - below (desk, 3);
  facts->is_left = one_in (desk, 12);
  facts->n_wants = one_in (desk, 2) ? 0 : pick_skills (desk, contact->wants, 5);
  facts->wants = contact->wants;
  contact->refused = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_hash_table_insert (desk->contacts, &facts->id, contact);
  enter_list (desk, contact, DESK_WAITING);
  tell_contact (desk->router, contact);
}

static void
leave (Desk *desk, DeskContact *contact)
{
  zxd_router_remove_contact (desk->router, contact->facts.id);
  leave_list (desk, contact);
  g_hash_table_remove (desk->contacts, &contact->facts.id);
}

static void
touch_agent (Desk *desk, gint64 id)
{
  DeskAgent *agent = desk_agent (desk, id);

  if (agent == NULL)
    return;
  agent->facts.idle_since_ms = desk->now_ms;
  tell_agent (desk, agent);
}

static void
end_offer (Desk *desk, DeskContact *contact)
{
  contact->offer = (ZxdOfferFacts){0};
  zxd_router_remove_offer (desk->router, contact->facts.id);
}

static void
accept_offer (Desk *desk, DeskContact *contact)
{
  gint64 agent_id = contact->offer.agent_id;

  contact->facts.state = ZX_CONTACT_ACTIVE;
  contact->facts.agent_id = agent_id;
  contact->facts.has_begun = TRUE;
  g_array_set_size (contact->refused, 0);
  move (desk, contact, DESK_IN_HAND);
  tell_contact (desk->router, contact);
  end_offer (desk, contact);
  touch_agent (desk, agent_id);
}

static void
refuse (Desk *desk, DeskContact *contact, gint64 agent_id)
{
  contact->facts.refused_at_ms = desk->now_ms;
  for (guint i = 0; i < contact->refused->len; i++)
    if (g_array_index (contact->refused, gint64, i) == agent_id)
      return;
  g_array_append_val (contact->refused, agent_id);
}

static void
decline_offer (Desk *desk, DeskContact *contact)
{
  refuse (desk, contact, contact->offer.agent_id);
  contact->facts.state = ZX_CONTACT_QUEUED;
  end_offer (desk, contact);
  move (desk, contact, DESK_WAITING);
  tell_contact (desk->router, contact);
}

static void
end_contact (Desk *desk, DeskContact *contact)
{
  gint64 agent_id = contact->facts.agent_id;

  if (contact->facts.state == ZX_CONTACT_ACTIVE && one_in (desk, 2)) {
    contact->facts.state = ZX_CONTACT_WRAP_UP;
    tell_contact (desk->router, contact);
    return;
  }
  leave (desk, contact);
  touch_agent (desk, agent_id);
}

/* Its agent did not come back in time: the contact has its old place again. */
static void
return_to_queue (Desk *desk, DeskContact *contact)
{
  if (contact->offer.contact_id != 0)
    return;
  contact->facts.state = ZX_CONTACT_QUEUED;
  contact->facts.agent_id = 0;
  move (desk, contact, DESK_WAITING);
  tell_contact (desk->router, contact);
}

static void
change_presence (Desk *desk, DeskAgent *agent)
{
  if (agent->facts.presence != ZX_PRESENCE_ONLINE)
    agent->facts.presence = ZX_PRESENCE_ONLINE;
  else if (agent->facts.is_missed)
    agent->facts.is_missed = FALSE;
  else if (one_in (desk, 3))
    agent->facts.presence = one_in (desk, 2) ? ZX_PRESENCE_BREAK : ZX_PRESENCE_OFFLINE;
  tell_agent (desk, agent);
}

/* Its agent puts it into some queue, where it keeps its place. */
static void
pass_on (Desk *desk, DeskContact *contact)
{
  if (contact->offer.contact_id != 0 || contact->facts.state != ZX_CONTACT_ACTIVE)
    return;
  contact->facts.passed_by_id = contact->facts.agent_id;
  contact->facts.queue_id = 1 + below (desk, desk->queues->len);
  return_to_queue (desk, contact);
}

/* Asked by a colleague for a contact that stays where it is. */
static void
consult (Desk *desk, DeskContact *contact, DeskAgent *agent)
{
  if (contact->offer.contact_id != 0 || !agent->is_known ||
      agent->facts.id == contact->facts.agent_id)
    return;
  contact->offer =
      (ZxdOfferFacts){contact->facts.id, agent->facts.id, desk->now_ms + OFFER_MS, desk->now_ms};
  zxd_router_put_offer (desk->router, &contact->offer);
}

static void
change_setup (Desk *desk)
{
  DeskQueue *queue = desk->queues->pdata[below (desk, desk->queues->len)];
  DeskAgent *agent = any_agent (desk);

  switch (below (desk, 5)) {
  case 0:
    set_up_queue (desk, queue);
    zxd_router_put_queue (desk->router, &queue->facts);
    break;
  case 1:
    zxd_router_remove_queue (desk->router, queue->facts.id);
    zxd_router_put_queue (desk->router, &queue->facts);
    break;
  case 2:
    agent->is_known = FALSE;
    zxd_router_remove_agent (desk->router, agent->facts.id);
    break;
  case 3:
    put_in_groups (desk, agent);
    tell_agent (desk, agent);
    break;
  default:
    set_up_agent (desk, agent);
    tell_agent (desk, agent);
    break;
  }
}

/* An agent takes a contact himself from a queue that is not routed. */
static void
pull (Desk *desk, DeskContact *contact)
{
  DeskAgent *agent = any_agent (desk);

  if (!agent->is_known ||
      desk_queue (desk, contact->facts.queue_id)->facts.method != ZX_METHOD_PULL)
    return;
  contact->facts.state = ZX_CONTACT_ACTIVE;
  contact->facts.agent_id = agent->facts.id;
  contact->facts.has_begun = TRUE;
  move (desk, contact, DESK_IN_HAND);
  tell_contact (desk->router, contact);
}

static void
serve (Desk *desk)
{
  DeskContact *waiting = any_contact (desk, DESK_WAITING);
  DeskContact *offered = any_contact (desk, DESK_OFFERED);
  DeskContact *held = any_contact (desk, DESK_IN_HAND);

  if (waiting != NULL && one_in (desk, 4))
    pull (desk, waiting);
  else if (offered != NULL && one_in (desk, 2))
    one_in (desk, 3) ? decline_offer (desk, offered) : accept_offer (desk, offered);
  else if (held != NULL && one_in (desk, 40))
    consult (desk, held, any_agent (desk));
  else if (held != NULL && held->offer.contact_id != 0)
    end_offer (desk, held);
  else if (held != NULL && one_in (desk, 12))
    pass_on (desk, held);
  else if (held != NULL)
    one_in (desk, 50) ? return_to_queue (desk, held) : end_contact (desk, held);
}

void
desk_step (Desk *desk)
{
  guint dice = below (desk, 100);
  DeskContact *waiting = any_contact (desk, DESK_WAITING);

  desk->now_ms += below (desk, 2 * desk->size.step_ms + 1);
  if (dice < 2 && desk->size.is_restless)
    change_setup (desk);
  else if (dice < 12)
    change_presence (desk, any_agent (desk));
  else if (dice < 14 && waiting != NULL)
    leave (desk, waiting);
  else if (dice < 50 && desk->lists[DESK_WAITING]->len < desk->size.n_waiting)
    arrive (desk);
  else
    serve (desk);
}

void
desk_all_hands (Desk *desk)
{
  for (guint i = 0; i < desk->queues->len; i++) {
    DeskQueue *queue = desk->queues->pdata[i];

    queue->facts.method = MAX (queue->facts.method, ZX_METHOD_LEAST_LOADED);
    queue->facts.most_wait_ms = queue->facts.most_waiting = 0;
    for (queue->facts.n_groups = 0; queue->facts.n_groups < DESK_GROUPS; queue->facts.n_groups++)
      queue->groups[queue->facts.n_groups] = queue->facts.n_groups + 1;
    zxd_router_put_queue (desk->router, &queue->facts);
  }
  for (guint i = 0; i < desk->agents->len; i++) {
    DeskAgent *agent = desk->agents->pdata[i];

    set_up_agent (desk, agent);
    agent->groups[0] = agent->facts.n_groups = 1;
    for (guint k = 0; k < DESK_SKILLS; k++)
      agent->skills[k] = (ZxdSkill){skills[k], 5};
    agent->facts.n_skills = DESK_SKILLS;
    agent->facts.n_rooms = DESK_CHANNELS;
    agent->facts.presence = ZX_PRESENCE_ONLINE;
    agent->facts.is_missed = FALSE;
    tell_agent (desk, agent);
  }
}

void
desk_serve_one (Desk *desk)
{
  DeskContact *offered = any_contact (desk, DESK_OFFERED);
  DeskContact *held = any_contact (desk, DESK_IN_HAND);

  desk->now_ms++;
  if (offered != NULL)
    accept_offer (desk, offered);
  else if (held != NULL)
    end_contact (desk, held);
  else
    desk->now_ms += ZXD_REST_MS; /* they have all refused who waits */
}

static void
do_offer (Desk *desk, DeskContact *contact, const ZxdDecision *decision)
{
  desk->n_offers++;
  contact->facts.state = ZX_CONTACT_OFFERED;
  for (guint i = 0; i < contact->refused->len; i++)
    if (g_array_index (contact->refused, gint64, i) == decision->agent_id)
      g_array_set_size (contact->refused, 0); /* a new round */
  contact->offer = (ZxdOfferFacts){contact->facts.id, decision->agent_id, decision->deadline_ms,
                                   decision->at_ms};
  desk_agent (desk, decision->agent_id)->facts.offered_at_ms = decision->at_ms;
  move (desk, contact, DESK_OFFERED);
}

static void
do_end_of_offer (Desk *desk, DeskContact *contact, const ZxdDecision *decision)
{
  DeskAgent *agent = desk_agent (desk, decision->agent_id);

  if (decision->kind == ZXD_DECISION_TIMEOUT) {
    desk->n_timeouts++;
    agent->facts.is_missed = TRUE;
    refuse (desk, contact, decision->agent_id);
  } else {
    desk->n_withdrawn++;
  }
  contact->offer = (ZxdOfferFacts){0};
  if (contact->place == DESK_IN_HAND)
    return;
  contact->facts.state = ZX_CONTACT_QUEUED;
  move (desk, contact, DESK_WAITING);
}

static void
tell_decision (Desk *desk, DeskContact *contact, const ZxdDecision *decision)
{
  DeskAgent *agent = desk_agent (desk, decision->agent_id);

  if (contact->offer.contact_id == 0)
    zxd_router_remove_offer (desk->router, contact->facts.id);
  tell_contact (desk->router, contact);
  if (contact->offer.contact_id != 0)
    zxd_router_put_offer (desk->router, &contact->offer);
  if (agent != NULL)
    tell_agent (desk, agent);
}

void
desk_do (Desk *desk, const ZxdDecision *decision, gboolean by_facts)
{
  DeskContact *contact = g_hash_table_lookup (desk->contacts, &decision->contact_id);

  switch (decision->kind) {
  case ZXD_DECISION_OFFER:
    do_offer (desk, contact, decision);
    break;
  case ZXD_DECISION_TIMEOUT:
  case ZXD_DECISION_WITHDRAW:
    do_end_of_offer (desk, contact, decision);
    break;
  case ZXD_DECISION_OVERFLOW:
    desk->n_overflows++;
    leave (desk, contact);
    return;
  }
  if (by_facts)
    tell_decision (desk, contact, decision);
  else
    zxd_router_apply (desk->router, decision);
}

ZxdRouter *
desk_fill_router (Desk *desk)
{
  ZxdRouter *router = zxd_router_new ();
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, desk->contacts); /* in any order: contacts before their queues */
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    DeskContact *contact = value;

    tell_contact (router, contact);
    if (contact->offer.contact_id != 0)
      zxd_router_put_offer (router, &contact->offer);
  }
  for (guint i = desk->agents->len; i-- > 0;) {
    DeskAgent *agent = desk->agents->pdata[i];

    if (agent->is_known)
      zxd_router_put_agent (router, &agent->facts);
  }
  for (guint i = 0; i < desk->queues->len; i++)
    zxd_router_put_queue (router, &((DeskQueue *) desk->queues->pdata[i])->facts);
  return router;
}
