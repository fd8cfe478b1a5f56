/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a customer has installed: product, version, modules. */
#include "zx-product-row.h"

#include "zx-closures.h"
#include "zx-customer-parts.h"

struct _ZxProductRow {
  ZxItemRow parent_instance;

  GtkFlowBox *modules; /* of the template */
};

G_DEFINE_FINAL_TYPE (ZxProductRow, zx_product_row, ZX_TYPE_ITEM_ROW)

static char *
product_name (gpointer self, const char *name, const char *version)
{
  if (version == NULL || *version == '\0')
    return g_strdup (name);
  return g_strdup_printf ("%s %s", name != NULL ? name : "", version);
}

static void
show_modules (ZxProductRow *self)
{
  ZxProduct *product = zx_item_row_get_item (ZX_ITEM_ROW (self));
  g_auto (GStrv) modules = NULL;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->modules))) != NULL)
    gtk_flow_box_remove (self->modules, child);
  if (product != NULL)
    g_object_get (product, "modules", &modules, NULL);
  for (guint i = 0; modules != NULL && modules[i] != NULL; i++) {
    GtkWidget *label = gtk_label_new (modules[i]);

    gtk_widget_set_css_classes (label, (const char *[]){"pill", "tag", NULL});
    gtk_flow_box_insert (self->modules, label, -1);
    gtk_widget_set_focusable (gtk_widget_get_parent (label), FALSE);
  }
  gtk_widget_set_visible (GTK_WIDGET (self->modules), modules != NULL && modules[0] != NULL);
}

static void
item_changed_cb (ZxProductRow *self)
{
  GObject *product = zx_item_row_get_item (ZX_ITEM_ROW (self));

  if (product != NULL)
    g_signal_connect_object (product, "notify::modules", G_CALLBACK (show_modules), self,
                             G_CONNECT_SWAPPED);
  show_modules (self);
}

static void
zx_product_row_class_init (ZxProductRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/customers/zx-product-row.ui");
  zx_closures_bind (widget_class);
  gtk_widget_class_bind_template_child (widget_class, ZxProductRow, modules);
  gtk_widget_class_bind_template_callback (widget_class, product_name);
  gtk_widget_class_bind_template_callback (widget_class, item_changed_cb);
}

static void
zx_product_row_init (ZxProductRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
