/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-search.h"
#include "zxd-server.h"
#include "zxd-store-past.h"

/* What customers asked in the newest 20,000 closed contacts, to be searched. It follows the
 * contacts as they are closed and erased, by this daemon or another one. Made on the main thread,
 * lives as long as the server. */
typedef struct _ZxdPastIndex ZxdPastIndex;

ZxdPastIndex *zxd_past_index_new (ZxdServer *server);

/* Hits are ids of contacts. The caller owns a reference. Any thread. */
ZxSearchSnapshot *zxd_past_index_get (ZxdPastIndex *self);

/* What it was about: the first of the texts that says something; null when none does. Lent. */
const char *zxd_past_question (const ZxdPast *past);
