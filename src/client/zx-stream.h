/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-cursor.h"
#include "zx-http.h"

/* The agents' event stream: connects, resumes by cursor, notices gaps and silence, tries again for
 * ever with growing pauses. It tells its owner through these functions, never from inside a call of
 * the owner's. Private to client/; main thread. */
typedef struct {
  void (*event) (gpointer owner,
                 const char *noun,
                 gint64 id,
                 gint64 rev,
                 const char *kind,
                 JsonObject *json);
  /* No fact: without a number, lost when nobody hears it. */
  void (*frame) (gpointer owner, JsonObject *frame);
  void (*light) (gpointer owner, ZxLight light, guint behind);
  void (*clock) (gpointer owner, gint64 server_ms);
  /* The stream has stopped: NOT_SIGNED_IN (the session ended) or TOO_OLD (fetch afresh, then
   * start again), or another error that trying again does not mend. */
  void (*ended) (gpointer owner, const GError *error);
} ZxStreamOwner;

#define ZX_TYPE_STREAM (zx_stream_get_type ())
G_DECLARE_FINAL_TYPE (ZxStream, zx_stream, ZX, STREAM, GObject)

/* @owner must outlive the stream or call zx_stream_stop() first. */
ZxStream *zx_stream_new (ZxHttp *http, const ZxStreamOwner *functions, gpointer owner);
/* Connects; a stream that ended or was stopped may be started again. */
void zx_stream_start (ZxStream *self, gint64 since);
void zx_stream_stop (ZxStream *self); /* nothing is told after this */
/* Where it stands; and, for tests, cuts the connection and makes a new one at once. */
gint64 zx_stream_get_cursor (ZxStream *self);
void zx_stream_cut (ZxStream *self);
