/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client-customers.h"

#include <adwaita.h>

/* The whole of one customer: head, people, contracts, products, notes, what was merged, and the
 * history over every channel; all of it can be edited where it stands. Properties: client, customer
 * (both nullable). Signals: `open-customer` (int64 id): a customer that was merged is back. */
#define ZX_TYPE_CUSTOMER_PAGE (zx_customer_page_get_type ())
G_DECLARE_FINAL_TYPE (ZxCustomerPage, zx_customer_page, ZX, CUSTOMER_PAGE, AdwBin)

void zx_customer_page_set_customer (ZxCustomerPage *self, ZxCustomer *customer);
/* In two columns: what the customer has, and what happened. */
void zx_customer_page_set_wide (ZxCustomerPage *self, gboolean is_wide);
void zx_customer_page_edit (ZxCustomerPage *self); /* the customer's own members */
void zx_customer_page_take_focus (ZxCustomerPage *self);
