/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* A tooltip for a widget of which many are made at once. gtk_widget_set_tooltip_text() asks the X
 * server where the pointer is and waits for the answer; this one waits until it is wanted. Not for
 * widgets whose key is shown in the tooltip, as that is read by GtkWidget:tooltip-text.
 * @text: copied; null: none. */
void zx_tip_set (GtkWidget *widget, const char *text);

/* For `query-tooltip` of a label that may be cut off: all of it. In .ui files `zx_own_words`, with
 * `has-tooltip` (zx_closures_bind()). */
gboolean
zx_tip_own_words_cb (GtkLabel *label, int x, int y, gboolean by_keyboard, GtkTooltip *tooltip);
