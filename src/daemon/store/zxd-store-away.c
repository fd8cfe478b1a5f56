/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Agents who vanish, and who come back. */
#include "zxd-store-away.h"

#include "zx-json.h"
#include "zxd-store-agent.h"
#include "zxd-store-contact.h"
#include "zxd-system-line.h"

#define AGENT_WITH_LEASE                                                                           \
  "FROM agent a LEFT JOIN lease l ON l.name = 'agent/' || CAST (a.id AS TEXT) "

#define DUE                                                                                        \
  AGENT_WITH_LEASE "WHERE a.presence <> 'offline' AND (l.name IS NULL OR l.expires_at_ms <= ?)"

/* Chats that nobody is at any more: also of who said that he goes, and then went. */
#define LOST                                                                                       \
  AGENT_WITH_LEASE                                                                                 \
  "JOIN contact c ON c.agent_id = a.id AND c.state NOT IN ('closed', 'abandoned', 'missed') "      \
  "WHERE a.presence = 'offline' AND coalesce (l.expires_at_ms, CASE WHEN a.presence_reason = "     \
  "'" ZXD_AWAY_REASON                                                                              \
  "' THEN a.presence_since_ms END) <= ? AND c.state IN ('active', 'held') AND "                    \
  "NOT EXISTS (SELECT 1 FROM offer o WHERE o.contact_id = c.id AND o.ended_at_ms IS NULL)"

static char *
name_of (gint64 agent_id)
{
  return g_strdup_printf ("agent/%" G_GINT64_FORMAT, agent_id);
}

gboolean
zxd_away_hold (ZxdTxn *txn, gint64 agent_id, const char *holder, gint64 until_ms, GError **error)
{
  g_autofree char *name = name_of (agent_id);
  ZxdStmt *stmt = zxd_db_prepare (
      zxd_txn_db (txn),
      "INSERT INTO lease (name, holder, generation, expires_at_ms) VALUES (?, ?, 1, ?) "
      "ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, generation = lease.generation + "
      "1, "
      "expires_at_ms = excluded.expires_at_ms WHERE lease.expires_at_ms < excluded.expires_at_ms",
      error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_text (stmt, 1, name);
  zxd_stmt_bind_text (stmt, 2, holder);
  zxd_stmt_bind_int (stmt, 3, until_ms);
  return zxd_stmt_run (stmt, error);
}

gboolean
zxd_away_let_go (ZxdTxn *txn, gint64 agent_id, gint64 until_ms, GError **error)
{
  g_autofree char *name = name_of (agent_id);
  ZxdStmt *stmt =
      zxd_db_prepare (zxd_txn_db (txn), "UPDATE lease SET expires_at_ms = ? WHERE name = ?", error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, until_ms);
  zxd_stmt_bind_text (stmt, 2, name);
  return zxd_stmt_run (stmt, error);
}

/* What somebody said last that he is, before the network took it; online where that is not known.
 * *reason is for the caller to free, and may be null. */
static gboolean
read_said (ZxdDb *db, gint64 agent_id, int *presence, char **reason, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db,
                                  "SELECT presence, reason FROM presence_change WHERE agent_id = ? "
                                  "AND cause <> 'network' ORDER BY at_ms DESC, id DESC LIMIT 1",
                                  error);
  ZxdStep step;

  *presence = ZX_PRESENCE_ONLINE;
  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, agent_id);
  step = zxd_stmt_step (stmt, error);
  if (step == ZXD_STEP_ROW) {
    if (zx_enum_from_word (ZX_TYPE_PRESENCE, zxd_stmt_text (stmt, 0), presence))
      *reason = g_strdup (zxd_stmt_text (stmt, 1));
    zxd_stmt_reset (stmt);
  }
  return step != ZXD_STEP_FAILED;
}

gboolean
zxd_away_return (ZxdTxn *txn, gint64 agent_id, GError **error)
{
  g_auto (ZxdAgent) agent = {0};
  g_autofree char *reason = NULL;
  int presence;

  if (!zxd_agent_by_id (zxd_txn_db (txn), agent_id, &agent, error))
    return FALSE;
  if (agent.presence != ZX_PRESENCE_OFFLINE ||
      g_strcmp0 (agent.presence_reason, ZXD_AWAY_REASON) != 0)
    return TRUE;
  return read_said (zxd_txn_db (txn), agent_id, &presence, &reason, error) &&
         zxd_agent_set_presence (txn, agent_id, presence, reason, "network", NULL, error);
}

gboolean
zxd_away_is_due (ZxdDb *db, gint64 now_ms, gint64 lost_ms, gboolean *is_due, GError **error)
{
  ZxdStmt *stmt =
      zxd_db_prepare (db, "SELECT (SELECT count (*) " DUE ") + (SELECT count (*) " LOST ")", error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, now_ms);
  zxd_stmt_bind_int (stmt, 2, lost_ms);
  if (zxd_stmt_step (stmt, error) != ZXD_STEP_ROW)
    return FALSE;
  *is_due = zxd_stmt_int (stmt, 0) > 0;
  zxd_stmt_reset (stmt);
  return TRUE;
}

/* The ids that @sql gives for one instant; owned by the caller, null with @error. */
static GArray *
read_ids (ZxdDb *db, const char *sql, gint64 at_ms, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  ZxdStmt *stmt = zxd_db_prepare (db, sql, error);
  ZxdStep step;

  if (stmt == NULL)
    return NULL;
  zxd_stmt_bind_int (stmt, 1, at_ms);
  while ((step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW) {
    gint64 id = zxd_stmt_int (stmt, 0);

    g_array_append_val (ids, id);
  }
  return step == ZXD_STEP_DONE ? g_steal_pointer (&ids) : NULL;
}

static gboolean
give_back (ZxdTxn *txn, gint64 contact_id, GError **error)
{
  g_autoptr (ZxdContact) contact = zxd_contact_load (zxd_txn_db (txn), contact_id, error);
  g_autofree char *name = NULL;
  ZxdSystemLine line = {.code = "vanished"};
  ZxAudience was;

  if (contact == NULL)
    return FALSE;
  was = zxd_contact_audience (contact);
  line.who = name = g_strdup (contact->agent_name);
  contact->state = ZX_CONTACT_QUEUED;
  contact->agent_id = 0;
  contact->went_by = "vanished";
  return zxd_contact_save (txn, contact, &was, error) &&
         zxd_system_line_add (txn, contact, &line, error);
}

gboolean
zxd_away_sweep (ZxdTxn *txn, gint64 now_ms, gint64 lost_ms, GError **error)
{
  ZxdDb *db = zxd_txn_db (txn);
  g_autoptr (GArray) agents = read_ids (db, "SELECT a.id " DUE " ORDER BY a.id", now_ms, error);
  g_autoptr (GArray) chats = NULL;

  if (agents == NULL)
    return FALSE;
  for (guint i = 0; i < agents->len; i++)
    if (!zxd_agent_set_presence (txn, g_array_index (agents, gint64, i), ZX_PRESENCE_OFFLINE,
                                 ZXD_AWAY_REASON, "network", NULL, error))
      return FALSE;
  chats = read_ids (db, "SELECT c.id " LOST " ORDER BY c.id", lost_ms, error);
  if (chats == NULL)
    return FALSE;
  for (guint i = 0; i < chats->len; i++)
    if (!give_back (txn, g_array_index (chats, gint64, i), error))
      return FALSE;
  return TRUE;
}
