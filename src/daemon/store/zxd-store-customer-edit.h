/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "zxd-store-customer.h"

/* Customers as agents change them: each call is one closure with its rights, its request or the rev
 * that its editor saw, its audit row and its event. */

/* The parts of a customer; each is a table of its own. */
typedef enum {
  ZXD_PART_PERSON,
  ZXD_PART_IDENTITY,
  ZXD_PART_CONTRACT,
  ZXD_PART_PRODUCT,
  ZXD_PART_NOTE,
  ZXD_N_PARTS,
} ZxdPart;

typedef struct {
  ZxdActor actor;
  JsonObject *body;      /* lent; null when something is removed */
  const guint8 *request; /* lent: the client's UUID, of what is new */
  gint64 seen_rev;       /* the customer's, of what is changed or removed */
  gint64 customer_id;    /* set by zxd_customer_create() */
  gint64 part_id;        /* which one is changed or removed */

  /* set by the call */
  gboolean is_again; /* this request was done before */
  gint64 made_id;    /* the new part */
  ZxdRefusal refusal;
} ZxdEdit;

/* {org_id?, name, kind, tier?, external_id?, owner_agent_id?, note?, lang?, fields?, people?,
 * identities?}; the organisation is the agent's own when none is named. */
gboolean zxd_customer_create (ZxdTxn *txn, ZxdEdit *edit, GError **error);
gboolean zxd_customer_edit (ZxdTxn *txn, ZxdEdit *edit, GError **error);

gboolean zxd_customer_add_part (ZxdTxn *txn, ZxdPart part, ZxdEdit *edit, GError **error);
gboolean zxd_customer_edit_part (ZxdTxn *txn, ZxdPart part, ZxdEdit *edit, GError **error);

/* A person goes with his identities; CONFLICT `in-use` when he has contacts. Notes go by their
 * author or who oversees. */
gboolean zxd_customer_remove_part (ZxdTxn *txn, ZxdPart part, ZxdEdit *edit, GError **error);
