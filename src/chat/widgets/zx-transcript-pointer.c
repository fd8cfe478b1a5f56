/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Brings the pointer to the message that it is over. */
#include "zx-transcript-pointer.h"

#include "zx-message-row.h"

static ZxMessageRow *
find_row_at (GtkWidget *view, double x, double y)
{
  GtkWidget *there = gtk_widget_pick (view, x, y, GTK_PICK_DEFAULT);
  GtkWidget *row = there != NULL ? gtk_widget_get_ancestor (there, ZX_TYPE_MESSAGE_ROW) : NULL;

  return row != NULL ? ZX_MESSAGE_ROW (row) : NULL;
}

static void
moved_cb (GtkWidget *view, double x, double y)
{
  ZxMessageRow *row = find_row_at (view, x, y);

  if (row != NULL)
    zx_message_row_wake (row);
}

static void
right_clicked_cb (GtkWidget *view, int n, double x, double y, GtkGesture *gesture)
{
  ZxMessageRow *row = find_row_at (view, x, y);
  double row_x, row_y;

  if (row == NULL ||
      !gtk_widget_translate_coordinates (view, GTK_WIDGET (row), x, y, &row_x, &row_y))
    return;
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  zx_message_row_open_menu (row, (int) row_x, (int) row_y);
}

void
zx_transcript_pointer_add (GtkWidget *view)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  g_return_if_fail (GTK_IS_WIDGET (view));

  g_signal_connect_swapped (motion, "motion", G_CALLBACK (moved_cb), view);
  gtk_widget_add_controller (view, motion);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (right_clicked_cb), view);
  gtk_widget_add_controller (view, GTK_EVENT_CONTROLLER (click));
}
