/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-store-person.h"
#include "zxd-words.h"

/* What belongs to one person, for telling it and for taking it away. */
typedef struct {
  ZxdTxn *txn;
  ZxdDb *db;
  gint64 person_id, customer_id;
  gboolean is_erased;
  ZxdWords words;
  GArray *customers; /* gint64: his, and those that were merged with it */
  GArray *wholes;    /* gint64: those of them that are nobody but him */
  GArray *merges;    /* gint64: those by which one of them became part of another one */
  GArray *contacts, *visitors, *identities; /* gint64 */
} ZxdTraces;

/* Finds all that @deed is about; NOT_FOUND when there is no such person of customer
 * deed->customer_id (0: of any), NOT_ALLOWED when a contact is out of deed->rights. */
gboolean zxd_traces_find (ZxdTraces *self, ZxdTxn *txn, const ZxdPersonDeed *deed, GError **error);
void zxd_traces_clear (ZxdTraces *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ZxdTraces, zxd_traces_clear)

/* "column is one of a list", with one place for zxd_stmt_bind_list(). Interned. */
const char *zxd_traces_in (ZxdDb *db, const char *column);

/* A statement of @format, in which each %s stands for zxd_traces_in() of @column, with @ids bound
 * to place 1; null with @error. */
ZxdStmt *zxd_traces_prepare (ZxdTraces *self,
                             const char *format,
                             const char *column,
                             const GArray *ids,
                             GError **error);

gboolean zxd_traces_contain (const GArray *ids, gint64 id);

/* Does this audit row, which is about one of his customers or contacts, tell of him? */
gboolean zxd_traces_are_in_audit (const ZxdTraces *self,
                                  const char *noun,
                                  gint64 obj_id,
                                  const char *detail);
