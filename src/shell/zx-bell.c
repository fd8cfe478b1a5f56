/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes the sound of a bell and plays it. */
#include "zx-bell.h"

#include <canberra.h>
#include <glib/gi18n.h>
#include <gio/gio.h>
#include <math.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
  RATE = 44100,           /* samples a second */
  LENGTH = RATE * 7 / 10, /* samples */
  SECOND_STROKE = RATE * 15 / 100,
  HEADER = 44, /* bytes before the samples */
};

/* What the thread owns; freed by its last job. */
typedef struct {
  ca_context *context; /* owned, null before the first stroke */
} Player;

struct _ZxBell {
  GObject parent_instance;

  GThreadPool *pool; /* owned: one thread, only while there is something to do */
  Player *player;    /* the thread's */
};

G_DEFINE_FINAL_TYPE (ZxBell, zx_bell, G_TYPE_OBJECT)

/* Jobs are volumes in percent, and this. */
enum { LAST_JOB = 1000 };

/* One stroke as heard @at samples after it: a tone and two partials that die away sooner. */
static double
stroke (int at, double pitch)
{
  const double time = (double) at / RATE;
  const double begun = MIN (1, time / 0.004); /* without a click */

  if (at < 0)
    return 0;
  return begun * (0.60 * exp (-6 * time) * sin (2 * G_PI * pitch * time) +
                  0.25 * exp (-9 * time) * sin (2 * G_PI * 2.0 * pitch * time) +
                  0.10 * exp (-14 * time) * sin (2 * G_PI * 3.01 * pitch * time));
}

static void
put (guint8 *to, guint32 value, int n_bytes)
{
  for (int i = 0; i < n_bytes; i++)
    to[i] = (guint8) (value >> (8 * i));
}

/* A WAV file in memory: PCM, one channel, 16 bits. */
static guint8 *
make_sound (int volume, gsize *size)
{
  const double loud = 0.5 * volume / 100;
  guint8 *file;

  *size = HEADER + 2 * (gsize) LENGTH;
  file = g_malloc0 (*size);
  memcpy (file, "RIFF", 4);
  put (file + 4, (guint32) *size - 8, 4);
  memcpy (file + 8, "WAVEfmt ", 8);
  put (file + 16, 16, 4);
  put (file + 20, 1, 2);
  put (file + 22, 1, 2);
  put (file + 24, RATE, 4);
  put (file + 28, 2 * RATE, 4);
  put (file + 32, 2, 2);
  put (file + 34, 16, 2);
  memcpy (file + 36, "data", 4);
  put (file + 40, 2 * LENGTH, 4);
  for (int i = 0; i < LENGTH; i++) {
    double fade = MIN (1, (double) (LENGTH - i) / (0.05 * RATE));
    double heard = fade * loud * (stroke (i, 783.99) + stroke (i - SECOND_STROKE, 1046.50));

    put (file + HEADER + 2 * i, (guint32) (gint32) lrint (CLAMP (heard, -1, 1) * G_MAXINT16), 2);
  }
  return file;
}

/* The system reads files only: this one has no name but that of its descriptor. -1: none. */
static int
make_file (int volume)
{
  gsize size;
  g_autofree guint8 *sound = make_sound (volume, &size);
  int fd = memfd_create ("zx-bell", MFD_CLOEXEC);

  if (fd >= 0 && write (fd, sound, size) != (gssize) size) {
    close (fd);
    fd = -1;
  }
  return fd;
}

static void
play (Player *player, int volume)
{
  int fd = make_file (volume), status = CA_SUCCESS;
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", fd);

  if (fd < 0)
    return;
  if (player->context == NULL) {
    status = ca_context_create (&player->context);
    if (status == CA_SUCCESS)
      status = ca_context_change_props (player->context, CA_PROP_APPLICATION_ID, "org.zuoxi.Zuoxi",
                                        CA_PROP_APPLICATION_ICON_NAME, "org.zuoxi.Zuoxi", NULL);
  }
  if (status == CA_SUCCESS)
    status = ca_context_play (player->context, 0, CA_PROP_MEDIA_FILENAME, path, CA_PROP_MEDIA_ROLE,
                              "event", CA_PROP_MEDIA_NAME, "offer", CA_PROP_CANBERRA_CACHE_CONTROL,
                              "never", NULL);
  if (status != CA_SUCCESS)
    g_info ("no bell: %s", ca_strerror (status)); /* many machines have no sound */
  close (fd);
}

static void
job_cb (gpointer data, gpointer user_data)
{
  Player *player = user_data;

  if (GPOINTER_TO_INT (data) != LAST_JOB) {
    play (player, GPOINTER_TO_INT (data));
    return;
  }
  g_clear_pointer (&player->context, ca_context_destroy);
  g_free (player);
}

static void
zx_bell_finalize (GObject *object)
{
  ZxBell *self = ZX_BELL (object);

  g_thread_pool_push (self->pool, GINT_TO_POINTER (LAST_JOB), NULL);
  g_thread_pool_free (self->pool, FALSE, FALSE);

  G_OBJECT_CLASS (zx_bell_parent_class)->finalize (object);
}

static void
zx_bell_class_init (ZxBellClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = zx_bell_finalize;
}

static void
zx_bell_init (ZxBell *self)
{
  self->player = g_new0 (Player, 1);
  self->pool = g_thread_pool_new (job_cb, self->player, 1, FALSE, NULL);
}

ZxBell *
zx_bell_new (void)
{
  return g_object_new (ZX_TYPE_BELL, NULL);
}

void
zx_bell_ring (ZxBell *self, int volume)
{
  g_return_if_fail (ZX_IS_BELL (self));

  if (volume > 0 && g_thread_pool_unprocessed (self->pool) == 0)
    g_thread_pool_push (self->pool, GINT_TO_POINTER (MIN (volume, 100)), NULL);
}
