/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-panel.h"

/* The tab of the customers: search and list on the left, the whole customer on the right, where
 * it needs no side panels. */
#define ZX_TYPE_CUSTOMERS_PANEL (zx_customers_panel_get_type ())
G_DECLARE_FINAL_TYPE (ZxCustomersPanel, zx_customers_panel, ZX, CUSTOMERS_PANEL, ZxPanel)
