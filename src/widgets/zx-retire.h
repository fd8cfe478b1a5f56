/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* Takes @widget out of sight at once and out of its parent when the window has nothing else to do.
 * To unparent a widget with many in it costs more than to make as many, above all while an
 * accessibility bus listens: what takes its place should not wait for that. Nothing may be put into
 * it any more, and what it listens to it still hears for a moment. Its parent is a box, or a widget
 * of ours that calls zx_retire_finish() in dispose(). */
void zx_retire (GtkWidget *widget);

/* All that was retired from @parent goes now. */
void zx_retire_finish (GtkWidget *parent);
