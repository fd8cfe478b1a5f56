/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells a router the rows, and hears what it decides. */
#include "zxd-routing-look.h"

#include "zx-json.h"
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
typedef struct {
  ZxdRouter *router;         /* owned */
  GHashTable *queue_of;      /* owned: id of the queue of a channel */
  GHashTable *needs;         /* owned JsonNode: the skills that a queue asks for */
  GHashTable *ways;          /* owned ZxdQueueFacts: how the contacts of a group are given out */
  GHashTable *groups;        /* owned GArray of gint64, of an agent */
  GHashTable *sights;        /* owned GArray of gint64, of an agent */
  GHashTable *refused;       /* owned GArray of gint64: agents, of a contact */
  GHashTable *refused_at;    /* when the last of them did */
  GHashTable *offers;        /* owned ZxdOfferFacts, of a contact */
  GHashTable *in_hand;       /* how many contacts and offers an agent has */
  GHashTable *queue_waiting; /* id of the queue of a contact */
} Telling;

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
telling_init (Telling *telling)
{
  telling->router = zxd_router_new ();
  telling->queue_of = new_table (NULL);
  telling->needs = new_table (free_node);
  telling->ways = new_table (g_free);
  telling->groups = new_table (free_list);
  telling->sights = new_table (free_list);
  telling->refused = new_table (free_list);
  telling->refused_at = new_table (NULL);
  telling->offers = new_table (g_free);
  telling->in_hand = new_table (NULL);
  telling->queue_waiting = new_table (NULL);
}

static void
telling_clear (Telling *telling)
{
  zxd_router_free (telling->router);
  g_hash_table_unref (telling->queue_of);
  g_hash_table_unref (telling->needs);
  g_hash_table_unref (telling->ways);
  g_hash_table_unref (telling->groups);
  g_hash_table_unref (telling->sights);
  g_hash_table_unref (telling->refused);
  g_hash_table_unref (telling->refused_at);
  g_hash_table_unref (telling->offers);
  g_hash_table_unref (telling->in_hand);
  g_hash_table_unref (telling->queue_waiting);
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

static gint64
in_hand (const Telling *telling, gint64 agent_id)
{
  return (gint64) GPOINTER_TO_SIZE (g_hash_table_lookup (telling->in_hand, key_of (agent_id)));
}

static void
add_in_hand (Telling *telling, gint64 agent_id, gint64 n)
{
  g_hash_table_insert (telling->in_hand, key_of (agent_id),
                       GSIZE_TO_POINTER ((gsize) (in_hand (telling, agent_id) + n)));
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

static GArray *
parse_ids (const char *text)
{
  g_autoptr (JsonNode) node = parse_array (text);
  JsonArray *array = json_node_get_array (node);
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < json_array_get_length (array); i++) {
    gint64 id = json_array_get_int_element (array, i);

    g_array_append_val (ids, id);
  }
  return ids;
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
learn_ways (Telling *telling, const ZxdQueueFacts *queue)
{
  if (queue->method == ZX_METHOD_PULL)
    return;
  for (guint i = 0; i < queue->n_groups; i++) {
    gpointer group = key_of (queue->groups[i]);

    if (!g_hash_table_contains (telling->ways, group))
      g_hash_table_insert (telling->ways, group, g_memdup2 (queue, sizeof *queue));
  }
}

static void
tell_queue (const ZxdRoutedQueue *row, gpointer data)
{
  Telling *telling = data;
  g_autoptr (GArray) groups = parse_ids (row->groups);
  g_autoptr (GArray) channels = parse_ids (row->channels);
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

  zxd_router_put_queue (telling->router, &queue);
  learn_ways (telling, &queue);
  g_hash_table_insert (telling->needs, key_of (row->id), parse_array (row->skills));
  for (guint i = 0; i < channels->len; i++) {
    gpointer key = key_of (g_array_index (channels, gint64, i));

    if (!g_hash_table_contains (telling->queue_of, key)) /* the first queue of a channel */
      g_hash_table_insert (telling->queue_of, key, key_of (row->id));
  }
}

/* What is put before a group alone stands in a queue of its own, which no row is. */
static void
tell_group (const ZxdRoutedGroup *row, gpointer data)
{
  Telling *telling = data;
  g_autoptr (GArray) members = parse_ids (row->members);
  const ZxdQueueFacts *way = g_hash_table_lookup (telling->ways, key_of (row->id));
  ZxdQueueFacts queue = {.method = ZX_METHOD_LEAST_LOADED,
                         .offer_ms = OFFER_S * 1000,
                         .age_step_ms = AGE_STEP_S * 1000};

  if (way != NULL)
    queue = *way;
  queue.id = -row->id;
  queue.most_wait_ms = queue.most_waiting = 0; /* the queue it came from has its own */
  queue.groups = &row->id;
  queue.n_groups = 1;
  zxd_router_put_queue (telling->router, &queue);
  g_hash_table_insert (telling->ways, key_of (row->id), g_memdup2 (&queue, sizeof queue));
  for (guint i = 0; i < members->len; i++)
    g_array_append_val (list_of (telling->groups, g_array_index (members, gint64, i)), row->id);
}

static void
tell_sight (const ZxdRoutedSight *row, gpointer data)
{
  Telling *telling = data;

  g_array_append_val (list_of (telling->sights, row->agent_id), row->org_id);
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
  Telling *telling = data;
  g_autoptr (JsonObject) capacity =
      row->capacity != NULL ? zx_json_parse (row->capacity, -1, NULL) : NULL;
  g_autoptr (JsonNode) known = parse_array (row->skills);
  g_autoptr (GArray) skills = g_array_new (FALSE, FALSE, sizeof (ZxdSkill));
  g_autoptr (GArray) rooms = g_array_new (FALSE, FALSE, sizeof (ZxdRoom));
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  GArray *groups = list_of (telling->groups, row->id);
  GArray *sights = list_of (telling->sights, row->id);
  int units = read_rooms (capacity, rooms);

  add_skills (known, skills);
  for (guint i = 0; i < sights->len; i++) {
    char *name = g_strdup_printf (SIGHT, g_array_index (sights, gint64, i));

    g_ptr_array_add (names, name);
    g_array_append_val (skills, ((ZxdSkill){name, 1}));
  }
  zxd_router_put_agent (telling->router,
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
  Telling *telling = data;
  GArray *refused = list_of (telling->refused, row->contact_id);

  for (guint i = 0; i < refused->len; i++)
    if (g_array_index (refused, gint64, i) == row->agent_id)
      g_array_set_size (refused, 0);
  if (g_strcmp0 (row->outcome, "declined") == 0 || g_strcmp0 (row->outcome, "timeout") == 0) {
    g_array_append_val (refused, row->agent_id);
    g_hash_table_insert (telling->refused_at, key_of (row->contact_id), key_of (row->ended_at_ms));
  }
  if (row->outcome == NULL) {
    ZxdOfferFacts offer = {row->contact_id, row->agent_id, row->deadline_ms};

    g_hash_table_insert (telling->offers, key_of (row->contact_id),
                         g_memdup2 (&offer, sizeof offer));
    add_in_hand (telling, row->agent_id, 1);
  }
}

/* The queue that somebody put it into, or its channel's. */
static gpointer
queue_of (const Telling *telling, const ZxdRoutedContact *row)
{
  gpointer put = key_of (row->queue_id);

  return row->queue_id != 0 && g_hash_table_contains (telling->needs, put)
             ? put
             : g_hash_table_lookup (telling->queue_of, key_of (row->channel_id));
}

static void
tell_contact (const ZxdRoutedContact *row, gpointer data)
{
  Telling *telling = data;
  gpointer queue = queue_of (telling, row);
  gboolean is_of_group =
      row->group_id != 0 && g_hash_table_contains (telling->ways, key_of (row->group_id));
  JsonNode *needs = is_of_group ? NULL : g_hash_table_lookup (telling->needs, queue);
  g_autofree char *sight = g_strdup_printf (SIGHT, row->org_id);
  g_autoptr (GArray) wants = g_array_new (FALSE, FALSE, sizeof (ZxdSkill));
  GArray *refused = list_of (telling->refused, row->id);
  gint64 refused_at_ms =
      (gint64) GPOINTER_TO_SIZE (g_hash_table_lookup (telling->refused_at, key_of (row->id)));
  ZxdOfferFacts *offer = g_hash_table_lookup (telling->offers, key_of (row->id));

  g_array_append_val (wants, ((ZxdSkill){sight, 1}));
  if (needs != NULL)
    add_skills (needs, wants);
  zxd_router_put_contact (
      telling->router,
      &(ZxdContactFacts){.id = row->id,
                         .queue_id =
                             is_of_group ? -row->group_id : (gint64) GPOINTER_TO_SIZE (queue),
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
  g_hash_table_insert (telling->queue_waiting, key_of (row->id), queue);
  if (offer != NULL)
    zxd_router_put_offer (telling->router, offer);
  if (row->state != ZX_CONTACT_QUEUED && row->state != ZX_CONTACT_OFFERED)
    add_in_hand (telling, row->agent_id, 1);
}

static void
decide (Telling *telling, gint64 now_ms, ZxdRoutingLook *look)
{
  ZxdDecision decision;

  while (zxd_router_decide (telling->router, now_ms, &decision)) {
    ZxdRoutingDeed deed = {.decision = decision,
                           .queue_id = (gint64) GPOINTER_TO_SIZE (g_hash_table_lookup (
                               telling->queue_waiting, key_of (decision.contact_id))),
                           .in_hand = in_hand (telling, decision.agent_id)};

    g_array_append_val (look->deeds, deed);
    add_in_hand (telling, decision.agent_id, decision.kind == ZXD_DECISION_OFFER ? 1 : -1);
    zxd_router_apply (telling->router, &decision);
  }
  look->next_due_ms = zxd_router_next_due (telling->router);
}

void
zxd_routing_look_clear (ZxdRoutingLook *look)
{
  g_clear_pointer (&look->deeds, g_array_unref);
}

gboolean
zxd_routing_look (ZxdDb *db, gint64 now_ms, ZxdRoutingLook *look, GError **error)
{
  static const ZxdRoutedRows rows = {tell_queue, tell_group, tell_sight,
                                     tell_agent, tell_offer, tell_contact};
  Telling telling;
  gboolean is_read;

  zxd_routing_look_clear (look);
  look->deeds = g_array_new (FALSE, FALSE, sizeof (ZxdRoutingDeed));
  telling_init (&telling);
  is_read = zxd_routing_read (db, &rows, &telling, error);
  if (is_read)
    decide (&telling, now_ms, look);
  telling_clear (&telling);
  return is_read;
}
