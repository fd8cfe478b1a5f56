/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One request under way: what was asked, and the answer. */
#include "zxd-server-private.h"

#include "zx-error.h"
#include "zx-id.h"
#include "zxd-address.h"

#include <string.h>

ZxdCall *
zxd_call_ref (ZxdCall *call)
{
  g_atomic_ref_count_inc (&call->references);
  return call;
}

void
zxd_call_unref (ZxdCall *call)
{
  if (!g_atomic_ref_count_dec (&call->references))
    return;
  g_signal_handlers_disconnect_by_data (call->message, call);
  g_object_unref (call->message);
  g_strfreev (call->segments);
  g_clear_pointer (&call->query, g_hash_table_unref);
  g_clear_pointer (&call->body, json_object_unref);
  g_clear_pointer (&call->rights, zx_rights_free);
  g_free (call->address);
  g_free (call);
}

/* ---- the question */

static const char *
find_part (ZxdCall *call, const char *name)
{
  for (gsize i = 0; call->endpoint->segments[i] != NULL; i++) {
    const char *segment = call->endpoint->segments[i];
    gsize length = strlen (name);

    if (segment[0] == '{' && strncmp (segment + 1, name, length) == 0 &&
        g_str_equal (segment + 1 + length, "}"))
      return call->segments[i];
  }
  return NULL;
}

const char *
zxd_call_part (ZxdCall *call, const char *name)
{
  return find_part (call, name);
}

gint64
zxd_call_part_id (ZxdCall *call, const char *name)
{
  gint64 id;

  return zx_id_parse (find_part (call, name), &id) ? id : 0;
}

const char *
zxd_call_query (ZxdCall *call, const char *name)
{
  return call->query != NULL ? g_hash_table_lookup (call->query, name) : NULL;
}

const ZxRights *
zxd_call_rights (ZxdCall *call)
{
  return call->rights;
}

gint64
zxd_call_session_id (ZxdCall *call)
{
  return call->session_id;
}

const char *
zxd_call_address (ZxdCall *call)
{
  return call->address;
}

char *
zxd_call_block (ZxdCall *call)
{
  return zxd_address_block (call->address);
}

const char *
zxd_call_header (ZxdCall *call, const char *name)
{
  return soup_message_headers_get_one (soup_server_message_get_request_headers (call->message),
                                       name);
}

ZxdServer *
zxd_call_server (ZxdCall *call)
{
  return call->server;
}

const char *
zxd_call_bearer (ZxdCall *call)
{
  const char *header = zxd_call_header (call, "Authorization");

  return header != NULL && g_ascii_strncasecmp (header, "Bearer ", 7) == 0 ? header + 7 : NULL;
}

static gboolean
peer_is_trusted (ZxdCall *call)
{
  GSocketAddress *peer = soup_server_message_get_remote_address (call->message);

  return G_IS_INET_SOCKET_ADDRESS (peer) &&
         zxd_address_in (call->server->trusted_proxies,
                         g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (peer)));
}

char *
zxd_call_origin (ZxdCall *call)
{
  const char *host = zxd_call_header (call, "Host"), *scheme = "http";

  if (call->server->config->public_url != NULL)
    return g_strdup (call->server->config->public_url);
  if (peer_is_trusted (call) &&
      g_strcmp0 (zxd_call_header (call, "X-Forwarded-Proto"), "https") == 0)
    scheme = "https";
  return g_strdup_printf ("%s://%s", scheme, host != NULL ? host : "");
}

JsonObject *
zxd_body_parse (const char *text, gsize length, GError **error)
{
  JsonObject *object;

  if (text == NULL || length == 0) {
    zx_throw (error, ZX_ERROR_BAD_DATA, "The request needs a JSON object as its body.");
    return NULL;
  }
  if (!g_utf8_validate_len (text, length, NULL)) {
    zx_throw (error, ZX_ERROR_BAD_DATA, "The request body is not valid UTF-8.");
    return NULL;
  }
  object = zx_json_parse (text, (gssize) length, NULL);
  if (object == NULL)
    zx_throw (error, ZX_ERROR_BAD_DATA, "The request body is no JSON object.");
  return object;
}

JsonObject *
zxd_call_body (ZxdCall *call)
{
  SoupMessageBody *body = soup_server_message_get_request_body (call->message);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  const char *text;
  gsize length;

  if (call->body != NULL)
    return call->body;
  bytes = soup_message_body_flatten (body);
  text = g_bytes_get_data (bytes, &length);
  call->body = zxd_body_parse (text, length, &error);
  if (call->body == NULL)
    zxd_call_problem (call, 400, "bad-json", "%s", error->message);
  return call->body;
}

gboolean
zxd_call_page_limit (ZxdCall *call, int *limit)
{
  enum { USUAL = 50, MOST = 200 };
  const char *text = zxd_call_query (call, "limit");
  gint64 number = USUAL;

  if (text != NULL && (!zx_id_parse (text, &number) || number > MOST)) {
    zxd_call_problem (call, 400, "bad-query", "“limit” must be a number from 1 to %d.", MOST);
    return FALSE;
  }
  *limit = (int) number;
  return TRUE;
}

gboolean
zxd_call_page (ZxdCall *call, int *limit, gint64 *after)
{
  const char *text = zxd_call_query (call, "after");

  *after = 0;
  if (!zxd_call_page_limit (call, limit))
    return FALSE;
  if (text == NULL || zx_id_parse (text, after))
    return TRUE;
  zxd_call_problem (call, 400, "bad-query", "“after” must be the “next” of an earlier page.");
  return FALSE;
}

gboolean
zxd_call_if_match (ZxdCall *call, gint64 *rev)
{
  const char *header = zxd_call_header (call, "If-Match");
  gsize length = header != NULL ? strlen (header) : 0;
  g_autofree char *number = NULL;

  if (header == NULL) {
    zxd_call_problem (call, 428, "precondition-required",
                      "Say in If-Match which rev of it you have read: the ETag of its GET.");
    return FALSE;
  }
  if (length > 2 && header[0] == '"' && header[length - 1] == '"')
    number = g_strndup (header + 1, length - 2);
  if (number != NULL && zx_id_parse (number, rev))
    return TRUE;
  zxd_call_problem (call, 400, "bad-query", "If-Match must be an ETag of ours, such as \"17\".");
  return FALSE;
}

gboolean
zxd_call_uuid (ZxdCall *call, const char *name, guint8 uuid[16])
{
  JsonObject *body = zxd_call_body (call);
  const char *text = body != NULL ? zx_json_string (body, name) : NULL;

  if (body == NULL)
    return FALSE;
  if (text != NULL && zx_uuid_parse (text, uuid))
    return TRUE;
  zxd_call_problem (call, 400, "bad-data", "“%s” must be a UUID made by the client.", name);
  return FALSE;
}

ZxdActor
zxd_call_actor (ZxdCall *call)
{
  return (ZxdActor){call->rights, call->address};
}

gboolean
zxd_call_limit (ZxdCall *call, const char *key, guint most_per_minute)
{
  g_autofree char *wait = NULL;
  guint seconds = 0;

  if (zxd_limits_take (call->server->limits, key, most_per_minute, g_get_monotonic_time (),
                       &seconds))
    return TRUE;
  wait = g_strdup_printf ("%u", seconds);
  zxd_call_set_header (call, "Retry-After", wait);
  zxd_call_problem (call, 429, "too-many", "Too many requests; try again in %u seconds.", seconds);
  return FALSE;
}

/* ---- the answer */

void
zxd_call_set_header (ZxdCall *call, const char *name, const char *value)
{
  soup_message_headers_replace (soup_server_message_get_response_headers (call->message), name,
                                value);
}

/* The endpoint's own word wins: pages for customers' browsers set their own policies. */
static void
add_usual_headers (ZxdCall *call)
{
  static const char *const usual[][2] = {
      {"Cache-Control", "no-store"},
      {"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"},
      {"Cross-Origin-Resource-Policy", "same-origin"},
      {"Referrer-Policy", "no-referrer"},
      {"X-Content-Type-Options", "nosniff"},
  };
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (call->message);

  for (gsize i = 0; i < G_N_ELEMENTS (usual); i++) {
    if (soup_message_headers_get_one (headers, usual[i][0]) == NULL)
      soup_message_headers_append (headers, usual[i][0], usual[i][1]);
  }
}

/* libsoup before 3.4 never closes its side of an idle connection that the client has closed, and so
 * runs out of descriptors (libsoup commit d20c6601): there each answer ends its connection. */
static void
end_connection_if_it_would_leak (ZxdCall *call, guint status)
{
  if (status != SOUP_STATUS_SWITCHING_PROTOCOLS && !soup_check_version (3, 4, 0))
    zxd_call_set_header (call, "Connection", "close");
}

void
zxd_call_finish (ZxdCall *call, guint status)
{
  gboolean is_heard = !call->is_gone && !call->server->is_closed;

  g_return_if_fail (!call->is_answered);
  call->is_answered = TRUE;
  if (call->endpoint->is_upload)
    g_object_set_data (G_OBJECT (call->message), "zxd-call", NULL);
  add_usual_headers (call);
  end_connection_if_it_would_leak (call, status);
  if (is_heard)
    soup_server_message_set_status (call->message, status, NULL);
  zxd_figures_count (&call->endpoint->figures, status, g_get_monotonic_time () - call->started_us);
  if (call->is_paused && is_heard)
    soup_server_message_unpause (call->message);
  zxd_call_unref (call);
}

void
zxd_call_answer_bytes (ZxdCall *call, guint status, const char *type, GBytes *body)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (call->message);

  if (status == 204 || status == 304) {
    /* Or libsoup would tell the end by closing the connection. */
    soup_message_headers_set_encoding (headers, SOUP_ENCODING_NONE);
  } else if (body != NULL) {
    soup_message_headers_set_content_type (headers, type, NULL);
    if (g_bytes_get_size (body) > 0)
      soup_message_body_append_bytes (soup_server_message_get_response_body (call->message), body);
  }
  zxd_call_finish (call, status);
}

static void
answer_text (ZxdCall *call, guint status, const char *type, char *text)
{
  g_autoptr (GBytes) bytes = text != NULL ? g_bytes_new_take (text, strlen (text)) : NULL;

  zxd_call_answer_bytes (call, status, type, bytes);
}

void
zxd_call_answer_download (ZxdCall *call, const char *type, const char *name, const GString *text)
{
  g_autofree char *disposition = g_strdup_printf ("attachment; filename=\"%s\"", name);
  g_autoptr (GBytes) body = g_bytes_new (text->str, text->len);

  zxd_call_set_header (call, "Content-Disposition", disposition);
  zxd_call_set_header (call, "Cache-Control", "private, no-store");
  zxd_call_answer_bytes (call, 200, type, body);
}

void
zxd_call_answer (ZxdCall *call, guint status, char *json)
{
  answer_text (call, status, "application/json", json);
}

void
zxd_call_answer_rev (ZxdCall *call, guint status, char *json, gint64 rev)
{
  g_autofree char *tag = g_strdup_printf ("\"%" G_GINT64_FORMAT "\"", rev);

  if (rev > 0)
    zxd_call_set_header (call, "ETag", tag);
  if (rev > 0 && status == 200 &&
      soup_server_message_get_method (call->message) == SOUP_METHOD_GET &&
      g_strcmp0 (zxd_call_header (call, "If-None-Match"), tag) == 0) {
    g_free (json);
    json = NULL;
    status = 304;
  }
  zxd_call_answer (call, status, json);
}

/* libsoup knows the statuses of its time. */
static const char *
title_of (guint status)
{
  switch (status) {
  case 426:
    return "Upgrade Required";
  case 428:
    return "Precondition Required";
  case 429:
    return "Too Many Requests";
  default:
    return soup_status_get_phrase (status);
  }
}

static void
answer_problem (ZxdCall *call,
                guint status,
                const char *code,
                const char *extra,
                const char *detail)
{
  GString *json = g_string_new ("{");

  g_string_append_printf (json, "\"type\":\"https://zuoxi.org/problems/%s\"", code);
  zx_json_add_string (json, "title", title_of (status));
  zx_json_add_int (json, "status", status);
  zx_json_add_string (json, "detail", detail);
  zx_json_add_string (json, "code", code);
  if (extra != NULL && *extra != '\0')
    g_string_append_printf (json, ",%s", extra);
  g_string_append_c (json, '}');
  if (status == 401)
    zxd_call_set_header (call, "WWW-Authenticate", "Bearer");
  answer_text (call, status, "application/problem+json", g_string_free (json, FALSE));
}

void
zxd_call_problem (ZxdCall *call, guint status, const char *code, const char *format, ...)
{
  g_autofree char *detail = NULL;
  va_list args;

  va_start (args, format);
  detail = g_strdup_vprintf (format, args);
  va_end (args);
  answer_problem (call, status, code, NULL, detail);
}

void
zxd_call_problem_with (ZxdCall *call,
                       guint status,
                       const char *code,
                       const char *extra,
                       const char *format,
                       ...)
{
  g_autofree char *detail = NULL;
  va_list args;

  va_start (args, format);
  detail = g_strdup_vprintf (format, args);
  va_end (args);
  answer_problem (call, status, code, extra, detail);
}

static const char *
code_of (const GError *error)
{
  static const char *const codes[] = {
      [ZX_ERROR_NOT_FOUND] = "not-found",     [ZX_ERROR_CONFLICT] = "conflict",
      [ZX_ERROR_NOT_ALLOWED] = "not-allowed", [ZX_ERROR_NOT_SIGNED_IN] = "not-signed-in",
      [ZX_ERROR_BAD_DATA] = "bad-data",       [ZX_ERROR_TOO_MANY] = "too-many",
      [ZX_ERROR_TOO_OLD] = "too-old",         [ZX_ERROR_UNAVAILABLE] = "unavailable",
  };

  return codes[error->code];
}

void
zxd_call_answer_error (ZxdCall *call, const GError *error)
{
  if (error->domain != ZX_ERROR) {
    g_warning ("%s %s: %s", call->endpoint->method, call->endpoint->path, error->message);
    zxd_call_problem (call, 500, "internal", "Something went wrong here; the log says more.");
    return;
  }
  if (error->code == ZX_ERROR_UNAVAILABLE) {
    g_warning ("%s %s: %s", call->endpoint->method, call->endpoint->path, error->message);
    zxd_call_set_header (call, "Retry-After", "1");
    zxd_call_problem (call, 503, "unavailable", "This does not work just now; try again.");
    return;
  }
  zxd_call_problem (call, zx_error_to_status (error), code_of (error), "%s", error->message);
}
