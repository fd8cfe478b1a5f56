/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-store.h"

/* Organisations: one tree of headquarters, branches and dealers. `path` names the way from the root
 * by ids, itself last: "/1/7/". */

/* Adds one below @parent_id (0: a root) and tells everyone. *@id is its number. The agents whose
 * scope now reaches it have their rights renewed. */
gboolean zxd_org_add (ZxdTxn *txn, const char *name, gint64 parent_id, gint64 *id, GError **error);

/* By name or by id as text; null: the first root, so that a small company need not care. 0 with
 * NOT_FOUND, or BAD_DATA when several have this name. */
gint64 zxd_org_find (ZxdDb *db, const char *name_or_id, GError **error);

/* Calls @row for each, parents before children. */
typedef void (*ZxdOrgRow) (gint64 id, gint64 parent_id, const char *name, int depth, gpointer data);
gboolean zxd_org_list (ZxdDb *db, ZxdOrgRow row, gpointer data, GError **error);
