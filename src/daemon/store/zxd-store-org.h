/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "zx-id.h"
#include "zxd-change.h"

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

/* ---- as an administrator manages them; an actor without rights is the command line. Refusals are
 * `bad-field`, `exists` and `changed`. */

/* {"items":[…],"next":…,"as_of":…}: those in sight and those above the own one, by id. */
gboolean zxd_org_page (ZxdDb *db,
                       gint64 as_of,
                       const ZxRights *rights,
                       int limit,
                       gint64 after,
                       GString *json,
                       GError **error);

/* The whole object, with id and rev. NOT_FOUND when @rights (null: all) do not see it. */
gboolean zxd_org_get (ZxdDb *db,
                      const ZxRights *rights,
                      gint64 id,
                      GString *json,
                      gint64 *rev,
                      GError **error);

/* @values: name and parent_id. *@again: this @request (may be null) has added it before. */
gboolean zxd_org_create (ZxdTxn *txn,
                         const ZxdActor *actor,
                         const guint8 request[ZX_UUID_BYTES],
                         JsonObject *values,
                         gint64 *id,
                         gboolean *again,
                         ZxdRefusal *refusal,
                         GError **error);

/* @values: name. @seen: the rev that the editor has read, or 0 to change whatever there is. */
gboolean zxd_org_change (ZxdTxn *txn,
                         const ZxdActor *actor,
                         gint64 id,
                         gint64 seen,
                         JsonObject *values,
                         ZxdRefusal *refusal,
                         GError **error);
