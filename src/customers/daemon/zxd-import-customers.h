/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-store-import.h"

/* How a table of customers is to be taken in. Everything is lent. */
typedef struct {
  const char *source;      /* the file's name, for the audit trail */
  gint64 org_id;           /* of new customers whose row does not say */
  const char *const *maps; /* "column=meaning", null-terminated, may be null */
  const char *encoding;    /* null: found out */
  char delimiter;          /* 0: found out */
  guint batch;             /* rows in one transaction; rows of one customer stay together */
  gboolean may_skip_columns, may_skip_rows, only_try;

  /* Each refused row, in the order of the file; texts may be null but for @problem. */
  void (*refused) (guint64 line,
                   const char *column,
                   const char *cell,
                   const char *problem,
                   gpointer data);
  /* A batch that was not written because of refused rows in it. May be null. */
  void (*left_out) (guint64 first_line, guint64 last_line, guint rows, gpointer data);
  /* After each batch. May be null. */
  void (*progress) (guint64 rows, guint64 bytes, gpointer data);
  gpointer data;
} ZxdImportPlan;

typedef struct {
  guint64 rows, refused, left_out; /* left_out: good rows of batches that were not written */
  guint64 added, changed, same;    /* customers; one that stands in several batches counts each */
  guint64 people, identities, contracts, products;
  char *encoding; /* owned: what it was */
  char *skipped;  /* owned, null: columns that were left out */
  char delimiter;
} ZxdImportReport;

void zxd_import_report_clear (ZxdImportReport *report);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ZxdImportReport, zxd_import_report_clear)

/* Reads the table to its end and writes it batch by batch: a batch is written whole or not at all.
 * A refused row keeps its whole batch out, or, with may_skip_rows, only itself. The same table
 * again changes nothing. Waits for the store: for commands only. FALSE with @error when the table
 * cannot be read on or the database fails; what was written until then stays. */
gboolean zxd_import_customers (ZxdStore *store,
                               GInputStream *stream,
                               const ZxdImportPlan *plan,
                               ZxdImportReport *report,
                               GError **error);
