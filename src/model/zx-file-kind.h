/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Which files may be sent along with messages, and what they are by their first bytes. Pure: no
 * memory, no library; reads nothing beyond @length. What strangers send comes here first. */

/* So many first bytes are enough to tell. */
#define ZX_FILE_HEAD (64 * 1024)

typedef struct {
  const char *type;       /* "image/png" */
  const char *extensions; /* without dots, separated by spaces */
  gboolean is_picture;    /* every browser shows it, and it can do nothing but be shown */
} ZxFileKind;

/* All that are allowed; @n of them. */
const ZxFileKind *zx_file_kinds (gsize *n);

/* The kind of a file whose content and name agree; null when it is none of the allowed, or one that
 * is called another. Of pictures *@width and *@height are what the head says, else 0. */
const ZxFileKind *zx_file_kind_of (const guint8 *head,
                                   gsize length,
                                   const char *name,
                                   guint32 *width,
                                   guint32 *height);

/* The kind that the name alone promises, null when it is none: for saying no before sending. */
const ZxFileKind *zx_file_kind_of_name (const char *name);

/* A picture with more pixels than this is refused: unpacked it would fill the memory. */
#define ZX_FILE_MOST_PIXELS ((guint64) 50 * 1000 * 1000)

/* The name without folders, control characters and what no file system likes, at most 200 bytes,
 * its extension kept; "file" when nothing is left. Caller frees. */
char *zx_file_clean_name (const char *name);
