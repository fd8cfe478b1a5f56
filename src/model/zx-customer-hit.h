/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-json.h"

#include <gio/gio.h>

/* A customer as a list or a search shows it; never changes. Properties, read-only: id, rev, org-id
 * (int64), name, kind, external-id, owner-name, match-what ("name", "pinyin", "initials", "person",
 * "phone", "mail", "number", "account", or null when nothing was searched for), match-text,
 * match-markup (Pango markup of match-text with what was found in bold), tier (ZxTier),
 * people-count (uint). */
#define ZX_TYPE_CUSTOMER_HIT (zx_customer_hit_get_type ())
G_DECLARE_FINAL_TYPE (ZxCustomerHit, zx_customer_hit, ZX, CUSTOMER_HIT, GObject)

ZxCustomerHit *zx_customer_hit_new (JsonObject *json);
gint64 zx_customer_hit_get_id (ZxCustomerHit *self);
const char *zx_customer_hit_get_name (ZxCustomerHit *self);

/* Whether @what (match-what, null allowed) says that the name itself was found: then match-markup
 * is the name. */
gboolean zx_customer_hit_is_of_name (const char *what);
