/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-folder.h"

/* The beginnings of files, in the folder's tmp/: what a sender has brought until it is whole. One
 * that was cut stays for a while and is taken up again, by one at a time, in whichever of the
 * daemons that share the folder. Any thread; all functions may block on the disk. */

/* Below this a file that was cut is brought again as a whole. */
enum { ZXD_PART_LEAST = 256 * 1024 };

/* Opens what @sender ("v17", "a3": a word) has brought under @uuid, for reading and writing, and
 * keeps others away from it until all copies of the descriptor are closed. *@size bytes are there,
 * *@path (owned) is its name. -1 with CONFLICT while it is in use, NOT_FOUND when there is none and
 * @make is FALSE. */
int zxd_part_open (ZxdFolder *folder,
                   const char *sender,
                   const char *uuid,
                   gboolean make,
                   gint64 *size,
                   char **path,
                   GError **error);

/* The sum so far of all that is in @fd, which is left at its end. Null with @error. */
GChecksum *zxd_part_sum (int fd, GError **error);

/* Removes all that @sender has brought. FALSE when some of it is in use and stays. */
gboolean zxd_part_remove_all (ZxdFolder *folder, const char *sender);

/* Removes the oldest that nobody uses, so that @sender has fewer than @most and all together have
 * at most @most_bytes. */
void zxd_part_make_room (ZxdFolder *folder, const char *sender, guint most, gint64 most_bytes);
