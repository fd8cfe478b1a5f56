/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-store-customer.h"

/* Customers out of a table: each row adds a customer and its parts or brings them up to date, so
 * the same rows again change nothing. Rows are told by batch: every customer that a batch touched
 * is one event, at its end. */
typedef struct {
  const char *kind, *value;
} ZxdImportIdentity;

/* One row. What is null, 0 or empty is not said and leaves what is there. */
typedef struct {
  gint64 org_id, owner_agent_id;
  const char *external_id; /* null: the one customer of this name in its organisation is meant */
  const char *name, *kind, *tier, *lang, *note;
  GHashTable *fields; /* lent, may be null: key of an own field → text */
  const char *person, *title;
  const ZxdImportIdentity *identities; /* lent: the person's, else the customer's own */
  guint n_identities;
  gboolean is_shared;   /* those identities are */
  ZxdContract contract; /* name null: none */
  ZxdProduct product;   /* name null: none */
  const char *blame;    /* set when it is refused: which member, static */
} ZxdImportRow;

typedef struct {
  guint added, changed, same;                    /* customers */
  guint people, identities, contracts, products; /* new ones */
} ZxdImportFigures;

typedef struct _ZxdImportBatch ZxdImportBatch;

/* What cells are compared with: read once, before the rows. */
typedef struct {
  char *key, *label, *kind, *choices; /* owned; choices null or one a line */
} ZxdImportField;

typedef struct {
  GPtrArray *fields;      /* owned ZxdImportField: the own fields of customers */
  GHashTable *tier_names; /* owned: what a tier is called here → owned word */
  GHashTable *orgs;   /* owned: name or id as text → owned gint64; 0: several have this name */
  GHashTable *agents; /* owned: login or name → the same */
  GHashTable *contract_kinds; /* owned: name or id → the same */
} ZxdImportWords;

void zxd_import_words_clear (ZxdImportWords *words);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ZxdImportWords, zxd_import_words_clear)
gboolean zxd_import_words_read (ZxdDb *db, ZxdImportWords *words, GError **error);

/* @org_id: where new customers belong when their row does not say. @source names the file in the
 * audit trail. */
ZxdImportBatch *zxd_import_batch_new (gint64 org_id, const char *source);
void zxd_import_batch_free (ZxdImportBatch *batch); /* null is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZxdImportBatch, zxd_import_batch_free)

/* First thing in a closure: a batch is empty again. */
void zxd_import_batch_begin (ZxdImportBatch *batch);

/* Inside zxd_txn_try(): a refused row must leave nothing behind. BAD_DATA or CONFLICT says what is
 * wrong with it and what to do. */
gboolean zxd_import_row (ZxdTxn *txn, ZxdImportBatch *batch, ZxdImportRow *row, GError **error);

/* Last thing: the events and the audit trail of all that was touched, and the figures. */
gboolean zxd_import_batch_tell (ZxdTxn *txn,
                                ZxdImportBatch *batch,
                                ZxdImportFigures *figures,
                                GError **error);
