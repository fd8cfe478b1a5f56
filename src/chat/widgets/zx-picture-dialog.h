/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client-files.h"

#include <adwaita.h>

/* A picture as large as the window, with the others of its message before and behind: Left and
 * Right walk, Ctrl+plus, Ctrl+minus and Ctrl+0 (or the wheel with Ctrl) zoom, Ctrl+S saves, Escape
 * closes. */
#define ZX_TYPE_PICTURE_DIALOG (zx_picture_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ZxPictureDialog, zx_picture_dialog, ZX, PICTURE_DIALOG, AdwWindow)

/* Opens it over @widget's window with @file; those of @files (of ZxFile) that are no pictures are
 * passed over. */
void zx_picture_dialog_open (GtkWidget *widget, ZxClient *client, GListModel *files, ZxFile *file);
