/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-store-bind.h"
#include "zxd-store-contact.h"
#include "zxd-store-visitor-private.h"

/* A row of `binding`. A plain value; zero it before the first use. */
typedef struct {
  gint64 id;
  gint64 was_customer_id, was_person_id, was_bound_by_id;
  ZxIdentityTrust was_trust;
  char *was_name, *was_company; /* owned, null */
  gint64 visitor_id;            /* 0: the visitor was left as he was */
  gint64 visitor_customer_id, visitor_person_id, visitor_bound_by_id;
  ZxIdentityTrust visitor_trust;
  gint64 made_customer_id, made_identity_id; /* 0: none */
} ZxdBinding;

void zxd_binding_clear (ZxdBinding *binding);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ZxdBinding, zxd_binding_clear)

/* Loads the contact, checks who asks, and notes the request. Null with @error; null without one
 * when `again`. */
ZxdContact *zxd_bind_begin (ZxdTxn *txn, ZxdBind *bind, GError **error);

/* How sure a visitor's own words make us. */
ZxIdentityTrust zxd_bind_trust_of (const ZxdVisitor *visitor);

/* Writes whose the visitor is. */
gboolean zxd_bind_save_visitor (ZxdDb *db, const ZxdVisitor *visitor, GError **error);

/* How dear the customer is to us; a stranger is a regular one. */
gboolean zxd_customer_tier (ZxdDb *db, gint64 customer_id, ZxTier *tier, GError **error);

/* The contact's customer and person tell the names that it lacks. */
gboolean zxd_bind_fill_names (ZxdDb *db, ZxdContact *contact, GError **error);

/* One line of the audit trail about the contact. */
gboolean zxd_bind_note (ZxdTxn *txn,
                        const ZxdBind *bind,
                        const char *action,
                        gint64 was_customer_id,
                        gint64 now_customer_id,
                        GError **error);
