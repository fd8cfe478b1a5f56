/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-record.h"

#include <adwaita.h>

/* One quick reply: its shortcut, its title and how its text begins. Construct-only properties:
 * `record`, `text` (filled in). */
#define ZX_TYPE_REPLY_ROW (zx_reply_row_get_type ())
G_DECLARE_FINAL_TYPE (ZxReplyRow, zx_reply_row, ZX, REPLY_ROW, GtkListBoxRow)

GtkWidget *zx_reply_row_new (ZxRecord *record, const char *text);
