/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* A tooltip for a widget of which many are made at once. gtk_widget_set_tooltip_text() asks the X
 * server where the pointer is and waits for the answer; this one waits until it is wanted. Not for
 * widgets whose key is shown in the tooltip, as that is read by GtkWidget:tooltip-text.
 * @text: copied; null: none. */
void zx_tip_set (GtkWidget *widget, const char *text);
