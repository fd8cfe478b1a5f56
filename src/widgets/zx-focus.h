/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* Gives the keyboard to what has only just been shown, and brings it into sight: a scrolled page
 * can only do so when it knows where the widget stands, which is after the next layout. */
void zx_focus_shown (GtkWidget *widget);
