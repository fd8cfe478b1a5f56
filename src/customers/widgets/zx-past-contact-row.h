/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-item-row.h"

/* An earlier contact of a customer: channel, matter, agent, when. Item: ZxPastContact. */
#define ZX_TYPE_PAST_CONTACT_ROW (zx_past_contact_row_get_type ())
G_DECLARE_FINAL_TYPE (ZxPastContactRow, zx_past_contact_row, ZX, PAST_CONTACT_ROW, ZxItemRow)
