/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-files.h"
#include "zxd-server-private.h"

/* What zxd-files.c, zxd-file-take.c and zxd-file-resume.c share. */
struct _ZxdFiles {
  const ZxdConfig *config; /* lent */
  ZxdStore *store;         /* lent */
  ZxdFolder *folder;       /* owned */
  ZxdWorkers *io;          /* owned: pieces in and out */
  ZxdWorkers *finish;      /* owned: scanning, small pictures */
  GHashTable *under_way;   /* owned: block → how many it is sending */
  GHashTable *parts;       /* owned: sender and UUID → call that brings it, lent */
  GHashTable *brought;     /* owned: block → what its visitors have brought today */
  guint n_under_way, tick, ticks;
};

/* ---- zxd-file-room.c */
/* Whether the disk has room for @bytes more of @sender (-1: nobody knows how many) and its reserve.
 * Asks the file system: on a worker. */
gboolean zxd_files_has_space (const ZxdFiles *files, const ZxdFile *sender, gint64 bytes);
/* Whether visitors of the network @block may bring so much more today (-1: nobody knows). */
gboolean zxd_files_may_bring (ZxdFiles *files, const char *block, gint64 bytes);
void zxd_files_count_brought (ZxdFiles *files, const char *block, gint64 bytes);

/* Who sends, as a word: the beginnings of his files are kept under it. Caller frees. */
char *zxd_files_sender_word (const ZxdFile *sender);

/* The member "sha-256" of a Repr-Digest header (RFC 9530). FALSE when it is absent or malformed. */
gboolean zxd_files_read_digest (const char *header, guint8 sum[ZXD_FILE_SUM]);

/* Upload-Offset, 0 when it is absent; -1 when it is no number. */
gint64 zxd_files_read_offset (ZxdCall *call);
