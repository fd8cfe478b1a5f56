/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

/* One object an id, for as long as somebody holds it: the map itself holds nobody alive. Main
 * thread. */
typedef struct _ZxIdMap ZxIdMap;

ZxIdMap *zx_id_map_new (void);
void zx_id_map_free (ZxIdMap *map);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZxIdMap, zx_id_map_free)

gpointer zx_id_map_find (ZxIdMap *map, gint64 id); /* lent, null when there is none */
void zx_id_map_add (ZxIdMap *map, gint64 id, gpointer object);
GPtrArray *zx_id_map_all (ZxIdMap *map); /* new, holds references */
