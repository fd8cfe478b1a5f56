/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-item-row.h"

/* What a customer has installed: product, version, whether a newer one is current, environment and
 * modules. Item: ZxProduct. Properties: client (its catalogue knows the versions), contact (the
 * module that it is about is emphasised; nullable). */
#define ZX_TYPE_PRODUCT_ROW (zx_product_row_get_type ())
G_DECLARE_FINAL_TYPE (ZxProductRow, zx_product_row, ZX, PRODUCT_ROW, ZxItemRow)
