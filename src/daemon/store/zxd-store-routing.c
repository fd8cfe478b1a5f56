/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads what decides who gets the next contact. */
#include "zxd-store-routing.h"

#include "zx-json.h"
#include "zxd-db-private.h"

/* Values of our own words; the first of the enum when they are of another version. */
static int
value_of (ZxdStmt *stmt, int column, GType type)
{
  int value = 0;

  zx_enum_from_word (type, zxd_stmt_text (stmt, column), &value);
  return value;
}

typedef struct {
  const ZxdRoutedRows *rows;
  gpointer data;
} Reader;

static void
read_queue (ZxdStmt *stmt, const Reader *reader)
{
  ZxdRoutedQueue queue = {.id = zxd_stmt_int (stmt, 0),
                          .method = value_of (stmt, 1, ZX_TYPE_METHOD),
                          .groups = zxd_stmt_text (stmt, 2),
                          .channels = zxd_stmt_text (stmt, 3),
                          .skills = zxd_stmt_text (stmt, 4),
                          .offer_s = zxd_stmt_int (stmt, 5),
                          .regular_s = zxd_stmt_int (stmt, 6),
                          .age_step_s = zxd_stmt_int (stmt, 7),
                          .most_wait_s = zxd_stmt_int (stmt, 8),
                          .most_waiting = zxd_stmt_int (stmt, 9)};

  reader->rows->queue (&queue, reader->data);
}

static void
read_group (ZxdStmt *stmt, const Reader *reader)
{
  ZxdRoutedGroup group = {zxd_stmt_int (stmt, 0), zxd_stmt_text (stmt, 1)};

  reader->rows->group (&group, reader->data);
}

static void
read_sight (ZxdStmt *stmt, const Reader *reader)
{
  ZxdRoutedSight sight = {zxd_stmt_int (stmt, 0), zxd_stmt_int (stmt, 1)};

  reader->rows->sight (&sight, reader->data);
}

static void
read_agent (ZxdStmt *stmt, const Reader *reader)
{
  ZxdRoutedAgent agent = {.id = zxd_stmt_int (stmt, 0),
                          .presence = value_of (stmt, 1, ZX_TYPE_PRESENCE),
                          .is_missed = zxd_stmt_int (stmt, 2) != 0,
                          .capacity = zxd_stmt_text (stmt, 3),
                          .skills = zxd_stmt_text (stmt, 4),
                          .idle_since_ms = zxd_stmt_int (stmt, 5),
                          .offered_at_ms = zxd_stmt_int (stmt, 6)};

  reader->rows->agent (&agent, reader->data);
}

static void
read_offer (ZxdStmt *stmt, const Reader *reader)
{
  ZxdRoutedOffer offer = {.contact_id = zxd_stmt_int (stmt, 0),
                          .agent_id = zxd_stmt_int (stmt, 1),
                          .deadline_ms = zxd_stmt_int (stmt, 2),
                          .outcome = zxd_stmt_text (stmt, 3),
                          .ended_at_ms = zxd_stmt_int (stmt, 4),
                          .made_at_ms = zxd_stmt_int (stmt, 5)};

  reader->rows->offer (&offer, reader->data);
}

static void
read_contact (ZxdStmt *stmt, const Reader *reader)
{
  ZxdRoutedContact contact = {.id = zxd_stmt_int (stmt, 0),
                              .channel_id = zxd_stmt_int (stmt, 1),
                              .org_id = zxd_stmt_int (stmt, 2),
                              .agent_id = zxd_stmt_int (stmt, 3),
                              .last_agent_id = zxd_stmt_int (stmt, 4),
                              .channel = zxd_stmt_text (stmt, 5),
                              .state = value_of (stmt, 6, ZX_TYPE_CONTACT_STATE),
                              .tier = value_of (stmt, 7, ZX_TYPE_TIER),
                              .entered_at_ms = zxd_stmt_int (stmt, 8),
                              .queue_id = zxd_stmt_int (stmt, 9),
                              .group_id = zxd_stmt_int (stmt, 10),
                              .passed_by_id = zxd_stmt_int (stmt, 11),
                              .is_left = zxd_stmt_int (stmt, 12) != 0,
                              .has_begun = zxd_stmt_int (stmt, 13) != 0};

  reader->rows->contact (&contact, reader->data);
}

#define IS_OPEN "c.state NOT IN ('closed', 'abandoned', 'missed')"

/* Who left a message and is back did not wait all the time between. */
#define HAS_BEGUN                                                                                  \
  "CASE WHEN coalesce (c.accepted_at_ms, c.overflow_at_ms) IS NOT NULL OR "                        \
  "c.left_reach IS NOT NULL THEN 1 ELSE 0 END"

/* Who had this customer, or this browser, last. */
#define LAST_OF(column)                                                                            \
  "(SELECT l.agent_id FROM contact l WHERE l." column " = c." column " AND l.id < c.id AND "       \
  "l.agent_id IS NOT NULL ORDER BY l.id DESC LIMIT 1)"

#define LAST_AGENT "coalesce (" LAST_OF ("customer_id") ", " LAST_OF ("visitor_id") ")"

/* Whose rows a part reads. */
typedef enum { OF_SETUP, OF_AGENTS, OF_CONTACTS } PartKind;

/* Between `sql` and `order` a part is narrowed to some of them. */
static const struct {
  PartKind kind;
  const char *sql, *order;
  void (*read) (ZxdStmt *stmt, const Reader *reader);
} parts[] = {
    {OF_SETUP,
     "SELECT id, method, groups, channels, skills, offer_s, regular_s, age_step_s, "
     "most_wait_s, most_waiting FROM queue",
     " ORDER BY id", read_queue},
    {OF_SETUP, "SELECT id, members FROM agent_group", " ORDER BY id", read_group},
    {OF_AGENTS,
     "SELECT a.id, here.id FROM agent a JOIN org home ON home.id = a.org_id "
     "JOIN org here ON here.id IN (SELECT org_id FROM channel) "
     "WHERE a.presence = 'online' AND (a.scope = 'all' OR home.id = here.id OR "
     "(a.scope = 'subtree' AND here.path LIKE home.path || '%'))",
     "", read_sight},
    {OF_AGENTS,
     "SELECT a.id, a.presence, a.missed_at_ms, a.capacity, a.skills, "
     "CASE WHEN a.idle_since_ms > coalesce (a.presence_since_ms, 0) THEN a.idle_since_ms ELSE "
     "a.presence_since_ms END, " /* time off duty is no waiting for work */
     "(SELECT max(o.made_at_ms) FROM offer o WHERE o.agent_id = a.id) "
     "FROM agent a WHERE a.disabled = 0",
     " ORDER BY a.id", read_agent},
    {OF_CONTACTS,
     "SELECT o.contact_id, o.agent_id, o.deadline_ms, o.outcome, o.ended_at_ms, o.made_at_ms "
     "FROM contact c CROSS JOIN offer o " /* few are open */
     "WHERE o.contact_id = c.id AND " IS_OPEN " AND (o.ended_at_ms IS NULL OR "
     "o.made_at_ms >= coalesce ((SELECT max (l.ended_at_ms) FROM leg l WHERE l.contact_id = c.id), "
     "0))",
     " ORDER BY o.id", read_offer},
    {OF_CONTACTS,
     "SELECT c.id, c.channel_id, c.org_id, c.agent_id, " LAST_AGENT ", c.channel, c.state, "
     "c.tier, coalesce (c.entered_at_ms, c.created_at_ms), c.queue_id, c.group_id, "
     "c.passed_by_id, c.left_message, " HAS_BEGUN " FROM contact c WHERE " IS_OPEN,
     "", read_contact},
};

/* The SQL of a part, for all rows or for those of a list of ids; interned. */
static const char *
sql_of (ZxdDb *db, gsize part, gboolean is_some)
{
  g_autofree char *text = NULL;
  const char *column = parts[part].kind == OF_AGENTS ? " AND a.id" : " AND c.id";
  const char *in = zxd_db_is_postgres (db) ? " = ANY (CAST (? AS BIGINT[]))"
                                           : " IN (SELECT value FROM json_each (?))";

  text = is_some ? g_strconcat (parts[part].sql, column, in, parts[part].order, NULL)
                 : g_strconcat (parts[part].sql, parts[part].order, NULL);
  return g_intern_string (text);
}

/* *stmt is left null when there is nothing to read. */
static gboolean
ask_part (ZxdDb *db, gsize part, const ZxdRoutedIds *ids, ZxdStmt **stmt, GError **error)
{
  PartKind kind = parts[part].kind;
  gsize n_ids = ids == NULL ? 0 : kind == OF_AGENTS ? ids->n_agents : ids->n_contacts;

  if (ids != NULL && (kind == OF_SETUP || n_ids == 0))
    return TRUE;
  *stmt = zxd_db_prepare (db, sql_of (db, part, ids != NULL), error);
  if (*stmt == NULL)
    return FALSE;
  if (ids != NULL)
    zxd_stmt_bind_list (*stmt, 1, kind == OF_AGENTS ? ids->agents : ids->contacts, n_ids);
  return zxd_stmt_send_ahead (*stmt, error);
}

static gboolean
read_part (ZxdStmt *stmt, gsize part, const Reader *reader, GError **error)
{
  ZxdStep step;

  while ((step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW)
    parts[part].read (stmt, reader);
  return step == ZXD_STEP_DONE;
}

/* PostgreSQL plans once, mostly while there is hardly a row, and would read whole tables ever
 * after. */
static gboolean
read_by_key (ZxdDb *db, GError **error)
{
  ZxdStmt *stmt;

  if (!zxd_db_is_postgres (db))
    return TRUE;
  stmt = zxd_db_prepare (db,
                         "SELECT set_config ('plan_cache_mode', 'force_generic_plan', true), "
                         "set_config ('enable_seqscan', 'off', true), "
                         "set_config ('enable_hashjoin', 'off', true), "
                         "set_config ('enable_mergejoin', 'off', true)",
                         error);
  return stmt != NULL && zxd_stmt_run (stmt, error);
}

gboolean
zxd_routing_read (ZxdDb *db,
                  const ZxdRoutedIds *ids,
                  const ZxdRoutedRows *rows,
                  gpointer data,
                  GError **error)
{
  const Reader reader = {rows, data};
  ZxdStmt *stmts[G_N_ELEMENTS (parts)] = {NULL};

  if (!read_by_key (db, error))
    return FALSE;
  for (gsize part = 0; part < G_N_ELEMENTS (parts); part++)
    if (!ask_part (db, part, ids, &stmts[part], error))
      return FALSE;
  for (gsize part = 0; part < G_N_ELEMENTS (parts); part++)
    if (stmts[part] != NULL && !read_part (stmts[part], part, &reader, error))
      return FALSE;
  return TRUE;
}

gboolean
zxd_routing_is_used (ZxdDb *db, gboolean *is_used, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      db,
      "SELECT CASE WHEN EXISTS (SELECT 1 FROM queue WHERE method <> 'pull' OR most_wait_s > 0 OR "
      "most_waiting > 0) OR EXISTS (SELECT 1 FROM offer WHERE ended_at_ms IS NULL) OR EXISTS "
      "(SELECT 1 FROM contact "
      "WHERE group_id IS NOT NULL AND state IN ('queued', 'offered')) THEN 1 ELSE 0 END",
      error);

  if (stmt == NULL)
    return FALSE;
  if (zxd_stmt_step (stmt, error) != ZXD_STEP_ROW)
    return FALSE;
  *is_used = zxd_stmt_int (stmt, 0) > 0;
  zxd_stmt_reset (stmt);
  return TRUE;
}
