/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client-files.h"

#include <adwaita.h>

/* The files of one message, one below the other: a picture as a small picture that opens the large
 * one, everything else as name, type and size with a button that saves it; while it is sent, how
 * far it is; when it was refused, why. Pictures have their size before they are loaded, so nothing
 * jumps. */
#define ZX_TYPE_MESSAGE_FILES (zx_message_files_get_type ())
G_DECLARE_FINAL_TYPE (ZxMessageFiles, zx_message_files, ZX, MESSAGE_FILES, GtkBox)

/* @files: of ZxFile. */
GtkWidget *zx_message_files_new (ZxClient *client, GListModel *files);

/* Asks where to, and writes @file there; reports on @widget. */
void zx_file_save_as (GtkWidget *widget, ZxClient *client, ZxFile *file);

/* The same for all of @files, into one folder when they are several. */
void zx_files_save (GtkWidget *widget, ZxClient *client, GListModel *files);

/* "PNG · 84 KB"; owned by the caller. */
char *zx_file_words (ZxFile *file);
