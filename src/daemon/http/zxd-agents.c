/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Colleagues and whether they are there. */
#include "zxd-server-private.h"

#include "zx-clock.h"
#include "zx-error.h"
#include "zxd-store-agent.h"
#include "zxd-store-away.h"
#include "zxd-store-lease.h"
#include "zxd-store-day.h"

enum { MOST_REASON = 60 };

/* ---- GET agents */

typedef struct {
  GString *json;
  gint64 after;
  int limit, count;
  gint64 last;
} List;

static void
list_free (gpointer data)
{
  List *list = data;

  if (list->json != NULL)
    g_string_free (list->json, TRUE);
  g_free (list);
}

static void
add_agent (const ZxdAgent *agent, gpointer data)
{
  List *list = data;

  if (list->count++ == list->limit)
    return;
  g_string_append (list->json, list->count > 1 ? ",{" : "{");
  zx_json_add_id (list->json, "id", agent->id);
  zx_json_add_int (list->json, "rev", agent->rev);
  zxd_agent_add_json (list->json, agent);
  g_string_append_c (list->json, '}');
  list->last = agent->id;
}

static gboolean
read_agents (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  List *list = data;

  list->count = 0;
  list->last = 0;
  g_string_assign (list->json, "{\"items\":[");
  if (!zxd_agent_list (db, list->after, list->limit + 1, add_agent, list, error))
    return FALSE;
  g_string_append_c (list->json, ']');
  zx_json_add_id (list->json, "next", list->count > list->limit ? list->last : 0);
  zx_json_add_int (list->json, "as_of", as_of);
  g_string_append_c (list->json, '}');
  return TRUE;
}

static void
get_agents (ZxdCall *call, gpointer data)
{
  List *list;
  int limit;
  gint64 after;

  if (!zxd_call_page (call, &limit, &after))
    return;
  list = g_new0 (List, 1);
  list->json = g_string_new (NULL);
  list->limit = limit;
  list->after = after;
  zxd_call_read (call, read_agents, list, list_free);
}

/* ---- PUT me/presence */

typedef struct {
  ZxdAnswer answer;
  gint64 agent_id;
  ZxPresence presence;
  char *reason; /* owned, null */
  gint64 patience_ms;
} Presence;

static void
presence_free (gpointer data)
{
  Presence *wish = data;

  if (wish->answer.json != NULL)
    g_string_free (wish->answer.json, TRUE);
  g_free (wish->reason);
  g_free (wish);
}

static gboolean
set_presence (ZxdTxn *txn, gpointer data, GError **error)
{
  Presence *wish = data;
  g_auto (ZxdAgent) agent = {0};
  GString *json = wish->answer.json;
  gint64 now_ms;

  if (!zxd_lease_now (zxd_txn_db (txn), &now_ms, error) ||
      !zxd_agent_set_presence (txn, wish->agent_id, wish->presence, wish->reason, "self", &agent,
                               error) ||
      !zxd_away_hold (txn, wish->agent_id, "presence", now_ms + wish->patience_ms, error))
    return FALSE;
  g_string_assign (json, "{");
  zx_json_add_id (json, "id", agent.id);
  zx_json_add_int (json, "rev", agent.rev);
  zxd_agent_add_json (json, &agent);
  g_string_append_c (json, '}');
  wish->answer.rev = agent.rev;
  return TRUE;
}

static void
put_presence (ZxdCall *call, gpointer data)
{
  JsonObject *body = zxd_call_body (call);
  const char *reason;
  Presence *wish;
  int presence;

  if (body == NULL)
    return;
  reason = zx_json_string (body, "reason");
  if (!zx_enum_from_word (ZX_TYPE_PRESENCE, zx_json_string (body, "presence"), &presence) ||
      (reason != NULL && g_utf8_strlen (reason, -1) > MOST_REASON)) {
    zxd_call_problem (call, 400, "bad-data",
                      "“presence” is online, break or offline; “reason” has at most %d characters.",
                      MOST_REASON);
    return;
  }
  wish = g_new0 (Presence, 1);
  wish->answer.json = g_string_new (NULL);
  wish->agent_id = zxd_call_rights (call)->agent_id;
  wish->presence = presence;
  wish->reason = g_strdup (reason);
  wish->patience_ms = call->server->config->away_seconds * (gint64) 1000;
  zxd_call_write_answer (call, set_presence, wish, presence_free);
}

/* ---- GET me/day */

typedef struct {
  GString *json; /* owned */
  gint64 agent_id;
} Day;

static void
day_free (gpointer data)
{
  Day *day = data;

  if (day->json != NULL)
    g_string_free (day->json, TRUE);
  g_free (day);
}

static gboolean
read_day (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  Day *wish = data;
  ZxdDay day;

  if (!zxd_day_read (db, wish->agent_id, zx_clock_now_ms (), &day, error))
    return FALSE;
  g_string_assign (wish->json, "{");
  zxd_day_add_json (&day, wish->json);
  g_string_append_c (wish->json, '}');
  return TRUE;
}

static void
get_day (ZxdCall *call, gpointer data)
{
  Day *wish = g_new0 (Day, 1);

  wish->json = g_string_new (NULL);
  wish->agent_id = zxd_call_rights (call)->agent_id;
  zxd_call_read (call, read_day, wish, day_free);
}

void
zxd_agents_register (ZxdServer *server)
{
  zxd_server_add_endpoint (server, "GET", "/api/v1/agents", ZXD_SIGNED_IN, get_agents, NULL);
  zxd_server_add_endpoint (server, "PUT", "/api/v1/me/presence", ZXD_SIGNED_IN, put_presence, NULL);
  zxd_server_add_endpoint (server, "GET", "/api/v1/me/day", ZXD_SIGNED_IN, get_day, NULL);
}
