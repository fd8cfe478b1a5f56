/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client.h"
#include "zx-file.h"

/* Files of messages, as part of ZxClient: main thread, nothing blocks. What is fetched stays in
 * memory alone, and only so much of it. */

/* A file of the agent's own, for ZxOutgoing.files. Null with @error when @file is no readable file.
 * From a screenshot or the clipboard: @bytes under @name. */
ZxFile *zx_file_new_local (GFile *file, GError **error);
ZxFile *zx_file_new_pasted (GBytes *bytes, const char *name);

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
