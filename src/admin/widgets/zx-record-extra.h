/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client-records.h"

#include <adwaita.h>

/* The base of what a form shows besides fields: properties `client` and `draft` (of the record that
 * is shown, null when none). */
#define ZX_TYPE_RECORD_EXTRA (zx_record_extra_get_type ())
G_DECLARE_DERIVABLE_TYPE (ZxRecordExtra, zx_record_extra, ZX, RECORD_EXTRA, AdwBin)

struct _ZxRecordExtraClass {
  AdwBinClass parent_class;

  /* Another draft is shown, or the one that is shown has changed. */
  void (*refresh) (ZxRecordExtra *self, gboolean is_another);
};

ZxClient *zx_record_extra_get_client (ZxRecordExtra *self);
ZxRecordDraft *zx_record_extra_get_draft (ZxRecordExtra *self); /* nullable */
ZxRecord *zx_record_extra_get_record (ZxRecordExtra *self);     /* null: none, or a new one */
