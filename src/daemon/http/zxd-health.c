/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Is it well? For people, balancers and Prometheus. */
#include "zxd-server-private.h"

#include "zx-clock.h"
#include "zxd-routing.h"

#include <sodium.h>
#include <string.h>

/* ---- GET healthz: the store answers */

typedef struct {
  GString *json;
} Health;

static void
health_free (gpointer data)
{
  Health *health = data;

  if (health->json != NULL)
    g_string_free (health->json, TRUE);
  g_free (health);
}

static gboolean
read_health (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  Health *health = data;

  g_string_assign (health->json, "{\"status\":\"ok\"");
  zx_json_add_string (health->json, "store", zxd_db_is_postgres (db) ? "postgresql" : "sqlite");
  zx_json_add_int (health->json, "head", as_of);
  g_string_append_c (health->json, '}');
  return TRUE;
}

static void
get_healthz (ZxdCall *call, gpointer data)
{
  Health *health = g_new0 (Health, 1);

  health->json = g_string_new (NULL);
  zxd_call_read (call, read_health, health, health_free);
}

/* ---- GET hello */

static void
get_hello (ZxdCall *call, gpointer data)
{
  GString *json = g_string_new ("{");

  zx_json_add_string (json, "name", "zuoxid");
  zx_json_add_string (json, "version", ZX_VERSION);
  zx_json_add_string (json, "min_client", ZXD_MIN_CLIENT);
  zx_json_add_time (json, "server_time", zx_clock_now_ms ());
  zx_json_add_int (json, "head", zxd_store_head (call->server->store));
  zxd_files_add_limits (json, call->server->config->agent_file_most_mb);
  g_string_append_c (json, '}');
  zxd_call_answer (call, 200, g_string_free (json, FALSE));
}

/* ---- GET metrics */

/* A proxy on this machine that we were not told of looks like loopback too: its header gives it
 * away. */
static gboolean
is_local (ZxdCall *call)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (zxd_call_address (call));
  const char *forwarded = zxd_call_header (call, "X-Forwarded-For");

  return address != NULL && g_inet_address_get_is_loopback (address) && forwarded == NULL;
}

static gboolean
has_metrics_token (ZxdCall *call)
{
  const char *right = call->server->config->metrics_token, *given = zxd_call_bearer (call);

  return right != NULL && given != NULL && strlen (right) == strlen (given) &&
         sodium_memcmp (right, given, strlen (right)) == 0;
}

static void
add_figure (GString *out, const char *kind, const char *name, gint64 value)
{
  g_string_append_printf (out, "# TYPE %s %s\n%s %" G_GINT64_FORMAT "\n", name, kind, name, value);
}

static void
add_hub (GString *out, ZxdServer *server)
{
  ZxdHubFigures figures = {0};

  zxd_hub_figures (server->hub, &figures);
  add_figure (out, "gauge", "zuoxid_event_head", figures.head);
  add_figure (out, "gauge", "zuoxid_agent_connections", figures.agents);
  add_figure (out, "gauge", "zuoxid_visitor_connections", figures.visitors);
  add_figure (out, "gauge", "zuoxid_slow_connections", figures.slow);
  add_figure (out, "counter", "zuoxid_visitor_messages_total", figures.messages_in);
  add_figure (out, "counter", "zuoxid_events_sent_total", figures.events_out);
  add_figure (out, "counter", "zuoxid_bytes_sent_total", figures.bytes_out);
  add_figure (out, "gauge", "zuoxid_http_connections", zxd_patience_count (server->patience));
  add_figure (out, "gauge", "zuoxid_store_posts_waiting", zxd_store_posts_waiting (server->store));
}

static void
add_endpoints (GString *out, ZxdServer *server)
{
  g_string_append (out, "# TYPE zuoxid_requests_total counter\n");
  for (guint i = 0; i < server->endpoints->len; i++) {
    ZxdEndpoint *endpoint = server->endpoints->pdata[i];

    zxd_figures_print_requests (&endpoint->figures, endpoint->method, endpoint->path, out);
  }
  zxd_figures_print_requests (&server->unknown->figures, "ANY", "unknown", out);
  g_string_append (out, "# TYPE zuoxid_request_duration_seconds histogram\n");
  for (guint i = 0; i < server->endpoints->len; i++) {
    ZxdEndpoint *endpoint = server->endpoints->pdata[i];

    zxd_figures_print_latency (&endpoint->figures, endpoint->method, endpoint->path, out);
  }
}

static void
get_metrics (ZxdCall *call, gpointer data)
{
  GString *out;
  g_autoptr (GBytes) bytes = NULL;

  if (!is_local (call) && !has_metrics_token (call)) {
    zxd_call_problem (call, 403, "not-allowed", "Only from this machine, or with the token.");
    return;
  }
  out = g_string_new (NULL);
  add_hub (out, call->server);
  zxd_routing_print (call->server->routing, out);
  add_endpoints (out, call->server);
  bytes = g_string_free_to_bytes (out);
  zxd_call_answer_bytes (call, 200, "text/plain; version=0.0.4; charset=utf-8", bytes);
}

void
zxd_health_register (ZxdServer *server)
{
  zxd_server_add_endpoint (server, "GET", "/healthz", ZXD_OPEN, get_healthz, NULL);
  zxd_server_add_endpoint (server, "GET", "/metrics", ZXD_OPEN, get_metrics, NULL);
  zxd_server_add_endpoint (server, "GET", "/api/v1/hello", ZXD_OPEN, get_hello, NULL);
}
