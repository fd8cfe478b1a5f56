/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* Keeps the list at the start of @paned as wide as the agent made it, on every page and after a
 * restart; apart for a page with little room. Call once, for as long as @paned lives. */
void zx_list_width_keep (GtkPaned *paned);
