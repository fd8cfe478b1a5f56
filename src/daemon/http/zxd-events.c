/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Agents' stream of events: checks where it is to resume, then gives the socket to the hub. */
#include "zxd-server-private.h"

#include "zx-error.h"
#include "zxd-store-events.h"

typedef struct {
  gint64 since, oldest, head;
} Resume;

static gboolean
read_bounds (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  Resume *resume = data;

  resume->head = as_of;
  return zxd_event_oldest (db, &resume->oldest, error);
}

static void
bounds_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ZxdCall *call = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree Resume *resume = zxd_store_read_finish (result, &error);
  ZxdPeer peer = {.is_agent = TRUE, .session_id = call->session_id, .rights = call->rights};

  if (resume == NULL) {
    zxd_call_answer_error (call, error);
    return;
  }
  peer.since = resume->since;
  if (resume->since > resume->head)
    zxd_call_problem (call, 410, "too-old", "These events are of another database; fetch afresh.");
  else if (resume->since >= 0 && resume->since < resume->oldest - 1)
    zxd_call_problem (call, 410, "too-old", "The log begins later than this; fetch afresh.");
  else
    zxd_call_upgrade (call, &peer);
}

static gboolean
parse_since (const char *text, gint64 *since)
{
  *since = -1;
  return text == NULL || (g_ascii_string_to_signed (text, 10, 0, G_MAXINT64, since, NULL));
}

static void
get_events (ZxdCall *call, gpointer data)
{
  Resume *resume;
  gint64 since;

  if (!parse_since (zxd_call_query (call, "since"), &since)) {
    zxd_call_problem (call, 400, "bad-query", "“since” is the number of an event.");
    return;
  }
  resume = g_new0 (Resume, 1);
  resume->since = since;
  zxd_store_read (call->server->store, read_bounds, resume, g_free, bounds_cb, call);
}

void
zxd_events_register (ZxdServer *server)
{
  zxd_server_add_endpoint (server, "GET", "/api/v1/events", ZXD_SIGNED_IN, get_events, NULL);
}
