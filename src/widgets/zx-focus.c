/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Brings a widget into sight that has no place on its page yet. */
#include "zx-focus.h"

#define AIR 6      /* pixels over and under it */
#define LAID_OUT 2 /* frames: the first lays out, before the second the place is known */

static gboolean
is_laid_out (gpointer frames)
{
  return ++*(guint *) frames >= LAID_OUT;
}

static gboolean
focus_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer frames)
{
  if (!is_laid_out (frames))
    return G_SOURCE_CONTINUE;
  gtk_widget_grab_focus (widget);
  return G_SOURCE_REMOVE;
}

static gboolean
scroll_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer frames)
{
  GtkWidget *view = gtk_widget_get_ancestor (widget, GTK_TYPE_VIEWPORT);
  graphene_rect_t place;

  if (!is_laid_out (frames))
    return G_SOURCE_CONTINUE;
  if (view != NULL && gtk_widget_compute_bounds (widget, view, &place)) {
    GtkAdjustment *scroll = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (view));
    double top = gtk_adjustment_get_value (scroll) + place.origin.y;

    gtk_adjustment_clamp_page (scroll, top - AIR, top + place.size.height + AIR);
  }
  return G_SOURCE_REMOVE;
}

void
zx_focus_shown (GtkWidget *widget)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));

  gtk_widget_add_tick_callback (widget, focus_cb, g_new0 (guint, 1), g_free);
}

void
zx_scroll_to_shown (GtkWidget *widget)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));

  gtk_widget_add_tick_callback (widget, scroll_cb, g_new0 (guint, 1), g_free);
}
