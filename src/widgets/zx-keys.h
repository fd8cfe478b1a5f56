/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* The digit 1…9 that a key stands for in any layout, 0 when none. @levels are the key's symbols at
 * every level of the active group: on a French keyboard 1 is typed with Shift, on a German one
 * Shift makes ! of it; both mean 1 here. The keypad counts while it types digits. */
guint zx_key_digit (guint keyval, const guint *levels, guint n_levels, gboolean num_lock);

/* The same for an event of the keyboard. */
guint zx_key_event_digit (GdkEvent *event);

/* @widget does what @action (static, as a key's row names it) does, though it has no such action of
 * its own: its tooltip names that key. */
void zx_keys_mark (GtkWidget *widget, const char *action);
const char *zx_keys_get_mark (GtkWidget *widget); /* nullable */
