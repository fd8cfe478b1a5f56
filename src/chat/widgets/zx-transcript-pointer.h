/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* Lets the pointer select words in the ZxMessageRows of @view and open their menus. One hand for
 * all rows, which are many and must be made quickly. */
void zx_transcript_pointer_add (GtkWidget *view);
