/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* Small pictures are made by a child process that may use little memory and time, write one small
 * file, and open nothing: what is wrong with a decoder stays there. */

enum { ZXD_THUMB_PIXELS = 480 }; /* its longer side at most */

/* Makes a small picture of the one open at @picture into the empty file open at @thumb. Blocks, ten
 * seconds at most; any thread. FALSE without a small picture: the picture is damaged, too large to
 * unpack, or of a kind for which no loader is installed. *@is_turned: shown upright its width and
 * height change places. */
gboolean zxd_thumb_make (int picture, int thumb, gboolean *is_turned, GError **error);

/* The command that the child is: zuoxid thumbnail, with the picture as standard input and the small
 * one as standard output. */
#define ZXD_THUMB_VERB "thumbnail"
enum { ZXD_THUMB_DONE = 0, ZXD_THUMB_TURNED = 3 };
