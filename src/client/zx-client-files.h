/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client.h"
#include "zx-file-limits.h"

/* Files of messages, as part of ZxClient: main thread, nothing blocks. What is fetched stays in
 * memory alone, and only so much of it. */

/* What the server takes, said beforehand. Lent, never null, as long as this sign-in. */
const ZxFileLimits *zx_client_get_file_limits (ZxClient *self);

/* A file of the agent's own, for ZxOutgoing.files. Null with an error when @file is no file of this
 * computer. From a screenshot or the clipboard: @bytes under @name. */
void zx_file_new_local_async (GFile *file,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
ZxFile *zx_file_new_local_finish (GAsyncResult *result, GError **error);
ZxFile *zx_file_new_pasted (GBytes *bytes, const char *name);

/* The files that are to go with the answer, or the note, that is being written to @contact: the
 * agent's programs change the list, and it is kept in the journal with every change, as the text
 * is. It is emptied when they are sent. Files in state FAILED cannot be sent and are not kept.
 * Lent; the same list for all who show this draft. */
GListStore *zx_client_get_draft_files (ZxClient *self, ZxContact *contact, gboolean is_note);

/* The files of @message, which was refused or could not be kept, go back to the draft, as far as
 * there is room. Before the message is dropped. */
void zx_client_take_back_files (ZxClient *self, ZxContact *contact, ZxMessage *message);

/* The bytes of @file, or of its small picture (@thumb: when it has one, else of itself). */
void zx_client_fetch_file_async (ZxClient *self,
                                 ZxFile *file,
                                 gboolean thumb,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
GBytes *zx_client_fetch_file_finish (ZxClient *self, GAsyncResult *result, GError **error);

/* Writes it to @to, piece by piece; what was there is replaced once all of it has come. */
void zx_client_save_file_async (ZxClient *self,
                                ZxFile *file,
                                GFile *to,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean zx_client_save_file_finish (ZxClient *self, GAsyncResult *result, GError **error);
