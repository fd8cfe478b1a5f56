/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-store.h"

/* Every WebSocket lives here, on one epoll thread: agents' event streams and visitors'
 * conversations. A socket comes from the HTTP server after its upgrade. Functions may be called
 * from any thread. */
typedef struct _ZxdHub ZxdHub;

/* Who is at the other end. For agents: rights (copied), for visitors: the visitor and, when one is
 * open, the contact. `session_id` names the token or visitor session, for closing. */
typedef struct {
  gboolean is_agent;
  gint64 session_id;
  ZxRights *rights;  /* agents */
  gint64 visitor_id; /* visitors */
  gint64 contact_id; /* visitors: 0 until the first message makes one */
  gint64 since;      /* resume after this seq; -1: from now on */
} ZxdPeer;

ZxdHub *zxd_hub_new (ZxdStore *store);
void zxd_hub_stop (ZxdHub *hub); /* says goodbye to all (1001) and ends the thread */

/* Takes @fd; @early are the bytes that were read behind the upgrade request. */
void
zxd_hub_adopt (ZxdHub *hub, int fd, const ZxdPeer *peer, const guint8 *early, gsize early_length);

/* The session is over (signed out, revoked, disabled): its sockets are closed with 4401. */
void zxd_hub_end_session (ZxdHub *hub, gint64 session_id);

/* @rights are those of all connections of their agent from event @seq on. */
void zxd_hub_set_rights (ZxdHub *hub, const ZxRights *rights, gint64 seq);

/* The visitor's connections belong to this contact from now on. */
void zxd_hub_set_contact (ZxdHub *hub, gint64 visitor_id, gint64 contact_id);

/* A frame that is no fact: no seq, never stored, lost on reconnect. @json is the whole frame. */
void zxd_hub_tell_agent (ZxdHub *hub, gint64 agent_id, const char *json);
void zxd_hub_tell_contact (ZxdHub *hub, gint64 contact_id, const char *json);

/* A visitor's first message, or one to a contact that is over: called on the hub's thread for a
 * visitor without an open contact; must hand over (transfer full @post; `contact_id` is the last
 * one or 0) and answer later by zxd_hub_answer_post(). Set by the chat module. */
typedef void (*ZxdFirstPostFunc) (gint64 visitor_id, ZxdPost *post, gpointer data);
void zxd_hub_set_first_post (ZxdHub *hub, ZxdFirstPostFunc fn, gpointer data);

/* Acknowledges @post (transfer full), whose outcome is set, to the connection that waits for it. */
void zxd_hub_answer_post (ZxdHub *hub, ZxdPost *post);

/* Called on the main context for each committed event, in order (also those of other daemons). */
typedef void (*ZxdEventFunc) (const ZxdEvent *event, gpointer data);
void zxd_hub_watch (ZxdHub *hub, ZxdEventFunc fn, gpointer data);

typedef struct {
  gint64 head;
  guint agents, visitors, slow;
  guint64 messages_in, events_out, bytes_out;
} ZxdHubFigures;
void zxd_hub_figures (ZxdHub *hub, ZxdHubFigures *figures);
