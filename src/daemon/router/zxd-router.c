/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes in the facts. Whatever changes is first taken out of the order it stands in, then changed,
 * then put where it belongs now. */
#include "zxd-router-private.h"

static void
free_queue (gpointer queue)
{
  zxd_router_queue_free (queue);
}

static void
free_agent (gpointer agent)
{
  zxd_router_agent_free (agent);
}

static void
free_contact (gpointer contact)
{
  zxd_router_contact_free (contact);
}

ZxdRouter *
zxd_router_new (void)
{
  ZxdRouter *router = g_new0 (ZxdRouter, 1);

  router->queues = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, free_queue);
  router->agents = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, free_agent);
  router->contacts = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, free_contact);
  for (guint kind = 0; kind < ZXD_DUES; kind++)
    router->dues[kind] = g_sequence_new (NULL);
  router->hopeful = g_ptr_array_new ();
  router->touched = g_ptr_array_new ();
  return router;
}

void
zxd_router_free (ZxdRouter *router)
{
  if (router == NULL)
    return;
  for (guint kind = 0; kind < ZXD_DUES; kind++)
    g_sequence_free (router->dues[kind]);
  g_hash_table_unref (router->contacts);
  g_hash_table_unref (router->agents);
  g_hash_table_unref (router->queues);
  g_ptr_array_unref (router->hopeful);
  g_ptr_array_unref (router->touched);
  g_free (router);
}

typedef gboolean (*IsConcerned) (const ZxdRouterContact *contact, gint64 id);

static gboolean
is_of_queue (const ZxdRouterContact *contact, gint64 id)
{
  return contact->facts.queue_id == id;
}

static gboolean
is_of_agent (const ZxdRouterContact *contact, gint64 id)
{
  return contact->facts.agent_id == id || contact->offer.agent_id == id;
}

/* Takes out the contacts that the queue or agent @id concerns; the caller owns the list. */
static GPtrArray *
detach_all (ZxdRouter *router, IsConcerned is_concerned, gint64 id)
{
  GPtrArray *concerned = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, router->contacts);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (is_concerned (value, id)) {
      zxd_contact_detach (router, value);
      g_ptr_array_add (concerned, value);
    }
  return concerned;
}

static void
attach_all (ZxdRouter *router, GPtrArray *contacts)
{
  for (guint i = 0; i < contacts->len; i++)
    zxd_contact_attach (router, contacts->pdata[i]);
}

static void
empty_queue (ZxdRouter *router, gint64 id)
{
  ZxdRouterQueue *queue = g_hash_table_lookup (router->queues, &id);

  while (queue != NULL && queue->seats->len > 0)
    zxd_agent_stand_up (router, queue->seats->pdata[queue->seats->len - 1]);
  g_hash_table_remove (router->queues, &id);
}

void
zxd_router_put_queue (ZxdRouter *router, const ZxdQueueFacts *facts)
{
  g_autoptr (GPtrArray) contacts = detach_all (router, is_of_queue, facts->id);
  ZxdRouterQueue *queue = zxd_router_queue_new (facts);
  GHashTableIter iter;
  gpointer agent;

  empty_queue (router, facts->id);
  g_hash_table_insert (router->queues, &queue->facts.id, queue);
  g_hash_table_iter_init (&iter, router->agents);
  while (g_hash_table_iter_next (&iter, NULL, &agent))
    if (zxd_agent_serves (agent, queue))
      zxd_agent_sit (router, agent, queue);
  attach_all (router, contacts);
}

void
zxd_router_remove_queue (ZxdRouter *router, gint64 id)
{
  g_autoptr (GPtrArray) contacts = detach_all (router, is_of_queue, id);

  empty_queue (router, id);
  attach_all (router, contacts);
}

static void
seat_agent (ZxdRouter *router, ZxdRouterAgent *agent)
{
  GHashTableIter iter;
  gpointer queue;

  g_hash_table_iter_init (&iter, router->queues);
  while (g_hash_table_iter_next (&iter, NULL, &queue))
    if (zxd_agent_serves (agent, queue))
      zxd_agent_sit (router, agent, queue);
}

static void
unseat_agent (ZxdRouter *router, ZxdRouterAgent *agent)
{
  while (agent->seats->len > 0)
    zxd_agent_stand_up (router, agent->seats->pdata[agent->seats->len - 1]);
}

static gboolean
has_groups (const ZxdAgentFacts *a, const ZxdAgentFacts *b)
{
  if (a->n_groups != b->n_groups)
    return FALSE;
  for (guint i = 0; i < a->n_groups; i++)
    if (a->groups[i] != b->groups[i])
      return FALSE;
  return TRUE;
}

/* Both are our copies: names are interned and in order. */
static gboolean
has_abilities (const ZxdAgentFacts *a, const ZxdAgentFacts *b)
{
  if (a->n_skills != b->n_skills || a->n_rooms != b->n_rooms)
    return FALSE;
  for (guint i = 0; i < a->n_skills; i++)
    if (a->skills[i].name != b->skills[i].name || a->skills[i].level != b->skills[i].level)
      return FALSE;
  for (guint i = 0; i < a->n_rooms; i++)
    if (a->rooms[i].channel != b->rooms[i].channel || a->rooms[i].most != b->rooms[i].most)
      return FALSE;
  return TRUE;
}

/* Presence and load change all day, groups hardly ever: the seats are kept if they can be. */
static void
change_agent (ZxdRouter *router, ZxdRouterAgent *agent, const ZxdAgentFacts *facts)
{
  gboolean keeps_seats = has_groups (&agent->facts, facts);
  ZxdAgentFacts old = agent->facts;

  if (!keeps_seats)
    unseat_agent (router, agent);
  zxd_agent_facts_copy (&agent->facts, facts);
  agent->is_changed |= !has_abilities (&agent->facts, &old);
  zxd_agent_facts_clear (&old);
  if (!keeps_seats)
    seat_agent (router, agent);
}

void
zxd_router_put_agent (ZxdRouter *router, const ZxdAgentFacts *facts)
{
  ZxdRouterAgent *agent = g_hash_table_lookup (router->agents, &facts->id);
  g_autoptr (GPtrArray) contacts = agent != NULL ? g_ptr_array_copy (agent->hand, NULL, NULL)
                                                 : detach_all (router, is_of_agent, facts->id);

  for (guint i = 0; i < contacts->len; i++)
    zxd_contact_detach (router, contacts->pdata[i]);
  if (agent != NULL) {
    change_agent (router, agent, facts);
  } else {
    agent = zxd_router_agent_new (facts);
    g_hash_table_insert (router->agents, &agent->facts.id, agent);
    seat_agent (router, agent);
  }
  zxd_agent_touch (router, agent);
  attach_all (router, contacts);
}

void
zxd_router_remove_agent (ZxdRouter *router, gint64 id)
{
  ZxdRouterAgent *agent = g_hash_table_lookup (router->agents, &id);
  g_autoptr (GPtrArray) contacts = NULL;

  if (agent == NULL)
    return;
  contacts = detach_all (router, is_of_agent, id);
  unseat_agent (router, agent);
  if (agent->is_touched)
    g_ptr_array_remove_fast (router->touched, agent);
  g_hash_table_remove (router->agents, &id);
  attach_all (router, contacts);
}

void
zxd_router_put_contact (ZxdRouter *router, const ZxdContactFacts *facts)
{
  ZxdRouterContact *contact = g_hash_table_lookup (router->contacts, &facts->id);
  ZxdContactFacts old;

  if (contact != NULL) {
    zxd_contact_detach (router, contact);
    old = contact->facts;
    zxd_contact_facts_copy (&contact->facts, facts);
    zxd_contact_facts_clear (&old);
  } else {
    contact = zxd_router_contact_new (facts);
    g_hash_table_insert (router->contacts, &contact->facts.id, contact);
  }
  zxd_contact_attach (router, contact);
}

void
zxd_router_remove_contact (ZxdRouter *router, gint64 id)
{
  ZxdRouterContact *contact = g_hash_table_lookup (router->contacts, &id);

  if (contact == NULL)
    return;
  zxd_contact_detach (router, contact);
  g_hash_table_remove (router->contacts, &id);
}

static void
set_offer (ZxdRouter *router, gint64 contact_id, ZxdOfferFacts offer)
{
  ZxdRouterContact *contact = g_hash_table_lookup (router->contacts, &contact_id);

  if (contact == NULL)
    return;
  zxd_contact_detach (router, contact);
  contact->offer = offer;
  zxd_contact_attach (router, contact);
}

void
zxd_router_put_offer (ZxdRouter *router, const ZxdOfferFacts *facts)
{
  set_offer (router, facts->contact_id, *facts);
}

void
zxd_router_remove_offer (ZxdRouter *router, gint64 contact_id)
{
  set_offer (router, contact_id, (ZxdOfferFacts){0});
}

guint
zxd_router_in_hand (const ZxdRouter *router, gint64 agent_id)
{
  const ZxdRouterAgent *agent = g_hash_table_lookup (router->agents, &agent_id);

  return agent != NULL ? agent->hand->len : 0;
}
