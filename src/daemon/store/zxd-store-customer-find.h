/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-store-customer.h"

/* What a customer can be found by. */
typedef enum {
  ZXD_FIND_NAME,
  ZXD_FIND_NUMBER, /* external id, and identities of kind external */
  ZXD_FIND_PERSON, /* a person's name */
  ZXD_FIND_PHONE,
  ZXD_FIND_MAIL,
  ZXD_FIND_ACCOUNT, /* product accounts and client ids */
} ZxdFindWhat;

typedef struct {
  ZxdFindWhat what;
  char *text; /* owned */
} ZxdFindPart;

/* One customer with all its parts, the name first. */
typedef struct {
  gint64 id, org_id;
  ZxTier tier;
  GArray *parts; /* owned ZxdFindPart */
} ZxdFindTexts;

ZxdFindTexts *zxd_find_texts_new (gint64 id, gint64 org_id, ZxTier tier);
void zxd_find_texts_free (ZxdFindTexts *texts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZxdFindTexts, zxd_find_texts_free)

/* Empty and null @text is left out. */
void zxd_find_texts_add (ZxdFindTexts *texts, ZxdFindWhat what, const char *text);

/* Which part an identity of this kind is; FALSE when nobody is found by it. */
gboolean zxd_find_what_of (const char *identity_kind, ZxdFindWhat *what);

/* Appends the ids above @after of at most @most customers, ascending. */
gboolean zxd_customer_list_ids (ZxdDb *db, gint64 after, int most, GArray *ids, GError **error);

/* Appends what the customers of @ids (gint64) are found by, in the order of their ids; merged ones
 * and those that are gone are left out. */
gboolean zxd_customer_list_texts (ZxdDb *db, const GArray *ids, GPtrArray *texts, GError **error);

/* Members of a line of the list of customers, of those whose organisation is in sight, merged ones
 * left out. */
typedef struct {
  gint64 id;
  char *members; /* owned: JSON, `"id":…` and what follows */
} ZxdCustomerLine;

/* Those of @ids, in no order. */
gboolean zxd_customer_list_of (ZxdDb *db,
                               const ZxRights *rights,
                               const GArray *ids,
                               GArray *lines,
                               GError **error);

/* Newest first, below @after unless that is 0. */
gboolean zxd_customer_list_newest (ZxdDb *db,
                                   const ZxRights *rights,
                                   gint64 after,
                                   int most,
                                   GArray *lines,
                                   GError **error);

/* Owned ZxdCustomerLine. */
GArray *zxd_customer_lines_new (void);
