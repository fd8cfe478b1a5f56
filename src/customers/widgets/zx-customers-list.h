/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client-customers.h"

#include <adwaita.h>

/* The list of the customers' tab: the newest customers, or those that are searched for while the
 * agent types. Signal: `chosen` (int64 id): open this one. */
#define ZX_TYPE_CUSTOMERS_LIST (zx_customers_list_get_type ())
G_DECLARE_FINAL_TYPE (ZxCustomersList, zx_customers_list, ZX, CUSTOMERS_LIST, AdwBin)

void zx_customers_list_set_client (ZxCustomersList *self, ZxClient *client);

/* One is only chosen here: without the buttons that make a new one, and without @left_out_id. */
void zx_customers_list_only_choose (ZxCustomersList *self, gint64 left_out_id);

/* Asks again: something has changed. What is shown stays until the answer is there. */
void zx_customers_list_refresh (ZxCustomersList *self);

void zx_customers_list_mark (ZxCustomersList *self, gint64 id); /* the one that is open; 0: none */
void zx_customers_list_focus_entry (ZxCustomersList *self);
void zx_customers_list_clear (ZxCustomersList *self); /* signed out */
