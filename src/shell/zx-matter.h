/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client.h"

/* One thing of work that has, or is to get, a window of its own: a contact. Knows what such a
 * window is called and whether the thing is still under way. Owned by ZxMatters; main thread only.
 *
 * Properties: noun, id (never change); subject (the object that the client knows, null until it
 * was found; set once); title, subtitle (who it is about); notice (null while work on it goes on,
 * else why it does not, in words); width, height, maximized (of the window, pixels). */
#define ZX_TYPE_MATTER (zx_matter_get_type ())
G_DECLARE_FINAL_TYPE (ZxMatter, zx_matter, ZX, MATTER, GObject)

ZxMatter *zx_matter_new (ZxClient *client, const char *noun, gint64 id);

const char *zx_matter_get_noun (ZxMatter *self);
gint64 zx_matter_get_id (ZxMatter *self);
GObject *zx_matter_get_subject (ZxMatter *self); /* lent, nullable */
gboolean zx_matter_is_over (ZxMatter *self);

/* Asks the client for the subject. NOT_FOUND when it is not in our sight. */
void zx_matter_find_async (ZxMatter *self,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
gboolean zx_matter_find_finish (ZxMatter *self, GAsyncResult *result, GError **error);
