/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client-customers.h"

#include <adwaita.h>

/* A window in which a new customer is entered. Signal: `made` (int64 id). It destroys itself. */
#define ZX_TYPE_CUSTOMER_DIALOG (zx_customer_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ZxCustomerDialog, zx_customer_dialog, ZX, CUSTOMER_DIALOG, AdwWindow)

ZxCustomerDialog *zx_customer_dialog_open (GtkWidget *opener, ZxClient *client);
