/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* For what stands inside widgets of GTK and libadwaita, or anywhere in a window. Main thread. */

/* Names everything of this type below @root for screen readers. */
void zx_name_inside (GtkWidget *root, GType type, const char *name);

/* @pixels at the usual size of type, at the size that the agent has chosen (text scaling,
 * resolution of the screen): widths from which on there is room for something are told in it. */
int zx_in_type (GtkWidget *widget, int pixels);

/* From now on each label below @root that had to be shortened tells all of its words in a tooltip,
 * unless it, or what it stands in, has one of its own. */
void zx_tell_shortened (GtkWidget *root);
