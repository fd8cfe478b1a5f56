/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests to one server, and what a broken connection or a problem answer means. */
#include "zx-http.h"

#include "zx-byte-range.h"

#include <string.h>

#define TIMEOUT_S 30 /* of one request: longer than any endpoint may take */
#define HANDSHAKE_S                                                                                \
  10 /* TLS: a plain server may wait for ever for the end of what it takes for a line */
#define IDLE_S 60             /* a kept connection */
#define MOST_FRAME (16 << 20) /* an event is at most a message or a customer, far below it */

struct _ZxHttp {
  GObject parent_instance;

  SoupSession *session; /* owned */
  char *server;         /* owned, nullable */
  char *token;          /* owned, nullable */
};

G_DEFINE_FINAL_TYPE (ZxHttp, zx_http, G_TYPE_OBJECT)

static void
zx_http_finalize (GObject *object)
{
  ZxHttp *self = ZX_HTTP (object);

  g_object_unref (self->session);
  g_free (self->server);
  g_free (self->token);
  G_OBJECT_CLASS (zx_http_parent_class)->finalize (object);
}

static void
zx_http_class_init (ZxHttpClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = zx_http_finalize;
}

static void
zx_http_init (ZxHttp *self)
{
  self->session = soup_session_new_with_options ("timeout", TIMEOUT_S, "idle-timeout", IDLE_S,
                                                 "user-agent", "zuoxi/" ZX_VERSION, NULL);
}

ZxHttp *
zx_http_new (void)
{
  return g_object_new (ZX_TYPE_HTTP, NULL);
}

void
zx_http_set_server (ZxHttp *self, const char *server)
{
  g_free (self->server);
  self->server = g_strdup (server);
}

const char *
zx_http_get_server (ZxHttp *self)
{
  return self->server;
}

void
zx_http_set_token (ZxHttp *self, const char *token)
{
  g_free (self->token);
  self->token = g_strdup (token);
}

gboolean
zx_http_trust_file (ZxHttp *self, const char *path, GError **error)
{
  g_autoptr (GTlsDatabase) database = g_tls_file_database_new (path, error);

  if (database == NULL)
    return FALSE;
  soup_session_set_tls_database (self->session, database);
  return TRUE;
}

/* One request under way. */
typedef struct {
  SoupMessage *message;   /* owned */
  GCancellable *cancel;   /* owned: the caller's wish or ours */
  GCancellable *caller;   /* owned, null when the caller gave none */
  gulong caller_id;       /* of the caller's wish */
  guint handshake_id;     /* runs while TLS is being agreed on */
  gboolean is_plain_peer; /* it was not agreed on in time */
} Call;

static void
free_call (gpointer data)
{
  Call *call = data;

  g_clear_handle_id (&call->handshake_id, g_source_remove);
  g_cancellable_disconnect (call->caller, call->caller_id);
  g_signal_handlers_disconnect_by_data (call->message, call);
  g_clear_object (&call->caller);
  g_object_unref (call->cancel);
  g_object_unref (call->message);
  g_free (call);
}

static gboolean
handshake_late_cb (gpointer user_data)
{
  Call *call = user_data;

  call->handshake_id = 0;
  call->is_plain_peer = TRUE;
  g_cancellable_cancel (call->cancel);
  return G_SOURCE_REMOVE;
}

static void
network_event_cb (SoupMessage *message, GSocketClientEvent event, GIOStream *stream, Call *call)
{
  if (event == G_SOCKET_CLIENT_TLS_HANDSHAKING && call->handshake_id == 0)
    call->handshake_id = g_timeout_add_seconds (HANDSHAKE_S, handshake_late_cb, call);
  else if (event == G_SOCKET_CLIENT_TLS_HANDSHAKED || event == G_SOCKET_CLIENT_COMPLETE)
    g_clear_handle_id (&call->handshake_id, g_source_remove);
}

static void
caller_cancelled_cb (GCancellable *caller, GCancellable *cancel)
{
  g_cancellable_cancel (cancel);
}

/* Takes @message; it becomes the data of @task. */
static Call *
start_call (GTask *task, SoupMessage *message, GCancellable *caller)
{
  Call *call = g_new0 (Call, 1);

  call->message = message;
  call->cancel = g_cancellable_new ();
  if (caller != NULL) {
    call->caller = g_object_ref (caller);
    call->caller_id = g_cancellable_connect (caller, G_CALLBACK (caller_cancelled_cb),
                                             g_object_ref (call->cancel), g_object_unref);
  }
  g_signal_connect (message, "network-event", G_CALLBACK (network_event_cb), call);
  g_task_set_task_data (task, call, free_call);
  return call;
}

static GError *
make_problem (ZxErrorCode code, const char *problem, const GError *cause)
{
  GError *error = g_error_new (ZX_ERROR, code, "%s", cause != NULL ? cause->message : problem);

  zx_error_set_problem (error, problem, NULL, 0);
  return error;
}

/* Which of the certificate's faults to name. A server that nobody can be sure of comes before one
 * whose certificate is merely late, and both before a wrong name: the first is the gravest. But an
 * expired certificate of an unknown issuer is most often simply expired. */
static const char *
name_tls_fault (GTlsCertificateFlags flags)
{
  if (flags & (G_TLS_CERTIFICATE_EXPIRED | G_TLS_CERTIFICATE_NOT_ACTIVATED))
    return "tls-expired";
  if (flags & G_TLS_CERTIFICATE_UNKNOWN_CA)
    return "tls-unknown-ca";
  if (flags & G_TLS_CERTIFICATE_BAD_IDENTITY)
    return "tls-wrong-host";
  return "tls-refused";
}

/* Takes what libsoup or GIO said and gives the one error that the rest of the client knows. */
static GError *
translate_failure (ZxHttp *self, Call *call, GError *cause)
{
  SoupMessage *message = call->message;
  g_autoptr (GError) owned = cause;
  gboolean is_tls = self->server != NULL && g_str_has_prefix (self->server, "https:");

  if (call->is_plain_peer)
    return make_problem (ZX_ERROR_UNAVAILABLE, "tls-plain-server", cause);
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED) || cause->domain == ZX_ERROR)
    return g_steal_pointer (&owned);
  if (cause->domain == G_TLS_ERROR) {
    GTlsCertificateFlags flags = soup_message_get_tls_peer_certificate_errors (message);

    if (flags != 0)
      return make_problem (ZX_ERROR_UNAVAILABLE, name_tls_fault (flags), cause);
    if (cause->code == G_TLS_ERROR_MISC || cause->code == G_TLS_ERROR_NOT_TLS)
      return make_problem (ZX_ERROR_UNAVAILABLE, "tls-plain-server", cause);
    return make_problem (ZX_ERROR_UNAVAILABLE, "tls-refused", cause);
  }
  /* Bytes that are no HTTP, in answer to plain HTTP: most likely the alert of a TLS server. */
  if (!is_tls && g_error_matches (cause, SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_PARSING))
    return make_problem (ZX_ERROR_UNAVAILABLE, "tls-plain-client", cause);
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT))
    return make_problem (ZX_ERROR_UNAVAILABLE, "hung-up", cause);
  if (cause->domain == G_RESOLVER_ERROR)
    return make_problem (ZX_ERROR_UNAVAILABLE, "no-such-host", cause);
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    return make_problem (ZX_ERROR_UNAVAILABLE, "nobody-there", cause);
  return make_problem (ZX_ERROR_UNAVAILABLE, "unreachable", cause);
}

/* An answer of 400 and more as an error: RFC 9457 when it is ours, else by status alone. Whom it
 * names is `by` or the customer that has it; its number is a seq, seconds to wait, or an id. */
static GError *
translate_problem (ZxHttp *self, SoupMessage *message, JsonObject *json, GBytes *body)
{
  guint status = soup_message_get_status (message);
  const char *code = zx_json_string (json, "code"), *detail = zx_json_string (json, "detail");
  const char *wait =
      soup_message_headers_get_one (soup_message_get_response_headers (message), "Retry-After");
  gint64 number = zx_json_int (json, "seq", wait != NULL ? g_ascii_strtoll (wait, NULL, 10) : 0);
  const char *by = zx_json_string (json, "by");
  GError *error;

  if (by == NULL)
    by = zx_json_string (json, "customer_name");
  if (number == 0)
    number = zx_json_id (json, zx_json_id (json, "into") != 0 ? "into" : "customer_id");

  /* nginx says so in words when it is spoken to plainly on its TLS port. */
  if (code == NULL && status == 400 && body != NULL && g_str_has_prefix (self->server, "http:") &&
      g_strstr_len (g_bytes_get_data (body, NULL), g_bytes_get_size (body), "HTTPS port") != NULL)
    return make_problem (ZX_ERROR_UNAVAILABLE, "tls-plain-client", NULL);
  if (code == NULL && status == 426)
    code = "too-old";
  error = g_error_new (ZX_ERROR, zx_error_from_status (status), "%u %s", status,
                       detail != NULL ? detail : "");
  zx_error_set_problem (error, code, by, number);
  zx_error_set_field (error, zx_json_string (json, "field"), zx_json_string (json, "why"));
  return error;
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ZxHttp *self = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);
  SoupMessage *message = call->message;
  GError *error = NULL;
  g_autoptr (GBytes) body =
      soup_session_send_and_read_finish (SOUP_SESSION (source), result, &error);
  g_autoptr (JsonObject) json = NULL;
  guint status = soup_message_get_status (message);

  if (body == NULL) {
    g_task_return_error (task, translate_failure (self, call, error));
    return;
  }
  if (g_bytes_get_size (body) > 0)
    json = zx_json_parse (g_bytes_get_data (body, NULL), (gssize) g_bytes_get_size (body), NULL);
  else
    json = json_object_new ();
  if (status >= 400 || status < 200)
    g_task_return_error (task, translate_problem (self, message, json, body));
  else if (status >= 300 || json == NULL)
    g_task_return_error (task, make_problem (ZX_ERROR_UNAVAILABLE, "not-zuoxid", NULL));
  else
    g_task_return_pointer (task, g_steal_pointer (&json), (GDestroyNotify) json_object_unref);
}

static SoupMessage *
make_message (ZxHttp *self, const char *method, const char *path)
{
  g_autofree char *address = g_strconcat (self->server, "/api/v1/", path, NULL);
  SoupMessage *message = soup_message_new (method, address);
  SoupMessageHeaders *headers;

  if (message == NULL)
    return NULL;
  headers = soup_message_get_request_headers (message);
  soup_message_headers_replace (headers, "Zuoxi-Client", ZX_VERSION);
  soup_message_headers_replace (headers, "Accept", "application/json, application/problem+json");
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  if (self->token != NULL) {
    g_autofree char *bearer = g_strconcat ("Bearer ", self->token, NULL);

    soup_message_headers_replace (headers, "Authorization", bearer);
  }
  return message;
}

void
zx_http_change_async (ZxHttp *self,
                      const char *method,
                      const char *path,
                      gint64 rev,
                      char *body,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *owned = body;
  SoupMessage *message = self->server != NULL ? make_message (self, method, path) : NULL;
  Call *call;

  g_task_set_source_tag (task, zx_http_change_async);
  if (message == NULL) {
    g_task_return_new_error (task, ZX_ERROR, ZX_ERROR_UNAVAILABLE, "no server");
    return;
  }
  call = start_call (task, message, cancellable);
  if (rev != 0) {
    g_autofree char *tag = g_strdup_printf ("\"%" G_GINT64_FORMAT "\"", rev);

    soup_message_headers_replace (soup_message_get_request_headers (message), "If-Match", tag);
  }
  if (body != NULL) {
    gsize length = strlen (body);
    g_autoptr (GBytes) bytes = g_bytes_new_take (g_steal_pointer (&owned), length);

    soup_message_set_request_body_from_bytes (message, "application/json", bytes);
  }
  soup_session_send_and_read_async (self->session, call->message, G_PRIORITY_DEFAULT, call->cancel,
                                    sent_cb, g_steal_pointer (&task));
}

void
zx_http_call_async (ZxHttp *self,
                    const char *method,
                    const char *path,
                    char *body,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  zx_http_change_async (self, method, path, 0, body, cancellable, callback, user_data);
}

JsonObject *
zx_http_call_finish (ZxHttp *self, GAsyncResult *result, guint *status, GError **error)
{
  Call *call = g_task_get_task_data (G_TASK (result));

  if (status != NULL)
    *status = call != NULL ? soup_message_get_status (call->message) : 0;
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* How many bytes the answer's body has; -1: it does not say. */
static gint64
length_of (SoupMessage *message)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);

  return soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH
             ? soup_message_headers_get_content_length (headers)
             : -1;
}

/* Null, and @task has its error, when there is no server. */
static Call *
begin_get (ZxHttp *self, GTask *task, const char *path, GCancellable *cancellable)
{
  SoupMessage *message = self->server != NULL ? make_message (self, "GET", path) : NULL;

  if (message != NULL)
    return start_call (task, message, cancellable);
  g_task_return_new_error (task, ZX_ERROR, ZX_ERROR_UNAVAILABLE, "no server");
  return NULL;
}

static void
fetched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ZxHttp *self = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);
  guint status = soup_message_get_status (call->message);
  GError *error = NULL;
  g_autoptr (GBytes) body =
      soup_session_send_and_read_finish (SOUP_SESSION (source), result, &error);
  g_autoptr (JsonObject) json = NULL;

  if (body == NULL) {
    g_task_return_error (task, translate_failure (self, call, error));
  } else if (status == 200 && length_of (call->message) > (gint64) g_bytes_get_size (body)) {
    /* libsoup 3.2 takes the end of a connection for the end of what it brings. */
    g_task_return_error (task, make_problem (ZX_ERROR_UNAVAILABLE, "hung-up", NULL));
  } else if (status == 200) {
    g_task_return_pointer (task, g_steal_pointer (&body), (GDestroyNotify) g_bytes_unref);
  } else if (status >= 400) {
    if (g_bytes_get_size (body) > 0)
      json = zx_json_parse (g_bytes_get_data (body, NULL), (gssize) g_bytes_get_size (body), NULL);
    g_task_return_error (task, translate_problem (self, call->message, json, body));
  } else {
    g_task_return_error (task, make_problem (ZX_ERROR_UNAVAILABLE, "not-zuoxid", NULL));
  }
}

void
zx_http_fetch_async (ZxHttp *self,
                     const char *path,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Call *call = begin_get (self, task, path, cancellable);

  g_task_set_source_tag (task, zx_http_fetch_async);
  if (call == NULL)
    return;
  soup_session_send_and_read_async (self->session, call->message, G_PRIORITY_DEFAULT, call->cancel,
                                    fetched_cb, g_steal_pointer (&task));
}

GBytes *
zx_http_fetch_finish (ZxHttp *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- files --- */

typedef struct {
  ZxHttpSent sent;
  gpointer data;
  gint64 bytes;
} Progress;

static void
wrote_data_cb (SoupMessage *message, guint size, Progress *progress)
{
  progress->bytes += size;
  progress->sent (progress->bytes, progress->data);
}

static void
free_progress (gpointer progress, GClosure *closure)
{
  g_free (progress);
}

static void
set_upload_headers (SoupMessage *message, const ZxHttpUpload *upload)
{
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);
  g_autofree char *escaped = g_uri_escape_string (upload->name, NULL, FALSE);
  g_autofree char *digest = g_strdup_printf ("sha-256=:%s:", upload->digest);
  g_autofree char *offset = g_strdup_printf ("%" G_GINT64_FORMAT, upload->offset);

  soup_message_headers_replace (headers, "Zuoxi-Name", escaped);
  soup_message_headers_replace (headers, "Zuoxi-Uuid", upload->uuid);
  if (upload->offset == 0)
    return;
  soup_message_headers_replace (headers, "Upload-Offset", offset);
  soup_message_headers_replace (headers, "Repr-Digest", digest);
}

void
zx_http_upload_async (ZxHttp *self,
                      const ZxHttpUpload *upload,
                      ZxHttpSent sent,
                      gpointer sent_data,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  SoupMessage *message = self->server != NULL ? make_message (self, "POST", upload->path) : NULL;
  Progress *progress;
  Call *call;

  g_task_set_source_tag (task, zx_http_upload_async);
  if (message == NULL) {
    g_task_return_new_error (task, ZX_ERROR, ZX_ERROR_UNAVAILABLE, "no server");
    return;
  }
  call = start_call (task, message, cancellable);
  set_upload_headers (message, upload);
  soup_message_set_request_body (message, "application/octet-stream", upload->stream,
                                 upload->size - upload->offset);
  progress = g_new0 (Progress, 1);
  *progress = (Progress){sent, sent_data, upload->offset};
  g_signal_connect_data (message, "wrote-body-data", G_CALLBACK (wrote_data_cb), progress,
                         free_progress, 0);
  soup_session_send_and_read_async (self->session, call->message, G_PRIORITY_DEFAULT, call->cancel,
                                    sent_cb, g_steal_pointer (&task));
}

/* The first byte of the body. */
static gint64
begin_of (SoupMessage *message)
{
  return soup_message_get_status (message) == 206
             ? zx_byte_range_begin (soup_message_headers_get_one (
                   soup_message_get_response_headers (message), "Content-Range"))
             : 0;
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ZxHttp *self = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GInputStream) stream =
      soup_session_send_finish (SOUP_SESSION (source), result, &error);
  guint status = soup_message_get_status (call->message);

  if (stream == NULL)
    g_task_return_error (task, translate_failure (self, call, error));
  else if (status == 200 || (status == 206 && begin_of (call->message) >= 0))
    g_task_return_pointer (task, g_steal_pointer (&stream), g_object_unref);
  else if (status >= 400)
    g_task_return_error (task, translate_problem (self, call->message, NULL, NULL));
  else
    g_task_return_error (task, make_problem (ZX_ERROR_UNAVAILABLE, "not-zuoxid", NULL));
}

void
zx_http_open_async (ZxHttp *self,
                    const char *path,
                    gint64 from,
                    const char *tag,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Call *call = begin_get (self, task, path, cancellable);

  g_task_set_source_tag (task, zx_http_open_async);
  if (call == NULL)
    return;
  if (tag != NULL && from > 0) {
    SoupMessageHeaders *headers = soup_message_get_request_headers (call->message);

    soup_message_headers_set_range (headers, from, -1);
    soup_message_headers_replace (headers, "If-Range", tag);
  }
  soup_session_send_async (self->session, call->message, G_PRIORITY_DEFAULT, call->cancel,
                           opened_cb, g_steal_pointer (&task));
}

gboolean
zx_http_open_finish (ZxHttp *self, GAsyncResult *result, ZxHttpSource *source, GError **error)
{
  Call *call = g_task_get_task_data (G_TASK (result));
  GInputStream *stream = g_task_propagate_pointer (G_TASK (result), error);
  gint64 length;

  if (stream == NULL)
    return FALSE;
  length = length_of (call->message);
  *source = (ZxHttpSource){.stream = stream, .from = begin_of (call->message)};
  source->to = length >= 0 ? source->from + length : -1;
  source->tag = g_strdup (
      soup_message_headers_get_one (soup_message_get_response_headers (call->message), "ETag"));
  return TRUE;
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ZxHttp *self = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);
  SoupMessage *message = call->message;
  GError *error = NULL;
  SoupWebsocketConnection *socket =
      soup_session_websocket_connect_finish (SOUP_SESSION (source), result, &error);

  if (socket != NULL) {
    soup_websocket_connection_set_max_incoming_payload_size (socket, MOST_FRAME);
    g_task_return_pointer (task, socket, g_object_unref);
  } else if (soup_message_get_status (message) >= 400) {
    g_error_free (error);
    g_task_return_error (task, translate_problem (self, message, NULL, NULL));
  } else {
    g_task_return_error (task, translate_failure (self, call, error));
  }
}

void
zx_http_connect_async (ZxHttp *self,
                       gint64 since,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *path = g_strdup_printf ("events?since=%" G_GINT64_FORMAT, since);
  SoupMessage *message = self->server != NULL ? make_message (self, "GET", path) : NULL;
  Call *call;

  g_task_set_source_tag (task, zx_http_connect_async);
  if (message == NULL) {
    g_task_return_new_error (task, ZX_ERROR, ZX_ERROR_UNAVAILABLE, "no server");
    return;
  }
  call = start_call (task, message, cancellable);
  /* Deflate costs the server 100 KB a connection and the frames are short. */
  soup_message_disable_feature (message, SOUP_TYPE_WEBSOCKET_EXTENSION_MANAGER);
  soup_session_websocket_connect_async (self->session, message, NULL, NULL, G_PRIORITY_DEFAULT,
                                        call->cancel, connected_cb, g_steal_pointer (&task));
}

SoupWebsocketConnection *
zx_http_connect_finish (ZxHttp *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
