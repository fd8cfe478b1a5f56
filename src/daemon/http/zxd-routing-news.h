/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-event.h"

/* Whose rows are to be read again before the next decision, by what was heard of them. */
typedef struct {
  gboolean is_all;      /* what all the others hang on has changed, or nothing was ever read */
  GHashTable *contacts; /* owned: since when, monotonic µs, by id */
  GHashTable *agents;   /* the same */
  gint64 heard_us;      /* since when the oldest of it waits; 0: nothing waits */
} ZxdRoutingNews;

void zxd_routing_news_init (ZxdRoutingNews *news);
void zxd_routing_news_clear (ZxdRoutingNews *news);  /* may be all zero */
void zxd_routing_news_forget (ZxdRoutingNews *news); /* all of it */

/* Notes that something waits from now on, be it the clock alone. */
void zxd_routing_news_now (ZxdRoutingNews *news);
void zxd_routing_news_all (ZxdRoutingNews *news);
void zxd_routing_news_contact (ZxdRoutingNews *news, gint64 id);
void zxd_routing_news_agent (ZxdRoutingNews *news, gint64 id);

/* Notes whom a committed event concerns. */
void zxd_routing_news_hear (ZxdRoutingNews *news, const ZxdEvent *event);

/* Adds what @other has; takes out the ids that @other has. */
void zxd_routing_news_add (ZxdRoutingNews *news, const ZxdRoutingNews *other);
void zxd_routing_news_subtract (ZxdRoutingNews *news, const ZxdRoutingNews *other);

/* Whether there is anything beside what is @held. */
gboolean zxd_routing_news_waits (const ZxdRoutingNews *news, const ZxdRoutingNews *held);

/* Moves what is not @held into @part, which is empty. */
void zxd_routing_news_take (ZxdRoutingNews *news, const ZxdRoutingNews *held, ZxdRoutingNews *part);
