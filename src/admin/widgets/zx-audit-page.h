/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client-records.h"

#include <adwaita.h>

/* Who did what and when, newest first; narrowed by person, thing, deed and time. It asks the server
 * when it is shown and when a filter changes. */
#define ZX_TYPE_AUDIT_PAGE (zx_audit_page_get_type ())
G_DECLARE_FINAL_TYPE (ZxAuditPage, zx_audit_page, ZX, AUDIT_PAGE, AdwBin)

GtkWidget *zx_audit_page_new (ZxClient *client);
void zx_audit_page_load (ZxAuditPage *self); /* asks again */
