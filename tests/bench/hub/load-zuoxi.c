/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Zuoxi as its own programs use it: agents sign in with password and token, visitors with session,
 * cookie and one-use ticket; each visitor's first message makes a contact, which the queue offers
 * to an agent, who accepts it. Only then messages are counted, so rights, owners and routing hold
 * as in a working day. */
#include "load.h"

#include <string.h>

enum {
  SIGNING_IN, /* agents: POST sessions; visitors: POST session */
  BEGINNING,  /* agents: PUT me/presence */
  AT_WORK,    /* agents: waits for offers */
  ACCEPTING,  /* agents: a POST accept is under way */
  UPGRADING,
  STREAMING,
};

enum { ACCEPT_S = 300, SIGN_IN_S = 300 };

static Peer *observer;           /* a lead, who sees all offers, before the others listen */
static GHashTable *agents_by_id; /* owned: lent peers by owned ids */
static GQueue *offers;           /* owned: of each agent, owned ids of those he is to accept */
static int n_accepted, n_firsts;

/* Each answer by HTTP ends its connection. */
static void
put_request (Load *load,
             Peer *peer,
             const char *method,
             const char *path,
             const char *headers,
             const char *body)
{
  if (peer->fd < 0)
    load_connect (load, peer);
  load_put_text (load, peer,
                 "%s %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Type: application/json\r\n"
                 "%sContent-Length: %zu\r\n\r\n%s",
                 method, path, peer->port, headers, strlen (body), body);
}

static void
put_upgrade (Load *load, Peer *peer, const char *path, const char *headers)
{
  if (peer->fd < 0)
    load_connect (load, peer);
  load_put_text (load, peer,
                 "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\n"
                 "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                 "Sec-WebSocket-Version: 13\r\n%s\r\n",
                 path, peer->port, headers);
  peer->state = UPGRADING;
}

static void
zuoxi_open (Load *load, Peer *peer)
{
  g_autofree char *path = NULL, *body = NULL, *headers = NULL;
  gboolean is_known = peer->cookie != NULL;

  peer->state = SIGNING_IN;
  if (peer->is_agent) {
    body = g_strdup_printf ("{\"login\":\"bench%d\",\"password\":\"%s\",\"client\":\"bench\"}",
                            peer->index, load->password);
    put_request (load, peer, "POST", "/api/v1/sessions", "", body);
    return;
  }
  path = g_strdup_printf ("/widget/%s/session", load->channel);
  headers = g_strdup_printf ("Origin: http://127.0.0.1:%d\r\nSec-Fetch-Site: same-origin\r\n%s%s%s",
                             peer->port, is_known ? "Cookie: " : "", is_known ? peer->cookie : "",
                             is_known ? "\r\n" : "");
  put_request (
      load, peer, "POST", path, headers,
      "{\"page\":{\"title\":\"Bench\",\"url\":\"http://127.0.0.1/bench\"},\"lang\":\"en\"}");
}

/* The value of a string member; owned, null when it is not there. Enough for our own answers. */
static char *
member (const char *text, gsize length, const char *name)
{
  g_autofree char *key = g_strdup_printf ("\"%s\":\"", name);
  const char *at = memmem (text, length, key, strlen (key)), *end;

  if (at == NULL)
    return NULL;
  at += strlen (key);
  end = memchr (at, '"', text + length - at);
  return end != NULL ? g_strndup (at, end - at) : NULL;
}

/* ---- answers by HTTP */

static void
visitor_session (Load *load, Peer *peer, const char *head, const char *body, gsize length)
{
  g_autofree char *ticket = member (body, length, "ticket"), *path = NULL, *headers = NULL;
  const char *cookie = g_strstr_len (head, -1, "__Host-zx=");

  if (cookie != NULL) {
    g_free (peer->cookie);
    peer->cookie = g_strndup (cookie, strcspn (cookie, ";\r\n"));
  }
  if (ticket == NULL || peer->cookie == NULL) {
    load_fail (load, "no session for a visitor: %.400s", head);
    return;
  }
  path = g_strdup_printf ("/widget/socket?ticket=%s", ticket);
  headers =
      g_strdup_printf ("Origin: http://127.0.0.1:%d\r\nCookie: %s\r\n", peer->port, peer->cookie);
  put_upgrade (load, peer, path, headers);
}

static void
agent_upgrade (Load *load, Peer *peer)
{
  g_autofree char *headers = g_strdup_printf ("Authorization: Bearer %s\r\n", peer->token);

  put_upgrade (load, peer, "/api/v1/events", headers);
}

static void accept_next (Load *load, Peer *agent);

static void
signed_in (Load *load, Peer *agent, const char *body, gsize length)
{
  const char *at = memmem (body, length, "\"agent\":", 8);
  char *id = at != NULL ? member (at, body + length - at, "id") : NULL;
  g_autofree char *headers = NULL;

  agent->token = member (body, length, "token");
  if (agent->token == NULL || id == NULL) {
    load_fail (load, "no session for an agent: %.*s", (int) length, body);
    g_free (id);
    return;
  }
  headers = g_strdup_printf ("Authorization: Bearer %s\r\n", agent->token);
  if (agents_by_id == NULL)
    agents_by_id = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_insert (agents_by_id, id, agent);
  agent->state = BEGINNING;
  put_request (load, agent, "PUT", "/api/v1/me/presence", headers, "{\"presence\":\"online\"}");
}

static void
answered (Load *load, Peer *peer, const char *head, const char *body, gsize length)
{
  if (head[9] != '2') {
    load_fail (load, "%.300s %.*s", head, (int) length, body);
    return;
  }
  if (!peer->is_agent) {
    visitor_session (load, peer, head, body, length);
  } else if (peer->state == SIGNING_IN) {
    signed_in (load, peer, body, length);
  } else if (peer->state == BEGINNING) {
    peer->state = AT_WORK;
    load->n_ready++;
  } else if (peer->state == ACCEPTING) {
    n_accepted++;
    peer->state = AT_WORK;
    accept_next (load, peer);
  }
}

static void
http_data (Load *load, Peer *peer)
{
  char *end = memmem (peer->in, peer->in_length, "\r\n\r\n", 4), *length_at;
  g_autofree char *answer_head = NULL, *answer_body = NULL;
  gsize head_length, length = 0;

  if (end == NULL)
    return;
  *end = '\0';
  head_length = end + 4 - peer->in;
  if ((length_at = strcasestr (peer->in, "content-length:")) != NULL)
    length = strtoul (length_at + 15, NULL, 10);
  if (peer->state == UPGRADING && strncmp (peer->in + 9, "101", 3) == 0) {
    peer->state = STREAMING;
    load_consume (peer, head_length);
    load->protocol->data (load, peer);
    return;
  }
  if (peer->in_length < head_length + length) {
    *end = '\r';
    return;
  }
  answer_head = g_strdup (peer->in);
  answer_body = g_strndup (end + 4, length);
  load_hang_up (load, peer);
  answered (load, peer, answer_head, answer_body, length);
}

/* ---- frames */

static void
note_offer (Load *load, const char *text, gsize length)
{
  g_autofree char *agent_id = NULL, *outcome = NULL;
  Peer *agent;

  if (memmem (text, length, "\"noun\":\"offer\"", 14) == NULL)
    return;
  agent_id = member (text, length, "agent_id");
  outcome = member (text, length, "outcome");
  agent = agent_id != NULL ? g_hash_table_lookup (agents_by_id, agent_id) : NULL;
  if (agent == NULL || outcome != NULL)
    return;
  g_queue_push_tail (&offers[agent->index], member (text, length, "id"));
  accept_next (load, agent);
}

static void
greeted (Load *load, Peer *peer, const char *text, gsize length)
{
  const char *head = memmem (text, length, "\"head\":", 7);

  load_ready (load, peer);
  if (!peer->is_away) {
    peer->seq = head != NULL ? g_ascii_strtoull (head + 7, NULL, 10) : 0;
    return;
  }
  peer->is_away = FALSE;
  load->n_moved++;
  if (!peer->is_agent)
    load_send_again (load, peer);
}

static void
frame_cb (Load *load, Peer *peer, const char *text, gsize length)
{
  if (length > 9 && memcmp (text, "{\"hello\":", 9) == 0)
    greeted (load, peer, text, length);
  else if (peer == observer)
    note_offer (load, text, length);
  else if (peer->is_agent && length > 7 && memcmp (text, "{\"seq\":", 7) == 0) {
    peer->seq = g_ascii_strtoull (text + 7, NULL, 10);
    load_delivered_text (load, text, length);
  } else if (!peer->is_agent && length > 7 && memcmp (text, "{\"ack\":", 7) == 0) {
    n_firsts++;
    load_acknowledged (load, strtoul (text + 7, NULL, 10));
  } else if (length > 11 && memcmp (text, "{\"refused\":", 11) == 0)
    load_fail (load, "%.*s", (int) length, text);
}

static void
zuoxi_data (Load *load, Peer *peer)
{
  if (peer->state == STREAMING)
    load_each_frame (load, peer, frame_cb);
  else
    http_data (load, peer);
}

static guint32
next_random (guint64 *random)
{
  *random ^= *random << 13;
  *random ^= *random >> 7;
  *random ^= *random << 17;
  return *random >> 16;
}

static void
add_uuid (guint64 *random, GString *out)
{
  g_string_append_printf (out, "%08x-%04x-4%03x-8%03x-%08x%04x", next_random (random),
                          next_random (random) & 0xffff, next_random (random) & 0xfff,
                          next_random (random) & 0xfff, next_random (random),
                          next_random (random) & 0xffff);
}

static void
zuoxi_send (Load *load, Peer *visitor, guint32 number, const char *body)
{
  GString *out = g_string_truncate (load->scratch, 0);
  guint64 random = (number + 1) * 0x9e3779b97f4a7c15ull; /* sent again: the same uuid */

  if (visitor->is_away)
    return;

  g_string_append_printf (out, "{\"n\":%u,\"uuid\":\"", number);
  add_uuid (&random, out);
  g_string_append_printf (out, "\",\"text\":\"%s\"}", body);
  load_put_frame (load, visitor, out->str, out->len);
}

/* ---- before the messages */

/* One at a time, in the order in which they were offered to him. */
static void
accept_next (Load *load, Peer *agent)
{
  g_autoptr (GString) body = NULL;
  g_autofree char *id = NULL, *path = NULL, *headers = NULL;

  if (agent->state != AT_WORK || (id = g_queue_pop_head (&offers[agent->index])) == NULL)
    return;
  agent->state = ACCEPTING;
  path = g_strdup_printf ("/api/v1/offers/%s/accept", id);
  headers = g_strdup_printf ("Authorization: Bearer %s\r\n", agent->token);
  body = g_string_new ("{\"request\":\"");
  add_uuid (&load->random, body);
  g_string_append (body, "\"}");
  put_request (load, agent, "POST", path, headers, body->str);
}

static gboolean
agents_signed_in (Load *load)
{
  return load->n_ready > load->n_agents; /* with the observer */
}

static gboolean
observer_listens (Load *load)
{
  return observer->is_ready;
}

static gboolean
all_accepted (Load *load)
{
  return n_accepted >= load->n_visitors && n_firsts >= load->n_visitors;
}

static gboolean
agents_listen (Load *load)
{
  return load->n_ready >= load->n_agents + load->n_visitors;
}

/* Called by load.c twice: before the visitors come, and when they are all in. */
static void
sign_agents_in (Load *load)
{
  observer = &load->agents[load->n_agents];
  offers = g_new0 (GQueue, load->n_agents + 1);
  if (!load_wait (load, agents_signed_in, SIGN_IN_S) || observer->token == NULL)
    load_fail (load, "only %d agents signed in", load->n_ready);
  else
    agent_upgrade (load, observer);
  if (!load->is_broken && !load_wait (load, observer_listens, 10))
    load_fail (load, "no event stream");
  load->n_ready = 0;
}

static void
accept_contacts (Load *load)
{
  char body[32];

  for (int i = 0; i < load->n_visitors; i++) {
    g_snprintf (body, sizeof body, "first:%d", i);
    zuoxi_send (load, &load->visitors[i], i, body);
  }
  if (!load_wait (load, all_accepted, ACCEPT_S)) {
    load_fail (load, "%d of %d contacts were accepted, %d acknowledged", n_accepted,
               load->n_visitors, n_firsts);
    return;
  }
  load_hang_up (load, observer);
  for (int i = 0; i < load->n_agents; i++)
    agent_upgrade (load, &load->agents[i]);
  if (!load_wait (load, agents_listen, ACCEPT_S))
    load_fail (load, "%d are ready", load->n_ready);
}

static void
zuoxi_prepare (Load *load)
{
  if (observer == NULL)
    sign_agents_in (load);
  else
    accept_contacts (load);
}

/* A visitor comes back with his cookie, an agent with his token and the last event that he has. */
static void
zuoxi_again (Load *load, Peer *peer)
{
  g_autofree char *path = NULL, *headers = NULL;

  if (!peer->is_agent) {
    zuoxi_open (load, peer);
    return;
  }
  path = g_strdup_printf ("/api/v1/events?since=%" G_GUINT64_FORMAT, peer->seq);
  headers = g_strdup_printf ("Authorization: Bearer %s\r\n", peer->token);
  put_upgrade (load, peer, path, headers);
}

const Protocol load_zuoxi = {"zuoxi",    zuoxi_open,    zuoxi_data,
                             zuoxi_send, zuoxi_prepare, zuoxi_again};
