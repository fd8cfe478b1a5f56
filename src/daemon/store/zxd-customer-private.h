/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-row.h"
#include "zxd-store-customer-edit.h"

/* What the files that change customers share. */

/* Begins what makes something: FALSE with @error; `is_again` and `made_id` when it was done before.
 */
gboolean zxd_edit_begin (ZxdTxn *txn, ZxdEdit *edit, GError **error);

/* The audit row of @action on the customer. @detail is taken: an open object, or null. */
gboolean zxd_edit_audit (ZxdTxn *txn,
                         const ZxdEdit *edit,
                         const char *action,
                         GString *detail,
                         GError **error);

/* The customer's new number @seq: written and told. @was_org_id as in zxd_customer_changed(). */
gboolean
zxd_customer_changed_at (ZxdTxn *txn, gint64 id, gint64 was_org_id, gint64 seq, GError **error);

/* CONFLICT `belongs`, with whom it belongs to as far as he is in sight, when @sql finds (customer
 * id, its name, its organisation, a person's name). Its places are bound to @text and @number, then
 * @more if it is not null. */
typedef struct {
  const char *sql;
  const char *text, *more; /* more: null when there is no such place */
  gint64 number;
} ZxdOwnerQuery;
gboolean zxd_edit_check_free (ZxdTxn *txn,
                              ZxdEdit *edit,
                              const ZxdOwnerQuery *query,
                              const char *what,
                              GError **error);

/* Inserts one part from @body under @rev. @person_id: whose identity it is when @body does not say.
 */
gboolean zxd_part_insert (ZxdTxn *txn,
                          ZxdPart part,
                          ZxdEdit *edit,
                          JsonObject *body,
                          gint64 person_id,
                          gint64 rev,
                          gint64 *id,
                          GString *detail,
                          GError **error);
