/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* For what has only just been shown: where it stands on a scrolled page is known after the next
 * layout, so it is brought into sight then. Main thread. */

void zx_focus_shown (GtkWidget *widget); /* gives it the keyboard, too */
void zx_scroll_to_shown (GtkWidget *widget);
