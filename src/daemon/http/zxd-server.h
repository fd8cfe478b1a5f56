/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "zx-json.h"
#include "zxd-change.h"
#include "zxd-config.h"
#include "zxd-hub.h"
#include "zxd-passwords.h"
#include "zxd-store.h"

/* The HTTP side: endpoints, who asks, limits, problem answers. Main thread only. */
typedef struct _ZxdServer ZxdServer;

ZxdStore *zxd_server_get_store (ZxdServer *server);
ZxdHub *zxd_server_get_hub (ZxdServer *server);
const ZxdConfig *zxd_server_get_config (ZxdServer *server);
ZxdPasswords *zxd_server_get_passwords (ZxdServer *server); /* the hashing threads */

/* @fn is called with @data when the server is freed, after the store was closed: a module frees
 * there what it keeps, and ends its threads. */
void zxd_server_at_end (ZxdServer *server, GDestroyNotify fn, gpointer data);

/* For the program's main only. @config, @store and @hub must outlive the server. */
ZxdServer *zxd_server_new (const ZxdConfig *config, ZxdStore *store, ZxdHub *hub);
void zxd_server_free (ZxdServer *server);
void zxd_server_hand_over (ZxdServer *server); /* to other daemons; while the store is open */
gboolean zxd_server_listen (ZxdServer *server, GError **error);
int zxd_server_get_port (ZxdServer *server);

/* One "METHOD /path" a line, sorted, as the endpoint table stands. */
char *zxd_server_list_endpoints (ZxdServer *server);

/* One request under way. Lives until it is answered, exactly once; may be answered later from an
 * async callback. */
typedef struct _ZxdCall ZxdCall;

typedef void (*ZxdEndpointFunc) (ZxdCall *call, gpointer data);

typedef enum {
  ZXD_OPEN,      /* anybody; rate limited by address */
  ZXD_SIGNED_IN, /* a bearer token of an agent; zxd_call_rights() is set */
  ZXD_LEAD,      /* … who may oversee */
  ZXD_ADMIN,     /* … who may administer */
} ZxdAccess;

/* @path like "/api/v1/contacts/{id}/messages": a part in braces matches one path segment. Every
 * endpoint must be described in data/openapi.yaml (a test compares). */
void zxd_server_add_endpoint (ZxdServer *server,
                              const char *method,
                              const char *path,
                              ZxdAccess access,
                              ZxdEndpointFunc fn,
                              gpointer data);

/* The same for a body that goes to the disk: @fn is called when the headers are there, and answers
 * or calls zxd_call_receive() (zxd-stream.h). */
void zxd_server_add_upload (ZxdServer *server,
                            const char *method,
                            const char *path,
                            ZxdAccess access,
                            ZxdEndpointFunc fn,
                            gpointer data);

const char *zxd_call_part (ZxdCall *call, const char *name);  /* a braced part of the path */
gint64 zxd_call_part_id (ZxdCall *call, const char *name);    /* 0 when it is no id */
const char *zxd_call_query (ZxdCall *call, const char *name); /* null when absent */
const ZxRights *zxd_call_rights (ZxdCall *call);
gint64 zxd_call_session_id (ZxdCall *call);   /* the token's row */
const char *zxd_call_address (ZxdCall *call); /* of the client, behind a trusted proxy too */
char *zxd_call_block (ZxdCall *call); /* zxd_address_block() of that, for limits; caller frees */
const char *zxd_call_header (ZxdCall *call, const char *name);
ZxdServer *zxd_call_server (ZxdCall *call);

/* The daemon's own origin as this client sees it, "https://help.example.com": the public URL of the
 * configuration, else from the request (and a trusted proxy's X-Forwarded-Proto). Caller frees. */
char *zxd_call_origin (ZxdCall *call);

/* What a stranger sent as a JSON object; null with BAD_DATA. Any bytes, any thread. */
JsonObject *zxd_body_parse (const char *text, gsize length, GError **error);

/* The body as a JSON object (lent), or null after having answered 400 itself. */
JsonObject *zxd_call_body (ZxdCall *call);

/* What a change was based on: the rev in If-Match: "rev". FALSE after having answered 428 when it
 * is absent, 400 when it is no rev of ours. */
gboolean zxd_call_if_match (ZxdCall *call, gint64 *rev);

/* The client-made UUID of what it wants, the body's member @name. FALSE after having answered 400.
 */
gboolean zxd_call_uuid (ZxdCall *call, const char *name, guint8 uuid[16]);

/* Who asks, for the store; lent by the call. */
ZxdActor zxd_call_actor (ZxdCall *call);

/* Answers. @json is the whole body (taken). A rev > 0 is sent as ETag. */
void zxd_call_answer (ZxdCall *call, guint status, char *json);
void zxd_call_answer_rev (ZxdCall *call, guint status, char *json, gint64 rev);
void zxd_call_answer_error (ZxdCall *call, const GError *error); /* RFC 9457 */
void zxd_call_problem (ZxdCall *call, guint status, const char *code, const char *format, ...)
    G_GNUC_PRINTF (4, 5);
/* Static or made content that is not JSON. */
void zxd_call_answer_bytes (ZxdCall *call, guint status, const char *type, GBytes *body);
/* A file to be kept, made for this one asker: @text of @type, to be called @name (ASCII, no
 * quotes). */
void
zxd_call_answer_download (ZxdCall *call, const char *type, const char *name, const GString *text);
void zxd_call_set_header (ZxdCall *call, const char *name, const char *value);

/* The usual endpoint: run a store closure, answer with the JSON that it left. @data is a struct
 * whose first member is `GString *json`; it is freed with @free_data after the answer. */
void zxd_call_read (ZxdCall *call, ZxdReadFunc fn, gpointer data, GDestroyNotify free_data);
void zxd_call_write (ZxdCall *call,
                     guint status,
                     ZxdWriteFunc fn,
                     gpointer data,
                     GDestroyNotify free_data);

/* A closure's answer in full, the first member of its data. `json` is owned by that data and freed
 * with it. When the closure fails with `problem` set, that code and the members in `extra` (made by
 * zx_json_add_…) are answered instead of the error's own. */
typedef struct {
  GString *json;
  gint64 rev;   /* sent as ETag when > 0; a GET that names it is answered 304 */
  guint status; /* 0: 200; 204: no body; of a problem when ≥ 400, else the error's */
  const char *problem;
  GString *extra; /* owned by the data */
} ZxdAnswer;

/* Makes a refusal of the store the problem that is answered; @refusal is emptied. May be called
 * when there is none. */
void zxd_answer_refuse (ZxdAnswer *answer, ZxdRefusal *refusal);

/* Back to nothing (a closure may run twice); and for the end of the data. */
void zxd_answer_wipe (ZxdAnswer *answer);
void zxd_answer_clear (ZxdAnswer *answer);

void zxd_call_read_answer (ZxdCall *call, ZxdReadFunc fn, gpointer data, GDestroyNotify free_data);
void
zxd_call_write_answer (ZxdCall *call, ZxdWriteFunc fn, gpointer data, GDestroyNotify free_data);

/* A problem with members of its own: @extra is text made by zx_json_add_…, without braces. */
void zxd_call_problem_with (ZxdCall *call,
                            guint status,
                            const char *code,
                            const char *extra,
                            const char *format,
                            ...) G_GNUC_PRINTF (5, 6);

/* Turns this request into a WebSocket and gives its socket to the hub. @origins null: any. Answers
 * 400 itself when it is no upgrade. */
void zxd_call_upgrade (ZxdCall *call, const ZxdPeer *peer);

/* FALSE, and 429 is answered, when @key has used up @most per minute. */
gboolean zxd_call_limit (ZxdCall *call, const char *key, guint most_per_minute);

/* TRUE when a JSON `limit` / `after` list query is well formed: 1…200 (default 50) and a cursor
 * made by us; otherwise 400 is answered. */
gboolean zxd_call_page (ZxdCall *call, int *limit, gint64 *after);

/* The `limit` alone, for lists whose cursor is no id. */
gboolean zxd_call_page_limit (ZxdCall *call, int *limit);
