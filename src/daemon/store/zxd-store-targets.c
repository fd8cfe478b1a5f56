/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists to whom a contact can be passed on, and how busy each is. */
#include "zx-json.h"
#include "zxd-agent-room.h"
#include "zxd-ids.h"
#include "zxd-pass-private.h"
#include "zxd-store-pass.h"

/* Whether the JSON list of ids @list has @id, in both dialects. */
#define HAS(list, id) "replace (replace (" list ", '[', ','), ']', ',') LIKE '%,' || " id " || ',%'"

/* Agents who see the organisation whose id is the first place. */
#define ABLE                                                                                       \
  "agent a JOIN org home ON home.id = a.org_id JOIN org here ON here.id = ? "                      \
  "WHERE a.disabled = 0 AND (a.scope = 'all' OR home.id = here.id OR "                             \
  "(a.scope = 'subtree' AND here.path LIKE home.path || '%')) "

/* Lines of these organisations are for its contacts: its own, those above it and those below it. */
#define IS_NEAR(line, here)                                                                        \
  "(" here ".path LIKE " line ".path || '%' OR " line ".path LIKE " here ".path || '%')"

/* Behind a line's table: it is @id's, and near the organisation before it. */
#define NEAR                                                                                       \
  "l JOIN org theirs ON theirs.id = l.org_id JOIN org its ON its.id = ? WHERE l.id = ? "           \
  "AND " IS_NEAR ("theirs", "its")

gboolean
zxd_pass_read_line (ZxdDb *db,
                    gint64 org_id,
                    gboolean is_group,
                    gint64 id,
                    char **name,
                    gint64 *n_able,
                    GError **error)
{
  /* Who serves a queue without groups? Whoever sees what waits there. */
  static const char group[] = "SELECT l.name, (SELECT count(*) FROM " ABLE
                              "AND " HAS ("l.members", "a.id") ") FROM agent_group " NEAR;
  static const char queue[] =
      "SELECT l.name, (SELECT count(*) FROM " ABLE "AND (l.groups = '[]' OR EXISTS (SELECT 1 FROM "
      "agent_group g WHERE " HAS ("l.groups", "g.id") " AND " HAS ("g.members",
                                                                   "a.id") "))) "
                                                                           "FROM queue " NEAR;
  ZxdStmt *stmt = zxd_db_prepare (db, is_group ? group : queue, error);
  ZxdStep step;

  g_clear_pointer (name, g_free);
  *n_able = 0;
  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, org_id);
  zxd_stmt_bind_int (stmt, 2, org_id);
  zxd_stmt_bind_int (stmt, 3, id);
  step = zxd_stmt_step (stmt, error);
  if (step == ZXD_STEP_ROW) {
    *name = g_strdup (zxd_stmt_text (stmt, 0));
    *n_able = zxd_stmt_int (stmt, 1);
    zxd_stmt_reset (stmt);
  }
  return step != ZXD_STEP_FAILED;
}

/* ---- the list */

typedef struct {
  gint64 id;
  char *name;     /* owned */
  char *presence; /* owned, as `reason` */
  char *reason;   /* null */
  gboolean is_online, is_missed;
  gint64 taken, room;
  GString *groups; /* owned: the ids of his, for JSON */
} Agent;

typedef struct {
  gint64 id;
  char *name;      /* owned */
  GArray *members; /* owned, of gint64: ids of agents, of a queue: of groups */
  GArray *feeds;   /* owned, null: a queue's channels */
  gint64 n_online, n_free, n_able, n_waiting;
  gboolean is_near; /* for the contact's organisation: others count, and are not shown */
} Line;

typedef struct {
  const ZxdContact *contact;
  GPtrArray *agents, *groups, *queues; /* owned Agent and Line */
  GHashTable *agent_of;                /* owned, by id; lends the agents */
} Targets;

static void
agent_free (gpointer data)
{
  Agent *agent = data;

  g_free (agent->name);
  g_free (agent->presence);
  g_free (agent->reason);
  g_string_free (agent->groups, TRUE);
  g_free (agent);
}

static void
line_free (gpointer data)
{
  Line *line = data;

  g_free (line->name);
  g_array_unref (line->members);
  g_clear_pointer (&line->feeds, g_array_unref);
  g_free (line);
}

static gpointer
key_of (gint64 id)
{
  return GSIZE_TO_POINTER ((gsize) id);
}

/* ---- reading */

static void
read_agent (ZxdStmt *stmt, Targets *targets)
{
  Agent *agent = g_new0 (Agent, 1);

  agent->id = zxd_stmt_int (stmt, 0);
  agent->name = g_strdup (zxd_stmt_text (stmt, 1));
  agent->presence = g_strdup (zxd_stmt_text (stmt, 2));
  agent->reason = g_strdup (zxd_stmt_text (stmt, 3));
  agent->is_missed = zxd_stmt_int (stmt, 4) != 0;
  agent->taken = zxd_stmt_int (stmt, 6);
  agent->room =
      zxd_agent_room_left (zxd_stmt_text (stmt, 5), targets->contact->channel, agent->taken);
  agent->is_online = g_str_equal (agent->presence, "online");
  agent->groups = g_string_new ("[");
  g_ptr_array_add (targets->agents, agent);
  g_hash_table_insert (targets->agent_of, key_of (agent->id), agent);
}

/* Counts @agent among those who serve @line. */
static void
count_agent (const Targets *targets, Line *line, const Agent *agent)
{
  if (agent->id == targets->contact->agent_id)
    return;
  line->n_able++;
  if (!agent->is_online)
    return;
  line->n_online++;
  line->n_free += !agent->is_missed && agent->room > 0;
}

static void
read_group (ZxdStmt *stmt, Targets *targets)
{
  Line *group = g_new0 (Line, 1);

  group->id = zxd_stmt_int (stmt, 0);
  group->name = g_strdup (zxd_stmt_text (stmt, 1));
  group->members = zxd_ids_parse (zxd_stmt_text (stmt, 2));
  group->is_near = zxd_stmt_int (stmt, 3) != 0;
  for (guint i = 0; i < group->members->len; i++) {
    Agent *agent =
        g_hash_table_lookup (targets->agent_of, key_of (g_array_index (group->members, gint64, i)));

    if (agent == NULL)
      continue;
    count_agent (targets, group, agent);
    if (!group->is_near)
      continue;
    g_string_append_printf (agent->groups, "%s\"%" G_GINT64_FORMAT "\"",
                            agent->groups->len > 1 ? "," : "", group->id);
  }
  g_ptr_array_add (targets->groups, group);
}

/* Counts each agent of a queue's groups once; of one without groups, all. */
static void
count_queue (const Targets *targets, Line *queue)
{
  g_autoptr (GHashTable) counted = g_hash_table_new (NULL, NULL);

  for (guint i = 0; queue->members->len == 0 && i < targets->agents->len; i++)
    count_agent (targets, queue, targets->agents->pdata[i]);
  for (guint i = 0; i < targets->groups->len; i++) {
    const Line *group = targets->groups->pdata[i];
    gboolean serves = FALSE;

    for (guint j = 0; j < queue->members->len; j++)
      serves |= g_array_index (queue->members, gint64, j) == group->id;
    for (guint j = 0; serves && j < group->members->len; j++) {
      Agent *agent = g_hash_table_lookup (targets->agent_of,
                                          key_of (g_array_index (group->members, gint64, j)));

      if (agent != NULL && g_hash_table_add (counted, agent))
        count_agent (targets, queue, agent);
    }
  }
}

static void
read_queue (ZxdStmt *stmt, Targets *targets)
{
  Line *queue = g_new0 (Line, 1);

  queue->id = zxd_stmt_int (stmt, 0);
  queue->name = g_strdup (zxd_stmt_text (stmt, 1));
  queue->members = zxd_ids_parse (zxd_stmt_text (stmt, 2));
  queue->feeds = zxd_ids_parse (zxd_stmt_text (stmt, 3));
  queue->is_near = zxd_stmt_int (stmt, 4) != 0;
  count_queue (targets, queue);
  g_ptr_array_add (targets->queues, queue);
}

static gboolean
is_fed_by (const Line *queue, gint64 channel_id)
{
  for (guint i = 0; i < queue->feeds->len; i++)
    if (g_array_index (queue->feeds, gint64, i) == channel_id)
      return TRUE;
  return FALSE;
}

/* How many of one channel wait in the queue where they were put, else in the first of it. */
static void
read_waiting (ZxdStmt *stmt, Targets *targets)
{
  gint64 queue_id = zxd_stmt_int (stmt, 0), channel_id = zxd_stmt_int (stmt, 1);

  for (guint i = 0; i < targets->queues->len; i++) {
    Line *queue = targets->queues->pdata[i];

    if (queue_id != 0 ? queue->id == queue_id : is_fed_by (queue, channel_id)) {
      queue->n_waiting += zxd_stmt_int (stmt, 2);
      return;
    }
  }
}

static gboolean
read_rows (ZxdStmt *stmt,
           void (*read) (ZxdStmt *stmt, Targets *targets),
           Targets *targets,
           GError **error)
{
  ZxdStep step = ZXD_STEP_FAILED;

  while (stmt != NULL && (step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW)
    read (stmt, targets);
  return step == ZXD_STEP_DONE;
}

/* Whether a line is near the organisation whose id is the next place. */
#define NEAR_COLUMN                                                                                \
  "(SELECT count(*) FROM org theirs, org its WHERE theirs.id = l.org_id AND its.id = ? "           \
  "AND " IS_NEAR ("theirs", "its") ")"

/* @stmt with the contact's organisation in its one place. */
static gboolean
read_near (ZxdStmt *stmt,
           void (*read) (ZxdStmt *stmt, Targets *targets),
           Targets *targets,
           GError **error)
{
  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, targets->contact->org_id);
  return read_rows (stmt, read, targets, error);
}

static gboolean
read_targets (ZxdDb *db, Targets *targets, GError **error)
{
  static const char able[] = "SELECT a.id, a.name, a.presence, a.presence_reason, a.missed_at_ms, "
                             "a.capacity, " ZXD_AGENT_TAKEN " FROM " ABLE "ORDER BY a.name, a.id";
  static const char groups[] =
      "SELECT l.id, l.name, l.members, " NEAR_COLUMN " FROM agent_group l ORDER BY l.id";
  static const char queues[] =
      "SELECT l.id, l.name, l.groups, l.channels, " NEAR_COLUMN " FROM queue l ORDER BY l.id";
  static const char waiting[] = "SELECT queue_id, channel_id, count(*) FROM contact WHERE "
                                "state IN ('queued', 'offered') GROUP BY queue_id, channel_id";

  return read_near (zxd_db_prepare (db, able, error), read_agent, targets, error) &&
         read_near (zxd_db_prepare (db, groups, error), read_group, targets, error) &&
         read_near (zxd_db_prepare (db, queues, error), read_queue, targets, error) &&
         read_rows (zxd_db_prepare (db, waiting, error), read_waiting, targets, error);
}

/* ---- telling */

static void
begin_item (GString *json, gint64 id, const char *name)
{
  g_string_append (json, json->str[json->len - 1] == '[' ? "{" : ",{");
  zx_json_add_id (json, "id", id);
  zx_json_add_string (json, "name", name);
}

static void
add_agents (const Targets *targets, GString *json)
{
  zx_json_add_raw (json, "agents", "[");
  for (guint i = 0; i < targets->agents->len; i++) {
    const Agent *agent = targets->agents->pdata[i];

    if (agent->id == targets->contact->agent_id)
      continue;
    begin_item (json, agent->id, agent->name);
    zx_json_add_string (json, "presence", agent->presence);
    zx_json_add_string (json, "reason", agent->reason);
    zx_json_add_bool (json, "missed", agent->is_missed);
    zx_json_add_int (json, "taken", agent->taken);
    zx_json_add_int (json, "room", agent->room);
    g_string_append_c (agent->groups, ']');
    zx_json_add_raw (json, "groups", agent->groups->str);
    g_string_append_c (json, '}');
  }
  g_string_append_c (json, ']');
}

static void
add_lines (const Targets *targets, const GPtrArray *lines, GString *json)
{
  gboolean is_queue = lines == targets->queues;

  zx_json_add_raw (json, is_queue ? "queues" : "groups", "[");
  for (guint i = 0; i < lines->len; i++) {
    const Line *line = lines->pdata[i];

    if (line->n_able == 0 || !line->is_near)
      continue;
    begin_item (json, line->id, line->name);
    if (is_queue)
      zx_json_add_int (json, "waiting", line->n_waiting);
    zx_json_add_int (json, "online", line->n_online);
    if (!is_queue)
      zx_json_add_int (json, "free", line->n_free);
    g_string_append_c (json, '}');
  }
  g_string_append_c (json, ']');
}

gboolean
zxd_pass_targets (ZxdDb *db,
                  const ZxRights *rights,
                  gint64 contact_id,
                  GString *json,
                  GError **error)
{
  g_autoptr (ZxdContact) contact = zxd_contact_load_seen (db, rights, contact_id, error);
  g_autoptr (GPtrArray) agents = g_ptr_array_new_with_free_func (agent_free);
  g_autoptr (GPtrArray) groups = g_ptr_array_new_with_free_func (line_free);
  g_autoptr (GPtrArray) queues = g_ptr_array_new_with_free_func (line_free);
  g_autoptr (GHashTable) agent_of = g_hash_table_new (NULL, NULL);
  Targets targets = {contact, agents, groups, queues, agent_of};

  if (contact == NULL || !read_targets (db, &targets, error))
    return FALSE;
  g_string_append_c (json, '{');
  add_agents (&targets, json);
  add_lines (&targets, groups, json);
  add_lines (&targets, queues, json);
  g_string_append_c (json, '}');
  return TRUE;
}
