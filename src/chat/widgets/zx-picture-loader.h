/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client-files.h"

#include <adwaita.h>

/* Makes a picture of a file's bytes, which come from here or from the server: whole, or (@thumb)
 * the small one. Decoding is done on a thread; what was shown lately is kept, up to 48 MB of pixels
 * a client. Errors: the network's, BAD_DATA when it is no picture after all. */
void zx_picture_load_async (ZxClient *client,
                            ZxFile *file,
                            gboolean thumb,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
GdkTexture *zx_picture_load_finish (GAsyncResult *result, GError **error); /* a new reference */

/* The size at which a picture of @width × @height is shown within @most_width × @most_height; never
 * larger than it is. */
void zx_picture_fit (gint64 width,
                     gint64 height,
                     int most_width,
                     int most_height,
                     int *shown_width,
                     int *shown_height);
