/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* The load generator for message hubs: visitors and agents on one epoll thread, loopback only. What
 * is measured everywhere: a visitor's message is delivered to its one agent and acknowledged to the
 * visitor. load.c says what is done in which order, load-net.c moves bytes, load-protocols.c speaks
 * to each kind of server, load-figures.c reads the server's processor time and memory. Clients can
 * be spread over two servers that are one hub; when we kill the second, its clients go to the first
 * and send again what was not acknowledged. */

enum { LOAD_DIALLED_AT_ONCE = 64 }; /* a full backlog would block us */

typedef struct _Load Load;
typedef struct _Peer Peer;

typedef struct {
  const char *name;
  void (*open) (Load *load, Peer *peer); /* connected: queue the first bytes */
  void (*data) (Load *load, Peer *peer); /* bytes came: take what is whole with load_consume() */
  void (*send) (Load *load, Peer *visitor, guint32 number, const char *body);
  void (*prepare) (Load *load); /* all visitors are in: whatever is needed before messages flow */
  void (*again) (Load *load, Peer *peer); /* nullable: its server has ended, its port is another */
} Protocol;

struct _Peer {
  int fd, port, index, agent; /* agent: for visitors, the index of theirs */
  gboolean is_agent, is_ready, is_dirty, is_blocked;
  gboolean is_away; /* between two servers: what it sends waits until it is in again */
  int state;        /* the protocol's */
  char *in, *out;
  gsize in_length, in_room, out_length, out_offset, out_room;
  char *token;  /* agents of zuoxi, owned */
  char *cookie; /* visitors of zuoxi, owned */
  guint64 seq;  /* agents of zuoxi: the last event */
  Peer *next_dirty;
};

/* One phase of messages; numbers start at `base`. */
typedef struct {
  guint32 base, sent, delivered, acknowledged, doubled;
  double *sent_at;
  float *delivered_ms, *acknowledged_ms; /* negative: not yet */
  guint32 room;
} Messages;

struct _Load {
  const Protocol *protocol;
  int ports[2], pids[2], n_servers, dead_port, n_visitors, n_agents, epoll_fd;
  const char *channel, *password; /* of zuoxi */
  Peer *visitors, *agents;
  Peer *dirty;
  int n_ready;
  gboolean is_broken;
  GQueue lost;           /* lends clients of a killed server that have not dialled the other yet */
  int n_moving, n_moved; /* of those: have dialled, are in */
  Messages messages;
  GString *scratch;
  guint64 random;
};

double load_now (void); /* seconds, monotonic */

/* ---- load-net.c */
void load_connect (Load *load, Peer *peer);
void load_dial (Load *load, Peer *peer); /* connects and lets the protocol begin */
void load_hang_up (Load *load, Peer *peer);
void load_poll (Load *load, int ms);
gboolean load_wait (Load *load, gboolean (*is_done) (Load *load), double seconds);
void load_put (Load *load, Peer *peer, gconstpointer bytes, gsize length);
void load_put_text (Load *load, Peer *peer, const char *format, ...) G_GNUC_PRINTF (3, 4);
void load_put_frame (Load *load, Peer *peer, const char *text, gsize length);
void load_consume (Peer *peer, gsize length);
void load_ready (Load *load, Peer *peer);
void load_flush (Load *load);
/* Calls @fn for each whole text frame; pings are answered. */
typedef void (*FrameFunc) (Load *load, Peer *peer, const char *text, gsize length);
void load_each_frame (Load *load, Peer *peer, FrameFunc fn);
void load_fail (Load *load, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* ---- load.c */
void load_delivered (Load *load, guint32 number);
void load_acknowledged (Load *load, guint32 number);
/* Sends what @visitor sent and nobody acknowledged. */
void load_send_again (Load *load, Peer *visitor);
/* Finds m:NUMBER: in a delivered text. */
void load_delivered_text (Load *load, const char *text, gsize length);

/* ---- load-protocols.c, load-zuoxi.c */
const Protocol *load_protocol_named (const char *name);
extern const Protocol load_zuoxi;

/* ---- load-figures.c */
typedef struct {
  double cpu_s; /* user and system, of the process and its children */
  double rss_kb, pss_kb;
} Usage;
Usage load_usage (int pid);
double load_idle_s (void);  /* of all processors together */
double load_own_cpu (void); /* seconds */
