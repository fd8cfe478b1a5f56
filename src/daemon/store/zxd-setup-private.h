/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-store-setup.h"

/* One row of a noun, column by column. A plain value; zero it before the first use. */
typedef struct {
  gint64 id, rev;
  char *texts[ZXD_SETUP_COLUMNS];    /* owned, null: empty; as stored */
  gint64 numbers[ZXD_SETUP_COLUMNS]; /* NUMBER, ORG, REF */
  gboolean has[ZXD_SETUP_COLUMNS];   /* NUMBER: it is not empty */
} ZxdSetupRow;

void zxd_setup_row_clear (ZxdSetupRow *row);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ZxdSetupRow, zxd_setup_row_clear)

gboolean zxd_setup_is_number (ZxdSetupKind kind);

/* Takes what @values say over into @row, whose columns were @was before (null: it is new), and
 * checks each. */
gboolean zxd_setup_take (ZxdDb *db,
                         const ZxdSetupNoun *noun,
                         const ZxRights *rights,
                         JsonObject *values,
                         const ZxdSetupRow *was,
                         ZxdSetupRow *row,
                         ZxdRefusal *refusal,
                         GError **error);

/* Column @place as a member of an open object. */
void
zxd_setup_add_member (GString *json, const ZxdSetupNoun *noun, int place, const ZxdSetupRow *row);
