/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client-files.h"

#include <adwaita.h>

/* The files that go with what is being written, each with a button that takes it away, and what may
 * be sent; hidden while there are none. One that the server would refuse stands there with the
 * reason and a cure, and nothing can be sent until it is taken away. Files come by choosing, by
 * pasting, or dropped. Signal `attach-changed`. Main thread only. */
#define ZX_TYPE_ATTACH_STRIP (zx_attach_strip_get_type ())
G_DECLARE_FINAL_TYPE (ZxAttachStrip, zx_attach_strip, ZX, ATTACH_STRIP, GtkBox)

/* What it shows and changes: of ZxFile; null: nothing can be attached. */
void zx_attach_strip_set_files (ZxAttachStrip *self, ZxClient *client, GListStore *files);
guint zx_attach_strip_get_n_files (ZxAttachStrip *self);
gboolean zx_attach_strip_can_send (ZxAttachStrip *self); /* none is refused */

/* How many and how large, in words; owned by the caller. */
char *zx_attach_limits (const ZxFileLimits *limits);

/* Asks which files. */
void zx_attach_strip_choose (ZxAttachStrip *self);

/* Takes what can be taken of the clipboard: TRUE when there is a picture or are files and no text,
 * and then they come in a moment. */
gboolean zx_attach_strip_paste (ZxAttachStrip *self, GdkClipboard *clipboard);

/* What is dropped on @widget is taken. */
void zx_attach_strip_accept_drops (ZxAttachStrip *self, GtkWidget *widget);
