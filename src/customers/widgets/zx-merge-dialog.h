/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client-customers.h"

#include <adwaita.h>

/* Two customers become one: the agent finds the other one, sees both side by side, chooses which
 * one stays, reads what will happen, and confirms. Signal: `merged` (int64 id of the one that
 * stays). A window that destroys itself. */
#define ZX_TYPE_MERGE_DIALOG (zx_merge_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ZxMergeDialog, zx_merge_dialog, ZX, MERGE_DIALOG, AdwWindow)

ZxMergeDialog *zx_merge_dialog_open (GtkWidget *opener, ZxClient *client, ZxCustomer *customer);
