/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-store.h"

/* A channel = one place where customers reach us: here a web page with the widget. `key` names it
 * in the page's script element and in URLs. Channels are added and changed as an entry of
 * zxd-store-setup.h; here they are read. A plain value; zero it before the first use. */
typedef struct {
  gint64 id, org_id, rev;
  char *key;                /* owned: a-z, 0-9 and -, at most 32 */
  char *kind;               /* owned: "web" */
  char *name;               /* owned: what agents see */
  char *origins;            /* owned, never null: pages that may embed it, separated by spaces */
  char *brand;              /* owned, null: see zxd-brand.h */
  char *team;               /* owned, null: the name that visitors see */
  gint64 calendar_id;       /* 0: always open */
  gint64 reply_promise_min; /* 0: nothing is promised */
} ZxdChannel;

void zxd_channel_clear (ZxdChannel *channel);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ZxdChannel, zxd_channel_clear)

/* FALSE with NOT_FOUND when there is none. */
gboolean zxd_channel_by_key (ZxdDb *db, const char *key, ZxdChannel *channel, GError **error);
gboolean zxd_channel_by_id (ZxdDb *db, gint64 id, ZxdChannel *channel, GError **error);

typedef void (*ZxdChannelFunc) (const ZxdChannel *channel, gpointer data);
gboolean zxd_channel_list (ZxdDb *db, ZxdChannelFunc row, gpointer data, GError **error);

/* One origin like https://help.example.com: scheme and host (and port), nothing else. */
gboolean zxd_origin_check (const char *origin, GError **error);
