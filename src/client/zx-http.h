/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-error.h"
#include "zx-json.h"

#include <libsoup/soup.h>

/* Requests to one server: JSON in, JSON out, problem answers and broken connections as errors with
 * a problem code. Private to client/; main thread. */
#define ZX_TYPE_HTTP (zx_http_get_type ())
G_DECLARE_FINAL_TYPE (ZxHttp, zx_http, ZX, HTTP, GObject)

ZxHttp *zx_http_new (void);

/* The normalised origin; null: none. */
void zx_http_set_server (ZxHttp *self, const char *server);
const char *zx_http_get_server (ZxHttp *self);
/* The bearer token of all further requests; null: none. */
void zx_http_set_token (ZxHttp *self, const char *token);
gboolean zx_http_trust_file (ZxHttp *self, const char *path, GError **error);

/* @path follows /api/v1/; @body is a JSON text (taken) or null. */
void zx_http_call_async (ZxHttp *self,
                         const char *method,
                         const char *path,
                         char *body,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
/* The same for a change of what was at @rev (sent as If-Match; 0: none). Ends with
 * zx_http_call_finish(). */
void zx_http_change_async (ZxHttp *self,
                           const char *method,
                           const char *path,
                           gint64 rev,
                           char *body,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
/* The answer (empty when there is no content), or null. @status may be null. */
JsonObject *zx_http_call_finish (ZxHttp *self, GAsyncResult *result, guint *status, GError **error);

/* GETs what is no JSON: its bytes, which are all in memory. */
void zx_http_fetch_async (ZxHttp *self,
                          const char *path,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
GBytes *zx_http_fetch_finish (ZxHttp *self, GAsyncResult *result, GError **error);

/* A file that is brought, or the rest of one. */
typedef struct {
  const char *path, *name, *uuid;
  GInputStream *stream; /* stands at @offset */
  gint64 offset, size;  /* the server has @offset bytes of @size */
  const char *digest;   /* base64 of the SHA-256 of all of it; null when the offset is 0 */
} ZxHttpUpload;

/* POSTs it; the answer is read with zx_http_call_finish(). @sent is called as the bytes leave, with
 * how far the file is. */
typedef void (*ZxHttpSent) (gint64 sent, gpointer data);
void zx_http_upload_async (ZxHttp *self,
                           const ZxHttpUpload *upload,
                           ZxHttpSent sent,
                           gpointer sent_data,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);

/* GETs what may be large, as a stream that is read piece by piece. With @tag, of an earlier answer:
 * from the byte @from on, if it is still the same. */
void zx_http_open_async (ZxHttp *self,
                         const char *path,
                         gint64 from,
                         const char *tag,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
typedef struct {
  GInputStream *stream; /* owned; one that ends before @to was cut, though it does not say so */
  gint64 from, to;      /* the bytes that it gives, @to not included; -1: nobody knows */
  char *tag;            /* owned, null: none; names the state of what is read */
} ZxHttpSource;

/* FALSE with @error; else @source is filled. */
gboolean
zx_http_open_finish (ZxHttp *self, GAsyncResult *result, ZxHttpSource *source, GError **error);

/* Opens the agents' event stream. */
void zx_http_connect_async (ZxHttp *self,
                            gint64 since,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
SoupWebsocketConnection *
zx_http_connect_finish (ZxHttp *self, GAsyncResult *result, GError **error);
