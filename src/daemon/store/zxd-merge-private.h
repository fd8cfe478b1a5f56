/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "zxd-store-merge.h"

/* What an empty member may be filled from. Texts are owned, null when empty. */
typedef struct {
  gint64 org_id, rev;
  gint64 owner_agent_id;
  char *name, *external_id, *note, *lang, *fields;
  ZxTier tier;
} ZxdMerged;

void zxd_merged_clear (ZxdMerged *merged);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ZxdMerged, zxd_merged_clear)

gboolean zxd_merged_load (ZxdDb *db, gint64 id, ZxdMerged *merged, GError **error);

/* Writes owner, number, note, language and own fields. */
gboolean zxd_merged_save (ZxdDb *db, gint64 id, const ZxdMerged *merged, GError **error);

/* Takes out of @survivor the texts that it got by a merge, unless somebody has changed them. */
void zxd_merged_empty (ZxdMerged *survivor, JsonObject *filled);

/* The contacts that are told singly; the past ones are told by their customer's event. */
#define ZXD_MERGE_IS_OPEN "state NOT IN ('closed', 'abandoned', 'missed')"

/* Runs a statement whose places are all numbers. */
gboolean
zxd_merge_run (ZxdDb *db, const char *sql, const gint64 *numbers, gsize n_numbers, GError **error);

/* The numbers in the first column. Null with @error. */
GArray *
zxd_merge_list (ZxdDb *db, const char *sql, const gint64 *numbers, gsize n_numbers, GError **error);

/* One line of the audit trail about @customer_id. */
gboolean zxd_merge_note (ZxdTxn *txn,
                         const ZxdMerge *merge,
                         const char *action,
                         gint64 customer_id,
                         const char *title,
                         GError **error);

/* The own fields of a customer, empty when it has none. */
JsonObject *zxd_merge_fields (const char *fields);

/* As they are kept: null when there are none. */
char *zxd_merge_fields_text (JsonObject *fields);
