/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Starts visitors' sessions and lets their sockets in. */
#include "zxd-chat-private.h"

#include <string.h>

#include "zx-clock.h"
#include "zx-id.h"
#include "zxd-identity-value.h"
#include "zxd-files.h"
#include "zxd-identity.h"
#include "zxd-store-visitor.h"

#define COOKIE "__Host-zx"

enum {
  TOKEN_BYTES = 32,
  TICKET_MS = 30 * 1000,
  COOKIE_SECONDS = ZXD_VISITOR_DAYS * 24 * 3600,
};

/* One POST …/session under way. */
typedef struct {
  ZxdChat *chat;            /* lent */
  char *key;                /* owned: of the channel */
  JsonObject *body;         /* owned */
  char *token;              /* owned, null: no cookie came */
  char *new_token, *ticket; /* owned */
  char *stated;             /* owned, null: a JSON object of identities that the page only states */
  gboolean is_memory;       /* the browser keeps no cookies: the page holds the token itself */
  gboolean is_fresh, is_renewed; /* either: new_token is the visitor's */
  gint64 visitor_id;
  const char *problem; /* static, null */
  char *team;          /* owned */
  GString *json;       /* owned */
} Session;

static void
session_free (gpointer data)
{
  Session *session = data;

  g_free (session->key);
  json_object_unref (session->body);
  g_free (session->token);
  g_free (session->new_token);
  g_free (session->ticket);
  g_free (session->stated);
  g_free (session->team);
  g_string_free (session->json, TRUE);
  g_free (session);
}

/* ---- what came with the request */

/* libsoup reads cookies too, but knows nothing of prefixes; the first of the name counts. */
static char *
read_cookie (ZxdCall *call)
{
  const char *header = zxd_call_header (call, "Cookie");
  g_auto (GStrv) pairs = g_strsplit (header != NULL ? header : "", ";", 50);

  for (char **pair = pairs; *pair != NULL; pair++) {
    const char *text = g_strstrip (*pair);

    if (g_str_has_prefix (text, COOKIE "=") &&
        strlen (text) == strlen (COOKIE "=") + TOKEN_BYTES * 2)
      return g_strdup (text + strlen (COOKIE "="));
  }
  return NULL;
}

char *
zxd_chat_visitor_token (ZxdCall *call)
{
  char *token = read_cookie (call);
  const char *header = zxd_call_header (call, "Zuoxi-Visitor");

  if (token == NULL && header != NULL && strlen (header) == TOKEN_BYTES * 2)
    token = g_strdup (header);
  return token;
}

/* The one place that writes the cookie. libsoup cannot express Partitioned, so the header is
 * written raw. Partitioned: this browser, on this vendor's site; another site that embeds us sees
 * another visitor. */
static void
set_cookie (ZxdCall *call, const char *token)
{
  g_autofree char *value = g_strdup_printf (
      COOKIE "=%s; Path=/; Max-Age=%d; Secure; HttpOnly; SameSite=None; Partitioned", token,
      COOKIE_SECONDS);

  zxd_call_set_header (call, "Set-Cookie", value);
}

/* Only the frame itself may call these; "null" (a sandboxed frame) is nobody. Answers 403. */
gboolean
zxd_chat_check_origin (ZxdCall *call)
{
  g_autofree char *own = zxd_call_origin (call);
  const char *origin = zxd_call_header (call, "Origin");
  const char *site = zxd_call_header (call, "Sec-Fetch-Site");

  if (g_strcmp0 (origin, own) == 0 && (site == NULL || g_str_equal (site, "same-origin")))
    return TRUE;
  zxd_call_problem (call, 403, "wrong-origin", "This is for the conversation frame alone.");
  return FALSE;
}

/* A short text from a stranger; null when absent or too long to be meant. */
static const char *
short_text (JsonObject *object, const char *name, gsize most)
{
  const char *text = object != NULL ? zx_json_string (object, name) : NULL;

  return text != NULL && *text != '\0' && g_utf8_strlen (text, -1) <= (glong) most ? text : NULL;
}

/* ---- on the writer's thread */

static gboolean
refuse_identity (Session *session, const char *problem)
{
  session->problem = problem;
  return FALSE;
}

/* Verifies the page's token, with the key that it names. Sets `problem` when it is refused. */
static gboolean
verify (Session *session,
        ZxdDb *db,
        const ZxdChannel *channel,
        const char *jws,
        gint64 now_ms,
        ZxdClaims *claims,
        GError **error)
{
  g_autofree char *kid = zxd_identity_kid (jws, error);
  g_autofree char *key = NULL;
  ZxdMasterKey master;

  if (kid == NULL)
    return refuse_identity (session, "identity-refused");
  /* Read each time: who forgot to bring it, or lost it, may mend that while we serve. */
  if (!zxd_master_key_load (db, zxd_server_get_config (session->chat->server)->key_file, &master,
                            NULL)) {
    refuse_identity (session, "identity-refused");
    return zx_throw (error, ZX_ERROR_NOT_ALLOWED, "The master key of the secrets is missing.");
  }
  key = zxd_secret_get (db, &master, "channel", channel->id, kid, error);
  if (key == NULL)
    return refuse_identity (session, "identity-refused");
  if (!zxd_identity_verify (jws, key, channel->key, now_ms, claims, error))
    return refuse_identity (session,
                            error != NULL && g_error_matches (*error, ZX_ERROR, ZX_ERROR_TOO_OLD)
                                ? "identity-expired"
                                : "identity-refused");
  return TRUE;
}

static void
take_claims (ZxdVisitorSession *ask, const ZxdClaims *claims, const char *jws)
{
  ask->said = ZXD_SAID_ACCOUNT;
  ask->account = claims->sub;
  ask->identity = jws;
  ask->identity_until_ms = claims->exp_ms + ZXD_IDENTITY_SKEW_MS;
  ask->name = claims->name;
  ask->company = claims->company;
  ask->product = claims->product;
  ask->version = claims->version;
}

static void
take_statement (ZxdVisitorSession *ask, JsonObject *stated)
{
  ask->name = short_text (stated, "name", ZXD_VISITOR_TEXT);
  ask->company = short_text (stated, "company", ZXD_VISITOR_TEXT);
  ask->product = short_text (stated, "product", ZXD_VISITOR_TEXT);
  ask->version = short_text (stated, "version", ZXD_VISITOR_TEXT);
}

/* The identities that the page states, as the agents' search for their owner wants them; null when
 * there are none. What cannot be one is left out. Caller frees. */
static char *
keep_stated (JsonObject *stated)
{
  static const char *const kinds[] = {"account", "phone", "mail"};
  g_autoptr (GString) json = g_string_new ("{");

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++) {
    const char *text = short_text (stated, kinds[i], ZXD_VISITOR_TEXT);
    g_autofree char *value = text != NULL ? zxd_identity_normalise (kinds[i], text, NULL) : NULL;

    zx_json_add_string (json, kinds[i], value);
  }
  if (json->len == 1)
    return NULL;
  g_string_append_c (json, '}');
  return g_string_free (g_steal_pointer (&json), FALSE);
}

static gboolean
start_session (ZxdTxn *txn, gpointer data, GError **error)
{
  Session *session = data;
  JsonObject *page = zx_json_object (session->body, "page");
  const char *jws = zx_json_string (session->body, "identity");
  g_auto (ZxdChannel) channel = {0};
  g_auto (ZxdClaims) claims = {0};
  ZxdVisitorSession ask = {
      .now_ms = zx_clock_now_ms (),
      .channel = &channel,
      .token = session->token,
      .new_token = session->new_token,
      .ticket = session->ticket,
      .is_bare = session->is_memory,
      .lang = short_text (session->body, "lang", 16),
      .page_title = short_text (page, "title", ZXD_VISITOR_TEXT),
      .page_url = short_text (page, "url", ZXD_VISITOR_URL),
      .since = zx_json_int (session->body, "since", -1),
      .json = session->json,
  };

  session->problem = NULL;
  ask.ticket_until_ms = ask.now_ms + TICKET_MS;
  if (!zxd_channel_by_key (zxd_txn_db (txn), session->key, &channel, error))
    return FALSE;
  if (jws != NULL) {
    if (!verify (session, zxd_txn_db (txn), &channel, jws, ask.now_ms, &claims, error))
      return FALSE;
    take_claims (&ask, &claims, jws);
  } else {
    if (json_object_has_member (session->body, "identity"))
      ask.said = ZXD_SAID_NOBODY;
    ask.stated = session->stated;
    take_statement (&ask, zx_json_object (session->body, "stated"));
  }
  if (!zxd_visitor_start_session (txn, &ask, error)) {
    if (ask.is_replayed)
      session->problem = "identity-replayed";
    return FALSE;
  }
  session->is_fresh = ask.is_fresh;
  session->is_renewed = ask.is_renewed;
  session->visitor_id = ask.visitor_id;
  g_free (session->team);
  session->team = g_strdup (channel.team != NULL ? channel.team : channel.name);
  return TRUE;
}

/* ---- back on the main thread */

typedef struct {
  ZxdCall *call;    /* lent: it lives until it is answered */
  Session *session; /* owned */
} Started;

static gboolean
run_start (ZxdTxn *txn, gpointer data, GError **error)
{
  return start_session (txn, ((Started *) data)->session, error);
}

static void
answer_session (ZxdCall *call, Session *session)
{
  GString *json = g_string_new ("{");
  g_autofree char *now = zx_clock_format (zx_clock_now_ms ());
  gboolean has_new_token = session->is_fresh || session->is_renewed;
  const ZxdConfig *config = zxd_server_get_config (session->chat->server);

  g_string_append (json, session->json->str);
  zx_json_add_string (json, "ticket", session->ticket);
  zx_json_add_bool (json, "fresh", session->is_fresh);
  zx_json_add_string (json, "team", session->team);
  zx_json_add_string (json, "server_time", now);
  zx_json_add_int (json, "recall_seconds", config->recall_seconds);
  zxd_files_add_limits (json, config->file_most_mb);
  if (session->is_renewed) /* before he can open a new socket */
    zxd_hub_end_visitor (session->chat->hub, session->visitor_id);
  if (has_new_token && !session->is_memory)
    set_cookie (call, session->new_token);
  else if (has_new_token)
    zx_json_add_string (json, "token", session->new_token);
  g_string_append_c (json, '}');
  zxd_call_answer (call, 200, g_string_free (json, FALSE));
}

static void
session_started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Started *started = user_data;
  ZxdCall *call = started->call;
  Session *session = started->session;
  g_autoptr (GError) error = NULL;

  zxd_store_write_finish (result, &error);
  if (error == NULL)
    answer_session (call, session);
  else if (session->problem != NULL)
    zxd_call_problem (call, 403, session->problem, "%s", error->message);
  else
    zxd_call_answer_error (call, error);
  session_free (session);
  g_free (started);
}

static void
post_session (ZxdCall *call, gpointer data)
{
  ZxdChat *chat = data;
  const ZxdConfig *config = zxd_server_get_config (chat->server);
  g_autofree char *block = zxd_call_block (call);
  g_autofree char *limit = g_strdup_printf ("visitor-session|%s", block);
  JsonObject *body;
  Session *session;
  Started *started;

  if (!zxd_chat_check_origin (call) ||
      !zxd_call_limit (call, limit, (guint) config->visitor_sessions))
    return;
  body = zxd_call_body (call);
  if (body == NULL)
    return;
  session = g_new0 (Session, 1);
  session->chat = chat;
  session->key = g_strdup (zxd_call_part (call, "key"));
  session->body = json_object_ref (body);
  session->token = read_cookie (call);
  session->is_memory = session->token == NULL && zx_json_bool (body, "memory", FALSE);
  if (session->is_memory)
    session->token = g_strdup (zx_json_string (body, "token"));
  session->new_token = zx_random_hex (TOKEN_BYTES);
  session->ticket = zx_random_hex (TOKEN_BYTES);
  session->stated = keep_stated (zx_json_object (body, "stated"));
  session->json = g_string_new (NULL);
  started = g_new0 (Started, 1);
  started->call = call;
  started->session = session;
  zxd_store_write (chat->store, run_start, started, NULL, session_started_cb, started);
}

/* ---- the socket */

typedef struct {
  ZxdChat *chat; /* lent */
  char *ticket;  /* owned */
  char *token;   /* owned, null */
  gint64 since;
  gint64 visitor_id, contact_id;
  gboolean is_left;
} Entry;

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_free (entry->ticket);
  g_free (entry->token);
  g_free (entry);
}

static gboolean
spend_ticket (ZxdTxn *txn, gpointer data, GError **error)
{
  Entry *entry = data;

  return zxd_visitor_spend_ticket (txn, entry->ticket, entry->token, zx_clock_now_ms (),
                                   &entry->visitor_id, &entry->contact_id, &entry->is_left, error);
}

static void
ticket_spent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ZxdCall *call = user_data;
  g_autoptr (GError) error = NULL;
  Entry *entry = zxd_store_write_finish (result, &error);

  if (entry == NULL) {
    zxd_call_answer_error (call, error);
    return;
  }
  if (entry->visitor_id == 0) {
    zxd_call_problem (call, 403, "bad-ticket",
                      "The ticket is unknown, used, too old or not yours.");
  } else {
    ZxdPeer peer = {
        .session_id = entry->visitor_id,
        .visitor_id = entry->visitor_id,
        .contact_id = entry->contact_id,
        .is_left = entry->is_left,
        .since = entry->since,
    };

    zxd_call_upgrade (call, &peer);
  }
  entry_free (entry);
}

static void
get_socket (ZxdCall *call, gpointer data)
{
  ZxdChat *chat = data;
  const char *ticket = zxd_call_query (call, "ticket");
  const char *since = zxd_call_query (call, "since");
  Entry *entry;

  if (!zxd_chat_check_origin (call))
    return;
  if (ticket == NULL || strlen (ticket) != TOKEN_BYTES * 2) {
    zxd_call_problem (call, 403, "bad-ticket", "The socket needs a ticket.");
    return;
  }
  entry = g_new0 (Entry, 1);
  entry->chat = chat;
  entry->ticket = g_strdup (ticket);
  entry->token = read_cookie (call);
  if (since != NULL && !zx_id_parse (since, &entry->since))
    entry->since = 0; /* "0" is no id, and means from the start */
  zxd_store_write (chat->store, spend_ticket, entry, entry_free, ticket_spent_cb, call);
}

void
zxd_chat_session_register (ZxdChat *chat)
{
  zxd_server_add_endpoint (chat->server, "POST", "/widget/{key}/session", ZXD_OPEN, post_session,
                           chat);
  zxd_server_add_endpoint (chat->server, "GET", "/widget/socket", ZXD_OPEN, get_socket, chat);
}
