/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* The articles' texts, needed again only when an article learns a question: in a file without a
 * name, so that they take no memory; deflated in memory where no such file can be written. Used by
 * one thread at a time. */
typedef struct _ZxTexts ZxTexts;
ZxTexts *zx_texts_new (void);
void zx_texts_free (ZxTexts *texts);

/* Where a text is kept. Zero it before the first use. */
typedef struct {
  guint64 at;             /* in the file */
  guint8 *memory;         /* owned; null when it is in the file */
  guint32 length, packed; /* bytes; not deflated when they are the same */
} ZxTextPlace;

/* Keeps @title and @body instead of what was at @place. */
void zx_texts_keep (ZxTexts *texts, const char *title, const char *body, ZxTextPlace *place);

/* Title and, behind its zero, the body; null when the file cannot be read. */
char *zx_texts_dup (ZxTexts *texts, const ZxTextPlace *place);

/* Nothing is at @place any more. */
void zx_texts_drop (ZxTexts *texts, ZxTextPlace *place);

/* Whether most of the file is dropped texts: then all should be moved to a new one. */
gboolean zx_texts_are_stale (const ZxTexts *texts);
