/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client.h"

/* What is written in a contact and around it, as part of ZxClient: main thread, nothing blocks,
 * answers go through the gate. */

/* What the agent sends. All but `text` may be zero or null.
 *
 * text: may be empty when something else is sent along.
 *
 * files: of ZxFile, local ones (zx-client-files.h), at most ten. Their bytes are copied at once, so
 * that they may change or go afterwards; uploaded first, then the message is sent.
 *
 * internal: a note. Colleagues who see the contact read it, the customer never does; it needs no
 * seen_seq and can carry no suggestion.
 *
 * quote: what it answers to: a sent message of the same conversation, not recalled.
 *
 * mentions: agents who are called by a note; the server refuses ("bad-mention") who does not see
 * the contact. Ignored unless internal.
 *
 * seen_seq: the newest message that the agent had seen (zx_transcript_get_last_seq).
 *
 * suggestion: the answer that was used; edited: its text was changed.
 *
 * keeps_draft: it is not what was being written, which stays as it is. */
typedef struct {
  const char *text;
  gboolean internal;
  ZxMessage *quote;
  GListModel *files;
  const gint64 *mentions;
  gsize n_mentions;
  gint64 seen_seq;
  ZxSuggestion *suggestion;
  gboolean edited;
  gboolean keeps_draft;
} ZxOutgoing;

/* The message is pending at once, then kept in the outbox's file, then sent, in order per contact,
 * exactly once however often the connection breaks. Lent. */
ZxMessage *zx_client_send_outgoing (ZxClient *self, ZxContact *contact, const ZxOutgoing *outgoing);

/* Takes back a message of one's own. One that still waits in the outbox is withdrawn: it leaves the
 * transcript at once and succeeds; one that the server has becomes recalled everywhere. Afterwards
 * zx_message_get_recalled_text() is what was written. CONFLICT with problem "too-late" when it is
 * older than the server allows, NOT_ALLOWED when it is not one's own. */
void zx_client_recall_async (ZxClient *self,
                             ZxMessage *message,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean zx_client_recall_finish (ZxClient *self, GAsyncResult *result, GError **error);

/* Who sees @contact, and so can be called by a note: their ids (gint64). Null with @error; free
 * it. */
void zx_client_fetch_readers_async (ZxClient *self,
                                    ZxContact *contact,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
GArray *zx_client_fetch_readers_finish (ZxClient *self, GAsyncResult *result, GError **error);

/* The agent is writing to the customer, who is told so. Call it at every key of a public reply: it
 * throttles itself and fails silently. */
void zx_client_note_typing (ZxClient *self, ZxContact *contact);
