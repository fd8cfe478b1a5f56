/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signing in and out: the server's address, the token, and who the client is. */
#include "zx-client-private.h"

#include "zx-clock.h"
#include "zx-keyring.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

/* One sign-in on its way, from password or keyring to the first live frame. */
typedef struct {
  char *login;    /* owned */
  char *password; /* owned; null when the token comes from the keyring */
  char *token;    /* owned, null until there is one */
  gboolean remember;
} SignIn;

static void
free_sign_in (gpointer data)
{
  SignIn *sign_in = data;

  g_free (sign_in->login);
  if (sign_in->password != NULL)
    explicit_bzero (sign_in->password, strlen (sign_in->password));
  g_free (sign_in->password);
  g_free (sign_in->token);
  g_free (sign_in);
}

static gboolean
throw_address (GError **error, const char *problem, const char *words)
{
  zx_throw (error, ZX_ERROR_BAD_DATA, "%s", words);
  if (error != NULL)
    zx_error_set_problem (*error, problem, NULL, 0);
  return FALSE;
}

static gboolean
is_this_machine (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  if (address != NULL)
    return g_inet_address_get_is_loopback (address);
  return g_ascii_strcasecmp (host, "localhost") == 0;
}

char *
zx_client_parse_server (const char *text, GError **error)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (text != NULL ? text : ""));
  gboolean has_scheme = strstr (trimmed, "://") != NULL;
  g_autofree char *whole =
      has_scheme ? g_strdup (trimmed) : g_strconcat ("https://", trimmed, NULL);
  g_autoptr (GUri) uri = g_uri_parse (whole, G_URI_FLAGS_NONE, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;
  const char *path = uri != NULL ? g_uri_get_path (uri) : NULL;
  const char *scheme;
  gboolean is_local;

  if (host == NULL || host[0] == '\0' || g_uri_get_userinfo (uri) != NULL ||
      (path[0] != '\0' && g_strcmp0 (path, "/") != 0) || g_uri_get_query (uri) != NULL) {
    throw_address (error, "bad-address", "no server address");
    return NULL;
  }
  is_local = is_this_machine (host);
  scheme = has_scheme ? g_uri_get_scheme (uri) : is_local ? "http" : "https";
  if (g_str_equal (scheme, "http") && !is_local) {
    throw_address (error, "not-encrypted", "http:// is for this machine only");
    return NULL;
  }
  if (!g_str_equal (scheme, "http") && !g_str_equal (scheme, "https")) {
    throw_address (error, "bad-address", "neither https nor http");
    return NULL;
  }
  return g_uri_join (G_URI_FLAGS_NONE, scheme, NULL, host, g_uri_get_port (uri), "", NULL, NULL);
}

/* --- what the stream tells --- */

static void
event_cb (gpointer owner,
          const char *noun,
          gint64 id,
          gint64 rev,
          const char *kind,
          JsonObject *json)
{
  zx_client_apply_event (owner, noun, id, rev, kind, json);
}

static void
light_cb (gpointer owner, ZxLight light, guint behind)
{
  ZxClient *self = owner;
  gboolean is_news = light == ZX_LIGHT_LIVE && self->light != ZX_LIGHT_LIVE;

  zx_client_set_light (self, light, behind);
  if (!is_news)
    return;
  g_clear_handle_id (&self->send_id, g_source_remove);
  zx_client_load_missed (self);
  zx_client_send_waiting (self);
  zx_client_resume_wrap_ups (self);
}

static void
clock_cb (gpointer owner, gint64 server_ms)
{
  ZxClient *self = owner;

  self->clock_ahead_ms = server_ms - zx_clock_now_ms ();
}

static void
ended_cb (gpointer owner, const GError *error)
{
  ZxClient *self = owner;

  if (g_error_matches (error, ZX_ERROR, ZX_ERROR_TOO_OLD) && zx_error_get_problem (error) == NULL)
    zx_client_fetch_again (self);
  else
    zx_client_heed_error (self, error);
}

static void
frame_cb (gpointer owner, JsonObject *frame)
{
  zx_client_apply_frame (owner, frame);
}

static const ZxStreamOwner stream_owner = {event_cb, frame_cb, light_cb, clock_cb, ended_cb};

/* --- ending --- */

/* All that belongs to the one who was signed in. */
static void
drop_session (ZxClient *self)
{
  if (self->session != NULL)
    g_cancellable_cancel (self->session);
  g_clear_object (&self->session);
  if (self->stream != NULL)
    zx_stream_stop (self->stream);
  g_clear_object (&self->stream);
  zx_http_set_token (self->http, NULL);
  zx_client_close_outbox_async (self, NULL, NULL);
  zx_client_empty (self);
  zx_client_set_rights (self, NULL, 0);
  zx_client_set_settings (self, NULL);
  zx_client_set_me (self, NULL);
  g_clear_pointer (&self->login, g_free);
  zx_client_set_session_only (self, FALSE);
  zx_client_set_state (self, ZX_CLIENT_SIGNED_OUT);
}

void
zx_client_end_session (ZxClient *self, const char *reason, gboolean forget)
{
  if (self->state == ZX_CLIENT_SIGNED_OUT)
    return;
  g_object_ref (self);
  if (forget && self->login != NULL)
    zx_keyring_forget (self->profile, zx_http_get_server (self->http), self->login);
  g_clear_handle_id (&self->fetch_retry_id, g_source_remove);
  g_clear_handle_id (&self->send_id, g_source_remove);
  drop_session (self);
  zx_client_set_light (self, ZX_LIGHT_OFFLINE, 0);
  zx_client_emit_signed_out (self, reason);
  g_object_unref (self);
}

void
zx_client_heed_error (ZxClient *self, const GError *error)
{
  gboolean is_over = g_error_matches (error, ZX_ERROR, ZX_ERROR_NOT_SIGNED_IN) ||
                     g_strcmp0 (zx_error_get_problem (error), "too-old") == 0;

  if (is_over && self->state == ZX_CLIENT_SIGNED_IN) {
    g_autofree char *reason = zx_error_describe (error);

    zx_client_end_session (self, reason, TRUE);
  }
}

/* The attempt has failed: as if it had never begun, and nobody is told but the caller. */
static void
give_up (GTask *task, GError *error)
{
  ZxClient *self = g_task_get_source_object (task);

  drop_session (self);
  g_task_return_error (task, error);
}

/* --- the steps of signing in, in their order --- */

void
zx_client_apply_me (ZxClient *self, JsonObject *json)
{
  JsonObject *agent = zx_json_object (json, "agent");
  gint64 id = zx_json_id (agent, "id");

  if (id == 0)
    return;
  zx_client_apply_event (self, "agent", id, 0, "put", agent);
  zx_client_set_me (self, zx_client_find_agent (self, id));
  zx_client_set_rights (self, zx_json_object (json, "rights"), 0);
  if (json_object_has_member (json, "settings"))
    zx_client_set_settings (self, zx_json_object (json, "settings"));
}

static void
sign_in_fetched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ZxClient *self = ZX_CLIENT (source);
  GError *error = NULL;

  if (!zx_client_fetch_finish (self, result, &error) ||
      g_cancellable_set_error_if_cancelled (g_task_get_cancellable (task), &error)) {
    give_up (task, error);
    return;
  }
  zx_client_set_state (self, ZX_CLIENT_SIGNED_IN);
  zx_client_set_light (self, self->light, self->behind);
  zx_client_forget_strays (self);
  zx_client_send_waiting (self);
  zx_client_resume_wrap_ups (self);
  g_task_return_boolean (task, TRUE);
}

static void
sign_in_opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ZxClient *self = ZX_CLIENT (source);
  GError *error = NULL;

  if (!zx_client_open_outbox_finish (self, result, &error)) {
    give_up (task, error);
    return;
  }
  self->stream = zx_stream_new (self->http, &stream_owner, self);
  zx_client_fetch_async (self, sign_in_fetched_cb, g_steal_pointer (&task));
}

static void
sign_in_open (ZxClient *self, GTask *task)
{
  SignIn *sign_in = g_task_get_task_data (task);

  self->session = g_cancellable_new ();
  self->login = g_strdup (sign_in->login);
  zx_client_open_outbox_async (self, sign_in_opened_cb, task);
}

static void
sign_in_stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  ZxClient *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;

  if (!zx_keyring_store_finish (result, &error)) {
    g_info ("keyring: %s", error->message);
    zx_client_set_session_only (self, TRUE);
  }
  sign_in_open (self, task);
}

/* From here on there is a token. */
static void
sign_in_have_token (ZxClient *self, GTask *task, JsonObject *json)
{
  SignIn *sign_in = g_task_get_task_data (task);

  zx_http_set_token (self->http, sign_in->token);
  zx_client_apply_me (self, json);
  if (sign_in->password != NULL && sign_in->remember)
    zx_keyring_store_async (self->profile, zx_http_get_server (self->http), sign_in->login,
                            sign_in->token, g_task_get_cancellable (task), sign_in_stored_cb, task);
  else
    sign_in_open (self, task);
}

static void
sign_in_answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ZxClient *self = g_task_get_source_object (task);
  SignIn *sign_in = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (JsonObject) json = zx_http_call_finish (ZX_HTTP (source), result, NULL, &error);

  if (json != NULL && sign_in->password != NULL) {
    sign_in->token = g_strdup (zx_json_string (json, "token"));
    if (sign_in->token == NULL)
      zx_throw (&error, ZX_ERROR_UNAVAILABLE, "no token in the answer");
  }
  if (error != NULL) {
    /* A token that is no longer good is of no use: next time the password is asked for at once. */
    if (sign_in->password == NULL && g_error_matches (error, ZX_ERROR, ZX_ERROR_NOT_SIGNED_IN))
      zx_keyring_forget (self->profile, zx_http_get_server (self->http), sign_in->login);
    give_up (task, error);
    return;
  }
  sign_in_have_token (self, g_steal_pointer (&task), json);
}

/* Negative, 0 or positive like strcmp(): dotted numbers. */
static int
compare_versions (const char *one, const char *other)
{
  int a[3] = {0}, b[3] = {0};

  sscanf (one, "%d.%d.%d", &a[0], &a[1], &a[2]);
  sscanf (other, "%d.%d.%d", &b[0], &b[1], &b[2]);
  for (guint i = 0; i < 3; i++)
    if (a[i] != b[i])
      return a[i] - b[i];
  return 0;
}

static GError *
check_hello (ZxClient *self, JsonObject *hello)
{
  const char *least = zx_json_string (hello, "min_client");
  GError *error = NULL;

  if (g_strcmp0 (zx_json_string (hello, "name"), "zuoxid") != 0) {
    zx_throw (&error, ZX_ERROR_UNAVAILABLE, "no zuoxid answers there");
    zx_error_set_problem (error, "not-zuoxid", NULL, 0);
  } else if (least != NULL && compare_versions (ZX_VERSION, least) < 0) {
    zx_throw (&error, ZX_ERROR_TOO_OLD, "the server wants at least %s", least);
    zx_error_set_problem (error, "too-old", NULL, 0);
  } else if (zx_json_time (hello, "server_time") != 0) {
    clock_cb (self, zx_json_time (hello, "server_time"));
  }
  return error;
}

static void
sign_in_hello_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ZxClient *self = g_task_get_source_object (task);
  SignIn *sign_in = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (JsonObject) hello = zx_http_call_finish (ZX_HTTP (source), result, NULL, &error);

  if (error == NULL) {
    error = check_hello (self, hello);
    zx_file_limits_free (self->file_limits);
    self->file_limits = zx_file_limits_new (zx_json_object (hello, "files"));
  } else if (g_error_matches (error, ZX_ERROR, ZX_ERROR_NOT_FOUND))
    zx_error_set_problem (error, "not-zuoxid", NULL, 0);
  else if (g_strcmp0 (zx_error_get_problem (error), "hung-up") == 0 &&
           g_str_has_prefix (zx_http_get_server (self->http), "http:"))
    /* The very first plain request is not answered by a word: so does a TLS server. */
    zx_error_set_problem (error, "tls-plain-client", NULL, 0);
  if (error != NULL) {
    give_up (task, error);
    return;
  }
  if (sign_in->password != NULL) {
    g_autoptr (GString) body = g_string_new ("{");

    zx_json_add_string (body, "login", sign_in->login);
    zx_json_add_string (body, "password", sign_in->password);
    zx_json_add_string (body, "client", "zuoxi " ZX_VERSION);
    g_string_append_c (body, '}');
    zx_http_call_async (self->http, "POST", "sessions",
                        g_string_free (g_steal_pointer (&body), FALSE),
                        g_task_get_cancellable (task), sign_in_answered_cb, g_object_ref (task));
  } else {
    zx_http_set_token (self->http, sign_in->token);
    zx_http_call_async (self->http, "GET", "me", NULL, g_task_get_cancellable (task),
                        sign_in_answered_cb, g_object_ref (task));
  }
}

static void
sign_in_begin (ZxClient *self, GTask *task, const char *server)
{
  zx_http_set_token (self->http, NULL);
  zx_http_set_server (self->http, server);
  zx_client_notify_server (self);
  zx_http_call_async (self->http, "GET", "hello", NULL, g_task_get_cancellable (task),
                      sign_in_hello_cb, task);
}

void
zx_client_sign_in_async (ZxClient *self,
                         const char *server,
                         const char *login,
                         const char *password,
                         gboolean remember,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  GError *error = NULL;
  g_autofree char *origin = zx_client_parse_server (server, &error);
  SignIn *sign_in;

  g_return_if_fail (self->state == ZX_CLIENT_SIGNED_OUT);

  g_task_set_source_tag (task, zx_client_sign_in_async);
  if (origin == NULL) {
    g_task_return_error (task, error);
    return;
  }
  sign_in = g_new0 (SignIn, 1);
  sign_in->login = g_strdup (login);
  sign_in->password = g_strdup (password);
  sign_in->remember = remember;
  g_task_set_task_data (task, sign_in, free_sign_in);
  zx_client_set_state (self, ZX_CLIENT_SIGNING_IN);
  sign_in_begin (self, g_steal_pointer (&task), origin);
}

gboolean
zx_client_sign_in_finish (ZxClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
restore_found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ZxClient *self = g_task_get_source_object (task);
  SignIn *sign_in = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZxKeyringItem) item = zx_keyring_find_finish (result, &error);

  /* No bus, no keyring, or locked and kept so: there is simply nothing to restore. */
  if (error != NULL)
    g_info ("keyring: %s", error->message);
  if (item == NULL || item->server == NULL || item->login == NULL || item->token == NULL) {
    zx_client_set_state (self, ZX_CLIENT_SIGNED_OUT);
    g_task_return_boolean (task, FALSE);
    return;
  }
  sign_in->login = g_steal_pointer (&item->login);
  sign_in->token = g_steal_pointer (&item->token);
  sign_in_begin (self, g_steal_pointer (&task), item->server);
}

void
zx_client_restore_async (ZxClient *self,
                         const char *server,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  GError *error = NULL;
  g_autofree char *origin = server != NULL ? zx_client_parse_server (server, &error) : NULL;

  g_return_if_fail (self->state == ZX_CLIENT_SIGNED_OUT);

  g_task_set_source_tag (task, zx_client_restore_async);
  if (error != NULL) {
    g_task_return_error (task, error);
    return;
  }
  g_task_set_task_data (task, g_new0 (SignIn, 1), free_sign_in);
  zx_client_set_state (self, ZX_CLIENT_SIGNING_IN);
  zx_keyring_find_async (self->profile, origin, cancellable, restore_found_cb,
                         g_steal_pointer (&task));
}

gboolean
zx_client_restore_finish (ZxClient *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GError) local = NULL;
  gboolean is_signed_in = g_task_propagate_boolean (G_TASK (result), &local);

  if (local != NULL && !g_error_matches (local, ZX_ERROR, ZX_ERROR_NOT_SIGNED_IN))
    g_propagate_error (error, g_steal_pointer (&local));
  return is_signed_in;
}

static void
revoked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (JsonObject) json = zx_http_call_finish (ZX_HTTP (source), result, NULL, &error);

  zx_client_end_session (g_task_get_source_object (task), NULL, TRUE);
  if (json != NULL || g_error_matches (error, ZX_ERROR, ZX_ERROR_NOT_SIGNED_IN)) {
    g_clear_error (&error);
    g_task_return_boolean (task, TRUE);
  } else {
    g_task_return_error (task, error);
  }
}

void
zx_client_sign_out_async (ZxClient *self,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, zx_client_sign_out_async);
  g_task_set_check_cancellable (task, FALSE);
  if (self->stream != NULL)
    zx_stream_stop (self->stream); /* its 4401 would look like somebody else's doing */
  zx_http_call_async (self->http, "DELETE", "sessions/current", NULL, cancellable, revoked_cb,
                      task);
}

gboolean
zx_client_sign_out_finish (ZxClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
