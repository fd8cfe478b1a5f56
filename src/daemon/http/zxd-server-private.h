/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-address.h"
#include "zxd-limits.h"
#include "zxd-metrics.h"
#include "zxd-patience.h"
#include "zxd-files.h"
#include "zxd-server.h"
#include "zxd-store-token.h"

/* What the files of this folder share. Main thread only. */

/* Every request body is at most this: messages are 4,000 characters, all else is smaller. */
enum { ZXD_BODY_BYTES = 64 * 1024 };

/* The oldest workstation that this daemon speaks with. */
#define ZXD_MIN_CLIENT "0.1.0"

typedef struct _ZxdReceive ZxdReceive;

typedef struct {
  char *method;    /* owned */
  char *path;      /* owned */
  char **segments; /* owned: of the path; braced ones match anything */
  ZxdAccess access;
  gboolean is_upload; /* the body goes to the disk; fn is called before it comes */
  ZxdEndpointFunc fn;
  gpointer data;
  ZxdEndpointFigures figures;
} ZxdEndpoint;

typedef struct {
  GDestroyNotify fn;
  gpointer data;
} ZxdEnd;

struct _ZxdServer {
  const ZxdConfig *config; /* lent */
  ZxdStore *store;         /* lent */
  ZxdHub *hub;             /* lent */
  SoupServer *soup;        /* owned */
  int port;
  GPtrArray *endpoints;            /* owned ZxdEndpoint */
  ZxdEndpoint *unknown;            /* owned: where requests to no endpoint are counted */
  GPtrArray *trusted_proxies;      /* owned GInetAddressMask */
  ZxdPatience *patience;           /* owned */
  ZxdLimits *limits;               /* owned */
  struct _ZxdPasswords *passwords; /* owned: the hashing threads */
  struct _ZxdSessions *sessions;   /* owned: sign-ins that ended or changed lately */
  struct _ZxdAway *away;           /* owned: who vanished */
  struct _ZxdRouting *routing;     /* owned: who gets the next contact */
  struct _ZxdWrapUp *wrap_up;      /* owned: what is wrapped up long enough */
  ZxdFiles *files;                 /* owned, null until they are served */
  GSList *ends;                    /* owned ZxdEnd: the modules' own ends */
  gboolean is_closed;              /* nobody hears an answer any more */
};

struct _ZxdCall {
  gatomicrefcount references;
  ZxdServer *server;          /* lent: outlives its calls */
  SoupServerMessage *message; /* owned */
  ZxdEndpoint *endpoint;      /* lent */
  char **segments;            /* owned: of the path */
  GHashTable *query;          /* owned, null when there is none */
  char *address;              /* owned */
  ZxRights *rights;           /* owned, null when nobody is signed in */
  gint64 session_id, as_of;   /* as_of: the head when the rights were read */
  JsonObject *body;           /* owned, null until asked for */
  ZxdReceive *receive;        /* lent: the body on its way to the disk, null when none is */
  gint64 started_us;
  gboolean is_answered, is_paused, is_gone;
};

ZxdCall *zxd_call_ref (ZxdCall *call);
void zxd_call_unref (ZxdCall *call);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZxdCall, zxd_call_unref)

/* The body of a call on its way to the disk (zxd-receive.c): a piece of it came; all of it came; no
 * more will come or is wanted. */
void zxd_receive_chunk (ZxdReceive *receive, GBytes *chunk);
void zxd_receive_whole (ZxdReceive *receive);
void zxd_receive_abort (ZxdReceive *receive);

/* Reads on: the body of an upload may come now. */
void zxd_call_resume_body (ZxdCall *call);

/* Answers 413 and says how many bytes there may be. */
void zxd_call_problem_too_large (ZxdCall *call, gint64 most);

/* Sends what has been set on the message and ends the call. */
void zxd_call_finish (ZxdCall *call, guint status);

/* Runs the endpoint once the caller may: at once, or after the token was looked up. */
void zxd_call_admit (ZxdCall *call);

/* SHA-256 of a token's text, as the store keeps it. FALSE when @token has not the form of one. */
gboolean zxd_token_hash (const char *token, guint8 hash[ZXD_TOKEN_HASH]);

/* The bearer token of the request, null when there is none. Lent. */
const char *zxd_call_bearer (ZxdCall *call);

/* The parts of the server, each adds its endpoints. */
void zxd_health_register (ZxdServer *server);
void zxd_accounts_register (ZxdServer *server);
void zxd_agents_register (ZxdServer *server);
void zxd_events_register (ZxdServer *server);
void zxd_file_endpoints_register (ZxdServer *server);

struct _ZxdSessions *zxd_sessions_new (ZxdServer *server);
void zxd_sessions_free (struct _ZxdSessions *sessions);

/* TRUE when the session of @call has ended since it was admitted; otherwise takes over rights that
 * changed since. For what outlives its request: the upgraded socket. */
gboolean zxd_sessions_has_ended (struct _ZxdSessions *sessions, gint64 session_id);
const ZxRights *
zxd_sessions_newer_rights (struct _ZxdSessions *sessions, gint64 agent_id, gint64 than);
