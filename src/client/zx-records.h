/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-customer.h"
#include "zx-record-draft.h"

#include <gio/gio.h>

/* All records of one noun that this agent sees: a GListModel of ZxRecord, by id, kept by the stream
 * through the client's gate. Lives as long as the sign-in; main thread. Get one by
 * zx_client_get_records(). Properties, read-only and notifying: state (ZxLoad), error (boxed GError
 * of the last failed load, or null). It loads again by itself when the server is back. Signal
 * record-changed (ZxRecord): one that stays in the list says something else. */
#define ZX_TYPE_RECORDS (zx_records_get_type ())
G_DECLARE_FINAL_TYPE (ZxRecords, zx_records, ZX, RECORDS, GObject)

ZxLoad zx_records_get_state (ZxRecords *self);
const GError *zx_records_get_error (ZxRecords *self);
ZxRecord *zx_records_find (ZxRecords *self, gint64 id); /* lent; null when there is none */
/* The one whose @member is @text; lent; null when there is none. */
ZxRecord *zx_records_find_by (ZxRecords *self, const char *member, const char *text);
