/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-store-import.h"

/* What the files of the import share. */

/* A customer that this batch has changed. */
typedef struct {
  gint64 id, seq, was_org;
  gboolean is_new;
} ZxdImportTouch;

struct _ZxdImportBatch {
  gint64 org_id;
  char *detail;        /* owned: JSON for the audit trail */
  GHashTable *touched; /* owned: id → owned Touch */
  GHashTable *seen;    /* owned: ids of all customers met */
  ZxdImportFigures figures;
};

/* The customer of a row as the database has it. */
typedef struct {
  gint64 id, org_id, owner_id;
  char *name, *kind, *tier, *note, *lang, *fields; /* owned */
} ZxdKnown;

void zxd_known_clear (ZxdKnown *known);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ZxdKnown, zxd_known_clear)

/* BAD_DATA, and @member of the row is to blame. Always FALSE. */
gboolean
zxd_import_refuse (ZxdImportRow *row, const char *member, GError **error, const char *format, ...)
    G_GNUC_PRINTF (4, 5);

/* The number under which this batch tells of the customer. */
gboolean zxd_import_touch (ZxdTxn *txn,
                           ZxdImportBatch *batch,
                           const ZxdKnown *known,
                           gint64 *seq,
                           GError **error);

/* Puts @said into *@known if it was said and is something else; TRUE then. */
gboolean zxd_import_take_text (char **known, const char *said);

/* What the row says of people, identities, contract and product. A private person is his own one
 * person. */
gboolean zxd_import_put_parts (ZxdTxn *txn,
                               ZxdImportBatch *batch,
                               ZxdImportRow *row,
                               const ZxdKnown *known,
                               GError **error);
