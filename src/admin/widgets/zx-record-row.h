/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client-records.h"

#include <adwaita.h>

/* A record in a page's list: its name, a line under it, and whether something is not saved. */
#define ZX_TYPE_RECORD_ROW (zx_record_row_get_type ())
G_DECLARE_FINAL_TYPE (ZxRecordRow, zx_record_row, ZX, RECORD_ROW, GtkListBoxRow)

GtkWidget *zx_record_row_new (ZxRecord *record, ZxClient *client);
ZxRecord *zx_record_row_get_record (ZxRecordRow *self);
void zx_record_row_set_edited (ZxRecordRow *self, gboolean is_edited);
void zx_record_row_refresh (ZxRecordRow *self); /* a name that it mentions has changed */
