/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps bytes under their sums. */
#include "zxd-folder.h"

#include "zx-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utime.h>

#define MARK "mark"
#define TEMPORARY "tmp"

enum { HEX = 2 * ZXD_SUM, COPY_BYTES = 128 * 1024 };

struct _ZxdFolder {
  char *path, *temporary; /* owned */
};

static gboolean
throw_errno (GError **error, const char *path)
{
  return zx_throw (error, errno == ENOENT ? ZX_ERROR_NOT_FOUND : ZX_ERROR_UNAVAILABLE, "%s: %s",
                   path, g_strerror (errno));
}

ZxdFolder *
zxd_folder_open (const char *path, GError **error)
{
  g_autoptr (ZxdFolder) folder = g_new0 (ZxdFolder, 1);

  folder->path = g_strdup (path);
  folder->temporary = g_build_filename (path, TEMPORARY, NULL);
  if (g_mkdir_with_parents (folder->temporary, 0700) != 0) {
    throw_errno (error, folder->temporary);
    return NULL;
  }
  return g_steal_pointer (&folder);
}

void
zxd_folder_free (ZxdFolder *folder)
{
  g_free (folder->path);
  g_free (folder->temporary);
  g_free (folder);
}

const char *
zxd_folder_path (ZxdFolder *folder)
{
  return folder->path;
}

const char *
zxd_folder_temporary_path (ZxdFolder *folder)
{
  return folder->temporary;
}

/* ---- the mark */

char *
zxd_folder_read_mark (ZxdFolder *folder)
{
  g_autofree char *path = g_build_filename (folder->path, MARK, NULL);
  char *mark = NULL;

  return g_file_get_contents (path, &mark, NULL, NULL) ? g_strstrip (mark) : NULL;
}

gboolean
zxd_folder_write_mark (ZxdFolder *folder, const char *mark, GError **error)
{
  g_autofree char *path = g_build_filename (folder->path, MARK, NULL);
  g_autofree char *line = g_strconcat (mark, "\n", NULL);

  return g_file_set_contents_full (path, line, -1, G_FILE_SET_CONTENTS_DURABLE, 0600, error);
}

/* ---- names */

static void
to_hex (const guint8 sum[ZXD_SUM], char hex[HEX + 1])
{
  for (gsize i = 0; i < ZXD_SUM; i++)
    g_snprintf (hex + 2 * i, 3, "%02x", sum[i]);
}

/* FALSE when it is no sum: something else lies there. */
static gboolean
from_hex (const char *hex, guint8 sum[ZXD_SUM])
{
  if (strlen (hex) != HEX)
    return FALSE;
  for (gsize i = 0; i < ZXD_SUM; i++) {
    if (!g_ascii_isxdigit (hex[2 * i]) || !g_ascii_isxdigit (hex[2 * i + 1]))
      return FALSE;
    sum[i] =
        (guint8) (g_ascii_xdigit_value (hex[2 * i]) << 4 | g_ascii_xdigit_value (hex[2 * i + 1]));
  }
  return TRUE;
}

static char *
drawer_of (ZxdFolder *folder, const guint8 sum[ZXD_SUM])
{
  return g_strdup_printf ("%s/%02x", folder->path, sum[0]);
}

static char *
place_of (ZxdFolder *folder, const guint8 sum[ZXD_SUM])
{
  char hex[HEX + 1];

  to_hex (sum, hex);
  return g_strdup_printf ("%s/%.2s/%s", folder->path, hex, hex);
}

/* ---- in */

int
zxd_folder_temporary (ZxdFolder *folder, char **path, GError **error)
{
  g_autofree char *name = g_build_filename (folder->temporary, "in-XXXXXX", NULL);
  int fd = g_mkstemp_full (name, O_RDWR | O_CLOEXEC, 0600);

  if (fd < 0) {
    throw_errno (error, name);
    return -1;
  }
  *path = g_steal_pointer (&name);
  return fd;
}

static gboolean
sync_folder (const char *path, GError **error)
{
  int fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean is_done = fd >= 0 && fsync (fd) == 0;

  if (!is_done)
    throw_errno (error, path);
  if (fd >= 0)
    close (fd);
  return is_done;
}

gboolean
zxd_folder_keep (ZxdFolder *folder, const char *path, const guint8 sum[ZXD_SUM], GError **error)
{
  g_autofree char *drawer = drawer_of (folder, sum);
  g_autofree char *place = place_of (folder, sum);
  gboolean is_new_drawer = g_mkdir (drawer, 0700) == 0;

  if (!is_new_drawer && errno != EEXIST)
    return throw_errno (error, drawer);
  if (link (path, place) != 0)
    return errno == EEXIST || throw_errno (error, place);
  return sync_folder (drawer, error) && (!is_new_drawer || sync_folder (folder->path, error));
}

/* ---- out */

gboolean
zxd_folder_has (ZxdFolder *folder, const guint8 sum[ZXD_SUM])
{
  g_autofree char *place = place_of (folder, sum);

  return access (place, R_OK) == 0;
}

int
zxd_folder_read (ZxdFolder *folder, const guint8 sum[ZXD_SUM], gint64 *size, GError **error)
{
  g_autofree char *place = place_of (folder, sum);
  int fd = open (place, O_RDONLY | O_CLOEXEC);
  struct stat about;

  if (fd < 0 || fstat (fd, &about) != 0) {
    throw_errno (error, place);
    if (fd >= 0)
      close (fd);
    return -1;
  }
  *size = about.st_size;
  return fd;
}

gboolean
zxd_folder_remove (ZxdFolder *folder, const guint8 sum[ZXD_SUM], GError **error)
{
  g_autofree char *place = place_of (folder, sum);

  return unlink (place) == 0 || errno == ENOENT || throw_errno (error, place);
}

/* ---- all of them */

static gboolean
each_in_drawer (const char *path, ZxdFolderEach each, gpointer data, GError **error)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, error);
  const char *name;

  if (dir == NULL)
    return FALSE;
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *file = g_build_filename (path, name, NULL);
    guint8 sum[ZXD_SUM];
    struct stat about;

    if (from_hex (name, sum) && stat (file, &about) == 0 && !each (sum, about.st_size, data, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
zxd_folder_each (ZxdFolder *folder, ZxdFolderEach each, gpointer data, GError **error)
{
  for (guint i = 0; i < 256; i++) {
    g_autofree char *drawer = g_strdup_printf ("%s/%02x", folder->path, i);

    if (g_file_test (drawer, G_FILE_TEST_IS_DIR) && !each_in_drawer (drawer, each, data, error))
      return FALSE;
  }
  return TRUE;
}

guint
zxd_folder_sweep_temporary (ZxdFolder *folder, gint64 age_seconds)
{
  g_autoptr (GDir) dir = g_dir_open (folder->temporary, 0, NULL);
  gint64 before = g_get_real_time () / G_USEC_PER_SEC - age_seconds;
  const char *name;
  guint n_removed = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *file = g_build_filename (folder->temporary, name, NULL);
    struct stat about;

    if (stat (file, &about) == 0 && about.st_mtime < before && unlink (file) == 0)
      n_removed++;
  }
  return n_removed;
}

void
zxd_folder_touch (ZxdFolder *folder, const guint8 sum[ZXD_SUM])
{
  g_autofree char *place = place_of (folder, sum);

  g_utime (place, NULL);
}

typedef struct {
  ZxdFolder *folder; /* lent */
  gint64 before;
  guint n_removed;
} Unused;

static gboolean
remove_unused (const guint8 sum[ZXD_SUM], gint64 size, gpointer data, GError **error)
{
  Unused *unused = data;
  g_autofree char *place = place_of (unused->folder, sum);
  struct stat about;

  if (stat (place, &about) == 0 && about.st_mtime < unused->before && unlink (place) == 0)
    unused->n_removed++;
  return TRUE;
}

guint
zxd_folder_sweep_unused (ZxdFolder *folder, gint64 before)
{
  Unused unused = {folder, before, 0};

  zxd_folder_each (folder, remove_unused, &unused, NULL);
  return unused.n_removed;
}

/* ---- between folders */

/* Reads all of @from, writes it to @to (-1: nowhere) and says whether its sum is @sum. */
static gboolean
copy_bytes (int from, int to, const guint8 sum[ZXD_SUM], const char *name, GError **error)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree guint8 *bytes = g_malloc (COPY_BYTES);
  guint8 found[ZXD_SUM];
  gsize length = sizeof found;
  gssize got;

  while ((got = read (from, bytes, COPY_BYTES)) > 0) {
    g_checksum_update (checksum, bytes, got);
    for (gssize done = 0, put = 0; to >= 0 && done < got; done += put) {
      put = write (to, bytes + done, (gsize) (got - done));
      if (put < 0)
        return throw_errno (error, name);
    }
  }
  if (got < 0)
    return throw_errno (error, name);
  g_checksum_get_digest (checksum, found, &length);
  return memcmp (found, sum, ZXD_SUM) == 0 ||
         zx_throw (error, ZX_ERROR_BAD_DATA, "%s is damaged: its bytes are not those of its name",
                   name);
}

gboolean
zxd_folder_copy (ZxdFolder *to,
                 ZxdFolder *from,
                 const guint8 sum[ZXD_SUM],
                 gboolean *was_there,
                 GError **error)
{
  g_autofree char *source = place_of (from, sum), *path = NULL;
  gint64 size;
  gboolean is_done;
  int in, out;

  *was_there = zxd_folder_has (to, sum);
  if (*was_there)
    return TRUE;
  in = zxd_folder_read (from, sum, &size, error);
  if (in < 0)
    return FALSE;
  out = zxd_folder_temporary (to, &path, error);
  is_done = out >= 0 && copy_bytes (in, out, sum, source, error) &&
            (fsync (out) == 0 || throw_errno (error, path)) &&
            zxd_folder_keep (to, path, sum, error);
  close (in);
  if (out >= 0) {
    close (out);
    g_unlink (path);
  }
  return is_done;
}

gboolean
zxd_folder_verify (ZxdFolder *folder, const guint8 sum[ZXD_SUM], GError **error)
{
  g_autofree char *place = place_of (folder, sum);
  gint64 size;
  int fd = zxd_folder_read (folder, sum, &size, error);
  gboolean is_right = fd >= 0 && copy_bytes (fd, -1, sum, place, error);

  if (fd >= 0)
    close (fd);
  return is_right;
}
