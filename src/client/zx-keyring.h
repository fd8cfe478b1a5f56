/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* Sign-in tokens in the desktop's keyring, one for each profile, server and login. Without a
 * session bus or keyring every call fails soon. Private to client/. */
void zx_keyring_store_async (const char *profile,
                             const char *server,
                             const char *login,
                             const char *token,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean zx_keyring_store_finish (GAsyncResult *result, GError **error);

typedef struct {
  char *server, *login, *token; /* owned */
} ZxKeyringItem;
void zx_keyring_item_free (ZxKeyringItem *item);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZxKeyringItem, zx_keyring_item_free)

/* The newest of @profile, at @server unless that is null. */
void zx_keyring_find_async (const char *profile,
                            const char *server,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
/* Null without error: there is none. */
ZxKeyringItem *zx_keyring_find_finish (GAsyncResult *result, GError **error);

/* Told by nobody when it fails: there was nothing then. */
void zx_keyring_forget (const char *profile, const char *server, const char *login);
