/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client-records.h"

#include <adwaita.h>

/* One deed of the audit trail: what, who, when, from where, and what became of what. */
#define ZX_TYPE_AUDIT_ROW (zx_audit_row_get_type ())
G_DECLARE_FINAL_TYPE (ZxAuditRow, zx_audit_row, ZX, AUDIT_ROW, GtkListBoxRow)

GtkWidget *zx_audit_row_new (ZxRecord *deed, ZxClient *client);
