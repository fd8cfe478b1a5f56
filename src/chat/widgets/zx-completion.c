/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pops up over a text view what can be chosen there, and passes it the keys. */
#include "zx-completion.h"

static void
activated_cb (GtkListBox *list, GtkListBoxRow *row, ZxCompletion *self)
{
  self->choose (self->owner, (guint) gtk_list_box_row_get_index (row));
}

void
zx_completion_attach (ZxCompletion *self,
                      GtkWidget *parent,
                      GtkTextView *view,
                      GtkWidget *owner,
                      GtkListBox *list,
                      void (*choose) (gpointer owner, guint position))
{
  *self = (ZxCompletion){gtk_popover_new (), view, list, choose, owner};
  gtk_popover_set_autohide (GTK_POPOVER (self->popover), FALSE);
  gtk_popover_set_has_arrow (GTK_POPOVER (self->popover), FALSE);
  gtk_popover_set_position (GTK_POPOVER (self->popover), GTK_POS_TOP);
  gtk_widget_set_halign (self->popover, GTK_ALIGN_START);
  gtk_widget_set_can_focus (self->popover, FALSE);
  gtk_popover_set_child (GTK_POPOVER (self->popover), owner);
  gtk_widget_set_parent (self->popover, parent);
  /* The list is in the owner, and the owner has this. */
  g_signal_connect (list, "row-activated", G_CALLBACK (activated_cb), self);
}

void
zx_completion_detach (ZxCompletion *self)
{
  self->view = NULL;
  g_clear_pointer (&self->popover, gtk_widget_unparent); /* and the owner with it */
}

gboolean
zx_completion_is_open (ZxCompletion *self)
{
  return self->popover != NULL && gtk_widget_get_visible (self->popover);
}

static void
select_row (ZxCompletion *self, int index)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, index);

  if (row != NULL)
    gtk_list_box_select_row (self->list, row);
}

void
zx_completion_select_first (ZxCompletion *self)
{
  select_row (self, 0);
}

void
zx_completion_open (ZxCompletion *self, const GtkTextIter *at)
{
  GdkRectangle place;
  double x, y;

  gtk_text_view_get_iter_location (self->view, at, &place);
  gtk_text_view_buffer_to_window_coords (self->view, GTK_TEXT_WINDOW_WIDGET, place.x, place.y,
                                         &place.x, &place.y);
  if (!gtk_widget_translate_coordinates (
          GTK_WIDGET (self->view), gtk_widget_get_parent (self->popover), place.x, place.y, &x, &y))
    return;
  place = (GdkRectangle){(int) x, (int) y, MAX (place.width, 1), place.height};
  gtk_popover_set_pointing_to (GTK_POPOVER (self->popover), &place);
  select_row (self, 0);
  if (!zx_completion_is_open (self))
    gtk_popover_popup (GTK_POPOVER (self->popover));
}

void
zx_completion_close (ZxCompletion *self)
{
  if (zx_completion_is_open (self))
    gtk_popover_popdown (GTK_POPOVER (self->popover));
}

static int
count_rows (ZxCompletion *self)
{
  int n = 0;

  while (gtk_list_box_get_row_at_index (self->list, n) != NULL)
    n++;
  return n;
}

gboolean
zx_completion_press (ZxCompletion *self, guint keyval, GdkModifierType modifiers)
{
  const GdkModifierType taken = GDK_CONTROL_MASK | GDK_SHIFT_MASK | GDK_ALT_MASK | GDK_SUPER_MASK;
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);
  int index, n = count_rows (self);

  if (!zx_completion_is_open (self) || (modifiers & taken) != 0)
    return FALSE;
  if (keyval == GDK_KEY_Escape) {
    zx_completion_close (self);
    return TRUE;
  }
  if (row == NULL || !gtk_widget_get_visible (GTK_WIDGET (self->list)))
    return FALSE;
  index = gtk_list_box_row_get_index (row);
  switch (keyval) {
  case GDK_KEY_Up:
  case GDK_KEY_KP_Up:
    select_row (self, (index + n - 1) % n);
    return TRUE;
  case GDK_KEY_Down:
  case GDK_KEY_KP_Down:
    select_row (self, (index + 1) % n);
    return TRUE;
  case GDK_KEY_Return:
  case GDK_KEY_KP_Enter:
  case GDK_KEY_ISO_Enter:
  case GDK_KEY_Tab:
    self->choose (self->owner, (guint) index);
    return TRUE;
  default:
    return FALSE;
  }
}
