/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-panel.h"

/* The administrator's page: people, groups, organisations, channels, … each on a page of its own.
 * It exists only for who may administer. */
#define ZX_TYPE_ADMIN_PANEL (zx_admin_panel_get_type ())
G_DECLARE_FINAL_TYPE (ZxAdminPanel, zx_admin_panel, ZX, ADMIN_PANEL, ZxPanel)
