/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Starts the child that makes a small picture, and ends it when it takes too long. */
#include "zxd-thumb.h"

#include "zx-error.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* Where gdk-pixbuf finds the list of its loaders when that is not in its usual place. */
#define LOADERS "GDK_PIXBUF_MODULE_FILE"

enum { PATIENCE_MS = 10 * 1000 };

/* Waits for the end of @pid; after the deadline it is killed. */
static int
wait_for (pid_t pid)
{
  int handle = (int) syscall (SYS_pidfd_open, pid, 0);
  struct pollfd ends = {.fd = handle, .events = POLLIN};
  int status = 0;

  if (handle < 0 || poll (&ends, 1, PATIENCE_MS) <= 0)
    kill (pid, SIGKILL);
  if (handle >= 0)
    close (handle);
  while (waitpid (pid, &status, 0) < 0 && errno == EINTR)
    ;
  return status;
}

gboolean
zxd_thumb_make (int picture, int thumb, gboolean *is_turned, GError **error)
{
  char *line[] = {(char *) "zuoxid", (char *) ZXD_THUMB_VERB, NULL};
  const char *list = g_getenv (LOADERS);
  g_autofree char *loaders = list != NULL ? g_strconcat (LOADERS "=", list, NULL) : NULL;
  char *bare[] = {(char *) "LC_ALL=C.UTF-8", loaders, NULL};
  posix_spawn_file_actions_t files;
  int status, failed;
  pid_t pid;

  posix_spawn_file_actions_init (&files);
  posix_spawn_file_actions_adddup2 (&files, picture, STDIN_FILENO);
  posix_spawn_file_actions_adddup2 (&files, thumb, STDOUT_FILENO);
  posix_spawn_file_actions_addopen (&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  lseek (picture, 0, SEEK_SET);
  failed = posix_spawn (&pid, "/proc/self/exe", &files, NULL, line, bare);
  posix_spawn_file_actions_destroy (&files);
  if (failed != 0)
    return zx_throw (error, ZX_ERROR_UNAVAILABLE, "no thumbnail: %s", g_strerror (failed));
  status = wait_for (pid);
  if (WIFSIGNALED (status))
    return zx_throw (error, ZX_ERROR_BAD_DATA, "no thumbnail: the child was ended by “%s”",
                     g_strsignal (WTERMSIG (status)));
  *is_turned = WEXITSTATUS (status) == ZXD_THUMB_TURNED;
  return WEXITSTATUS (status) == ZXD_THUMB_DONE || *is_turned ||
         zx_throw (error, ZX_ERROR_BAD_DATA, "no thumbnail: the picture cannot be read");
}
