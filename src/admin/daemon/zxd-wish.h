/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-id.h"
#include "zxd-server.h"

/* What an administrator asks for at one thing: read off the call, carried through the store's
 * closure, answered. The first member is the answer, as zxd_call_write_answer() wants it; free it
 * with zxd_wish_free(). Main thread, and the store's while a closure has it. */
typedef struct {
  ZxdAnswer answer;
  gconstpointer noun; /* lent, null: what kind of thing, where one file serves several */
  ZxdActor actor;     /* lent by the call */
  JsonObject *values; /* lent by the call, null when there are none */
  guint8 request[ZX_UUID_BYTES];
  gint64 id, seen, after;
  int limit;
} ZxdWish;

/* Of a page, of a new thing, of a change, of a removal. Null after having answered 400 or 428. */
ZxdWish *zxd_wish_for_list (ZxdCall *call, gconstpointer noun);
ZxdWish *zxd_wish_for_new (ZxdCall *call, gconstpointer noun);
ZxdWish *zxd_wish_for_change (ZxdCall *call, gconstpointer noun);
ZxdWish *zxd_wish_for_removal (ZxdCall *call, gconstpointer noun);
void zxd_wish_free (gpointer wish);
