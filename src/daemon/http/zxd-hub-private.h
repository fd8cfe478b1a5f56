/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-hub.h"

/* The inside of the hub. All of it belongs to the hub's thread; other threads only push notes. The
 * files: zxd-hub.c (thread, notes, rounds), -calls (what other threads ask), -conn (sending and
 * closing), -read (frames in), -index (who is concerned by what), -deliver (events in order),
 * -resume (reading what was missed), -visitor (messages of visitors), -talk (what
 * they read and are writing), -pass (frames between daemons), -end (a visitor ends his contact). */

enum {
  ZXD_READ_BYTES = 64 * 1024,
  ZXD_MESSAGE_BYTES = 16 * 1024, /* 4,000 characters of four bytes, and a little JSON */
  ZXD_SEND_HIGH = 256 * 1024, /* more unsent than this: it reads pages instead, and is not heard */
  ZXD_SEND_LOW = 32 * 1024,   /* less than this: the next page may be asked for */
  ZXD_AGENT_BEAT_S = 5,
  ZXD_VISITOR_BEAT_S = 25,  /* below the 30 s after which mobile networks forget a connection */
  ZXD_DEAD_S = 75,          /* three pings unanswered */
  ZXD_LINGER_S = 2,         /* for the other side to answer our close */
  ZXD_VISITOR_SOCKETS = 10, /* of one visitor: his windows, and what a bad network left behind */
};

typedef enum {
  ZXD_CLOSE_GOING_AWAY = 1001,
  ZXD_CLOSE_BAD_DATA = 1007,
  ZXD_CLOSE_REFUSED = 1008,
  ZXD_CLOSE_SESSION_OVER = 4401,
  ZXD_CLOSE_FETCH_AFRESH = 4410,
  ZXD_CLOSE_TOO_MANY = 4429,
} ZxdCloseCode;

typedef struct _ZxdConn ZxdConn;
typedef struct _ZxdReader ZxdReader;

/* An agent with or without connections; kept because its rights may be newer than those with which
 * its next connection comes. */
typedef struct {
  gint64 id;
  ZxRights *rights; /* owned, the newest known */
  ZxdConn *conns;   /* linked by next_peer */
  gint64 told_seq;  /* the event that was last looked at for this agent */
  gboolean is_told; /* `rights` come from the log */
} ZxdHubAgent;

/* Who sees the facts of one organisation: agents that have a connection. */
typedef struct {
  GPtrArray *members;   /* ZxdHubAgent, lent */
  GPtrArray *overseers; /* of these: who sees what others own */
} ZxdHubOrg;

/* A visitor with connections, or one who left with messages under way or his rate not recovered. */
typedef struct {
  gint64 id;
  gint64 contact_id;        /* 0: none yet */
  gint64 newer_id;          /* a contact that he is to go to, once nothing is awaited; or 0 */
  gboolean is_left;         /* it is a left message: the store decides whether he is back */
  gint64 last_seq;          /* the newest event of the contact that was handed out */
  gint64 rate_us;           /* monotonic time at which his allowance is whole again */
  ZxdConn *conns;           /* linked by next_peer */
  ZxdPost *awaited;         /* lent to the chat module until it answers, null when none */
  GQueue held;              /* owned ZxdPost that wait behind it */
  guint n_returned;         /* so many of `held`, at its head, were in the store in vain */
  guint n_posted;           /* messages on their way through the store in bulk … */
  gint64 posted_to;         /* … and the contact that they were for */
  gint64 read_seq;          /* he has read up to here … */
  gint64 read_sent;         /* … and the store was told so up to here */
  gint64 got_seq, got_sent; /* the same of what has reached his page */
  gboolean is_telling_read;
  ZxAudience audience; /* who sees his contact, when `knows_seers` */
  gboolean knows_seers, is_asking_seers;
  char *typing;         /* owned: what he writes, until it is told; null */
  gint64 typing_due_us; /* monotonic: when the next may come */
  gboolean is_typing;
  gboolean is_leaving; /* in hub->leavers */
} ZxdHubVisitor;

struct _ZxdConn {
  int fd;
  guint32 slot, generation; /* together its name */
  guint is_agent : 1;
  guint is_live : 1;    /* gets events as they happen; otherwise it reads pages from `cursor` on */
  guint is_paging : 1;  /* a page was asked for */
  guint has_joined : 1; /* visitors: the contact was told once */
  guint is_blocked : 1; /* the socket takes no more: waits for EPOLLOUT */
  guint is_paused : 1;  /* not read, because the store is behind */
  guint is_full : 1;    /* not read, because it does not take what it was sent */
  guint is_dirty : 1;   /* in hub->dirty */
  guint is_closing : 1; /* our close frame is queued; nothing more is sent or understood */
  guint is_shut : 1;
  guint is_doomed : 1; /* freed at the end of the round */
  guint16 n_refused;   /* frames in a row that could not be taken */
  gsize out_length, out_offset, out_room;
  char *out;         /* owned; null when nothing waits */
  ZxdReader *reader; /* owned; only in the middle of a frame or message */
  gint64 cursor;     /* all that this peer may see was queued up to here (when not live) */
  gint64 last;       /* the last event queued */
  gint64 session_id;
  gint64 heard_s;     /* monotonic */
  gint64 closing_s;   /* monotonic, when is_closing */
  ZxdHubAgent *agent; /* lent, null for visitors and after detaching */
  ZxdHubVisitor *visitor;
  ZxdConn *next_dirty, *next_peer;
};

typedef struct _ZxdNote ZxdNote;
typedef void (*ZxdNoteFunc) (ZxdHub *hub, gpointer data);

struct _ZxdHub {
  ZxdStore *store; /* lent */
  GThread *thread; /* owned */
  int epoll_fd, wake_fd;

  GMutex lock; /* guards the next three, `watchers` (added to by the main thread) and `shown` */
  ZxdNote *notes, **notes_end;
  gboolean is_signalled;
  GPtrArray *watchers;
  GPtrArray *agent_watchers; /* the main thread's */

  /* connections */
  GPtrArray *conns;   /* by slot; null where free; slot 0 is never used */
  GArray *free_slots; /* guint32 */
  guint32 generations;
  ZxdConn *dirty;
  GPtrArray *paused, *closing; /* lent */
  ZxdReader *readers;          /* idle ones */
  guint n_readers;
  guint8 *buffer; /* every read goes here first */
  gboolean is_stopping;
  gint64 now_us; /* monotonic, once a round */
  gint64 beat_s; /* the second whose beats were sent */

  /* index */
  GHashTable *agents;   /* id → ZxdHubAgent, owned */
  GHashTable *orgs;     /* id → ZxdHubOrg, owned */
  GHashTable *visitors; /* id → ZxdHubVisitor, owned */
  GHashTable *contacts; /* contact id → ZxdHubVisitor, lent */
  GHashTable *awaiting; /* ZxdPost → ZxdHubVisitor, lent */
  GQueue leavers;       /* ZxdHubVisitor, lent */

  /* events */
  gint64 head;         /* newest event handed out */
  gint64 remote;       /* newest that another daemon told of */
  GQueue stash;        /* owned ZxdBatch that wait for another daemon's events before them */
  gboolean is_tailing; /* these are being read */
  gint64 passing;      /* counts down: the told_seq of what is no event */
  const char *noun_message, *noun_contact, *noun_rights; /* interned */
  GString *scratch;
  GPtrArray *watched; /* owned ZxdEvent of this round for the watchers; null when none */

  /* visitors' messages */
  ZxdPost *posts_first, *posts_last; /* of this round */
  ZxdFirstPostFunc first_post;
  gpointer first_post_data;
  guint rate;
  gint64 sent_at_ms; /* … and its text, made once a millisecond */
  char sent_at[32];

  ZxdHubFigures figures; /* the hub's own */
  ZxdHubFigures shown;   /* guarded by lock */
};

#define ZXD_CONN_NAME(conn) ((guint64) (conn)->generation << 32 | (conn)->slot)

/* ---- zxd-hub.c */
/* Runs @fn on the hub's thread; @free_data only when the hub has ended before. Any thread. */
void zxd_hub_note (ZxdHub *hub, ZxdNoteFunc fn, gpointer data, GDestroyNotify free_data);
ZxdConn *zxd_hub_find (ZxdHub *hub, guint64 name); /* null when it is gone */
/* Keeps @event for those who watch its noun. */
void zxd_hub_show_event (ZxdHub *hub, ZxdEvent *event);
void zxd_hub_show_agent (ZxdHub *hub, gint64 agent_id, gboolean is_connected);
const char *zxd_hub_time (ZxdHub *hub, gint64 ms); /* RFC 3339; lent until the next call */

/* ---- zxd-hub-conn.c */
/* A text frame of @length bytes, which must follow by zxd_conn_put(). FALSE when it is closing. */
gboolean zxd_conn_begin_text (ZxdHub *hub, ZxdConn *conn, gsize length);
void zxd_conn_put (ZxdHub *hub, ZxdConn *conn, gconstpointer bytes, gsize length);
void zxd_conn_put_text (ZxdHub *hub, ZxdConn *conn, const char *text, gssize length);
void zxd_conn_put_ping (ZxdHub *hub, ZxdConn *conn);
void zxd_conn_put_beat (ZxdHub *hub, ZxdConn *conn);
gsize zxd_conn_unsent (const ZxdConn *conn);
/* Says goodbye with @code (0: the goodbye is in the buffer already) and ends the connection when
 * that is sent. */
void zxd_conn_close (ZxdHub *hub, ZxdConn *conn, ZxdCloseCode code);
void zxd_conn_doom (ZxdHub *hub, ZxdConn *conn); /* freed at the round's end, without a goodbye */
void zxd_conn_flush (ZxdHub *hub, ZxdConn *conn);
void zxd_conn_readable (ZxdHub *hub, ZxdConn *conn);
void zxd_conn_set_live (ZxdHub *hub, ZxdConn *conn, gboolean is_live);
void zxd_conn_watch (ZxdHub *hub, ZxdConn *conn); /* tells epoll what it waits for */
void zxd_conn_free (ZxdHub *hub, ZxdConn *conn);
/* Takes the socket in: index, hello, early bytes. @peer is lent. */
void
zxd_conn_adopt (ZxdHub *hub, int fd, const ZxdPeer *peer, const guint8 *early, gsize early_length);

/* ---- zxd-hub-read.c */
void zxd_conn_feed (ZxdHub *hub, ZxdConn *conn, const guint8 *bytes, gsize length);
void zxd_reader_free (ZxdReader *reader);
void zxd_hub_free_readers (ZxdHub *hub);

/* ---- zxd-hub-index.c */
void zxd_hub_index_new (ZxdHub *hub);
void zxd_hub_index_free (ZxdHub *hub);
void zxd_hub_attach (ZxdHub *hub, ZxdConn *conn, const ZxdPeer *peer);
void zxd_hub_detach (ZxdHub *hub, ZxdConn *conn);
/* The newest rights of an agent; takes @rights. */
void zxd_hub_take_rights (ZxdHub *hub, ZxRights *rights);
void zxd_hub_move_visitor (ZxdHub *hub, ZxdHubVisitor *visitor, gint64 contact_id);
void zxd_hub_sweep_visitors (ZxdHub *hub);
/* Calls @fn once for each connected agent whom @event may concern, whatever his rights say. */
typedef void (*ZxdAgentVisit) (ZxdHub *hub, ZxdHubAgent *agent, gpointer data);
void zxd_hub_visit_agents (ZxdHub *hub, const ZxdEvent *event, ZxdAgentVisit fn, gpointer data);
/* The same for what is no event. */
void zxd_hub_visit_seers (ZxdHub *hub, const ZxAudience *audience, ZxdAgentVisit fn, gpointer data);

/* ---- zxd-hub-deliver.c */
void zxd_hub_take_batch (ZxdHub *hub, ZxdBatch *batch);
void zxd_hub_take_tail (ZxdHub *hub, ZxdPage *page);
void zxd_hub_advance (ZxdHub *hub);
void zxd_conn_put_event (ZxdHub *hub, ZxdConn *conn, const ZxdEvent *event, ZxdTell tell);

/* ---- zxd-hub-resume.c */
/* Asks for the next page when the connection is behind and its buffer nearly empty. */
void zxd_conn_want_page (ZxdHub *hub, ZxdConn *conn);
void zxd_conn_take_page (ZxdHub *hub, ZxdConn *conn, ZxdPage *page);

/* ---- zxd-hub-calls.c */
void zxd_hub_end_visitor_here (ZxdHub *hub, gint64 visitor_id); /* any thread */
/* A frame that is no fact is dropped rather than queued behind much that is one. */
void zxd_conn_put_passing (ZxdHub *hub, ZxdConn *conns, const char *json);

/* ---- zxd-hub-talk.c */
/* Has read up to @read_seq, and has on his page up to @got_seq; 0: nothing new. */
void
zxd_visitor_note_reading (ZxdHub *hub, ZxdHubVisitor *visitor, gint64 read_seq, gint64 got_seq);
void zxd_visitor_note_typing (ZxdHub *hub, ZxdHubVisitor *visitor, const char *text);
/* Who sees his contact from now on. */
void zxd_visitor_take_seers (ZxdHubVisitor *visitor, const ZxAudience *audience);

/* ---- zxd-hub-pass.c */
/* To the agents at all daemons who are among @audience; @key names the newest of its kind. */
void
zxd_hub_tell_seers (ZxdHub *hub, const ZxAudience *audience, const char *key, const char *json);
void zxd_hub_passed_cb (const char *words, gpointer hub); /* the store's: any thread */

/* ---- zxd-hub-end.c */
/* Ends the visitor's contact now; takes @post. */
void zxd_visitor_start_end (ZxdHub *hub, ZxdHubVisitor *visitor, ZxdPost *post);

/* ---- zxd-hub-visitor.c */
void zxd_visitor_received (ZxdHub *hub, ZxdConn *conn, const char *text, gsize length);
void zxd_visitor_answered (ZxdHub *hub, ZxdPost *post); /* by the store: lent, but OVER is taken */
void zxd_visitor_tell (ZxdHub *hub, const ZxdEvent *event, guint64 sender);
void zxd_visitor_put_fact (ZxdHub *hub,
                           ZxdConn *conn,
                           gint64 seq,
                           const char *noun,
                           const char *uuid,
                           const char *json);
void
zxd_visitor_refuse (ZxdHub *hub, ZxdConn *conn, gint64 number, const char *uuid, const char *code);
/* Goes on with what waited. */
void zxd_visitor_release_held (ZxdHub *hub, ZxdHubVisitor *visitor);
void zxd_hub_flush_posts (ZxdHub *hub); /* hands this round's messages to the store */
