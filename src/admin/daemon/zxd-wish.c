/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads what an administrator asks for off the call. */
#include "zxd-wish.h"

#include <string.h>

static ZxdWish *
wish_new (ZxdCall *call, gconstpointer noun)
{
  ZxdWish *wish = g_new0 (ZxdWish, 1);

  zxd_answer_wipe (&wish->answer);
  wish->noun = noun;
  wish->actor = zxd_call_actor (call);
  wish->id = zxd_call_part_id (call, "id");
  return wish;
}

void
zxd_wish_free (gpointer data)
{
  ZxdWish *wish = data;

  zxd_answer_clear (&wish->answer);
  g_free (wish);
}

ZxdWish *
zxd_wish_for_list (ZxdCall *call, gconstpointer noun)
{
  ZxdWish *wish;
  gint64 after;
  int limit;

  if (!zxd_call_page (call, &limit, &after))
    return NULL;
  wish = wish_new (call, noun);
  wish->limit = limit;
  wish->after = after;
  return wish;
}

ZxdWish *
zxd_wish_for_new (ZxdCall *call, gconstpointer noun)
{
  guint8 request[ZX_UUID_BYTES];
  ZxdWish *wish;

  if (!zxd_call_uuid (call, "request", request))
    return NULL;
  wish = wish_new (call, noun);
  memcpy (wish->request, request, sizeof request);
  wish->values = zxd_call_body (call);
  return wish;
}

ZxdWish *
zxd_wish_for_removal (ZxdCall *call, gconstpointer noun)
{
  ZxdWish *wish;
  gint64 seen;

  if (!zxd_call_if_match (call, &seen))
    return NULL;
  wish = wish_new (call, noun);
  wish->seen = seen;
  return wish;
}

ZxdWish *
zxd_wish_for_change (ZxdCall *call, gconstpointer noun)
{
  JsonObject *body = zxd_call_body (call);
  ZxdWish *wish = body != NULL ? zxd_wish_for_removal (call, noun) : NULL;

  if (wish != NULL)
    wish->values = body;
  return wish;
}
