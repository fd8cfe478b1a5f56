/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-finder-words.h"

/* The lines of all customers: packs of about a thousand, each one piece of memory, in the order of
 * their ids. A pack never changes; a change makes it anew, so that who is reading reads on. Memory:
 * the lines (about 250 bytes a customer; ZXD_LINES_MOST_BYTES at most) and 40 bytes each. */
typedef struct _ZxdPack ZxdPack;

enum { ZXD_PACK_CUSTOMERS = 1024 };

/* What is known about a customer from now on; @texts null: it is gone. */
typedef struct {
  gint64 id;
  ZxdFindTexts *texts; /* owned */
} ZxdPackChange;

/* A list of packs, owned; empty. */
GPtrArray *zxd_packs_new (void);
GPtrArray *zxd_packs_copy (GPtrArray *packs); /* the packs are shared; any thread may read it */

/* @changes in the order of their ids, each id once. */
void zxd_packs_change (GPtrArray *packs, const GArray *changes);

gsize zxd_packs_count (GPtrArray *packs);
gsize zxd_packs_bytes (GPtrArray *packs);

/* Appends to @ids (gint64) the customers that fit best, of those whose organisation is in sight:
 * by how well they fit, then by tier, then the newest first; at most @most. */
void zxd_packs_find (GPtrArray *packs,
                     const ZxdQuery *query,
                     const ZxRights *rights,
                     guint most,
                     GArray *ids);
