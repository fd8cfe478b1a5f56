/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The form of a new customer in a window of its own. */
#include "zx-customer-dialog.h"

#include "zx-part-form.h"

#include <glib/gi18n.h>

struct _ZxCustomerDialog {
  AdwWindow parent_instance;

  AdwBin *place; /* of the template */
};

G_DEFINE_FINAL_TYPE (ZxCustomerDialog, zx_customer_dialog, ADW_TYPE_WINDOW)

enum { MADE, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
done_cb (ZxCustomerDialog *self, gint64 made)
{
  if (made > 0)
    g_signal_emit (self, signals[MADE], 0, made);
  gtk_window_close (GTK_WINDOW (self));
}

static void
zx_customer_dialog_dispose (GObject *object)
{
  adw_window_set_content (ADW_WINDOW (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), ZX_TYPE_CUSTOMER_DIALOG);
  G_OBJECT_CLASS (zx_customer_dialog_parent_class)->dispose (object);
}

static void
zx_customer_dialog_class_init (ZxCustomerDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = zx_customer_dialog_dispose;
  signals[MADE] = g_signal_new ("made", ZX_TYPE_CUSTOMER_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/customers/zx-customer-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxCustomerDialog, place);
}

static void
zx_customer_dialog_init (ZxCustomerDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

ZxCustomerDialog *
zx_customer_dialog_open (GtkWidget *opener, ZxClient *client)
{
  ZxCustomerDialog *self =
      g_object_new (ZX_TYPE_CUSTOMER_DIALOG, "transient-for", gtk_widget_get_root (opener), NULL);
  ZxPartForm *form = zx_part_form_new (client, NULL, ZX_PART_CUSTOMER, 0, 0);

  g_signal_connect_object (form, "done", G_CALLBACK (done_cb), self, G_CONNECT_SWAPPED);
  adw_bin_set_child (self->place, GTK_WIDGET (form));
  gtk_window_present (GTK_WINDOW (self));
  zx_part_form_take_focus (form);
  return self;
}
