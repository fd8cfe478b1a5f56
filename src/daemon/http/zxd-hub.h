/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-store.h"

/* Every WebSocket lives here, on one epoll thread: agents' event streams and visitors'
 * conversations. A socket comes from the HTTP server after its upgrade. Functions may be called
 * from any thread unless they say otherwise. */
typedef struct _ZxdHub ZxdHub;

/* Who is at the other end. For agents: rights (copied), for visitors: the visitor and, when one is
 * open, the contact. `session_id` names the token or visitor session, for closing. */
typedef struct {
  gboolean is_agent;
  gint64 session_id;
  ZxRights *rights;  /* agents */
  gint64 visitor_id; /* visitors */
  gint64 contact_id; /* visitors: 0 until the first message makes one */
  gboolean is_left;  /* it is a left message: what he writes now may bring him back */
  gint64 since;      /* resume after this seq; -1: from now on */
} ZxdPeer;

ZxdHub *zxd_hub_new (ZxdStore *store);
void zxd_hub_stop (ZxdHub *hub); /* says goodbye to all (1001) and ends the thread */
void zxd_hub_free (ZxdHub *hub); /* after the store was closed */

/* Takes @fd; @early are the bytes that were read behind the upgrade request. */
void
zxd_hub_adopt (ZxdHub *hub, int fd, const ZxdPeer *peer, const guint8 *early, gsize early_length);

/* An agent's session is over (signed out, revoked, disabled): its sockets are closed with 4401. */
void zxd_hub_end_session (ZxdHub *hub, gint64 session_id);

/* The visitor's secret was renewed: his sockets, at all daemons, are closed with 4401. Those that
 * come after this call stay, at this daemon. */
void zxd_hub_end_visitor (ZxdHub *hub, gint64 visitor_id);

/* The visitor's connections belong to this contact, which is committed, from now on; an older one
 * than theirs changes nothing. Rights of agents need no call: the hub applies each `rights` event
 * at its place in the log. */
void zxd_hub_set_contact (ZxdHub *hub, gint64 visitor_id, gint64 contact_id);

/* A frame that is no fact: no seq, never stored, lost on reconnect. @json is the whole frame. */
void zxd_hub_tell_contact (ZxdHub *hub, gint64 contact_id, const char *json);
/* The same at all daemons, for what only one of them knows. */
void zxd_hub_tell_contact_anywhere (ZxdHub *hub, gint64 contact_id, const char *json);

/* A visitor's first message, or one to a contact that is over: called on the hub's thread for a
 * visitor without an open contact; must hand over (transfer full @post; `contact_id` is the last
 * one or 0) and answer later by zxd_hub_answer_post(). Set by the chat module. */
typedef void (*ZxdFirstPostFunc) (gint64 visitor_id, ZxdPost *post, gpointer data);
void zxd_hub_set_first_post (ZxdHub *hub, ZxdFirstPostFunc fn, gpointer data);

/* Acknowledges @post (transfer full), whose outcome is set, to the connection that waits for it.
 * When it was stored, the visitor belongs to its `contact_id` from now on. OVER here means that it
 * could not be stored: the visitor is told to try again. */
void zxd_hub_answer_post (ZxdHub *hub, ZxdPost *post);

/* To be set up by the main thread. @fn is called there for each committed event of @noun, in order
 * (also those of other daemons). @noun null: all but messages, whose number would drown the main
 * loop. */
typedef void (*ZxdEventFunc) (const ZxdEvent *event, gpointer data);
void zxd_hub_watch (ZxdHub *hub, const char *noun, ZxdEventFunc fn, gpointer data);

/* Called on the main context when an agent's first socket here joins and when the last one goes. */
typedef void (*ZxdAgentFunc) (gint64 agent_id, gboolean is_connected, gpointer data);
void zxd_hub_watch_agents (ZxdHub *hub, ZxdAgentFunc fn, gpointer data);

/* Messages that one visitor may send in 10 s. Loads for tests raise it; it cannot go below
 * ZXD_VISITOR_RATE nor be switched off. */
enum { ZXD_VISITOR_RATE = 20 };
void zxd_hub_set_visitor_rate (ZxdHub *hub, guint per_10_s);

typedef struct {
  gint64 head;
  guint agents, visitors; /* connections */
  guint slow;             /* connections that read pages of the store instead of live events */
  guint64 messages_in, events_out, bytes_out;
} ZxdHubFigures;
void zxd_hub_figures (ZxdHub *hub, ZxdHubFigures *figures);
