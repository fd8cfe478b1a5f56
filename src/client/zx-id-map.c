/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One object an id, for as long as somebody holds it. */
#include "zx-id-map.h"

typedef struct {
  ZxIdMap *map; /* whose entry this is */
  gint64 id;    /* the key points here */
  GObject *object;
} Entry;

struct _ZxIdMap {
  GHashTable *entries; /* owned: gint64 * → Entry */
};

static void
died_cb (gpointer data, GObject *where)
{
  Entry *entry = data;

  entry->object = NULL;
  g_hash_table_remove (entry->map->entries, &entry->id);
}

static void
free_entry (gpointer data)
{
  Entry *entry = data;

  if (entry->object != NULL)
    g_object_weak_unref (entry->object, died_cb, entry);
  g_free (entry);
}

ZxIdMap *
zx_id_map_new (void)
{
  ZxIdMap *map = g_new0 (ZxIdMap, 1);

  map->entries = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, free_entry);
  return map;
}

void
zx_id_map_free (ZxIdMap *map)
{
  g_hash_table_unref (map->entries);
  g_free (map);
}

gpointer
zx_id_map_find (ZxIdMap *map, gint64 id)
{
  Entry *entry = g_hash_table_lookup (map->entries, &id);

  return entry != NULL ? entry->object : NULL;
}

void
zx_id_map_add (ZxIdMap *map, gint64 id, gpointer object)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->map = map;
  entry->id = id;
  entry->object = object;
  g_object_weak_ref (object, died_cb, entry);
  g_hash_table_replace (map->entries, &entry->id, entry);
}

GPtrArray *
zx_id_map_all (ZxIdMap *map)
{
  GPtrArray *all = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer entry;

  g_hash_table_iter_init (&iter, map->entries);
  while (g_hash_table_iter_next (&iter, NULL, &entry))
    g_ptr_array_add (all, g_object_ref (((Entry *) entry)->object));
  return all;
}
