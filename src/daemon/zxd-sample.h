/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-store-customer.h"

#include <json-glib/json-glib.h>

/* Parts of `zuoxid import sample` that go through the same store functions as an agent's or an
 * administrator's work. In a sample, people are named by login, organisations by key, everything
 * else by name, and days are counted from today. */

/* A day so many days from today, as ISO text in @day; null when @item does not say. */
const char *zxd_sample_day (JsonObject *item, const char *name, char day[16]);

/* Adds @item as a setup noun, or (tiers) gives it its greeting; what is there already is left as it
 * is. @org_id: whose it is, 0 for nouns that all share. *@is_new tells whether it was added. */
gboolean zxd_sample_set_up (ZxdTxn *txn,
                            const char *noun,
                            JsonObject *item,
                            gint64 org_id,
                            gboolean *is_new,
                            GError **error);

/* What of a customer goes beyond zxd_customer_add(): own fields, contracts with their kind, notes.
 */
gboolean
zxd_sample_enrich (ZxdTxn *txn, const ZxdCustomer *customer, JsonObject *item, GError **error);
