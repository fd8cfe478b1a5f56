/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-side-panel.h"

/* Who the customer of the selected contact is: person, tier, company, trust, contracts, products,
 * people and the last contacts. Also says when that is not known, not loaded or out of date. */
#define ZX_TYPE_CUSTOMERS_SIDE (zx_customers_side_get_type ())
G_DECLARE_FINAL_TYPE (ZxCustomersSide, zx_customers_side, ZX, CUSTOMERS_SIDE, ZxSidePanel)
