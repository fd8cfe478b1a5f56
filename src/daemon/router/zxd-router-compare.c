/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds where two routers were told different facts. Who adds a fact adds it here. */
#include "zxd-router-private.h"

typedef struct {
  ZxdFactFunc fn;
  gpointer data;
} Teller;

static gboolean
is_same_ids (const gint64 *a, guint n_a, const gint64 *b, guint n_b)
{
  gboolean is_same = n_a == n_b;

  for (guint i = 0; is_same && i < n_a; i++)
    is_same = a[i] == b[i];
  return is_same;
}

/* Our copies: in order, and equal names are the same pointer. */
static gboolean
is_same_skills (const ZxdSkill *a, guint n_a, const ZxdSkill *b, guint n_b)
{
  gboolean is_same = n_a == n_b;

  for (guint i = 0; is_same && i < n_a; i++)
    is_same = a[i].name == b[i].name && a[i].level == b[i].level;
  return is_same;
}

static gboolean
is_same_rooms (const ZxdAgentFacts *a, const ZxdAgentFacts *b)
{
  gboolean is_same = a->n_rooms == b->n_rooms;

  for (guint i = 0; is_same && i < a->n_rooms; i++)
    is_same = a->rooms[i].channel == b->rooms[i].channel && a->rooms[i].most == b->rooms[i].most &&
              a->rooms[i].weight == b->rooms[i].weight;
  return is_same;
}

static gboolean
is_same_queue (gconstpointer left, gconstpointer right)
{
  const ZxdQueueFacts *a = &((const ZxdRouterQueue *) left)->facts;
  const ZxdQueueFacts *b = &((const ZxdRouterQueue *) right)->facts;

  return a->method == b->method && is_same_ids (a->groups, a->n_groups, b->groups, b->n_groups) &&
         a->offer_ms == b->offer_ms && a->regular_ms == b->regular_ms &&
         a->age_step_ms == b->age_step_ms && a->most_wait_ms == b->most_wait_ms &&
         a->most_waiting == b->most_waiting;
}

static gboolean
is_same_agent (gconstpointer left, gconstpointer right)
{
  const ZxdAgentFacts *a = &((const ZxdRouterAgent *) left)->facts;
  const ZxdAgentFacts *b = &((const ZxdRouterAgent *) right)->facts;

  return a->presence == b->presence && a->is_missed == b->is_missed && a->capacity == b->capacity &&
         a->idle_since_ms == b->idle_since_ms && a->offered_at_ms == b->offered_at_ms &&
         is_same_ids (a->groups, a->n_groups, b->groups, b->n_groups) &&
         is_same_skills (a->skills, a->n_skills, b->skills, b->n_skills) && is_same_rooms (a, b);
}

/* Whom the customer had last may be another by a contact beside this one, of which nothing tells
 * this one: that is no difference. */
static gboolean
is_same_contact (gconstpointer left, gconstpointer right)
{
  const ZxdContactFacts *a = &((const ZxdRouterContact *) left)->facts;
  const ZxdContactFacts *b = &((const ZxdRouterContact *) right)->facts;
  const ZxdOfferFacts *offer_a = &((const ZxdRouterContact *) left)->offer;
  const ZxdOfferFacts *offer_b = &((const ZxdRouterContact *) right)->offer;

  return a->queue_id == b->queue_id && a->agent_id == b->agent_id &&
         a->passed_by_id == b->passed_by_id && a->state == b->state && a->tier == b->tier &&
         a->channel == b->channel && a->entered_at_ms == b->entered_at_ms &&
         is_same_skills (a->wants, a->n_wants, b->wants, b->n_wants) &&
         is_same_ids (a->refused_by, a->n_refused, b->refused_by, b->n_refused) &&
         a->refused_at_ms == b->refused_at_ms && a->is_left == b->is_left &&
         a->has_begun == b->has_begun && offer_a->contact_id == offer_b->contact_id &&
         offer_a->agent_id == offer_b->agent_id && offer_a->deadline_ms == offer_b->deadline_ms;
}

static void
tell_missing (GHashTable *here, GHashTable *there, ZxdFactKind kind, const Teller *teller)
{
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, here);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    if (!g_hash_table_contains (there, id))
      teller->fn (kind, *(const gint64 *) id, teller->data);
}

static void
tell_changed (GHashTable *here,
              GHashTable *there,
              ZxdFactKind kind,
              gboolean (*is_same) (gconstpointer left, gconstpointer right),
              const Teller *teller)
{
  GHashTableIter iter;
  gpointer id, left, right;

  g_hash_table_iter_init (&iter, here);
  while (g_hash_table_iter_next (&iter, &id, &left))
    if ((right = g_hash_table_lookup (there, id)) != NULL && !is_same (left, right))
      teller->fn (kind, *(const gint64 *) id, teller->data);
}

void
zxd_router_compare (const ZxdRouter *one, const ZxdRouter *other, ZxdFactFunc fn, gpointer data)
{
  const Teller teller = {fn, data};

  tell_missing (one->queues, other->queues, ZXD_FACT_QUEUE, &teller);
  tell_missing (other->queues, one->queues, ZXD_FACT_QUEUE, &teller);
  tell_changed (one->queues, other->queues, ZXD_FACT_QUEUE, is_same_queue, &teller);
  tell_missing (one->agents, other->agents, ZXD_FACT_AGENT, &teller);
  tell_missing (other->agents, one->agents, ZXD_FACT_AGENT, &teller);
  tell_changed (one->agents, other->agents, ZXD_FACT_AGENT, is_same_agent, &teller);
  tell_missing (one->contacts, other->contacts, ZXD_FACT_CONTACT, &teller);
  tell_missing (other->contacts, one->contacts, ZXD_FACT_CONTACT, &teller);
  tell_changed (one->contacts, other->contacts, ZXD_FACT_CONTACT, is_same_contact, &teller);
}
