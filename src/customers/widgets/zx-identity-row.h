/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-item-row.h"

/* A phone number, address or account of a customer. Item: ZxIdentity. */
#define ZX_TYPE_IDENTITY_ROW (zx_identity_row_get_type ())
G_DECLARE_FINAL_TYPE (ZxIdentityRow, zx_identity_row, ZX, IDENTITY_ROW, ZxItemRow)
