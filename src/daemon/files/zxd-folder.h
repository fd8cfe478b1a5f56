/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* The folder of files: each under the SHA-256 of its bytes (ab/ab12…), whole or not there, never
 * changed. What is on its way lies in tmp/. Any thread; all functions may block on the disk.
 * Several daemons may share it. Knows nothing of rows: what may be removed is told from outside. */
typedef struct _ZxdFolder ZxdFolder;

enum { ZXD_SUM = 32 };

/* Makes the folder (mode 0700) when it is not there. */
ZxdFolder *zxd_folder_open (const char *path, GError **error);
void zxd_folder_free (ZxdFolder *folder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZxdFolder, zxd_folder_free)
const char *zxd_folder_path (ZxdFolder *folder);
const char *zxd_folder_temporary_path (ZxdFolder *folder); /* of tmp/ */

/* The mark by which a folder is known again, null when it has none; and a new one. Caller frees. */
char *zxd_folder_read_mark (ZxdFolder *folder);
gboolean zxd_folder_write_mark (ZxdFolder *folder, const char *mark, GError **error);

/* A new empty file in tmp/, open for reading and writing; *@path (owned) is its name. -1 with
 * @error. */
int zxd_folder_temporary (ZxdFolder *folder, char **path, GError **error);

/* Puts @path, whose bytes are @sum and which is on the disk (fsync), into its place; it keeps its
 * old name too, the caller unlinks that. Well when it is there already. */
gboolean
zxd_folder_keep (ZxdFolder *folder, const char *path, const guint8 sum[ZXD_SUM], GError **error);

gboolean zxd_folder_has (ZxdFolder *folder, const guint8 sum[ZXD_SUM]);

/* For reading; *@size are its bytes. -1 with NOT_FOUND. */
int zxd_folder_read (ZxdFolder *folder, const guint8 sum[ZXD_SUM], gint64 *size, GError **error);

/* Well when it is not there. */
gboolean zxd_folder_remove (ZxdFolder *folder, const guint8 sum[ZXD_SUM], GError **error);

/* Calls @each for each file that is kept; FALSE from it ends with its error. */
typedef gboolean (*ZxdFolderEach) (const guint8 sum[ZXD_SUM],
                                   gint64 size,
                                   gpointer data,
                                   GError **error);
gboolean zxd_folder_each (ZxdFolder *folder, ZxdFolderEach each, gpointer data, GError **error);

/* Removes what has been on its way for longer than @age_seconds; how many. */
guint zxd_folder_sweep_temporary (ZxdFolder *folder, gint64 age_seconds);

/* Copies the file of @sum from another folder, checking its bytes on the way. *@was_there when
 * nothing had to be done. NOT_FOUND when the other has none, BAD_DATA when its bytes are damaged.
 */
gboolean zxd_folder_copy (ZxdFolder *to,
                          ZxdFolder *from,
                          const guint8 sum[ZXD_SUM],
                          gboolean *was_there,
                          GError **error);

/* Used now; and the removal of those that were last used before @before (seconds since 1970). */
void zxd_folder_touch (ZxdFolder *folder, const guint8 sum[ZXD_SUM]);
guint zxd_folder_sweep_unused (ZxdFolder *folder, gint64 before);

/* TRUE when the bytes are those of the name. */
gboolean zxd_folder_verify (ZxdFolder *folder, const guint8 sum[ZXD_SUM], GError **error);
