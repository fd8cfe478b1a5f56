/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps articles' texts in a nameless file, read back one at a time. */
#include "zx-search-texts.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

enum {
  PACK_ABOVE = 256,       /* bytes of text that are worth deflating in memory */
  STALE_LEAST = 16 << 20, /* dropped bytes that are worth moving the others */
};

struct _ZxTexts {
  int fd;                        /* -1: all in memory */
  guint64 end, dropped;          /* bytes of the file */
  GConverter *deflate, *inflate; /* owned */
};

/* A file that nobody else can open and that is gone with its last descriptor. */
static int
open_nameless (void)
{
  const char *folders[] = {"/var/tmp", g_get_tmp_dir ()};

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++) {
    g_autofree char *path = g_build_filename (folders[i], "zuoxi-XXXXXX", NULL);
    int fd = open (folders[i], O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

    if (fd < 0 && (fd = g_mkstemp_full (path, O_RDWR | O_CLOEXEC, 0600)) >= 0)
      g_unlink (path);
    if (fd >= 0)
      return fd;
  }
  return -1;
}

ZxTexts *
zx_texts_new (void)
{
  ZxTexts *self = g_new0 (ZxTexts, 1);

  self->fd = open_nameless ();
  self->deflate = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_RAW, 1));
  self->inflate = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_RAW));
  return self;
}

void
zx_texts_free (ZxTexts *self)
{
  if (self == NULL)
    return;
  if (self->fd >= 0)
    close (self->fd);
  g_object_unref (self->deflate);
  g_object_unref (self->inflate);
  g_free (self);
}

/* Runs all of @from through @converter; 0 when the result does not fit into @room. */
static gsize
convert (GConverter *converter, gconstpointer from, gsize length, gpointer to, gsize room)
{
  gsize read, written;
  GConverterResult result;

  g_converter_reset (converter);
  result = g_converter_convert (converter, from, length, to, room, G_CONVERTER_INPUT_AT_END, &read,
                                &written, NULL);
  return result == G_CONVERTER_FINISHED ? written : 0;
}

/* All of it or nothing. */
static gboolean
write_all (int fd, const guint8 *bytes, gsize n, guint64 at)
{
  while (n > 0) {
    gssize written = pwrite (fd, bytes, n, (off_t) at);

    if (written < 0 && errno == EINTR)
      continue;
    if (written <= 0)
      return FALSE;
    bytes += written;
    at += (guint64) written;
    n -= (gsize) written;
  }
  return TRUE;
}

static gboolean
read_all (int fd, guint8 *bytes, gsize n, guint64 at)
{
  while (n > 0) {
    gssize got = pread (fd, bytes, n, (off_t) at);

    if (got < 0 && errno == EINTR)
      continue;
    if (got <= 0)
      return FALSE;
    bytes += got;
    at += (guint64) got;
    n -= (gsize) got;
  }
  return TRUE;
}

/* Deflated: only where there is no file, because that takes as long as indexing the text. */
static void
keep_in_memory (ZxTexts *self, const guint8 *plain, gsize length, ZxTextPlace *place)
{
  g_autofree guint8 *small = g_malloc (length);
  gsize packed =
      length > PACK_ABOVE ? convert (self->deflate, plain, length, small, length - 1) : 0;

  place->packed = (guint32) (packed > 0 ? packed : length);
  place->memory = g_memdup2 (packed > 0 ? small : plain, place->packed);
}

void
zx_texts_keep (ZxTexts *self, const char *title, const char *body, ZxTextPlace *place)
{
  gsize title_size = strlen (title) + 1, body_size = strlen (body) + 1;
  gsize length = title_size + body_size;
  g_autofree guint8 *plain = g_malloc (length);

  zx_texts_drop (self, place);
  memcpy (plain, title, title_size);
  memcpy (plain + title_size, body, body_size);
  place->length = place->packed = (guint32) length;
  place->at = self->end;
  if (self->fd >= 0 && write_all (self->fd, plain, length, self->end))
    self->end += length;
  else
    keep_in_memory (self, plain, length, place);
}

char *
zx_texts_dup (ZxTexts *self, const ZxTextPlace *place)
{
  g_autofree guint8 *read = NULL;
  g_autofree char *plain = g_malloc0 ((gsize) place->length + 2);
  const guint8 *bytes = place->memory;

  if (bytes == NULL) {
    bytes = read = g_malloc ((gsize) place->packed + 1);
    if (!read_all (self->fd, read, place->packed, place->at)) {
      g_warning ("cannot read an article back: %s", g_strerror (errno));
      return NULL;
    }
  }
  if (place->packed == place->length)
    memcpy (plain, bytes, place->length);
  else if (convert (self->inflate, bytes, place->packed, plain, place->length) != place->length)
    return NULL;
  return g_steal_pointer (&plain);
}

void
zx_texts_drop (ZxTexts *self, ZxTextPlace *place)
{
  if (place->memory == NULL)
    self->dropped += place->packed;
  g_free (place->memory);
  *place = (ZxTextPlace){0};
}

gboolean
zx_texts_are_stale (const ZxTexts *self)
{
  return self->dropped > STALE_LEAST && self->dropped * 2 > self->end;
}
