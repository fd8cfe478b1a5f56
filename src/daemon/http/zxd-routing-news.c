/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps whose rows have changed, as events tell it, until they are read. */
#include "zxd-routing-news.h"

#include "zx-json.h"

static gpointer
key_of (gint64 id)
{
  return GSIZE_TO_POINTER ((gsize) id);
}

void
zxd_routing_news_init (ZxdRoutingNews *news)
{
  *news = (ZxdRoutingNews){.contacts = g_hash_table_new (NULL, NULL),
                           .agents = g_hash_table_new (NULL, NULL)};
}

void
zxd_routing_news_clear (ZxdRoutingNews *news)
{
  g_clear_pointer (&news->contacts, g_hash_table_unref);
  g_clear_pointer (&news->agents, g_hash_table_unref);
}

void
zxd_routing_news_forget (ZxdRoutingNews *news)
{
  news->is_all = FALSE;
  news->heard_us = 0;
  g_hash_table_remove_all (news->contacts);
  g_hash_table_remove_all (news->agents);
}

void
zxd_routing_news_now (ZxdRoutingNews *news)
{
  if (news->heard_us == 0)
    news->heard_us = g_get_monotonic_time ();
}

void
zxd_routing_news_all (ZxdRoutingNews *news)
{
  news->is_all = TRUE;
  zxd_routing_news_now (news);
}

/* Whoever waits already does so since then. */
static void
note (ZxdRoutingNews *news, GHashTable *set, gint64 id, gint64 heard_us)
{
  if (id != 0 && !g_hash_table_contains (set, key_of (id)))
    g_hash_table_insert (set, key_of (id), key_of (heard_us));
  if (news->heard_us == 0 || heard_us < news->heard_us)
    news->heard_us = heard_us;
}

void
zxd_routing_news_contact (ZxdRoutingNews *news, gint64 id)
{
  note (news, news->contacts, id, g_get_monotonic_time ());
}

void
zxd_routing_news_agent (ZxdRoutingNews *news, gint64 id)
{
  note (news, news->agents, id, g_get_monotonic_time ());
}

/* An offer's contact stands in its words alone. */
static void
hear_offer (ZxdRoutingNews *news, const ZxdEvent *event)
{
  g_autoptr (JsonObject) offer =
      event->json != NULL ? zx_json_parse (event->json, event->json_length, NULL) : NULL;
  gint64 contact_id = offer != NULL ? zx_json_id (offer, "contact_id") : 0;

  if (contact_id == 0) {
    zxd_routing_news_all (news);
    return;
  }
  zxd_routing_news_contact (news, contact_id);
  zxd_routing_news_agent (news, zx_json_id (offer, "agent_id"));
}

void
zxd_routing_news_hear (ZxdRoutingNews *news, const ZxdEvent *event)
{
  if (g_str_equal (event->noun, "contact")) {
    /* Whose hand it is in, and whose it was: their rows say since when they are idle. */
    zxd_routing_news_contact (news, event->id);
    zxd_routing_news_agent (news, event->now.owner_id);
    zxd_routing_news_agent (news, event->was.owner_id);
  } else if (g_str_equal (event->noun, "offer")) {
    hear_offer (news, event);
  } else if (g_str_equal (event->noun, "agent")) {
    zxd_routing_news_agent (news, event->id);
  } else {
    zxd_routing_news_all (news);
  }
}

static void
add_set (ZxdRoutingNews *news, GHashTable *set, GHashTable *from)
{
  gint64 now_us = g_get_monotonic_time ();
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, from);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    note (news, set, (gint64) GPOINTER_TO_SIZE (id), now_us);
}

void
zxd_routing_news_add (ZxdRoutingNews *news, const ZxdRoutingNews *other)
{
  news->is_all |= other->is_all;
  add_set (news, news->contacts, other->contacts);
  add_set (news, news->agents, other->agents);
  zxd_routing_news_now (news);
}

static void
subtract_set (GHashTable *set, GHashTable *other)
{
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, other);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_hash_table_remove (set, id);
}

void
zxd_routing_news_subtract (ZxdRoutingNews *news, const ZxdRoutingNews *other)
{
  subtract_set (news->contacts, other->contacts);
  subtract_set (news->agents, other->agents);
}

static gboolean
has_other (GHashTable *set, GHashTable *held)
{
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, set);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    if (!g_hash_table_contains (held, id))
      return TRUE;
  return FALSE;
}

static gboolean
is_empty (const ZxdRoutingNews *news)
{
  return g_hash_table_size (news->contacts) + g_hash_table_size (news->agents) == 0;
}

gboolean
zxd_routing_news_waits (const ZxdRoutingNews *news, const ZxdRoutingNews *held)
{
  if (news->heard_us == 0)
    return FALSE;
  if (news->is_all)
    return is_empty (held);
  return is_empty (news) || has_other (news->contacts, held->contacts) ||
         has_other (news->agents, held->agents);
}

/* The rest stays, and goes on waiting since it was heard of. */
static void
take_set (ZxdRoutingNews *news,
          GHashTable *set,
          GHashTable *held,
          ZxdRoutingNews *part,
          GHashTable *to)
{
  gint64 left_us = 0;
  GHashTableIter iter;
  gpointer id, heard;

  g_hash_table_iter_init (&iter, set);
  while (g_hash_table_iter_next (&iter, &id, &heard)) {
    gint64 heard_us = (gint64) GPOINTER_TO_SIZE (heard);

    if (g_hash_table_contains (held, id)) {
      left_us = left_us == 0 ? heard_us : MIN (left_us, heard_us);
    } else {
      note (part, to, (gint64) GPOINTER_TO_SIZE (id), heard_us);
      g_hash_table_iter_remove (&iter);
    }
  }
  if (left_us != 0)
    news->heard_us = news->heard_us == 0 ? left_us : MIN (news->heard_us, left_us);
}

void
zxd_routing_news_take (ZxdRoutingNews *news, const ZxdRoutingNews *held, ZxdRoutingNews *part)
{
  part->is_all = news->is_all;
  if (news->is_all || is_empty (news))
    part->heard_us = news->heard_us;
  news->is_all = FALSE;
  news->heard_us = 0;
  take_set (news, news->contacts, held->contacts, part, part->contacts);
  take_set (news, news->agents, held->agents, part, part->agents);
}
