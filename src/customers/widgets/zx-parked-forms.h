/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-part-form.h"

/* Forms of customers who are not shown now, with what was typed into them: one a customer. */
typedef GHashTable ZxParkedForms;

ZxParkedForms *zx_parked_forms_new (void); /* g_hash_table_unref() */

/* Keeps @form (taken; nullable) until @customer (nullable) is shown again, if anything was typed
 * that would be lost. It stands nowhere by then. */
void zx_parked_forms_park (ZxParkedForms *self, ZxCustomer *customer, ZxPartForm *form);

/* The form of @customer (nullable), which is not kept any longer; null when there is none. */
ZxPartForm *zx_parked_forms_take (ZxParkedForms *self, ZxCustomer *customer);

/* @form is done while its customer is not shown. */
void zx_parked_forms_forget (ZxParkedForms *self, ZxPartForm *form);
