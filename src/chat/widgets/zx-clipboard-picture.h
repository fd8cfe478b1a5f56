/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client-files.h"

#include <gtk/gtk.h>

/* Whether @clipboard has a picture, and no words that would be meant instead. */
gboolean zx_clipboard_has_picture (GdkClipboard *clipboard);

/* That picture as a file named after the moment: byte for byte where the other program has it in a
 * format that can be sent, else as PNG. Null when it cannot be read. Main thread; nothing blocks.
 */
void zx_clipboard_read_picture_async (GdkClipboard *clipboard,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
ZxFile *zx_clipboard_read_picture_finish (GAsyncResult *result, GError **error);
