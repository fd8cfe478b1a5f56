/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client-files.h"

#include <adwaita.h>

#define ZX_ATTACH_MOST 10 /* files that one message carries */

/* The files that go with what is being written, each with a button that takes it away; hidden while
 * there are none. Files come by choosing, by pasting a picture, or dropped. Signal
 * `attach-changed`. Main thread only. */
#define ZX_TYPE_ATTACH_STRIP (zx_attach_strip_get_type ())
G_DECLARE_FINAL_TYPE (ZxAttachStrip, zx_attach_strip, ZX, ATTACH_STRIP, GtkBox)

/* What it shows and changes: of ZxFile; null: nothing can be attached. */
void zx_attach_strip_set_files (ZxAttachStrip *self, GListStore *files);
guint zx_attach_strip_get_n_files (ZxAttachStrip *self);

/* Asks which files. */
void zx_attach_strip_choose (ZxAttachStrip *self);

/* Takes what can be taken of the clipboard: TRUE when there is a picture or are files and no text,
 * and then they come in a moment. */
gboolean zx_attach_strip_paste (ZxAttachStrip *self, GdkClipboard *clipboard);

/* What is dropped on @widget is taken. */
void zx_attach_strip_accept_drops (ZxAttachStrip *self, GtkWidget *widget);
