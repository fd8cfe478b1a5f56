/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks why a chat still waits and says it. */
#include "zx-wait-popover.h"

#include "zx-pass-words.h"

#include <glib/gi18n.h>

struct _ZxWaitPopover {
  GtkPopover parent_instance;

  GtkLabel *title; /* these of the template */
  GtkLabel *queue;
  GtkListBox *list;

  gboolean is_held;          /* somebody has what is asked about */
  GtkWidget *before;         /* weak: what had the keyboard */
  GCancellable *cancellable; /* owned; of what is under way, else null */
};

G_DEFINE_FINAL_TYPE (ZxWaitPopover, zx_wait_popover, GTK_TYPE_POPOVER)

static void
stop (ZxWaitPopover *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
add_sentence (ZxWaitPopover *self, const char *text)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 36);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), label);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_list_box_append (self->list, row);
}

static void
clear (ZxWaitPopover *self)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
}

static void
show_reasons (ZxWaitPopover *self, ZxClient *client, GPtrArray *reasons)
{
  for (guint i = 0; i < reasons->len; i++) {
    g_autofree char *text = zx_pass_why (reasons->pdata[i], zx_client_now_ms (client));

    if (text != NULL)
      add_sentence (self, text);
  }
  if (gtk_list_box_get_row_at_index (self->list, 0) == NULL)
    add_sentence (self, self->is_held ? _ ("It was not offered: the agent took it.")
                                      : _ ("Nothing is known about it."));
}

static void
told_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZxWaitPopover) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *queue = NULL;
  g_autoptr (GPtrArray) reasons =
      zx_client_ask_why_finish (ZX_CLIENT (source), result, &queue, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->cancellable);
  if (reasons != NULL) {
    gtk_label_set_label (self->queue, queue != NULL ? queue : "");
    gtk_widget_set_visible (GTK_WIDGET (self->queue), queue != NULL);
    show_reasons (self, ZX_CLIENT (source), reasons);
  } else {
    g_autofree char *why = zx_error_describe (error);

    add_sentence (self, why);
  }
  gtk_widget_grab_focus (GTK_WIDGET (gtk_list_box_get_row_at_index (self->list, 0)));
}

static void
closed_cb (ZxWaitPopover *self)
{
  GtkWidget *before = self->before;

  stop (self);
  g_clear_weak_pointer (&self->before);
  clear (self);
  if (before != NULL && gtk_widget_get_mapped (before))
    gtk_widget_grab_focus (before);
}

static void
zx_wait_popover_dispose (GObject *object)
{
  ZxWaitPopover *self = ZX_WAIT_POPOVER (object);

  stop (self);
  g_clear_weak_pointer (&self->before);

  G_OBJECT_CLASS (zx_wait_popover_parent_class)->dispose (object);
}

static void
zx_wait_popover_class_init (ZxWaitPopoverClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = zx_wait_popover_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/chat/zx-wait-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxWaitPopover, title);
  gtk_widget_class_bind_template_child (widget_class, ZxWaitPopover, queue);
  gtk_widget_class_bind_template_child (widget_class, ZxWaitPopover, list);
  gtk_widget_class_bind_template_callback (widget_class, closed_cb);
}

static void
zx_wait_popover_init (ZxWaitPopover *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

ZxWaitPopover *
zx_wait_popover_new (void)
{
  return g_object_new (ZX_TYPE_WAIT_POPOVER, NULL);
}

void
zx_wait_popover_open (ZxWaitPopover *self, ZxClient *client, ZxContact *contact, GtkWidget *place)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));
  const char *title = zx_contact_get_agent_id (contact) == 0 ? _ ("Why does it still wait?")
                                                             : _ ("Why is it with this agent?");
  graphene_rect_t at;

  g_return_if_fail (ZX_IS_WAIT_POPOVER (self));
  g_return_if_fail (parent != NULL);

  stop (self);
  clear (self);
  self->is_held = zx_contact_get_agent_id (contact) != 0;
  g_set_weak_pointer (&self->before, gtk_root_get_focus (gtk_widget_get_root (parent)));
  gtk_label_set_label (self->title, title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_widget_set_visible (GTK_WIDGET (self->queue), FALSE);
  if (gtk_widget_compute_bounds (place, parent, &at))
    gtk_popover_set_pointing_to (GTK_POPOVER (self),
                                 &(GdkRectangle){(int) at.origin.x, (int) at.origin.y,
                                                 (int) at.size.width, (int) at.size.height});
  gtk_popover_popup (GTK_POPOVER (self));
  self->cancellable = g_cancellable_new ();
  zx_client_ask_why_async (client, contact, self->cancellable, told_cb, g_object_ref (self));
}
