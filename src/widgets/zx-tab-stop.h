/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

/* Round a list: one stop for the Tab key, however many rows there are. Tab enters at the chosen row
 * and then leaves; the arrow keys move within. (A GtkListBox of GTK 4.8 stops at every row.) */
#define ZX_TYPE_TAB_STOP (zx_tab_stop_get_type ())
G_DECLARE_FINAL_TYPE (ZxTabStop, zx_tab_stop, ZX, TAB_STOP, AdwBin)
