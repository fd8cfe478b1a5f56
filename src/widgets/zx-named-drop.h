/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* Tells a screen reader what @drop chooses and what is chosen: on GTK 4.8 the keyboard is in a
 * button inside it that has no name of its own. Its items are strings or records. */
void zx_named_drop_set (GtkDropDown *drop, const char *label);
