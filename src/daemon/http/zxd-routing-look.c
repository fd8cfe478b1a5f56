/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells a router the rows, keeps it between looks, and hears what it decides. */
#include "zxd-routing-look.h"

#include "zx-json.h"
#include "zxd-ids.h"
#include "zxd-store-routing.h"

#include <string.h>

enum {
  OFFER_S = 20,     /* where a queue does not say */
  AGE_STEP_S = 300, /* the same */
  CHATS = 4,        /* at once, where an agent's row does not say */
  MOST_UNITS = 720, /* of capacity: fits what people can do at once on several channels */
};

/* That an agent sees the contacts of an organisation is a skill of this name. */
#define SIGHT "org:%" G_GINT64_FORMAT

/* All tables are by id. */
struct _ZxdRoutingDesk {
  ZxdRouter *router;         /* owned */
  GHashTable *queue_waiting; /* id of the queue of a contact */
  /* By the rows of queues and groups. */
  GHashTable *queue_of; /* owned: id of the queue of a channel */
  GHashTable *needs;    /* owned JsonNode: the skills that a queue asks for */
  GHashTable *ways;     /* owned ZxdQueueFacts: how the contacts of a group are given out */
  GHashTable *groups;   /* owned GArray of gint64, of an agent */
  /* While rows are read: of those whose own row is still to come. */
  GHashTable *sights;      /* owned GArray of gint64, of an agent */
  GHashTable *refused;     /* owned GArray of gint64: agents, of a contact */
  GHashTable *refused_at;  /* when the last of them did */
  GHashTable *offers;      /* owned ZxdOfferFacts, of a contact */
  ZxdRoutingNews *missing; /* lent: whose rows did not come yet; null: all come */
};

static gpointer
key_of (gint64 id)
{
  return GSIZE_TO_POINTER ((gsize) id);
}

static GHashTable *
new_table (GDestroyNotify free_value)
{
  return g_hash_table_new_full (NULL, NULL, NULL, free_value);
}

static void
free_list (gpointer list)
{
  g_array_unref (list);
}

static void
free_node (gpointer node)
{
  json_node_unref (node);
}

static void
desk_init (ZxdRoutingDesk *desk)
{
  desk->router = zxd_router_new ();
  desk->queue_of = new_table (NULL);
  desk->needs = new_table (free_node);
  desk->ways = new_table (g_free);
  desk->groups = new_table (free_list);
  desk->sights = new_table (free_list);
  desk->refused = new_table (free_list);
  desk->refused_at = new_table (NULL);
  desk->offers = new_table (g_free);
  desk->queue_waiting = new_table (NULL);
}

static void
desk_clear (ZxdRoutingDesk *desk)
{
  zxd_router_free (desk->router);
  g_hash_table_unref (desk->queue_of);
  g_hash_table_unref (desk->needs);
  g_hash_table_unref (desk->ways);
  g_hash_table_unref (desk->groups);
  g_hash_table_unref (desk->sights);
  g_hash_table_unref (desk->refused);
  g_hash_table_unref (desk->refused_at);
  g_hash_table_unref (desk->offers);
  g_hash_table_unref (desk->queue_waiting);
}

/* The list of @id in @table, made when it is the first. Lent. */
static GArray *
list_of (GHashTable *table, gint64 id)
{
  GArray *list = g_hash_table_lookup (table, key_of (id));

  if (list == NULL) {
    list = g_array_new (FALSE, FALSE, sizeof (gint64));
    g_hash_table_insert (table, key_of (id), list);
  }
  return list;
}

/* What is no JSON array, as null or of a later version, is an empty one. Owned by the caller. */
static JsonNode *
parse_array (const char *text)
{
  JsonNode *node = text != NULL ? json_from_string (text, NULL) : NULL;

  if (node != NULL && JSON_NODE_HOLDS_ARRAY (node))
    return node;
  g_clear_pointer (&node, json_node_unref);
  return json_node_init_array (json_node_alloc (), json_array_new ());
}

/* Adds the skills of @node, whose names are lent by it, to @skills. */
static void
add_skills (JsonNode *node, GArray *skills)
{
  JsonArray *array = json_node_get_array (node);

  for (guint i = 0; i < json_array_get_length (array); i++) {
    JsonNode *element = json_array_get_element (array, i);
    JsonObject *object = JSON_NODE_HOLDS_OBJECT (element) ? json_node_get_object (element) : NULL;
    const char *name = object != NULL ? zx_json_string (object, "name") : NULL;
    ZxdSkill skill = {name, name != NULL ? (int) zx_json_int (object, "level", 1) : 0};

    if (name != NULL)
      g_array_append_val (skills, skill);
  }
}

/* A group gives out what was put before it as the first routed queue that it serves. */
static void
learn_ways (ZxdRoutingDesk *desk, const ZxdQueueFacts *queue)
{
  if (queue->method == ZX_METHOD_PULL)
    return;
  for (guint i = 0; i < queue->n_groups; i++) {
    gpointer group = key_of (queue->groups[i]);

    if (!g_hash_table_contains (desk->ways, group))
      g_hash_table_insert (desk->ways, group, g_memdup2 (queue, sizeof *queue));
  }
}

static void
tell_queue (const ZxdRoutedQueue *row, gpointer data)
{
  ZxdRoutingDesk *desk = data;
  g_autoptr (GArray) groups = zxd_ids_parse (row->groups);
  g_autoptr (GArray) channels = zxd_ids_parse (row->channels);
  ZxdQueueFacts queue = {.id = row->id,
                         .method = row->method,
                         .groups = (const gint64 *) (gpointer) groups->data,
                         .n_groups = groups->len,
                         .offer_ms = (row->offer_s != 0 ? row->offer_s : OFFER_S) * 1000,
                         .regular_ms = row->regular_s * 1000,
                         .age_step_ms =
                             (row->age_step_s != 0 ? row->age_step_s : AGE_STEP_S) * 1000,
                         .most_wait_ms = row->most_wait_s * 1000,
                         .most_waiting = (guint) row->most_waiting};

  zxd_router_put_queue (desk->router, &queue);
  learn_ways (desk, &queue);
  g_hash_table_insert (desk->needs, key_of (row->id), parse_array (row->skills));
  for (guint i = 0; i < channels->len; i++) {
    gpointer key = key_of (g_array_index (channels, gint64, i));

    if (!g_hash_table_contains (desk->queue_of, key)) /* the first queue of a channel */
      g_hash_table_insert (desk->queue_of, key, key_of (row->id));
  }
}

/* What is put before a group alone stands in a queue of its own, which no row is. */
static void
tell_group (const ZxdRoutedGroup *row, gpointer data)
{
  ZxdRoutingDesk *desk = data;
  g_autoptr (GArray) members = zxd_ids_parse (row->members);
  const ZxdQueueFacts *way = g_hash_table_lookup (desk->ways, key_of (row->id));
  ZxdQueueFacts queue = {.method = ZX_METHOD_LEAST_LOADED,
                         .offer_ms = OFFER_S * 1000,
                         .age_step_ms = AGE_STEP_S * 1000};

  if (way != NULL)
    queue = *way;
  queue.id = -row->id;
  queue.most_wait_ms = queue.most_waiting = 0; /* the queue it came from has its own */
  queue.groups = &row->id;
  queue.n_groups = 1;
  zxd_router_put_queue (desk->router, &queue);
  g_hash_table_insert (desk->ways, key_of (row->id), g_memdup2 (&queue, sizeof queue));
  for (guint i = 0; i < members->len; i++)
    g_array_append_val (list_of (desk->groups, g_array_index (members, gint64, i)), row->id);
}

static void
tell_sight (const ZxdRoutedSight *row, gpointer data)
{
  ZxdRoutingDesk *desk = data;

  g_array_append_val (list_of (desk->sights, row->agent_id), row->org_id);
}

static int
common_multiple (int a, int b)
{
  int x = a, y = b;

  while (y != 0) {
    int rest = x % y;

    x = y;
    y = rest;
  }
  return MIN (a / x * b, MOST_UNITS);
}

/* Rooms by {"web":4,"phone":1}, whose names are lent: each channel alone can fill him. Returns his
 * capacity. */
static int
read_rooms (JsonObject *capacity, GArray *rooms)
{
  int units = 1;

  if (capacity != NULL) {
    g_autoptr (GList) channels = json_object_get_members (capacity);

    for (GList *channel = channels; channel != NULL; channel = channel->next) {
      ZxdRoom room = {channel->data, (int) CLAMP (zx_json_int (capacity, channel->data, 0), 0, 30),
                      0};

      g_array_append_val (rooms, room);
    }
  } else {
    g_array_append_val (rooms, ((ZxdRoom){"web", CHATS, 0}));
  }
  for (guint i = 0; i < rooms->len; i++)
    units = common_multiple (units, MAX (g_array_index (rooms, ZxdRoom, i).most, 1));
  for (guint i = 0; i < rooms->len; i++) {
    ZxdRoom *room = &g_array_index (rooms, ZxdRoom, i);

    room->weight = units / MAX (room->most, 1);
  }
  return units;
}

static void
tell_agent (const ZxdRoutedAgent *row, gpointer data)
{
  ZxdRoutingDesk *desk = data;
  g_autoptr (JsonObject) capacity =
      row->capacity != NULL ? zx_json_parse (row->capacity, -1, NULL) : NULL;
  g_autoptr (JsonNode) known = parse_array (row->skills);
  g_autoptr (GArray) skills = g_array_new (FALSE, FALSE, sizeof (ZxdSkill));
  g_autoptr (GArray) rooms = g_array_new (FALSE, FALSE, sizeof (ZxdRoom));
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  GArray *groups = list_of (desk->groups, row->id);
  GArray *sights = list_of (desk->sights, row->id);
  int units = read_rooms (capacity, rooms);

  if (desk->missing != NULL)
    g_hash_table_remove (desk->missing->agents, key_of (row->id));
  add_skills (known, skills);
  for (guint i = 0; i < sights->len; i++) {
    char *name = g_strdup_printf (SIGHT, g_array_index (sights, gint64, i));

    g_ptr_array_add (names, name);
    g_array_append_val (skills, ((ZxdSkill){name, 1}));
  }
  zxd_router_put_agent (desk->router,
                        &(ZxdAgentFacts){.id = row->id,
                                         .presence = row->presence,
                                         .is_missed = row->is_missed,
                                         .capacity = units,
                                         .idle_since_ms = row->idle_since_ms,
                                         .offered_at_ms = row->offered_at_ms,
                                         .groups = (const gint64 *) (gpointer) groups->data,
                                         .n_groups = groups->len,
                                         .skills = (const ZxdSkill *) (gpointer) skills->data,
                                         .n_skills = skills->len,
                                         .rooms = (const ZxdRoom *) (gpointer) rooms->data,
                                         .n_rooms = rooms->len});
}

/* The offers of a contact one after the other: one to an agent who has refused begins a new round.
 */
static void
tell_offer (const ZxdRoutedOffer *row, gpointer data)
{
  ZxdRoutingDesk *desk = data;
  GArray *refused = list_of (desk->refused, row->contact_id);

  for (guint i = 0; i < refused->len; i++)
    if (g_array_index (refused, gint64, i) == row->agent_id)
      g_array_set_size (refused, 0);
  if (g_strcmp0 (row->outcome, "declined") == 0 || g_strcmp0 (row->outcome, "timeout") == 0) {
    g_array_append_val (refused, row->agent_id);
    g_hash_table_insert (desk->refused_at, key_of (row->contact_id), key_of (row->ended_at_ms));
  }
  if (row->outcome == NULL) {
    ZxdOfferFacts offer = {row->contact_id, row->agent_id, row->deadline_ms, row->made_at_ms};

    g_hash_table_insert (desk->offers, key_of (row->contact_id), g_memdup2 (&offer, sizeof offer));
  }
}

/* The queue that somebody put it into, or its channel's. */
static gpointer
queue_of (const ZxdRoutingDesk *desk, const ZxdRoutedContact *row)
{
  gpointer put = key_of (row->queue_id);

  return row->queue_id != 0 && g_hash_table_contains (desk->needs, put)
             ? put
             : g_hash_table_lookup (desk->queue_of, key_of (row->channel_id));
}

static void
tell_contact (const ZxdRoutedContact *row, gpointer data)
{
  ZxdRoutingDesk *desk = data;
  gpointer queue = queue_of (desk, row);
  gboolean is_of_group =
      row->group_id != 0 && g_hash_table_contains (desk->ways, key_of (row->group_id));
  JsonNode *needs = is_of_group ? NULL : g_hash_table_lookup (desk->needs, queue);
  g_autofree char *sight = g_strdup_printf (SIGHT, row->org_id);
  g_autoptr (GArray) wants = g_array_new (FALSE, FALSE, sizeof (ZxdSkill));
  GArray *refused = list_of (desk->refused, row->id);
  gint64 refused_at_ms =
      (gint64) GPOINTER_TO_SIZE (g_hash_table_lookup (desk->refused_at, key_of (row->id)));
  ZxdOfferFacts *offer = g_hash_table_lookup (desk->offers, key_of (row->id));

  if (desk->missing != NULL)
    g_hash_table_remove (desk->missing->contacts, key_of (row->id));
  g_array_append_val (wants, ((ZxdSkill){sight, 1}));
  if (needs != NULL)
    add_skills (needs, wants);
  zxd_router_put_contact (
      desk->router, &(ZxdContactFacts){.id = row->id,
                                       .queue_id = is_of_group ? -row->group_id
                                                               : (gint64) GPOINTER_TO_SIZE (queue),
                                       .agent_id = row->agent_id,
                                       .last_agent_id = row->last_agent_id,
                                       .passed_by_id = row->passed_by_id,
                                       .state = row->state,
                                       .tier = row->tier,
                                       .channel = row->channel,
                                       .entered_at_ms = row->entered_at_ms,
                                       .wants = (const ZxdSkill *) (gpointer) wants->data,
                                       .refused_by = (const gint64 *) (gpointer) refused->data,
                                       .n_wants = wants->len,
                                       .n_refused = refused->len,
                                       .refused_at_ms = refused_at_ms,
                                       .is_left = row->is_left,
                                       .has_begun = row->has_begun});
  g_hash_table_insert (desk->queue_waiting, key_of (row->id), queue);
  if (offer != NULL)
    zxd_router_put_offer (desk->router, offer);
  else
    zxd_router_remove_offer (desk->router, row->id);
}

/* ---- reading */

static const ZxdRoutedRows rows = {tell_queue, tell_group, tell_sight,
                                   tell_agent, tell_offer, tell_contact};

static void
forget_passing (ZxdRoutingDesk *desk)
{
  g_hash_table_remove_all (desk->sights);
  g_hash_table_remove_all (desk->refused);
  g_hash_table_remove_all (desk->refused_at);
  g_hash_table_remove_all (desk->offers);
}

static gboolean
read_all (ZxdDb *db, ZxdRoutingDesk *desk, GError **error)
{
  desk_clear (desk);
  desk_init (desk);
  if (!zxd_routing_read (db, NULL, &rows, desk, error))
    return FALSE;
  forget_passing (desk);
  return TRUE;
}

static GArray *
ids_of (GHashTable *set)
{
  GArray *ids = g_array_sized_new (FALSE, FALSE, sizeof (gint64), g_hash_table_size (set));
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, set);
  while (g_hash_table_iter_next (&iter, &key, NULL)) {
    gint64 id = (gint64) GPOINTER_TO_SIZE (key);

    g_array_append_val (ids, id);
  }
  return ids;
}

/* What did not come is over, or was never there. */
static void
remove_missing (ZxdRoutingDesk *desk)
{
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, desk->missing->contacts);
  while (g_hash_table_iter_next (&iter, &key, NULL)) {
    zxd_router_remove_contact (desk->router, (gint64) GPOINTER_TO_SIZE (key));
    g_hash_table_remove (desk->queue_waiting, key);
  }
  g_hash_table_iter_init (&iter, desk->missing->agents);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    zxd_router_remove_agent (desk->router, (gint64) GPOINTER_TO_SIZE (key));
}

static gboolean
read_some (ZxdDb *db, ZxdRoutingDesk *desk, ZxdRoutingNews *news, GError **error)
{
  g_autoptr (GArray) agents = ids_of (news->agents), contacts = ids_of (news->contacts);
  const ZxdRoutedIds ids = {(const gint64 *) (gpointer) agents->data, agents->len,
                            (const gint64 *) (gpointer) contacts->data, contacts->len};
  gboolean is_read;

  desk->missing = news;
  is_read = zxd_routing_read (db, &ids, &rows, desk, error);
  if (is_read)
    remove_missing (desk);
  desk->missing = NULL;
  forget_passing (desk);
  return is_read;
}

/* ---- deciding */

static void
decide (ZxdRoutingDesk *desk, gint64 now_ms, ZxdRoutingLook *look)
{
  ZxdDecision decision;

  while (zxd_router_decide (desk->router, now_ms, &decision)) {
    ZxdRoutingDeed deed = {.decision = decision,
                           .queue_id = (gint64) GPOINTER_TO_SIZE (g_hash_table_lookup (
                               desk->queue_waiting, key_of (decision.contact_id))),
                           .in_hand = zxd_router_in_hand (desk->router, decision.agent_id)};

    g_array_append_val (look->deeds, deed);
    zxd_router_apply (desk->router, &decision);
  }
  look->next_due_ms = zxd_router_next_due (desk->router);
}

ZxdRoutingDesk *
zxd_routing_desk_new (void)
{
  ZxdRoutingDesk *desk = g_new0 (ZxdRoutingDesk, 1);

  desk_init (desk);
  return desk;
}

void
zxd_routing_desk_free (ZxdRoutingDesk *desk)
{
  if (desk == NULL)
    return;
  desk_clear (desk);
  g_free (desk);
}

void
zxd_routing_look_clear (ZxdRoutingLook *look)
{
  g_clear_pointer (&look->deeds, g_array_unref);
}

gboolean
zxd_routing_look (ZxdDb *db,
                  ZxdRoutingDesk *desk,
                  ZxdRoutingNews *news,
                  gint64 now_ms,
                  ZxdRoutingLook *look,
                  GError **error)
{
  zxd_routing_look_clear (look);
  look->deeds = g_array_new (FALSE, FALSE, sizeof (ZxdRoutingDeed));
  if (news->is_all ? !read_all (db, desk, error) : !read_some (db, desk, news, error))
    return FALSE;
  decide (desk, now_ms, look);
  return TRUE;
}

/* ---- checking */

static void
differs (ZxdFactKind kind, gint64 id, gpointer data)
{
  ZxdRoutingNews *differing = data;

  switch (kind) {
  case ZXD_FACT_CONTACT:
    zxd_routing_news_contact (differing, id);
    break;
  case ZXD_FACT_AGENT:
    zxd_routing_news_agent (differing, id);
    break;
  case ZXD_FACT_QUEUE:
    zxd_routing_news_all (differing);
    break;
  }
}

gboolean
zxd_routing_check (ZxdDb *db, ZxdRoutingDesk *desk, ZxdRoutingNews *differing, GError **error)
{
  ZxdRoutingDesk kept = *desk;

  desk_init (desk);
  if (!zxd_routing_read (db, NULL, &rows, desk, error)) {
    desk_clear (&kept);
    return FALSE;
  }
  forget_passing (desk);
  zxd_router_compare (kept.router, desk->router, differs, differing);
  desk_clear (&kept);
  return TRUE;
}

gboolean
zxd_routing_why (ZxdDb *db, gint64 now_ms, gint64 contact_id, ZxdReasons *reasons, GError **error)
{
  ZxdRoutingDesk *desk = zxd_routing_desk_new ();
  gboolean is_read = read_all (db, desk, error);
  ZxdDecision unused;

  if (is_read) {
    zxd_router_decide (desk->router, now_ms, &unused); /* it knows what time it is */
    zxd_router_why_waiting (desk->router, contact_id, reasons);
  }
  zxd_routing_desk_free (desk);
  return is_read;
}
