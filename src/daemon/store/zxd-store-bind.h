/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-id.h"
#include "zxd-change.h"

/* Whose contact it is, said by an agent: by its owner or by who oversees. What was before is kept
 * in `binding`, so that it can be undone step by step. A contact that the vendor's server has
 * verified for a known customer cannot be given to another one: refusal `verified`. A request that
 * was carried out before changes nothing: *again. */

typedef struct {
  const ZxdActor *actor;
  gint64 contact_id;
  guint8 request[ZX_UUID_BYTES];

  /* whom it is given to; texts are lent */
  gint64 customer_id, person_id;     /* 0: nobody in particular of that customer */
  gboolean remember;                 /* the visitor's later contacts come bound as well */
  const char *name, *kind, *company; /* of a new customer; null: as the contact says */

  /* answered */
  gboolean again;
  ZxdRefusal refusal;
} ZxdBind;

/* To a customer in sight. If the visitor's account was verified but is nobody's yet, it becomes
 * this customer's. */
gboolean zxd_bind_known (ZxdTxn *txn, ZxdBind *bind, GError **error);

/* To a new customer of the contact's organisation: a company when there is a company's name, with
 * the person, and the product that the page named. BAD_DATA when nobody is named. */
gboolean zxd_bind_new (ZxdTxn *txn, ZxdBind *bind, GError **error);

/* From nobody that we know, and the visitor is forgotten too. */
gboolean zxd_bind_nobody (ZxdTxn *txn, ZxdBind *bind, GError **error);

/* As before the newest of these that was not undone yet; what it made goes. Refusals:
 * `nothing-to-undo`, `changed` when somebody has worked with what it made. */
gboolean zxd_bind_undo (ZxdTxn *txn, ZxdBind *bind, GError **error);

/* Appends {"items":[…]}: at most 10 whom the contact may be from, the surest first. NOT_FOUND when
 * @rights do not see the contact. */
gboolean zxd_bind_candidates (ZxdDb *db,
                              const ZxRights *rights,
                              gint64 contact_id,
                              GString *json,
                              GError **error);
