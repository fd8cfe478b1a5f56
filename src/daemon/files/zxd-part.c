/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps the beginnings of files whose sender was cut off. */
#include "zxd-part.h"

#include "zx-error.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define PREFIX "part-"

enum { READ_BYTES = 64 * 1024 };

static gboolean
throw_errno (GError **error, const char *path)
{
  return zx_throw (error,
                   errno == ENOENT        ? ZX_ERROR_NOT_FOUND
                   : errno == EWOULDBLOCK ? ZX_ERROR_CONFLICT
                                          : ZX_ERROR_UNAVAILABLE,
                   "%s: %s", path, g_strerror (errno));
}

/* Whoever removes it does so while it is his; one that was removed before it was ours is none. */
static int
open_mine (const char *path, int flags, struct stat *about)
{
  int fd = open (path, flags | O_RDWR | O_CLOEXEC, 0600);

  if (fd < 0)
    return -1;
  if (flock (fd, LOCK_EX | LOCK_NB) == 0 && fstat (fd, about) == 0) {
    if (about->st_nlink > 0)
      return fd;
    errno = EWOULDBLOCK; /* that was just now: the next try makes a new one */
  }
  close (fd);
  return -1;
}

int
zxd_part_open (ZxdFolder *folder,
               const char *sender,
               const char *uuid,
               gboolean make,
               gint64 *size,
               char **path,
               GError **error)
{
  g_autofree char *name = g_strconcat (PREFIX, sender, "-", uuid, NULL);
  g_autofree char *file = g_build_filename (zxd_folder_temporary_path (folder), name, NULL);
  struct stat about;
  int fd = open_mine (file, make ? O_CREAT : 0, &about);

  if (fd < 0) {
    throw_errno (error, file);
    return -1;
  }
  *size = about.st_size;
  *path = g_steal_pointer (&file);
  return fd;
}

GChecksum *
zxd_part_sum (int fd, GError **error)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree guint8 *bytes = g_malloc (READ_BYTES);
  gssize got;

  if (lseek (fd, 0, SEEK_SET) < 0)
    got = -1;
  else
    while ((got = read (fd, bytes, READ_BYTES)) > 0)
      g_checksum_update (checksum, bytes, got);
  if (got == 0)
    return g_steal_pointer (&checksum);
  throw_errno (error, "what was brought before");
  return NULL;
}

/* ---- room */

typedef struct {
  char *path; /* owned */
  gint64 size, used_at_us;
  gboolean is_senders;
} Part;

static void
part_free (gpointer data)
{
  Part *part = data;

  g_free (part->path);
  g_free (part);
}

static int
compare_age (gconstpointer a, gconstpointer b)
{
  const Part *one = *(Part *const *) a, *other = *(Part *const *) b;

  return one->used_at_us < other->used_at_us ? -1 : one->used_at_us > other->used_at_us;
}

static GPtrArray *
list_parts (ZxdFolder *folder, const char *sender)
{
  const char *tmp = zxd_folder_temporary_path (folder), *name;
  g_autofree char *senders = g_strconcat (PREFIX, sender, "-", NULL);
  g_autoptr (GDir) dir = g_dir_open (tmp, 0, NULL);
  GPtrArray *parts = g_ptr_array_new_with_free_func (part_free);

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (tmp, name, NULL);
    struct stat about;
    Part *part;

    if (!g_str_has_prefix (name, PREFIX) || stat (path, &about) != 0)
      continue;
    part = g_new (Part, 1);
    *part = (Part){g_steal_pointer (&path), about.st_size,
                   about.st_mtim.tv_sec * G_USEC_PER_SEC + about.st_mtim.tv_nsec / 1000,
                   g_str_has_prefix (name, senders)};
    g_ptr_array_add (parts, part);
  }
  g_ptr_array_sort (parts, compare_age);
  return parts;
}

static gboolean
remove_unused (const char *path)
{
  struct stat about;
  int fd = open_mine (path, 0, &about);
  gboolean is_removed = fd >= 0 && unlink (path) == 0;

  if (fd >= 0)
    close (fd);
  return is_removed;
}

gboolean
zxd_part_remove_all (ZxdFolder *folder, const char *sender)
{
  g_autoptr (GPtrArray) parts = list_parts (folder, sender);
  gboolean are_gone = TRUE;

  for (guint i = 0; i < parts->len; i++) {
    const Part *part = parts->pdata[i];

    if (part->is_senders && !remove_unused (part->path) &&
        g_file_test (part->path, G_FILE_TEST_EXISTS))
      are_gone = FALSE;
  }
  return are_gone;
}

void
zxd_part_make_room (ZxdFolder *folder, const char *sender, guint most, gint64 most_bytes)
{
  g_autoptr (GPtrArray) parts = list_parts (folder, sender);
  gint64 bytes = 0;
  guint n = 0;

  for (guint i = 0; i < parts->len; i++) {
    const Part *part = parts->pdata[i];

    bytes += part->size;
    n += part->is_senders;
  }
  for (guint i = 0; i < parts->len && (n >= most || bytes > most_bytes); i++) {
    const Part *part = parts->pdata[i];

    if ((bytes > most_bytes || part->is_senders) && remove_unused (part->path)) {
      bytes -= part->size;
      n -= part->is_senders;
    }
  }
}
