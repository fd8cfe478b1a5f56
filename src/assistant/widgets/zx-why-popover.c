/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows why an answer was found. */
#include "zx-why-popover.h"

#include "zx-client-answers.h"
#include "zx-reason-row.h"
#include "zx-report.h"
#include "zx-stack.h"

#include <glib/gi18n.h>

struct _ZxWhyPopover {
  GtkPopover parent_instance;

  GtkLabel *title; /* of the template */
  GtkLabel *error;
  GtkStack *stack;
  GtkListBox *list;

  GtkWidget *before;         /* weak: what had the keyboard */
  GCancellable *cancellable; /* owned; of what is under way, else null */
};

G_DEFINE_FINAL_TYPE (ZxWhyPopover, zx_why_popover, GTK_TYPE_POPOVER)

static void
stop (ZxWhyPopover *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
to_first_reason (ZxWhyPopover *self)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, 0);

  if (row != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (row));
}

static void
explained_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZxWhyPopover) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GListModel) reasons = zx_client_explain_finish (ZX_CLIENT (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->cancellable);
  if (reasons == NULL) {
    text = g_error_matches (error, ZX_ERROR, ZX_ERROR_NOT_FOUND)
               ? g_strdup (_ ("This article does not answer what is asked now."))
               : zx_error_describe (error);
    gtk_label_set_label (self->error, text);
    zx_stack_show (self->stack, "error");
    return;
  }
  zx_item_row_fill_links (self->list, reasons, ZX_TYPE_REASON_ROW);
  zx_stack_show (self->stack, "reasons");
  to_first_reason (self);
}

static void
closed_cb (ZxWhyPopover *self)
{
  GtkWidget *before = self->before;

  stop (self);
  g_clear_weak_pointer (&self->before);
  zx_item_row_fill_links (self->list, NULL, ZX_TYPE_REASON_ROW);
  if (before != NULL && gtk_widget_get_mapped (before))
    gtk_widget_grab_focus (before);
}

static void
zx_why_popover_dispose (GObject *object)
{
  ZxWhyPopover *self = ZX_WHY_POPOVER (object);

  stop (self);
  g_clear_weak_pointer (&self->before);

  G_OBJECT_CLASS (zx_why_popover_parent_class)->dispose (object);
}

static void
zx_why_popover_class_init (ZxWhyPopoverClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = zx_why_popover_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/assistant/zx-why-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxWhyPopover, title);
  gtk_widget_class_bind_template_child (widget_class, ZxWhyPopover, error);
  gtk_widget_class_bind_template_child (widget_class, ZxWhyPopover, stack);
  gtk_widget_class_bind_template_child (widget_class, ZxWhyPopover, list);
  gtk_widget_class_bind_template_callback (widget_class, closed_cb);
}

static void
zx_why_popover_init (ZxWhyPopover *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

ZxWhyPopover *
zx_why_popover_new (void)
{
  return g_object_new (ZX_TYPE_WHY_POPOVER, NULL);
}

static void
point_to (ZxWhyPopover *self, GtkWidget *place)
{
  graphene_rect_t bounds;

  if (gtk_widget_compute_bounds (place, gtk_widget_get_parent (GTK_WIDGET (self)), &bounds))
    gtk_popover_set_pointing_to (
        GTK_POPOVER (self), &(GdkRectangle){(int) bounds.origin.x, (int) bounds.origin.y,
                                            (int) bounds.size.width, (int) bounds.size.height});
}

void
zx_why_popover_open (ZxWhyPopover *self,
                     ZxClient *client,
                     ZxContact *contact,
                     ZxSuggestion *suggestion,
                     const char *search,
                     const char *draft,
                     GtkWidget *place)
{
  GtkRoot *root;

  g_return_if_fail (ZX_IS_WHY_POPOVER (self));
  g_return_if_fail (gtk_widget_get_parent (GTK_WIDGET (self)) != NULL);

  stop (self);
  root = gtk_widget_get_root (gtk_widget_get_parent (GTK_WIDGET (self)));
  g_set_weak_pointer (&self->before, gtk_root_get_focus (root));
  gtk_label_set_label (self->title, zx_suggestion_get_title (suggestion));
  zx_stack_show (self->stack, "wait");
  point_to (self, place);
  gtk_popover_popup (GTK_POPOVER (self));
  self->cancellable = g_cancellable_new ();
  zx_client_explain_async (client, contact, suggestion, search, draft, self->cancellable,
                           explained_cb, g_object_ref (self));
}
