/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-files.h"
#include "zxd-server-private.h"

/* What zxd-files.c and zxd-file-take.c share. */
struct _ZxdFiles {
  const ZxdConfig *config; /* lent */
  ZxdStore *store;         /* lent */
  ZxdFolder *folder;       /* owned */
  ZxdWorkers *io;          /* owned: pieces in and out */
  ZxdWorkers *finish;      /* owned: scanning, small pictures */
  GHashTable *under_way;   /* owned: address → how many it is sending */
  guint n_under_way, tick, ticks;
};
