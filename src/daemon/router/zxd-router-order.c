/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps the contacts that wait in order, in one lane for those that need the same. */
#include "zxd-router-private.h"

#include <string.h>

/* Where no wait outweighs a tier: longer than anybody lives. */
#define NEVER_MS ((gint64) 100 * 365 * 24 * 3600 * 1000)

static guint
hash_needs (gconstpointer key)
{
  const ZxdNeeds *needs = key;
  guint hash = g_direct_hash (needs->channel);

  for (guint i = 0; i < needs->n_wants; i++)
    hash = hash * 31 + g_direct_hash (needs->wants[i].name) + (guint) needs->wants[i].level;
  return hash;
}

static gboolean
equal_needs (gconstpointer a, gconstpointer b)
{
  const ZxdNeeds *left = a, *right = b;

  if (left->channel != right->channel || left->n_wants != right->n_wants)
    return FALSE;
  for (guint i = 0; i < left->n_wants; i++)
    if (left->wants[i].name != right->wants[i].name ||
        left->wants[i].level != right->wants[i].level)
      return FALSE;
  return TRUE;
}

static ZxdRouterLane *
lane_new (ZxdRouterQueue *queue, const ZxdNeeds *needs)
{
  ZxdRouterLane *lane = g_new0 (ZxdRouterLane, 1);

  zxd_needs_copy (&lane->needs, needs);
  lane->queue = queue;
  lane->waiting = g_sequence_new (NULL);
  return lane;
}

static void
lane_free (gpointer data)
{
  ZxdRouterLane *lane = data;

  zxd_needs_clear (&lane->needs);
  g_sequence_free (lane->waiting);
  g_free (lane);
}

ZxdRouterQueue *
zxd_router_queue_new (const ZxdQueueFacts *facts)
{
  ZxdRouterQueue *queue = g_new0 (ZxdRouterQueue, 1);

  zxd_queue_facts_copy (&queue->facts, facts);
  queue->lanes = g_hash_table_new_full (hash_needs, equal_needs, NULL, lane_free);
  queue->seats = g_ptr_array_new_with_free_func (g_free);
  queue->free = g_sequence_new (NULL);
  return queue;
}

void
zxd_router_queue_free (ZxdRouterQueue *queue)
{
  g_hash_table_unref (queue->lanes);
  g_ptr_array_unref (queue->seats);
  g_sequence_free (queue->free);
  zxd_queue_facts_clear (&queue->facts);
  g_free (queue);
}

int
zxd_contact_compare (const ZxdRouterContact *a, const ZxdRouterContact *b)
{
  int by_standing = zxd_compare (a->standing_ms, b->standing_ms);

  return by_standing != 0 ? by_standing : zxd_compare (a->facts.id, b->facts.id);
}

static int
compare_places (gconstpointer a, gconstpointer b, gpointer unused)
{
  return zxd_contact_compare (a, b);
}

gboolean
zxd_contact_is_in_queue (const ZxdRouterContact *contact)
{
  return contact->facts.state == ZX_CONTACT_QUEUED || contact->facts.state == ZX_CONTACT_OFFERED;
}

gboolean
zxd_contact_has_refusal (const ZxdRouterContact *contact, gint64 agent_id)
{
  for (guint i = 0; i < contact->facts.n_refused; i++)
    if (contact->facts.refused_by[i] == agent_id)
      return TRUE;
  return FALSE;
}

/* Whether it matters who exactly has room. */
static gboolean
is_particular (const ZxdRouterContact *contact)
{
  return contact->facts.last_agent_id != 0 || contact->facts.passed_by_id != 0 ||
         contact->facts.n_refused > 0;
}

gboolean
zxd_contact_may_overflow (const ZxdRouterContact *contact)
{
  return !contact->facts.is_left && !contact->facts.has_begun;
}

void
zxd_lane_hope (ZxdRouter *router, ZxdRouterLane *lane)
{
  if (lane->is_hopeful || lane->queue->facts.method == ZX_METHOD_PULL)
    return;
  lane->is_hopeful = TRUE;
  g_ptr_array_add (router->hopeful, lane);
}

void
zxd_lane_enter (ZxdRouter *router, ZxdRouterQueue *queue, ZxdRouterContact *contact)
{
  const ZxdContactFacts *facts = &contact->facts;
  ZxdNeeds needs = {facts->channel, facts->wants, facts->n_wants};
  gint64 step_ms = queue->facts.age_step_ms > 0 ? queue->facts.age_step_ms : NEVER_MS;
  int tier = queue->facts.method == ZX_METHOD_PULL ? 0 : (int) facts->tier;
  ZxdRouterLane *lane = g_hash_table_lookup (queue->lanes, &needs);

  if (lane == NULL) {
    lane = lane_new (queue, &needs);
    g_hash_table_insert (queue->lanes, &lane->needs, lane);
  }
  contact->standing_ms =
      facts->entered_at_ms + (gint64) ((facts->is_left ? ZXD_LEFT_STEPS : 0) - tier) * step_ms;
  contact->lane = lane;
  contact->place = g_sequence_insert_sorted (lane->waiting, contact, compare_places, NULL);
  lane->n_particular += is_particular (contact);
  queue->n_waiting++;
  queue->n_exposed += zxd_contact_may_overflow (contact);
  zxd_lane_hope (router, lane);
}

void
zxd_lane_leave (ZxdRouter *router, ZxdRouterContact *contact)
{
  ZxdRouterLane *lane = g_steal_pointer (&contact->lane);

  g_sequence_remove (g_steal_pointer (&contact->place));
  lane->n_particular -= is_particular (contact);
  lane->queue->n_waiting--;
  lane->queue->n_exposed -= zxd_contact_may_overflow (contact);
  if (!g_sequence_is_empty (lane->waiting))
    return;
  if (lane->is_hopeful)
    g_ptr_array_remove_fast (router->hopeful, lane);
  g_hash_table_remove (lane->queue->lanes, &lane->needs);
}

guint
zxd_contact_place (const ZxdRouterContact *contact)
{
  GHashTableIter iter;
  gpointer value;
  guint ahead = 0;

  g_hash_table_iter_init (&iter, contact->lane->queue->lanes);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    ZxdRouterLane *lane = value;
    GSequenceIter *after =
        g_sequence_search (lane->waiting, (gpointer) contact, compare_places, NULL);

    ahead += (guint) g_sequence_iter_get_position (after);
  }
  return ahead; /* the search ends after the contact itself: it is counted in its own lane */
}

static ZxdRouterContact *
last_of_lane (const ZxdRouterLane *lane)
{
  GSequenceIter *iter = g_sequence_get_end_iter (lane->waiting);

  while (!g_sequence_iter_is_begin (iter)) {
    ZxdRouterContact *contact = g_sequence_get (iter = g_sequence_iter_prev (iter));

    if (zxd_contact_may_overflow (contact))
      return contact;
  }
  return NULL;
}

ZxdRouterContact *
zxd_router_queue_last (const ZxdRouterQueue *queue)
{
  GHashTableIter iter;
  gpointer value;
  ZxdRouterContact *last = NULL;

  g_hash_table_iter_init (&iter, queue->lanes);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    ZxdRouterContact *of_lane = last_of_lane (value);

    if (of_lane != NULL && (last == NULL || zxd_contact_compare (of_lane, last) > 0))
      last = of_lane;
  }
  return last;
}
