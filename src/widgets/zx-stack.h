/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* Shows one page of @stack and really hides the others: GTK 4.8 tells assistive programs of every
 * page of a stack as if all were there. Use it instead of gtk_stack_set_visible_child*(). */
void zx_stack_show (GtkStack *stack, const char *name);
void zx_stack_show_child (GtkStack *stack, GtkWidget *child);
