/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* Tells a screen reader what @drop chooses and what is chosen: on GTK 4.8 the keyboard is in a
 * button inside it that has no name of its own. Its items are strings or records. */
void zx_named_drop_set (GtkDropDown *drop, const char *label);

/* What is chosen is cut where there is no room for it; the choices are not. */
void zx_named_drop_set_slim (GtkDropDown *drop);
