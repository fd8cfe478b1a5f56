/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-customer-hit.h"

#include <adwaita.h>

/* A customer in the list: name, tier, and what was found or who it is. Property `hit`, set once. */
#define ZX_TYPE_CUSTOMER_HIT_ROW (zx_customer_hit_row_get_type ())
G_DECLARE_FINAL_TYPE (ZxCustomerHitRow, zx_customer_hit_row, ZX, CUSTOMER_HIT_ROW, GtkListBoxRow)

GtkWidget *zx_customer_hit_row_new (ZxCustomerHit *hit);
ZxCustomerHit *zx_customer_hit_row_get_hit (ZxCustomerHitRow *self); /* lent, null in a template */
