/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-json.h"

#include <gio/gio.h>

/* A colleague who was invited to a contact, or its former owner: he sees it and may write to it.
 * Never changes. Properties: agent-id (int64), name, by (string: who invited him), at (int64 ms).
 */
#define ZX_TYPE_GUEST (zx_guest_get_type ())
G_DECLARE_FINAL_TYPE (ZxGuest, zx_guest, ZX, GUEST, GObject)

/* From one of a contact's `guests`. */
ZxGuest *zx_guest_new (JsonObject *item);
gboolean zx_guest_is_same (ZxGuest *self, ZxGuest *other);

gint64 zx_guest_get_agent_id (ZxGuest *self);
const char *zx_guest_get_name (ZxGuest *self);
const char *zx_guest_get_by (ZxGuest *self);
gint64 zx_guest_get_at (ZxGuest *self);
