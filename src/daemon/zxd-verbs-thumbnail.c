/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The child that makes a small picture: it gives up nearly all that a process may do, then reads a
 * picture from a stranger. */
#include "zxd-thumb.h"
#include "zxd-verb.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { READ_BYTES = 64 * 1024 };

#define JPEG_QUALITY "82"

/* Room to unpack 50 million pixels scaled down while reading, and a moment to do it. The address
 * sanitizer reserves more than any limit. */
#define MEMORY_BYTES ((rlim_t) 512 * 1024 * 1024)
#define CPU_SECONDS 8
#define FILE_BYTES (2 * 1024 * 1024)
#define DESCRIPTORS 32

static void
limit (int what, rlim_t most)
{
  struct rlimit limits = {most, most};

  setrlimit (what, &limits);
}

/* No socket can be made, nothing be run and nobody be signalled. What the kernel does not offer is
 * left out: the other bounds hold. */
static void
forbid_the_world (void)
{
#define DENY(number)                                                                               \
  BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1),                                              \
      BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ERRNO | 1 /* EPERM */)
  struct sock_filter rules[] = {
      BPF_STMT (BPF_LD | BPF_W | BPF_ABS, offsetof (struct seccomp_data, nr)),
      DENY (SYS_socket),
      DENY (SYS_socketpair),
      DENY (SYS_connect),
      DENY (SYS_ptrace),
      DENY (SYS_kill),
      DENY (SYS_execve),
      DENY (SYS_execveat),
      DENY (SYS_unlinkat),
      DENY (SYS_renameat2),
      DENY (SYS_linkat),
      BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog program = {G_N_ELEMENTS (rules), rules};

  prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  prctl (PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

static void
give_up_all (void)
{
  if (unshare (CLONE_NEWUSER | CLONE_NEWNET) != 0)
    g_debug ("no namespace of its own");
  prctl (PR_SET_DUMPABLE, 0);
  limit (RLIMIT_CORE, 0);
#ifndef ZX_ADDRESS_SANITIZER
  limit (RLIMIT_AS, MEMORY_BYTES);
#endif
  limit (RLIMIT_CPU, CPU_SECONDS);
  limit (RLIMIT_FSIZE, FILE_BYTES);
  limit (RLIMIT_NOFILE, DESCRIPTORS);
  limit (RLIMIT_NPROC, 0);
  forbid_the_world ();
}

/* The loader scales while it unpacks where it can. */
static void
size_prepared_cb (GdkPixbufLoader *loader, int width, int height, gpointer data)
{
  int longer = MAX (width, height);

  if (longer > ZXD_THUMB_PIXELS)
    gdk_pixbuf_loader_set_size (loader, MAX (1, width * ZXD_THUMB_PIXELS / longer),
                                MAX (1, height * ZXD_THUMB_PIXELS / longer));
}

static gboolean
feed (GdkPixbufLoader *loader, GError **error)
{
  g_autofree guint8 *bytes = g_malloc (READ_BYTES);
  gssize got;

  while ((got = read (STDIN_FILENO, bytes, READ_BYTES)) > 0)
    if (!gdk_pixbuf_loader_write (loader, bytes, (gsize) got, error))
      return FALSE;
  return gdk_pixbuf_loader_close (loader, error);
}

static gboolean
write_out (const char *bytes, gsize length, GError **error, gpointer data)
{
  while (length > 0) {
    gssize put = write (STDOUT_FILENO, bytes, length);

    if (put < 0)
      return zx_throw (error, ZX_ERROR_UNAVAILABLE, "the small picture cannot be written");
    bytes += put;
    length -= (gsize) put;
  }
  return TRUE;
}

/* Pixels alone: what a camera wrote beside them, such as the place, is not carried over. */
static gboolean
save (GdkPixbuf *small, GError **error)
{
  if (gdk_pixbuf_get_has_alpha (small))
    return gdk_pixbuf_save_to_callback (small, write_out, NULL, "png", error, NULL);
  return gdk_pixbuf_save_to_callback (small, write_out, NULL, "jpeg", error, "quality",
                                      JPEG_QUALITY, NULL);
}

static int
make_small (void)
{
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new ();
  g_autoptr (GdkPixbuf) upright = NULL;
  g_autoptr (GError) error = NULL;
  const char *orientation;
  GdkPixbuf *small;

  give_up_all ();
  g_signal_connect (loader, "size-prepared", G_CALLBACK (size_prepared_cb), NULL);
  if (!feed (loader, &error)) {
    g_printerr ("%s\n", error->message);
    gdk_pixbuf_loader_close (loader, NULL);
    return ZXD_FAILED;
  }
  small = gdk_pixbuf_loader_get_pixbuf (loader);
  if (small == NULL)
    return ZXD_FAILED;
  orientation = gdk_pixbuf_get_option (small, "orientation");
  upright = gdk_pixbuf_apply_embedded_orientation (small);
  if (!save (upright, &error)) {
    g_printerr ("%s\n", error->message);
    return ZXD_FAILED;
  }
  return orientation != NULL && *orientation >= '5' ? ZXD_THUMB_TURNED : ZXD_THUMB_DONE;
}

/* Ends without a farewell: what libraries do at the end of a process is not allowed here. */
int
zxd_verb_thumbnail (int argc, char **argv)
{
  _exit (make_small ());
}
