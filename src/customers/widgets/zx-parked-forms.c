/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps what was typed about one customer while another one is shown. */
#include "zx-parked-forms.h"

ZxParkedForms *
zx_parked_forms_new (void)
{
  return g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_object_unref);
}

void
zx_parked_forms_park (ZxParkedForms *self, ZxCustomer *customer, ZxPartForm *form)
{
  g_autoptr (ZxPartForm) owned = form;
  gint64 id;

  g_return_if_fail (self != NULL);

  if (form == NULL || customer == NULL || !zx_part_form_is_changed (form))
    return;
  id = zx_customer_get_id (customer);
  g_hash_table_replace (self, g_memdup2 (&id, sizeof id), g_steal_pointer (&owned));
}

ZxPartForm *
zx_parked_forms_take (ZxParkedForms *self, ZxCustomer *customer)
{
  gint64 id = customer != NULL ? zx_customer_get_id (customer) : 0;
  g_autofree gpointer key = NULL;
  gpointer form = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  return g_hash_table_steal_extended (self, &id, &key, &form) ? form : NULL;
}

static gboolean
is_same (gpointer key, gpointer form, gpointer wanted)
{
  return form == wanted;
}

void
zx_parked_forms_forget (ZxParkedForms *self, ZxPartForm *form)
{
  g_return_if_fail (self != NULL);

  g_hash_table_foreach_remove (self, is_same, form);
}
