/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-change.h"
#include "zxd-identity-value.h"

/* Customers: companies or single persons, with their people, identities, contracts and products.
 * All of it is one object on the wire: whoever changes a part tells the whole. */
typedef struct {
  gint64 id, org_id, rev;
  const char *external_id; /* the vendor's own number, may be null */
  const char *name;
  const char *kind; /* "company" or "person" */
  ZxTier tier;
  gint64 owner_agent_id; /* who looks after it, 0: nobody */
  const char *note;      /* may be null */
} ZxdCustomer;

/* Adds one; `id` and `rev` are set. Parts follow, then zxd_customer_tell() with `rev`, before any
 * other event of this transaction. CONFLICT when the external id is there already. */
gboolean zxd_customer_add (ZxdTxn *txn, ZxdCustomer *customer, GError **error);

gboolean zxd_customer_add_person (ZxdTxn *txn,
                                  const ZxdCustomer *customer,
                                  const char *name,
                                  const char *title,
                                  const char *lang,
                                  gint64 *person_id,
                                  GError **error);

/* @person_id 0: the company's own. @shared: a switchboard or common mailbox, which many have. The
 * value is normalised. CONFLICT when a personal one belongs to somebody else. */
gboolean zxd_customer_add_identity (ZxdTxn *txn,
                                    const ZxdCustomer *customer,
                                    gint64 person_id,
                                    const char *kind,
                                    const char *value,
                                    gboolean shared,
                                    GError **error);

/* Days are ISO ("2026-11-21") or null, @modules separated by commas; @kind_id 0: none. */
typedef struct {
  const char *name, *level, *starts_on, *ends_on, *modules, *remaining, *note;
  gint64 kind_id;
} ZxdContract;
gboolean zxd_customer_add_contract (ZxdTxn *txn,
                                    const ZxdCustomer *customer,
                                    const ZxdContract *contract,
                                    GError **error);

typedef struct {
  const char *name, *version, *modules, *environment, *installed_on;
} ZxdProduct;
gboolean zxd_customer_add_product (ZxdTxn *txn,
                                   const ZxdCustomer *customer,
                                   const ZxdProduct *product,
                                   GError **error);

/* Tells each product of a customer, at most @limit, by id; the texts are lent. */
typedef void (*ZxdProductFunc) (const ZxdProduct *product, gpointer data);
gboolean zxd_customer_each_product (ZxdDb *db,
                                    gint64 customer_id,
                                    int limit,
                                    ZxdProductFunc tell,
                                    gpointer data,
                                    GError **error);

/* The language of @person_id, else that of @customer_id (each may be 0); *@lang is the caller's,
 * null when nobody has noted one. */
gboolean
zxd_customer_lang (ZxdDb *db, gint64 customer_id, gint64 person_id, char **lang, GError **error);

/* Logs the customer as it is now under @seq. */
gboolean zxd_customer_tell (ZxdTxn *txn, gint64 id, gint64 seq, gboolean is_new, GError **error);

/* 0 when there is none; -1 with @error. */
gint64 zxd_customer_by_external_id (ZxdDb *db, const char *external_id, GError **error);
gint64 zxd_customer_person (ZxdDb *db, gint64 customer_id, const char *name, GError **error);

/* Members of the whole object, without id and rev, into an open object. NOT_FOUND when there is
 * none. */
gboolean zxd_customer_add_json (ZxdDb *db,
                                gint64 id,
                                GString *json,
                                gint64 *org_id,
                                gint64 *rev,
                                GError **error);

/* May it be shown: its organisation is in sight, or one of its open contacts is; and it was not
 * merged into another one. */
gboolean zxd_customer_is_seen (ZxdDb *db,
                               gint64 id,
                               const ZxRights *rights,
                               gboolean *is_seen,
                               GError **error);

/* Its contacts in the organisations in sight, newest first, whoever handled them: appends
 * {"items":[…],"next":…,"as_of":…}. @after is a `next`, or 0. */
gboolean zxd_customer_add_history (ZxdDb *db,
                                   gint64 id,
                                   const ZxRights *rights,
                                   gint64 after,
                                   int most,
                                   gint64 as_of,
                                   GString *json,
                                   GError **error);

/* Everything that has been with it, newest first: {kind: contact|note|change, at, …}, in pages; the
 * same contacts as in the history. @after is a `next`, or null; BAD_DATA when it is neither. */
gboolean zxd_customer_add_timeline (ZxdDb *db,
                                    gint64 id,
                                    const ZxRights *rights,
                                    const char *after,
                                    int most,
                                    gint64 as_of,
                                    GString *json,
                                    GError **error);

/* Some part of it has changed: takes the next number as its rev and tells the whole. @was_org_id is
 * where it was before when it has moved to another organisation, else 0. *@rev may be null. */
gboolean
zxd_customer_changed (ZxdTxn *txn, gint64 id, gint64 was_org_id, gint64 *rev, GError **error);

/* Who asks may see it (and, when @to_change, change it): else NOT_FOUND, the same whether it is
 * hidden or not there; `merged` with `into` when it was merged into one in sight; NOT_ALLOWED when
 * it is seen only for the sake of an open contact. *@org_id and *@rev may be null. */
gboolean zxd_customer_check (ZxdDb *db,
                             gint64 id,
                             const ZxRights *rights,
                             gboolean to_change,
                             gint64 *org_id,
                             gint64 *rev,
                             ZxdRefusal *refusal,
                             GError **error);
