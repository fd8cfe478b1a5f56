/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Moves the keyboard to a widget that has no place on the page yet. */
#include "zx-focus.h"

#define LAID_OUT 2 /* frames: the first lays out, before the second the place is known */

static gboolean
frame_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer frames)
{
  if (++*(guint *) frames < LAID_OUT)
    return G_SOURCE_CONTINUE;
  gtk_widget_grab_focus (widget);
  return G_SOURCE_REMOVE;
}

void
zx_focus_shown (GtkWidget *widget)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));

  gtk_widget_add_tick_callback (widget, frame_cb, g_new0 (guint, 1), g_free);
}
