/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* Shows a running time. Only a change of its length lays the window out anew: a label would do so
 * every second, and each layout asks the X server five times for what the window may take. */
void zx_digits_show (GtkInscription *digits, const char *text);
