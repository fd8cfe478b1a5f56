/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client.h"
#include "zx-records.h"

/* The audit trail, newest first, page by page: a GListModel of ZxRecord with the members at,
 * actor_id, actor_name, action, noun, obj_id, address, detail. It is what the server had when it
 * was asked; it does not follow. Main thread. Properties, read-only and notifying: state (ZxLoad),
 * complete (boolean: nothing older exists), error (boxed GError or null). */
#define ZX_TYPE_AUDIT (zx_audit_get_type ())
G_DECLARE_FINAL_TYPE (ZxAudit, zx_audit, ZX, AUDIT, GObject)

/* What to look for; null or 0: anything. @action is a whole
 * word ("group.add") or, with a dot before it, any that ends so (".add"). */
typedef struct {
  gint64 actor_id;
  const char *noun;
  const char *action;
  gint64 since_ms;
} ZxAuditFilter;

/* Begins to load the newest page. */
ZxAudit *zx_audit_new (ZxClient *client, const ZxAuditFilter *filter);

/* Loads the next page, or the one that failed. Nothing happens while one is under way. */
void zx_audit_load_more (ZxAudit *self);

ZxLoad zx_audit_get_state (ZxAudit *self);
gboolean zx_audit_get_complete (ZxAudit *self);
const GError *zx_audit_get_error (ZxAudit *self);
