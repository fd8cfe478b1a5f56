/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-customer-parts.h"

/* Whether a thing that loads itself is there yet. */
typedef enum { ZX_LOAD_LOADING, ZX_LOAD_READY, ZX_LOAD_ERROR } ZxLoad;
#define ZX_TYPE_LOAD (zx_load_get_type ())
GType zx_load_get_type (void);

/* A customer: company or person, with all that the panel shows. One object an id; written only by
 * the client's gate; main thread. Properties, read-only and notifying: id, rev, org-id, owner-id,
 * created-at (int64), name, kind ("company" or "person"), external-id, note, lang, owner-name, tier
 * (ZxTier), state (ZxLoad); people (of ZxPerson), identities (ZxIdentity: the company's own),
 * contracts (ZxContract), products (ZxProduct), notes (ZxNote, newest first), merges (ZxMerge),
 * recent-contacts (ZxPastContact, newest first): GListModels that live as long as the customer.
 * Its own fields notify as `fields`, which is the number of them. */
#define ZX_TYPE_CUSTOMER (zx_customer_get_type ())
G_DECLARE_FINAL_TYPE (ZxCustomer, zx_customer, ZX, CUSTOMER, GObject)

ZxCustomer *zx_customer_new (gint64 id);

/* The gate. FALSE, and nothing changes, when @rev is not newer than what is known. */
gboolean zx_customer_apply_json (ZxCustomer *self, JsonObject *json, gint64 rev);
void zx_customer_apply_contacts (ZxCustomer *self, JsonArray *items);
void zx_customer_set_state (ZxCustomer *self, ZxLoad state);

gint64 zx_customer_get_id (ZxCustomer *self);
gint64 zx_customer_get_rev (ZxCustomer *self);
gint64 zx_customer_get_org_id (ZxCustomer *self);
ZxTier zx_customer_get_tier (ZxCustomer *self);
ZxLoad zx_customer_get_state (ZxCustomer *self);
const char *zx_customer_get_name (ZxCustomer *self);
const char *zx_customer_get_note (ZxCustomer *self);
const char *zx_customer_get_owner_name (ZxCustomer *self);
const char *zx_customer_get_external_id (ZxCustomer *self);
GListModel *zx_customer_get_people (ZxCustomer *self);
GListModel *zx_customer_get_identities (ZxCustomer *self);
GListModel *zx_customer_get_contracts (ZxCustomer *self);
GListModel *zx_customer_get_products (ZxCustomer *self);
GListModel *zx_customer_get_notes (ZxCustomer *self);
GListModel *zx_customer_get_merges (ZxCustomer *self);
GListModel *zx_customer_get_recent_contacts (ZxCustomer *self);

/* An own field's text by its key; null when it has none. Lent until the next change. */
const char *zx_customer_get_field (ZxCustomer *self, const char *key);

/* What the server said of it last, for comparing before a change is sent again. Lent, null before
 * the first answer; never to be changed. */
JsonObject *zx_customer_get_json (ZxCustomer *self);
