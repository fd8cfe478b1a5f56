/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-contact.h"

#include <gio/gio.h>

/* What was said in one contact and in those that it continues: a GListModel of ZxMessage, oldest
 * first. It begins with the newest page; older ones are prepended on demand. What waits in the
 * outbox stands at the end, and becomes sent in place: the same object, so a row only repaints
 * (when the server has put another message between, the object moves once).
 *
 * An agent's messages become DELIVERED when the contact's visitor-got-seq reaches them, and READ by
 * its visitor-read-seq. Get one by
 * zx_client_get_transcript() and hold a reference while it is shown. Main thread.
 *
 * Properties, read-only and notifying: contact (ZxContact), loading (boolean: a page is under way),
 * complete (boolean: nothing older exists), error (boxed GError of the last failed load, or null;
 * the first page is tried again by itself when the server is back). */
#define ZX_TYPE_TRANSCRIPT (zx_transcript_get_type ())
G_DECLARE_FINAL_TYPE (ZxTranscript, zx_transcript, ZX, TRANSCRIPT, GObject)

ZxContact *zx_transcript_get_contact (ZxTranscript *self);
gboolean zx_transcript_get_loading (ZxTranscript *self);
gboolean zx_transcript_get_complete (ZxTranscript *self);
const GError *zx_transcript_get_error (ZxTranscript *self);

/* The newest seq that is shown (0 when none): the `seen_seq` of what is written now. */
gint64 zx_transcript_get_last_seq (ZxTranscript *self);

/* Prepends the page before the oldest one. At once successful when complete; joins a load that is
 * already under way. Errors: network ones, NOT_FOUND when sight of the contact was lost. */
void zx_transcript_load_older_async (ZxTranscript *self,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
gboolean zx_transcript_load_older_finish (ZxTranscript *self, GAsyncResult *result, GError **error);
