/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Listens, finds the endpoint of a request, and refuses what is too large or too old. */
#include "zxd-server-private.h"

#include "zxd-away.h"
#include "zxd-contact-endpoints.h"
#include "zxd-talk-endpoints.h"
#include "zxd-course-endpoints.h"
#include "zxd-passwords.h"
#include "zxd-routing.h"
#include "zxd-wrap-up.h"

#include <string.h>
#include <sys/socket.h>

/* A new sign-in of a whole company at once must fit: the kernel's own default of 10 made 2,000
 * connections take a minute. */
#define BACKLOG 1024

/* A body beyond the limit is read and thrown away so that the answer can be heard, up to this. */
#define PATIENCE_BYTES (16 * ZXD_BODY_BYTES)

#define RECEIVED "zxd-received"
#define CALL "zxd-call" /* of an upload, while its body comes */

static void
endpoint_free (gpointer data)
{
  ZxdEndpoint *endpoint = data;

  g_free (endpoint->method);
  g_free (endpoint->path);
  g_strfreev (endpoint->segments);
  g_free (endpoint);
}

static ZxdEndpoint *
endpoint_new (const char *method,
              const char *path,
              ZxdAccess access,
              ZxdEndpointFunc fn,
              gpointer data)
{
  ZxdEndpoint *endpoint = g_new0 (ZxdEndpoint, 1);

  endpoint->method = g_strdup (method);
  endpoint->path = g_strdup (path);
  endpoint->segments = g_strsplit (path, "/", -1);
  endpoint->access = access;
  endpoint->fn = fn;
  endpoint->data = data;
  return endpoint;
}

/* ---- which endpoint */

/* How well @segments fit: 0 not at all, else more the more literal parts come first. */
static guint64
fit_of (char **pattern, char **segments)
{
  guint64 fit = 1;
  gsize i;

  for (i = 0; pattern[i] != NULL && segments[i] != NULL; i++) {
    gboolean is_open = pattern[i][0] == '{';

    if (is_open ? segments[i][0] == '\0' : !g_str_equal (pattern[i], segments[i]))
      return 0;
    fit = fit << 1 | !is_open;
  }
  return pattern[i] == NULL && segments[i] == NULL ? fit : 0;
}

/* The endpoint of @path for @method; null when there is none, and *@allowed (owned) names the
 * methods that there are, if any. */
static ZxdEndpoint *
find_endpoint (ZxdServer *server, const char *method, char **segments, char **allowed)
{
  g_autoptr (GString) others = g_string_new (NULL);
  ZxdEndpoint *best = NULL;
  guint64 best_fit = 0;

  if (g_str_equal (method, "HEAD"))
    method = "GET";
  for (guint i = 0; i < server->endpoints->len; i++) {
    ZxdEndpoint *endpoint = server->endpoints->pdata[i];
    guint64 fit = fit_of (endpoint->segments, segments);

    if (fit == 0)
      continue;
    if (!g_str_equal (endpoint->method, method)) {
      g_string_append_printf (others, "%s%s", others->len > 0 ? ", " : "", endpoint->method);
    } else if (fit > best_fit) {
      best = endpoint;
      best_fit = fit;
    }
  }
  if (best == NULL && others->len > 0)
    *allowed = g_string_free (g_steal_pointer (&others), FALSE);
  return best;
}

/* ---- one request */

static void
gone_cb (SoupServerMessage *message, ZxdCall *call)
{
  g_autoptr (ZxdCall) kept = zxd_call_ref (call);

  call->is_gone = TRUE;
  if (call->receive != NULL)
    zxd_receive_abort (call->receive);
}

static ZxdCall *
call_new (ZxdServer *server, SoupServerMessage *message, const char *path, GHashTable *query)
{
  ZxdCall *call = g_new0 (ZxdCall, 1);
  GSocketAddress *peer = soup_server_message_get_remote_address (message);
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  g_atomic_ref_count_init (&call->references);
  call->server = server;
  call->message = g_object_ref (message);
  call->endpoint = server->unknown;
  call->segments = g_strsplit (path, "/", -1);
  call->query = query != NULL ? g_hash_table_ref (query) : NULL;
  call->started_us = g_get_monotonic_time ();
  if (G_IS_INET_SOCKET_ADDRESS (peer))
    call->address = zxd_address_of_client (
        server->trusted_proxies, g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (peer)),
        soup_message_headers_get_list (headers, "X-Forwarded-For"));
  else
    call->address = g_strdup ("unknown");
  g_signal_connect (message, "finished", G_CALLBACK (gone_cb), call);
  return call;
}

/* Dotted numbers, compared part by part: 0.10 is newer than 0.9. */
static int
compare_versions (const char *left, const char *right)
{
  while (*left != '\0' || *right != '\0') {
    char *left_end, *right_end;
    guint64 a = g_ascii_strtoull (left, &left_end, 10);
    guint64 b = g_ascii_strtoull (right, &right_end, 10);

    if (a != b)
      return a < b ? -1 : 1;
    left = *left_end == '.' ? left_end + 1 : "";
    right = *right_end == '.' ? right_end + 1 : "";
  }
  return 0;
}

static gboolean
client_is_too_old (ZxdCall *call)
{
  const char *client = zxd_call_header (call, "Zuoxi-Client");

  return client != NULL && compare_versions (client, ZXD_MIN_CLIENT) < 0;
}

static void
answer_too_old (ZxdCall *call)
{
  g_autoptr (GString) extra = g_string_new (NULL);

  zx_json_add_string (extra, "min_client", ZXD_MIN_CLIENT);
  zxd_call_set_header (call, "Upgrade", "zuoxi/" ZXD_MIN_CLIENT);
  zxd_call_problem_with (call, 426, "client-too-old", extra->str,
                         "This workstation is too old for this server; install Zuoxi %s or newer.",
                         ZXD_MIN_CLIENT);
}

static void
route (ZxdCall *call)
{
  const char *method = soup_server_message_get_method (call->message);
  g_autofree char *allowed = NULL;
  ZxdEndpoint *endpoint = find_endpoint (call->server, method, call->segments, &allowed);
  gsize *received = g_object_get_data (G_OBJECT (call->message), RECEIVED);

  if (endpoint == NULL && allowed != NULL) {
    zxd_call_set_header (call, "Allow", allowed);
    zxd_call_problem (call, 405, "method", "Here one can only %s.", allowed);
    return;
  }
  if (endpoint == NULL) {
    zxd_call_problem (call, 404, "not-found", "There is nothing at this address.");
    return;
  }
  call->endpoint = endpoint;
  if (received != NULL && *received > ZXD_BODY_BYTES) {
    zxd_call_set_header (call, "Connection", "close");
    zxd_call_problem (call, 413, "too-large", "The request body is larger than %d bytes.",
                      ZXD_BODY_BYTES);
  } else if (client_is_too_old (call)) {
    answer_too_old (call);
  } else {
    zxd_call_admit (call);
  }
}

static void
request_cb (SoupServer *soup,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer data)
{
  ZxdCall *upload = g_object_get_data (G_OBJECT (message), CALL);
  g_autoptr (ZxdCall) call =
      zxd_call_ref (upload != NULL ? upload : call_new (data, message, path, query));

  if (upload == NULL)
    route (call);
  else if (upload->receive != NULL)
    zxd_receive_whole (upload->receive);
  if (!call->is_answered) {
    call->is_paused = TRUE;
    soup_server_message_pause (message);
  }
}

/* ---- bodies that are too large never fill the memory */

static void
chunk_cb (SoupServerMessage *message, GBytes *chunk, gsize *received)
{
  *received += g_bytes_get_size (chunk);
  if (*received > ZXD_BODY_BYTES) {
    SoupMessageBody *body = soup_server_message_get_request_body (message);

    soup_message_body_set_accumulate (body, FALSE);
    soup_message_body_truncate (body);
  }
  if (*received > PATIENCE_BYTES)
    g_socket_shutdown (soup_server_message_get_socket (message), TRUE, TRUE, NULL);
}

/* ---- bodies that go to the disk */

void
zxd_call_resume_body (ZxdCall *call)
{
  if (call->is_paused)
    soup_server_message_unpause (call->message);
  call->is_paused = FALSE;
}

void
zxd_call_problem_too_large (ZxdCall *call, gint64 most)
{
  g_autoptr (GString) extra = g_string_new (NULL);

  zx_json_add_int (extra, "most", most);
  zxd_call_problem_with (call, 413, "too-large", extra->str,
                         "The file has more than %" G_GINT64_FORMAT " bytes.", most);
}

/* What still comes after a refusal is thrown away, as much as the largest file may have: then the
 * client hears why. */
static void
upload_chunk_cb (SoupServerMessage *message, GBytes *chunk, gsize *left)
{
  ZxdCall *call = g_object_get_data (G_OBJECT (message), CALL);

  if (call != NULL && call->receive != NULL) {
    zxd_receive_chunk (call->receive, chunk);
    return;
  }
  *left -= MIN (*left, g_bytes_get_size (chunk));
  if (*left == 0)
    g_socket_shutdown (soup_server_message_get_socket (message), TRUE, TRUE, NULL);
}

static void
begin_upload (ZxdServer *server, SoupServerMessage *message, const char *path, GHashTable *query)
{
  g_autoptr (ZxdCall) call = zxd_call_ref (call_new (server, message, path, query));
  gsize *left = g_new (gsize, 1);

  *left = ((gsize) server->config->agent_file_most_mb + 1) << 20;
  soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
  g_object_set_data_full (G_OBJECT (message), RECEIVED "-left", left, g_free);
  g_object_set_data (G_OBJECT (message), CALL, call);
  g_signal_connect (message, "got-chunk", G_CALLBACK (upload_chunk_cb), left);
  route (call);
  if (!call->is_answered && call->receive == NULL) {
    call->is_paused = TRUE;
    soup_server_message_pause (message);
  }
}

static gboolean
is_upload (ZxdServer *server, SoupServerMessage *message, const char *path)
{
  g_auto (GStrv) segments = g_strsplit (path, "/", -1);
  g_autofree char *allowed = NULL;
  ZxdEndpoint *endpoint =
      find_endpoint (server, soup_server_message_get_method (message), segments, &allowed);

  return endpoint != NULL && endpoint->is_upload;
}

static void
headers_cb (SoupServer *soup,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer data)
{
  gsize *received;

  if (is_upload (data, message, path)) {
    begin_upload (data, message, path, query);
    return;
  }
  received = g_new0 (gsize, 1);

  g_object_set_data_full (G_OBJECT (message), RECEIVED, received, g_free);
  g_signal_connect (message, "got-chunk", G_CALLBACK (chunk_cb), received);
}

/* ---- the server */

ZxdServer *
zxd_server_new (const ZxdConfig *config, ZxdStore *store, ZxdHub *hub)
{
  ZxdServer *server = g_new0 (ZxdServer, 1);

  server->config = config;
  server->store = store;
  server->hub = hub;
  server->soup = soup_server_new (NULL, NULL);
  server->endpoints = g_ptr_array_new_with_free_func (endpoint_free);
  server->unknown = endpoint_new ("ANY", "unknown", ZXD_OPEN, NULL, NULL);
  server->limits = zxd_limits_new ();
  server->passwords = zxd_passwords_new ();
  server->sessions = zxd_sessions_new (server);
  server->away = zxd_away_new (server);
  server->routing = zxd_routing_new (server);
  server->wrap_up = zxd_wrap_up_new (server);
  server->patience = zxd_patience_new (server->soup, config->idle_seconds);
  soup_server_add_early_handler (server->soup, NULL, headers_cb, server, NULL);
  soup_server_add_handler (server->soup, NULL, request_cb, server, NULL);
  zxd_health_register (server);
  zxd_accounts_register (server);
  zxd_agents_register (server);
  zxd_events_register (server);
  zxd_contacts_register (server);
  zxd_file_endpoints_register (server);
  zxd_talk_register (server);
  zxd_course_register (server);
  zxd_offers_register (server);
  zxd_why_waiting_register (server);
  return server;
}

void
zxd_server_at_end (ZxdServer *server, GDestroyNotify fn, gpointer data)
{
  ZxdEnd *end = g_new (ZxdEnd, 1);

  *end = (ZxdEnd){fn, data};
  server->ends = g_slist_prepend (server->ends, end);
}

static void
run_end (gpointer data)
{
  ZxdEnd *end = data;

  end->fn (end->data);
  g_free (end);
}

void
zxd_server_free (ZxdServer *server)
{
  soup_server_disconnect (server->soup);
  server->is_closed = TRUE;
  g_signal_handlers_disconnect_by_data (server->soup, server->patience);
  zxd_patience_free (server->patience);
  g_slist_free_full (g_steal_pointer (&server->ends), run_end);
  g_object_unref (server->soup);
  g_clear_pointer (&server->files, zxd_files_free);
  zxd_wrap_up_free (server->wrap_up);
  zxd_routing_free (server->routing);
  zxd_away_free (server->away);
  zxd_sessions_free (server->sessions);
  zxd_passwords_free (server->passwords);
  zxd_limits_free (server->limits);
  g_ptr_array_unref (server->endpoints);
  endpoint_free (server->unknown);
  g_clear_pointer (&server->trusted_proxies, g_ptr_array_unref);
  g_free (server);
}

void
zxd_server_hand_over (ZxdServer *server)
{
  zxd_routing_hand_over (server->routing);
}

gboolean
zxd_server_listen (ZxdServer *server, GError **error)
{
  const ZxdConfig *config = server->config;
  g_autoptr (GSocketAddress) wanted =
      g_inet_socket_address_new_from_string (config->listen, config->port);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (GSocket) socket = NULL;

  server->trusted_proxies = zxd_address_parse_blocks (config->trusted_proxies, error);
  if (server->trusted_proxies == NULL)
    return FALSE;
  if (wanted == NULL)
    return zx_throw (error, ZX_ERROR_BAD_DATA, "--listen: “%s” is no address", config->listen);
  socket = g_socket_new (g_socket_address_get_family (wanted), G_SOCKET_TYPE_STREAM,
                         G_SOCKET_PROTOCOL_TCP, error);
  if (socket == NULL)
    return FALSE;
  g_socket_set_listen_backlog (socket, BACKLOG);
  if (!g_socket_bind (socket, wanted, TRUE, error) || !g_socket_listen (socket, error) ||
      !soup_server_listen_socket (server->soup, socket, 0, error)) {
    g_prefix_error (error, "%s port %d: ", config->listen, config->port);
    return FALSE;
  }
  bound = g_socket_get_local_address (socket, error);
  if (bound == NULL)
    return FALSE;
  server->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  return TRUE;
}

int
zxd_server_get_port (ZxdServer *server)
{
  return server->port;
}

ZxdStore *
zxd_server_get_store (ZxdServer *server)
{
  return server->store;
}

ZxdHub *
zxd_server_get_hub (ZxdServer *server)
{
  return server->hub;
}

const ZxdConfig *
zxd_server_get_config (ZxdServer *server)
{
  return server->config;
}

void
zxd_server_add_upload (ZxdServer *server,
                       const char *method,
                       const char *path,
                       ZxdAccess access,
                       ZxdEndpointFunc fn,
                       gpointer data)
{
  ZxdEndpoint *endpoint = endpoint_new (method, path, access, fn, data);

  endpoint->is_upload = TRUE;
  g_ptr_array_add (server->endpoints, endpoint);
}

ZxdPasswords *
zxd_server_get_passwords (ZxdServer *server)
{
  return server->passwords;
}

void
zxd_server_add_endpoint (ZxdServer *server,
                         const char *method,
                         const char *path,
                         ZxdAccess access,
                         ZxdEndpointFunc fn,
                         gpointer data)
{
  g_ptr_array_add (server->endpoints, endpoint_new (method, path, access, fn, data));
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(char *const *) a, *(char *const *) b);
}

char *
zxd_server_list_endpoints (ZxdServer *server)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < server->endpoints->len; i++) {
    ZxdEndpoint *endpoint = server->endpoints->pdata[i];

    g_ptr_array_add (lines, g_strdup_printf ("%s %s", endpoint->method, endpoint->path));
  }
  g_ptr_array_sort (lines, compare_lines);
  g_ptr_array_add (lines, NULL);
  return g_strjoinv ("\n", (char **) lines->pdata);
}
