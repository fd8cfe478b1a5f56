/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-panel.h"

/* The window's own keys are one table; with the tables of the panels it makes both the accelerators
 * and the sheet that lists them, so that the sheet cannot be wrong. */
void zx_shortcut_sheet_set_accels (GtkApplication *application);

/* @panels: of ZxPanel, or null before signing in. */
GtkWindow *zx_shortcut_sheet_new (GtkWindow *parent, GListModel *panels);
