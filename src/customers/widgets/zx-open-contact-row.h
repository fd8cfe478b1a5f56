/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-item-row.h"

/* A contact of the customer that is open now, besides the one on the screen. Item: ZxContact. */
#define ZX_TYPE_OPEN_CONTACT_ROW (zx_open_contact_row_get_type ())
G_DECLARE_FINAL_TYPE (ZxOpenContactRow, zx_open_contact_row, ZX, OPEN_CONTACT_ROW, ZxItemRow)
